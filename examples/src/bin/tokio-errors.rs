//! cargo run -p koa-examples --bin tokio-errors
//!
//! Try: curl -i http://127.0.0.1:3000/{,login,age?of=30,age?of=old,boom,nowhere}

use koa_examples::errors;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    println!("listening on http://127.0.0.1:3000");
    koa_tokio::listen(errors::app(|report| eprintln!("{report}")), "127.0.0.1:3000").await?;
    Ok(())
}
