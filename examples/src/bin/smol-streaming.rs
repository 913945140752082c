//! cargo run -p koa-examples --bin smol-streaming
//!
//! Try: curl http://127.0.0.1:3000/?lines=1000000 | tail -n 1
//! and: head -c 100M /dev/zero | curl -T - -X POST http://127.0.0.1:3000/

use koa_examples::streaming;

fn main() -> std::io::Result<()> {
    println!("listening on http://127.0.0.1:3000");
    smol::block_on(koa_smol::listen(streaming::app(), "127.0.0.1:3000"))?;
    Ok(())
}
