//! A client that sends bytes as they are, and waits as long as an outcome may take.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use super::answer::{self, Answers};
use super::case::{Case, Outcome};

/// How the bytes go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    Whole,
    ByteByByte,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Observed {
    pub(crate) answers: Answers,
    pub(crate) is_closed: bool,
}

/// How long a server may take for an answer, for a close, and how long nothing more must come.
const ANSWER: Duration = Duration::from_secs(3);
const CLOSE: Duration = Duration::from_secs(3);
const QUIET: Duration = Duration::from_millis(80);

pub(crate) fn exchange(address: SocketAddr, case: &Case, pace: Pace) -> std::io::Result<Observed> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(ANSWER))?;
    // A server that has answered need not read on.
    let _ = match pace {
        Pace::Whole => stream.write_all(&case.bytes()),
        Pace::ByteByByte => case.bytes().iter().try_for_each(|byte| {
            thread::yield_now();
            stream.write_all(&[*byte])
        }),
    };
    let mut received = Vec::new();
    let mut buffer = vec![0; 256 << 10];
    loop {
        let answers = answer::read(&received, &case.methods, false);
        let Some(patience) = patience(&answers, case) else { return Ok(Observed { answers, is_closed: false }) };
        stream.set_read_timeout(Some(patience))?;
        match stream.read(&mut buffer) {
            Ok(count @ 1..) => received.extend_from_slice(&buffer[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                return Ok(Observed { answers, is_closed: false });
            }
            Ok(0) | Err(_) => {
                let answers = answer::read(&received, &case.methods, true);
                return Ok(Observed { answers, is_closed: true });
            }
        }
    }
}

/// How long there is something to wait for; `None` when it is clear.
fn patience(answers: &Answers, case: &Case) -> Option<Duration> {
    let count = answers.whole.len();
    let most = case.expect.iter().map(|outcome| outcome.statuses.len()).max().unwrap_or_default();
    if answers.slip.is_some() || count > most {
        return None;
    }
    let closes = |outcome: &Outcome| outcome.closes == Some(true) && outcome.statuses.len() <= count;
    let is_due = answers.whole.last().is_some_and(answer::Answer::says_close) || case.expect.iter().any(closes);
    Some(match () {
        () if count < most || answers.is_broken => ANSWER,
        () if is_due => CLOSE,
        () => QUIET,
    })
}
