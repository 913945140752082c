//! statuses, http-errors and http-assert.

use koa_core::{Error, StatusCode};
use serde_json::{Value, json};

use super::text;
use crate::errors::{self, Texts};

pub(super) fn status(input: &Value) -> Result<Value, String> {
    let code =
        input["code"].as_u64().and_then(|code| u16::try_from(code).ok()).and_then(|code| StatusCode::new(code).ok());
    Ok(json!({
        "message": code.and_then(StatusCode::reason),
        "redirect": code.is_some_and(StatusCode::is_redirect),
        "empty": code.is_some_and(StatusCode::is_empty),
        "retry": code.is_some_and(StatusCode::is_retry),
    }))
}

pub(super) fn create(input: &Value) -> Result<Value, String> {
    let error = errors::create(arguments(input), Texts::Current).map_err(|error| error.message().to_owned())?;
    Ok(described(&error))
}

pub(super) fn assert(input: &Value) -> Result<Value, String> {
    let failed = errors::assert(text(input, "fn"), arguments(input)).err();
    Ok(json!({"failed": failed.as_ref().map(described)}))
}

fn arguments(input: &Value) -> &[Value] {
    input["args"].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// There is one type of error here, so that every one is of it.
fn described(error: &Error) -> Value {
    let mut described = errors::described(error);
    if let Some(props) = described["props"].as_object_mut() {
        props.shift_remove("name");
    }
    described["isHttpError"] = true.into();
    described["instance"] = true.into();
    described
}
