//! cargo run -p koa-examples --bin smol-hello

use koa_examples::hello;

fn main() -> std::io::Result<()> {
    println!("listening on http://127.0.0.1:3000");
    smol::block_on(koa_smol::listen(hello::app(), "127.0.0.1:3000"))?;
    Ok(())
}
