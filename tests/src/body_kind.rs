//! The kinds of body that the applications know, as a program in Rust would set them.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::task::Poll;

use bytes::Bytes;
use koa_core::{Body, Context, Result, StatusCode, header};
use serde_json::{Value, json};

use crate::errors::plain;
use crate::js;

/// Sets the body to one of the kinds; `value` is its parameter.
///
/// # Errors
///
/// When there is no such kind, or the value does not fit it.
pub(crate) fn assign(ctx: &mut Context, kind: &str, value: Option<&Value>) -> Result {
    let text = value.map(js::text);
    match kind {
        "text" => ctx.set_body(text.unwrap_or("hello".into())),
        "html" => ctx.set_body("<p>hi</p>"),
        "empty" => ctx.set_body(""),
        "buffer" => ctx.set_body(text.map_or(vec![0, 1, 2, 254, 255], String::into_bytes)),
        "emptybuffer" => ctx.set_body(Vec::new()),
        "null" => ctx.clear_body(),
        "undefined" => forget(ctx),
        "json" => return set_value(ctx, &json_value(text.as_deref())?),
        "array" => ctx.set_json(&[1, 2, 3])?,
        "emptyobject" => ctx.set_json(&json!({}))?,
        "num" => ctx.set_json(&text.map_or(42.into(), |text| js::number_value(js::number(&text))))?,
        "true" => ctx.set_json(&true)?,
        "false" => ctx.set_json(&false)?,
        "stream" => ctx.set_body(stream(&["hel", "lo ", "stream"])),
        "emptystream" => ctx.set_body(stream(&[])),
        "errstream" => ctx.set_body(Body::from_poll_fn(|_| Poll::Ready(Some(Err(plain("stream boom")))))),
        "webstream" => ctx.set_body(stream(&["web ", "stream"])),
        "blob" => ctx.set_body(Body::sized_stream(pieces(&["blob!"]), 5)),
        "blobtyped" => {
            if !ctx.response.has_header(header::CONTENT_TYPE) {
                ctx.set_content_type("application/json");
            }
            ctx.set_body(Body::sized_stream(pieces(&["{\"b\":1}"]), 7))
        }
        "response" => {
            ctx.set_status(StatusCode::CREATED).set_body(stream(&["from response"]));
            ctx.set_header("content-type", "text/css").set_header("x-r", "1")
        }
        "responseempty" => ctx.set_status(StatusCode::ACCEPTED).set_body(stream(&[])),
        other => return Err(plain(format!("unknown body kind {other}"))),
    };
    Ok(())
}

/// Sets the body to any value: null is no content, a text is text, everything else is JSON.
pub(crate) fn set_value(ctx: &mut Context, value: &Value) -> Result {
    match value {
        Value::Null => ctx.clear_body(),
        Value::String(text) => ctx.set_body(text.clone()),
        other => ctx.set_json(other)?,
    };
    Ok(())
}

/// `ctx.body = undefined`: as null, but a status that is set afterwards gets its usual text.
fn forget(ctx: &mut Context) -> &mut Context {
    if !ctx.status().is_empty() {
        if ctx.content_type() == "application/json" {
            return ctx.clear_body();
        }
        ctx.response.take_body();
        ctx.set_status(StatusCode::NO_CONTENT);
    }
    ctx.response.take_body();
    ctx.remove_header(header::CONTENT_TYPE).remove_header(header::TRANSFER_ENCODING)
}

fn json_value(text: Option<&str>) -> Result<Value> {
    match text {
        None => Ok(json!({"a": 1, "b": [true, null, "x"]})),
        Some(text) => Ok(serde_json::from_str(text)?),
    }
}

fn stream(texts: &'static [&'static str]) -> Body {
    Body::stream(pieces(texts))
}

/// A stream of pieces that are ready.
fn pieces(texts: &'static [&'static str]) -> Body {
    let mut texts = texts.iter();
    Body::from_poll_fn(move |_| Poll::Ready(texts.next().map(|text| Ok(Bytes::from_static(text.as_bytes())))))
}
