//! The helper functions that Koa is made of, by the names of the recording.
//!
//! Each takes the recorded arguments as JSON and gives its result as JSON, null for "undefined".

use koa_core::{App, Context, Request, test};
use serde_json::Value;

mod app;
mod compose;
mod content;
mod cookies;
mod errors;
mod negotiation;
mod request;
mod url;

/// Calls a function; its result, or the text of its error.
///
/// # Errors
///
/// When the function fails, or there is none of that name.
pub fn call(function: &str, input: &Value) -> Result<Value, String> {
    match function {
        "compose" => compose::run(input),
        "compose_build" => compose::build(input),
        "compose_twice" => compose::run_twice(input),
        "compose_snapshot" => compose::snapshot(),
        "media_types" | "encodings" | "charsets" | "languages" => negotiation::ranked(function, input),
        "accepts_types" => negotiation::accepts_types(input),
        "accepts_ext_lookup" => negotiation::extension(input),
        "fresh" => negotiation::fresh(input),
        "typeis_is" => content::type_is(input),
        "typeis_hasbody" => content::has_body(input),
        "typeis_normalize" => content::normalize(input),
        "typeis_match" => content::matches(input),
        "content_disposition" => content::disposition(input),
        "vary_append" => content::vary(input),
        "content_type" => content::content_type(input),
        "mime_lookup" => content::lookup(input),
        "path_extname" => content::extension(input),
        "path_basename" => content::basename(input),
        "html_sniff" => content::sniff(input),
        "escape_html" => content::escape(input),
        "etag_set" => content::etag(input),
        "http_date_format" => content::date(input),
        "js_date_parse" => content::parse_date(input),
        "encode_url" => url::encode(input),
        "parse_url" => url::parse(input),
        "url_set" => url::set(input),
        "query_parse" => url::query(input),
        "query_stringify" => url::stringify(input),
        "request" => request::getters(input),
        "status_info" => errors::status(input),
        "create_error" => errors::create(input),
        "http_assert" => errors::assert(input),
        "keygrip_new" | "keygrip_sign" | "keygrip_index" | "keygrip_verify" => cookies::keygrip(function, input),
        "cookie_header" => cookies::line(input),
        "cookies_get" => cookies::get(input),
        "cookies_set" => cookies::set(input),
        "app_options" => app::options(input),
        "app_onerror" => app::report(input),
        "error_events" => app::events(input),
        other => Err(format!("there is nothing like {other}")),
    }
}

/// A member that is a text; empty when it is none.
fn text<'i>(input: &'i Value, name: &str) -> &'i str {
    input[name].as_str().unwrap_or_default()
}

/// A member that is a list of texts; `None` when it is null.
fn texts<'i>(input: &'i Value, name: &str) -> Option<Vec<&'i str>> {
    input[name].as_array().map(|items| items.iter().filter_map(Value::as_str).collect())
}

/// Koa's `false` for nothing.
fn or_false(found: Option<impl Into<String>>) -> Value {
    found.map_or(false.into(), |found| found.into().into())
}

/// A context of an application without settings.
fn context() -> Context {
    context_of(&App::new(), test::get("/").into_request())
}

fn context_of(app: &App, request: Request) -> Context {
    app.context(request)
}
