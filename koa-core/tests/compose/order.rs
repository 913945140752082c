use koa_core::{App, Layer, compose};

use crate::support::{mark, trace};

#[test]
fn downstream_runs_in_order_and_upstream_in_reverse() {
    let app = App::new()
        .with(async |ctx, next| {
            mark(ctx, 1);
            next.run(ctx).await?;
            mark(ctx, 6);
            Ok(())
        })
        .with(async |ctx, next| {
            mark(ctx, 2);
            next.run(ctx).await?;
            mark(ctx, 5);
            Ok(())
        })
        .with(async |ctx, next| {
            mark(ctx, 3);
            next.run(ctx).await?;
            mark(ctx, 4);
            Ok(())
        });
    assert_eq!(trace(&app).0, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_middleware_that_drops_next_ends_the_downstream() {
    let app = App::new()
        .with(async |ctx, next| {
            mark(ctx, 1);
            next.run(ctx).await?;
            mark(ctx, 3);
            Ok(())
        })
        .with(async |ctx, _| {
            mark(ctx, 2);
            Ok(())
        })
        .with(async |ctx, _| {
            mark(ctx, 9);
            Ok(())
        });
    assert_eq!(trace(&app).0, [1, 2, 3]);
}

#[test]
fn below_the_last_middleware_next_does_nothing() {
    let app = App::new().with(async |ctx, next| next.run(ctx).await);
    assert!(trace(&app).1.is_ok());
}

#[test]
fn an_empty_stack_goes_on_with_what_follows() {
    let app = App::new().compose(compose([])).with_state(compose([]), koa_core::Compose::run).with(async |ctx, _| {
        mark(ctx, 1);
        Ok(())
    });
    assert_eq!(trace(&app).0, [1]);
    assert!(trace(&App::new()).1.is_ok());
}

#[test]
fn the_list_is_moved_in_from_any_iterator() {
    let layers = (1..=4).map(|step| {
        Layer::with_state(step, async |step: &u8, ctx, next| {
            mark(ctx, *step);
            next.run(ctx).await
        })
    });
    assert_eq!(trace(&App::new().compose(compose(layers))).0, [1, 2, 3, 4]);
}

#[test]
fn everything_is_one_call_deep_in_the_same_context() {
    let app = App::new()
        .with(async |ctx, next| {
            ctx.state.insert(1_u32);
            next.run(ctx).await?;
            assert_eq!(ctx.state.get(), Some(&3_u32));
            Ok(())
        })
        .with(async |ctx, _| {
            *ctx.state.require_mut::<u32>()? += 2;
            Ok(())
        });
    assert!(trace(&app).1.is_ok());
}
