//! actix-web: routes; its own runtime, a single-threaded tokio for each worker.

use std::io;
use std::net::TcpListener;

use actix_web::web::{self, Bytes, Json, PayloadConfig};
use actix_web::{App, HttpResponse, HttpServer, rt};

use super::order::{Order, Receipt};
use super::pieces::pieces;
use super::{TEXT, WORKERS};
use crate::blob::{LARGE, STATIC, first};

pub(super) fn serve(listener: TcpListener) -> io::Result<()> {
    let app = || {
        App::new()
            .app_data(PayloadConfig::new(LARGE))
            .route("/", web::get().to(text))
            .route("/", web::post().to(receipt))
            .route("/static", web::get().to(fixed))
            .route("/stream", web::get().to(stream))
            .route("/echo", web::post().to(echo))
    };
    rt::System::new().block_on(async {
        let server = HttpServer::new(app).workers(WORKERS).tcp_nodelay(true).disable_signals();
        server.listen(listener)?.run().await
    })
}

async fn text() -> &'static str {
    TEXT
}

async fn receipt(order: Json<Order>) -> Json<Receipt> {
    Json(order.into_inner().receipt())
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
