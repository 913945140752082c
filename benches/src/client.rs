//! The load client: many keep-alive connections on two threads, each with a fixed number of
//! requests under way, every answer read to its end and compared.

use std::borrow::Cow;
use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

mod answer;

use crate::stats::percentile;

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
/// What is posted in the mode `json`, and what it is answered with.
pub(crate) const ORDER: &str =
    r#"{"id":184467,"customer":"Ada Lovelace","items":[1815,1852,12,10],"express":true,"note":"by the window"}"#;
pub(crate) const RECEIPT: &str = r#"{"id":184467,"customer":"Ada Lovelace","items":4,"total":3689,"express":true}"#;
const THREADS: usize = 2;
const CONNECTIONS_PER_THREAD: usize = 32;
const PIPELINE: usize = 16;
const SILENCE: Duration = Duration::from_secs(5);

/// How requests are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Each connection waits for its answer before it asks again.
    Plain,
    /// Each connection asks sixteen times in one write, then waits for the sixteen answers.
    Pipelined,
    /// As plain, but what is asked and what is answered is a little JSON.
    Json,
}

impl Mode {
    /// All, in the order in which they are run.
    pub const ALL: [Self; 3] = [Self::Plain, Self::Pipelined, Self::Json];

    /// The name on the command line and in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Pipelined => "pipelined",
            Self::Json => "json",
        }
    }

    fn depth(self) -> usize {
        match self {
            Self::Plain | Self::Json => 1,
            Self::Pipelined => PIPELINE,
        }
    }

    fn request(self) -> Cow<'static, [u8]> {
        if self != Self::Json {
            return REQUEST.into();
        }
        let head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        format!("{head}Content-Length: {}\r\n\r\n{ORDER}", ORDER.len()).into_bytes().into()
    }

    /// The body that every server has to answer with.
    fn body(self) -> &'static [u8] {
        match self {
            Self::Plain | Self::Pipelined => b"Hello World",
            Self::Json => RECEIPT.as_bytes(),
        }
    }
}

/// What a server was asked, and how it answered.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Answers that came whole and right.
    pub requests: u64,
    /// The time it took.
    pub elapsed: Duration,
    /// Half of all batches took no longer: from the write to the last answer of the batch.
    pub p50: Duration,
    /// Of a hundred batches, ninety-nine took no longer.
    pub p99: Duration,
}

/// The clients of one server.
#[derive(Debug)]
pub struct Clients {
    threads: Vec<Client>,
    elapsed: Duration,
}

impl Clients {
    /// Opens the connections.
    ///
    /// # Errors
    ///
    /// When the server does not accept them.
    pub fn connect(address: SocketAddr, mode: Mode) -> io::Result<Self> {
        let threads: io::Result<_> = (0..THREADS).map(|_| Client::connect(address, mode)).collect();
        Ok(Self { threads: threads?, elapsed: Duration::ZERO })
    }

    /// Keeps every connection busy for `time`, then waits for what is under way.
    ///
    /// # Errors
    ///
    /// When the server closes a connection, answers wrong, or falls silent.
    pub fn run(&mut self, time: Duration) -> io::Result<()> {
        let start = Instant::now();
        thread::scope(|scope| {
            let threads: Vec<_> =
                self.threads.iter_mut().map(|client| scope.spawn(move || client.run(start + time))).collect();
            let panicked = |_| Err(io::Error::other("a client panicked"));
            threads.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(panicked))
        })?;
        self.elapsed += start.elapsed();
        Ok(())
    }

    /// Forgets what was counted so far.
    pub fn forget(&mut self) {
        self.elapsed = Duration::ZERO;
        for client in &mut self.threads {
            client.requests = 0;
            client.nanoseconds.clear();
        }
    }

    /// What was counted.
    pub fn load(&self) -> Load {
        let requests = self.threads.iter().map(|client| client.requests).sum();
        let mut nanoseconds: Vec<u32> = self.threads.iter().flat_map(|client| &client.nanoseconds).copied().collect();
        let mut latency = |percent| Duration::from_nanos(percentile(&mut nanoseconds, percent).into());
        Load { requests, elapsed: self.elapsed, p50: latency(50), p99: latency(99) }
    }
}

#[derive(Debug)]
struct Client {
    poll: Poll,
    events: Events,
    connections: Vec<Connection>,
    requests: u64,
    nanoseconds: Vec<u32>,
}

impl Client {
    fn connect(address: SocketAddr, mode: Mode) -> io::Result<Self> {
        let poll = Poll::new()?;
        let mut connections = Vec::with_capacity(CONNECTIONS_PER_THREAD);
        for index in 0..CONNECTIONS_PER_THREAD {
            let mut connection = Connection::new(TcpStream::connect(address)?, mode);
            let interest = Interest::READABLE | Interest::WRITABLE;
            poll.registry().register(&mut connection.stream, Token(index), interest)?;
            connections.push(connection);
        }
        let events = Events::with_capacity(CONNECTIONS_PER_THREAD);
        Ok(Self { poll, events, connections, requests: 0, nanoseconds: Vec::new() })
    }

    fn run(&mut self, end: Instant) -> io::Result<()> {
        let mut busy = self.connections.len();
        for connection in &mut self.connections {
            connection.start();
            connection.write()?;
        }
        while busy > 0 {
            self.poll.poll(&mut self.events, Some(SILENCE))?;
            if self.events.is_empty() {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "the server fell silent"));
            }
            for event in &self.events {
                let connection = &mut self.connections[event.token().0];
                while connection.advance()? {
                    let now = Instant::now();
                    self.requests += connection.depth as u64;
                    let batch = (now - connection.started).as_nanos();
                    self.nanoseconds.push(u32::try_from(batch).unwrap_or(u32::MAX));
                    if now >= end {
                        busy -= 1;
                        break;
                    }
                    connection.start();
                }
            }
        }
        Ok(())
    }
}

#[derive(Debug)]
struct Connection {
    stream: TcpStream,
    depth: usize,
    body: &'static [u8],
    batch: Vec<u8>,
    written: usize,
    awaited: usize,
    started: Instant,
    buffer: Vec<u8>,
    filled: usize,
}

impl Connection {
    fn new(stream: TcpStream, mode: Mode) -> Self {
        Self {
            stream,
            depth: mode.depth(),
            body: mode.body(),
            batch: mode.request().repeat(mode.depth()),
            written: 0,
            awaited: 0,
            started: Instant::now(),
            buffer: vec![0; 16 * 1024],
            filled: 0,
        }
    }

    /// Begins the next batch; [`advance`](Self::advance) writes it.
    fn start(&mut self) {
        self.awaited = self.depth;
        self.written = 0;
        self.started = Instant::now();
    }

    /// Writes and reads what can be at once; whether the last answer of a batch came thereby.
    fn advance(&mut self) -> io::Result<bool> {
        if self.awaited == 0 || !self.write()? {
            return Ok(false);
        }
        while self.awaited > 0 {
            match would_block(self.stream.read(&mut self.buffer[self.filled..]))? {
                None => return Ok(false),
                Some(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Some(count) => self.filled += count,
            }
            self.take_answers()?;
        }
        Ok(true)
    }

    /// Whether the whole batch is on its way.
    fn write(&mut self) -> io::Result<bool> {
        while self.written < self.batch.len() {
            match would_block(self.stream.write(&self.batch[self.written..]))? {
                None => return Ok(false),
                Some(count) => self.written += count,
            }
        }
        Ok(true)
    }

    fn take_answers(&mut self) -> io::Result<()> {
        let mut taken = 0;
        while let Some(length) = answer::check(&self.buffer[taken..self.filled], self.body)? {
            taken += length;
            self.awaited = self.awaited.checked_sub(1).ok_or(io::ErrorKind::InvalidData)?;
        }
        self.buffer.copy_within(taken..self.filled, 0);
        self.filled -= taken;
        Ok(())
    }
}

fn would_block(outcome: io::Result<usize>) -> io::Result<Option<usize>> {
    match outcome {
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::NotConnected) => Ok(None),
        other => other.map(Some),
    }
}
