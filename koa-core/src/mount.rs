//! Mounting one application in another, below a path or for a host (koa-mount).
//!
//! What is mounted is a stack of middleware. It sees paths without the prefix, and what it calls
//! `next` for sees them whole again, on the way down and back up, and after an error too.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use crate::middleware::{Flavor, Layer, MultiThread, SingleThread};
use crate::sync::Arc;
use crate::{App, Compose, Context, Next, Result, compose, middleware};

impl App<MultiThread> {
    /// Runs `inner`, an [`App`], [`Compose`] or [`Layer`], for paths below `prefix`, which `inner`
    /// does not see.
    ///
    /// `/api` is for `/api` and `/api/users`, not for `/apis`; case counts, nothing is decoded.
    /// `inner` calls `next` for what comes after it here. Of an application only the middleware is
    /// mounted: settings, extensions and error listeners are those of this one.
    ///
    /// # Panics
    ///
    /// When `prefix` does not begin with `/`.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let api = App::new().with(async |ctx, _| {
    ///     let text = format!("{} of {}", ctx.path(), ctx.mount_path().unwrap_or("-"));
    ///     ctx.set_body(text);
    ///     Ok(())
    /// });
    /// let app = App::new().mount("/api", api);
    /// assert_eq!(test::get("/api/users").send(&app).text(), "/users of /api");
    /// assert_eq!(test::get("/api").send(&app).text(), "/ of /api");
    /// assert_eq!(test::get("/apis").send(&app).status(), 404);
    /// ```
    ///
    /// # Koa
    ///
    /// `app.use(mount(prefix, inner))`. A prefix that ends with a slash takes it away from the
    /// paths below it too, there and here: leave it out.
    #[must_use]
    pub fn mount(self, prefix: &str, inner: impl Into<Compose>) -> Self {
        match Mount::new(prefix, inner.into(), Layer::from_middleware(Leave)) {
            Ok(mount) => self.with_state(mount, Mount::handle),
            Err(stack) => self.compose(stack),
        }
    }

    /// Runs `inner` for requests to a host name, without regard to case.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let api = App::new().with(async |ctx, _| {
    ///     ctx.set_body("api");
    ///     Ok(())
    /// });
    /// let app = App::new().mount_host("api.example.com", api);
    /// assert_eq!(test::get("/").header("host", "API.example.com:80").send(&app).text(), "api");
    /// assert_eq!(test::get("/").header("host", "example.com").send(&app).status(), 404);
    /// ```
    #[must_use]
    pub fn mount_host(self, hostname: &str, inner: impl Into<Compose>) -> Self {
        self.with_state(Host { hostname: hostname.into(), stack: inner.into() }, Host::handle)
    }
}

impl App<SingleThread> {
    /// Runs `inner`, an [`App`], [`Compose`] or [`Layer`], for paths below `prefix`, which `inner`
    /// does not see.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let api = App::local().with(async |ctx, _| {
    ///     ctx.set_body(ctx.path().to_owned());
    ///     Ok(())
    /// });
    /// assert_eq!(test::get("/api/users").send(&App::local().mount("/api", api)).text(), "/users");
    /// ```
    ///
    /// # Panics
    ///
    /// When `prefix` does not begin with `/`.
    #[must_use]
    pub fn mount(self, prefix: &str, inner: impl Into<Compose<SingleThread>>) -> Self {
        match Mount::new(prefix, inner.into(), Layer::from_local_middleware(Leave)) {
            Ok(mount) => self.with_state(mount, Mount::handle),
            Err(stack) => self.compose(stack),
        }
    }

    /// Runs `inner` for requests to a host name, without regard to case.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let api = App::local().with(async |ctx, _| ctx.throw(403, "no"));
    /// let app = App::local().mount_host("api.example.com", api);
    /// assert_eq!(test::get("/").header("host", "api.example.com").send(&app).status(), 403);
    /// ```
    #[must_use]
    pub fn mount_host(self, hostname: &str, inner: impl Into<Compose<SingleThread>>) -> Self {
        self.with_state(Host { hostname: hostname.into(), stack: inner.into() }, Host::handle)
    }
}

impl Context {
    /// The prefix below which a mounted application was entered last; it stays after it was left.
    ///
    /// ```
    /// assert_eq!(koa_core::test::context("GET /").mount_path(), None);
    /// ```
    ///
    /// # Koa
    ///
    /// `ctx.mountPath`.
    pub fn mount_path(&self) -> Option<&str> {
        self.mounts.path.as_deref()
    }
}

/// One middleware as a stack.
impl<M: Flavor> From<Layer<M>> for Compose<M> {
    fn from(layer: Layer<M>) -> Self {
        compose([layer])
    }
}

/// A stack below a path.
struct Mount<M: Flavor> {
    prefix: Arc<str>,
    stack: Compose<M>,
}

impl<M: Flavor> Mount<M> {
    /// The stack itself when there is nothing to take away from paths.
    fn new(prefix: &str, stack: Compose<M>, leave: Layer<M>) -> core::result::Result<Self, Compose<M>> {
        assert!(prefix.starts_with('/'), "mount path must begin with \"/\"");
        if prefix == "/" {
            return Err(stack);
        }
        let stack = compose(stack.into_layers().into_iter().chain([leave]));
        Ok(Self { prefix: prefix.into(), stack })
    }

    async fn handle(&self, ctx: &mut Context, next: Next<'_, M>) -> Result {
        if !matches(ctx.path(), &self.prefix) {
            return next.run(ctx).await;
        }
        let place = Place { outer: ctx.path().into(), prefix_length: self.prefix.len() };
        let depth = ctx.mounts.places.len();
        ctx.mounts.path = Some(self.prefix.clone());
        ctx.request.set_path(place.inner());
        ctx.mounts.places.push(place.clone());
        let outcome = self.stack.run(ctx, next).await;
        ctx.mounts.places.truncate(depth);
        ctx.request.set_path(&place.outer);
        outcome
    }
}

/// The end of a mounted stack: what comes after it sees the whole path.
struct Leave;

impl Leave {
    async fn handle<M: Flavor>(&self, ctx: &mut Context, next: Next<'_, M>) -> Result {
        // The place of this stack is the last: those that were entered below it have been left.
        let Some(place) = ctx.mounts.places.pop() else { return next.run(ctx).await };
        ctx.request.set_path(&place.outer);
        let outcome = next.run(ctx).await;
        if outcome.is_ok() {
            ctx.request.set_path(place.inner());
        }
        ctx.mounts.places.push(place);
        outcome
    }
}
middleware!(Leave);

/// A stack for a host.
struct Host<M: Flavor> {
    hostname: Box<str>,
    stack: Compose<M>,
}

impl<M: Flavor> Host<M> {
    async fn handle(&self, ctx: &mut Context, next: Next<'_, M>) -> Result {
        match ctx.hostname().eq_ignore_ascii_case(&self.hostname) {
            true => self.stack.run(ctx, next).await,
            false => next.run(ctx).await,
        }
    }
}

/// Where in the mounted applications a request is.
#[derive(Default)]
pub(crate) struct Mounts {
    path: Option<Arc<str>>,
    places: Vec<Place>,
}

impl Mounts {
    pub(crate) fn clear(&mut self) {
        self.path = None;
        self.places.clear();
    }
}

impl fmt::Debug for Mounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mounts").field("path", &self.path).finish_non_exhaustive()
    }
}

/// A path outside of a mounted stack, and how much of it is not seen inside.
#[derive(Clone)]
struct Place {
    outer: Arc<str>,
    prefix_length: usize,
}

impl Place {
    fn inner(&self) -> &str {
        match &self.outer[self.prefix_length..] {
            "" => "/",
            rest => rest,
        }
    }
}

fn matches(path: &str, prefix: &str) -> bool {
    let Some(rest) = path.strip_prefix(prefix) else { return false };
    rest.is_empty() || rest.starts_with('/') || prefix.ends_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Error, test};
    use alloc::format;
    use alloc::string::String;

    #[derive(Default)]
    struct Trace(String);

    fn note(ctx: &mut Context, place: &str) {
        let line = format!("{place}{} ", ctx.url());
        if ctx.state.get::<Trace>().is_none() {
            ctx.state.insert(Trace::default());
        }
        ctx.state.get_mut::<Trace>().unwrap().0.push_str(&line);
    }

    async fn traced<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result {
        note(ctx, ">");
        next.run(ctx).await?;
        note(ctx, "<");
        Ok(())
    }

    async fn report<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result {
        let outcome = next.run(ctx).await;
        note(ctx, if outcome.is_ok() { "=" } else { "!" });
        let trace = ctx.state.remove::<Trace>().unwrap_or_default();
        ctx.set_body(trace.0);
        Ok(())
    }

    #[test]
    fn a_prefix_matches_whole_segments_in_their_case() {
        for (path, prefix, is_match) in [
            ("/hello", "/hello", true),
            ("/hello/", "/hello", true),
            ("/hello/x", "/hello", true),
            ("/hellox", "/hello", false),
            ("/Hello", "/hello", false),
            ("/World", "/World/", false),
            ("/World/", "/World/", true),
            ("/World/a", "/World/", true),
            ("", "/hello", false),
        ] {
            assert_eq!(matches(path, prefix), is_match, "{path:?} {prefix:?}");
        }
    }

    #[test]
    fn paths_are_whole_below_and_above_a_nested_mount() {
        let inner = App::new().with(traced);
        let middle = App::new().with(traced).mount("/b", inner);
        let app = App::new().with(report).mount("/a", middle).with(traced);
        assert_eq!(test::get("/a/b?q").send(&app).text(), ">/b?q >/?q >/a/b?q </a/b?q </?q </b?q =/a/b?q ");
    }

    #[test]
    fn an_application_on_one_thread_mounts_the_same_way() {
        let inner = App::local().with(traced);
        let app = App::local().with(report).mount("/a", inner).mount_host("x", App::local().with(traced));
        assert_eq!(test::get("/a").send(&app).text(), ">/ </ =/a ");
        assert_eq!(test::get("/c").header("host", "X").send(&app).text(), ">/c </c =/c ");
    }

    #[test]
    fn the_path_is_whole_again_after_an_error_inside_or_below() {
        let failing = Layer::new(async |_, _| Err(Error::status_only(403)));
        let app = App::new().with(report).mount("/a", App::new().with(traced).mount("/b", failing));
        assert_eq!(test::get("/a/b").send(&app).text(), ">/b !/a/b ");
        let app = App::new()
            .with(report)
            .mount("/a", App::new().with(traced))
            .with(async |_, _| Err(Error::status_only(403)));
        assert_eq!(test::get("/a/b").send(&app).text(), ">/b !/a/b ");
    }

    #[test]
    fn a_downstream_that_is_dropped_leaves_the_path_whole() {
        let impatient = Layer::new(async |ctx, next| {
            // Runs what is below until it waits, and drops it there.
            let mut cx = core::task::Context::from_waker(core::task::Waker::noop());
            assert!(core::pin::pin!(next.run(ctx)).poll(&mut cx).is_pending());
            Ok(())
        });
        let app = App::new()
            .with(report)
            .mount("/a", App::new().mount("/b", impatient))
            .mount("/a", App::new().with(async |_, _| core::future::pending().await));
        assert_eq!(test::get("/a/b").send(&app).text(), "=/a/b ");
    }

    #[test]
    fn the_root_mounts_the_stack_itself() {
        let app = App::new().mount("/", App::new().with(report)).with(async |ctx, _| {
            assert_eq!(ctx.mount_path(), None);
            Ok(())
        });
        assert_eq!(test::get("/x").send(&app).text(), "=/x ");
    }

    #[test]
    #[should_panic(expected = "mount path must begin with \"/\"")]
    fn a_prefix_begins_with_a_slash() {
        let _ = App::new().mount("a", App::new());
    }
}
