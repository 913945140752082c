//! Functions as middleware, with and without a state argument, for both flavors.

use alloc::boxed::Box;
use core::future::Future;

use super::{Flavor, Middleware, MultiThread, SingleThread};
use crate::{Context, Downstream, Next, Result};

/// An async function of context and next; implemented for every one.
///
/// It names the future, so that a bound can ask for `Send`.
///
/// ```
/// use koa_core::{App, MiddlewareFn, Next, Context, Result};
///
/// fn logged<F>(function: F) -> App
/// where
///     F: for<'a> MiddlewareFn<'a, Future: Send> + for<'a> AsyncFn(&'a mut Context, Next<'a>) -> Result,
///     F: Send + Sync + 'static,
/// {
///     App::new().with(function)
/// }
///
/// let app = logged(async |ctx, _| ctx.throw(403, "no"));
/// assert_eq!(koa_core::test::get("/").send(&app).status(), 403);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a middleware",
    label = "not `async (ctx, next) -> Result`",
    note = "write `.with(async |ctx, next| {{ next.run(ctx).await?; Ok(()) }})`",
    note = "or `async fn name<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result` and `.with(name)`",
    note = "a closure that captures takes the value as its first argument: `.with_state(value, async |value, ctx, next| ...)`"
)]
pub trait MiddlewareFn<'a> {
    /// The future.
    type Future: Future<Output = Result> + 'a;

    /// Calls the function.
    ///
    /// ```
    /// use koa_core::{Context, MiddlewareFn, Next, Result};
    ///
    /// async fn hello(ctx: &mut Context, _: Next<'_>) -> Result {
    ///     ctx.set_body("hello");
    ///     Ok(())
    /// }
    ///
    /// async fn twice_removed(ctx: &mut Context, next: Next<'_>) -> Result {
    ///     hello.call(ctx, next).await
    /// }
    /// # assert_eq!(koa_core::test::get("/").send(&koa_core::App::new().with(twice_removed)).text(), "hello");
    /// ```
    fn call(&self, ctx: &'a mut Context, next: Next<'a>) -> Self::Future;
}

#[diagnostic::do_not_recommend]
impl<'a, F, R> MiddlewareFn<'a> for F
where
    F: Fn(&'a mut Context, Next<'a>) -> R,
    R: Future<Output = Result> + 'a,
{
    type Future = R;

    fn call(&self, ctx: &'a mut Context, next: Next<'a>) -> R {
        self(ctx, next)
    }
}

/// An async function of a state, context and next; implemented for every one.
///
/// It names the future, so that a bound can ask for `Send`.
///
/// ```
/// use koa_core::{App, Context, Next, Result, test};
///
/// async fn greet(greeting: &&'static str, ctx: &mut Context, _: Next<'_>) -> Result {
///     ctx.set_body(*greeting);
///     Ok(())
/// }
///
/// assert_eq!(test::get("/").send(&App::new().with_state("hi", greet)).text(), "hi");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a middleware with a state of type `{S}`",
    label = "not `async (&{S}, ctx, next) -> Result`",
    note = "write `.with_state(value, async |value, ctx, next| {{ next.run(ctx).await?; Ok(()) }})`",
    note = "or `.with_state(value, Type::handle)` with `async fn handle<M: Flavor>(&self, ctx: &mut Context, next: Next<'_, M>) -> Result`"
)]
pub trait StateMiddlewareFn<'a, S> {
    /// The future.
    type Future: Future<Output = Result> + 'a;

    /// Calls the function.
    ///
    /// ```
    /// use koa_core::{Context, Next, Result, StateMiddlewareFn};
    ///
    /// async fn greet(greeting: &String, ctx: &mut Context, _: Next<'_>) -> Result {
    ///     ctx.set_body(greeting);
    ///     Ok(())
    /// }
    ///
    /// async fn polite(greeting: &String, ctx: &mut Context, next: Next<'_>) -> Result {
    ///     greet.call(greeting, ctx, next).await
    /// }
    /// # let app = koa_core::App::new().with_state(String::from("hi"), polite);
    /// # assert_eq!(koa_core::test::get("/").send(&app).text(), "hi");
    /// ```
    fn call(&self, state: &'a S, ctx: &'a mut Context, next: Next<'a>) -> Self::Future;
}

#[diagnostic::do_not_recommend]
impl<'a, S: 'a, F, R> StateMiddlewareFn<'a, S> for F
where
    F: Fn(&'a S, &'a mut Context, Next<'a>) -> R,
    R: Future<Output = Result> + 'a,
{
    type Future = R;

    fn call(&self, state: &'a S, ctx: &'a mut Context, next: Next<'a>) -> R {
        self(state, ctx, next)
    }
}

pub(super) struct Function<F>(pub(super) F);

impl<F> Middleware<MultiThread> for Function<F>
where
    F: for<'a> MiddlewareFn<'a, Future: Send> + Send + Sync + 'static,
{
    fn handle<'a>(&'a self, ctx: &'a mut Context, next: Next<'a>) -> <MultiThread as Flavor>::Future<'a> {
        Box::pin(self.handle_in_place(ctx, next))
    }

    fn handle_in_place<'a>(&'a self, ctx: &'a mut Context, next: Next<'a>) -> Downstream<'a> {
        next.place(|next| self.0.call(ctx, next))
    }
}

pub(super) struct WithState<S, F>(pub(super) S, pub(super) F);

impl<S, F> Middleware<MultiThread> for WithState<S, F>
where
    S: Send + Sync + 'static,
    F: for<'a> StateMiddlewareFn<'a, S, Future: Send> + Send + Sync + 'static,
{
    fn handle<'a>(&'a self, ctx: &'a mut Context, next: Next<'a>) -> <MultiThread as Flavor>::Future<'a> {
        Box::pin(self.handle_in_place(ctx, next))
    }

    fn handle_in_place<'a>(&'a self, ctx: &'a mut Context, next: Next<'a>) -> Downstream<'a> {
        next.place(|next| self.1.call(&self.0, ctx, next))
    }
}

pub(super) struct LocalFunction<F>(pub(super) F);

impl<F> Middleware<SingleThread> for LocalFunction<F>
where
    F: for<'a> AsyncFn(&'a mut Context, Next<'a, SingleThread>) -> Result + 'static,
{
    fn handle<'a>(
        &'a self,
        ctx: &'a mut Context,
        next: Next<'a, SingleThread>,
    ) -> <SingleThread as Flavor>::Future<'a> {
        Box::pin(self.handle_in_place(ctx, next))
    }

    fn handle_in_place<'a>(
        &'a self,
        ctx: &'a mut Context,
        next: Next<'a, SingleThread>,
    ) -> Downstream<'a, SingleThread> {
        next.place(|next| self.0(ctx, next))
    }
}

pub(super) struct LocalWithState<S, F>(pub(super) S, pub(super) F);

impl<S, F> Middleware<SingleThread> for LocalWithState<S, F>
where
    S: 'static,
    F: for<'a> AsyncFn(&'a S, &'a mut Context, Next<'a, SingleThread>) -> Result + 'static,
{
    fn handle<'a>(
        &'a self,
        ctx: &'a mut Context,
        next: Next<'a, SingleThread>,
    ) -> <SingleThread as Flavor>::Future<'a> {
        Box::pin(self.handle_in_place(ctx, next))
    }

    fn handle_in_place<'a>(
        &'a self,
        ctx: &'a mut Context,
        next: Next<'a, SingleThread>,
    ) -> Downstream<'a, SingleThread> {
        next.place(|next| self.1(&self.0, ctx, next))
    }
}
