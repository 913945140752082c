//! hyper, as its own hello world has it, on tokio and on smol.

use std::convert::Infallible;
use std::io;

use futures_util::StreamExt as _;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Either, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use smol_hyper::rt::FuturesIo;

use super::TEXT;
use super::order::Order;
use super::pieces::pieces;
use crate::blob::{STATIC, first};

/// With `flush`, answers to pipelined requests are written together.
pub(super) async fn on_tokio(listener: tokio::net::TcpListener, flush: bool) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(async move {
            let mut builder = http1::Builder::new();
            builder.pipeline_flush(flush);
            // A client that went away is no news.
            let _ = builder.serve_connection(TokioIo::new(stream), service_fn(answer)).await;
        });
    }
}

pub(super) async fn on_smol(listener: smol::net::TcpListener) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let connection = async move {
            // A client that went away is no news.
            let _ = http1::Builder::new().serve_connection(FuturesIo::new(stream), service_fn(answer)).await;
        };
        smol::spawn(connection).detach();
    }
}

/// Only what is streamed is in a box.
type Body = Either<Full<Bytes>, UnsyncBoxBody<Bytes, Infallible>>;

async fn answer(request: Request<Incoming>) -> Result<Response<Body>, Infallible> {
    match (request.method(), request.uri().path()) {
        (&Method::POST, "/echo") => Ok(echo(request).await.unwrap_or_else(refuse)),
        (&Method::POST, _) => Ok(receipt(request).await.unwrap_or_else(refuse)),
        (_, "/static") => Ok(Response::new(whole(Bytes::from_static(first(STATIC))))),
        (_, "/stream") => Ok(Response::new(streamed())),
        _ => Ok(Response::new(whole(Bytes::from_static(TEXT.as_bytes())))),
    }
}

fn whole(bytes: impl Into<Bytes>) -> Body {
    Either::Left(Full::new(bytes.into()))
}

fn streamed() -> Body {
    let frames = pieces().map(|piece| piece.map(Frame::data));
    Either::Right(StreamBody::new(frames).boxed_unsync())
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

async fn echo(request: Request<Incoming>) -> Result<Response<Body>, Failure> {
    Ok(Response::new(whole(request.into_body().collect().await?.to_bytes())))
}

async fn receipt(request: Request<Incoming>) -> Result<Response<Body>, Failure> {
    let body = request.into_body().collect().await?.to_bytes();
    let order: Order = serde_json::from_slice(&body)?;
    let json = serde_json::to_vec(&order.receipt())?;
    Ok(Response::builder().header(CONTENT_TYPE, "application/json").body(whole(json))?)
}

fn refuse(_: Failure) -> Response<Body> {
    let mut response = Response::new(whole(Bytes::new()));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}
