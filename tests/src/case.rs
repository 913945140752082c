//! The recorded rows as they stand in the files.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::Value;

pub use crate::latin1::{latin1_bytes, latin1_text};

/// A request that was sent to Koa, and the answer.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    /// The row's name.
    pub id: String,
    /// The application it was sent to.
    pub scenario: String,
    /// Whether it must match.
    pub class: Class,
    /// What it touches.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What was sent.
    pub request: RecordedRequest,
    /// What came back, if anything.
    pub response: Option<RecordedResponse>,
    /// What went wrong on the way: `hang`, `truncated`, and so on.
    pub outcome: Option<String>,
}

/// How much a difference means.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Koa itself: must match.
    Core,
    /// The HTTP layer below.
    Transport,
    /// The language.
    Js,
    /// A bug or a hang.
    Quirk,
}

impl Class {
    /// The word of the files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Transport => "transport",
            Self::Js => "js",
            Self::Quirk => "quirk",
        }
    }
}

/// A request; every character of target and values is one byte.
#[derive(Clone, Debug, Deserialize)]
pub struct RecordedRequest {
    /// The method.
    pub method: String,
    /// The target of the request line.
    pub target: String,
    /// Names and values, in order.
    pub headers: Vec<(String, String)>,
    /// The body as it goes over the wire, in base64.
    pub body_b64: Option<String>,
}

impl RecordedRequest {
    /// The body as it goes over the wire.
    pub fn body(&self) -> Vec<u8> {
        self.body_b64.as_deref().map(decode_base64).unwrap_or_default()
    }

    /// The request as it goes over the wire.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut bytes = latin1_bytes(&head);
        bytes.extend(self.body());
        bytes
    }
}

/// An answer, recorded or ours.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
pub struct RecordedResponse {
    /// The status.
    pub status: u16,
    /// The reason phrase.
    pub reason: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body, when it is UTF-8.
    pub body: Option<String>,
    /// The body in base64, when it is not.
    pub body_b64: Option<String>,
    /// The headers as Koa set them, where Node garbled them.
    pub headers_logical: Option<Vec<(String, String)>>,
    /// The reason phrase as Koa set it.
    pub reason_logical: Option<String>,
}

impl RecordedResponse {
    /// The body's bytes.
    pub fn body_bytes(&self) -> Vec<u8> {
        match (&self.body, &self.body_b64) {
            (Some(text), _) => text.as_bytes().to_vec(),
            (None, Some(encoded)) => decode_base64(encoded),
            (None, None) => Vec::new(),
        }
    }

    /// Sets the body.
    pub fn set_body(&mut self, bytes: Vec<u8>) {
        match String::from_utf8(bytes) {
            Ok(text) => self.body = Some(text),
            Err(error) => self.body_b64 = Some(BASE64_STANDARD.encode(error.as_bytes())),
        }
    }

    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// What came of sending a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exchange {
    /// The answer, if one came.
    pub response: Option<RecordedResponse>,
    /// What went wrong on the way.
    pub outcome: Option<String>,
}

/// A call of a helper function, and what came of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Unit {
    /// The row's name.
    pub id: String,
    /// The function.
    #[serde(rename = "fn")]
    pub function: String,
    /// Its arguments.
    #[serde(rename = "in", default)]
    pub input: Value,
    /// What it returned.
    #[serde(default)]
    pub out: Value,
    /// What it threw.
    pub throws: Option<Thrown>,
    /// What it touches.
    #[serde(default)]
    pub tags: Vec<String>,
}

impl Unit {
    /// Whether it must match: unless the language or Node is what it is about.
    pub fn class(&self) -> Class {
        match self.tags.iter().any(|tag| tag.starts_with("js-") || tag.starts_with("node-")) {
            true => Class::Js,
            false => Class::Core,
        }
    }
}

/// An error that a helper function threw.
#[derive(Clone, Debug, Deserialize)]
pub struct Thrown {
    /// Its class in JavaScript.
    pub name: String,
    /// Its message.
    pub message: String,
}

/// Reads a file of rows.
///
/// # Errors
///
/// When the text is not a list of such rows.
pub fn parse<T: for<'a> Deserialize<'a>>(text: &str) -> Result<Vec<T>, String> {
    serde_json::from_str(&without_lone_surrogates(text)).map_err(|error| error.to_string())
}

fn decode_base64(text: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(text).expect("recorded bodies are base64")
}

/// JavaScript's texts may hold half of a surrogate pair, ours cannot: it becomes U+FFFD, as in UTF-8.
fn without_lone_surrogates(json: &str) -> String {
    let mut clean = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(backslash) = rest.find('\\') {
        let (before, escape) = rest.split_at(backslash);
        clean.push_str(before);
        let taken = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => 12,
            (Some(0xD800..0xE000), _) => {
                clean.push_str("\\ufffd");
                rest = &escape[6..];
                continue;
            }
            _ => escape.char_indices().nth(2).map_or(escape.len(), |(end, _)| end),
        };
        clean.push_str(&escape[..taken]);
        rest = &escape[taken..];
    }
    clean + rest
}

/// The UTF-16 unit of an escape `\uXXXX` at the start of `text`.
fn unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_surrogate_pair_becomes_a_replacement_character() {
        let text = r#"["\ud83d\ude00","\ud800x","\\ud800","\udc00\u0041"]"#;
        let rows: Vec<String> = parse(text).unwrap();
        assert_eq!(rows, ["\u{1f600}", "\u{fffd}x", "\\ud800", "\u{fffd}A"]);
    }

    #[test]
    fn a_request_is_written_byte_for_byte() {
        let request = RecordedRequest {
            method: "GET".into(),
            target: "/".into(),
            headers: vec![("X".into(), "\u{e9}".into())],
            body_b64: Some("aGk=".into()),
        };
        assert_eq!(request.to_bytes(), b"GET / HTTP/1.1\r\nX: \xe9\r\n\r\nhi");
    }
}
