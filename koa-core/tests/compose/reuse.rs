use std::pin::pin;

use koa_core::{App, Compose, Layer, compose, test};

use crate::support::{Gate, mark, poll, trace};

#[test]
fn a_stack_runs_as_often_as_it_is_asked() {
    let app = App::new().compose(compose([Layer::new(async |ctx, next| {
        mark(ctx, 1);
        next.run(ctx).await
    })]));
    assert_eq!(trace(&app).0, [1]);
    assert_eq!(trace(&app).0, [1]);
}

#[test]
fn one_stack_runs_for_several_contexts_at_once() {
    let gate = Gate::default();
    let stack = compose([
        Layer::with_state(gate.clone(), async |gate: &Gate, ctx, next| {
            gate.wait().await;
            next.run(ctx).await
        }),
        Layer::new(async |ctx, _| {
            let path = ctx.path().to_owned();
            ctx.set_body(path);
            Ok(())
        }),
    ]);
    let app = App::new().with_state(stack, Compose::run);
    let mut contexts = ["/a", "/b"].map(|url| app.context(test::get(url).into_request()));
    let [a, b] = &mut contexts;
    {
        let (mut a, mut b) = (pin!(app.run(a)), pin!(app.run(b)));
        assert!(poll(a.as_mut()).is_pending() && poll(b.as_mut()).is_pending());
        gate.open();
        assert!(poll(b.as_mut()).is_ready() && poll(a.as_mut()).is_ready());
    }
    assert_eq!(contexts.map(|ctx| ctx.body().as_text().map(str::to_owned)), [Some("/a".into()), Some("/b".into())]);
}

#[test]
fn a_middleware_may_run_one_stack_or_another() {
    struct Stacks([Compose; 2]);
    let stack = |body: &'static str| {
        compose([Layer::with_state(body, async |body: &&'static str, ctx, _| {
            ctx.set_body(*body);
            Ok(())
        })])
    };
    let app = App::new().with_state(Stacks([stack("a"), stack("b")]), async |stacks: &Stacks, ctx, next| {
        let which = usize::from(ctx.path() == "/b");
        stacks.0[which].run(ctx, next).await
    });
    assert_eq!(test::get("/a").send(&app).text(), "a");
    assert_eq!(test::get("/b").send(&app).text(), "b");
}
