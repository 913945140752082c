//! The rows of `tests/http1/cases.json`.

use serde::Deserialize;
use std::collections::BTreeMap;

/// One connection: what is sent, and the outcomes that are right.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) category: String,
    #[serde(default)]
    pub(crate) methods: Vec<String>,
    send: Text,
    pub(crate) expect: Vec<Outcome>,
}

/// An outcome that is right.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Outcome {
    pub(crate) statuses: Vec<Vec<Status>>,
    pub(crate) closes: Option<bool>,
    pub(crate) broken: Option<Broken>,
    pub(crate) interim: Option<usize>,
    #[serde(default)]
    bodies: BTreeMap<usize, Text>,
    #[serde(default)]
    pub(crate) without: BTreeMap<usize, Vec<String>>,
    #[serde(default)]
    pub(crate) headers: BTreeMap<usize, Vec<Vec<String>>>,
    #[serde(default)]
    pub(crate) received: Vec<Vec<String>>,
}

/// A status, or a class of them.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Status {
    One(u16),
    Class(String),
}

/// Whether an answer must break off, or may.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Broken {
    Must,
    May,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    Parts(Vec<Part>),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Part {
    Plain(String),
    Repeated { repeat: (String, usize) },
}

/// Every row.
pub(crate) fn all() -> Vec<Case> {
    serde_json::from_str(include_str!("../../http1/cases.json")).expect("the file is a list of cases")
}

impl Case {
    /// What the client sends.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.send.bytes()
    }
}

impl Outcome {
    pub(crate) fn bodies(&self) -> impl Iterator<Item = (usize, Vec<u8>)> {
        self.bodies.iter().map(|(index, text)| (*index, text.bytes()))
    }
}

impl Status {
    pub(crate) fn is(&self, status: u16) -> bool {
        match self {
            Self::One(one) => *one == status,
            Self::Class(class) => class.as_bytes()[0] == b'0' + (status / 100) as u8,
        }
    }
}

impl Text {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Plain(text) => latin1(text),
            Self::Parts(parts) => parts.iter().flat_map(Part::bytes).collect(),
        }
    }
}

impl Part {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Plain(text) => latin1(text),
            Self::Repeated { repeat: (text, times) } => latin1(text).repeat(*times),
        }
    }
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|char| u8::try_from(char).expect("a code point is a byte")).collect()
}
