//! Who is waited for, since when, and whether it has been too long.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use tokio::time::Instant;

use super::Protocol;
use crate::StatusCode;
use crate::connection::Connection;
use crate::timer::Alarm;

/// What a client deserves.
pub(super) enum Verdict {
    Wait,
    /// This answer, and the end.
    Refuse(StatusCode),
    /// The end.
    Close,
}

pub(super) struct Watch {
    connection: Arc<Connection>,
    opened: Instant,
    /// The requests that were seen; more mean that a new head is waited for.
    requests: u32,
    /// The bytes of the present head, as far as they are known.
    head_bytes: usize,
    /// Whether the request line has ended.
    has_line: bool,
    /// When the present wait for a head began: of an idle connection, then of a begun head.
    since: Option<Instant>,
    write_since: Option<Instant>,
    is_over: bool,
    alarm: Alarm,
}

impl Watch {
    pub(super) fn new(connection: Arc<Connection>) -> Self {
        Self {
            connection,
            opened: Instant::now(),
            requests: 0,
            head_bytes: 0,
            has_line: false,
            since: None,
            write_since: None,
            is_over: false,
            alarm: Alarm::default(),
        }
    }

    /// Records what was read.
    pub(super) fn record(&mut self, chunk: &[u8]) {
        if !self.awaits_head() {
            return;
        }
        if self.head_bytes == 0 {
            self.since = None;
        }
        self.head_bytes += chunk.len();
        self.has_line = self.has_line || chunk.contains(&b'\n');
        if self.head_bytes > self.connection.config.limits.head_bytes {
            self.connection.is_oversized.store(true, Ordering::Relaxed);
        }
    }

    /// Judges, before more is read, what was read of a head.
    pub(super) fn judge_size(&mut self, protocol: Protocol) -> Verdict {
        if self.is_over {
            return Verdict::Close;
        }
        let limit = self.connection.config.limits.head_bytes;
        if protocol == Protocol::Http2 || self.head_bytes <= limit {
            return Verdict::Wait;
        }
        // Asked for after the cheap test: it finds out whether those bytes were of earlier heads.
        if !self.awaits_head() || self.head_bytes <= limit {
            return Verdict::Wait;
        }
        self.is_over = true;
        match self.has_line {
            true => Verdict::Refuse(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE),
            false => Verdict::Refuse(StatusCode::URI_TOO_LONG),
        }
    }

    /// Judges a client that sends nothing now.
    pub(super) fn judge_time(&mut self, protocol: Protocol, cx: &mut Context<'_>) -> Verdict {
        let Some((deadline, has_begun)) = self.deadline(protocol) else { return Verdict::Wait };
        if !self.alarm.is_due(deadline, cx) {
            return Verdict::Wait;
        }
        self.is_over = true;
        self.connection.is_idle_end.store(!has_begun, Ordering::Relaxed);
        match has_begun {
            true => Verdict::Refuse(StatusCode::REQUEST_TIMEOUT),
            false => Verdict::Close,
        }
    }

    /// Sees to it that the task is woken when the client has sent nothing for too long.
    pub(super) fn set_alarm(&mut self, protocol: Protocol, cx: &mut Context<'_>) {
        if let Some((deadline, _)) = self.deadline(protocol)
            && self.alarm.is_due(deadline, cx)
        {
            cx.waker().wake_by_ref();
        }
    }

    /// When a head that is waited for is late, and whether its first bytes have come.
    fn deadline(&mut self, protocol: Protocol) -> Option<(Instant, bool)> {
        if !self.awaits_head() || self.write_since.is_some() {
            return None;
        }
        let limits = &self.connection.config.limits;
        let has_begun = self.head_bytes > 0 && protocol == Protocol::Http1;
        if self.requests == 0 {
            return Some((self.opened + limits.head, has_begun));
        }
        let patience = if has_begun { limits.head } else { limits.idle };
        Some((*self.since.get_or_insert_with(Instant::now) + patience, has_begun))
    }

    /// Records that a write made progress.
    pub(super) fn record_write(&mut self) {
        self.write_since = None;
    }

    /// Judges a client that takes nothing now; `written` bytes were taken before.
    ///
    /// # Errors
    ///
    /// When it has taken nothing for too long.
    pub(super) fn judge_write(&mut self, written: usize, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if written > 0 {
            self.write_since = None;
        }
        if self.connection.is_upgraded.load(Ordering::Relaxed) {
            return Poll::Pending;
        }
        let since = *self.write_since.get_or_insert_with(Instant::now);
        match self.alarm.is_due(since + self.connection.config.limits.write_pause, cx) {
            true => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            false => Poll::Pending,
        }
    }

    /// Whether no request is being answered, so that what comes next is a head.
    fn awaits_head(&mut self) -> bool {
        let connection = &self.connection;
        let requests = connection.requests.load(Ordering::Relaxed);
        if requests != self.requests {
            self.requests = requests;
            self.head_bytes = 0;
            self.has_line = false;
            self.since = None;
        }
        connection.in_flight.load(Ordering::Acquire) == 0 && !connection.is_upgraded.load(Ordering::Relaxed)
    }
}
