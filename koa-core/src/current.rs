//! The current value: what code deep below a middleware learns of its request without being told.
//!
//! A logger wants the request's id, a database client its user, and neither is given the context.
//! [`middleware()`] computes such a value from each request, and [`get`] finds it wherever the rest
//! of the onion leads. It is off until that middleware is added.
//!
//! A [`Scope`] lends its value to the thread for the length of each poll of its future, and takes
//! it back even from a panic. So requests that take turns on one thread never see each other's
//! value, and a request that moves to another thread takes its value along. The price is one
//! allocation for each scope, and none for each poll.
//!
//! Outside are, since the onion does not poll them: tasks that it spawns (give them a [`scope`] of
//! their own), the body of the response, and the listeners of `App::on_error`, which are given the
//! context.
//!
//! # Koa
//!
//! `app.currentContext`, with the option `asyncLocalStorage`. There it is the context itself, which
//! cannot be here: the context is lent, mutably, from middleware to middleware, and a second way to
//! it would let one change what another is reading. So a middleware says what of it may be known,
//! and that is cloned. There spawned work and error listeners are inside.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::Any;
use core::cell::RefCell;
use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context as TaskContext, Poll};
use pin_project_lite::pin_project;

use crate::{Context, Downstream, Flavor, Middleware, MultiThread, Next, Result, SingleThread};

/// The value of type `T` of the innermost scope that has one; `None` outside.
///
/// # Examples
///
/// ```
/// use koa_core::current;
///
/// #[derive(Clone)]
/// struct RequestId(u64);
///
/// /// Knows of no request.
/// fn log(text: &str) -> String {
///     match current::get::<RequestId>() {
///         Some(RequestId(id)) => format!("[{id}] {text}"),
///         None => text.to_owned(),
///     }
/// }
///
/// let line = koa_core::test::block_on(current::scope(RequestId(7), async { log("found") }));
/// assert_eq!(line, "[7] found");
/// assert_eq!(log("started"), "started");
/// ```
#[must_use]
pub fn get<T: Clone + 'static>() -> Option<T> {
    let borrowed = Borrowed::innermost(|value| value.is::<T>())?;
    borrowed.value.as_ref()?.downcast_ref::<T>().cloned()
}

/// Runs `future` so that [`get`] finds `value` in it.
///
/// # Examples
///
/// A task that outlives its request, or runs beside it, is handed what it needs to know:
///
/// ```
/// use koa_core::{current, test::block_on};
///
/// let task = block_on(current::scope("request 7", async {
///     // What would be spawned.
///     current::scope(current::get::<&str>(), async { current::get::<Option<&str>>() })
/// }));
/// assert_eq!(block_on(task), Some(Some("request 7")));
/// ```
pub fn scope<T: Clone + 'static, F: Future>(value: T, future: F) -> Scope<T, F> {
    Scope { value: Some(Box::new(value)), future: Some(future) }
}

/// A middleware that makes a value of each request the current one for the rest of the onion.
///
/// # Examples
///
/// ```
/// use koa_core::{App, Context, current, test};
///
/// #[derive(Clone)]
/// struct RequestId(String);
///
/// let app = App::new()
///     .with_middleware(current::middleware(|ctx: &Context| {
///         RequestId(ctx.header("x-request-id").unwrap_or("none").to_owned())
///     }))
///     .with(async |ctx, _| {
///         let id = current::get::<RequestId>().map(|id| id.0);
///         ctx.set_body(id.unwrap_or_default());
///         Ok(())
///     });
/// assert_eq!(test::get("/").header("x-request-id", "7f").send(&app).text(), "7f");
/// ```
pub fn middleware<T, F>(value: F) -> Provide<T, F>
where
    T: Clone + 'static,
    F: Fn(&Context) -> T + 'static,
{
    Provide { value, of: PhantomData }
}

/// What [`middleware()`] makes, for both flavors of [`App`](crate::App).
///
/// ```
/// use koa_core::{App, current, test};
///
/// let app = App::new().with_middleware(current::middleware(|_| 7_u8)).with(async |_, _| {
///     assert_eq!(current::get::<u8>(), Some(7));
///     Ok(())
/// });
/// test::get("/").send(&app);
/// ```
pub struct Provide<T, F> {
    value: F,
    of: PhantomData<fn() -> T>,
}

impl<T, F> Provide<T, F>
where
    T: Clone + 'static,
    F: Fn(&Context) -> T + 'static,
{
    async fn handle<M: Flavor>(&self, ctx: &mut Context, next: Next<'_, M>) -> Result {
        let value = (self.value)(ctx);
        scope(value, next.run(ctx)).await
    }
}

impl<T, F> Middleware<MultiThread> for Provide<T, F>
where
    T: Clone + Send + 'static,
    F: Fn(&Context) -> T + Send + Sync + 'static,
{
    fn handle<'a>(&'a self, ctx: &'a mut Context, next: Next<'a>) -> <MultiThread as Flavor>::Future<'a> {
        Box::pin(self.handle_in_place(ctx, next))
    }

    fn handle_in_place<'a>(&'a self, ctx: &'a mut Context, next: Next<'a>) -> Downstream<'a> {
        next.place(|next| Self::handle(self, ctx, next))
    }
}

impl<T, F> Middleware<SingleThread> for Provide<T, F>
where
    T: Clone + 'static,
    F: Fn(&Context) -> T + 'static,
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
        next.place(|next| Self::handle(self, ctx, next))
    }
}

impl<T, F> fmt::Debug for Provide<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provide").finish_non_exhaustive()
    }
}

pin_project! {
    /// A future with a current value, made by [`scope`].
    ///
    /// The value is there whenever the future is polled, and when it is dropped half-done.
    ///
    /// ```
    /// use koa_core::{current, test::block_on};
    ///
    /// let scope = current::scope(7_u8, async { current::get::<u8>() });
    /// assert_eq!(current::get::<u8>(), None);
    /// assert_eq!(block_on(scope), Some(7));
    /// ```
    #[must_use = "a future does nothing until it is awaited"]
    pub struct Scope<T: 'static, F> {
        value: Option<Box<T>>,
        #[pin]
        future: Option<F>,
    }

    impl<T: 'static, F> PinnedDrop for Scope<T, F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _lent = Lent::new(this.value);
            this.future.set(None);
        }
    }
}

impl<T: 'static, F: Future> Future for Scope<T, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _lent = Lent::new(this.value);
        match this.future.as_pin_mut() {
            Some(future) => future.poll(cx),
            None => Poll::Pending, // Only drop takes it away.
        }
    }
}

impl<T: 'static, F> fmt::Debug for Scope<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

type Values = Vec<Option<Box<dyn Any>>>;

std::thread_local! {
    /// The values lent to this thread, innermost last. Nobody else's code runs while it is borrowed.
    static VALUES: RefCell<Values> = const { RefCell::new(Vec::new()) };
}

/// A value on the thread's stack, until this is dropped; then it goes home.
///
/// It lives on the stack of a poll, so that the last to come is the first to go. A thread that is
/// being torn down has no values any more, and runs its last futures without.
struct Lent<'a, T: 'static> {
    home: &'a mut Option<Box<T>>,
    is_lent: bool,
}

impl<'a, T: 'static> Lent<'a, T> {
    fn new(home: &'a mut Option<Box<T>>) -> Self {
        let lend = |values: &RefCell<Values>| values.borrow_mut().push(home.take().map(|value| value as Box<dyn Any>));
        let is_lent = VALUES.try_with(lend).is_ok();
        Self { home, is_lent }
    }
}

impl<T: 'static> Drop for Lent<'_, T> {
    fn drop(&mut self) {
        if !self.is_lent {
            return;
        }
        let value = VALUES.try_with(|values| values.borrow_mut().pop());
        *self.home = value.ok().flatten().flatten().and_then(|value| value.downcast().ok());
    }
}

/// A value taken from its place on the stack while it is cloned, which may run scopes of its own.
struct Borrowed {
    value: Option<Box<dyn Any>>,
    place: usize,
}

impl Borrowed {
    fn innermost(fits: impl Fn(&dyn Any) -> bool) -> Option<Self> {
        let find = |values: &RefCell<Values>| {
            // An allocator that asks while the stack grows finds it borrowed.
            let mut values = values.try_borrow_mut().ok()?;
            let place = values.iter().rposition(|value| value.as_deref().is_some_and(&fits))?;
            Some(Self { value: values[place].take(), place })
        };
        VALUES.try_with(find).ok()?
    }
}

impl Drop for Borrowed {
    fn drop(&mut self) {
        let put_back = |values: &RefCell<Values>| {
            if let Some(place) = values.borrow_mut().get_mut(self.place) {
                *place = self.value.take();
            }
        };
        // Where there is no stack any more, nobody asks for its values.
        VALUES.try_with(put_back).unwrap_or_default();
    }
}
