//! Testing an application as what it is: a function from a request to a response.
//!
//! No socket, no runtime, no waker: a request is built, the future of
//! [`App::respond`](crate::App::respond) is driven where the test stands, the response is looked
//! at. It works without std, on a board too.

use alloc::string::String;
use core::future::Future;
use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use core::pin::pin;
use core::task::{Context as TaskContext, Poll, Waker};

use bytes::Bytes;

use crate::settings::Settings;
use crate::sync::Arc;
use crate::{
    App, Body, Context, Error, Flavor, HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode,
};

/// Drives a future on this thread until it is done.
///
/// It polls again at once when the future is not ready, so that a future that waits for another
/// thread is waited for, and one that nothing will ever complete hangs the test.
///
/// ```
/// assert_eq!(koa_core::test::block_on(async { 6 * 7 }), 42);
/// ```
pub fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut cx = TaskContext::from_waker(Waker::noop());
    loop {
        match future.as_mut().poll(&mut cx) {
            Poll::Ready(output) => return output,
            Poll::Pending => core::hint::spin_loop(),
        }
    }
}

/// The context of a request line such as `GET /path`, without an application.
///
/// ```
/// assert_eq!(koa_core::test::context("GET /users?page=2").path(), "/users");
/// ```
///
/// # Panics
///
/// When the method is not a token.
pub fn context(request_line: &str) -> Context {
    let (method, url) = request_line.split_once(' ').unwrap_or((request_line, "/"));
    Context::new(TestRequest::new(method, url).into_request(), Arc::new(Settings::default()))
}

/// A GET request.
///
/// ```
/// use koa_core::{App, test};
///
/// assert_eq!(test::get("/").send(&App::new()).status(), 404);
/// ```
pub fn get(url: &str) -> TestRequest {
    TestRequest::new("GET", url)
}

/// A POST request.
///
/// ```
/// use koa_core::{App, test};
///
/// let app = App::new().with(async |ctx, _| {
///     let text = ctx.request.text().await?;
///     ctx.set_body(text);
///     Ok(())
/// });
/// assert_eq!(test::post("/").body("hello").send(&app).text(), "hello");
/// ```
pub fn post(url: &str) -> TestRequest {
    TestRequest::new("POST", url)
}

/// A request in the making.
///
/// # Examples
///
/// ```
/// use koa_core::{App, test};
///
/// let app = App::new().with(async |ctx, _| {
///     let text = ctx.request.text().await?;
///     ctx.set_body(text.to_uppercase());
///     Ok(())
/// });
/// let response = test::post("/").header("content-type", "text/plain").body("hello").send(&app);
/// assert_eq!(response.status(), 200);
/// assert_eq!(response.text(), "HELLO");
/// ```
#[derive(Debug)]
pub struct TestRequest(Request);

impl TestRequest {
    /// A request with any method, from 127.0.0.1.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// assert_eq!(test::TestRequest::new("HEAD", "/").send(&App::new()).text(), "");
    /// ```
    ///
    /// # Panics
    ///
    /// When the method is not a token.
    pub fn new(method: &str, url: &str) -> Self {
        let method = Method::new(method).expect("a method must be a token");
        let mut request = Request::new(method, url);
        request.set_peer(Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 50_000)));
        Self(request)
    }

    /// Adds a header.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().with(async |ctx, _| {
    ///     assert_eq!(ctx.header("x-a"), Some("1"));
    ///     Ok(())
    /// });
    /// test::get("/").header("X-A", "1").send(&app);
    /// ```
    ///
    /// # Panics
    ///
    /// When the name or the value is not valid.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::new(name).expect("a header name must be a token");
        let value = HeaderValue::new(value).expect("a header value must be text of one line");
        self.0.headers_mut().append(name, value);
        self
    }

    /// Sets the body, and Content-Length when it is known.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().with(async |ctx, _| {
    ///     let text = ctx.request.text().await?;
    ///     ctx.set_body(text);
    ///     Ok(())
    /// });
    /// assert_eq!(test::post("/").body("hello").send(&app).text(), "hello");
    /// ```
    #[must_use]
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        let body = body.into();
        if let Some(length) = body.len() {
            self.0.headers_mut().insert(crate::header::CONTENT_LENGTH, length);
        }
        self.0.set_body(body);
        self
    }

    /// Changes anything else: version, peer, encryption.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let request = test::get("/").with(|request| {
    ///     request.set_encrypted(true);
    /// });
    /// assert!(request.into_request().is_secure());
    /// ```
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Request)) -> Self {
        change(&mut self.0);
        self
    }

    /// The request itself.
    ///
    /// ```
    /// assert_eq!(koa_core::test::get("/a").into_request().path(), "/a");
    /// ```
    pub fn into_request(self) -> Request {
        self.0
    }

    /// Sends the request and waits for the whole response.
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
    pub fn send<M: Flavor>(self, app: &App<M>) -> TestResponse {
        block_on(self.respond(app))
    }

    /// Sends the request: a plain future, for any executor.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().with(async |ctx, _| {
    ///     ctx.set_body("hi");
    ///     Ok(())
    /// });
    /// let response = test::block_on(test::get("/").respond(&app));
    /// assert_eq!(response.text(), "hi");
    /// ```
    ///
    /// # Cancel safety
    ///
    /// As [`App::respond`](crate::App::respond).
    pub async fn respond<M: Flavor>(self, app: &App<M>) -> TestResponse {
        let mut response = app.respond(self.0).await;
        let body = response.take_sendable_body().bytes().await;
        TestResponse { response, body }
    }
}

/// A response with its whole body.
///
/// ```
/// use koa_core::{App, test};
///
/// let app = App::new().with(async |ctx, _| {
///     ctx.set_body("hi");
///     Ok(())
/// });
/// let response = test::get("/").send(&app);
/// assert_eq!((response.status().as_u16(), response.text().as_str()), (200, "hi"));
/// ```
#[derive(Debug)]
pub struct TestResponse {
    response: Response,
    body: crate::Result<Bytes>,
}

impl TestResponse {
    /// The status.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// assert_eq!(test::get("/").send(&App::new()).status(), 404);
    /// ```
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The reason phrase.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// assert_eq!(test::get("/").send(&App::new()).reason(), Some("Not Found"));
    /// ```
    pub fn reason(&self) -> Option<&str> {
        self.response.reason()
    }

    /// The first value of a header.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().with(async |ctx, _| {
    ///     ctx.set_body("hi");
    ///     Ok(())
    /// });
    /// assert_eq!(test::get("/").send(&app).header("Content-Length"), Some("2"));
    /// ```
    pub fn header(&self, name: impl AsRef<str>) -> Option<&str> {
        self.response.header(name)
    }

    /// Every header.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().with(async |ctx, _| {
    ///     ctx.set_body("hi");
    ///     Ok(())
    /// });
    /// assert_eq!(test::get("/").send(&app).headers().len(), 2); // Type and length.
    /// ```
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The body as text.
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
    /// # Panics
    ///
    /// When the body failed.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(self.bytes()).into_owned()
    }

    /// The body.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().with(async |ctx, _| {
    ///     ctx.set_body("hi");
    ///     Ok(())
    /// });
    /// assert_eq!(test::get("/").send(&app).bytes(), "hi");
    /// ```
    ///
    /// # Panics
    ///
    /// When the body failed; [`body_error`](Self::body_error) tells.
    pub fn bytes(&self) -> &Bytes {
        self.body.as_ref().expect("the body must not fail")
    }

    /// What the body failed with: a client would see the connection break.
    ///
    /// ```
    /// use core::task::Poll;
    /// use koa_core::{App, Body, Error, test};
    ///
    /// let app = App::new().with(async |ctx, _| {
    ///     ctx.set_body(Body::from_poll_fn(|_| Poll::Ready(Some(Err(Error::new(500, "the disk is gone"))))));
    ///     Ok(())
    /// });
    /// assert_eq!(test::get("/").send(&app).body_error().unwrap().message(), "the disk is gone");
    /// ```
    pub fn body_error(&self) -> Option<&Error> {
        self.body.as_ref().err()
    }

    /// The body as JSON.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().with(async |ctx, _| {
    ///     ctx.set_json(&[1, 2])?;
    ///     Ok(())
    /// });
    /// assert_eq!(test::get("/").send(&app).json::<Vec<u8>>(), [1, 2]);
    /// ```
    ///
    /// # Panics
    ///
    /// When the body is not JSON of the type `T`.
    #[cfg(feature = "json")]
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_slice(self.bytes()).expect("the body must be JSON of this type")
    }
}
