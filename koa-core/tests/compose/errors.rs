use koa_core::{App, Error};

use crate::support::{mark, trace};

#[test]
fn an_error_travels_up_through_every_layer_that_uses_the_question_mark() {
    let app = App::new()
        .with(async |ctx, next| {
            let outcome = next.run(ctx).await;
            mark(ctx, 1);
            outcome
        })
        .with(async |ctx, next| {
            next.run(ctx).await?;
            mark(ctx, 9);
            Ok(())
        })
        .with(async |ctx, _| ctx.throw(409, "conflict"));
    let (steps, outcome) = trace(&app);
    assert_eq!(steps, [1]);
    assert_eq!(outcome.unwrap_err().message(), "conflict");
}

#[test]
fn an_error_can_be_caught_upstream() {
    let app = App::new()
        .with(async |ctx, next| {
            next.run(ctx).await?;
            mark(ctx, 2);
            Ok(())
        })
        .with(async |ctx, next| {
            let error = next.run(ctx).await.unwrap_err();
            mark(ctx, 1);
            assert_eq!(error.status(), 500);
            Ok(())
        })
        .with(async |_, _| Err(Error::new(500, "caught")));
    let (steps, outcome) = trace(&app);
    assert_eq!(steps, [1, 2]);
    assert!(outcome.is_ok());
}

#[test]
fn an_error_can_be_exchanged_on_its_way_up() {
    let app = App::new()
        .with(async |ctx, next| next.run(ctx).await.map_err(|_| Error::status_only(503)))
        .with(async |ctx, _| ctx.throw(500, "inner"));
    assert_eq!(trace(&app).1.unwrap_err().status(), 503);
}

#[test]
fn a_middleware_may_fail_before_and_after_its_downstream() {
    let before = App::new().with(async |ctx, _| ctx.throw(400, "before")).with(async |ctx, _| {
        mark(ctx, 9);
        Ok(())
    });
    assert!(trace(&before).0.is_empty());

    let after = App::new()
        .with(async |ctx, next| {
            next.run(ctx).await?;
            ctx.throw(400, "after")
        })
        .with(async |ctx, _| {
            mark(ctx, 1);
            Ok(())
        });
    let (steps, outcome) = trace(&after);
    assert_eq!((steps, outcome.unwrap_err().to_string()), (vec![1], "after".into()));
}
