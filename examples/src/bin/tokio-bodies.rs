//! cargo run -p koa-examples --bin tokio-bodies
//!
//! Try: curl -i http://127.0.0.1:3000/{text,html,json,stream,empty,accepted,page.css,teapot}

use koa_examples::bodies;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    println!("listening on http://127.0.0.1:3000");
    koa_tokio::listen(bodies::app(), "127.0.0.1:3000").await?;
    Ok(())
}
