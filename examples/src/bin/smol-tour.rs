//! cargo run -p koa-examples --bin smol-tour
//!
//! The application that the firmware serves. Try: curl -i http://127.0.0.1:3000/{,json,stream,error,nowhere}

use koa_examples::tour;

fn main() -> std::io::Result<()> {
    println!("listening on http://127.0.0.1:3000");
    smol::block_on(koa_smol::listen(tour::app(|line| println!("{line}")), "127.0.0.1:3000"))?;
    Ok(())
}
