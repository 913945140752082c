//! Argument lists of `ctx.throw` and `ctx.assert` as errors of the library.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use koa_core::{Error, HeaderName, HeaderValue, Result, StatusCode};
use serde_json::{Map, Value, json};

use crate::js;

/// A failure of plain code, as `throw new Error(message)` is in JavaScript.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for Failure {}

/// A plain error with a message.
pub(crate) fn plain(message: impl Into<String>) -> Error {
    Error::from(Failure(message.into()))
}

/// The properties that an error was given beyond those the library knows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Props(pub(crate) Map<String, Value>);

/// The texts of the http-errors that `ctx.assert` uses, which are older than those of `ctx.throw`.
const OLDER: [(u16, &str, &str); 3] = [
    (306, "Error", "(Unused)"),
    (418, "ImATeapotError", "I'm a teapot"),
    (425, "UnorderedCollectionError", "Unordered Collection"),
];

/// Which texts an error without a message gets.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Texts {
    /// Those of `ctx.throw`.
    Current,
    /// Those of `ctx.assert`.
    Older,
}

/// What an argument list of `ctx.throw` makes.
///
/// # Errors
///
/// When an argument is of no use.
pub(crate) fn create(arguments: &[Value], texts: Texts) -> Result<Error> {
    let mut given = Given::default();
    for (index, argument) in arguments.iter().enumerate() {
        given.take(index, argument, texts)?;
    }
    given.into_error(texts)
}

/// What was found in an argument list.
#[derive(Default)]
struct Given {
    status: Option<Value>,
    message: Option<String>,
    wrapped: Option<Map<String, Value>>,
    props: Map<String, Value>,
}

impl Given {
    fn take(&mut self, index: usize, argument: &Value, texts: Texts) -> Result {
        match argument {
            Value::Object(members) if members.contains_key("$err") => {
                let mut statuses = ["status", "statusCode"].into_iter().filter_map(|name| members.get(name));
                self.status = statuses.find(|status| js::is_truthy(status)).cloned().or(self.status.take());
                self.wrapped = Some(members.clone());
            }
            Value::Object(members) => self.props = members.clone(),
            Value::Null => self.props = Map::new(),
            Value::Number(_) if index == 0 || texts == Texts::Older => self.status = Some(argument.clone()),
            Value::String(message) => self.message = Some(message.clone()),
            Value::Array(_) => self.props = Map::new(),
            _ if texts == Texts::Older => {}
            other => return Err(plain(format!("argument #{} unsupported type: {other}", index + 1))),
        }
        Ok(())
    }

    fn into_error(self, texts: Texts) -> Result<Error> {
        let (code, expose) = status(self.status.as_ref(), texts);
        let older = OLDER.iter().find(|(older, ..)| texts == Texts::Older && *older == code);
        let mut props = Map::new();
        let mut error = match (self.wrapped, self.message) {
            (Some(mut wrapped), _) => {
                let message = wrapped.get("$err").cloned().unwrap_or_default();
                wrapped.retain(|name, _| name != "$err");
                props.extend(wrapped);
                plain(js::text(&message))
            }
            (None, Some(message)) => Error::new(code, message),
            (None, None) => match older {
                Some((_, _, text)) => Error::new(code, *text),
                None => Error::status_only(code),
            },
        };
        if let Some((_, name, _)) = older {
            props.insert("name".into(), (*name).into());
        }
        let expose = self.props.get("expose").map_or(expose, js::is_truthy);
        error.set_status(StatusCode::new(code)?).set_expose(expose);
        props.extend(self.props);
        decorated(error, props)
    }
}

/// The status that http-errors makes of a value, and whether its message is exposed.
fn status(value: Option<&Value>, texts: Texts) -> (u16, bool) {
    let Some(number) = value.and_then(Value::as_f64) else { return (500, false) };
    match u16::try_from(number as i64) {
        // A code that only the older table has.
        Ok(306) if texts == Texts::Older => (306, true),
        Ok(code) if number % 1.0 == 0.0 => {
            let status = Error::status_only(code).status().as_u16();
            (status, status < 500)
        }
        _ => (500, (400.0..500.0).contains(&number)),
    }
}

/// Gives an error the properties that it takes, and keeps all of them.
fn decorated(mut error: Error, props: Map<String, Value>) -> Result<Error> {
    if let Some(message) = props.get("message") {
        error.set_message(js::text(message));
    }
    if let Some(headers) = props.get("headers") {
        set_headers(&mut error, headers)?;
    }
    Ok(error.with(Props(props)))
}

/// Sets the headers of the answer that an error becomes.
pub(crate) fn set_headers(error: &mut Error, headers: &Value) -> Result {
    for (name, value) in headers.as_object().into_iter().flatten() {
        let name = HeaderName::new(name)?;
        let values = value.as_array().map_or(core::slice::from_ref(value), Vec::as_slice);
        for value in values {
            error.headers_mut().append(name.clone(), HeaderValue::new(js::text(value))?);
        }
    }
    Ok(())
}

/// An error as Koa's error shows itself.
pub(crate) fn described(error: &Error) -> Value {
    let mut props = error.get::<Props>().cloned().unwrap_or_default().0;
    let name = props.get("name").map_or_else(|| error.name(), js::text);
    props.retain(|name, _| !["message", "status", "statusCode", "expose"].contains(&name.as_str()));
    let status = error.status().as_u16();
    json!({
        "message": error.message(),
        "status": status,
        "statusCode": status,
        "expose": error.is_exposed(),
        "name": name,
        "props": props,
    })
}

/// What `ctx.assert` or one of its helpers does with an argument list.
///
/// # Errors
///
/// When the assertion fails.
pub(crate) fn assert(function: &str, arguments: &[Value]) -> Result {
    let argument = |index: usize| arguments.get(index).unwrap_or(&Value::Null);
    let (a, b) = (argument(0), argument(1));
    let (holds, taken) = match function {
        "" | "ok" => (js::is_truthy(a), 1),
        "fail" => (false, 0),
        "equal" => (js::equal(a, b), 2),
        "notEqual" => (!js::equal(a, b), 2),
        "strictEqual" => (js::strictly_equal(a, b), 2),
        "notStrictEqual" => (!js::strictly_equal(a, b), 2),
        "deepEqual" => (js::loosely_equal(a, b), 2),
        "notDeepEqual" => (!js::loosely_equal(a, b), 2),
        other => return Err(plain(format!("ctx.assert[{other}] is not a function"))),
    };
    if holds {
        return Ok(());
    }
    let rest = arguments.get(taken..).unwrap_or_default();
    Err(create(&rest[..rest.len().min(3)], Texts::Older)?) // Status, message, properties.
}
