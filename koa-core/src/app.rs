//! The application: settings, the stack of middleware, and the way from a request to a response
//! (Koa's `application.js`).

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use crate::compose::{Compose, Next, compose};
#[cfg(feature = "signed-cookies")]
use crate::cookies::Keys;
use crate::middleware::{Flavor, Layer, Middleware, MiddlewareFn, MultiThread, SingleThread, StateMiddlewareFn};
use crate::settings::{Clock, Settings};
use crate::sync::Arc;
use crate::{Context, Error, HeaderName, Request, Response, Result, report, respond};

/// A Koa application.
///
/// # Examples
///
/// ```
/// use koa_core::{App, test};
///
/// let app = App::new()
///     .with(async |ctx, next| {
///         next.run(ctx).await?;
///         ctx.set_header("x-powered-by", "koa");
///         Ok(())
///     })
///     .with(async |ctx, _| {
///         ctx.set_body("Hello World");
///         Ok(())
///     });
///
/// let response = test::get("/").send(&app);
/// assert_eq!(response.status(), 200);
/// assert_eq!(response.text(), "Hello World");
/// assert_eq!(response.header("x-powered-by"), Some("koa"));
/// ```
pub struct App<M: Flavor = MultiThread> {
    layers: Vec<Layer<M>>,
    listeners: Vec<Box<M::Listener>>,
    settings: Arc<Settings>,
}

impl App<MultiThread> {
    /// An application whose futures are `Send`: for servers.
    #[allow(clippy::new_without_default)] // `Default` could not choose the flavor.
    pub fn new() -> Self {
        Self::empty()
    }

    /// Adds a middleware; the first added is the outermost.
    ///
    /// # Koa
    ///
    /// `app.use(fn)`. A closure cannot capture what it shares with other requests: see
    /// [`with_state`](Self::with_state).
    #[doc(alias = "use")]
    #[must_use]
    pub fn with<F>(self, function: F) -> Self
    where
        F: for<'a> MiddlewareFn<'a, Future: Send>, // what holds an `Rc` over an await needs `App::local()`
        F: for<'a> AsyncFn(&'a mut Context, Next<'a>) -> Result, // `async |ctx, next| { ...; Ok(()) }`
        F: Send + Sync + 'static,
    {
        self.push(Layer::new(function))
    }

    /// Adds a middleware that takes `state` as its first argument: a pool, a configuration, or a
    /// type whose method is the middleware.
    ///
    /// ```
    /// use koa_core::{App, Context, Flavor, Next, Result, test};
    ///
    /// struct Greeting(&'static str);
    ///
    /// impl Greeting {
    ///     async fn handle<M: Flavor>(&self, ctx: &mut Context, _: Next<'_, M>) -> Result {
    ///         ctx.set_body(self.0);
    ///         Ok(())
    ///     }
    /// }
    ///
    /// let app = App::new().with_state(Greeting("hello"), Greeting::handle);
    /// assert_eq!(test::get("/").send(&app).text(), "hello");
    /// ```
    #[must_use]
    pub fn with_state<S, F>(self, state: S, function: F) -> Self
    where
        S: Send + Sync + 'static,
        F: for<'a> StateMiddlewareFn<'a, S, Future: Send>, // what holds an `Rc` over an await needs `App::local()`
        F: for<'a> AsyncFn(&'a S, &'a mut Context, Next<'a>) -> Result, // `async |state, ctx, next| { ...; Ok(()) }`
        F: Send + Sync + 'static,
    {
        self.push(Layer::with_state(state, function))
    }

    /// Adds a value that is a middleware.
    #[must_use]
    pub fn with_middleware(self, middleware: impl Middleware + Send + Sync) -> Self {
        self.push(Layer::from_middleware(middleware))
    }

    /// Adds a listener for the errors that reach the top; without any, they go to the default
    /// report.
    ///
    /// It runs before the answer is made and may still change the error.
    ///
    /// # Koa
    ///
    /// `app.on('error', (err, ctx) => …)`.
    #[must_use]
    pub fn on_error(mut self, listener: impl Fn(&mut Error, &Context) + Send + Sync + 'static) -> Self {
        self.listeners.push(Box::new(listener));
        self
    }
}

impl App<SingleThread> {
    /// An application whose futures need not be `Send`: its middleware may capture and hold `Rc`,
    /// `RefCell` and peripherals.
    pub fn local() -> Self {
        Self::empty()
    }

    /// Adds a middleware; the first added is the outermost.
    ///
    /// # Koa
    ///
    /// `app.use(fn)`.
    #[doc(alias = "use")]
    #[must_use]
    pub fn with<F>(self, function: F) -> Self
    where
        F: for<'a> AsyncFn(&'a mut Context, Next<'a, SingleThread>) -> Result + 'static,
    {
        self.push(Layer::local(function))
    }

    /// Adds a middleware that takes `state` as its first argument.
    #[must_use]
    pub fn with_state<S, F>(self, state: S, function: F) -> Self
    where
        S: 'static,
        F: for<'a> AsyncFn(&'a S, &'a mut Context, Next<'a, SingleThread>) -> Result + 'static,
    {
        self.push(Layer::local_with_state(state, function))
    }

    /// Adds a value that is a middleware.
    #[must_use]
    pub fn with_middleware(self, middleware: impl Middleware<SingleThread>) -> Self {
        self.push(Layer::from_local_middleware(middleware))
    }

    /// Adds a listener for the errors that reach the top.
    #[must_use]
    pub fn on_error(mut self, listener: impl Fn(&mut Error, &Context) + 'static) -> Self {
        self.listeners.push(Box::new(listener));
        self
    }
}

impl<M: Flavor> App<M> {
    fn empty() -> Self {
        Self { layers: Vec::new(), listeners: Vec::new(), settings: Arc::new(Settings::default()) }
    }

    fn push(mut self, layer: Layer<M>) -> Self {
        self.layers.push(layer);
        self
    }

    /// Adds a stack of middleware, as if each had been added by itself.
    #[must_use]
    pub fn compose(mut self, stack: Compose<M>) -> Self {
        self.layers.extend(stack.into_layers());
        self
    }

    /// Gives every context of the app a value, read by [`Context::app`].
    ///
    /// # Koa
    ///
    /// `app.context.db = db()`.
    #[must_use]
    pub fn extend<T: Send + Sync + 'static>(self, value: T) -> Self {
        self.set(|settings| settings.extend(value))
    }

    /// Names the environment.
    #[must_use]
    pub fn env(self, env: impl Into<Cow<'static, str>>) -> Self {
        self.set(|settings| settings.env = env.into())
    }

    /// Trusts `X-Forwarded-For`, `-Host` and `-Proto`: only behind a proxy that sets them.
    #[must_use]
    pub fn proxy(self, trusted: bool) -> Self {
        self.set(|settings| settings.proxy = trusted)
    }

    /// How many labels of the host's end are not subdomains; 2 unless set.
    #[must_use]
    pub fn subdomain_offset(self, labels: usize) -> Self {
        self.set(|settings| settings.subdomain_offset = labels)
    }

    /// The header that names the client's address; `X-Forwarded-For` unless set.
    #[must_use]
    pub fn proxy_ip_header(self, name: impl Into<HeaderName>) -> Self {
        self.set(|settings| settings.proxy_ip_header = name.into())
    }

    /// How many addresses to take from the end of that header; 0, which is the default, takes all.
    #[must_use]
    pub fn max_ips_count(self, count: usize) -> Self {
        self.set(|settings| settings.max_ips_count = count)
    }

    /// The keys that sign cookies: a list, of which the first signs and all verify, or a
    /// [`Keygrip`](crate::Keygrip) with another algorithm or encoding.
    ///
    /// ```
    /// use koa_core::cookies::Algorithm;
    /// use koa_core::{App, Keygrip};
    ///
    /// let app = App::new().keys(["new key", "old key"]);
    /// assert!(app.settings().keys().is_some());
    ///
    /// let keys = Keygrip::new(["new key", "old key"])?.with_algorithm(Algorithm::Sha256);
    /// let app = App::new().keys(keys);
    /// # Ok::<_, koa_core::cookies::CookieError>(())
    /// ```
    #[cfg(feature = "signed-cookies")]
    #[must_use]
    pub fn keys(self, keys: impl Into<Keys>) -> Self {
        self.set(|settings| settings.keys = keys.into())
    }

    /// Turns the default error report off.
    #[must_use]
    pub fn silent(self, silent: bool) -> Self {
        self.set(|settings| settings.silent = silent)
    }

    /// Installs a clock; without the feature `std` there is none.
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        self.set(|settings| settings.clock = Some(clock))
    }

    fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Answers a request: the onion, then the last step. A plain future, on any executor or none.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the middleware where it stands.
    ///
    /// # Koa
    ///
    /// `app.callback()`.
    #[doc(alias = "callback")]
    pub async fn respond(&self, request: Request) -> Response {
        let mut ctx = self.context(request);
        let outcome = self.run(&mut ctx).await;
        self.finish(&mut ctx, outcome);
        ctx.response
    }

    /// Makes the context of a request; the first of the three steps of [`respond`](Self::respond),
    /// for adapters that keep contexts or catch panics.
    pub fn context(&self, request: Request) -> Context {
        Context::new(request, self.settings.clone())
    }

    /// Runs the onion; the second step.
    ///
    /// # Errors
    ///
    /// What no middleware caught.
    pub fn run<'a>(&'a self, ctx: &'a mut Context) -> M::Future<'a> {
        Next::new(&self.layers).run(ctx)
    }

    /// Makes the response ready to be sent, also from an error; the third step.
    pub fn finish(&self, ctx: &mut Context, outcome: Result) {
        for mut error in ctx.take_handled() {
            self.emit(&mut error, ctx);
        }
        let outcome = outcome.and_then(|()| respond::check(ctx));
        if let Err(mut error) = outcome {
            self.emit(&mut error, ctx);
            respond::with_error(ctx, error);
        }
        respond::finish(ctx);
    }

    /// Tells the listeners of an error, or the default report when there are none. Adapters call it
    /// for what goes wrong after the head was sent.
    pub fn emit(&self, error: &mut Error, ctx: &Context) {
        if self.listeners.is_empty() {
            report::default(error, &self.settings);
        }
        for listener in &self.listeners {
            M::emit(listener, error, ctx);
        }
    }
}

/// The middleware alone, to mount it.
impl<M: Flavor> From<App<M>> for Compose<M> {
    fn from(app: App<M>) -> Self {
        compose(app.layers)
    }
}

impl<M: Flavor> fmt::Debug for App<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("layers", &self.layers.len())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
