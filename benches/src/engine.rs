//! The engine alone: koa-http1 reads requests from memory and writes answers to memory.

use std::convert::Infallible;
use std::task::{Context, Poll};
use std::time::Duration;

use embedded_io_async::{ErrorType, Read, Write};
use koa_core::{App, test};
use koa_http1::{Config, Peer, Timer};

/// A request with the one header it needs, and one as browsers send it.
pub const REQUESTS: [(&str, &str); 2] = [
    ("1 header", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    (
        "12 headers",
        "GET /?from=here HTTP/1.1\r\n\
         Host: www.example.com\r\n\
         Connection: keep-alive\r\n\
         Cache-Control: max-age=0\r\n\
         Upgrade-Insecure-Requests: 1\r\n\
         User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n\
         Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n\
         Sec-Fetch-Site: same-origin\r\n\
         Sec-Fetch-Mode: navigate\r\n\
         Sec-Fetch-Dest: document\r\n\
         Accept-Encoding: gzip, deflate, br, zstd\r\n\
         Accept-Language: en-US,en;q=0.5\r\n\
         Cookie: session=0123456789abcdef; theme=dark\r\n\r\n",
    ),
];

/// One connection with so many requests, through so many middleware that only call the next and one that answers.
///
/// # Errors
///
/// When there is no such request, or an answer that is not the one that is expected.
pub fn run(index: usize, layers: usize, count: usize) -> Result<(), String> {
    let (_, request) = REQUESTS.get(index).ok_or("there is no such request")?;
    exchange(&hello(layers), &Requests::new(request, count), is_hello).map(drop)
}

/// So many middleware that only call the next, and one that answers.
pub(crate) fn hello(layers: usize) -> App {
    let app = (0..layers).fold(App::new(), |app, _| app.with(async |ctx, next| next.run(ctx).await));
    app.with(async |ctx, _| {
        ctx.set_body("Hello World");
        Ok(())
    })
}

/// Whether a write is the whole answer of [`hello`].
pub(crate) fn is_hello(write: &[u8]) -> bool {
    is_head(write) && write.ends_with(b"\r\n\r\nHello World")
}

/// Whether a write begins an answer.
pub(crate) fn is_head(write: &[u8]) -> bool {
    write.starts_with(b"HTTP/1.1 200 OK\r\n")
}

/// What is sent on a connection: the same again and again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Requests<'r> {
    /// Request line and header fields.
    pub(crate) head: &'r [u8],
    /// The length of the body.
    pub(crate) body: usize,
    /// How many of them there are.
    pub(crate) count: usize,
}

impl<'r> Requests<'r> {
    pub(crate) fn new(head: &'r str, count: usize) -> Self {
        Self { head: head.as_bytes(), body: 0, count }
    }
}

/// Runs one connection to its end; how many bytes the answers had.
///
/// # Errors
///
/// When not every request was read and answered, where `is_answer` finds the answers among the writes.
pub(crate) fn exchange(app: &App, requests: &Requests<'_>, is_answer: fn(&[u8]) -> bool) -> Result<u64, String> {
    let mut wire = Wire { requests, sent: 0, unread: requests.count, is_answer, answers: 0, written: 0 };
    let mut config = Config::default();
    config.limits.body_bytes = config.limits.body_bytes.max(requests.body as u64);
    test::block_on(koa_http1::serve(&mut wire, app, Peer::default(), &mut Still, &mut (), &config));
    match wire.answers == requests.count && wire.unread == 0 {
        true => Ok(wire.written),
        false => Err(format!("{} answers to {} requests", wire.answers, requests.count)),
    }
}

/// What a socket takes in one write.
const WRITTEN_AT_ONCE: usize = 64 << 10;

/// A client that sends a request for each answer, and never waits.
struct Wire<'r> {
    requests: &'r Requests<'r>,
    sent: usize,
    unread: usize,
    is_answer: fn(&[u8]) -> bool,
    answers: usize,
    written: u64,
}

impl Wire<'_> {
    /// The head, then the body.
    fn send(&self, buffer: &mut [u8]) -> usize {
        let Requests { head, body, .. } = *self.requests;
        let rest = head.get(self.sent..).unwrap_or_default();
        let length = if rest.is_empty() { head.len() + body - self.sent } else { rest.len() };
        let count = length.min(buffer.len());
        match rest {
            [] => buffer[..count].fill(b'x'),
            _ => buffer[..count].copy_from_slice(&rest[..count]),
        }
        count
    }
}

impl ErrorType for Wire<'_> {
    type Error = Infallible;
}

impl Read for Wire<'_> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Infallible> {
        if self.unread == 0 {
            return Ok(0);
        }
        let count = self.send(buffer);
        self.sent += count;
        if self.sent == self.requests.head.len() + self.requests.body {
            (self.sent, self.unread) = (0, self.unread - 1);
        }
        Ok(count)
    }
}

impl Write for Wire<'_> {
    async fn write(&mut self, buffer: &[u8]) -> Result<usize, Infallible> {
        self.answers += usize::from((self.is_answer)(buffer));
        let count = buffer.len().min(WRITTEN_AT_ONCE);
        self.written += count as u64;
        Ok(count)
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

/// A clock that stands still.
struct Still;

impl Timer for Still {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn poll_until(&mut self, _: Duration, _: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}
