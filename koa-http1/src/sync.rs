//! The only file that names `Arc` and a lock.
//!
//! Boards without compare-and-swap have no `alloc::sync`; there, and wherever no operating system
//! is, a critical section is the lock. It is held for a few instructions.

#[cfg(target_has_atomic = "ptr")]
pub(crate) use alloc::sync::Arc;
#[cfg(not(target_has_atomic = "ptr"))]
pub(crate) use portable_atomic_util::Arc;

/// A value that one side at a time looks at.
#[derive(Debug)]
pub(crate) struct Lock<T>(Inner<T>);

#[cfg(feature = "std")]
type Inner<T> = std::sync::Mutex<T>;
#[cfg(not(feature = "std"))]
type Inner<T> = critical_section::Mutex<core::cell::RefCell<T>>;

impl<T> Lock<T> {
    pub(crate) fn new(value: T) -> Self {
        #[cfg(feature = "std")]
        return Self(Inner::new(value));
        #[cfg(not(feature = "std"))]
        Self(Inner::new(core::cell::RefCell::new(value)))
    }

    /// Lends the value to `f`, which must not lend it again.
    pub(crate) fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        #[cfg(feature = "std")]
        return f(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        #[cfg(not(feature = "std"))]
        critical_section::with(|section| f(&mut self.0.borrow_ref_mut(section)))
    }
}
