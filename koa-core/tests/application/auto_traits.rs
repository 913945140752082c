//! Which types may move between threads is part of the interface: losing it would break users.

use std::panic::{RefUnwindSafe, UnwindSafe};

use koa_core::{
    App, Body, Compose, Context, Error, HeaderMap, HeaderName, HeaderValue, InvalidHeaderName, InvalidHeaderValue,
    InvalidMethod, InvalidStatusCode, Layer, Method, MultiThread, Next, Request, Response, Settings, SingleThread,
    State, StatusCode, Version, content_disposition, fresh, query, referrer, test, url, vary, whatwg,
};

/// Implemented once for types that are not `Send`, twice for those that are; the second makes the
/// choice ambiguous, so that naming it compiles for the former only.
trait NotSend<Choice> {
    fn holds() {}
}

struct IsSend;

impl<T: ?Sized> NotSend<()> for T {}
impl<T: ?Sized + Send> NotSend<IsSend> for T {}

fn assert_all<T: Send + Sync + Unpin + 'static>() {}

fn assert_unwind_safe<T: UnwindSafe + RefUnwindSafe>() {}

fn assert_send<T: Send>(_: &T) {}

#[test]
fn every_public_type_may_be_sent_and_shared() {
    assert_all::<App>();
    assert_all::<Body>();
    assert_all::<Compose>();
    assert_all::<Context>();
    assert_all::<Error>();
    assert_all::<HeaderMap>();
    assert_all::<HeaderName>();
    assert_all::<HeaderValue>();
    assert_all::<InvalidHeaderName>();
    assert_all::<InvalidHeaderValue>();
    assert_all::<InvalidMethod>();
    assert_all::<InvalidStatusCode>();
    assert_all::<Layer>();
    assert_all::<Method>();
    assert_all::<MultiThread>();
    assert_all::<Next<'static>>();
    assert_all::<Request>();
    assert_all::<Response>();
    assert_all::<Settings>();
    assert_all::<SingleThread>();
    assert_all::<State>();
    assert_all::<StatusCode>();
    assert_all::<Version>();
    assert_all::<content_disposition::ContentDisposition<'static>>();
    assert_all::<content_disposition::InvalidContentDisposition>();
    assert_all::<fresh::Preconditions<'static>>();
    assert_all::<fresh::Validators<'static>>();
    assert_all::<query::Query<'static>>();
    assert_all::<referrer::Back>();
    assert_all::<test::TestRequest>();
    assert_all::<test::TestResponse>();
    assert_all::<url::Target<'static>>();
    assert_all::<vary::InvalidFieldName>();
    assert_all::<whatwg::Url>();
}

#[test]
fn plain_values_survive_a_panic() {
    assert_unwind_safe::<HeaderMap>();
    assert_unwind_safe::<HeaderName>();
    assert_unwind_safe::<HeaderValue>();
    assert_unwind_safe::<InvalidHeaderName>();
    assert_unwind_safe::<InvalidHeaderValue>();
    assert_unwind_safe::<InvalidMethod>();
    assert_unwind_safe::<InvalidStatusCode>();
    assert_unwind_safe::<Method>();
    assert_unwind_safe::<StatusCode>();
    assert_unwind_safe::<Version>();
    assert_unwind_safe::<query::Query<'static>>();
    assert_unwind_safe::<url::Target<'static>>();
    assert_unwind_safe::<whatwg::Url>();
}

#[test]
fn the_futures_of_an_app_are_send() {
    let app = App::new().with(async |ctx, next| next.run(ctx).await);
    assert_send(&app.respond(test::get("/").into_request()));
    assert_send(&test::get("/").respond(&app));
    let mut ctx = app.context(test::get("/").into_request());
    assert_send(&app.run(&mut ctx));
}

#[test]
fn the_futures_of_the_request_body_are_send() {
    let mut ctx = test::context("POST /");
    assert_send(&ctx.request.bytes());
    assert_send(&ctx.request.text());
    assert_send(&ctx.request.body_mut().chunk());
}

#[test]
fn a_local_app_stays_on_its_thread() {
    <App<SingleThread> as NotSend<_>>::holds();
    <Layer<SingleThread> as NotSend<_>>::holds();
    <Compose<SingleThread> as NotSend<_>>::holds();
    <Next<'static, SingleThread> as NotSend<_>>::holds();
}

#[test]
fn small_types_stay_small() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<koa_core::Result>(), size_of::<usize>());
    assert_eq!(size_of::<StatusCode>(), 2);
    assert_eq!(size_of::<Version>(), 1);
}
