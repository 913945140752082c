//! A small load client: GET after GET, on connections that are kept or closed.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// How long a connection or an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    /// The status.
    pub(super) status: u16,
    /// Status line and header fields.
    pub(super) head: String,
    /// The body, without its framing.
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// Whether the server closes the connection after it.
    fn closes(&self) -> bool {
        self.head.lines().any(|line| line.eq_ignore_ascii_case("connection: close"))
    }
}

/// Why there was no answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Trouble {
    /// The connection was not accepted, or ended before it was answered at all.
    Refused(String),
    /// Anything else.
    Failed(String),
}

/// A connection to the board.
#[derive(Debug)]
pub(super) struct Client {
    stream: TcpStream,
    received: Vec<u8>,
    answers: u32,
}

impl Client {
    /// Opens it.
    pub(super) fn open(address: SocketAddr) -> Result<Self, Trouble> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE);
        let stream = stream.map_err(|error| Trouble::Refused(format!("connect: {error}")))?;
        let _ = stream.set_nodelay(true);
        let _ = stream.set_read_timeout(Some(PATIENCE));
        let _ = stream.set_write_timeout(Some(PATIENCE));
        Ok(Self { stream, received: Vec::new(), answers: 0 })
    }

    /// GETs a path; `closes` asks for the connection to be closed.
    pub(super) fn get(&mut self, path: &str, closes: bool) -> Result<Answer, Trouble> {
        let close = if closes { "Connection: close\r\n" } else { "" };
        self.exchange(format!("GET {path} HTTP/1.1\r\nHost: board\r\n{close}\r\n").as_bytes())
    }

    /// Sends bytes and reads an answer.
    pub(super) fn exchange(&mut self, request: &[u8]) -> Result<Answer, Trouble> {
        self.send(request)?;
        self.answer()
    }

    /// Sends bytes.
    pub(super) fn send(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.stream.write_all(bytes).map_err(|error| self.trouble(&error))
    }

    /// Reads an answer.
    pub(super) fn answer(&mut self) -> Result<Answer, Trouble> {
        let head = loop {
            if let Some(end) = self.received.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                let head: Vec<u8> = self.received.drain(..end + 4).collect();
                break String::from_utf8_lossy(&head).into_owned();
            }
            self.receive()?;
        };
        let status = head.get(9..12).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| Trouble::Failed(format!("no status: {head}")))?;
        let body = self.body(&head)?;
        self.answers += 1;
        Ok(Answer { status, head, body })
    }

    fn body(&mut self, head: &str) -> Result<Vec<u8>, Trouble> {
        let head = head.to_ascii_lowercase();
        let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        if field("transfer-encoding:") == Some("chunked") {
            return self.chunks();
        }
        let length = field("content-length:").and_then(|length| length.parse().ok()).unwrap_or(0);
        self.take(length)
    }

    fn chunks(&mut self) -> Result<Vec<u8>, Trouble> {
        let mut body = Vec::new();
        loop {
            let end = loop {
                match self.received.windows(2).position(|bytes| bytes == b"\r\n") {
                    Some(end) => break end,
                    None => self.receive()?,
                }
            };
            let line = self.take(end + 2)?;
            let size = usize::from_str_radix(String::from_utf8_lossy(&line[..end]).trim(), 16);
            let size = size.map_err(|_| Trouble::Failed("a chunk without a size".into()))?;
            let chunk = self.take(size + 2)?;
            if size == 0 {
                return Ok(body);
            }
            body.extend_from_slice(&chunk[..size]);
        }
    }

    fn take(&mut self, length: usize) -> Result<Vec<u8>, Trouble> {
        while self.received.len() < length {
            self.receive()?;
        }
        Ok(self.received.drain(..length).collect())
    }

    fn receive(&mut self) -> Result<(), Trouble> {
        let mut buffer = [0; 4096];
        match self.stream.read(&mut buffer) {
            Ok(0) => Err(self.trouble(&ErrorKind::UnexpectedEof.into())),
            Ok(length) => {
                self.received.extend_from_slice(&buffer[..length]);
                Ok(())
            }
            Err(error) => Err(self.trouble(&error)),
        }
    }

    fn trouble(&self, error: &std::io::Error) -> Trouble {
        let is_over = !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
        match is_over && self.answers == 0 && self.received.is_empty() {
            true => Trouble::Refused(error.to_string()),
            false => Trouble::Failed(format!("after {} answers: {error}", self.answers)),
        }
    }
}

/// Clients that do the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// How many at once.
    pub(super) clients: usize,
    /// How many requests each makes.
    pub(super) requests: usize,
    /// Whether they keep their connections.
    pub(super) keeps: bool,
}

/// What came of a load.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Requests that were answered with 200.
    pub(super) answered: usize,
    /// Requests whose connection was refused.
    pub(super) refused: usize,
    /// Requests that failed otherwise.
    pub(super) failed: usize,
    /// How long each answer took, in order of length.
    pub(super) times: Vec<Duration>,
    /// The first trouble.
    pub(super) trouble: Option<Trouble>,
}

impl Tally {
    /// The time that half of the answers took no longer than.
    pub(super) fn median(&self) -> Duration {
        self.times.get(self.times.len() / 2).copied().unwrap_or_default()
    }

    /// Whether every request was answered.
    pub(super) fn is_clean(&self) -> bool {
        self.refused + self.failed == 0
    }

    /// Adds another.
    pub(super) fn add(&mut self, other: Self) {
        self.answered += other.answered;
        self.refused += other.refused;
        self.failed += other.failed;
        self.times.extend(other.times);
        self.times.sort_unstable();
        self.trouble = self.trouble.take().or(other.trouble);
    }

    fn count(&mut self, outcome: Result<Answer, Trouble>) {
        let trouble = match outcome {
            Ok(answer) if answer.status == 200 => {
                self.answered += 1;
                return;
            }
            Ok(answer) => Trouble::Failed(format!("the status is {}", answer.status)),
            Err(trouble) => trouble,
        };
        match trouble {
            Trouble::Refused(_) => self.refused += 1,
            Trouble::Failed(_) => self.failed += 1,
        }
        self.trouble.get_or_insert(trouble);
    }
}

/// GETs the paths, one after the other, from all groups at once.
pub(super) fn load(address: SocketAddr, paths: &[&str], groups: &[Group]) -> Tally {
    let clients = groups.iter().flat_map(|group| std::iter::repeat_n(*group, group.clients));
    std::thread::scope(|scope| {
        let clients: Vec<_> = clients.map(|group| scope.spawn(move || run(address, paths, group))).collect();
        let mut tally = Tally::default();
        for client in clients {
            tally.add(client.join().unwrap_or_default());
        }
        tally
    })
}

/// One client. A connection that the server says it closes, or that fails, is followed by another.
fn run(address: SocketAddr, paths: &[&str], group: Group) -> Tally {
    let mut tally = Tally::default();
    let mut kept = None;
    for path in paths.iter().cycle().take(group.requests) {
        let begun = Instant::now();
        let outcome = match kept.take() {
            Some(client) => Ok(client),
            None => Client::open(address),
        };
        let outcome = outcome.and_then(|mut client| {
            let answer = client.get(path, !group.keeps)?;
            if group.keeps && !answer.closes() {
                kept = Some(client);
            }
            Ok(answer)
        });
        if outcome.is_ok() {
            tally.times.push(begun.elapsed());
        }
        tally.count(outcome);
    }
    tally
}
