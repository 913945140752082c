//! One middleware of a stack, whatever it was made from.

use alloc::boxed::Box;
use core::fmt;

use super::function::{Function, LocalFunction, LocalWithState, WithState};
use super::{Flavor, Middleware, MiddlewareFn, MultiThread, SingleThread, StateMiddlewareFn};
use crate::{Context, Downstream, Next, Result};

/// One middleware, boxed: what [`compose`](crate::compose) takes a list of.
///
/// # Examples
///
/// ```
/// use koa_core::{App, Layer, compose, test};
///
/// let stack = compose(vec![
///     Layer::new(async |ctx, next| next.run(ctx).await),
///     Layer::new(async |ctx, _| {
///         ctx.set_body("composed");
///         Ok(())
///     }),
/// ]);
/// let app = App::new().compose(stack);
/// assert_eq!(test::get("/").send(&app).text(), "composed");
/// ```
pub struct Layer<M: Flavor = MultiThread>(Box<M::Layer>);

impl Layer<MultiThread> {
    /// A function whose future is `Send`.
    ///
    /// ```
    /// use koa_core::{App, Layer, compose, test};
    ///
    /// let stack = compose([Layer::new(async |ctx, _| ctx.throw(403, "no"))]);
    /// assert_eq!(test::get("/").send(&App::new().compose(stack)).status(), 403);
    /// ```
    pub fn new<F>(function: F) -> Self
    where
        F: for<'a> MiddlewareFn<'a, Future: Send>, // what holds an `Rc` over an await needs `App::local()`
        F: for<'a> AsyncFn(&'a mut Context, Next<'a>) -> Result, // `async |ctx, next| { ...; Ok(()) }`
        F: Send + Sync + 'static,
    {
        Self::from_middleware(Function(function))
    }

    /// A function that takes what it needs as its first argument.
    ///
    /// ```
    /// use koa_core::{App, Layer, compose, test};
    ///
    /// let stack = compose([Layer::with_state("no", async |text, ctx, _| ctx.throw(403, *text))]);
    /// assert_eq!(test::get("/").send(&App::new().compose(stack)).status(), 403);
    /// ```
    pub fn with_state<S, F>(state: S, function: F) -> Self
    where
        S: Send + Sync + 'static,
        F: for<'a> StateMiddlewareFn<'a, S, Future: Send>, // what holds an `Rc` over an await needs `App::local()`
        F: for<'a> AsyncFn(&'a S, &'a mut Context, Next<'a>) -> Result, // `async |state, ctx, next| { ...; Ok(()) }`
        F: Send + Sync + 'static,
    {
        Self::from_middleware(WithState(state, function))
    }

    /// A value that is a middleware.
    ///
    /// ```
    /// use koa_core::{App, Context, Flavor, Layer, Next, Result, compose, middleware, test};
    ///
    /// struct Closed;
    ///
    /// impl Closed {
    ///     async fn handle<M: Flavor>(&self, ctx: &mut Context, _: Next<'_, M>) -> Result {
    ///         ctx.throw(403, "no")
    ///     }
    /// }
    /// middleware!(Closed);
    ///
    /// let stack = compose([Layer::from_middleware(Closed)]);
    /// assert_eq!(test::get("/").send(&App::new().compose(stack)).status(), 403);
    /// ```
    pub fn from_middleware(middleware: impl Middleware + Send + Sync) -> Self {
        Self(Box::new(middleware))
    }
}

impl Layer<SingleThread> {
    /// A function whose future need not be `Send`; a closure may capture.
    ///
    /// ```
    /// use koa_core::{App, Layer, compose, test};
    ///
    /// let stack = compose([Layer::local(async |ctx, _| ctx.throw(403, "no"))]);
    /// assert_eq!(test::get("/").send(&App::local().compose(stack)).status(), 403);
    /// ```
    pub fn local<F>(function: F) -> Self
    where
        F: for<'a> AsyncFn(&'a mut Context, Next<'a, SingleThread>) -> Result + 'static,
    {
        Self::from_local_middleware(LocalFunction(function))
    }

    /// As [`Layer::with_state`], without `Send`.
    ///
    /// ```
    /// use koa_core::{App, Layer, compose, test};
    ///
    /// let stack = compose([Layer::local_with_state("no", async |text, ctx, _| ctx.throw(403, *text))]);
    /// assert_eq!(test::get("/").send(&App::local().compose(stack)).status(), 403);
    /// ```
    pub fn local_with_state<S, F>(state: S, function: F) -> Self
    where
        S: 'static,
        F: for<'a> AsyncFn(&'a S, &'a mut Context, Next<'a, SingleThread>) -> Result + 'static,
    {
        Self::from_local_middleware(LocalWithState(state, function))
    }

    /// As [`Layer::from_middleware`], without `Send`.
    ///
    /// ```
    /// use koa_core::{App, Context, Flavor, Layer, Next, Result, compose, middleware, test};
    ///
    /// struct Closed;
    ///
    /// impl Closed {
    ///     async fn handle<M: Flavor>(&self, ctx: &mut Context, _: Next<'_, M>) -> Result {
    ///         ctx.throw(403, "no")
    ///     }
    /// }
    /// middleware!(Closed);
    ///
    /// let stack = compose([Layer::from_local_middleware(Closed)]);
    /// assert_eq!(test::get("/").send(&App::local().compose(stack)).status(), 403);
    /// ```
    pub fn from_local_middleware(middleware: impl Middleware<SingleThread>) -> Self {
        Self(Box::new(middleware))
    }
}

impl<M: Flavor> Layer<M> {
    #[inline]
    pub(crate) fn run<'a>(&'a self, ctx: &'a mut Context, next: Next<'a, M>) -> Downstream<'a, M> {
        M::run(&self.0, ctx, next)
    }
}

impl<M: Flavor> fmt::Debug for Layer<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Layer")
    }
}
