//! The floor: embassy-net, and a loop by hand that reads a head and writes a fixed answer.

#![no_std]
#![no_main]

use embassy_executor::Spawner;
use embassy_net::tcp::TcpSocket;
use embassy_net::{Stack, StackResources};
use static_cell::StaticCell;

const CONNECTIONS: usize = 4;

#[cortex_m_rt::entry]
fn main() -> ! {
    lm3s6965::run(start)
}

fn start(spawner: Spawner) {
    static RESOURCES: StaticCell<StackResources<{ CONNECTIONS + 1 }>> = StaticCell::new();
    let stack = peers::start(spawner, &RESOURCES);
    for _ in 0..CONNECTIONS {
        spawner.spawn(serve(stack).expect("there is a place for each"));
    }
}

#[embassy_executor::task(pool_size = CONNECTIONS)]
async fn serve(stack: Stack<'static>) -> ! {
    let (mut received, mut sent, mut head) = ([0; 1024], [0; 1024], [0; 1024]);
    loop {
        let mut socket = TcpSocket::new(stack, &mut received, &mut sent);
        socket.set_nagle_enabled(false);
        if socket.accept(80).await.is_ok() {
            let _ = answer_all(&mut socket, &mut head).await;
        }
        socket.close();
        let _ = socket.flush().await;
    }
}

async fn answer_all(socket: &mut TcpSocket<'_>, head: &mut [u8]) -> Result<(), embassy_net::tcp::Error> {
    let mut length = 0;
    loop {
        match socket.read(&mut head[length..]).await? {
            0 => return Ok(()),
            read => length += read,
        }
        while let Some(end) = head[..length].windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            let request = &head[..end];
            let closes = request.windows(17).any(|bytes| bytes == b"Connection: close");
            write_all(socket, answer(request)).await?;
            if closes {
                return Ok(());
            }
            head.copy_within(end + 4..length, 0);
            length -= end + 4;
        }
    }
}

fn answer(request: &[u8]) -> &'static [u8] {
    if request.starts_with(b"GET / ") {
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 11\r\nX-Board: 1\r\n\r\nHello World"
    } else if request.starts_with(b"GET /json ") {
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 18\r\nX-Board: 1\r\n\r\n{\"hello\":\"world\"}\n"
    } else {
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 9\r\nX-Board: 1\r\n\r\nNot Found"
    }
}

async fn write_all(socket: &mut TcpSocket<'_>, mut bytes: &[u8]) -> Result<(), embassy_net::tcp::Error> {
    while !bytes.is_empty() {
        let written = socket.write(bytes).await?;
        bytes = &bytes[written..];
    }
    Ok(())
}
