//! Hello World on actix-web, at the address that is the first argument.

use actix_web::{App, HttpServer, web};

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:3000".into());
    let app = || App::new().route("/", web::get().to(async || "Hello World"));
    HttpServer::new(app).bind(address)?.run().await
}
