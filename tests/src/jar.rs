//! Reading and writing cookies with options as Koa takes them.

use alloc::string::String;
use core::time::Duration;

use koa_core::{Context, Cookie, Result, SameSite};
use serde_json::Value;

use crate::errors::plain;
use crate::js;
use crate::scenario::NOW;

/// `ctx.cookies.get(name, options)`: verified when there are options and they, or keys, ask for it.
///
/// # Errors
///
/// When there are no keys to verify with.
pub(crate) fn get(ctx: &mut Context, name: &str, options: &Value) -> Result<Option<String>> {
    let is_signed = match options.get("signed") {
        Some(signed) => js::is_truthy(signed),
        None => options.is_object() && ctx.settings().keys().is_some(),
    };
    match is_signed {
        true => ctx.cookies_mut().get_signed(name),
        false => Ok(ctx.cookies().get(name).map(Into::into)),
    }
}

/// `ctx.cookies.set(name, value, options)`: without options nothing is signed.
///
/// # Errors
///
/// When the cookie is not valid, or may not be sent.
pub(crate) fn set(ctx: &mut Context, name: &str, value: &Value, options: &Value) -> Result {
    let cookie = cookie(name, value, options)?;
    let cookie = if options.is_object() { cookie } else { cookie.signed(false) };
    ctx.cookies_mut().set(cookie)?;
    Ok(())
}

/// A cookie with options.
///
/// # Errors
///
/// When an option is not what it should be.
pub(crate) fn cookie<'a>(name: &'a str, value: &Value, options: &Value) -> Result<Cookie<'a>> {
    let value = if js::is_truthy(value) { js::text(value) } else { String::new() };
    let mut cookie = Cookie::new(name, value);
    for (option, value) in options.as_object().into_iter().flatten() {
        cookie = with_option(cookie, option, value)?;
    }
    Ok(cookie)
}

fn with_option<'a>(cookie: Cookie<'a>, option: &str, value: &Value) -> Result<Cookie<'a>> {
    let is_set = js::is_truthy(value);
    Ok(match option {
        "path" if !is_set => cookie.without_path(),
        "path" => cookie.path(js::text(value)),
        "domain" if is_set => cookie.domain(js::text(value)),
        "expires" if value.is_number() => cookie.expires(value.as_f64().unwrap_or_default() as i64),
        "maxAge" | "maxage" if is_set || value.is_number() => with_max_age(cookie, value)?,
        "sameSite" if *value == true => cookie.same_site(SameSite::Strict),
        "sameSite" if is_set => cookie.same_site(js::text(value).parse()?),
        "priority" if is_set => cookie.priority(js::text(value).parse()?),
        "secure" => cookie.secure(is_set),
        "httpOnly" => cookie.http_only(is_set),
        "partitioned" => cookie.partitioned(is_set),
        "overwrite" => cookie.overwrite(is_set),
        "signed" => cookie.signed(is_set),
        _ => cookie,
    })
}

/// An age in milliseconds; a negative one is a date in the past.
fn with_max_age<'a>(cookie: Cookie<'a>, age: &Value) -> Result<Cookie<'a>> {
    let age = age.as_f64().ok_or_else(|| plain("option maxAge is invalid"))?;
    match age < 0.0 {
        true => Ok(cookie.expires((NOW as f64 + age) as i64)),
        false => Ok(cookie.max_age(Duration::try_from_secs_f64(age / 1000.0).unwrap_or(Duration::MAX))),
    }
}
