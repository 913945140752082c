//! cargo run -p koa-examples --bin tokio-hello

use koa_examples::hello;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    println!("listening on http://127.0.0.1:3000");
    koa_tokio::listen(hello::app(), "127.0.0.1:3000").await?;
    Ok(())
}
