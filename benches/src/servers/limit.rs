//! No server at all: a loop that looks for ends of heads and writes ready-made bytes. What it takes
//! is the sockets' share, which nobody can go below.

use std::borrow::Cow;
use std::io;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufWriter};
use tokio::net::{TcpListener, TcpStream};

use super::TEXT;
use crate::blob::{LARGE, PIECE, STATIC, first};
use crate::head::content_length;
use crate::mode::RECEIPT;

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\
    Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n";
const INPUT: usize = 64 << 10;
/// Answers are gathered until a read is worked off; larger ones are written by themselves.
const OUTPUT: usize = 16 << 10;

pub(super) async fn on_tokio(listener: TcpListener) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(answer(stream));
    }
}

async fn answer(stream: TcpStream) -> io::Result<()> {
    let blank_line = Finder::new(b"\r\n\r\n");
    let mut stream = BufWriter::with_capacity(OUTPUT, stream);
    let mut input = vec![0; INPUT];
    let mut filled = 0;
    let (mut body_left, mut is_echo) = (0, false);
    loop {
        let count = stream.read(&mut input[filled..]).await?;
        if count == 0 {
            return Ok(());
        }
        filled += count;
        let mut rest = &input[..filled];
        loop {
            let (body, after) = rest.split_at(body_left.min(rest.len()));
            if is_echo {
                stream.write_all(body).await?;
            }
            (body_left, rest) = (body_left - body.len(), after);
            let Some(end) = blank_line.find(rest) else { break };
            let (head, after) = rest.split_at(end + 4);
            rest = after;
            is_echo = head.starts_with(b"POST /echo ");
            body_left = if head.starts_with(b"POST") { content_length(head).unwrap_or(0) } else { 0 };
            stream.write_all(&beginning(head, body_left)).await?;
        }
        stream.flush().await?;
        let left = filled - rest.len()..filled;
        filled = left.len();
        input.copy_within(left, 0);
    }
}

/// All of an answer that does not come from the client.
fn beginning(head: &[u8], length: usize) -> Cow<'static, [u8]> {
    static TEXT_ANSWER: LazyLock<Vec<u8>> = LazyLock::new(|| sized(TEXT.as_bytes()));
    static JSON_ANSWER: LazyLock<Vec<u8>> = LazyLock::new(|| sized(RECEIPT.as_bytes()));
    static STATIC_ANSWER: LazyLock<Vec<u8>> = LazyLock::new(|| sized(first(STATIC)));
    static STREAM_ANSWER: LazyLock<Vec<u8>> = LazyLock::new(chunked);
    match head {
        _ if head.starts_with(b"GET / ") => Cow::Borrowed(&TEXT_ANSWER),
        _ if head.starts_with(b"POST / ") => Cow::Borrowed(&JSON_ANSWER),
        _ if head.starts_with(b"GET /static ") => Cow::Borrowed(&STATIC_ANSWER),
        _ if head.starts_with(b"GET /stream ") => Cow::Borrowed(&STREAM_ANSWER),
        _ => Cow::Owned(format!("{HEAD}Content-Length: {length}\r\n\r\n").into_bytes()),
    }
}

fn sized(body: &[u8]) -> Vec<u8> {
    let head = format!("{HEAD}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn chunked() -> Vec<u8> {
    let mut answer = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    for piece in first(LARGE).chunks(PIECE) {
        answer.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        answer.extend_from_slice(piece);
        answer.extend_from_slice(b"\r\n");
    }
    answer.extend_from_slice(b"0\r\n\r\n");
    answer
}
