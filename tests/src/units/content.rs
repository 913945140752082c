//! type-is, content-disposition, vary, mime-types, and what the response's setters make of a value.

use koa_core::content_disposition::ContentDisposition;
use koa_core::{Context, date, header, html, mime, type_is, vary};
use serde_json::Value;

use super::{or_false, text, texts};
use crate::js;

pub(super) fn type_is(input: &Value) -> Result<Value, String> {
    let types = texts(input, "types").unwrap_or_default();
    Ok(or_false(type_is::is(input["value"].as_str(), &types, mime::lookup)))
}

pub(super) fn has_body(input: &Value) -> Result<Value, String> {
    let headers = &input["headers"];
    Ok(type_is::has_body(headers["transfer-encoding"].as_str(), headers["content-length"].as_str()).into())
}

pub(super) fn normalize(input: &Value) -> Result<Value, String> {
    Ok(or_false(type_is::normalize(text(input, "type"), mime::lookup)))
}

/// A pattern that was not recognised is no pattern.
pub(super) fn matches(input: &Value) -> Result<Value, String> {
    let expected = input["expected"].as_str();
    Ok(expected.is_some_and(|expected| type_is::matches(expected, text(input, "actual"))).into())
}

pub(super) fn disposition(input: &Value) -> Result<Value, String> {
    let options = &input["options"];
    let kind = options["type"].as_str().filter(|kind| !kind.is_empty());
    let mut disposition = ContentDisposition::new(kind.unwrap_or("attachment"));
    if let Some(filename) = input["filename"].as_str() {
        disposition = disposition.filename(filename);
    }
    disposition = match &options["fallback"] {
        Value::String(fallback) => disposition.fallback(fallback),
        Value::Bool(false) => disposition.without_fallback(),
        _ => disposition,
    };
    disposition.to_header_text().map(Value::from).map_err(|error| error.to_string())
}

pub(super) fn vary(input: &Value) -> Result<Value, String> {
    let header = text(input, "header");
    let varies = match texts(input, "field") {
        Some(fields) => vary::append_all(header, &fields),
        None => vary::append(header, text(input, "field")),
    };
    varies.map(Value::from).map_err(|error| error.to_string())
}

/// What the type setter makes of a text.
pub(super) fn content_type(input: &Value) -> Result<Value, String> {
    let mut ctx = super::context();
    ctx.set_content_type(text(input, "input"));
    header_or_error(&mut ctx, header::CONTENT_TYPE.as_str())
}

pub(super) fn lookup(input: &Value) -> Result<Value, String> {
    Ok(or_false(mime::lookup(text(input, "path"))))
}

pub(super) fn extension(input: &Value) -> Result<Value, String> {
    Ok(mime::extension(text(input, "path")).into())
}

pub(super) fn basename(input: &Value) -> Result<Value, String> {
    Ok(mime::basename(text(input, "path")).into())
}

/// The type that a text gets as body.
pub(super) fn sniff(input: &Value) -> Result<Value, String> {
    let mut ctx = super::context();
    ctx.set_body(text(input, "text").to_owned());
    Ok(ctx.content_type().into())
}

pub(super) fn escape(input: &Value) -> Result<Value, String> {
    Ok(html::escape(text(input, "text")).into())
}

pub(super) fn etag(input: &Value) -> Result<Value, String> {
    let mut ctx = super::context();
    ctx.set_etag(&js::text(&input["value"]));
    header_or_error(&mut ctx, header::ETAG.as_str())
}

pub(super) fn date(input: &Value) -> Result<Value, String> {
    let milliseconds = input["ms"].as_f64().ok_or("no number")?;
    Ok(date::format(milliseconds as i64).as_str().into())
}

pub(super) fn parse_date(input: &Value) -> Result<Value, String> {
    Ok(date::parse_http_date(text(input, "text")).into())
}

/// The header that a setter has set, or the error that it remembers.
fn header_or_error(ctx: &mut Context, name: &str) -> Result<Value, String> {
    match ctx.response.take_error() {
        Some(error) => Err(error.message().into()),
        None => Ok(or_false(ctx.response.headers().get(name).map(|value| value.decode().into_owned()))),
    }
}
