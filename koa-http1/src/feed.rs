//! The body of a request on its way from the driver to whoever reads it, a piece at a time: the next
//! one is received when it is asked for.
//!
//! The reader may live in another task; each side wakes the other only if it is not the same task.

use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_core::Stream;
use koa_core::{Body, Error, Result};

use crate::sync::{Arc, Lock};

/// The driver's end. Its memory is used again for the next body.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    shared: Option<Arc<Lock<Shared>>>,
    is_open: bool,
}

#[derive(Debug, Default)]
struct Shared {
    data: Option<Bytes>,
    end: Option<Result<()>>,
    is_wanted: bool,
    is_dropped: bool,
    reader: Option<Waker>,
    driver: Option<Waker>,
}

impl Feed {
    /// A body that is fed from here.
    pub(crate) fn open(&mut self, length: Option<u64>) -> Body {
        let shared = match self.shared.take() {
            // Nobody reads the last body any more.
            Some(shared) if Arc::strong_count(&shared) == 1 => {
                shared.with(|shared| *shared = Shared::default());
                shared
            }
            _ => Arc::new(Lock::new(Shared::default())),
        };
        self.shared = Some(shared.clone());
        self.is_open = true;
        match length {
            Some(length) => Body::sized_stream(Pieces(shared), length),
            None => Body::stream(Pieces(shared)),
        }
    }

    /// Whether somebody waits for a piece; whoever begins to is to wake this task.
    pub(crate) fn poll_wanted(&mut self, cx: &mut Context<'_>) -> bool {
        self.is_open
            && self.with(|shared| {
                if !shared.driver.as_ref().is_some_and(|known| known.will_wake(cx.waker())) {
                    shared.driver = Some(cx.waker().clone());
                }
                shared.is_wanted
            }) == Some(true)
    }

    /// Whether somebody may still read.
    pub(crate) fn is_read(&self) -> bool {
        self.is_open && self.with(|shared| !shared.is_dropped) == Some(true)
    }

    pub(crate) fn push(&mut self, data: Bytes, cx: &mut Context<'_>) {
        self.change(cx, |shared| shared.data = Some(data));
    }

    pub(crate) fn end(&mut self, end: Result<()>, cx: &mut Context<'_>) {
        self.change(cx, |shared| shared.end = Some(end));
        self.is_open = false;
    }

    /// Nothing more comes; a reader that is still there is told.
    pub(crate) fn close(&mut self) {
        if core::mem::take(&mut self.is_open) {
            let end = Err(Error::new(400, "the request is over"));
            self.change(&mut Context::from_waker(Waker::noop()), |shared| shared.end = Some(end));
        }
    }

    fn change(&mut self, cx: &mut Context<'_>, change: impl FnOnce(&mut Shared)) {
        let reader = self.with(|shared| {
            change(shared);
            shared.is_wanted = false;
            shared.reader.take()
        });
        if let Some(reader) = reader.flatten().filter(|reader| !reader.will_wake(cx.waker())) {
            reader.wake();
        }
    }

    fn with<R>(&self, f: impl FnOnce(&mut Shared) -> R) -> Option<R> {
        self.shared.as_ref().map(|shared| shared.with(f))
    }
}

/// The reader's end.
struct Pieces(Arc<Lock<Shared>>);

impl Stream for Pieces {
    type Item = Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        let (polled, driver) = self.0.with(|shared| {
            if let Some(data) = shared.data.take() {
                return (Poll::Ready(Some(Ok(data))), None);
            }
            if let Some(end) = &mut shared.end {
                return (Poll::Ready(core::mem::replace(end, Ok(())).err().map(Err)), None);
            }
            shared.is_wanted = true;
            shared.reader = Some(cx.waker().clone());
            let driver = shared.driver.clone().filter(|driver| !driver.will_wake(cx.waker()));
            (Poll::Pending, driver)
        });
        if let Some(driver) = driver {
            driver.wake();
        }
        polled
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        self.0.with(|shared| (shared.is_dropped, shared.is_wanted) = (true, false));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn poll(body: &mut Body) -> Poll<Option<Result<Bytes>>> {
        body.poll_chunk(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn a_piece_comes_when_it_is_asked_for() {
        let (mut feed, mut cx) = (Feed::default(), Context::from_waker(Waker::noop()));
        let mut body = feed.open(Some(2));
        assert!(!feed.poll_wanted(&mut cx));
        assert!(poll(&mut body).is_pending());
        assert!(feed.poll_wanted(&mut cx));
        feed.push("hi".into(), &mut cx);
        assert!(!feed.poll_wanted(&mut cx));
        assert!(matches!(poll(&mut body), Poll::Ready(Some(Ok(data))) if data == "hi"));
        feed.end(Ok(()), &mut cx);
        assert!(matches!(poll(&mut body), Poll::Ready(None)));
    }

    #[test]
    fn a_reader_that_outlives_its_request_is_told() {
        let mut feed = Feed::default();
        let mut body = feed.open(None);
        assert!(poll(&mut body).is_pending());
        feed.close();
        assert!(matches!(poll(&mut body), Poll::Ready(Some(Err(error))) if error.status() == 400));
        let mut next = feed.open(None);
        assert!(poll(&mut next).is_pending());
        drop(body);
        assert!(feed.is_read());
        drop(next);
        assert!(!feed.is_read());
    }
}
