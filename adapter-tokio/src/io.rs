//! The socket as hyper sees it: watched for slow clients, and written to in as few calls as
//! possible.
//!
//! hyper has a timer for heads, but it cannot tell an idle connection from a slow one and says
//! nothing to the client; it has a mode that joins the answers to pipelined requests, but that mode
//! buffers streams without bound. Both are done here, below hyper, where a read tells what hyper
//! waits for: it reads when it has no whole request left, so a write without such a read before it
//! will be followed by another.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::time::timeout;

use crate::StatusCode;
use crate::connection::Connection;

mod watch;

use watch::{Verdict, Watch};

/// Which protocol a client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Http1,
    Http2,
}

/// What an HTTP/2 client sends first (RFC 9113 §3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How many bytes of answers wait to be written together.
const BEHIND: usize = 16 << 10;

/// How long a closed connection is listened to, so that the last answer is not lost to a reset.
const LINGER: Duration = Duration::from_secs(1);

pub(crate) struct Io<S> {
    inner: S,
    connection: Arc<Connection>,
    protocol: Protocol,
    /// Read to tell the protocol, and not given to hyper yet.
    ahead: Vec<u8>,
    /// Taken from hyper as written, and not written yet.
    behind: Vec<u8>,
    /// The poll in which `behind` began.
    behind_since: u32,
    is_flushing: bool,
    is_read_pending: bool,
    has_ended: bool,
    is_shut: bool,
    watch: Watch,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Io<S> {
    pub(crate) fn new(inner: S, connection: Arc<Connection>) -> Self {
        let watch = Watch::new(connection.clone());
        Self {
            inner,
            connection,
            protocol: Protocol::Http1,
            ahead: Vec::new(),
            behind: Vec::new(),
            behind_since: 0,
            is_flushing: false,
            is_read_pending: false,
            has_ended: false,
            is_shut: false,
            watch,
        }
    }

    /// Tells the protocol from the first bytes; `None` when none came.
    pub(crate) fn poll_protocol(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Option<Protocol>>> {
        loop {
            let mut space = [0; 2048];
            let mut chunk = ReadBuf::new(&mut space);
            ready!(self.poll_watched(cx, &mut chunk))?;
            if chunk.filled().is_empty() {
                return Poll::Ready(Ok(None));
            }
            self.ahead.extend_from_slice(chunk.filled());
            let compared = self.ahead.len().min(PREFACE.len());
            if self.ahead[..compared] != PREFACE[..compared] {
                return Poll::Ready(Ok(Some(Protocol::Http1)));
            }
            if compared == PREFACE.len() {
                self.protocol = Protocol::Http2;
                return Poll::Ready(Ok(Some(Protocol::Http2)));
            }
        }
    }

    /// Writes what is left, says that nothing follows, and waits a little for the client to close.
    ///
    /// Closing while the client still sends would reset the connection, and the reset may overtake
    /// the answer.
    pub(crate) async fn close(mut self) {
        let _ = timeout(LINGER, async {
            self.inner.write_all(&self.behind).await?;
            if !self.is_shut {
                self.inner.shutdown().await?;
            }
            let is_idle = self.connection.is_idle_end.load(Ordering::Relaxed);
            if !is_idle && !self.has_ended {
                // Not a part of this future, which every connection has the room for.
                let mut space = vec![0; 4096];
                while self.inner.read(&mut space).await? > 0 {}
            }
            io::Result::Ok(())
        })
        .await;
    }

    /// Writes the whole answers that are left, and ends without a goodbye.
    pub(crate) async fn abort(mut self) {
        let _ = timeout(LINGER, self.inner.write_all(&self.behind)).await;
    }

    /// Reads from the socket; a client that is too slow or sends too much reads as one that ended.
    fn poll_watched(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.watch.judge_size(self.protocol) {
            Verdict::Wait => {}
            Verdict::Close => return Poll::Ready(Ok(())),
            Verdict::Refuse(status) => {
                self.refuse(status);
                return Poll::Ready(Ok(()));
            }
        }
        let before = buf.filled().len();
        match Pin::new(&mut self.inner).poll_read(cx, buf) {
            Poll::Ready(Ok(())) => {
                let chunk = &buf.filled()[before..];
                self.has_ended |= chunk.is_empty();
                self.is_read_pending = false;
                self.watch.record(chunk);
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => {
                self.has_ended = true;
                Poll::Ready(Err(error))
            }
            Poll::Pending => {
                self.is_read_pending = true;
                match self.watch.judge_time(self.protocol, cx) {
                    Verdict::Wait => return Poll::Pending,
                    Verdict::Refuse(status) => self.refuse(status),
                    Verdict::Close => {}
                }
                Poll::Ready(Ok(()))
            }
        }
    }

    /// Puts a last answer behind all earlier ones.
    fn refuse(&mut self, status: StatusCode) {
        let reason = status.reason().unwrap_or_default();
        let date = self.connection.config.app.settings().now().map(crate::date::format);
        let date = date.as_ref().map_or("", |date| date.as_str());
        let answer =
            format!("HTTP/1.1 {status} {reason}\r\nconnection: close\r\ncontent-length: 0\r\ndate: {date}\r\n\r\n");
        self.behind.extend_from_slice(answer.as_bytes());
    }

    /// Whether a write may wait for the next: hyper has requests left to answer.
    fn may_wait(&self) -> bool {
        !self.is_read_pending && !self.is_flushing && self.protocol == Protocol::Http1 && !self.has_left_http()
    }

    fn has_left_http(&self) -> bool {
        self.connection.is_upgraded.load(Ordering::Relaxed)
    }

    fn hold_back(&mut self, bytes: &[u8]) {
        if self.behind.is_empty() {
            self.behind_since = self.connection.turn.load(Ordering::Relaxed);
            self.connection.owes.store(true, Ordering::Relaxed);
        }
        self.behind.extend_from_slice(bytes);
    }

    /// Writes everything that was held back.
    fn poll_behind(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.behind.is_empty() {
            return Poll::Ready(Ok(()));
        }
        self.is_flushing = true;
        self.connection.owes.store(false, Ordering::Relaxed);
        let mut written = 0;
        let outcome = loop {
            if written == self.behind.len() {
                break Poll::Ready(Ok(()));
            }
            match Pin::new(&mut self.inner).poll_write(cx, &self.behind[written..]) {
                Poll::Ready(Ok(0)) => break Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(length)) => written += length,
                Poll::Ready(Err(error)) => break Poll::Ready(Err(error)),
                Poll::Pending => break Poll::Pending,
            }
        };
        self.behind.drain(..written);
        match outcome {
            Poll::Pending => self.watch.judge_write(written, cx),
            outcome => {
                self.is_flushing = false;
                self.watch.record_write();
                outcome
            }
        }
    }

    fn watch_write(&mut self, written: Poll<io::Result<usize>>, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Pending => self.watch.judge_write(0, cx).map_ok(|()| 0),
            written => {
                self.watch.record_write();
                written
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Io<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.ahead.is_empty() {
            return this.poll_watched(cx, buf);
        }
        let length = this.ahead.len().min(buf.remaining());
        buf.put_slice(&this.ahead[..length]);
        if length == this.ahead.len() {
            this.ahead = Vec::new();
        } else {
            this.ahead.drain(..length);
        }
        this.is_read_pending = false;
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Io<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let has_room = this.behind.len() + buf.len() <= BEHIND;
        if has_room && this.may_wait() {
            this.hold_back(buf);
            return Poll::Ready(Ok(buf.len()));
        }
        if !this.behind.is_empty() {
            if has_room && !this.is_flushing {
                // The last of a batch: all of it in one call.
                this.behind.extend_from_slice(buf);
                return match this.poll_behind(cx) {
                    Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
                    _ => Poll::Ready(Ok(buf.len())),
                };
            }
            ready!(this.poll_behind(cx))?;
        }
        let written = Pin::new(&mut this.inner).poll_write(cx, buf);
        this.watch_write(written, cx)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let is_fresh = this.behind_since == this.connection.turn.load(Ordering::Relaxed);
        if !this.behind.is_empty() && is_fresh && this.may_wait() {
            return Poll::Ready(Ok(()));
        }
        ready!(this.poll_behind(cx))?;
        ready!(Pin::new(&mut this.inner).poll_flush(cx))?;
        if this.is_read_pending {
            // hyper does not read again after an answer: it is woken for the verdict, too.
            this.watch.set_alarm(this.protocol, cx);
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_behind(cx))?;
        ready!(Pin::new(&mut this.inner).poll_shutdown(cx))?;
        this.is_shut = true;
        Poll::Ready(Ok(()))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.poll_behind(cx))?;
        let written = Pin::new(&mut this.inner).poll_write_vectored(cx, bufs);
        this.watch_write(written, cx)
    }

    /// HTTP/1 answers are small and cheaper to copy than to gather.
    fn is_write_vectored(&self) -> bool {
        self.protocol == Protocol::Http2 && self.inner.is_write_vectored()
    }
}
