//! What an adapter tells a connection while it runs.

use core::task::Context as TaskContext;

use koa_core::Context;

/// How far a server's way out has come.
///
/// ```
/// use koa_http1::Stage;
///
/// assert!(Stage::Open < Stage::Draining && Stage::Draining < Stage::Aborted);
/// assert_eq!(Stage::default(), Stage::Open);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It serves.
    #[default]
    Open,
    /// It serves, and more clients wait than it has room for: running requests end, their answers say
    /// that the connection closes, and who is idle for [`Limits::grace`](crate::Limits::grace) is
    /// closed. It may be open again.
    Crowded,
    /// It shuts down: running requests end, and their answers say that the connection closes.
    Draining,
    /// It ends now, whatever runs.
    Aborted,
}

/// An adapter's hold on a connection. `()` is one that never interferes.
///
/// ```
/// use koa_http1::{Control, Stage};
/// use std::task::{Context, Waker};
///
/// assert_eq!(().poll_stage(&mut Context::from_waker(Waker::noop())), Stage::Open);
/// ```
pub trait Control {
    /// The present stage; sees to it that the task is woken when it changes.
    fn poll_stage(&mut self, _: &mut TaskContext<'_>) -> Stage {
        Stage::Open
    }

    /// Whether there is room for the request that has come; if not, it is answered 503, and the
    /// connection closes.
    fn admit(&mut self) -> bool {
        true
    }

    /// Called with the context of each request before the application sees it. `is_upgrade` says
    /// that the request offers to change the protocol (RFC 9110 §7.8): an answer with the status 101
    /// ends the connection as [`Ended::Upgraded`](crate::Ended::Upgraded).
    fn prepare(&mut self, ctx: &mut Context, is_upgrade: bool) {
        let _ = (ctx, is_upgrade);
    }
}

impl Control for () {}

impl<C: Control + ?Sized> Control for &mut C {
    fn poll_stage(&mut self, cx: &mut TaskContext<'_>) -> Stage {
        (**self).poll_stage(cx)
    }

    fn admit(&mut self) -> bool {
        (**self).admit()
    }

    fn prepare(&mut self, ctx: &mut Context, is_upgrade: bool) {
        (**self).prepare(ctx, is_upgrade);
    }
}
