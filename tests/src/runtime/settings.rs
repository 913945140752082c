//! What a server is told that must not depend on its adapter.

use std::time::Duration;

/// Limits and rules of a server; what is `None` stays as the adapter has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The time for a whole head.
    pub head: Option<Duration>,
    /// The time between two requests.
    pub idle: Option<Duration>,
    /// The time that a body may pause.
    pub body_pause: Option<Duration>,
    /// The bytes of a body.
    pub body_bytes: Option<u64>,
    /// Whether Host and target must be what the RFC asks for.
    pub is_strict: bool,
}
