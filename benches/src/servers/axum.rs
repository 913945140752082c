//! axum: routes, and layers made by `from_fn` that only call the next.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::{get, post};
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use tokio::net::TcpListener;

use super::TEXT;
use super::order::Order;
use super::pieces::pieces;
use crate::blob::{STATIC, first};

pub(super) async fn serve(listener: TcpListener, layers: usize) -> io::Result<()> {
    let receipt = async |Json(order): Json<Order>| Json(order.receipt());
    let mut app = Router::new()
        .route("/", get(async || TEXT).post(receipt))
        .route("/static", get(async || first(STATIC)))
        .route("/stream", get(async || Body::from_stream(pieces::<Bytes>())))
        .route("/echo", post(async |body: Bytes| body));
    for _ in 0..layers {
        app = app.layer(from_fn(pass));
    }
    // A socket that refuses the option is served all the same.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, app).await
}

async fn pass(request: Request, next: Next) -> Response {
    next.run(request).await
}
