//! trillium on tokio and on smol: a handler.

use std::io;

use trillium::{Body, Conn, KnownHeaderName, Method, Status};

use super::TEXT;
use super::order::Order;
use crate::blob::{LARGE, STATIC, first};

pub(super) async fn on_tokio(listener: tokio::net::TcpListener) -> io::Result<()> {
    let config = trillium_tokio::config().with_prebound_server(listener).with_nodelay().without_signals();
    config.run_async(answer).await;
    Ok(())
}

pub(super) async fn on_smol(listener: smol::net::TcpListener) -> io::Result<()> {
    let config = trillium_smol::config().with_prebound_server(listener).with_nodelay().without_signals();
    config.run_async(answer).await;
    Ok(())
}

async fn answer(conn: Conn) -> Conn {
    match (conn.method(), conn.path()) {
        (Method::Post, "/echo") => echo(conn).await,
        (Method::Post, _) => receipt(conn).await,
        (_, "/static") => conn.ok(first(STATIC)),
        // What it streams are readers, and it chooses the pieces.
        (_, "/stream") => conn.ok(Body::new_streaming(first(LARGE), None)),
        _ => conn.ok(TEXT),
    }
}

async fn echo(mut conn: Conn) -> Conn {
    match conn.request_body().read_bytes().await {
        Ok(body) => conn.ok(body),
        Err(_) => conn.with_status(Status::BadRequest),
    }
}

async fn receipt(mut conn: Conn) -> Conn {
    let body = conn.request_body().read_bytes().await.unwrap_or_default();
    let order = serde_json::from_slice::<Order>(&body);
    match order.and_then(|order| serde_json::to_vec(&order.receipt())) {
        Ok(json) => conn.with_response_header(KnownHeaderName::ContentType, "application/json").ok(json),
        Err(_) => conn.with_status(Status::BadRequest),
    }
}
