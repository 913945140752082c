//! hyper, as its own hello world has it, on tokio and on smol.

use std::convert::Infallible;
use std::io;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use smol_hyper::rt::FuturesIo;

use super::TEXT;
use super::order::Order;

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

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    match *request.method() {
        Method::POST => Ok(receipt(request).await.unwrap_or_else(refuse)),
        _ => Ok(Response::new(Full::new(Bytes::from_static(TEXT.as_bytes())))),
    }
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

async fn receipt(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Failure> {
    let body = request.into_body().collect().await?.to_bytes();
    let order: Order = serde_json::from_slice(&body)?;
    let json = serde_json::to_vec(&order.receipt())?;
    Ok(Response::builder().header(CONTENT_TYPE, "application/json").body(Full::new(json.into()))?)
}

fn refuse(_: Failure) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}
