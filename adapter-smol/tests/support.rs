//! A server on a free port, and a client that speaks bytes.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use koa_smol::{App, Limits, Report, Server, Shutdown};
use smol::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use smol::net::{TcpListener, TcpStream};
use smol::{Task, Timer};

/// The time that any test may take.
const LONGEST: Duration = Duration::from_secs(20);

/// Runs a test, and fails it when it takes too long.
pub(crate) fn run<T>(test: impl Future<Output = T>) -> T {
    smol::block_on(async { timeout(LONGEST, test).await.expect("the test hangs") })
}

pub(crate) fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

pub(crate) async fn sleep(time: Duration) {
    Timer::after(time).await;
}

/// What `future` gives; `None` when it takes longer than that.
pub(crate) async fn timeout<T>(time: Duration, future: impl Future<Output = T>) -> Option<T> {
    smol::future::or(async { Some(future.await) }, async {
        sleep(time).await;
        None
    })
    .await
}

/// Small times, so that tests of slow clients are quick.
pub(crate) fn hasty() -> Limits {
    Limits {
        head: ms(300),
        idle: ms(300),
        body_pause: ms(300),
        write_pause: ms(300),
        half_closed: ms(300),
        handshake: ms(300),
        drain: ms(500),
        ..Limits::default()
    }
}

pub(crate) struct Running {
    pub(crate) addr: SocketAddr,
    pub(crate) shutdown: Shutdown,
    task: Task<io::Result<Report>>,
}

/// Serves `app` on a free port.
pub(crate) async fn start(app: App) -> Running {
    start_server(Server::new(app)).await
}

pub(crate) async fn start_with(app: App, limits: Limits) -> Running {
    start_server(Server::new(app).limits(limits)).await
}

pub(crate) async fn start_server(server: Server) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let shutdown = Shutdown::new();
    let task = smol::spawn(server.shutdown(shutdown.clone()).serve(listener));
    Running { addr, shutdown, task }
}

pub(crate) async fn connect(addr: SocketAddr) -> Client<TcpStream> {
    let stream = TcpStream::connect(addr).await.unwrap();
    stream.set_nodelay(true).unwrap();
    Client::new(stream)
}

impl Running {
    pub(crate) async fn connect(&self) -> Client<TcpStream> {
        connect(self.addr).await
    }

    /// Sends one request on its own connection.
    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.connect().await.get(target).await
    }

    /// Sends bytes and gives everything that comes back until the end.
    pub(crate) async fn dialogue(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut client = self.connect().await;
        client.send(bytes).await;
        client.rest().await
    }

    pub(crate) async fn ended(self) -> Report {
        self.task.await.unwrap()
    }

    pub(crate) async fn stop(self) -> Report {
        self.shutdown.start();
        self.ended().await
    }
}

pub(crate) struct Client<S> {
    stream: S,
    read: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, read: Vec::new() }
    }

    /// The answer to one more request.
    pub(crate) async fn get(&mut self, target: &str) -> Answer {
        self.send(format!("GET {target} HTTP/1.1\r\nhost: test\r\n\r\n")).await;
        self.answer().await
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.try_send(bytes).await.unwrap();
    }

    /// Sends as far as the server takes it.
    pub(crate) async fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.write_all(bytes.as_ref()).await?;
        self.stream.flush().await
    }

    pub(crate) async fn finish(&mut self) {
        self.stream.close().await.unwrap();
    }

    /// The next answer.
    pub(crate) async fn answer(&mut self) -> Answer {
        self.try_answer(false).await.expect("the connection ended within an answer")
    }

    /// The next answer, to a HEAD request.
    pub(crate) async fn head_answer(&mut self) -> Answer {
        self.try_answer(true).await.expect("the connection ended within an answer")
    }

    /// The next answer; `None` when the connection ends before it is whole.
    pub(crate) async fn try_answer(&mut self, is_head: bool) -> Option<Answer> {
        let end = self.find(b"\r\n\r\n").await?;
        let head = String::from_utf8_lossy(&self.take(end + 4)).into_owned();
        let mut answer = Answer { head, body: Vec::new() };
        if is_head || answer.status() == 204 || answer.status() == 304 || answer.status() < 200 {
            return Some(answer);
        }
        if let Some(length) = answer.header("content-length") {
            answer.body = self.exactly(length.parse().unwrap()).await?;
        } else if answer.header("transfer-encoding").is_some() {
            loop {
                let end = self.find(b"\r\n").await?;
                let line = String::from_utf8_lossy(&self.take(end + 2)).into_owned();
                let size = usize::from_str_radix(line.trim(), 16).unwrap();
                let chunk = self.exactly(size + 2).await?;
                answer.body.extend_from_slice(&chunk[..size]);
                if size == 0 {
                    break;
                }
            }
        } else {
            answer.body = self.rest_of_bytes().await;
        }
        Some(answer)
    }

    /// Everything until the end, whatever ends it.
    pub(crate) async fn rest(&mut self) -> String {
        String::from_utf8_lossy(&self.rest_of_bytes().await).into_owned()
    }

    async fn rest_of_bytes(&mut self) -> Vec<u8> {
        while self.read_more().await > 0 {}
        std::mem::take(&mut self.read)
    }

    /// The next bytes that come.
    pub(crate) async fn some(&mut self) -> String {
        if self.read.is_empty() {
            self.read_more().await;
        }
        String::from_utf8_lossy(&std::mem::take(&mut self.read)).into_owned()
    }

    pub(crate) async fn exactly(&mut self, length: usize) -> Option<Vec<u8>> {
        while self.read.len() < length {
            if self.read_more().await == 0 {
                return None;
            }
        }
        Some(self.take(length))
    }

    async fn find(&mut self, wanted: &[u8]) -> Option<usize> {
        loop {
            if let Some(at) = self.read.windows(wanted.len()).position(|window| window == wanted) {
                return Some(at);
            }
            if self.read_more().await == 0 {
                return None;
            }
        }
    }

    /// A reset is an end, too.
    async fn read_more(&mut self) -> usize {
        let mut space = vec![0; 64 << 10];
        let length = self.stream.read(&mut space).await.unwrap_or(0);
        self.read.extend_from_slice(&space[..length]);
        length
    }

    fn take(&mut self, length: usize) -> Vec<u8> {
        self.read.drain(..length).collect()
    }
}

impl Client<TcpStream> {
    /// Two clients of one connection: one reads, one sends.
    pub(crate) fn split(self) -> (Client<TcpStream>, Client<TcpStream>) {
        let twin = Client::new(self.stream.clone());
        (self, twin)
    }

    /// Ends without a goodbye, as a program that was killed.
    pub(crate) fn reset(self) {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).unwrap();
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.head[9..12].parse().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Waits until `condition` holds.
pub(crate) async fn until(mut condition: impl FnMut() -> bool) {
    while !condition() {
        sleep(ms(5)).await;
    }
}
