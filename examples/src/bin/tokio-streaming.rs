//! cargo run -p koa-examples --bin tokio-streaming
//!
//! Try: curl http://127.0.0.1:3000/?lines=1000000 | tail -n 1
//! and: head -c 100M /dev/zero | curl -T - -X POST http://127.0.0.1:3000/

use koa_examples::streaming;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    println!("listening on http://127.0.0.1:3000");
    koa_tokio::listen(streaming::app(), "127.0.0.1:3000").await?;
    Ok(())
}
