//! One request on a blocking connection, and the right answer to it.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;

/// Asks for `Hello World` and waits for the last byte of the answer; the connection stays open.
///
/// # Errors
///
/// When the answer is another one, or does not come.
pub(crate) fn ask(stream: &mut TcpStream) -> io::Result<()> {
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
    let (mut answer, mut filled) = ([0; 1024], 0);
    while !answer[..filled].ends_with(b"Hello World") {
        match stream.read(&mut answer[filled..])? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => filled += count,
        }
    }
    match answer.starts_with(b"HTTP/1.1 200 OK\r\n") {
        true => Ok(()),
        false => Err(io::Error::other(format!("not the right answer: {:?}", String::from_utf8_lossy(&answer)))),
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};
    use std::thread;

    use super::*;

    fn asked(answer: &'static [u8]) -> io::Result<()> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let mut stream = TcpStream::connect(listener.local_addr()?)?;
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept()?;
            assert!(stream.read(&mut [0; 256])? > 0);
            stream.write_all(answer)
        });
        let outcome = ask(&mut stream);
        server.join().unwrap()?;
        outcome
    }

    #[test]
    fn only_the_right_answer_counts() {
        assert!(asked(b"HTTP/1.1 200 OK\r\n\r\nHello World").is_ok());
        assert!(asked(b"HTTP/1.1 404 Not Found\r\n\r\nHello World").is_err());
        assert!(asked(b"HTTP/1.1 200 OK\r\n\r\nHello").is_err());
    }
}
