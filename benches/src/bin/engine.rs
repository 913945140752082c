//! What the engine alone costs: `cargo run --release --manifest-path benches/Cargo.toml --bin engine`
//!
//! No sockets: koa-http1 reads requests from memory and writes answers to memory, one keep-alive
//! request after the other, with three middleware and a static body between.

use std::convert::Infallible;
use std::error::Error;
use std::process::Command;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use embedded_io_async::{ErrorType, Read, Write};
use koa_benches::Summary;
use koa_core::{App, test};
use koa_http1::{Config, Peer, Timer};

/// A request with the one header it needs, and one as browsers send it.
const REQUESTS: [(&str, &str); 2] = [
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
const ROUNDS: usize = 21;
const WARM: usize = 500;
const COUNTED: usize = 2_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["run", index, count] => Ok(run(index.parse()?, count.parse()?)?),
        [] => compare(),
        _ => Err("engine takes no arguments".into()),
    }
}

/// The table, and the line that sums up the request of a browser.
fn compare() -> Result<(), Box<dyn Error>> {
    println!("| request | instructions | allocations | ns |\n|---|---|---|---|");
    let mut last = String::new();
    for (index, (name, _)) in REQUESTS.iter().enumerate() {
        let instructions = instructions(index)?.map_or("skipped".into(), |count| count.to_string());
        let allocations = allocations(index)?;
        let time = Summary::of((0..ROUNDS).map(|_| nanoseconds(index)).collect::<Result<Vec<_>, _>>()?);
        let time = time.map_or(String::new(), |it| format!("{:.0} ({:.0}–{:.0})", it.median, it.min, it.max));
        println!("| {name} | {instructions} | {allocations} | {time} |");
        last = format!("engine: {instructions} instructions, {allocations} allocations per request");
    }
    println!("\n{last}");
    Ok(())
}

/// Instructions per request as callgrind counts them; `None` where there is no valgrind.
fn instructions(index: usize) -> Result<Option<usize>, Box<dyn Error>> {
    let Some(few) = callgrind(index, WARM)? else { return Ok(None) };
    let many = callgrind(index, WARM + COUNTED)?.ok_or("valgrind has gone")?;
    Ok(Some(many.saturating_sub(few) / COUNTED))
}

/// Runs this program again, slowly.
fn callgrind(index: usize, count: usize) -> Result<Option<usize>, Box<dyn Error>> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(std::env::current_exe()?);
    command.args(["run", &index.to_string(), &count.to_string()]);
    let Ok(output) = command.output() else { return Ok(None) };
    let report = String::from_utf8_lossy(&output.stderr);
    let collected = report.lines().find_map(|line| line.split_once("Collected : "));
    match collected {
        Some((_, number)) if output.status.success() => Ok(Some(number.trim().parse()?)),
        _ => Err(format!("valgrind: {report}").into()),
    }
}

/// Allocations per request, once the connection has its buffers.
fn allocations(index: usize) -> Result<f64, Box<dyn Error>> {
    let count = |requests| {
        let mut outcome = Ok(());
        let info = allocation_counter::measure(|| outcome = run(index, requests));
        outcome.map(|()| info.count_total as f64)
    };
    let difference = count(WARM + COUNTED)? - count(WARM)?;
    Ok((difference / COUNTED as f64 * 100.0).round() / 100.0)
}

fn nanoseconds(index: usize) -> Result<f64, String> {
    let start = Instant::now();
    run(index, COUNTED)?;
    Ok(start.elapsed().as_nanos() as f64 / COUNTED as f64)
}

/// One connection with so many requests.
fn run(index: usize, count: usize) -> Result<(), String> {
    let app = (0..3).fold(App::new(), |app, _| app.with(async |ctx, next| next.run(ctx).await));
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
