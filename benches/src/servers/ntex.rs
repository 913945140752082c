//! ntex: resources; a single-threaded tokio for each worker.

use std::io;
use std::net::TcpListener;

use ntex::SharedCfg;
use ntex::http::HttpServiceConfig;
use ntex::time::Seconds;
use ntex::util::Bytes;
use ntex::web::types::{Json, PayloadConfig};
use ntex::web::{App, HttpResponse, HttpServer, get, post, resource};

use super::order::Order;
use super::pieces::pieces;
use super::{TEXT, WORKERS};
use crate::blob::{LARGE, STATIC, first};

pub(super) fn serve(listener: TcpListener) -> io::Result<()> {
    let app = async || {
        App::new().state(PayloadConfig::new(LARGE)).service((
            resource("/").route(get().to(text)).route(post().to(receipt)),
            resource("/static").route(get().to(fixed)),
            resource("/stream").route(get().to(stream)),
            resource("/echo").route(post().to(echo)),
        ))
    };
    // A head would have to come within a second even behind pipelined requests, and turns are longer.
    let http = HttpServiceConfig::new().set_client_timeout(Seconds(60));
    // Its sockets are without Nagle's algorithm by themselves.
    ntex::rt::System::new("koa-benches", ntex::rt::DefaultRuntime).block_on(async move {
        let server = HttpServer::new(app).workers(WORKERS).disable_signals().config(SharedCfg::new("http").add(http));
        server.listen(listener)?.run().await
    })
}

async fn text() -> &'static str {
    TEXT
}

async fn receipt(order: Json<Order>) -> HttpResponse {
    HttpResponse::Ok().json(&order.into_inner().receipt())
}

async fn fixed() -> &'static [u8] {
    first(STATIC)
}

async fn stream() -> HttpResponse {
    HttpResponse::Ok().streaming(pieces::<Bytes>())
}

async fn echo(body: Bytes) -> Bytes {
    body
}
