use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use koa_core::{App, Response, test};

use crate::support::{Counter, Gate, Guard, cancel, poll};

#[test]
fn without_middleware_everything_is_not_found() {
    let response = test::get("/").send(&App::new());
    assert_eq!(response.status(), 404);
    assert_eq!(response.text(), "Not Found");
    assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(response.header("content-length"), Some("9"));
}

#[test]
fn two_requests_interleave_on_an_executor_that_is_nobodys() {
    struct Gates([Gate; 2]);
    let gates = [Gate::default(), Gate::default()];
    let app = App::new().with_state(Gates(gates.clone()), async |gates: &Gates, ctx, _| {
        let first = ctx.path() == "/first";
        gates.0[usize::from(!first)].wait().await;
        ctx.set_body(if first { "the first" } else { "the second" });
        Ok(())
    });

    let mut first = pin!(app.respond(test::get("/first").into_request()));
    let mut second = pin!(app.respond(test::get("/second").into_request()));
    assert!(poll(first.as_mut()).is_pending());
    assert!(poll(second.as_mut()).is_pending());
    assert!(poll(first.as_mut()).is_pending());

    gates[1].open();
    assert!(poll(first.as_mut()).is_pending());
    assert_eq!(body(poll(second.as_mut())), "the second");
    gates[0].open();
    assert_eq!(body(poll(first.as_mut())), "the first");
}

fn body(response: Poll<Response>) -> String {
    let Poll::Ready(response) = response else { panic!("the response must be ready") };
    response.body().as_text().expect("the body is text").into()
}

#[test]
fn a_request_is_answered_on_several_threads_at_once() {
    let app = App::new().with(async |ctx, _| {
        let path = ctx.path().to_owned();
        ctx.set_body(path);
        Ok(())
    });
    std::thread::scope(|scope| {
        for url in ["/a", "/b", "/c"] {
            let app = &app;
            scope.spawn(move || assert_eq!(test::get(url).send(app).text(), url));
        }
    });
}

#[test]
fn a_dropped_request_drops_its_middleware_where_it_stands() {
    let (gate, dropped, ended) = (Gate::default(), Counter::default(), Counter::default());
    let state = (gate, dropped.clone(), ended.clone());
    let app = App::new().with_state(state, async |(gate, dropped, ended): &(Gate, Counter, Counter), ctx, next| {
        let _guard = Guard(dropped.clone());
        gate.wait().await;
        next.run(ctx).await?;
        ended.add();
        Ok(())
    });
    cancel(app.respond(test::get("/").into_request()));
    assert_eq!((dropped.get(), ended.get()), (1, 0));
}

#[test]
fn the_three_steps_of_an_adapter_make_the_same_response() {
    let app = App::new().silent(true).with(async |ctx, _| match ctx.path() {
        "/fails" => ctx.throw(403, "members only"),
        _ => {
            ctx.set_body("hello");
            Ok(())
        }
    });
    for url in ["/", "/fails"] {
        let mut ctx = app.context(test::get(url).into_request());
        let outcome = test::block_on(app.run(&mut ctx));
        app.finish(&mut ctx, outcome);

        let response = test::block_on(app.respond(test::get(url).into_request()));
        assert_eq!(ctx.response.status(), response.status());
        assert_eq!(ctx.response.headers(), response.headers());
        assert_eq!(ctx.body().as_bytes(), response.body().as_bytes());
    }
}

#[test]
fn nothing_happens_before_the_first_poll() {
    let runs = Counter::default();
    let app = App::new().with_state(runs.clone(), async |runs: &Counter, _, _| {
        runs.add();
        Ok(())
    });
    let future = app.respond(test::get("/").into_request());
    assert_eq!(runs.get(), 0);
    test::block_on(future);
    assert_eq!(runs.get(), 1);
}

#[test]
fn the_future_may_be_boxed_and_sent_to_an_executor() {
    let app = std::sync::Arc::new(App::new());
    let task: std::pin::Pin<Box<dyn Future<Output = Response> + Send>> = Box::pin({
        let app = app.clone();
        async move { app.respond(test::get("/").into_request()).await }
    });
    let response = std::thread::spawn(move || test::block_on(task)).join().expect("the thread ends");
    assert_eq!(response.status(), 404);
}
