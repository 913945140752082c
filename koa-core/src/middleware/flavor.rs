//! Whether futures may move between threads, as a type.
//!
//! A server wants futures that are `Send`; a microcontroller's peripherals, `Rc` and `RefCell`
//! cannot give any. A cargo feature would have to choose for the whole program; a type parameter
//! lets both live side by side, and middleware that is generic over it serves both.

use alloc::boxed::Box;
use core::future::Future;
use core::pin::Pin;

use super::Middleware;
use crate::{Context, Downstream, Error, Next, Result};

/// [`MultiThread`] or [`SingleThread`]; no other type implements it.
///
/// ```
/// use koa_core::{App, Context, Flavor, Next, Result, test};
///
/// async fn hello<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
///     ctx.set_body("hello");
///     Ok(())
/// }
///
/// assert_eq!(test::get("/").send(&App::new().with(hello)).text(), "hello");
/// assert_eq!(test::get("/").send(&App::local().with(hello)).text(), "hello");
/// ```
pub trait Flavor: private::Sealed + Sized + 'static {
    /// What [`Middleware::handle`] returns: a boxed future, `Send` or not.
    type Future<'a>: Future<Output = Result> + 'a;
    /// A middleware behind a pointer.
    type Layer: ?Sized + 'static;
    /// A listener for errors behind a pointer.
    type Listener: ?Sized + 'static;

    #[doc(hidden)]
    fn run<'a>(layer: &'a Self::Layer, ctx: &'a mut Context, next: Next<'a, Self>) -> Downstream<'a, Self>;
    #[doc(hidden)]
    fn place<'a>(next: Next<'a, Self>, make: impl FnOnce(Next<'a, Self>) -> Self::Future<'a>) -> Downstream<'a, Self>;
    #[doc(hidden)]
    fn emit(listener: &Self::Listener, error: &mut Error, ctx: &Context);
}

mod private {
    pub trait Sealed {}
    impl Sealed for super::MultiThread {}
    impl Sealed for super::SingleThread {}
}

/// Futures are `Send`: the app may run on any number of threads. Made by [`App::new`](crate::App::new).
///
/// ```
/// fn is_send<T: Send>(_: &T) {}
///
/// let app: koa_core::App<koa_core::MultiThread> = koa_core::App::new();
/// is_send(&app.respond(koa_core::Request::default()));
/// ```
pub enum MultiThread {}

/// Futures need not be `Send`: middleware may hold `Rc`, `RefCell` and a board's peripherals.
/// Made by [`App::local`](crate::App::local).
///
/// ```
/// use koa_core::{App, SingleThread, test};
///
/// let app: App<SingleThread> = App::local();
/// assert_eq!(test::get("/").send(&app).status(), 404);
/// ```
pub enum SingleThread {}

impl Flavor for MultiThread {
    type Future<'a> = Pin<Box<dyn Future<Output = Result> + Send + 'a>>;
    type Layer = dyn Middleware<Self> + Send + Sync;
    type Listener = dyn Fn(&mut Error, &Context) + Send + Sync;

    fn run<'a>(layer: &'a Self::Layer, ctx: &'a mut Context, next: Next<'a, Self>) -> Downstream<'a, Self> {
        layer.handle_in_place(ctx, next)
    }

    fn place<'a>(next: Next<'a, Self>, make: impl FnOnce(Next<'a, Self>) -> Self::Future<'a>) -> Downstream<'a, Self> {
        next.place(make)
    }

    fn emit(listener: &Self::Listener, error: &mut Error, ctx: &Context) {
        listener(error, ctx);
    }
}

impl Flavor for SingleThread {
    type Future<'a> = Pin<Box<dyn Future<Output = Result> + 'a>>;
    type Layer = dyn Middleware<Self>;
    type Listener = dyn Fn(&mut Error, &Context);

    fn run<'a>(layer: &'a Self::Layer, ctx: &'a mut Context, next: Next<'a, Self>) -> Downstream<'a, Self> {
        layer.handle_in_place(ctx, next)
    }

    fn place<'a>(next: Next<'a, Self>, make: impl FnOnce(Next<'a, Self>) -> Self::Future<'a>) -> Downstream<'a, Self> {
        next.place(make)
    }

    fn emit(listener: &Self::Listener, error: &mut Error, ctx: &Context) {
        listener(error, ctx);
    }
}
