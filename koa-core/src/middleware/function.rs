//! Functions as middleware, with and without a state argument, for both flavors.

use alloc::boxed::Box;
use core::future::Future;

use super::{Flavor, Middleware, MultiThread, SingleThread};
use crate::{Context, Next, Result};

/// An async function whose future is `Send`; implemented for every one that is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a middleware for `App::new()`",
    label = "not `async (ctx, next) -> Result` with a future that is `Send`",
    note = "write `.with(async |ctx, next| {{ next.run(ctx).await?; Ok(()) }})`",
    note = "or `async fn name<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result` and `.with(name)`",
    note = "a closure that captures a value takes it as its first argument: `.with_state(value, async |value, ctx, next| ...)`",
    note = "a future that holds an `Rc`, a `RefCell` borrow or a peripheral over an await needs `App::local()`"
)]
pub trait SendFn<'a>: Send + Sync {
    /// The future.
    type Future: Future<Output = Result> + Send + 'a;

    /// Calls the function.
    fn call(&self, ctx: &'a mut Context, next: Next<'a>) -> Self::Future;
}

impl<'a, F, R> SendFn<'a> for F
where
    F: Fn(&'a mut Context, Next<'a>) -> R + Send + Sync,
    R: Future<Output = Result> + Send + 'a,
{
    type Future = R;

    fn call(&self, ctx: &'a mut Context, next: Next<'a>) -> R {
        self(ctx, next)
    }
}

/// An async function with a state argument whose future is `Send`; implemented for every one that is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a middleware with a state of type `{S}` for `App::new()`",
    label = "not `async (&{S}, ctx, next) -> Result` with a future that is `Send`",
    note = "write `.with_state(value, async |value, ctx, next| {{ next.run(ctx).await?; Ok(()) }})`",
    note = "or `.with_state(value, Type::handle)` with `async fn handle<M: Flavor>(&self, ctx: &mut Context, next: Next<'_, M>) -> Result`",
    note = "a future that holds an `Rc`, a `RefCell` borrow or a peripheral over an await needs `App::local()`"
)]
pub trait SendStateFn<'a, S>: Send + Sync {
    /// The future.
    type Future: Future<Output = Result> + Send + 'a;

    /// Calls the function.
    fn call(&self, state: &'a S, ctx: &'a mut Context, next: Next<'a>) -> Self::Future;
}

impl<'a, S: 'a, F, R> SendStateFn<'a, S> for F
where
    F: Fn(&'a S, &'a mut Context, Next<'a>) -> R + Send + Sync,
    R: Future<Output = Result> + Send + 'a,
{
    type Future = R;

    fn call(&self, state: &'a S, ctx: &'a mut Context, next: Next<'a>) -> R {
        self(state, ctx, next)
    }
}

pub(super) struct Function<F>(pub(super) F);

impl<F> Middleware<MultiThread> for Function<F>
where
    F: for<'a> SendFn<'a> + 'static,
{
    fn handle<'a>(&'a self, ctx: &'a mut Context, next: Next<'a>) -> <MultiThread as Flavor>::Future<'a> {
        Box::pin(self.0.call(ctx, next))
    }
}

pub(super) struct WithState<S, F>(pub(super) S, pub(super) F);

impl<S, F> Middleware<MultiThread> for WithState<S, F>
where
    S: Send + Sync + 'static,
    F: for<'a> SendStateFn<'a, S> + 'static,
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
