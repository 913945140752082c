//! The application: settings, the stack of middleware, and the way from a request to a response
//! (Koa's `application.js`).

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::sync::atomic::{AtomicUsize, Ordering};

use crate::compose::{Compose, Next, compose};
#[cfg(feature = "signed-cookies")]
use crate::cookies::Keys;
use crate::frames::Rest;
use crate::middleware::{Flavor, Layer, Middleware, MiddlewareFn, MultiThread, SingleThread, StateMiddlewareFn};
use crate::settings::{Clock, InstalledClock, Settings};
use crate::sync::Arc;
use crate::{Context, Error, HeaderName, Request, Response, Result, TrustedProxies, report, respond};

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
    /// How much memory the frames of a request have needed at most.
    frames: AtomicUsize,
}

impl App<MultiThread> {
    /// An application whose futures are `Send`: for servers.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// // Nothing answers, so it is a 404.
    /// assert_eq!(test::get("/").send(&App::new()).text(), "Not Found");
    /// ```
    #[allow(clippy::new_without_default)] // `Default` could not choose the flavor.
    pub fn new() -> Self {
        Self::empty()
    }

    /// Adds a middleware; the first added is the outermost.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().with(async |ctx, _| {
    ///     ctx.set_body("hi");
    ///     Ok(())
    /// });
    /// assert_eq!(test::get("/").send(&app).text(), "hi");
    /// ```
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
    ///
    /// ```
    /// use koa_core::{App, Context, Flavor, Next, Result, middleware, test};
    ///
    /// struct Hello;
    ///
    /// impl Hello {
    ///     async fn handle<M: Flavor>(&self, ctx: &mut Context, _: Next<'_, M>) -> Result {
    ///         ctx.set_body("hello");
    ///         Ok(())
    ///     }
    /// }
    /// middleware!(Hello);
    ///
    /// let app = App::new().with_middleware(Hello);
    /// assert_eq!(test::get("/").send(&app).text(), "hello");
    /// ```
    #[must_use]
    pub fn with_middleware(self, middleware: impl Middleware + Send + Sync) -> Self {
        self.push(Layer::from_middleware(middleware))
    }

    /// Adds a listener for the errors that reach the top; without any, they go to the default
    /// report.
    ///
    /// It runs before the answer is made and may still change the error.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new()
    ///     .on_error(|error, ctx| {
    ///         assert_eq!((error.status().as_u16(), ctx.path()), (402, "/paper"));
    ///         error.set_message("pay first");
    ///     })
    ///     .with(async |ctx, _| ctx.throw(402, "no money"));
    /// assert_eq!(test::get("/paper").send(&app).text(), "pay first");
    /// ```
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
    ///
    /// ```
    /// use koa_core::{App, test};
    /// use std::{cell::Cell, rc::Rc};
    ///
    /// let visits = Rc::new(Cell::new(0));
    /// let seen = visits.clone();
    /// let app = App::local().with(async move |_, _| {
    ///     seen.set(seen.get() + 1);
    ///     Ok(())
    /// });
    /// test::get("/").send(&app);
    /// assert_eq!(visits.get(), 1);
    /// ```
    pub fn local() -> Self {
        Self::empty()
    }

    /// Adds a middleware; the first added is the outermost.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let greeting = std::rc::Rc::new("hi");
    /// let app = App::local().with(async move |ctx, _| {
    ///     ctx.set_body(*greeting);
    ///     Ok(())
    /// });
    /// assert_eq!(test::get("/").send(&app).text(), "hi");
    /// ```
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
    ///
    /// ```
    /// use koa_core::{App, test};
    /// use std::cell::Cell;
    ///
    /// let app = App::local().with_state(Cell::new(0), async |visits, ctx, _| {
    ///     visits.set(visits.get() + 1);
    ///     ctx.set_body(visits.get().to_string());
    ///     Ok(())
    /// });
    /// assert_eq!(test::get("/").send(&app).text(), "1");
    /// ```
    #[must_use]
    pub fn with_state<S, F>(self, state: S, function: F) -> Self
    where
        S: 'static,
        F: for<'a> AsyncFn(&'a S, &'a mut Context, Next<'a, SingleThread>) -> Result + 'static,
    {
        self.push(Layer::local_with_state(state, function))
    }

    /// Adds a value that is a middleware.
    ///
    /// ```
    /// use koa_core::{App, Context, Next, Result, SingleThread, middleware, test};
    ///
    /// struct Hello(std::rc::Rc<&'static str>);
    ///
    /// impl Hello {
    ///     async fn handle(&self, ctx: &mut Context, _: Next<'_, SingleThread>) -> Result {
    ///         ctx.set_body(*self.0);
    ///         Ok(())
    ///     }
    /// }
    /// middleware!(Hello, SingleThread);
    ///
    /// let app = App::local().with_middleware(Hello("hello".into()));
    /// assert_eq!(test::get("/").send(&app).text(), "hello");
    /// ```
    #[must_use]
    pub fn with_middleware(self, middleware: impl Middleware<SingleThread>) -> Self {
        self.push(Layer::from_local_middleware(middleware))
    }

    /// Adds a listener for the errors that reach the top.
    ///
    /// ```
    /// use koa_core::{App, test};
    /// use std::{cell::Cell, rc::Rc};
    ///
    /// let errors = Rc::new(Cell::new(0));
    /// let count = errors.clone();
    /// let app = App::local()
    ///     .on_error(move |_, _| count.set(count.get() + 1))
    ///     .with(async |ctx, _| ctx.throw(500, "broken"));
    /// assert_eq!(test::get("/").send(&app).status(), 500);
    /// assert_eq!(errors.get(), 1);
    /// ```
    #[must_use]
    pub fn on_error(mut self, listener: impl Fn(&mut Error, &Context) + 'static) -> Self {
        self.listeners.push(Box::new(listener));
        self
    }
}

impl<M: Flavor> App<M> {
    fn empty() -> Self {
        Self {
            layers: Vec::new(),
            listeners: Vec::new(),
            settings: Arc::new(Settings::default()),
            frames: AtomicUsize::new(0),
        }
    }

    fn push(mut self, layer: Layer<M>) -> Self {
        self.layers.push(layer);
        self
    }

    /// Adds a stack of middleware, as if each had been added by itself.
    ///
    /// ```
    /// use koa_core::{App, Layer, compose, test};
    ///
    /// let stack = compose([Layer::new(async |ctx, _| {
    ///     ctx.set_body("from the stack");
    ///     Ok(())
    /// })]);
    /// assert_eq!(test::get("/").send(&App::new().compose(stack)).text(), "from the stack");
    /// ```
    ///
    /// # Koa
    ///
    /// `app.use(compose([...]))`; nested stacks are flattened there too.
    #[must_use]
    pub fn compose(mut self, stack: Compose<M>) -> Self {
        self.layers.extend(stack.into_layers());
        self
    }

    /// Gives every context of the app a value, read by [`Context::app`].
    ///
    /// ```
    /// use koa_core::{App, Request};
    ///
    /// let app = App::new().extend("a database");
    /// assert_eq!(*app.context(Request::default()).app::<&str>().unwrap(), "a database");
    /// ```
    ///
    /// # Koa
    ///
    /// `app.context.db = db()`.
    #[must_use]
    pub fn extend<T: Send + Sync + 'static>(self, value: T) -> Self {
        self.set(|settings| settings.extend(value))
    }

    /// Names the environment.
    ///
    /// ```
    /// assert_eq!(koa_core::App::new().env("production").settings().env(), "production");
    /// ```
    ///
    /// # Koa
    ///
    /// `app.env`. With the feature `std` it is `NODE_ENV` unless set, else "development".
    #[must_use]
    pub fn env(self, env: impl Into<Cow<'static, str>>) -> Self {
        self.set(|settings| settings.env = env.into())
    }

    /// Trusts `X-Forwarded-For`, `-Host` and `-Proto`: only behind a proxy that sets them and does not
    /// append to what the client sent; else see [`trust_proxies`](Self::trust_proxies).
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().proxy(true).with(async |ctx, _| {
    ///     let origin = format!("{}://{}", ctx.protocol(), ctx.host());
    ///     ctx.set_body(origin);
    ///     Ok(())
    /// });
    /// let request = test::get("/").header("x-forwarded-proto", "https").header("x-forwarded-host", "example.com");
    /// assert_eq!(request.send(&app).text(), "https://example.com");
    /// ```
    #[must_use]
    pub fn proxy(self, trusted: bool) -> Self {
        self.set(|settings| settings.proxy = trusted)
    }

    /// Trusts what these proxies say, and no more of it than they saw themselves; comes before
    /// [`proxy`](Self::proxy), which believes also what the client made up.
    ///
    /// [`Context::ip`] is then the nearest address that is no trusted proxy's, [`Context::ips`] the
    /// part of the list that is believed, always as addresses: an empty text stands for one that a
    /// proxy hides. Host and protocol are those that the outermost trusted proxy was asked for, the
    /// protocol `http` or `https`. [`max_ips_count`](Self::max_ips_count) has no part in it.
    ///
    /// ```
    /// use koa_core::{App, TrustedProxies, test};
    ///
    /// let app = App::new().trust_proxies(TrustedProxies::cidrs(["127.0.0.1", "10.0.0.0/8"])?);
    /// let request = test::get("/")
    ///     .header("x-forwarded-for", "forged, 203.0.113.7, 10.0.0.2")
    ///     .header("x-forwarded-proto", "forged, https, http");
    /// let ctx = app.context(request.into_request());
    /// assert_eq!(ctx.ip(), "203.0.113.7");
    /// assert_eq!(ctx.ips(), ["203.0.113.7", "10.0.0.2"]);
    /// assert_eq!(ctx.protocol(), "https");
    /// # Ok::<_, koa_core::InvalidCidr>(())
    /// ```
    ///
    /// # Koa
    ///
    /// There is only `app.proxy`, where the client's address is the first of the list.
    #[must_use]
    pub fn trust_proxies(self, proxies: TrustedProxies) -> Self {
        self.set(|settings| settings.trusted_proxies = Some(proxies))
    }

    /// How many labels of the host's end are not subdomains; 2 unless set.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().subdomain_offset(3).with(async |ctx, _| {
    ///     assert_eq!(ctx.subdomains(), ["ferrets"]);
    ///     Ok(())
    /// });
    /// test::get("/").header("host", "ferrets.shop.example.com").send(&app);
    /// ```
    ///
    /// # Koa
    ///
    /// `app.subdomainOffset`, of which the constructor takes 0 for 2; here 0 is 0.
    #[must_use]
    pub fn subdomain_offset(self, labels: usize) -> Self {
        self.set(|settings| settings.subdomain_offset = labels)
    }

    /// The header that names the client's address; `X-Forwarded-For` unless set.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().proxy(true).proxy_ip_header("x-client-ip").with(async |ctx, _| {
    ///     assert_eq!(ctx.ip(), "192.0.2.7");
    ///     Ok(())
    /// });
    /// test::get("/").header("x-client-ip", "192.0.2.7").send(&app);
    /// ```
    ///
    /// # Koa
    ///
    /// `app.proxyIpHeader`.
    #[must_use]
    pub fn proxy_ip_header(self, name: impl Into<HeaderName>) -> Self {
        self.set(|settings| settings.proxy_ip_header = name.into())
    }

    /// How many addresses to take from the end of that header; 0, which is the default, takes all.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().proxy(true).max_ips_count(1).with(async |ctx, _| {
    ///     assert_eq!(ctx.ips(), ["192.0.2.7"]);
    ///     Ok(())
    /// });
    /// test::get("/").header("x-forwarded-for", "forged, 192.0.2.7").send(&app);
    /// ```
    ///
    /// # Koa
    ///
    /// `app.maxIpsCount`.
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
    ///
    /// # Koa
    ///
    /// `app.keys = [...]`.
    #[cfg(feature = "signed-cookies")]
    #[must_use]
    pub fn keys(self, keys: impl Into<Keys>) -> Self {
        self.set(|settings| settings.keys = keys.into())
    }

    /// Turns the default error report off.
    ///
    /// ```
    /// assert!(koa_core::App::new().silent(true).settings().silent());
    /// ```
    ///
    /// # Koa
    ///
    /// `app.silent = true`.
    #[must_use]
    pub fn silent(self, silent: bool) -> Self {
        self.set(|settings| settings.silent = silent)
    }

    /// Installs a clock that knows the date; without the feature `std` there is none.
    ///
    /// ```
    /// assert_eq!(koa_core::App::new().clock(|| 1_000).settings().now(), Some(1_000));
    /// ```
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        self.set(|settings| settings.clock = Some(InstalledClock::dated(clock)))
    }

    /// Installs a clock that counts milliseconds from its start, as boards have one: it measures how long things
    /// take, and answers carry no Date (RFC 9110 §6.6.1), because it knows none.
    ///
    /// ```
    /// let app = koa_core::App::new().uptime(|| 1_000);
    /// assert_eq!(app.settings().now(), Some(1_000));
    /// assert!(app.settings().date().is_none());
    /// ```
    #[must_use]
    pub fn uptime(self, clock: Clock) -> Self {
        self.set(|settings| settings.clock = Some(InstalledClock::undated(clock)))
    }

    fn set(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(Arc::make_mut(&mut self.settings));
        self
    }

    /// The settings.
    ///
    /// ```
    /// assert_eq!(koa_core::App::new().settings().subdomain_offset(), 2);
    /// ```
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Answers a request: the onion, then the last step. A plain future, on any executor or none.
    ///
    /// ```
    /// use koa_core::{App, Method, Request, test::block_on};
    ///
    /// let app = App::new();
    /// let response = block_on(app.respond(Request::new(Method::GET, "/")));
    /// assert_eq!(response.status(), 404);
    /// ```
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
    ///
    /// ```
    /// use koa_core::{App, Method, Request, test::block_on};
    ///
    /// let app = App::new().with(async |ctx, _| {
    ///     ctx.set_body("hi");
    ///     Ok(())
    /// });
    /// let mut ctx = app.context(Request::new(Method::GET, "/"));
    /// let outcome = block_on(app.run(&mut ctx));
    /// app.finish(&mut ctx, outcome);
    /// assert_eq!(ctx.body().as_text(), Some("hi"));
    /// ```
    pub fn context(&self, request: Request) -> Context {
        Context::new(request, self.settings.clone())
    }

    /// Runs the onion; the second step.
    ///
    /// ```
    /// use koa_core::{App, Request, test::block_on};
    ///
    /// let app = App::new().with(async |ctx, _| ctx.throw(403, "no"));
    /// let mut ctx = app.context(Request::default());
    /// assert_eq!(block_on(app.run(&mut ctx)).unwrap_err().status(), 403);
    /// ```
    ///
    /// # Errors
    ///
    /// What no middleware caught.
    ///
    /// # Cancel safety
    ///
    /// As [`respond`](Self::respond).
    pub async fn run(&self, ctx: &mut Context) -> Result {
        if self.layers.is_empty() {
            return Ok(());
        }
        // Taken out, since the context is lent to what lies in them.
        let mut frames = core::mem::take(&mut ctx.frames);
        let rest = Rest { layers: &self.layers, outer: None };
        let space = frames.lend(self.frames.load(Ordering::Relaxed), rest);
        let outcome = Next::new(space).run(ctx).await;
        if let Some(wanted) = frames.wanted() {
            self.frames.store(wanted, Ordering::Relaxed);
        }
        ctx.frames = frames;
        outcome
    }

    /// Makes the response ready to be sent, also from an error; the third step.
    ///
    /// ```
    /// use koa_core::{App, Error, Request};
    ///
    /// let app = App::new();
    /// let mut ctx = app.context(Request::default());
    /// app.finish(&mut ctx, Err(Error::new(403, "no")));
    /// assert_eq!((ctx.status().as_u16(), ctx.body().as_text()), (403, Some("no")));
    /// ```
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
    ///
    /// ```
    /// use koa_core::{App, Error, Request};
    ///
    /// let app = App::new().on_error(|error, _| assert_eq!(error.message(), "the stream broke"));
    /// let ctx = app.context(Request::default());
    /// app.emit(&mut Error::new(500, "the stream broke"), &ctx);
    /// ```
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
