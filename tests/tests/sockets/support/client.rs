//! A client that speaks bytes.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use super::answer::Answer;
use crate::runtime::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use crate::runtime::net::TcpStream;
use crate::runtime::{finish, twins};

pub(crate) async fn connect(addr: SocketAddr) -> Client<TcpStream> {
    let stream = TcpStream::connect(addr).await.unwrap();
    stream.set_nodelay(true).unwrap();
    Client::new(stream)
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
        finish(&mut self.stream).await.unwrap();
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
        let (stream, twin) = twins(self.stream);
        (Client { stream, read: self.read }, Client::new(twin))
    }

    /// Ends without a goodbye, as a program that was killed.
    pub(crate) fn reset(self) {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).unwrap();
    }
}
