//! RFC 9112 read once more, by slices and without state: slow, and strict.

/// A request's head.
#[derive(Debug, PartialEq, Eq)]
pub struct Head<'b> {
    /// The method.
    pub method: &'b [u8],
    /// The request target.
    pub target: &'b [u8],
    /// The digits of the version.
    pub version: (u8, u8),
    /// Names in lower case, and values without the white space around them.
    pub fields: Vec<(Vec<u8>, &'b [u8])>,
    /// What follows.
    pub rest: &'b [u8],
}

/// The head at the start of `bytes` (§2.1, §3, §5), unless it is malformed or incomplete.
pub fn head(bytes: &[u8]) -> Option<Head<'_>> {
    let mut rest = bytes;
    while let Some(after) = rest.strip_prefix(b"\r\n") {
        rest = after;
    }
    let (first, mut rest) = line(rest)?;
    let mut parts = first.split(|&byte| byte == b' ');
    let (method, target, version) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !is_token(method) || target.is_empty() || !target.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    let [b'H', b'T', b'T', b'P', b'/', major @ b'0'..=b'9', b'.', minor @ b'0'..=b'9'] = version else { return None };
    let version = (major - b'0', minor - b'0');
    let mut fields = Vec::new();
    loop {
        let (field, after) = line(rest)?;
        rest = after;
        if field.is_empty() {
            return Some(Head { method, target, version, fields, rest });
        }
        fields.push(self::field(field)?);
    }
}

fn field(line: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let (name, value) = (&line[..colon], trim(&line[colon + 1..]));
    (is_token(name) && is_text(value)).then(|| (name.to_ascii_lowercase(), value))
}

impl Head<'_> {
    /// The values of the field with that name.
    pub fn values(&self, name: &str) -> Vec<&[u8]> {
        self.fields.iter().filter(|(own, _)| own == name.as_bytes()).map(|(_, value)| *value).collect()
    }

    /// The body and what follows it (§6.3), unless its framing is malformed or it is incomplete.
    pub fn body<'b>(&self, rest: &'b [u8]) -> Option<(Vec<u8>, &'b [u8])> {
        let (codings, lengths) = (self.values("transfer-encoding"), self.values("content-length"));
        match (codings.as_slice(), lengths.as_slice()) {
            ([], []) => Some((Vec::new(), rest)),
            ([], [digits]) if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
                let length = std::str::from_utf8(digits).ok()?.parse().ok()?;
                let (body, rest) = rest.split_at_checked(length)?;
                Some((body.to_vec(), rest))
            }
            ([coding], []) if coding.eq_ignore_ascii_case(b"chunked") && self.version != (1, 0) => chunks(rest),
            _ => None,
        }
    }
}

/// The data of a chunked body and what follows it (§7.1), unless it is malformed or incomplete.
pub fn chunks(mut rest: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut data = Vec::new();
    loop {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let size = u64::from_str_radix(std::str::from_utf8(&rest[..digits]).ok()?, 16).ok()?;
        rest = extensions(&rest[digits..])?.strip_prefix(b"\r\n")?;
        if size == 0 {
            break;
        }
        let (chunk, after) = rest.split_at_checked(usize::try_from(size).ok()?)?;
        data.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n")?;
    }
    loop {
        let (trailer, after) = line(rest)?;
        rest = after;
        if trailer.is_empty() {
            return Some((data, rest));
        }
        field(trailer)?;
    }
}

/// What follows the extensions of a chunk (§7.1.1).
fn extensions(mut rest: &[u8]) -> Option<&[u8]> {
    while let Some(after) = skip_space(rest).strip_prefix(b";") {
        rest = token(skip_space(after))?;
        if let Some(after) = skip_space(rest).strip_prefix(b"=") {
            let after = skip_space(after);
            rest = match after.strip_prefix(b"\"") {
                Some(quoted) => end_of_quoted(quoted)?,
                None => token(after)?,
            };
        }
    }
    Some(rest)
}

fn end_of_quoted(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        rest = match rest {
            [b'"', rest @ ..] => return Some(rest),
            [b'\\', byte, rest @ ..] if is_text(&[*byte]) => rest,
            [byte, rest @ ..] if *byte != b'\\' && is_text(&[*byte]) => rest,
            _ => return None,
        };
    }
}

/// What follows a token.
fn token(bytes: &[u8]) -> Option<&[u8]> {
    let length = bytes.iter().take_while(|&&byte| is_token(&[byte])).count();
    (length > 0).then(|| &bytes[length..])
}

fn skip_space(bytes: &[u8]) -> &[u8] {
    let length = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    &bytes[length..]
}

/// A line without its CR LF, which is the only end of one, and what follows.
fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    Some((bytes[..end].strip_suffix(b"\r")?, &bytes[end + 1..]))
}

fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte))
}

fn is_text(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b'\t' | b' '..=b'~' | 0x80..))
}

fn trim(bytes: &[u8]) -> &[u8] {
    let bytes = skip_space(bytes);
    let spaces = bytes.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    &bytes[..bytes.len() - spaces]
}
