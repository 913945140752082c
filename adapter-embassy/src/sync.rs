//! The only file that names `Arc`.
//!
//! Boards without compare-and-swap have no `alloc::sync`; there the same type comes from
//! portable-atomic-util.

#[cfg(target_has_atomic = "ptr")]
pub(crate) use alloc::sync::Arc;
#[cfg(not(target_has_atomic = "ptr"))]
pub(crate) use portable_atomic_util::Arc;
