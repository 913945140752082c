//! A closure that captures takes the value as its first argument: `with_state`.

use koa_core::App;

fn main() {
    let name = String::from("tobi");
    let _ = App::new().with(async move |ctx, _| {
        ctx.set_body(name.clone());
        Ok(())
    });
}
