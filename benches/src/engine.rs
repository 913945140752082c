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
    let app = (0..layers).fold(App::new(), |app, _| app.with(async |ctx, next| next.run(ctx).await));
    let app = app.with(async |ctx, _| {
        ctx.set_body("Hello World");
        Ok(())
    });
    let (_, request) = REQUESTS.get(index).ok_or("there is no such request")?;
    let mut wire = Wire::new(request.as_bytes(), count);
    let config = Config::default();
    test::block_on(koa_http1::serve(&mut wire, &app, Peer::default(), &mut Still, &mut (), &config));
    match wire.answers == count && wire.unread == 0 {
        true => Ok(()),
        false => Err(format!("{} answers to {count} requests", wire.answers)),
    }
}

/// A client that sends a request for each answer, and never waits.
struct Wire<'r> {
    request: &'r [u8],
    sent: usize,
    unread: usize,
    answers: usize,
}

impl<'r> Wire<'r> {
    fn new(request: &'r [u8], count: usize) -> Self {
        Self { request, sent: 0, unread: count, answers: 0 }
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
        let rest = &self.request[self.sent..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.sent += count;
        if self.sent == self.request.len() {
            (self.sent, self.unread) = (0, self.unread - 1);
        }
        Ok(count)
    }
}

impl Write for Wire<'_> {
    /// Only a whole answer in one write counts as one.
    async fn write(&mut self, buffer: &[u8]) -> Result<usize, Infallible> {
        let is_answer = buffer.starts_with(b"HTTP/1.1 200 OK\r\n") && buffer.ends_with(b"\r\n\r\nHello World");
        self.answers += usize::from(is_answer);
        Ok(buffer.len())
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
