//! cargo run -p koa-examples --bin tokio-tour
//!
//! The application that the firmware serves. Try: curl -i http://127.0.0.1:3000/{,json,stream,error,nowhere}

use koa_examples::tour;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    println!("listening on http://127.0.0.1:3000");
    koa_tokio::listen(tour::app(|line| println!("{line}")), "127.0.0.1:3000").await?;
    Ok(())
}
