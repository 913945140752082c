//! actix-web: a route; its own runtime, a single-threaded tokio for each worker.

use std::io;
use std::net::TcpListener;

use actix_web::web::{self, Json};
use actix_web::{App, HttpServer, rt};

use super::order::{Order, Receipt};
use super::{TEXT, WORKERS};

pub(super) fn serve(listener: TcpListener) -> io::Result<()> {
    let app = || App::new().route("/", web::get().to(text)).route("/", web::post().to(receipt));
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
