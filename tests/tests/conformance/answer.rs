//! Reads answers off the wire, and takes no slip (RFC 9112).

use koa_core::date;
use std::time::SystemTime;

/// What came over a connection.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// Those that came whole, without the interim ones.
    pub(crate) whole: Vec<Answer>,
    pub(crate) interim: usize,
    /// Whether one began that did not come whole.
    pub(crate) is_broken: bool,
    /// What no server may send.
    pub(crate) slip: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// Something and what follows it; `None` when it has not come whole.
type Part<'b, T> = Result<Option<(T, &'b [u8])>, String>;

/// How long a body is.
enum Framing {
    Length(usize),
    Chunked,
    UntilClose,
}

/// Reads everything; `methods` are those of the requests, GET where there is none.
pub(crate) fn read(bytes: &[u8], methods: &[String], is_closed: bool) -> Answers {
    let mut answers = Answers::default();
    let mut rest = bytes;
    while !rest.is_empty() {
        let method = methods.get(answers.whole.len()).map_or("GET", String::as_str);
        match one(rest, method, is_closed) {
            Ok(Some((answer, after))) if answer.status < 200 && answer.status != 101 => {
                answers.interim += 1;
                rest = after;
                if answer.header("content-length").or(answer.header("transfer-encoding")).is_some() {
                    answers.slip = Some("an interim answer with framing".into());
                }
            }
            Ok(Some((answer, after))) => {
                answers.whole.push(answer);
                rest = after;
            }
            Ok(None) => {
                answers.is_broken = true;
                break;
            }
            Err(slip) => {
                answers.slip = Some(slip);
                break;
            }
        }
    }
    answers
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    pub(crate) fn says_close(&self) -> bool {
        self.all("connection").flat_map(|value| value.split(',')).any(|word| word.trim().eq_ignore_ascii_case("close"))
    }

    /// Whether that header is the present time, give or take some seconds.
    pub(crate) fn is_date(&self, name: &str) -> bool {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs() as i64;
        let is = |value, seconds| date::format(seconds * 1000).as_str() == value;
        self.header(name).is_some_and(|value| (now - 10..=now + 1).any(|seconds| is(value, seconds)))
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

fn one<'b>(bytes: &'b [u8], method: &str, is_closed: bool) -> Part<'b, Answer> {
    if !bytes.starts_with(b"HTTP/1.") && !b"HTTP/1.".starts_with(bytes) {
        return Err(format!("no answer: {:?}", String::from_utf8_lossy(&bytes[..bytes.len().min(40)])));
    }
    let Some(end) = find(bytes, b"\r\n\r\n") else { return Ok(None) };
    let (head, rest) = (&bytes[..end], &bytes[end + 4..]);
    let mut answer = read_head(head)?;
    let body = match framing(&answer, method)? {
        Framing::Length(length) if rest.len() < length => return Ok(None),
        Framing::Length(length) => Some((rest[..length].to_vec(), &rest[length..])),
        Framing::Chunked => chunks(rest)?,
        Framing::UntilClose => is_closed.then(|| (rest.to_vec(), &rest[rest.len()..])),
    };
    let Some((body, rest)) = body else { return Ok(None) };
    answer.body = body;
    Ok(Some((answer, rest)))
}

fn read_head(head: &[u8]) -> Result<Answer, String> {
    let text: String = head.iter().map(|&byte| char::from(byte)).collect();
    let mut lines = text.split("\r\n");
    let status_line = lines.next().unwrap_or_default();
    if text.split("\r\n").any(|line| line.contains(['\r', '\n', '\0'])) {
        return Err("a control character in a line".into());
    }
    let status = match status_line.as_bytes() {
        [b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'0' | b'1', b' ', digits @ .., _] if digits.len() >= 3 => {
            status_line[9..12].parse().ok().filter(|_| status_line.as_bytes().get(12) == Some(&b' '))
        }
        _ => None,
    };
    let status = status.ok_or_else(|| format!("no status line: {status_line:?}"))?;
    let headers: Result<_, _> = lines.map(field).collect();
    Ok(Answer { status, headers: headers?, body: Vec::new() })
}

fn field(line: &str) -> Result<(String, String), String> {
    let is_token = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    match line.split_once(':') {
        Some((name, value)) if is_token(name) => {
            Ok((name.to_ascii_lowercase(), value.trim_matches([' ', '\t']).into()))
        }
        _ => Err(format!("no field line: {line:?}")),
    }
}

fn framing(answer: &Answer, method: &str) -> Result<Framing, String> {
    let lengths: Vec<_> = answer.all("content-length").collect();
    let coding = answer.header("transfer-encoding");
    let status = answer.status;
    if coding.is_some() && !lengths.is_empty() {
        return Err("Content-Length beside Transfer-Encoding".into());
    }
    if status == 204 && (coding.is_some() || !lengths.is_empty()) {
        return Err("framing in a 204".into());
    }
    let tunnels = method == "CONNECT" && (200..300).contains(&status);
    if method == "HEAD" || status < 200 || status == 204 || status == 304 || tunnels {
        return Ok(Framing::Length(0));
    }
    match (coding, lengths.as_slice()) {
        (Some(coding), _) if coding.eq_ignore_ascii_case("chunked") => Ok(Framing::Chunked),
        (Some(_), _) | (None, []) => Ok(Framing::UntilClose),
        (None, [length]) if length.bytes().all(|byte| byte.is_ascii_digit()) => {
            length.parse().map(Framing::Length).map_err(|_| format!("no length: {length:?}"))
        }
        (None, lengths) => Err(format!("no length: {lengths:?}")),
    }
}

/// The body, and what follows the last chunk and the trailers.
fn chunks(mut rest: &[u8]) -> Part<'_, Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let Some(end) = find(rest, b"\r\n") else { return Ok(None) };
        let line = String::from_utf8_lossy(&rest[..end]);
        let size = line.split([';', ' ', '\t']).next().unwrap_or_default();
        let size = usize::from_str_radix(size, 16).map_err(|_| format!("no chunk size: {line:?}"))?;
        rest = &rest[end + 2..];
        if size == 0 {
            break;
        }
        let Some((data, after)) = rest.split_at_checked(size) else { return Ok(None) };
        body.extend_from_slice(data);
        match after {
            [b'\r', b'\n', after @ ..] => rest = after,
            [] | [b'\r'] => return Ok(None),
            _ => return Err("no CRLF after a chunk".into()),
        }
    }
    loop {
        let Some(end) = find(rest, b"\r\n") else { return Ok(None) };
        let is_last = end == 0;
        rest = &rest[end + 2..];
        if is_last {
            return Ok(Some((body, rest)));
        }
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
