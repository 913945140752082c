//! The parameters of an application, which come from the query.

use alloc::string::String;
use alloc::vec::Vec;

use koa_core::{Context, ResultExt as _};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The first value of a parameter.
pub(crate) fn first(ctx: &Context, name: &str) -> Option<String> {
    ctx.query().first(name).map(Into::into)
}

/// Every value of a parameter.
pub(crate) fn all(ctx: &Context, name: &str) -> Vec<String> {
    ctx.query().all(name).map(Into::into).collect()
}

/// Whether a parameter is "1".
pub(crate) fn is_on(ctx: &Context, name: &str) -> bool {
    ctx.query().first(name) == Some("1")
}

/// A parameter that is JSON; the default when it is absent.
pub(crate) fn json<T: DeserializeOwned + Default>(ctx: &Context, name: &str) -> koa_core::Result<T> {
    match ctx.query().first(name) {
        None => Ok(T::default()),
        Some(text) => serde_json::from_str(text).or_throw(500, "a parameter is not the JSON it should be"),
    }
}

/// Borrows each of a list of texts.
pub(crate) fn borrowed(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// A text, or null for an absent one.
pub(crate) fn or_null(text: Option<impl Into<String>>) -> Value {
    text.map_or(Value::Null, |text| Value::String(text.into()))
}
