//! cargo run -p koa-examples --bin smol-cascade
//!
//! The example of Koa's guide. Ctrl-C and SIGTERM let running requests end.

use koa_examples::cascade;
use koa_smol::{Server, Shutdown};

fn main() -> std::io::Result<()> {
    println!("listening on http://127.0.0.1:3000");
    let app = cascade::app(|line| println!("{line}"));
    let report = smol::block_on(Server::new(app).shutdown(Shutdown::on_signal()?).listen("127.0.0.1:3000"))?;
    println!("served {} connections, aborted {}", report.accepted, report.aborted);
    Ok(())
}
