use std::sync::{Arc, Mutex};

use koa_core::{App, Error, StatusCode, test};

/// What a listener was told.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    fn add(&self, error: &Error) {
        self.0.lock().unwrap().push(format!("{} {error}", error.status()));
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

fn listening(heard: &Heard) -> App {
    let heard = heard.clone();
    App::new().on_error(move |error, _| heard.add(error))
}

#[test]
fn a_listener_hears_of_every_error_that_reaches_the_top() {
    let heard = Heard::default();
    let app = listening(&heard).with(async |ctx, _| match ctx.path() {
        "/400" => ctx.throw(400, "exposed"),
        "/404" => ctx.throw(404, "gone"),
        "/500" => ctx.throw(500, "secret"),
        "/std" => Ok("x".parse::<u8>().map(|_| ())?),
        _ => Ok(()),
    });
    for url in ["/400", "/404", "/500", "/std", "/"] {
        test::get(url).send(&app);
    }
    assert_eq!(heard.all(), ["400 exposed", "404 gone", "500 secret", "500 invalid digit found in string"]);
}

#[test]
fn a_listener_does_not_hear_of_what_a_middleware_caught() {
    let heard = Heard::default();
    let app = listening(&heard)
        .with(async |ctx, next| {
            if let Err(error) = next.run(ctx).await {
                ctx.set_body(error.to_string());
            }
            Ok(())
        })
        .with(async |ctx, _| ctx.throw(500, "caught"));
    assert_eq!(test::get("/").send(&app).text(), "caught");
    assert!(heard.all().is_empty());
}

#[test]
fn a_listener_hears_of_what_a_setter_could_not_report() {
    let heard = Heard::default();
    let app = listening(&heard).with(async |ctx, _| {
        ctx.set_etag("two\r\nlines");
        Ok(())
    });
    assert_eq!(test::get("/").send(&app).status(), 500);
    assert_eq!(heard.all().len(), 1);
}

#[test]
fn a_listener_may_change_the_error_before_the_answer_is_made() {
    let app = App::new()
        .on_error(|error, _| {
            error.set_status(StatusCode::IM_A_TEAPOT).set_message("short and stout");
            error.headers_mut().insert("x-request-id", "7");
        })
        .with(async |ctx, _| ctx.throw(500, "boiling"));
    let response = test::get("/").send(&app);
    assert_eq!(response.status(), 418);
    assert_eq!(response.text(), "short and stout");
    assert_eq!(response.header("x-request-id"), Some("7"));
}

#[test]
fn a_listener_may_hide_what_would_be_exposed() {
    let app = App::new()
        .on_error(|error, _| {
            error.set_expose(false);
        })
        .with(async |ctx, _| ctx.throw(403, "because of rule 7"));
    assert_eq!(test::get("/").send(&app).text(), "Forbidden");
}

#[test]
fn several_listeners_hear_in_the_order_added_and_see_each_others_changes() {
    let heard = Heard::default();
    let app = listening(&heard)
        .on_error(|error, _| {
            error.set_message("changed");
        })
        .on_error({
            let heard = heard.clone();
            move |error, _| heard.add(error)
        })
        .with(async |ctx, _| ctx.throw(400, "first"));
    test::get("/").send(&app);
    assert_eq!(heard.all(), ["400 first", "400 changed"]);
}

#[test]
fn a_listener_sees_the_context_as_the_middleware_left_it() {
    let app = App::new()
        .on_error(|error, ctx| {
            let seen = format!("{} {} {}", ctx.path(), ctx.status(), ctx.state.get::<u8>().copied().unwrap_or(0));
            error.set_message(seen);
        })
        .with(async |ctx, _| {
            ctx.state.insert(7_u8);
            ctx.set_body("half done");
            ctx.throw(400, "no")
        });
    assert_eq!(test::get("/here").send(&app).text(), "/here 200 7");
}

#[test]
fn a_local_listener_may_hold_what_is_not_send() {
    let heard = std::rc::Rc::new(std::cell::Cell::new(0));
    let app = App::local()
        .on_error({
            let heard = heard.clone();
            move |error, _| heard.set(error.status().as_u16())
        })
        .with(async |ctx, _| ctx.throw(409, "conflict"));
    test::get("/").send(&app);
    assert_eq!(heard.get(), 409);
}

#[test]
fn an_adapter_may_tell_of_errors_that_come_after_the_head() {
    let heard = Heard::default();
    let app = listening(&heard);
    let ctx = app.context(test::get("/").into_request());
    let mut error = Error::new(500, "the stream broke");
    error.set_header_sent();
    app.emit(&mut error, &ctx);
    assert_eq!(heard.all(), ["500 the stream broke"]);
    assert!(error.is_header_sent());
}
