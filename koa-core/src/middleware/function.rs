//! Functions as middleware, with and without a state argument, for both flavors.

use alloc::boxed::Box;
use core::future::Future;

use super::{Flavor, Middleware, MultiThread, SingleThread};
use crate::{Context, Next, Result};

/// An async function of context and next; implemented for every one.
///
/// It names the future, so that a bound can ask for `Send`.
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
        Box::pin(self.0.call(ctx, next))
    }
}

pub(super) struct WithState<S, F>(pub(super) S, pub(super) F);

impl<S, F> Middleware<MultiThread> for WithState<S, F>
where
    S: Send + Sync + 'static,
    F: for<'a> StateMiddlewareFn<'a, S, Future: Send> + Send + Sync + 'static,
{
    fn handle<'a>(&'a self, ctx: &'a mut Context, next: Next<'a>) -> <MultiThread as Flavor>::Future<'a> {
        Box::pin(self.1.call(&self.0, ctx, next))
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
        Box::pin(self.0(ctx, next))
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
        Box::pin(self.1(&self.0, ctx, next))
    }
}
