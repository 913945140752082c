//! The heap.

use core::mem::MaybeUninit;
use core::ptr::addr_of_mut;

use embedded_alloc::LlffHeap;

/// How large it is.
pub const HEAP_BYTES: usize = 36 * 1024;

#[cfg(not(feature = "probe"))]
#[global_allocator]
static HEAP: LlffHeap = LlffHeap::empty();

#[cfg(feature = "probe")]
#[global_allocator]
static HEAP: Counting = Counting(LlffHeap::empty());

/// Not in `.bss`: nobody needs it zeroed, and what the map calls static is what is really taken.
#[unsafe(link_section = ".uninit.heap")]
static mut ARENA: MaybeUninit<[u8; HEAP_BYTES]> = MaybeUninit::uninit();

/// Gives the heap its memory.
pub(crate) fn start() {
    // SAFETY: called once, before anything allocates; nobody else names the arena.
    unsafe { heap().init(addr_of_mut!(ARENA) as usize, HEAP_BYTES) }
}

/// The bytes that are free.
pub fn free() -> usize {
    heap().free()
}

#[cfg(not(feature = "probe"))]
fn heap() -> &'static LlffHeap {
    &HEAP
}

#[cfg(feature = "probe")]
fn heap() -> &'static LlffHeap {
    &HEAP.0
}

/// The heap, counted.
#[cfg(feature = "probe")]
struct Counting(LlffHeap);

// SAFETY: all of it is the heap's own work.
#[cfg(feature = "probe")]
unsafe impl core::alloc::GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: core::alloc::Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        let pointer = unsafe { self.0.alloc(layout) };
        crate::probe::count(self.0.used());
        pointer
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: core::alloc::Layout) {
        // SAFETY: as the caller promises.
        unsafe { self.0.dealloc(pointer, layout) }
    }
}
