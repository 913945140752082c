//! Hello World on axum, at the address that is the first argument.

use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:3000".into());
    let app = Router::new().route("/", get(async || "Hello World"));
    axum::serve(TcpListener::bind(address).await?, app).await
}
