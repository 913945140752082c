//! cargo run -p koa-examples --bin smol-local
//!
//! An application that stays on its thread, so that its middleware share what they like: no lock,
//! no atomics. Try: curl http://127.0.0.1:3000/{tea,coffee,tea}

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use koa_smol::{App, Server};
use smol::LocalExecutor;

fn main() -> std::io::Result<()> {
    let visits: Rc<RefCell<BTreeMap<String, u64>>> = Rc::default();
    let app = App::local().with_state(visits, async |visits, ctx, _| {
        *visits.borrow_mut().entry(ctx.path().to_owned()).or_default() += 1;
        let lines: Vec<String> = visits.borrow().iter().map(|(path, count)| format!("{count} {path}\n")).collect();
        ctx.set_body(lines.concat());
        Ok(())
    });
    let executor = Rc::new(LocalExecutor::new());
    let server = Server::new(app).executor(executor.clone());
    println!("listening on http://127.0.0.1:3000");
    smol::block_on(executor.run(server.listen("127.0.0.1:3000")))?;
    Ok(())
}
