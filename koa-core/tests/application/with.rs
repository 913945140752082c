use koa_core::{App, Compose, Context, Flavor, Layer, Next, Result, compose, middleware, test};

use crate::support::{mark, trace};

async fn two<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result {
    mark(ctx, 2);
    next.run(ctx).await
}

struct Step(u8);

impl Step {
    async fn handle<M: Flavor>(&self, ctx: &mut Context, next: Next<'_, M>) -> Result {
        mark(ctx, self.0);
        next.run(ctx).await
    }
}

middleware!(Step);

#[test]
fn closures_functions_methods_values_and_stacks_are_middleware_in_the_order_added() {
    let app = App::new()
        .with(async |ctx, next| {
            mark(ctx, 1);
            next.run(ctx).await
        })
        .with(two)
        .with_state(Step(3), Step::handle)
        .with_middleware(Step(4))
        .with_state(5, async |step: &u8, ctx, next| {
            mark(ctx, *step);
            next.run(ctx).await
        })
        .compose(compose(vec![Layer::from_middleware(Step(6)), Layer::new(two)]))
        .with_state(compose(vec![Layer::with_state(Step(7), Step::handle)]), Compose::run);
    assert_eq!(trace(&app).0, [1, 2, 3, 4, 5, 6, 2, 7]);
}

#[test]
fn a_local_app_takes_the_same_and_closures_that_capture() {
    let step = std::rc::Rc::new(8);
    let app = App::local()
        .with(two)
        .with_state(Step(3), Step::handle)
        .with_middleware(Step(4))
        .compose(compose(vec![Layer::from_local_middleware(Step(5)), Layer::local(two)]))
        .with_state(compose(vec![Layer::local_with_state(Step(7), Step::handle)]), Compose::run)
        .with(async move |ctx, next| {
            mark(ctx, *step);
            next.run(ctx).await
        });
    assert_eq!(trace(&app).0, [2, 3, 4, 5, 2, 7, 8]);
}

#[test]
fn state_is_one_value_for_all_requests() {
    let app = App::new().with_state(std::sync::atomic::AtomicU32::new(1), async |visits, ctx, _| {
        ctx.set_body(visits.fetch_add(1, std::sync::atomic::Ordering::SeqCst).to_string());
        Ok(())
    });
    assert_eq!(test::get("/").send(&app).text(), "1");
    assert_eq!(test::get("/").send(&app).text(), "2");
}

#[test]
fn debug_tells_the_number_of_layers() {
    let app = App::new().with(two).with_middleware(Step(1));
    assert!(format!("{app:?}").starts_with("App { layers: 2"), "{app:?}");
}
