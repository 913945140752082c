//! The small language of steps on a context that several applications share.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use koa_core::content_disposition::ContentDisposition;
use koa_core::{Context, HeaderMap, HeaderName, HeaderValue, Result, StatusCode, date, header};
use serde_json::{Map, Value, json};

use crate::errors::{self, Texts, plain};
use crate::{body_kind, js};

/// Values by name that steps leave in the context's state.
#[derive(Default)]
struct Values(Map<String, Value>);

/// Runs one step, a list of a name and arguments; what it reports, or null.
///
/// # Errors
///
/// When the step fails, at once or as a setter that remembers its error.
pub fn apply(ctx: &mut Context, op: &Value) -> Result<Value> {
    let result = run(ctx, op)?;
    ctx.response.take_error().map_or(Ok(result), Err)
}

/// Runs steps until one fails.
///
/// # Errors
///
/// As [`apply`].
pub fn apply_all(ctx: &mut Context, ops: &[Value]) -> Result {
    ops.iter().try_for_each(|op| apply(ctx, op).map(drop))
}

fn name(op: &Value) -> &str {
    op.get(0).and_then(Value::as_str).unwrap_or_default()
}

fn run(ctx: &mut Context, op: &Value) -> Result<Value> {
    let list = op.as_array().map(Vec::as_slice).unwrap_or_default();
    let arguments = list.get(1..).unwrap_or_default();
    let argument = |index: usize| arguments.get(index).unwrap_or(&Value::Null);
    let (a, b) = (argument(0), argument(1));
    match name(op) {
        "status" => set_status(ctx, a.as_f64())?,
        "message" => drop(ctx.set_reason(js::text(a))),
        "type" => drop(ctx.set_content_type(a.as_str().unwrap_or_default())),
        "length" => set_length(ctx, a)?,
        "body" => body_kind::assign(ctx, &js::text(a), arguments.get(1))?,
        "set" => set(ctx, a, b)?,
        "append" => append(ctx, &js::text(a), b)?,
        "remove" => drop(ctx.remove_header(js::text(a))),
        "has" => return Ok(ctx.response.has_header(js::text(a)).into()),
        "get" => return Ok(header_value(ctx.response.headers(), &js::text(a))),
        "vary" => vary(ctx, a),
        "etag" => drop(ctx.set_etag(&js::text(a))),
        "lastModified" => set_last_modified(ctx, a)?,
        "redirect" => drop(ctx.redirect(&js::text(a))),
        "back" => back(ctx, a.as_str()),
        "attachment" => attachment(ctx, a.as_str(), b),
        // The head is written after the onion: there is nothing to flush.
        "flush" => {}
        "throw" => return Err(errors::create(arguments, Texts::Current)?),
        "snap" => return Ok(snap(ctx)),
        "headers" => return Ok(headers(ctx.response.headers())),
        "resis" => return Ok(response_is(ctx, arguments)),
        "fresh" => return Ok(ctx.is_fresh().into()),
        "stale" => return Ok(ctx.is_stale().into()),
        "state" => {
            let mut values = ctx.state.remove::<Values>().unwrap_or_default();
            values.0.insert(js::text(a), b.clone());
            ctx.state.insert(values);
        }
        "getstate" => {
            let values = ctx.state.get::<Values>();
            return Ok(values.and_then(|values| values.0.get(&js::text(a)).cloned()).unwrap_or_default());
        }
        other => return Err(plain(format!("unknown op {other}"))),
    }
    Ok(Value::Null)
}

/// `ctx.status = number`.
///
/// # Errors
///
/// When it is not a number, not whole, or not a status code.
pub(crate) fn set_status(ctx: &mut Context, number: Option<f64>) -> Result {
    let number = number.filter(|number| number % 1.0 == 0.0).ok_or_else(|| plain("status code must be a number"))?;
    // Casting saturates, so that a number out of range stays no status code.
    ctx.set_status(StatusCode::new(number as u16)?);
    Ok(())
}

/// `ctx.length = value`; what is no length is written as the text it is.
pub(crate) fn set_length(ctx: &mut Context, value: &Value) -> Result {
    if let Some(length) = value.as_u64() {
        ctx.set_content_length(length);
    } else if !ctx.response.has_header(header::TRANSFER_ENCODING) {
        ctx.try_set_header("content-length", js::text(value))?;
    }
    Ok(())
}

/// `ctx.set(name, value)` and `ctx.set({name: value})`.
fn set(ctx: &mut Context, name: &Value, value: &Value) -> Result {
    let Some(fields) = name.as_object() else { return set_field(ctx, &js::text(name), value) };
    for (name, value) in fields {
        check_single(name, value)?;
    }
    fields.iter().try_for_each(|(name, value)| set_field(ctx, name, value))
}

fn set_field(ctx: &mut Context, name: &str, value: &Value) -> Result {
    if name.is_empty() {
        return Ok(());
    }
    check_single(name, value)?;
    let Some(values) = value.as_array() else {
        ctx.try_set_header(name, js::text(value))?;
        return Ok(());
    };
    // Everything is checked before anything is changed.
    let field = HeaderName::new(name)?;
    let values =
        values.iter().map(|value| HeaderValue::new(js::text(value))).collect::<core::result::Result<Vec<_>, _>>()?;
    ctx.remove_header(name);
    for value in values {
        ctx.response.headers_mut().append(field.clone(), value);
    }
    Ok(())
}

/// A list for a header that has one value is a mistake.
fn check_single(name: &str, value: &Value) -> Result {
    let is_single = header::CONTENT_TYPE == *name || header::CONTENT_LENGTH == *name;
    match value.as_array() {
        Some(values) if is_single && values.len() != 1 => Err(plain(format!("{name} must contain exactly one value"))),
        _ => Ok(()),
    }
}

fn append(ctx: &mut Context, name: &str, value: &Value) -> Result {
    for value in value.as_array().map_or(core::slice::from_ref(value), Vec::as_slice) {
        ctx.try_append_header(name, js::text(value))?;
    }
    Ok(())
}

fn vary(ctx: &mut Context, field: &Value) {
    match field.as_array() {
        None => drop(ctx.vary(if field.is_null() { String::new() } else { js::text(field) })),
        Some(fields) => {
            let fields: Vec<String> = fields.iter().map(js::text).collect();
            ctx.response.vary_all(&crate::params::borrowed(&fields));
        }
    }
}

fn set_last_modified(ctx: &mut Context, value: &Value) -> Result {
    let milliseconds = match value {
        Value::String(text) => date::parse_http_date(text),
        other => other.as_f64().map(|number| number as i64),
    };
    ctx.set_last_modified(milliseconds.ok_or_else(|| plain("not a date"))?);
    Ok(())
}

/// `ctx.back(alt)`, whose `alt` may be left out.
pub(crate) fn back(ctx: &mut Context, alternative: Option<&str>) {
    ctx.back(alternative.filter(|alternative| !alternative.is_empty()).unwrap_or("/"));
}

/// `ctx.attachment(filename, {type, fallback})`.
pub(crate) fn attachment(ctx: &mut Context, filename: Option<&str>, options: &Value) {
    let kind = options.get("type").and_then(Value::as_str).filter(|kind| !kind.is_empty());
    let mut disposition = ContentDisposition::new(kind.unwrap_or("attachment"));
    if let Some(filename) = filename {
        disposition = disposition.filename(filename);
    }
    disposition = match options.get("fallback") {
        Some(Value::String(fallback)) => disposition.fallback(fallback),
        Some(Value::Bool(false)) => disposition.without_fallback(),
        _ => disposition,
    };
    ctx.response.set_disposition(filename, &disposition);
}

/// What can be read from a response.
pub(crate) fn snap(ctx: &Context) -> Value {
    let response = &ctx.response;
    json!({
        "status": response.status().as_u16(),
        "message": response.reason(),
        "length": response.content_length(),
        "type": response.content_type(),
        "headerSent": response.is_header_sent(),
        "writable": response.is_writable(),
    })
}

/// A map of headers: lower-case names, a text or a list of texts each.
pub(crate) fn headers(map: &HeaderMap) -> Value {
    let mut members = Map::new();
    for (name, _) in map.iter() {
        members.entry(name.as_str()).or_insert_with(|| header_value(map, name.as_str()));
    }
    Value::Object(members)
}

/// A header: null, a text, or a list of texts when there are several.
pub(crate) fn header_value(map: &HeaderMap, name: &str) -> Value {
    let mut values: Vec<Value> = map.get_all(name).map(|value| value.decode().into()).collect();
    match values.len() {
        0 => Value::Null,
        1 => values.remove(0),
        _ => Value::Array(values),
    }
}

/// `ctx.response.is(...types)`.
pub(crate) fn response_is(ctx: &Context, types: &[Value]) -> Value {
    let types: Vec<String> = types.iter().map(js::text).collect();
    let found = ctx.response.match_content_type(&crate::params::borrowed(&types));
    found.map_or(false.into(), |found| found.into_owned().into())
}
