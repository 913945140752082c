//! An adapter keeps a context and fills it in again: nothing of the earlier request may show.

use koa_core::{App, Body, Context, Error, Method, Request, StatusCode, Version, test};
use proptest::prelude::*;

use crate::support::Counter;

type Change = fn(&mut Context);

/// Everything that an earlier request can leave behind.
const CHANGES: &[Change] = &[
    |ctx| _ = ctx.set_method(Method::POST),
    |ctx| _ = ctx.set_url("/earlier?secret#f"),
    |ctx| _ = ctx.set_url("http://earlier/path?x"),
    |ctx| _ = ctx.request.set_original_url("/original?earlier"),
    |ctx| _ = ctx.request.set_original_url("*"),
    |ctx| _ = ctx.set_path("/deeper"),
    |ctx| _ = ctx.set_querystring("q=1"),
    |ctx| _ = ctx.request.set_version(Version::HTTP_2),
    |ctx| _ = ctx.request.set_peer(Some(([192, 0, 2, 1], 80).into())),
    |ctx| _ = ctx.request.set_ip("192.0.2.2"),
    |ctx| _ = ctx.request.set_encrypted(true),
    |ctx| _ = ctx.request.set_authority("earlier.example"),
    |ctx| _ = ctx.request.set_body("the earlier body"),
    |ctx| ctx.request.headers_mut().append("cookie", "session=1"),
    |ctx| ctx.request.headers_mut().append("host", "earlier.example"),
    |ctx| ctx.request.headers_mut().append("if-none-match", "*"),
    |ctx| _ = ctx.set_status(StatusCode::CREATED),
    |ctx| _ = ctx.set_status(StatusCode::NO_CONTENT),
    |ctx| _ = ctx.set_reason("Earlier"),
    |ctx| _ = ctx.set_reason("two\nlines"),
    |ctx| _ = ctx.set_body("the earlier answer"),
    |ctx| _ = ctx.set_body(Body::json_text("{}")),
    |ctx| _ = ctx.clear_body(),
    |ctx| _ = ctx.append_header("set-cookie", "session=1"),
    |ctx| _ = ctx.cookies_mut().set(("session", "1")),
    |ctx| _ = ctx.set_content_type("html").set_etag("v1").vary("cookie"),
    |ctx| _ = ctx.set_etag("two\r\nlines"),
    |ctx| _ = ctx.redirect("javascript:alert(1)"),
    |ctx| _ = ctx.redirect("/elsewhere"),
    |ctx| _ = ctx.state.insert("the earlier user"),
    |ctx| ctx.emit(Error::new(500, "earlier")),
];

fn app(heard: &Counter) -> App {
    let heard = heard.clone();
    App::new().subdomain_offset(1).extend(7_u8).on_error(move |_, _| heard.add())
}

/// What a context shows by itself.
fn shown(ctx: &Context) -> String {
    let request = &ctx.request;
    let addresses = (request.peer(), request.ip(), request.ips(), request.protocol());
    let target = (ctx.url(), ctx.original_url(), ctx.path(), ctx.querystring(), ctx.search(), ctx.href());
    let names = (ctx.host(), ctx.hostname(), ctx.subdomains(), request.version());
    let body = (ctx.body().as_bytes(), ctx.content_length(), ctx.content_type(), ctx.reason(), ctx.is_fresh());
    let app = (ctx.app::<u8>().ok(), ctx.settings(), ctx.state.get::<&str>());
    format!("{ctx:?} {addresses:?} {target:?} {names:?} {body:?} {app:?}")
}

/// What becomes of the next request in this context.
fn answer(app: &App, mut ctx: Context, finish: bool) -> String {
    let body = test::block_on(ctx.request.text()).unwrap();
    ctx.request.set_original_url("/next").set_version(Version::HTTP_2);
    if finish {
        ctx.set_status(StatusCode::OK);
    }
    app.finish(&mut ctx, Ok(()));
    format!("{body} {} {:?}", shown(&ctx), ctx.is_header_sent())
}

proptest! {
    #[test]
    fn a_cleared_context_equals_a_fresh_one(
        changes in proptest::collection::vec(0..CHANGES.len(), 0..12),
        finished in any::<bool>(),
        finish in any::<bool>(),
    ) {
        let heard = Counter::default();
        let app = app(&heard);
        let mut used = app.context(test::post("/earlier").header("x-earlier", "1").body("earlier").into_request());
        for change in changes {
            CHANGES[change](&mut used);
        }
        if finished {
            app.finish(&mut used, Err(Error::new(400, "earlier")));
        }
        let told = heard.get();
        used.clear();
        let fresh = app.context(Request::default());
        prop_assert_eq!(shown(&used), shown(&fresh));
        prop_assert_eq!(answer(&app, used, finish), answer(&app, fresh, finish));
        prop_assert_eq!(heard.get(), told, "an error of the earlier request was told");
    }
}

#[test]
fn every_change_shows_before_it_is_cleared() {
    let heard = Counter::default();
    let app = app(&heard);
    for (number, change) in CHANGES.iter().enumerate() {
        let (mut used, fresh) = (app.context(Request::default()), app.context(Request::default()));
        change(&mut used);
        let shows = shown(&used) != shown(&fresh);
        let told = heard.get();
        let (used, fresh) = (answer(&app, used, false), answer(&app, fresh, false));
        assert!(shows || used != fresh || heard.get() > told, "change {number} shows");
    }
}
