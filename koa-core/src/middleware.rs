//! Middleware: one async function, and the types that store it (Koa's `app.use(fn)`).
//!
//! A function is accepted through two bounds at once. `AsyncFn` lets the compiler infer the
//! arguments of an un-annotated closure, but cannot ask for a future that is `Send`; the helper
//! traits [`MiddlewareFn`] and [`StateMiddlewareFn`] can, but infer nothing. Together they do both, and
//! the comments beside the bounds are part of the messages that the compiler shows for them.

use crate::{Context, Downstream, Next};

mod flavor;
mod function;
mod layer;

pub use flavor::{Flavor, MultiThread, SingleThread};
pub use function::{MiddlewareFn, StateMiddlewareFn};
pub use layer::Layer;

/// A middleware with a name of its own, beside plain functions.
///
/// Most middleware is an async function, or a type with an async method that
/// [`App::with_state`](crate::App::with_state) takes. This trait is for values that are middleware
/// by themselves; [`middleware!`](crate::middleware) implements it for both flavors from one async
/// method.
///
/// # Examples
///
/// ```
/// use koa_core::{App, Context, Flavor, Next, Result, middleware, test};
///
/// struct PoweredBy(&'static str);
///
/// impl PoweredBy {
///     async fn handle<M: Flavor>(&self, ctx: &mut Context, next: Next<'_, M>) -> Result {
///         next.run(ctx).await?;
///         ctx.set_header("x-powered-by", self.0);
///         Ok(())
///     }
/// }
/// middleware!(PoweredBy);
///
/// let app = App::new().with_middleware(PoweredBy("koa"));
/// assert_eq!(test::get("/").send(&app).header("x-powered-by"), Some("koa"));
/// let app = App::local().with_middleware(PoweredBy("koa"));
/// assert_eq!(test::get("/").send(&app).header("x-powered-by"), Some("koa"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a middleware",
    note = "a function goes to `with`: `async fn name<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result`",
    note = "a type becomes a middleware with an async method `handle` of that signature and `koa_core::middleware!(Type)`"
)]
pub trait Middleware<M: Flavor = MultiThread>: 'static {
    /// Handles the request: acts, calls `next.run(ctx).await?` or not, and acts again.
    ///
    /// ```
    /// use koa_core::{App, Context, Flavor, Middleware, MultiThread, Next, test};
    ///
    /// struct Teapot;
    ///
    /// impl Middleware for Teapot {
    ///     fn handle<'a>(&'a self, ctx: &'a mut Context, _: Next<'a>) -> <MultiThread as Flavor>::Future<'a> {
    ///         Box::pin(async { ctx.throw(418, "short and stout") })
    ///     }
    /// }
    ///
    /// assert_eq!(test::get("/").send(&App::new().with_middleware(Teapot)).status(), 418);
    /// ```
    fn handle<'a>(&'a self, ctx: &'a mut Context, next: Next<'a, M>) -> M::Future<'a>;

    /// As [`handle`](Self::handle), in the memory that requests use again; by
    /// [`middleware!`](crate::middleware).
    #[doc(hidden)]
    fn handle_in_place<'a>(&'a self, ctx: &'a mut Context, next: Next<'a, M>) -> Downstream<'a, M> {
        M::place(next, |next| self.handle(ctx, next))
    }
}

/// Implements [`Middleware`] for both flavors from an async method `handle`, generic over the flavor.
///
/// ```
/// use koa_core::{App, Context, Flavor, Next, Result, middleware, test};
///
/// struct Teapot;
///
/// impl Teapot {
///     async fn handle<M: Flavor>(&self, ctx: &mut Context, _: Next<'_, M>) -> Result {
///         ctx.throw(418, "short and stout")
///     }
/// }
/// middleware!(Teapot);
///
/// assert_eq!(test::get("/").send(&App::local().with_middleware(Teapot)).status(), 418);
/// ```
#[macro_export]
macro_rules! middleware {
    ($type:ty) => {
        $crate::middleware!($type, $crate::MultiThread);
        $crate::middleware!($type, $crate::SingleThread);
    };
    ($type:ty, $flavor:ty) => {
        impl $crate::Middleware<$flavor> for $type {
            fn handle<'a>(
                &'a self,
                ctx: &'a mut $crate::Context,
                next: $crate::Next<'a, $flavor>,
            ) -> <$flavor as $crate::Flavor>::Future<'a> {
                $crate::__private::Box::pin($crate::Middleware::handle_in_place(self, ctx, next))
            }

            fn handle_in_place<'a>(
                &'a self,
                ctx: &'a mut $crate::Context,
                next: $crate::Next<'a, $flavor>,
            ) -> $crate::Downstream<'a, $flavor> {
                next.place(|next| Self::handle(self, ctx, next))
            }
        }
    };
}
