//! negotiator, accepts and fresh.

use koa_core::fresh::{Preconditions, Validators, is_fresh};
use koa_core::{HeaderValue, mime, negotiate};
use serde_json::{Value, json};

use super::{or_false, text, texts};

/// What is acceptable, best first.
pub(super) fn ranked(function: &str, input: &Value) -> Result<Value, String> {
    let header = input["header"].as_str();
    let provided = texts(input, "provided");
    Ok(json!(match (function, &provided) {
        ("media_types", None) => negotiate::accepted_media_types(header),
        ("media_types", Some(provided)) => negotiate::media_types(header, provided),
        ("encodings", None) => negotiate::accepted_encodings(header),
        ("encodings", Some(provided)) => negotiate::encodings(header, provided),
        ("charsets", None) => negotiate::accepted_charsets(header),
        ("charsets", Some(provided)) => negotiate::charsets(header, provided),
        ("languages", None) => negotiate::accepted_languages(header),
        (_, Some(provided)) => negotiate::languages(header, provided),
        (other, None) => return Err(format!("there is nothing like {other}")),
    }))
}

/// `ctx.accepts(...types)`.
pub(super) fn accepts_types(input: &Value) -> Result<Value, String> {
    let mut ctx = super::context();
    if let Some(accept) = input["accept"].as_str() {
        let accept = HeaderValue::new(accept).map_err(|error| error.to_string())?;
        ctx.request.headers_mut().insert("accept", accept);
    }
    let types = texts(input, "types").unwrap_or_default();
    Ok(match types.is_empty() {
        true => json!(ctx.request.accepted_types()),
        false => or_false(ctx.accepts(&types)),
    })
}

/// The type that negotiation gives an extension.
pub(super) fn extension(input: &Value) -> Result<Value, String> {
    Ok(or_false(mime::lookup_negotiated(text(input, "ext"))))
}

/// Whether a client's copy is still good.
pub(super) fn fresh(input: &Value) -> Result<Value, String> {
    let (request, response) = (&input["req"], &input["res"]);
    let preconditions = Preconditions {
        if_none_match: request["if-none-match"].as_str(),
        if_modified_since: request["if-modified-since"].as_str(),
        cache_control: request["cache-control"].as_str(),
    };
    let validators = Validators { etag: response["etag"].as_str(), last_modified: response["last-modified"].as_str() };
    Ok(is_fresh(preconditions, validators).into())
}
