use std::sync::{Arc, Mutex};

use koa_core::{App, Error, test};

#[test]
fn an_emitted_error_reaches_the_listeners_and_leaves_the_answer_alone() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let app = App::new()
        .on_error({
            let heard = heard.clone();
            move |error, _| heard.lock().unwrap().push(error.to_string())
        })
        .with(async |ctx, _| {
            ctx.set_body("fine");
            ctx.emit(Error::new(500, "one"));
            ctx.emit(Error::new(500, "two"));
            Ok(())
        });
    let response = test::get("/").send(&app);
    assert_eq!((response.status().as_u16(), response.text()), (200, "fine".into()));
    assert_eq!(*heard.lock().unwrap(), ["one", "two"]);
}

#[test]
fn emitted_errors_come_before_the_one_that_ends_the_request() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let app = App::new()
        .on_error({
            let heard = heard.clone();
            move |error, _| heard.lock().unwrap().push(error.to_string())
        })
        .with(async |ctx, _| {
            ctx.emit(Error::new(500, "emitted"));
            ctx.throw(400, "thrown")
        });
    assert_eq!(test::get("/").send(&app).text(), "thrown");
    assert_eq!(*heard.lock().unwrap(), ["emitted", "thrown"]);
}

#[test]
fn an_emitted_error_is_told_once() {
    let heard = Arc::new(Mutex::new(0));
    let app = App::new().on_error({
        let heard = heard.clone();
        move |_, _| *heard.lock().unwrap() += 1
    });
    let mut ctx = app.context(test::get("/").into_request());
    ctx.emit(Error::new(500, "once"));
    app.finish(&mut ctx, Ok(()));
    app.finish(&mut ctx, Ok(()));
    assert_eq!(*heard.lock().unwrap(), 1);
}
