//! Who waits and who has room: what makes more clients than sockets take turns.

use core::cell::{Cell, RefCell};
use core::task::{Context, Waker};
use core::time::Duration;

use alloc::boxed::Box;
use alloc::vec::Vec;
use embassy_time::Instant;

use crate::timer::after;

/// How long a socket that a connection was let through to may take to show that it has it.
const SHOWING: Duration = Duration::from_millis(250);

/// The sockets of a port, counted, and the connections that are to know when others wait.
#[derive(Debug)]
#[allow(clippy::box_collection)]
pub(crate) struct Crowd {
    /// The connections that wait for a socket. Where nobody can know, there is always one.
    waiting: Cell<u8>,
    /// The sockets that listen.
    listening: Cell<u8>,
    /// Those of them that a connection was let through to a moment ago, and until when that counts.
    promised: Cell<u8>,
    promised_until: Cell<Instant>,
    /// The sockets whose connection is at its end.
    ending: Cell<u8>,
    /// In a box, for an empty list is not all zeros: a static of this type would lie in flash as well.
    wakers: RefCell<Option<Box<Vec<Waker>>>>,
}

impl Crowd {
    /// A crowd whose size nobody knows.
    pub(crate) const fn unseen() -> Self {
        Self::new(1)
    }

    /// A crowd that is counted.
    pub(crate) const fn seen() -> Self {
        Self::new(0)
    }

    const fn new(waiting: u8) -> Self {
        Self {
            waiting: Cell::new(waiting),
            listening: Cell::new(0),
            promised: Cell::new(0),
            promised_until: Cell::new(Instant::MIN),
            ending: Cell::new(0),
            wakers: RefCell::new(None),
        }
    }

    /// Tells how many wait.
    pub(crate) fn set_waiting(&self, waiting: u8) {
        let was_crowded = self.is_crowded();
        self.waiting.set(waiting);
        self.tell(was_crowded);
    }

    /// Counts a socket that listens, until what it gives is dropped.
    pub(crate) fn listen(&self) -> Counted<'_> {
        Counted::new(self, &self.listening)
    }

    /// Counts a socket whose connection is at its end, until what it gives is dropped.
    pub(crate) fn end(&self) -> Counted<'_> {
        Counted::new(self, &self.ending)
    }

    /// A socket that listens has a connection now.
    pub(crate) fn keep_promise(&self) {
        self.promised.set(self.promised.get().saturating_sub(1));
    }

    /// Lets a connection through to a socket that listens, if there is one for it.
    pub(crate) fn promise(&self) -> bool {
        let has_room = self.room() > 0;
        if has_room {
            self.promised.set(self.promised.get() + 1);
            self.promised_until.set(after(SHOWING));
        }
        has_room
    }

    /// The sockets that listen and that nobody was let through to.
    pub(crate) fn room(&self) -> u8 {
        if self.promised.get() > 0 && self.promised_until.get() <= Instant::now() {
            // What was let through was no connection.
            self.promised.set(0);
        }
        self.listening.get().saturating_sub(self.promised.get())
    }

    /// When a promise that was not kept is forgotten.
    pub(crate) fn forgets(&self) -> Option<Instant> {
        (self.promised.get() > 0).then(|| self.promised_until.get())
    }

    /// Whether more wait than there are sockets for; wakes the task when that becomes so.
    pub(crate) fn poll_crowded(&self, cx: &mut Context<'_>) -> bool {
        let is_crowded = self.is_crowded();
        if !is_crowded {
            let mut wakers = self.wakers.borrow_mut();
            let wakers = wakers.get_or_insert_default();
            if !wakers.iter().any(|waker| waker.will_wake(cx.waker())) {
                wakers.push(cx.waker().clone());
            }
        }
        is_crowded
    }

    // Asked in many places, and small: better there once.
    #[inline(never)]
    fn is_crowded(&self) -> bool {
        let free = self.listening.get().saturating_sub(self.promised.get()).saturating_add(self.ending.get());
        self.waiting.get() > free
    }

    fn tell(&self, was_crowded: bool) {
        if was_crowded || !self.is_crowded() {
            return;
        }
        loop {
            let waker = self.wakers.borrow_mut().as_mut().and_then(|wakers| wakers.pop());
            let Some(waker) = waker else { return };
            waker.wake();
        }
    }
}

/// A socket that is counted in a [`Crowd`] until this is dropped.
#[derive(Debug)]
pub(crate) struct Counted<'a> {
    crowd: &'a Crowd,
    count: &'a Cell<u8>,
}

impl<'a> Counted<'a> {
    fn new(crowd: &'a Crowd, count: &'a Cell<u8>) -> Self {
        count.set(count.get().saturating_add(1));
        Self { crowd, count }
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        let was_crowded = self.crowd.is_crowded();
        self.count.set(self.count.get().saturating_sub(1));
        self.crowd.tell(was_crowded);
    }
}

#[cfg(test)]
mod tests {
    use alloc::sync::Arc;
    use alloc::task::Wake;
    use core::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[derive(Default)]
    struct Count(AtomicU32);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn it_is_crowded_when_more_wait_than_are_free() {
        let crowd = Crowd::seen();
        assert!(!crowd.is_crowded());
        crowd.set_waiting(1);
        assert!(crowd.is_crowded());
        let ending = crowd.end();
        assert!(!crowd.is_crowded());
        crowd.set_waiting(2);
        assert!(crowd.is_crowded());
        let listening = crowd.listen();
        assert!(!crowd.is_crowded());
        drop((ending, listening));
        assert!(crowd.is_crowded());
    }

    #[test]
    fn where_nobody_can_know_the_last_socket_makes_a_crowd() {
        let crowd = Crowd::unseen();
        let listening = crowd.listen();
        assert!(!crowd.is_crowded());
        drop(listening);
        assert!(crowd.is_crowded());
    }

    #[test]
    fn whoever_asked_is_told_once_when_it_becomes_crowded() {
        let (crowd, count) = (Crowd::seen(), Arc::new(Count::default()));
        let waker = Waker::from(count.clone());
        let mut cx = Context::from_waker(&waker);
        assert!(!crowd.poll_crowded(&mut cx) && !crowd.poll_crowded(&mut cx));
        crowd.set_waiting(1);
        crowd.set_waiting(2);
        assert_eq!(count.0.load(Ordering::Relaxed), 1);
        assert!(crowd.poll_crowded(&mut cx));
    }

    #[test]
    fn as_many_are_let_through_as_there_are_sockets() {
        let crowd = Crowd::seen();
        assert!(!crowd.promise());
        let (one, _two) = (crowd.listen(), crowd.listen());
        assert!(crowd.promise() && crowd.promise() && !crowd.promise());
        crowd.keep_promise();
        drop(one);
        assert!(!crowd.promise());
        assert!(crowd.forgets().is_some());
        crowd.promised_until.set(Instant::MIN);
        assert!(crowd.promise());
    }
}
