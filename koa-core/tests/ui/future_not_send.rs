//! What may not move between threads needs `App::local()`; the message says so.

use std::rc::Rc;

use koa_core::App;

fn main() {
    let _ = App::new().with(async |ctx, next| {
        let counter = Rc::new(1);
        next.run(ctx).await?;
        ctx.set_body(counter.to_string());
        Ok(())
    });
}
