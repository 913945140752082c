//! edge-http: hello, JSON, 404, and a header on every answer.

#![no_std]
#![no_main]

use core::fmt::{Debug, Display};
use core::net::SocketAddr;

use edge_http::Method;
use edge_http::io::Error;
use edge_http::io::server::{Connection, Handler, Server};
use edge_nal::TcpBind;
use edge_nal_embassy::{Tcp, TcpBuffers};
use embassy_executor::Spawner;
use embassy_net::{Stack, StackResources};
use embedded_io_async::{Read, Write};
use static_cell::StaticCell;

const CONNECTIONS: usize = 4;

struct Routes;

impl Handler for Routes {
    type Error<E: Debug> = Error<E>;

    async fn handle<T: Read + Write, const N: usize>(
        &self,
        _: impl Display + Copy,
        connection: &mut Connection<'_, T, N>,
    ) -> Result<(), Error<T::Error>> {
        let head = connection.headers()?;
        let (status, reason, kind, body): (_, _, _, &[u8]) = match (head.method, head.path) {
            (Method::Get, "/") => (200, "OK", "text/plain", b"Hello World"),
            (Method::Get, "/json") => (200, "OK", "application/json", b"{\"hello\":\"world\"}"),
            _ => (404, "Not Found", "text/plain", b"Not Found"),
        };
        let length = if body.len() == 11 {
            "11"
        } else if body.len() == 9 {
            "9"
        } else {
            "17"
        };
        let headers = [("Content-Type", kind), ("Content-Length", length), ("X-Board", "1")];
        connection.initiate_response(status, Some(reason), &headers).await?;
        connection.write_all(body).await
    }
}

#[cortex_m_rt::entry]
fn main() -> ! {
    lm3s6965::run(start)
}

fn start(spawner: Spawner) {
    static RESOURCES: StaticCell<StackResources<{ CONNECTIONS + 1 }>> = StaticCell::new();
    let stack = peers::start(spawner, &RESOURCES);
    spawner.spawn(serve(stack).expect("it is started once"));
}

#[embassy_executor::task]
async fn serve(stack: Stack<'static>) {
    static SERVER: StaticCell<Server<CONNECTIONS, 1024, 16>> = StaticCell::new();
    static BUFFERS: StaticCell<TcpBuffers<CONNECTIONS, 1024, 1024>> = StaticCell::new();
    let server = SERVER.init(Server::new());
    let tcp = Tcp::new(stack, BUFFERS.init(TcpBuffers::new()));
    let address = SocketAddr::new(lm3s6965::address().into(), 80);
    if let Ok(acceptor) = tcp.bind(address).await {
        let _ = server.run(Some(5000), acceptor, Routes).await;
    }
}
