//! An application as a service for hyper, tower and axum, and a tower service as a middleware.
//!
//! Koa's `app.callback()` and its reverse: applications move one route at a time.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll};

use crate::body::RequestBody;
use crate::exchange::{self, Origin, Work};
use crate::{App, Limits, ResponseBody, request};

mod body;
mod tower;

pub use body::{HttpBody, HttpBodyError};
pub use tower::{Tower, from_tower};

/// An application as a service; made by [`callback`].
///
/// ```
/// use koa_tokio::{App, callback};
/// use tower::ServiceExt as _;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let service = callback(App::new());
/// let response = service.oneshot(http::Request::new(String::new())).await.unwrap();
/// assert_eq!(response.status(), 404);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Callback {
    app: Arc<App>,
    body_bytes: u64,
}

/// Makes a service for hyper, tower and axum of an application.
///
/// Requests are answered as by a server of this crate, but connections are the other server's:
/// its timeouts, its shutdown.
///
/// # Examples
///
/// ```
/// use koa_tokio::{App, callback};
///
/// let app = App::new().with(async |ctx, _| {
///     let greeting = format!("hello from {}", ctx.path());
///     ctx.set_body(greeting);
///     Ok(())
/// });
/// let router: axum::Router = axum::Router::new().nest_service("/koa", callback(app));
/// # let _ = router;
/// ```
///
/// # Koa
///
/// `app.callback()`.
pub fn callback(app: impl Into<Arc<App>>) -> Callback {
    Callback { app: app.into(), body_bytes: Limits::default().body_bytes }
}

impl Callback {
    /// Replaces [`Limits::body_bytes`].
    ///
    /// ```
    /// use koa_tokio::{App, callback};
    /// use tower::ServiceExt as _;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let app = App::new().with(async |ctx, _| {
    ///     ctx.request.bytes().await?;
    ///     Ok(())
    /// });
    /// let request = http::Request::post("/").body(String::from("too long")).unwrap();
    /// let response = callback(app).body_bytes(3).oneshot(request).await.unwrap();
    /// assert_eq!(response.status(), 413);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn body_bytes(mut self, limit: u64) -> Self {
        self.body_bytes = limit;
        self
    }

    fn answer<B>(&self, request: http::Request<B>) -> CallbackFuture
    where
        B: http_body::Body + Send + 'static,
        B::Error: Into<Box<dyn StdError + Send + Sync>>,
    {
        let (mut parts, body) = request.into_parts();
        let mut work = Work::new(&self.app);
        request::fill(&mut work.ctx, &mut parts);
        work.headers = parts.headers;
        if !body.is_end_stream() {
            work.ctx.request.set_body(RequestBody::new(body, None, None).into_koa(self.body_bytes));
        }
        let answer = exchange::complete(Origin::Service(self.app.clone()), work, None);
        CallbackFuture { answer: Box::pin(answer) }
    }
}

impl<B> tower_service::Service<http::Request<B>> for Callback
where
    B: http_body::Body + Send + 'static,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    type Response = http::Response<ResponseBody>;
    type Error = Infallible;
    type Future = CallbackFuture;

    fn poll_ready(&mut self, _: &mut TaskContext<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> CallbackFuture {
        self.answer(request)
    }
}

impl<B> hyper::service::Service<http::Request<B>> for Callback
where
    B: http_body::Body + Send + 'static,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    type Response = http::Response<ResponseBody>;
    type Error = Infallible;
    type Future = CallbackFuture;

    fn call(&self, request: http::Request<B>) -> CallbackFuture {
        self.answer(request)
    }
}

/// The answer in the making.
///
/// ```
/// use koa_tokio::{App, callback};
/// use tower::ServiceExt as _;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let future = tower::Service::call(&mut callback(App::new()), http::Request::new(String::new()));
/// assert_eq!(future.await.unwrap().status(), 404);
/// # }
/// ```
pub struct CallbackFuture {
    answer: Pin<Box<dyn Future<Output = http::Response<ResponseBody>> + Send>>,
}

impl Future for CallbackFuture {
    type Output = Result<http::Response<ResponseBody>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        self.answer.as_mut().poll(cx).map(Ok)
    }
}

impl fmt::Debug for CallbackFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CallbackFuture")
    }
}
