//! The onion in six numbers: three middleware, each acting before and after the ones below it.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use koa_core::{App, Context, Flavor, Next, Result};

/// Answers with the order in which the middleware acted: `1 2 3 4 5 6`.
pub fn app() -> App {
    App::new()
        .with(async |ctx, next| {
            ctx.state.insert(Trace(vec![1]));
            next.run(ctx).await?;
            push(ctx, 6)?;
            let order: Vec<String> = ctx.state.require::<Trace>()?.0.iter().map(u8::to_string).collect();
            ctx.set_body(order.join(" "));
            Ok(())
        })
        .with(async |ctx, next| {
            push(ctx, 2)?;
            next.run(ctx).await?;
            push(ctx, 5)
        })
        .with(innermost)
}

async fn innermost<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result {
    push(ctx, 3)?;
    next.run(ctx).await?; // Nothing is below: this is ready at once.
    push(ctx, 4)
}

struct Trace(Vec<u8>);

fn push(ctx: &mut Context, step: u8) -> Result {
    ctx.state.require_mut::<Trace>()?.0.push(step);
    Ok(())
}

#[cfg(test)]
mod tests {
    use koa_core::test;

    #[test]
    fn middleware_act_downstream_then_upstream() {
        assert_eq!(test::get("/").send(&super::app()).text(), "1 2 3 4 5 6");
    }
}
