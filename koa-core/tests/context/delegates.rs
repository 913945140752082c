//! Every member that a context forwards gives what the long form gives.

use koa_core::{Body, Context, HeaderValue, Method, StatusCode, test};

use crate::support::with_headers;

/// A context in which every getter has something to show.
fn full() -> Context {
    let mut ctx = with_headers(&[
        ("host", "a.b.example.com:3000"),
        ("origin", "https://example.com"),
        ("accept", "text/html"),
        ("accept-encoding", "gzip"),
        ("accept-charset", "utf-8"),
        ("accept-language", "en"),
        ("content-type", "application/json"),
        ("content-length", "2"),
    ]);
    ctx.request.set_url("/path?a=1");
    ctx.response.set_body("<p>").set_etag("v1").set_last_modified(0).set_reason("Fine");
    ctx
}

/// What a context shows.
fn shown(ctx: &Context) -> String {
    format!("{:?} {:?} {:?}", ctx.request, ctx.response, ctx.response.body().as_text())
}

macro_rules! getters {
    ($owner:ident: $($name:ident($($argument:expr),*);)*) => {
        let ctx = full();
        $(assert_eq!(
            format!("{:?}", ctx.$name($($argument),*)),
            format!("{:?}", ctx.$owner.$name($($argument),*)),
            stringify!($name),
        );)*
    };
}

macro_rules! setters {
    ($owner:ident: $($name:ident($($argument:expr),*);)*) => {$({
        let (before, mut short, mut long) = (full(), full(), full());
        let _: &mut Context = short.$name($($argument),*);
        long.$owner.$name($($argument),*);
        assert_eq!(shown(&short), shown(&long), stringify!($name));
        assert_ne!(shown(&short), shown(&before), "{} changes something", stringify!($name));
    })*};
}

#[test]
fn getters_of_the_response() {
    getters! { response:
        status(); reason(); body(); content_length(); content_type(); last_modified(); etag();
        is_header_sent(); is_writable(); has_header("etag"); has_header("x-none");
    }
}

#[test]
fn setters_of_the_response() {
    setters! { response:
        attachment("a.txt"); remove_header("etag"); vary("accept"); set_header("x-a", "1");
        append_header("etag", "2"); set_status(StatusCode::CREATED); set_reason("Great");
        set_body(vec![1, 2]); clear_body(); set_content_length(7); set_content_type("png");
        set_last_modified(60_000); set_etag("v2");
    }
}

#[test]
fn fallible_setters_of_the_response() {
    let (mut short, mut long) = (full(), full());
    short.try_set_header("x-a", "1").unwrap().try_append_header("x-a", "2").unwrap();
    long.response.try_set_header("x-a", "1").unwrap().try_append_header("x-a", "2").unwrap();
    assert_eq!(shown(&short), shown(&long));
    assert_eq!(short.response.headers().get_all("x-a").count(), 2);
    assert!(short.try_set_header("bad name", "1").is_err());
    assert!(short.try_append_header("x-a", "two\nlines").is_err());
}

#[cfg(feature = "json")]
#[test]
fn json_of_the_response() {
    let (mut short, mut long) = (full(), full());
    short.set_json(&[1]).unwrap();
    long.response.set_json(&[1]).unwrap();
    assert_eq!(shown(&short), shown(&long));
    assert_eq!(short.body().as_bytes(), Some(&b"[1]"[..]));
}

#[test]
fn getters_of_the_request() {
    getters! { request:
        accepts_languages(&["de", "en"]); accepts_encodings(&["br", "gzip"]); accepts_charsets(&["utf-8"]);
        accepts(&["json", "html"]); header("host"); headers(); querystring(); is_idempotent(); search();
        method(); query(); path(); url(); original_url(); origin(); href(); subdomains(); protocol();
        host(); hostname(); parsed_url(); is_secure(); ips(); ip(); match_content_type(&["html", "json"]);
    }
    assert_eq!(full().match_content_type(&["html", "json"]).as_deref(), Some("json"));
}

#[test]
fn setters_of_the_request() {
    setters! { request:
        set_querystring("b=2"); set_search("?b=2"); set_query([("b", "2")]); set_method(Method::PUT);
        set_path("/other"); set_url("/other?b=2");
    }
}

#[test]
fn names_that_both_sides_have_are_the_ones_of_koa() {
    let mut ctx = full();
    ctx.set_header("host", "of the response");
    assert_eq!(ctx.header("host"), Some("a.b.example.com:3000"));
    assert!(ctx.has_header("host"));
    assert_eq!((ctx.content_type(), &*ctx.request.content_type()), ("text/html", "application/json"));
    assert_eq!((ctx.content_length(), ctx.request.content_length()), (Some(3), Some(2)));
}

#[test]
fn setters_chain_over_both_sides() {
    let mut ctx = test::context("GET /");
    ctx.set_path("/a")
        .set_status(StatusCode::CREATED)
        .set_header("x-a", HeaderValue::from(1))
        .set_body(Body::from("b"));
    assert_eq!((ctx.path(), ctx.status().as_u16(), ctx.body().as_text()), ("/a", 201, Some("b")));
}
