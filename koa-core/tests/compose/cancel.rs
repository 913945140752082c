use koa_core::{App, Compose, Layer, compose, test};

use crate::support::{Counter, Gate, Guard, cancel};

/// Counts its drop, and what it does after its downstream.
fn guarded(dropped: &Counter, upstream: &Counter) -> Layer {
    Layer::with_state(
        (dropped.clone(), upstream.clone()),
        async |(dropped, upstream): &(Counter, Counter), ctx, next| {
            let _guard = Guard(dropped.clone());
            next.run(ctx).await?;
            upstream.add();
            Ok(())
        },
    )
}

#[test]
fn cancelling_midway_drops_every_layer_and_runs_no_upstream() {
    let (dropped, upstream) = (Counter::default(), Counter::default());
    let inner = compose([guarded(&dropped, &upstream), guarded(&dropped, &upstream)]);
    let app = App::new()
        .compose(compose([guarded(&dropped, &upstream), Layer::with_state(inner, Compose::run)]))
        .with_state(Gate::default(), async |gate: &Gate, _, _| {
            gate.wait().await;
            Ok(())
        });
    let mut ctx = app.context(test::get("/").into_request());
    cancel(app.run(&mut ctx));
    assert_eq!((dropped.get(), upstream.get()), (3, 0));
}

#[test]
fn the_context_can_be_used_after_its_onion_was_cancelled() {
    let app = App::new().with_state(Gate::default(), async |gate: &Gate, ctx, _| {
        ctx.set_body("half");
        gate.wait().await;
        Ok(())
    });
    let mut ctx = app.context(test::get("/").into_request());
    cancel(app.run(&mut ctx));
    app.finish(&mut ctx, Err(koa_core::Error::new(503, "too slow")));
    assert_eq!((ctx.status().as_u16(), ctx.body().as_text()), (503, Some("Service Unavailable")));
}

#[test]
fn a_middleware_may_give_up_on_its_downstream() {
    let dropped = Counter::default();
    let app = App::new()
        .with(async |ctx, next| {
            cancel(next.run(ctx));
            ctx.throw(504, "the downstream took too long")
        })
        .with_state(dropped.clone(), async |dropped: &Counter, _, _| {
            let _guard = Guard(dropped.clone());
            std::future::pending().await
        });
    let app = app.silent(true);
    assert_eq!(test::get("/").send(&app).status(), 504);
    assert_eq!(dropped.get(), 1);
}
