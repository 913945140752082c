//! xitca-web: routes; a single-threaded tokio for each worker.

use std::io;
use std::net::TcpListener;

use socket2::SockRef;
use xitca_web::App;
use xitca_web::body::{ResponseBody, StreamDataBody};
use xitca_web::bytes::Bytes;
use xitca_web::handler::handler_service;
use xitca_web::handler::json::Json;
use xitca_web::route::{get, post};

use super::order::{Order, Receipt};
use super::pieces::pieces;
use super::{TEXT, WORKERS};
use crate::blob::{STATIC, first};

pub(super) fn serve(listener: TcpListener) -> io::Result<()> {
    // It has no setting for this; sockets take it over from the one that accepts them.
    SockRef::from(&listener).set_tcp_nodelay(true)?;
    let app = App::new()
        .at("/", get(handler_service(text)).post(handler_service(receipt)))
        .at("/static", get(handler_service(fixed)))
        .at("/stream", get(handler_service(stream)))
        .at("/echo", post(handler_service(echo)));
    app.serve().worker_threads(WORKERS).disable_signal().listen(listener)?.run().wait()
}

async fn text() -> &'static str {
    TEXT
}

async fn receipt(order: Json<Order>) -> Json<Receipt> {
    Json(order.0.receipt())
}

async fn fixed() -> Bytes {
    Bytes::from_static(first(STATIC))
}

async fn stream() -> ResponseBody {
    ResponseBody::boxed(StreamDataBody::new(pieces::<Bytes>()))
}

async fn echo(body: Bytes) -> Bytes {
    body
}
