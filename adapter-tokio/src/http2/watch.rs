//! The socket as hyper sees it: it ends when the connection has been idle for too long, and fails when
//! the client takes nothing.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;

use super::Connection;
use crate::io::Io;
use crate::timer::Alarm;

pub(super) struct Watched<S> {
    inner: Io<S>,
    connection: Arc<Connection>,
    /// The requests that were seen; more mean that it was not idle since.
    requests: u32,
    idle_since: Option<Instant>,
    write_since: Option<Instant>,
    alarm: Alarm,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Watched<S> {
    pub(super) fn new(inner: Io<S>, connection: Arc<Connection>) -> Self {
        Self { inner, connection, requests: 0, idle_since: None, write_since: None, alarm: Alarm::default() }
    }

    fn is_idle_for_too_long(&mut self, cx: &mut Context<'_>) -> bool {
        let connection = &self.connection;
        let requests = connection.requests.load(Ordering::Relaxed);
        if connection.in_flight.load(Ordering::Acquire) > 0 || self.write_since.is_some() || requests != self.requests {
            self.requests = requests;
            self.idle_since = None;
            if connection.in_flight.load(Ordering::Acquire) > 0 {
                return false;
            }
        }
        let limits = &connection.config.limits;
        let patience = if requests == 0 { limits.head } else { limits.idle };
        let since = *self.idle_since.get_or_insert_with(Instant::now);
        self.alarm.is_due(since + patience, cx)
    }

    /// What is due is seen by a read, and hyper does not read again after an answer.
    fn keep_awake(&mut self, cx: &mut Context<'_>) {
        if self.is_idle_for_too_long(cx) {
            cx.waker().wake_by_ref();
        }
    }

    fn watch_write<T>(&mut self, written: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.write_since = None;
            return written;
        }
        let since = *self.write_since.get_or_insert_with(Instant::now);
        match self.alarm.is_due(since + self.connection.config.limits.write_pause, cx) {
            true => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            false => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Watched<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match Pin::new(&mut this.inner).poll_read(cx, buf) {
            // An end, which hyper says goodbye to.
            Poll::Pending if this.is_idle_for_too_long(cx) => Poll::Ready(Ok(())),
            polled => polled,
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.inner).poll_write(cx, buf);
        this.watch_write(written, cx)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.inner).poll_flush(cx);
        if flushed.is_ready() {
            this.keep_awake(cx);
        }
        this.watch_write(flushed, cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.inner).poll_write_vectored(cx, bufs);
        this.watch_write(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}
