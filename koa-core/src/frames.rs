//! The memory that the futures of a request lie in: one block, used again for the next request.
//!
//! A future of each middleware is alive while the onion runs. Boxed, each costs an allocation per
//! request; here they lie one after the other in a [`Block`], which the context keeps. A block that
//! is too small sends the rest into boxes and tells by how much, so that the next is large enough:
//! in the long run nothing is allocated, whatever stacks are run inside middleware.
//!
//! This is the only file with unsafe code. What it relies on:
//!
//! 1. **One token.** [`Frames::lend`] borrows the block mutably and gives one [`Space`], which is
//!    neither `Clone` nor `Copy` and is consumed by [`Space::place`], which passes it on to the next
//!    future. Only who holds it touches the head of the block, so that this needs no atomics.
//! 2. **No slot twice.** While the block is lent its free part only shrinks, from both sides: futures
//!    from the start, their flags from the end. It is whole again only through `&mut Frames`.
//! 3. **A flag for each slot.** It is cleared when the slot is taken, since it may lie where a future of an
//!    earlier loan lay, set when the future has been written, and cleared again when it has been dropped,
//!    by the slot's only [`Frame`]. A future that panicked stays in its slot until its frame is dropped; one
//!    whose drop panicked, or whose frame was forgotten, keeps its flag.
//! 4. **Pinned.** A future never leaves its slot. A block with a set flag is neither reused nor freed:
//!    it is left behind, with what may still be borrowed by, or point to, the future in it.
//! 5. **No frame outlives the loan.** A `Frame<'a>` lives within the borrow of `Frames` behind its
//!    space. So whoever looks at the flags through `&mut Frames` looks at them alone, and what
//!    happened to a frame on another thread has happened before.
//! 6. **Threads.** Only futures that are `Send` get into a frame of [`MultiThread`].

use alloc::alloc::{alloc, dealloc, handle_alloc_error};
use alloc::boxed::Box;
use core::alloc::Layout;
use core::future::Future;
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::pin::Pin;
use core::ptr::NonNull;
use core::task::{Context as TaskContext, Poll, ready};

use crate::Result;
use crate::middleware::{Flavor, Layer, MultiThread, SingleThread};

/// Every slot begins at a multiple of it; one that needs more gets room to be moved up.
const ALIGN: usize = align_of::<Head>();
/// The block that an application asks for has no more bytes than this, so that one request, which makes a
/// middleware go deep, does not make every connection keep as much.
const MOST: usize = 64 * 1024;
const LIVE: u8 = 1;
const VACANT: u8 = 0;

/// A block, or none yet.
#[derive(Default)]
pub(crate) struct Frames {
    block: Option<Block>,
}

impl Frames {
    /// Lends a block of at least `capacity` bytes, for the futures of these layers.
    pub(crate) fn lend<'a, M: Flavor>(&'a mut self, capacity: usize, rest: Rest<'a, M>) -> Space<'a, M> {
        let block = match &mut self.block {
            Some(block) if block.head().capacity >= capacity && block.is_vacant() => {
                block.reset();
                block
            }
            // Dropping the earlier block frees it, unless a future is left in it.
            block => block.insert(Block::new(capacity)),
        };
        let mut space = Space { head: block.head, of: PhantomData };
        space.set_rest(rest);
        space
    }

    /// The capacity with which the last loan would have needed no box, if it needed any and within [`MOST`].
    pub(crate) fn wanted(&self) -> Option<usize> {
        let head = self.block.as_ref()?.head();
        (head.missed > 0).then(|| head.capacity.saturating_add(head.missed).min(MOST))
    }
}

/// Owns the memory: a head, then futures from below and flags from above.
struct Block {
    head: NonNull<Head>,
}

/// What only the holder of the [`Space`] touches while the block is lent.
#[repr(C)]
struct Head {
    /// The free part, from here...
    start: NonNull<u8>,
    /// ...to here. Flags lie above.
    end: NonNull<u8>,
    /// How many bytes went into boxes for want of room.
    missed: usize,
    /// How many bytes follow the head.
    capacity: usize,
    /// The [`Rest`] of the onion that the space leads to.
    rest: MaybeUninit<[*const (); 3]>,
}

// SAFETY: an idle block is memory that nobody else refers to: what was borrowed for a frame has ended (5),
// and a forgotten future is not touched again (4).
unsafe impl Send for Block {}
// SAFETY: a shared block is only read.
unsafe impl Sync for Block {}

impl Block {
    fn new(capacity: usize) -> Self {
        let (layout, capacity) = match layout(capacity) {
            Some(layout) => (layout, capacity),
            // More than there is memory: all goes into boxes.
            None => (Layout::new::<Head>(), 0),
        };
        // SAFETY: the layout has the size of a head at least.
        let Some(head) = NonNull::new(unsafe { alloc(layout) }.cast::<Head>()) else { handle_alloc_error(layout) };
        // SAFETY: behind the head are `capacity` bytes of the same allocation.
        unsafe {
            let start = head.add(1).cast::<u8>();
            let rest = MaybeUninit::uninit();
            head.write(Head { start, end: start.add(capacity), missed: 0, capacity, rest });
        }
        Self { head }
    }

    fn head(&self) -> &Head {
        // SAFETY: the head is initialised, and nobody holds a token while the block can be reached (1).
        unsafe { self.head.as_ref() }
    }

    /// Where the flags end.
    fn limit(&self) -> NonNull<u8> {
        // SAFETY: the end of the allocation.
        unsafe { self.head.add(1).cast::<u8>().add(self.head().capacity) }
    }

    /// Whether every future that was put in was dropped.
    fn is_vacant(&self) -> bool {
        let (mut flag, limit) = (self.head().end, self.limit());
        while flag < limit {
            // SAFETY: between `end` and the limit are flags, initialised (3), and no frame is alive (5).
            if unsafe { flag.read() } != VACANT {
                return false;
            }
            // SAFETY: it stays within the allocation or becomes its end.
            flag = unsafe { flag.add(1) };
        }
        true
    }

    /// Makes the block free as a whole, which only a vacant one may be.
    fn reset(&mut self) {
        let end = self.limit();
        // SAFETY: as for `head`, and the block is borrowed mutably; behind the head is the allocation or its end.
        unsafe {
            let start = self.head.add(1).cast::<u8>();
            let head = self.head.as_mut();
            (head.start, head.end, head.missed) = (start, end, 0);
        }
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        if let Some(layout) = layout(self.head().capacity)
            && self.is_vacant()
        {
            // SAFETY: it was allocated with this layout, and nothing in it is alive or pinned any more.
            unsafe { dealloc(self.head.as_ptr().cast(), layout) }
        }
    }
}

/// The layout of a block.
fn layout(capacity: usize) -> Option<Layout> {
    let size = size_of::<Head>().checked_add(capacity)?;
    Layout::from_size_align(size, ALIGN).ok()
}

/// The free part of a lent block, and the layers whose futures are to lie in it.
///
/// There is one of each loan, so that it stands for the right to use the head. It is one pointer, so
/// that passing it on costs little.
pub(crate) struct Space<'a, M: Flavor> {
    head: NonNull<Head>,
    of: PhantomData<(&'a mut Frames, Rest<'a, M>)>,
}

/// The layers that are left.
pub(crate) struct Rest<'a, M: Flavor> {
    pub(crate) layers: &'a [Layer<M>],
    /// What follows the last of them.
    pub(crate) outer: Option<&'a Rest<'a, M>>,
}

// SAFETY: it is the only access to the head of the block (1).
unsafe impl<'a, M: Flavor> Send for Space<'a, M> where Rest<'a, M>: Send {}
// SAFETY: a shared token only reads.
unsafe impl<'a, M: Flavor> Sync for Space<'a, M> where Rest<'a, M>: Sync {}

impl<'a> Space<'a, MultiThread> {
    /// Puts the future that `make` gives into the block, and passes the space on to it.
    pub(crate) fn place<F>(self, make: impl FnOnce(Self) -> F) -> Frame<'a, MultiThread>
    where
        F: Future<Output = Result> + Send + 'a,
    {
        self.put(make)
    }
}

impl<'a> Space<'a, SingleThread> {
    /// Puts the future that `make` gives into the block, and passes the space on to it.
    pub(crate) fn place<F>(self, make: impl FnOnce(Self) -> F) -> Frame<'a, SingleThread>
    where
        F: Future<Output = Result> + 'a,
    {
        self.put(make)
    }
}

impl<'a, M: Flavor> Space<'a, M> {
    /// The layers that are left.
    #[inline]
    pub(crate) fn rest(&self) -> Rest<'a, M> {
        // SAFETY: `lend` has set it before it gave the space away. Only the token sets another (1), and a mutable
        // borrow of it is exact about `'a`, so that what is there lives as long as the token says.
        unsafe { (&raw const (*self.head.as_ptr()).rest).cast::<Rest<'a, M>>().read() }
    }

    /// Leads to other layers.
    #[inline]
    pub(crate) fn set_rest(&mut self, rest: Rest<'a, M>) {
        const { assert!(size_of::<Rest<'a, M>>() <= size_of::<[*const (); 3]>()) };
        const { assert!(align_of::<Rest<'a, M>>() <= align_of::<[*const (); 3]>()) };
        // SAFETY: there is room for it, and this is the only token (1).
        unsafe { (&raw mut (*self.head.as_ptr()).rest).cast::<Rest<'a, M>>().write(rest) }
    }

    /// The caller sees to it that `F` is `Send` where `M` promises it (6).
    #[inline]
    fn put<F>(mut self, make: impl FnOnce(Self) -> F) -> Frame<'a, M>
    where
        F: Future<Output = Result> + 'a,
    {
        // The slot is taken before `make` runs, which may take the next ones and may panic: then the slot stays
        // empty and its flag cleared (3).
        let slot = match self.reserve::<F>() {
            Some((slot, flag)) => {
                let future = make(self);
                // SAFETY: the slot is free, fits and is aligned (2), and so is its flag.
                unsafe {
                    slot.write(Slot { flag: Some(flag), future });
                    flag.write(LIVE);
                }
                slot
            }
            None => in_box(|| make(self)),
        };
        Frame { slot: slot.cast(), table: Some(&Slot::<F>::TABLE), borrows: PhantomData, flavor: PhantomData }
    }

    /// A slot for an `F`, and its flag.
    #[inline]
    fn reserve<F>(&mut self) -> Option<(NonNull<Slot<F>>, NonNull<u8>)> {
        // SAFETY: this is the only token (1), and the head lives as long as its loan.
        let head = unsafe { self.head.as_mut() };
        let size = const { needed::<Slot<F>>() };
        let free = head.end.addr().get() - head.start.addr().get();
        if free <= size {
            head.missed = head.missed.saturating_add(size).saturating_add(1);
            return None;
        }
        let start = head.start;
        // SAFETY: `size` bytes and one for the flag are free, so that all stays within the allocation.
        unsafe {
            head.start = start.add(size);
            head.end = head.end.sub(1);
            head.end.write(VACANT);
            Some((start.add(padding::<Slot<F>>(start)).cast(), head.end))
        }
    }
}

impl<M: Flavor> Clone for Rest<'_, M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Flavor> Copy for Rest<'_, M> {}

/// What is taken for a `T`, so that the next begins at a multiple of [`ALIGN`], wherever it comes to lie.
const fn needed<T>() -> usize {
    size_of::<T>().next_multiple_of(ALIGN) + align_of::<T>().saturating_sub(ALIGN)
}

/// How far a `T` must be moved up.
fn padding<T>(start: NonNull<u8>) -> usize {
    match align_of::<T>() {
        ..=ALIGN => 0,
        align => start.addr().get().wrapping_neg() & (align - 1),
    }
}

/// A future in its place.
#[repr(C)]
struct Slot<F> {
    /// `None` in a box.
    flag: Option<NonNull<u8>>,
    future: F,
}

/// For a future that finds no room.
#[cold]
fn in_box<F>(make: impl FnOnce() -> F) -> NonNull<Slot<F>> {
    NonNull::from(Box::leak(Box::new(Slot { flag: None, future: make() })))
}

/// Owns a future of the type that its table knows.
pub(crate) struct Frame<'a, M> {
    slot: NonNull<()>,
    /// `None` when the future has been dropped.
    table: Option<&'static Table>,
    borrows: PhantomData<&'a ()>,
    flavor: PhantomData<fn() -> M>,
}

// SAFETY: it owns a future that is `Send` (6), its slot and its flag (3).
unsafe impl Send for Frame<'_, MultiThread> {}

/// What depends on the type of the future.
struct Table {
    /// Polls the future in a slot, and drops it when it is ready, after the table is gone.
    ///
    /// # Safety
    ///
    /// There is a living future of the table's type in the slot, and the frame's table is this one.
    poll: unsafe fn(slot: NonNull<()>, table: &mut Option<&'static Table>, cx: &mut TaskContext<'_>) -> Poll<Result>,
    /// Drops the future in a slot.
    ///
    /// # Safety
    ///
    /// There is a living future of the table's type in the slot, and nobody uses it again.
    drop: unsafe fn(slot: NonNull<()>),
}

impl<M> Frame<'_, M> {
    /// A frame without a future: it is ready at once.
    pub(crate) fn done() -> Self {
        Self { slot: NonNull::dangling(), table: Some(&DONE), borrows: PhantomData, flavor: PhantomData }
    }
}

impl<M> Future for Frame<'_, M> {
    type Output = Result;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Result> {
        let this = self.get_mut();
        let Some(table) = this.table else { polled_again() };
        // SAFETY: the future is alive as long as its table is there.
        unsafe { (table.poll)(this.slot, &mut this.table, cx) }
    }
}

impl<M> Drop for Frame<'_, M> {
    #[inline]
    fn drop(&mut self) {
        if let Some(table) = self.table.take() {
            // SAFETY: as for `poll`.
            unsafe { (table.drop)(self.slot) }
        }
    }
}

#[cold]
fn polled_again() -> ! {
    panic!("a downstream was polled after its end")
}

impl<F: Future<Output = Result>> Slot<F> {
    const TABLE: Table = Table { poll: Self::poll, drop: Self::drop };

    unsafe fn poll(slot: NonNull<()>, table: &mut Option<&'static Table>, cx: &mut TaskContext<'_>) -> Poll<Result> {
        // SAFETY: the future is alive, and never moved out of its slot (4).
        let future = unsafe { Pin::new_unchecked(&mut (*slot.cast::<Self>().as_ptr()).future) };
        let outcome = ready!(future.poll(cx));
        // Should its drop panic, nobody drops it again.
        *table = None;
        // SAFETY: the caller's.
        unsafe { Self::drop(slot) }
        Poll::Ready(outcome)
    }

    #[inline]
    unsafe fn drop(slot: NonNull<()>) {
        let slot = slot.cast::<Self>();
        // SAFETY: the caller's; the flag is this slot's (3), and without one the slot is a box.
        unsafe {
            (&raw mut (*slot.as_ptr()).future).drop_in_place();
            match (*slot.as_ptr()).flag {
                Some(flag) => flag.write(VACANT),
                None => dealloc(slot.as_ptr().cast(), Layout::new::<Self>()),
            }
        }
    }
}

/// What is below the last middleware.
const DONE: Table = Table {
    poll: |_, table, _| {
        *table = None;
        Poll::Ready(Ok(()))
    },
    drop: |_| {},
};

#[cfg(test)]
mod tests;
