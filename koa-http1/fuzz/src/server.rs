//! The engine with an application that does what the request's target says.

use koa_core::{Body, Request, Response};
use koa_http1::{Connection, Event, Limits};
use std::time::Duration;

/// What a connection received and sent.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The requests.
    pub requests: Vec<Received>,
    /// Why it failed.
    pub failure: Option<String>,
    /// Whether it closed.
    pub is_closed: bool,
    /// The answers.
    pub output: Vec<u8>,
}

/// A request.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// Its method.
    pub method: String,
    /// Its target.
    pub target: String,
    /// Its fields, in order.
    pub fields: Vec<(String, Vec<u8>)>,
    /// What was received of its body.
    pub body: Vec<u8>,
    /// How many bytes had come when it was whole.
    pub end: Option<usize>,
}

/// Limits that short inputs reach.
pub fn small() -> Limits {
    Limits {
        head_bytes: 400,
        headers: 8,
        uri_bytes: 64,
        chunk_bytes: 64,
        drained_bytes: 40,
        read_bytes: 32,
        write_bytes: 64,
        ..Limits::default()
    }
}

/// A server that is fed, and answers at once.
pub struct Server {
    connection: Connection,
    /// What came of it so far.
    pub transcript: Transcript,
    request: Request,
    /// Whether an answer waits for the end of the body.
    is_owed: bool,
    fed: usize,
}

impl Server {
    /// A connection that is held to `limits`, and to the letter where hosts are concerned or not.
    pub fn new(limits: Limits, is_strict: bool) -> Self {
        let mut connection = Connection::new(limits, Duration::ZERO);
        connection.set_strict(is_strict);
        Self { connection, transcript: Transcript::default(), request: Request::default(), is_owed: false, fed: 0 }
    }

    /// Receives a piece; nothing more is received once the connection closed.
    pub fn feed(&mut self, piece: &[u8]) {
        let mut rest = piece;
        while !rest.is_empty() && !self.transcript.is_closed {
            let taken = self.connection.handle_input(rest);
            rest = &rest[taken..];
            self.fed += taken;
            self.poll();
            assert!(taken > 0 || self.transcript.is_closed, "a server that has answered takes more");
        }
    }

    /// The client closes its side.
    pub fn end(mut self) -> Transcript {
        self.connection.handle_end();
        self.poll();
        assert!(self.transcript.is_closed, "nothing can follow");
        self.transcript
    }

    fn poll(&mut self) {
        while !self.transcript.is_closed {
            match self.connection.poll_event(&mut self.request) {
                Event::Request { .. } => self.begin(),
                Event::Data(data) => {
                    assert!(!data.is_empty());
                    self.last().body.extend_from_slice(&data);
                }
                Event::End => self.complete(),
                Event::Wait => break,
                Event::Failed(error) => {
                    assert!(self.transcript.failure.is_none(), "it fails once");
                    self.transcript.failure = Some(error.to_string());
                    self.connection.refuse(error, None);
                }
                Event::Closed => self.transcript.is_closed = true,
            }
            self.send();
        }
        self.send();
    }

    fn last(&mut self) -> &mut Received {
        self.transcript.requests.last_mut().expect("a head came before")
    }

    fn begin(&mut self) {
        let request = &self.request;
        let fields = request.headers().iter().map(|(name, value)| (name.as_str().into(), value.as_bytes().into()));
        self.transcript.requests.push(Received {
            method: request.method().to_string(),
            target: request.original_url().into(),
            fields: fields.collect(),
            ..Received::default()
        });
        // Whether a client still waits for a 100 depends on the pieces, and so does what is answered early.
        let may_answer_early = request.header("expect").is_none();
        self.is_owed = true;
        let kind = request.original_url().len() % 4;
        if !self.connection.has_body() {
            self.complete();
        } else if kind == 0 && may_answer_early {
            self.answer();
        } else if kind == 1
            && let Some(body) = self.connection.whole_body()
        {
            self.last().body.extend_from_slice(&body);
            self.complete();
        }
    }

    fn complete(&mut self) {
        self.last().end = Some(self.fed);
        if self.is_owed {
            self.answer();
        }
    }

    fn answer(&mut self) {
        self.is_owed = false;
        let mut response = Response::default();
        let is_long = self.request.original_url().len().is_multiple_of(3);
        let text = if is_long { "a longer answer ".repeat(10) } else { "ok".into() };
        match self.request.original_url().len() % 5 {
            0 => response.set_body(Body::from_poll_fn(|_| core::task::Poll::Pending)),
            _ => response.set_body(text.clone()),
        };
        self.connection.respond(&response, &self.request, None).expect("its framing is right");
        if !self.connection.is_upgraded() {
            self.connection.send(text.into()).expect("its length is right");
            self.connection.finish().expect("its length is right");
        }
        self.request = Request::default();
    }

    fn send(&mut self) {
        while !self.connection.output().is_empty() {
            let length = self.connection.output().len().min(37);
            self.transcript.output.extend_from_slice(&self.connection.output()[..length]);
            self.connection.handle_sent(length);
        }
        assert_eq!(self.connection.output_length(), 0);
    }
}

/// What comes of bytes in these pieces, after which the client closes its side.
pub fn run<'p>(pieces: impl Iterator<Item = &'p [u8]>, limits: Limits, is_strict: bool) -> Transcript {
    let mut server = Server::new(limits, is_strict);
    pieces.for_each(|piece| server.feed(piece));
    server.end()
}
