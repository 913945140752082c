//! The cases of `tests/http1/`: right answers, however the requests are cut.

use koa_core::{App, Body, Context, HeaderValue, Next, Result, ResultExt as _, StatusCode};
use koa_http1::Limits;
use std::task::Poll;
use std::time::SystemTime;

use crate::support::connect_within;

#[path = "../../tests/tests/conformance/answer.rs"]
pub(crate) mod answer;
#[path = "../../tests/tests/conformance/case.rs"]
mod case;
#[path = "../../tests/tests/conformance/verdict.rs"]
mod verdict;

use answer::{Answer, Answers};
use case::Case;

/// What came of a case.
mod client {
    pub(crate) struct Observed {
        pub(crate) answers: super::Answers,
        pub(crate) is_closed: bool,
    }
}

use client::Observed;

const KNOWN: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

const ALLOWED: [(&str, &str); 12] = [
    ("/", "GET, HEAD"),
    ("/echo", "POST, PUT"),
    ("/len", "GET, HEAD"),
    ("/stream", "GET, HEAD"),
    ("/drop", "POST"),
    ("/slow", "GET, HEAD"),
    ("/headers", ""),
    ("/sink", "POST, PUT"),
    ("/status", "GET, HEAD"),
    ("/sethdr", "GET, HEAD"),
    ("/badlen", "GET, HEAD"),
    ("*", "OPTIONS"),
];

/// The endpoints that the cases speak of.
fn app() -> App {
    App::new().silent(true).clock(now).with(known_methods).with(allowed_methods).with(endpoint)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |time| time.as_millis() as i64)
}

async fn known_methods(ctx: &mut Context, next: Next<'_>) -> Result {
    if KNOWN.contains(&ctx.method().as_str()) {
        return next.run(ctx).await;
    }
    ctx.set_status(StatusCode::NOT_IMPLEMENTED);
    Ok(())
}

async fn allowed_methods(ctx: &mut Context, next: Next<'_>) -> Result {
    let Some((_, methods)) = ALLOWED.into_iter().find(|(path, _)| *path == ctx.path()) else { return Ok(()) };
    if methods.is_empty() || methods.split(", ").any(|method| method == ctx.method().as_str()) {
        return next.run(ctx).await;
    }
    ctx.set_status(StatusCode::METHOD_NOT_ALLOWED).set_header("allow", methods);
    Ok(())
}

async fn endpoint(ctx: &mut Context, _: Next<'_>) -> Result {
    match ctx.path() {
        "/" => drop(ctx.set_body("hello")),
        "/echo" => return echo(ctx).await,
        "/len" => {
            let text = "x".repeat(number(ctx, "n")?);
            ctx.set_body(text);
        }
        "/stream" => {
            let body = repeated(b's', number(ctx, "n")?, number(ctx, "chunk")?);
            ctx.set_content_type("text").set_body(body);
        }
        "/drop" => drop(ctx.set_body("dropped")),
        "/slow" => {
            wait().await;
            ctx.set_body("slow");
        }
        "/headers" => return headers(ctx).await,
        "/sink" => return sink(ctx).await,
        "/status" => {
            let status = StatusCode::new(number(ctx, "c")? as u16).or_throw(400, "c is no status")?;
            ctx.set_status(status).set_body("oops-body");
        }
        "/sethdr" => return set_header(ctx),
        "/badlen" => {
            let (declared, length) = (number(ctx, "cl")?, number(ctx, "n")?);
            ctx.set_body(repeated(b'b', length, length)).set_content_length(declared as u64);
        }
        _ => drop(ctx.set_status(StatusCode::NO_CONTENT)),
    }
    Ok(())
}

/// The answer begins with the first piece of the body, and holds no more than a piece.
async fn echo(ctx: &mut Context) -> Result {
    let length = ctx.request.content_length();
    let mut body = ctx.request.take_body();
    let Some(first) = body.set_limit(None).chunk().await.transpose()? else {
        ctx.set_body("");
        return Ok(());
    };
    let mut first = Some(first);
    let all = Body::from_poll_fn(move |cx| match first.take() {
        Some(piece) => Poll::Ready(Some(Ok(piece))),
        None => body.poll_chunk(cx),
    });
    ctx.set_body(match length {
        Some(length) => Body::sized_stream(all, length),
        None => all,
    });
    Ok(())
}

/// Time passes otherwise here; what counts is that others have their turn.
async fn wait() {
    let mut has_waited = false;
    std::future::poll_fn(|cx| {
        cx.waker().wake_by_ref();
        if std::mem::replace(&mut has_waited, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

async fn headers(ctx: &mut Context) -> Result {
    while ctx.request.body_mut().chunk().await.transpose()?.is_some() {}
    let pairs: Vec<_> = ctx.request.headers().iter().map(|(name, value)| (name.as_str(), value.decode())).collect();
    let json = serde_json::to_string(&pairs)?;
    ctx.set_body(Body::json_text(json));
    Ok(())
}

async fn sink(ctx: &mut Context) -> Result {
    let mut length = 0;
    while let Some(piece) = ctx.request.body_mut().chunk().await.transpose()? {
        length += piece.len();
    }
    ctx.set_body(length.to_string());
    Ok(())
}

fn set_header(ctx: &mut Context) -> Result {
    let mut parameters = ctx.querystring().split('&');
    let value = parameters.find_map(|parameter| parameter.strip_prefix("v=")).or_throw(400, "v is missing")?;
    let bytes: Vec<u8> = percent_encoding::percent_decode_str(value).collect();
    let value = HeaderValue::from_bytes(bytes.into())?;
    ctx.set_header("x-echo", value).set_body("set");
    Ok(())
}

fn number(ctx: &Context, name: &str) -> Result<usize> {
    let value = ctx.query().get::<usize>(name).or_throw(400, format!("{name} is no number"))?;
    value.or_throw(400, format!("{name} is missing"))
}

fn repeated(byte: u8, length: usize, piece: usize) -> Body {
    let mut left = length;
    Body::from_poll_fn(move |_| {
        let next = left.min(piece.clamp(1, 64 << 10));
        left -= next;
        Poll::Ready((next > 0).then(|| Ok(vec![byte; next].into())))
    })
}

/// What comes of a case whose bytes arrive in pieces of `size`.
fn observe(case: &Case, size: usize) -> Observed {
    let limits = Limits { body_bytes: 128 << 20, ..Limits::default() };
    let mut session = connect_within(app(), limits);
    session.send_in_pieces(case.bytes(), size);
    let bytes: Vec<u8> = session.writes().into_iter().flat_map(|write| write.bytes).collect();
    let is_closed = session.ended().is_some();
    Observed { answers: answer::read(&bytes, &case.methods, is_closed), is_closed }
}

/// An answer without its date, which goes on.
fn timeless(answer: &Answer) -> (u16, Vec<&(String, String)>, &[u8]) {
    let headers = answer.headers.iter().filter(|(name, _)| name != "date").collect();
    (answer.status, headers, &answer.body)
}

/// Asserts that cut into pieces each case is answered right, and no otherwise than whole.
fn assert_same_in_pieces_of(size: usize) {
    for case in case::all() {
        let (whole, cut) = (observe(&case, usize::MAX), observe(&case, size));
        assert_eq!(verdict::judge(&case, &cut), Ok(()), "{}", case.id);
        assert_eq!(whole.is_closed, cut.is_closed, "{}", case.id);
        assert_eq!(whole.answers.whole.len(), cut.answers.whole.len(), "{}", case.id);
        for (whole, cut) in whole.answers.whole.iter().zip(&cut.answers.whole) {
            assert!(timeless(whole) == timeless(cut), "{}: {whole:?} {cut:?}", case.id);
        }
    }
}

#[test]
fn every_case_is_answered_as_the_rfcs_have_it() {
    let judge = |case: &Case| Some((case.id.clone(), verdict::judge(case, &observe(case, usize::MAX)).err()?));
    let failures: Vec<_> = case::all().iter().filter_map(judge).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn every_case_is_answered_so_byte_by_byte() {
    assert_same_in_pieces_of(1);
}

#[test]
fn every_case_is_answered_so_in_pieces_of_seven_bytes() {
    assert_same_in_pieces_of(7);
}

#[test]
fn there_are_cases_of_every_category() {
    let cases = case::all();
    let categories: std::collections::BTreeSet<_> = cases.iter().map(|case| &case.category).collect();
    assert_eq!((cases.len(), categories.len()), (252, 15));
}
