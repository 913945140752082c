//! A request's head (RFC 9112 §2 to §5): found in what was received, checked, and taken apart.

use core::mem::MaybeUninit;

use bytes::{Bytes, BytesMut};
use koa_core::{Method, Request, Version};
use memchr::memchr;

use crate::framing::{self, Framing};
use crate::{Error, Limits, host, target};

const BAD_LINE: Error = Error::malformed("the request line is malformed");
const BAD_FIELD: Error = Error::malformed("a header field is malformed");
const BARE_LF: Error = Error::malformed("a line must end with CR LF");
const BAD_HOSTS: Error = Error::malformed("a request must have exactly one Host");
const BAD_HOST: Error = Error::malformed("the Host is malformed");
const LONG_TARGET: Error = Error::new(414, "the request target is too long");
const LARGE: Error = Error::new(431, "the head of the request is too large");
const MANY: Error = Error::new(431, "the request has too many header fields");

/// The empty lines before a request that are forgiven.
const MOST_EMPTY_LINES: u8 = 8;

/// The fields that fit on the stack; more are parsed with an allocation.
const FEW: usize = 32;

/// The search for the end of a head, which goes on where it stopped.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Search {
    searched: usize,
    /// Where the line begins whose end is searched for.
    line: usize,
    /// Where the first line ends.
    first: usize,
    /// The empty lines before it.
    skipped: u8,
}

impl Search {
    /// Whether nothing but empty lines was seen.
    pub(crate) fn is_fresh(&self) -> bool {
        self.searched == 0 && self.line == 0
    }

    /// Notes an empty line before the head, of which there may be a few.
    pub(crate) fn skip_empty_line(&mut self) -> Result<(), Error> {
        self.skipped += 1;
        if self.skipped > MOST_EMPTY_LINES { Err(BAD_LINE) } else { Ok(()) }
    }

    /// The length of the head at the start of `input`, once all of it is there. Names of fields are
    /// put into lower case on the way, so that they can be used where they lie.
    pub(crate) fn find_end(&mut self, input: &mut [u8], limits: &Limits) -> Result<Option<usize>, Error> {
        if input.first().is_some_and(|&byte| !byte.is_ascii_graphic()) {
            return Err(BAD_LINE);
        }
        while let Some(end) = self.find_line_end(input) {
            if end == 0 || input[end - 1] != b'\r' {
                return Err(BARE_LF);
            }
            if self.line == 0 {
                self.first = end - 1;
            } else if end - 1 == self.line {
                return if end < limits.head_bytes { Ok(Some(end + 1)) } else { Err(LARGE) };
            } else {
                lower_name(&mut input[self.line..end]);
            }
            (self.line, self.searched) = (end + 1, end + 1);
        }
        self.searched = input.len();
        match input.len() > limits.head_bytes {
            true if self.line == 0 => Err(LONG_TARGET),
            true => Err(LARGE),
            false => Ok(None),
        }
    }

    fn find_line_end(&self, input: &[u8]) -> Option<usize> {
        let rest = input.get(self.searched..)?;
        if rest.starts_with(b"\r\n") {
            // The line that ends a head needs no search.
            return Some(self.searched + 1);
        }
        memchr(b'\n', rest).map(|found| self.searched + found)
    }
}

fn lower_name(line: &mut [u8]) {
    for byte in line {
        if *byte == b':' {
            return;
        }
        *byte = lower(*byte);
    }
}

#[cfg(target_os = "none")]
fn lower(byte: u8) -> u8 {
    byte.to_ascii_lowercase()
}

/// A look into a table takes fewer steps than two comparisons, though a board has no flash for it.
#[cfg(not(target_os = "none"))]
fn lower(byte: u8) -> u8 {
    LOWER_CASE[usize::from(byte)]
}

#[cfg(not(target_os = "none"))]
static LOWER_CASE: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = (byte as u8).to_ascii_lowercase();
        byte += 1;
    }
    table
};

/// What a connection must know of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) framing: Framing,
    /// Whether the client wants the connection to go on.
    pub(crate) is_persistent: bool,
    pub(crate) expects_continue: bool,
    /// Whether it offers another protocol.
    pub(crate) is_upgrade: bool,
}

/// What a head is held to.
#[derive(Clone, Copy)]
pub(crate) struct Rules<'a> {
    pub(crate) limits: &'a Limits,
    pub(crate) is_encrypted: bool,
    /// Whether Host and target must be what the RFC asks for.
    pub(crate) is_strict: bool,
}

/// Takes the head apart that `search` found in `input`, into an empty request. What does not fit into
/// the request is shared from `memory`, which is reused once nothing of earlier requests is left.
pub(crate) fn parse(
    input: &mut [u8],
    search: Search,
    memory: &mut BytesMut,
    request: &mut Request,
    rules: Rules<'_>,
) -> Result<Facts, Error> {
    let version = read_version(input, search.first)?;
    let mut few = [const { MaybeUninit::uninit() }; FEW];
    let mut parsed = httparse::Request::new(&mut []);
    match parsed.parse_with_uninit_headers(input, &mut few) {
        Err(httparse::Error::TooManyHeaders) if rules.limits.headers > FEW => {
            let mut many = alloc::vec![httparse::EMPTY_HEADER; rules.limits.headers];
            let mut parsed = httparse::Request::new(&mut many);
            check_parsed(parsed.parse(input))?;
            fill(Shared::new(input, memory), &parsed, version, request, rules)
        }
        outcome => {
            check_parsed(outcome)?;
            fill(Shared::new(input, memory), &parsed, version, request, rules)
        }
    }
}

/// A head that is copied, as a whole, when a part of it is to be shared.
struct Shared<'a> {
    head: &'a [u8],
    memory: &'a mut BytesMut,
    copy: Option<Bytes>,
}

impl<'a> Shared<'a> {
    fn new(head: &'a [u8], memory: &'a mut BytesMut) -> Self {
        Self { head, memory, copy: None }
    }

    /// Shared bytes of a part of the head.
    fn part(&mut self, part: &[u8]) -> Bytes {
        let copy = self.copy.get_or_insert_with(|| {
            self.memory.extend_from_slice(self.head);
            self.memory.split().freeze()
        });
        let start = part.as_ptr().addr() - self.head.as_ptr().addr();
        copy.slice(start..start + part.len())
    }
}

fn check_parsed(outcome: httparse::Result<usize>) -> Result<(), Error> {
    match outcome {
        Ok(httparse::Status::Complete(_)) => Ok(()),
        Err(httparse::Error::TooManyHeaders) => Err(MANY),
        Err(httparse::Error::HeaderName | httparse::Error::HeaderValue) => Err(BAD_FIELD),
        Ok(httparse::Status::Partial) | Err(_) => Err(BAD_LINE),
    }
}

/// The version at the end of the request line (§2.3); a later 1.x is 1.1 from here on (RFC 9110 §2.5).
fn read_version(input: &mut [u8], line_end: usize) -> Result<Version, Error> {
    let line = input.get_mut(..line_end).unwrap_or_default();
    let [.., b' ', b'H', b'T', b'T', b'P', b'/', major, b'.', minor] = line else { return Err(BAD_LINE) };
    match (*major, *minor) {
        (b'1', b'0') => Ok(Version::HTTP_10),
        (b'1', b'1'..=b'9') => {
            *minor = b'1';
            Ok(Version::HTTP_11)
        }
        (b'0'..=b'9', b'0'..=b'9') => Err(Error::new(505, "only HTTP/1.0 and HTTP/1.1 are spoken here")),
        _ => Err(BAD_LINE),
    }
}

fn fill(
    mut head: Shared<'_>,
    parsed: &httparse::Request<'_, '_>,
    version: Version,
    request: &mut Request,
    rules: Rules<'_>,
) -> Result<Facts, Error> {
    let Rules { limits, is_encrypted, is_strict } = rules;
    let (Some(method), Some(target)) = (parsed.method, parsed.path) else { return Err(BAD_LINE) };
    if target.len() > limits.uri_bytes {
        return Err(LONG_TARGET);
    }
    if parsed.headers.len() > limits.headers {
        return Err(MANY);
    }
    let method = Method::new(method).map_err(|_| BAD_LINE)?;
    target::check(&method, target, is_encrypted, is_strict)?;
    request.set_method(method).set_version(version).set_original_url(target);
    let mut facts = Collected::default();
    let fields = request.headers_mut();
    for field in parsed.headers.iter() {
        let name = field.name.as_bytes();
        if !fields.append_part(name, field.value, |part| head.part(part)) {
            return Err(BAD_FIELD);
        }
        facts.add(name, field.value, is_strict)?;
    }
    facts.complete(version, is_strict)
}

/// What the fields of a request say, as they come.
#[derive(Default)]
struct Collected {
    hosts: usize,
    options: Options,
    framing: framing::Fields,
    has_upgrade: bool,
    expects_continue: bool,
}

impl Collected {
    #[inline]
    fn add(&mut self, name: &[u8], value: &[u8], is_strict: bool) -> Result<(), Error> {
        match name {
            b"host" => {
                self.hosts += 1;
                if is_strict && !host::is_valid(value) {
                    return Err(BAD_HOST);
                }
            }
            b"connection" => self.options.add(value),
            b"upgrade" => self.has_upgrade = true,
            b"content-length" => self.framing.add_content_length(value)?,
            b"transfer-encoding" => self.framing.add_transfer_encoding(value)?,
            b"expect" => self.expects_continue |= value.eq_ignore_ascii_case(b"100-continue"),
            _ => {}
        }
        Ok(())
    }

    fn complete(self, version: Version, is_strict: bool) -> Result<Facts, Error> {
        let is_current = version == Version::HTTP_11;
        if is_strict && (self.hosts > 1 || (self.hosts == 0 && is_current)) {
            return Err(BAD_HOSTS);
        }
        Ok(Facts {
            framing: self.framing.framing(version)?,
            is_persistent: !self.options.close && (is_current || self.options.keep_alive),
            expects_continue: self.expects_continue && is_current,
            is_upgrade: self.has_upgrade && self.options.upgrade && is_current,
        })
    }
}

/// The options of Connection that matter here (RFC 9110 §7.6.1).
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) close: bool,
    pub(crate) keep_alive: bool,
    pub(crate) upgrade: bool,
}

impl Options {
    pub(crate) fn add(&mut self, value: &[u8]) {
        for option in value.split(|&byte| byte == b',') {
            let option = option.trim_ascii();
            self.close |= option.eq_ignore_ascii_case(b"close");
            self.keep_alive |= option.eq_ignore_ascii_case(b"keep-alive");
            self.upgrade |= option.eq_ignore_ascii_case(b"upgrade");
        }
    }
}
