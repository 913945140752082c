//! A tower service as a middleware that answers.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;

use hyper::upgrade::OnUpgrade;
use tower_service::Service;

use super::HttpBody;
use crate::body::RequestBody;
use crate::{
    Body, Context, Error, Flavor, Method, Middleware, MultiThread, Next, Result, ResultExt as _, Upgrade, Version,
};

/// A tower service as a middleware; made by [`from_tower`].
///
/// ```
/// use koa_tokio::{App, from_tower, test};
///
/// let answer = tower::service_fn(async |_| Ok::<_, std::io::Error>(http::Response::new(String::from("hi"))));
/// let app = App::new().with_middleware(from_tower(answer));
/// assert_eq!(test::get("/").send(&app).text(), "hi");
/// ```
#[derive(Clone)]
pub struct Tower<S> {
    service: S,
}

/// Makes a middleware of a tower service: an axum router, or a service in tower's layers.
///
/// It answers every request that reaches it. Headers that outer middleware has set stay, unless
/// the service sets them too; an error of the service is a 500.
///
/// # Examples
///
/// ```
/// use axum::{Router, routing::get};
/// use koa_tokio::{App, from_tower};
///
/// let router: Router = Router::new().route("/axum", get(async || "hello from axum"));
/// let app = App::new().with_middleware(from_tower(router));
/// ```
pub fn from_tower<S>(service: S) -> Tower<S> {
    Tower { service }
}

impl<S, B> Middleware for Tower<S>
where
    S: Service<http::Request<HttpBody>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Error: Into<Box<dyn StdError + Send + Sync>>,
    S::Future: Send,
    B: http_body::Body + Send + 'static,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    fn handle<'a>(&'a self, ctx: &'a mut Context, _: Next<'a>) -> <MultiThread as Flavor>::Future<'a> {
        let mut service = self.service.clone();
        Box::pin(async move {
            let request = take_request(ctx)?;
            poll_fn(|cx| service.poll_ready(cx)).await.map_err(failed)?;
            let answer = service.call(request).await.map_err(failed)?;
            set_response(ctx, answer);
            Ok(())
        })
    }
}

impl<S> fmt::Debug for Tower<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tower")
    }
}

fn failed<E: Into<Box<dyn StdError + Send + Sync>>>(error: E) -> Error {
    let source = error.into();
    Error::new(500, source.to_string()).with_source(source)
}

/// The request as it stands, with its body and its way out of HTTP.
fn take_request(ctx: &mut Context) -> Result<http::Request<HttpBody>> {
    let mut request = http::Request::new(HttpBody::from(ctx.request.take_body()));
    *request.method_mut() = http::Method::from(ctx.method());
    *request.uri_mut() = ctx.url().parse().or_throw(400, "the target is not a URI")?;
    *request.version_mut() = version(ctx.request.version());
    for (name, value) in ctx.request.headers().iter() {
        request.headers_mut().append(http::HeaderName::from(name.clone()), value.clone().into());
    }
    if let Some(extensions) = ctx.state.remove::<http::Extensions>() {
        *request.extensions_mut() = extensions;
    }
    // Only hyper can make an upgrade of its own, so there is none for a service below our own engine.
    if let Some(upgrade) = ctx.state.remove::<Upgrade>().and_then(Upgrade::into_hyper) {
        request.extensions_mut().insert::<OnUpgrade>(upgrade);
    }
    if let Some(peer) = ctx.request.peer() {
        request.extensions_mut().insert(peer);
    }
    Ok(request)
}

fn version(version: Version) -> http::Version {
    match version {
        Version::HTTP_10 => http::Version::HTTP_10,
        Version::HTTP_2 => http::Version::HTTP_2,
        Version::HTTP_3 => http::Version::HTTP_3,
        _ => http::Version::HTTP_11,
    }
}

fn set_response<B>(ctx: &mut Context, answer: http::Response<B>)
where
    B: http_body::Body + Send + 'static,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    let (mut parts, body) = answer.into_parts();
    ctx.set_status(parts.status.into());
    let is_head = *ctx.method() == Method::HEAD;
    let body = match body.size_hint().exact() {
        // The length of an answer to HEAD is in its headers or nowhere.
        _ if is_head => Body::stream(RequestBody::new(body, None, None)),
        Some(0) => Body::from(bytes::Bytes::new()),
        Some(length) => Body::sized_stream(RequestBody::new(body, None, None), length),
        None => Body::stream(RequestBody::new(body, None, None)),
    };
    if !ctx.status().is_empty() {
        let is_typed = ctx.response.has_header(crate::header::CONTENT_TYPE);
        ctx.set_body(body);
        if !is_typed {
            ctx.remove_header(crate::header::CONTENT_TYPE);
        }
    }
    let headers = ctx.response.headers_mut();
    for name in parts.headers.keys() {
        headers.remove(name.as_str());
    }
    headers.take_from(&mut parts.headers);
}
