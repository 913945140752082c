//! The onion (koa-compose): a stack of middleware and the `next` that walks it.
//!
//! `next` is consumed by its call, so Koa's "next() called multiple times" does not compile, and
//! a forgotten `.await` is a warning.

use alloc::vec::Vec;
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context as TaskContext, Poll};

use crate::frames::{Frame, Rest, Space};
use crate::middleware::{Flavor, Layer, MultiThread, SingleThread};
use crate::{Context, Result};

/// The rest of the onion, below the middleware that holds it.
///
/// ```
/// use koa_core::{App, test};
///
/// let app = App::new()
///     .with(async |ctx, next| {
///         next.run(ctx).await?; // downstream
///         assert_eq!(ctx.body().as_text(), Some("below")); // upstream
///         Ok(())
///     })
///     .with(async |ctx, _| {
///         ctx.set_body("below");
///         Ok(())
///     });
/// assert_eq!(test::get("/").send(&app).status(), 200);
/// ```
///
/// # Koa
///
/// `next`. A middleware that drops it ends the downstream; the upstream goes on.
pub struct Next<'a, M: Flavor = MultiThread> {
    space: Space<'a, M>,
}

impl<'a, M: Flavor> Next<'a, M> {
    pub(crate) fn new(space: Space<'a, M>) -> Self {
        Self { space }
    }

    /// Runs the rest of the onion; what it fails with travels up through `?`.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new()
    ///     .with(async |ctx, next| {
    ///         if let Err(error) = next.run(ctx).await {
    ///             ctx.set_body(format!("caught: {error}"));
    ///         }
    ///         Ok(())
    ///     })
    ///     .with(async |ctx, _| ctx.throw(500, "broken"));
    /// assert_eq!(test::get("/").send(&app).text(), "caught: broken");
    /// ```
    ///
    /// # Errors
    ///
    /// What a middleware below failed with and none in between caught.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops every middleware below where it stands.
    #[must_use = "the rest of the onion does not run until it is awaited: `next.run(ctx).await?`"]
    pub fn run(self, ctx: &'a mut Context) -> Downstream<'a, M> {
        let Self { mut space } = self;
        let mut rest = space.rest();
        loop {
            match (rest.layers.split_first(), rest.outer) {
                (Some((layer, layers)), outer) => {
                    space.set_rest(Rest { layers, outer });
                    return layer.run(ctx, Self { space });
                }
                (None, Some(outer)) => rest = *outer,
                (None, None) => return Downstream { frame: Frame::done() },
            }
        }
    }
}

impl<'a> Next<'a, MultiThread> {
    /// Gives the future of a middleware its place; for [`middleware!`](crate::middleware).
    #[doc(hidden)]
    #[inline]
    pub fn place<F>(self, make: impl FnOnce(Self) -> F) -> Downstream<'a, MultiThread>
    where
        F: Future<Output = Result> + Send + 'a,
    {
        Downstream { frame: self.space.place(|space| make(Self { space })) }
    }
}

impl<'a> Next<'a, SingleThread> {
    /// Gives the future of a middleware its place; for [`middleware!`](crate::middleware).
    #[doc(hidden)]
    #[inline]
    pub fn place<F>(self, make: impl FnOnce(Self) -> F) -> Downstream<'a, SingleThread>
    where
        F: Future<Output = Result> + 'a,
    {
        Downstream { frame: self.space.place(|space| make(Self { space })) }
    }
}

impl<M: Flavor> fmt::Debug for Next<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").field("layers", &self.space.rest().layers.len()).finish()
    }
}

/// The rest of the onion while it runs: what [`Next::run`] gives.
///
/// It is `Send` in an application for many threads. Polled again after its end it panics, as an
/// async function does.
///
/// ```
/// use koa_core::{App, Downstream, test};
///
/// let app = App::new()
///     .with(async |ctx, next| {
///         let downstream: Downstream<'_> = next.run(ctx);
///         downstream.await
///     })
///     .with(async |ctx, _| ctx.throw(403, "no"));
/// assert_eq!(test::get("/").send(&app).status(), 403);
/// ```
pub struct Downstream<'a, M: Flavor = MultiThread> {
    frame: Frame<'a, M>,
}

impl<M: Flavor> Future for Downstream<'_, M> {
    type Output = Result;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Result> {
        Pin::new(&mut self.frame).poll(cx)
    }
}

impl<M: Flavor> fmt::Debug for Downstream<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Downstream").finish_non_exhaustive()
    }
}

/// A stack of middleware as one middleware.
///
/// # Examples
///
/// ```
/// use koa_core::{App, Compose, Layer, compose, test};
///
/// let stack = compose(vec![Layer::new(async |ctx, next| {
///     ctx.set_body("from the stack");
///     next.run(ctx).await
/// })]);
/// let app = App::new().with_state(stack, Compose::run);
/// assert_eq!(test::get("/").send(&app).text(), "from the stack");
/// ```
pub struct Compose<M: Flavor = MultiThread> {
    layers: Vec<Layer<M>>,
}

/// Makes one middleware of many.
///
/// ```
/// use koa_core::{App, Layer, compose, test};
///
/// let stack = compose([
///     Layer::new(async |ctx, next| next.run(ctx).await),
///     Layer::new(async |ctx, _| {
///         ctx.set_body("composed");
///         Ok(())
///     }),
/// ]);
/// assert_eq!(test::get("/").send(&App::new().compose(stack)).text(), "composed");
/// ```
///
/// # Koa
///
/// koa-compose. The list is moved in, so that later changes cannot be seen.
pub fn compose<M: Flavor>(layers: impl IntoIterator<Item = Layer<M>>) -> Compose<M> {
    Compose { layers: layers.into_iter().collect() }
}

impl<M: Flavor> Compose<M> {
    /// Runs the stack, then `next` when its last middleware calls for it.
    ///
    /// ```
    /// use koa_core::{App, Layer, compose, test};
    ///
    /// let stack = compose([Layer::new(async |ctx, next| next.run(ctx).await)]);
    /// let app = App::new()
    ///     .with_state(stack, async |stack, ctx, next| stack.run(ctx, next).await)
    ///     .with(async |ctx, _| {
    ///         ctx.set_body("after the stack");
    ///         Ok(())
    ///     });
    /// assert_eq!(test::get("/").send(&app).text(), "after the stack");
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Next::run`].
    ///
    /// # Cancel safety
    ///
    /// As [`Next::run`].
    pub async fn run(&self, ctx: &mut Context, next: Next<'_, M>) -> Result {
        let Next { mut space } = next;
        let outer = space.rest();
        space.set_rest(Rest { layers: &self.layers, outer: Some(&outer) });
        Next { space }.run(ctx).await
    }

    pub(crate) fn into_layers(self) -> Vec<Layer<M>> {
        self.layers
    }
}

impl<M: Flavor> fmt::Debug for Compose<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compose").field("layers", &self.layers.len()).finish()
    }
}
