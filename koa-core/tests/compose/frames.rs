//! Where the futures of a request lie is nobody's business, whatever a middleware does with them.

use std::pin::{Pin, pin};
use std::rc::Rc;

use koa_core::{App, Compose, Context, Flavor, Layer, Next, Result, compose, middleware, test};

use crate::support::{Counter, Gate, Guard, cancel, mark, poll, trace};

fn context(app: &App<impl Flavor>) -> Context {
    app.context(test::get("/").into_request())
}

/// A middleware by its trait, for both flavors.
struct Marking(u8);

impl Marking {
    async fn handle<M: Flavor>(&self, ctx: &mut Context, next: Next<'_, M>) -> Result {
        mark(ctx, self.0);
        next.run(ctx).await?;
        mark(ctx, self.0);
        Ok(())
    }
}
middleware!(Marking);

#[test]
fn onions_of_any_depth_run_again_and_again_in_one_context() {
    for depth in 0..=50 {
        let app = (0..depth).fold(App::new(), |app, _| app.with(async |ctx, next| next.run(ctx).await));
        let local = (0..depth).fold(App::local(), |app, _| app.with(async |ctx, next| next.run(ctx).await));
        let mut ctx = context(&app);
        for _ in 0..3 {
            assert!(test::block_on(app.run(&mut ctx)).is_ok());
            assert!(test::block_on(local.run(&mut ctx)).is_ok());
            ctx.clear();
        }
    }
}

#[test]
fn layers_of_every_kind_lie_beside_each_other() {
    struct ByHand;
    impl koa_core::Middleware for ByHand {
        fn handle<'a>(&'a self, ctx: &'a mut Context, next: Next<'a>) -> <koa_core::MultiThread as Flavor>::Future<'a> {
            mark(ctx, 2);
            Box::pin(next.run(ctx))
        }
    }
    let large = Layer::with_state([3_u8; 100], async |steps: &[u8; 100], ctx, next| {
        let copy = *steps;
        mark(ctx, steps[0]);
        next.run(ctx).await?;
        mark(ctx, copy[99]);
        Ok(())
    });
    let inner = compose([large, Layer::from_middleware(Marking(4))]);
    let app = App::new()
        .with_middleware(Marking(1))
        .with_middleware(ByHand)
        .with_state(inner, Compose::run)
        .mount("/", App::new().with_middleware(Marking(5)))
        .mount_host("", App::new().with_middleware(Marking(6)));
    for _ in 0..3 {
        assert_eq!(trace(&app).0, [1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 1]);
    }
}

#[test]
fn a_forgotten_downstream_does_not_disturb_what_comes_after_it() {
    let dropped = Counter::default();
    let app = App::new()
        .with(async |ctx, next| {
            let mut downstream = next.run(ctx);
            assert!(poll(Pin::new(&mut downstream)).is_pending());
            std::mem::forget(downstream);
            Ok(())
        })
        .with_middleware(Marking(1))
        .with_state(dropped.clone(), async |dropped: &Counter, _, _| {
            let _guard = Guard(dropped.clone());
            std::future::pending().await
        });
    let mut ctx = context(&app);
    for _ in 0..3 {
        assert!(test::block_on(app.run(&mut ctx)).is_ok());
        ctx.clear();
    }
    drop(ctx);
    // Nothing drops it either: that is what forgetting is.
    assert_eq!(dropped.get(), 0);
}

#[test]
fn a_forgotten_stack_does_not_disturb_what_comes_after_it() {
    async fn forget<M: Flavor>(stack: &Compose<M>, ctx: &mut Context, next: Next<'_, M>) -> Result {
        mark(ctx, 1);
        let mut below = Box::pin(stack.run(ctx, next));
        assert!(poll(below.as_mut()).is_pending());
        std::mem::forget(below);
        Ok(())
    }
    let waiting = Layer::new(async |ctx, next| {
        next.run(ctx).await?;
        std::future::pending().await
    });
    let app = App::new()
        .with_middleware(Marking(0))
        .mount("/", App::new().with_state(compose([waiting]), forget))
        .with_middleware(Marking(2));
    let mut ctx = context(&app);
    for _ in 0..3 {
        assert!(test::block_on(app.run(&mut ctx)).is_ok());
        ctx.clear();
    }
    let waiting = Layer::local(async |ctx, next| {
        let own = Rc::new(1);
        next.run(ctx).await?;
        std::future::pending::<()>().await;
        drop(own);
        Ok(())
    });
    let app = App::local().with_state(compose([waiting]), forget).with_middleware(Marking(2));
    for _ in 0..3 {
        assert!(test::block_on(app.run(&mut ctx)).is_ok());
        ctx.clear();
    }
    std::thread::spawn(|| drop(ctx)).join().expect("what is left behind is not touched");
}

#[test]
fn a_middleware_that_gives_up_on_its_downstream_answers_in_its_place() {
    let dropped = Counter::default();
    let stack = compose([Layer::from_middleware(Marking(2)), Layer::from_middleware(Marking(3))]);
    let app = App::new()
        .with(async |ctx, next| {
            assert!(poll(pin!(next.run(ctx))).is_pending());
            mark(ctx, 9);
            Ok(())
        })
        .with_middleware(Marking(1))
        .mount("/", App::new().with_state(stack, Compose::run))
        .with_state(dropped.clone(), async |dropped: &Counter, _, _| {
            let _guard = Guard(dropped.clone());
            std::future::pending().await
        });
    for _ in 0..3 {
        assert_eq!(trace(&app).0, [1, 2, 3, 9]);
    }
    assert_eq!(dropped.get(), 3);
}

#[test]
fn a_context_whose_onion_was_forgotten_or_dropped_runs_the_next() {
    let gate = Gate::default();
    let app = App::new().with_middleware(Marking(1)).with_state(gate.clone(), async |gate: &Gate, _, _| {
        gate.wait().await;
        Ok(())
    });
    let mut ctx = context(&app);
    assert!(poll(pin!(app.run(&mut ctx))).is_pending());
    let mut forgotten = Box::pin(app.run(&mut ctx));
    assert!(poll(forgotten.as_mut()).is_pending());
    std::mem::forget(forgotten);
    cancel(app.run(&mut ctx));
    std::mem::forget(app.run(&mut ctx));
    gate.open();
    for _ in 0..3 {
        assert!(test::block_on(app.run(&mut ctx)).is_ok());
    }
}

#[test]
fn a_middleware_may_exchange_its_context_while_the_onion_runs() {
    let app = App::new()
        .with(async |ctx, next| {
            *ctx = test::context("GET /other");
            next.run(ctx).await?;
            let mut mine = test::context("GET /mine");
            std::mem::swap(ctx, &mut mine);
            std::thread::spawn(move || drop(mine)).join().expect("a context may go anywhere");
            Ok(())
        })
        .with_middleware(Marking(1))
        .with(async |ctx, _| {
            assert_eq!(ctx.path(), "/other");
            Ok(())
        });
    let mut ctx = context(&app);
    for _ in 0..3 {
        assert!(test::block_on(app.run(&mut ctx)).is_ok());
        assert_eq!(ctx.path(), "/mine");
    }
}

#[test]
fn a_middleware_may_run_another_application_with_its_context() {
    let other = App::new().with_middleware(Marking(2)).with_middleware(Marking(3));
    let app = App::new()
        .with_middleware(Marking(1))
        .with_state(other, async |other: &App, ctx, next| {
            other.run(ctx).await?;
            next.run(ctx).await
        })
        .with_middleware(Marking(4));
    for _ in 0..3 {
        assert_eq!(trace(&app).0, [1, 2, 3, 3, 2, 4, 4, 1]);
    }
}

#[test]
fn a_downstream_may_run_on_another_thread() {
    let app = App::new()
        .with(async |ctx, next| {
            std::thread::scope(|scope| scope.spawn(|| test::block_on(next.run(ctx))).join().expect("it does not panic"))
        })
        .with_middleware(Marking(1))
        .with_middleware(Marking(2));
    for _ in 0..3 {
        assert_eq!(trace(&app).0, [1, 2, 2, 1]);
    }
}

#[test]
fn a_panic_below_drops_every_layer_and_the_context_goes_on() {
    let dropped = Counter::default();
    let app = App::new()
        .with_state(dropped.clone(), async |dropped: &Counter, ctx, next| {
            let _guard = Guard(dropped.clone());
            next.run(ctx).await
        })
        .with_middleware(Marking(1))
        .with(async |ctx, _| match ctx.path() {
            "/panic" => panic!("below"),
            _ => Ok(()),
        });
    let mut ctx = context(&app);
    for path in ["/", "/panic", "/", "/panic", "/"] {
        ctx.request.set_path(path);
        let run = std::panic::AssertUnwindSafe(|| test::block_on(app.run(&mut ctx)));
        assert_eq!(std::panic::catch_unwind(run).is_err(), path == "/panic");
    }
    assert_eq!(dropped.get(), 5);
}

#[test]
fn what_is_written_by_hand_around_next_is_a_middleware_too() {
    fn pass<'a>(ctx: &'a mut Context, next: Next<'a>) -> koa_core::Downstream<'a> {
        mark(ctx, 1);
        next.run(ctx)
    }
    let app = App::new().with(pass).with(pass).with_middleware(Marking(2));
    for _ in 0..3 {
        assert_eq!(trace(&app).0, [1, 1, 2, 2]);
    }
}
