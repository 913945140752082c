//! What the frames promise; meant for Miri too, which sees what only seems to work.

extern crate std;

use super::*;
use crate::test::block_on;
use alloc::rc::Rc;
use core::cell::Cell;
use core::future::{pending, poll_fn, ready};
use core::marker::PhantomPinned;
use std::panic::{AssertUnwindSafe, catch_unwind};

type Local<'a> = Space<'a, SingleThread>;

fn lend(frames: &mut Frames, capacity: usize) -> Local<'_> {
    frames.lend(capacity, Rest { layers: &[], outer: None })
}

fn poll<M>(frame: &mut Frame<'_, M>) -> Poll<Result> {
    Pin::new(frame).poll(&mut TaskContext::from_waker(core::task::Waker::noop()))
}

fn address(frames: &Frames) -> Option<NonNull<Head>> {
    frames.block.as_ref().map(|block| block.head)
}

/// Counts its drop.
struct Guard(Rc<Cell<usize>>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}

/// So many frames in each other, of which the innermost waits for `is_open`.
fn nest(space: Local<'_>, depth: usize, is_open: Rc<Cell<bool>>, dropped: Rc<Cell<usize>>) -> Frame<'_, SingleThread> {
    space.place(|space| async move {
        let _guard = Guard(dropped.clone());
        match depth {
            0 => poll_fn(|_| if is_open.get() { Poll::Ready(Ok(())) } else { Poll::Pending }).await,
            _ => nest(space, depth - 1, is_open, dropped).await,
        }
    })
}

/// A future of any size and alignment that knows whether it lies where it may and stays there.
struct Fussy<T> {
    _room: T,
    polled_at: Cell<Option<usize>>,
    polls: usize,
    _pinned: PhantomPinned,
}

impl<T: Copy> Fussy<T> {
    fn new(room: T) -> Self {
        Self { _room: room, polled_at: Cell::new(None), polls: 0, _pinned: PhantomPinned }
    }
}

impl<T> Future for Fussy<T> {
    type Output = Result;

    fn poll(self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<Result> {
        let address = (&raw const *self).addr();
        assert_eq!(address % align_of::<Self>(), 0);
        assert_eq!(self.polled_at.replace(Some(address)).unwrap_or(address), address);
        // SAFETY: nothing is moved.
        let polls = unsafe { &mut self.get_unchecked_mut().polls };
        *polls += 1;
        if *polls < 3 { Poll::Pending } else { Poll::Ready(Ok(())) }
    }
}

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line;
#[derive(Clone, Copy)]
#[repr(align(4096))]
struct Page;

#[test]
fn futures_of_every_size_and_alignment_lie_side_by_side_and_stay() {
    fn all(space: Local<'_>) -> Frame<'_, SingleThread> {
        fn then<'a, T: Copy + 'a>(
            space: Local<'a>,
            room: T,
            next: impl FnOnce(Local<'a>) -> Frame<'a, SingleThread> + 'a,
        ) -> Frame<'a, SingleThread> {
            space.place(|space| async move {
                let inner = next(space);
                Fussy::new(room).await?;
                inner.await
            })
        }
        then(space, (), |space| {
            then(space, [0_u8; 3], |space| {
                then(space, 0_u128, |space| {
                    then(space, Line, |space| {
                        then(space, [0_u64; 100], |space| then(space, Page, |space| space.place(|_| ready(Ok(())))))
                    })
                })
            })
        })
    }
    let mut frames = Frames::default();
    for _ in 0..3 {
        let wanted = frames.wanted().unwrap_or(0);
        assert!(block_on(all(lend(&mut frames, wanted))).is_ok());
    }
    assert_eq!(frames.wanted(), None);
}

#[test]
fn futures_without_size_have_a_place_too() {
    struct Nothing;
    impl Future for Nothing {
        type Output = Result;
        fn poll(self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<Result> {
            Poll::Ready(Ok(()))
        }
    }
    let mut frames = Frames::default();
    for capacity in [0, 64] {
        assert!(block_on(lend(&mut frames, capacity).place(|_| Nothing)).is_ok());
    }
    assert_eq!(frames.wanted(), None);
}

#[test]
fn a_block_that_is_too_small_sends_the_rest_into_boxes_and_tells_what_suffices() {
    for depth in [0, 1, 2, 10, 50] {
        let (is_open, dropped) = (Rc::new(Cell::new(true)), Rc::default());
        let mut frames = Frames::default();
        assert!(block_on(nest(lend(&mut frames, 0), depth, is_open.clone(), Rc::clone(&dropped))).is_ok());
        let wanted = frames.wanted().expect("everything was in boxes");
        for capacity in [wanted / 2, wanted - 1] {
            let mut frames = Frames::default();
            assert!(block_on(nest(lend(&mut frames, capacity), depth, is_open.clone(), Rc::clone(&dropped))).is_ok());
            assert!(frames.wanted() >= Some(wanted));
        }
        assert!(block_on(nest(lend(&mut frames, wanted), depth, is_open, Rc::clone(&dropped))).is_ok());
        assert_eq!(frames.wanted(), None);
        assert_eq!(dropped.get(), 4 * (depth + 1));
    }
}

#[test]
fn frames_that_are_dropped_midway_drop_everything_and_free_the_block() {
    let (is_open, dropped) = (Rc::new(Cell::new(false)), Rc::<Cell<usize>>::default());
    let mut frames = Frames::default();
    lend(&mut frames, 10_000);
    let block = address(&frames);
    for polls in [0, 1, 2] {
        let mut frame = nest(lend(&mut frames, 10_000), 10, is_open.clone(), dropped.clone());
        for _ in 0..polls {
            assert!(poll(&mut frame).is_pending());
        }
        drop(frame);
        assert_eq!((address(&frames), frames.wanted()), (block, None));
    }
    assert_eq!(dropped.get(), 2 * 11);
}

#[test]
fn a_frame_that_is_forgotten_keeps_its_place() {
    struct Pinned<'a>(u32, &'a Cell<*const u32>, PhantomPinned);
    impl Future for Pinned<'_> {
        type Output = Result;
        fn poll(self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<Result> {
            self.1.set(&raw const self.0);
            Poll::Pending
        }
    }
    let seen = Cell::new(core::ptr::null());
    let mut frames = Frames::default();
    lend(&mut frames, 1_000);
    let block = address(&frames);
    // The outer frame goes on without the one that it forgets.
    let outer = lend(&mut frames, 1_000).place(|space| {
        let mut inner = space.place(|_| Pinned(7, &seen, PhantomPinned));
        assert!(poll(&mut inner).is_pending());
        core::mem::forget(inner);
        ready(Ok(()))
    });
    assert!(block_on(outer).is_ok());
    // The next requests neither use its memory nor free it.
    for _ in 0..3 {
        assert!(block_on(lend(&mut frames, 1_000).place(|_| Fussy::new([u64::MAX; 20]))).is_ok());
    }
    assert_ne!(address(&frames), block);
    drop(frames);
    // SAFETY: a pinned value stays until it is dropped, and it never is.
    assert_eq!(unsafe { *seen.get() }, 7);
    // SAFETY: for the leak checker; nobody refers to the block any more.
    let block = Block { head: block.expect("there was one") };
    let limit = block.limit();
    // SAFETY: the flag of the second slot, below that of the first.
    unsafe { limit.sub(2).write(VACANT) };
}

#[test]
fn a_panic_leaves_the_block_usable_once_its_frames_are_dropped() {
    let mut frames = Frames::default();
    lend(&mut frames, 1_000);
    let block = address(&frames);
    let made = catch_unwind(AssertUnwindSafe(|| {
        drop(lend(&mut frames, 1_000).place(|_| -> core::future::Ready<Result> { panic!("while it is made") }))
    }));
    assert!(made.is_err());
    let dropped = Rc::<Cell<usize>>::default();
    let mut frame = lend(&mut frames, 1_000).place(|space| {
        let guard = Guard(dropped.clone());
        async move {
            let _guard = guard;
            space.place(|_| async { panic!("while it runs") }).await
        }
    });
    for _ in 0..2 {
        // The second time it is an async function that is polled after its panic.
        assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut frame))).is_err());
    }
    drop(frame);
    assert_eq!(dropped.get(), 1);
    lend(&mut frames, 1_000);
    assert_eq!(address(&frames), block);
}

#[test]
fn a_future_that_is_never_made_leaves_its_flag_cleared_whatever_lay_there_before() {
    /// All bits are set, as no flag has them, and some bytes behind them are none at all.
    struct Large([u64; 62], u8);
    impl Future for Large {
        type Output = Result;
        fn poll(self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<Result> {
            assert!(self.0.iter().all(|&word| word == u64::MAX) && self.1 == u8::MAX);
            Poll::Ready(Ok(()))
        }
    }
    let capacity = needed::<Slot<Large>>() + 1;
    let mut frames = Frames::default();
    assert!(block_on(lend(&mut frames, capacity).place(|_| Large([u64::MAX; 62], u8::MAX))).is_ok());
    let block = address(&frames);
    // So many that their flags lie where the large one lay.
    fn panic_within(space: Local<'_>, depth: usize) -> Frame<'_, SingleThread> {
        space.place(|space| {
            assert_ne!(depth, 0, "while it is made");
            panic_within(space, depth - 1)
        })
    }
    let made = catch_unwind(AssertUnwindSafe(|| drop(panic_within(lend(&mut frames, capacity), 6))));
    assert!(made.is_err());
    assert_eq!(frames.wanted(), None);
    lend(&mut frames, capacity);
    assert_eq!(address(&frames), block);
}

#[test]
fn spaces_of_two_blocks_may_be_exchanged() {
    let (mut first, mut second) = (Frames::default(), Frames::default());
    for _ in 0..3 {
        let wanted = [&first, &second].map(|frames| frames.wanted().unwrap_or(0));
        let mut mine = lend(&mut first, wanted[0]);
        let mut other = lend(&mut second, wanted[1]);
        core::mem::swap(&mut mine, &mut other);
        let frame = mine.place(|mut mine| async move {
            core::mem::swap(&mut mine, &mut other);
            let both = (other.place(|_| Fussy::new(1_u8)), mine.place(|_| Fussy::new(1_u64)));
            both.1.await?;
            both.0.await
        });
        assert!(block_on(frame).is_ok());
    }
    assert_eq!([first.wanted(), second.wanted()], [None; 2]);
}

#[test]
fn a_future_whose_drop_panics_is_dropped_once_and_its_block_given_up() {
    struct Bomb(Rc<Cell<usize>>, bool);
    impl Future for Bomb {
        type Output = Result;
        fn poll(self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<Result> {
            if self.1 { Poll::Ready(Ok(())) } else { Poll::Pending }
        }
    }
    impl Drop for Bomb {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
            panic!("while it is dropped");
        }
    }
    let drops = Rc::<Cell<usize>>::default();
    for is_ready in [true, false] {
        let mut frames = Frames::default();
        let mut frame = lend(&mut frames, 1_000).place(|_| Bomb(drops.clone(), is_ready));
        assert!(
            catch_unwind(AssertUnwindSafe(|| {
                let _ = poll(&mut frame);
                drop(frame)
            }))
            .is_err()
        );
        let block = frames.block.take().expect("it was lent");
        assert!(!block.is_vacant());
        // SAFETY: for the leak checker: the flag of the only slot.
        unsafe { block.limit().sub(1).write(VACANT) };
    }
    assert_eq!(drops.get(), 2);
}

#[test]
#[should_panic(expected = "a downstream was polled after its end")]
fn a_frame_that_ended_cannot_be_polled_again() {
    let mut frames = Frames::default();
    let mut frame = lend(&mut frames, 100).place(|_| ready(Ok(())));
    assert!(poll(&mut frame).is_ready());
    let _ = poll(&mut frame);
}

#[test]
fn frames_move_between_threads() {
    let mut frames = Frames::default();
    let shared = std::sync::Mutex::new(0);
    for _ in 0..3 {
        let wanted = frames.wanted().unwrap_or(1_000);
        let space: Space<'_, MultiThread> = frames.lend(wanted, Rest { layers: &[], outer: None });
        let shared = &shared;
        let mut frame = space.place(|space| async move {
            let inner = std::thread::scope(|scope| {
                let inner = scope.spawn(|| {
                    let mut inner = space.place(|_| async {
                        *shared.lock().unwrap() += 1;
                        Fussy::new(0_u128).await
                    });
                    assert!(poll(&mut inner).is_pending());
                    inner
                });
                inner.join().unwrap()
            });
            inner.await
        });
        assert!(poll(&mut frame).is_pending());
        std::thread::scope(|scope| {
            scope.spawn(move || assert!(block_on(frame).is_ok()));
        });
        frames = std::thread::spawn(|| frames).join().unwrap();
    }
    assert_eq!(*shared.lock().unwrap(), 3);
    assert!(frames.block.unwrap().is_vacant());
}

#[test]
fn a_capacity_beyond_all_memory_is_none() {
    let mut frames = Frames::default();
    assert!(block_on(lend(&mut frames, usize::MAX).place(|_| ready(Ok(())))).is_ok());
    let mut frame = lend(&mut frames, 0).place(|_| pending());
    assert!(poll(&mut frame).is_pending());
}

#[test]
fn a_block_is_not_larger_than_it_may_be_and_the_rest_lies_in_boxes() {
    fn large(space: Local<'_>, depth: usize) -> Frame<'_, SingleThread> {
        space.place(|space| async move {
            Fussy::new([0_u64; MOST / 64]).await?;
            if depth == 0 { Ok(()) } else { large(space, depth - 1).await }
        })
    }
    let mut frames = Frames::default();
    for wanted in [0, MOST, MOST] {
        assert!(block_on(large(lend(&mut frames, wanted), 20)).is_ok());
        assert_eq!(frames.wanted(), Some(MOST));
    }
    assert_eq!(frames.block.map(|block| block.head().capacity), Some(MOST));
}

#[test]
fn only_what_many_threads_may_share_moves_between_them() {
    /// Ambiguous for what is `Send`.
    trait Unlike<A> {
        fn is_not_send() {}
    }
    struct Sent;
    impl<T: ?Sized> Unlike<()> for T {}
    impl<T: ?Sized + Send> Unlike<Sent> for T {}
    <Space<'_, SingleThread> as Unlike<_>>::is_not_send();
    <Frame<'_, SingleThread> as Unlike<_>>::is_not_send();

    fn is_send<T: Send>() {}
    fn is_sync<T: Sync>() {}
    is_send::<Space<'_, MultiThread>>();
    is_sync::<Space<'_, MultiThread>>();
    is_send::<Frame<'_, MultiThread>>();
    is_send::<Frames>();
    is_sync::<Frames>();
}
