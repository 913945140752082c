//! The load client: many keep-alive connections on two threads, each with a fixed number of
//! requests under way, every answer read to its end and compared.

use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

mod answer;

use self::answer::Answer;
use crate::mode::Mode;
use crate::stats::percentile;

const THREADS: usize = 2;
/// What is read at once; only what is filled of it takes memory.
const BUFFER: usize = 256 << 10;
const SILENCE: Duration = Duration::from_secs(5);

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
        let count = mode.connections() / THREADS;
        let mut connections = Vec::with_capacity(count);
        for index in 0..count {
            let mut connection = Connection::new(TcpStream::connect(address)?, mode);
            let interest = Interest::READABLE | Interest::WRITABLE;
            poll.registry().register(&mut connection.stream, Token(index), interest)?;
            connections.push(connection);
        }
        Ok(Self { poll, events: Events::with_capacity(count), connections, requests: 0, nanoseconds: Vec::new() })
    }

    fn run(&mut self, end: Instant) -> io::Result<()> {
        let mut busy = self.connections.len();
        for connection in &mut self.connections {
            connection.start()?;
        }
        while busy > 0 {
            self.poll.poll(&mut self.events, Some(SILENCE))?;
            if self.events.is_empty() {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "the server fell silent"));
            }
            for event in &self.events {
                let connection = &mut self.connections[event.token().0];
                if !connection.advance()? {
                    continue;
                }
                let now = Instant::now();
                self.requests += connection.depth as u64;
                let batch = (now - connection.started).as_nanos();
                self.nanoseconds.push(u32::try_from(batch).unwrap_or(u32::MAX));
                if now < end {
                    connection.start()?;
                } else {
                    busy -= 1;
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
    batch: Vec<u8>,
    written: usize,
    answer: Answer,
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
            batch: mode.request().repeat(mode.depth()),
            written: 0,
            answer: Answer::new(mode),
            awaited: 0,
            started: Instant::now(),
            buffer: vec![0; BUFFER],
            filled: 0,
        }
    }

    /// Begins the next batch. Its answers are read when the socket tells that there is something.
    fn start(&mut self) -> io::Result<()> {
        self.awaited = self.depth;
        self.written = 0;
        self.started = Instant::now();
        self.write()
    }

    /// Writes and reads what can be at once; whether the last answer of a batch came thereby.
    ///
    /// It reads before all is written, too: a server may send a body back while it comes.
    fn advance(&mut self) -> io::Result<bool> {
        if self.awaited == 0 {
            return Ok(false);
        }
        self.write()?;
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

    /// Writes what can be written of the batch.
    fn write(&mut self) -> io::Result<()> {
        while self.written < self.batch.len() {
            match would_block(self.stream.write(&self.batch[self.written..]))? {
                None => return Ok(()),
                Some(count) => self.written += count,
            }
        }
        Ok(())
    }

    fn take_answers(&mut self) -> io::Result<()> {
        let mut taken = 0;
        while taken < self.filled {
            let (count, is_whole) = self.answer.take(&self.buffer[taken..self.filled])?;
            taken += count;
            if !is_whole {
                break;
            }
            self.awaited = self.awaited.checked_sub(1).ok_or_else(unasked)?;
        }
        self.buffer.copy_within(taken..self.filled, 0);
        self.filled -= taken;
        match self.awaited == 0 && (self.filled > 0 || self.written < self.batch.len()) {
            true => Err(unasked()),
            false => Ok(()),
        }
    }
}

fn unasked() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "more was answered than was asked")
}

fn would_block(outcome: io::Result<usize>) -> io::Result<Option<usize>> {
    match outcome {
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::NotConnected) => Ok(None),
        other => other.map(Some),
    }
}
