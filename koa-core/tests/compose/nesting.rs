use koa_core::{App, Compose, Layer, compose};

use crate::support::{mark, trace};

/// A layer that marks `step` on the way down and `step + 10` on the way up.
fn layer(step: u8) -> Layer {
    Layer::with_state(step, async |step: &u8, ctx, next| {
        mark(ctx, *step);
        next.run(ctx).await?;
        mark(ctx, step + 10);
        Ok(())
    })
}

fn nest(stack: Compose) -> Layer {
    Layer::with_state(stack, Compose::run)
}

#[test]
fn a_stack_inside_a_stack_goes_on_with_what_follows_it() {
    let inner = compose([layer(2), layer(3)]);
    let app = App::new().compose(compose([layer(1), nest(inner), layer(4)]));
    assert_eq!(trace(&app).0, [1, 2, 3, 4, 14, 13, 12, 11]);
}

#[test]
fn stacks_nest_to_any_depth_and_may_be_empty() {
    let deepest = compose([nest(compose([])), layer(3)]);
    let deeper = compose([layer(2), nest(deepest)]);
    let app = App::new().compose(compose([layer(1), nest(deeper), nest(compose([])), layer(4)]));
    assert_eq!(trace(&app).0, [1, 2, 3, 4, 14, 13, 12, 11]);
}

#[test]
fn a_stack_that_drops_next_ends_the_downstream_of_the_outer_one() {
    let inner = compose([Layer::new(async |ctx, _| {
        mark(ctx, 2);
        Ok(())
    })]);
    let app = App::new().compose(compose([layer(1), nest(inner), layer(9)]));
    assert_eq!(trace(&app).0, [1, 2, 11]);
}

#[test]
fn an_error_below_a_stack_travels_up_through_it() {
    let app = App::new()
        .compose(compose([layer(1), nest(compose([layer(2)]))]))
        .with(async |ctx, _| ctx.throw(409, "conflict"));
    let (steps, outcome) = trace(&app);
    assert_eq!(steps, [1, 2]);
    assert_eq!(outcome.unwrap_err().status(), 409);
}

#[test]
fn local_stacks_nest_too() {
    let step = std::rc::Rc::new(1);
    let inner = compose([Layer::local(async move |ctx, next| {
        mark(ctx, *step);
        next.run(ctx).await
    })]);
    let app = App::local().compose(compose([Layer::local_with_state(inner, Compose::run)])).with(async |ctx, _| {
        mark(ctx, 2);
        Ok(())
    });
    assert_eq!(trace(&app).0, [1, 2]);
}

#[test]
fn two_hundred_layers_are_no_trouble() {
    let app = App::new().compose(compose((0..200).map(|_| layer(0))));
    assert_eq!(trace(&app).0.len(), 400);
}
