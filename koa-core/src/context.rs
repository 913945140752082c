//! The context of one request: what every middleware is lent (Koa's `context.js`).
//!
//! Request and response are public fields, so that one can be read while the other is written; the
//! methods here forward to them, as Koa's delegates do.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use crate::frames::Frames;
use crate::mount::Mounts;
use crate::settings::Settings;
use crate::sync::Arc;
use crate::{Error, Method, Request, Response, Result, State, fresh, header, state};

mod delegate;
mod redirect;

/// Request, response and state of one request.
///
/// # Examples
///
/// ```
/// let mut ctx = koa_core::test::context("GET /users?page=2");
/// ctx.response.set_body(format!("page of {}", ctx.request.path()));
/// assert_eq!(ctx.body().as_text(), Some("page of /users"));
/// ```
pub struct Context {
    /// The request.
    pub request: Request,
    /// The response.
    pub response: Response,
    /// What middleware leaves for other middleware, by type.
    pub state: State,
    settings: Arc<Settings>,
    handled: Vec<Error>,
    pub(crate) mounts: Mounts,
    /// What the onion runs in, unless it is running.
    pub(crate) frames: Frames,
}

impl Context {
    pub(crate) fn new(mut request: Request, settings: Arc<Settings>) -> Self {
        request.set_settings(settings.clone());
        Self {
            request,
            response: Response::default(),
            state: State::default(),
            settings,
            handled: Vec::new(),
            mounts: Mounts::default(),
            frames: Frames::default(),
        }
    }

    /// Forgets the request, keeping memory and application, so that an adapter can fill in the next.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_body("hi").clear();
    /// assert_eq!(ctx.status(), 404);
    /// assert!(ctx.body().is_empty());
    /// ```
    pub fn clear(&mut self) {
        self.request.clear();
        self.response.clear();
        self.state.clear();
        self.handled.clear();
        self.mounts.clear();
    }

    /// The application's settings.
    ///
    /// ```
    /// assert!(!koa_core::test::context("GET /").settings().proxy());
    /// ```
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The value of type `T` that [`App::extend`](crate::App::extend) gave the application.
    ///
    /// # Errors
    ///
    /// A 500 that names the type, which the client does not see, when there is none.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// struct Db(&'static str);
    ///
    /// let app = App::new().extend(Db("pg")).with(async |ctx, _| {
    ///     let name = ctx.app::<Db>()?.0;
    ///     ctx.set_body(name);
    ///     Ok(())
    /// });
    /// assert_eq!(test::get("/").send(&app).text(), "pg");
    /// ```
    ///
    /// # Koa
    ///
    /// `app.context.db = db()`, then `ctx.db`.
    pub fn app<T: 'static>(&self) -> Result<&T> {
        self.settings.extension().ok_or_else(|| state::missing::<T>("App::extend"))
    }

    /// Fails with `status` and `message`, which the client sees below 500.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().with(async |ctx, _| ctx.throw(403, "members only"));
    /// let response = test::get("/").send(&app);
    /// assert_eq!((response.status().as_u16(), response.text().as_str()), (403, "members only"));
    /// ```
    ///
    /// # Errors
    ///
    /// Always; `return ctx.throw(403, "members only");` leaves the middleware.
    ///
    /// # Koa
    ///
    /// `ctx.throw(status, message)`. Properties of the error: [`Error::with`].
    pub fn throw<T>(&self, status: u16, message: impl Into<Cow<'static, str>>) -> Result<T> {
        Err(Error::new(status, message))
    }

    /// Fails with `status` and `message` unless `condition` holds.
    ///
    /// ```
    /// let ctx = koa_core::test::context("GET /");
    /// assert!(ctx.ensure(true, 401, "who?").is_ok());
    /// assert_eq!(ctx.ensure(false, 401, "who?").unwrap_err().status(), 401);
    /// ```
    ///
    /// # Errors
    ///
    /// When `condition` is false.
    ///
    /// # Koa
    ///
    /// `ctx.assert(value, status, message)`.
    #[doc(alias = "assert")]
    pub fn ensure(&self, condition: bool, status: u16, message: impl Into<Cow<'static, str>>) -> Result {
        if condition { Ok(()) } else { self.throw(status, message) }
    }

    /// Tells the listeners of [`App::on_error`](crate::App::on_error) of an error that a middleware
    /// has answered itself, when the onion is done.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new()
    ///     .on_error(|error, _| assert_eq!(error.message(), "the database is gone"))
    ///     .with(async |ctx, next| {
    ///         if let Err(error) = next.run(ctx).await {
    ///             ctx.set_status(error.status()).set_body("come back later");
    ///             ctx.emit(error);
    ///         }
    ///         Ok(())
    ///     })
    ///     .with(async |ctx, _| ctx.throw(503, "the database is gone"));
    /// assert_eq!(test::get("/").send(&app).text(), "come back later");
    /// ```
    ///
    /// # Koa
    ///
    /// `ctx.app.emit('error', err, ctx)`.
    pub fn emit(&mut self, error: Error) {
        self.handled.push(error);
    }

    pub(crate) fn take_handled(&mut self) -> Vec<Error> {
        core::mem::take(&mut self.handled)
    }

    /// Whether the client's copy is still good, so that a 304 says it all: for GET and HEAD with a
    /// status of 2xx or 304.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("if-none-match", "\"v1\"");
    /// ctx.set_status(koa_core::StatusCode::OK).set_etag("v1");
    /// assert!(ctx.is_fresh());
    /// ```
    ///
    /// # Koa
    ///
    /// `ctx.fresh`. Both conditions must hold, where RFC 9110 §13.2.2 lets If-None-Match decide alone.
    pub fn is_fresh(&self) -> bool {
        let (request, response) = (&self.request, &self.response);
        let is_read = *request.method() == Method::GET || *request.method() == Method::HEAD;
        if !is_read || !(response.status().is_success() || response.status() == 304) {
            return false;
        }
        let none_match = request.combined_header(header::IF_NONE_MATCH.as_str());
        let cache_control = request.combined_header(header::CACHE_CONTROL.as_str());
        let preconditions = fresh::Preconditions {
            if_none_match: none_match.as_deref(),
            if_modified_since: request.header(header::IF_MODIFIED_SINCE),
            cache_control: cache_control.as_deref(),
        };
        let validators = fresh::Validators {
            etag: response.header(header::ETAG),
            last_modified: response.header(header::LAST_MODIFIED),
        };
        fresh::is_fresh(preconditions, validators)
    }

    /// The opposite of [`is_fresh`](Self::is_fresh).
    ///
    /// ```
    /// assert!(koa_core::test::context("GET /").is_stale());
    /// ```
    pub fn is_stale(&self) -> bool {
        !self.is_fresh()
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("request", &self.request)
            .field("response", &self.response)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
