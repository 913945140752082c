use std::cell::RefCell;
use std::rc::Rc;

use koa_core::{App, test};

#[test]
fn middleware_may_capture_what_is_not_send() {
    let log = Rc::new(RefCell::new(Vec::new()));
    let app = App::local().with({
        let log = log.clone();
        async move |ctx, next| {
            log.borrow_mut().push(ctx.path().to_owned());
            next.run(ctx).await
        }
    });
    test::get("/a").send(&app);
    test::get("/b").send(&app);
    assert_eq!(*log.borrow(), ["/a", "/b"]);
}

#[test]
fn what_is_not_send_may_be_held_over_an_await() {
    let led = Rc::new(RefCell::new(false));
    let app = App::local()
        .with({
            let led = led.clone();
            async move |ctx, next| {
                let mine = led.clone();
                *mine.borrow_mut() = true;
                next.run(ctx).await?;
                *mine.borrow_mut() = false;
                Ok(())
            }
        })
        .with_state(led.clone(), async |led, ctx, _| {
            ctx.set_body(if *led.borrow() { "on" } else { "off" });
            Ok(())
        });
    assert_eq!(test::get("/").send(&app).text(), "on");
    assert!(!*led.borrow());
}
