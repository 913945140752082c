//! What is asked of the servers, and how.

use crate::blob;

/// What is posted in the mode `json`, and what it is answered with.
pub(crate) const ORDER: &str =
    r#"{"id":184467,"customer":"Ada Lovelace","items":[1815,1852,12,10],"express":true,"note":"by the window"}"#;
pub(crate) const RECEIPT: &str = r#"{"id":184467,"customer":"Ada Lovelace","items":4,"total":3689,"express":true}"#;
const PIPELINE: usize = 16;
const CONNECTIONS: usize = 64;
/// A megabyte keeps a server busy for so long that more connections would only wait longer.
const CONNECTIONS_FOR_LARGE: usize = 8;

/// A kind of request, and the way in which it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A line of text; each connection waits for its answer before it asks again.
    Plain,
    /// A line of text; each connection asks sixteen times in one write, then waits for the answers.
    Pipelined,
    /// What is posted and what is answered is a little JSON.
    Json,
    /// A body of 10 KiB that lies ready.
    Static,
    /// A body of 1 MiB that the server gives in pieces of 16 KiB, without telling its length.
    Stream,
    /// 1 KiB is posted, read whole and sent back.
    Echo,
    /// The same with 1 MiB.
    EchoLarge,
}

impl Mode {
    /// All, in the order in which they are run.
    pub const ALL: [Self; 7] =
        [Self::Plain, Self::Pipelined, Self::Json, Self::Static, Self::Stream, Self::Echo, Self::EchoLarge];

    /// The name on the command line and in the tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Pipelined => "pipelined",
            Self::Json => "json",
            Self::Static => "static-10k",
            Self::Stream => "stream-1m",
            Self::Echo => "echo-1k",
            Self::EchoLarge => "echo-1m",
        }
    }

    /// What is done in it, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Plain => "GET of a line of text",
            Self::Pipelined => "GET of a line of text, sixteen in one write",
            Self::Json => "POST of a JSON, answered with a JSON",
            Self::Static => "GET of 10 KiB that lie ready",
            Self::Stream => "GET of 1 MiB, streamed in pieces of 16 KiB",
            Self::Echo => "POST of 1 KiB, sent back",
            Self::EchoLarge => "POST of 1 MiB, sent back",
        }
    }

    /// The mode of this name.
    ///
    /// ```
    /// use koa_benches::Mode;
    ///
    /// assert_eq!(Mode::named("plain"), Some(Mode::Plain));
    /// assert_eq!(Mode::named("fancy"), None);
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// How many clients there are.
    pub fn connections(self) -> usize {
        match self {
            Self::Stream | Self::EchoLarge => CONNECTIONS_FOR_LARGE,
            _ => CONNECTIONS,
        }
    }

    /// The requests that are under way on a connection.
    pub(crate) fn depth(self) -> usize {
        match self {
            Self::Pipelined => PIPELINE,
            _ => 1,
        }
    }

    /// Head and body, as they are sent.
    pub(crate) fn request(self) -> Vec<u8> {
        match self {
            Self::Plain | Self::Pipelined => get("/"),
            Self::Json => post("/", "application/json", ORDER.as_bytes()),
            Self::Static => get("/static"),
            Self::Stream => get("/stream"),
            Self::Echo | Self::EchoLarge => post("/echo", "application/octet-stream", self.body()),
        }
    }

    /// The body that every server has to answer with.
    pub(crate) fn body(self) -> &'static [u8] {
        match self {
            Self::Plain | Self::Pipelined => b"Hello World",
            Self::Json => RECEIPT.as_bytes(),
            Self::Static => blob::first(blob::STATIC),
            Self::Stream | Self::EchoLarge => blob::first(blob::LARGE),
            Self::Echo => blob::first(blob::SMALL),
        }
    }

    /// Whether an answer must be chunked, since its length is not known beforehand.
    pub(crate) fn is_chunked(self) -> bool {
        self == Self::Stream
    }
}

fn get(target: &str) -> Vec<u8> {
    format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes()
}

fn post(target: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let fields = format!("Host: localhost\r\nContent-Type: {content_type}\r\nContent-Length: {length}");
    let mut request = format!("POST {target} HTTP/1.1\r\n{fields}\r\n\r\n").into_bytes();
    request.extend_from_slice(body);
    request
}
