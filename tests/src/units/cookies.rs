//! cookies and keygrip.

use koa_core::cookies::{Algorithm, Encoding};
use koa_core::{App, Context, HeaderValue, Keygrip, test};
use serde_json::{Value, json};

use super::{text, texts};
use crate::scenario::NOW;
use crate::{jar, js};

/// One Set-Cookie line.
pub(super) fn line(input: &Value) -> Result<Value, String> {
    let cookie = jar::cookie(text(input, "name"), &input["value"], &input["options"]).map_err(message)?;
    cookie.to_header(input["now"].as_i64()).map(Value::from).map_err(|error| error.to_string())
}

pub(super) fn get(input: &Value) -> Result<Value, String> {
    let mut ctx = context(input)?;
    if let Some(cookie) = input["cookie"].as_str() {
        let cookie = HeaderValue::new(cookie).map_err(|error| error.to_string())?;
        ctx.request.headers_mut().insert("cookie", cookie);
    }
    let value = jar::get(&mut ctx, text(input, "name"), &input["options"]).map_err(message)?;
    Ok(json!({"value": value, "set_cookie": lines(&ctx)}))
}

pub(super) fn set(input: &Value) -> Result<Value, String> {
    let mut ctx = context(input)?;
    for op in input["ops"].as_array().into_iter().flatten() {
        let argument = |index: usize| op.get(index).unwrap_or(&Value::Null);
        jar::set(&mut ctx, &js::text(argument(0)), argument(1), argument(2)).map_err(message)?;
    }
    Ok(json!(lines(&ctx)))
}

fn context(input: &Value) -> Result<Context, String> {
    let app = App::new().clock(|| NOW);
    let app = match texts(input, "keys") {
        Some(keys) => app.keys(keys),
        None => app,
    };
    let mut request = test::get("/").into_request();
    request.set_encrypted(input["secure"] == true);
    Ok(super::context_of(&app, request))
}

fn lines(ctx: &Context) -> Vec<String> {
    ctx.response.headers().get_all("set-cookie").map(|line| line.decode().into_owned()).collect()
}

pub(super) fn keygrip(function: &str, input: &Value) -> Result<Value, String> {
    let keys = texts(input, "keys").ok_or("keys must be a list")?;
    let keygrip = Keygrip::new(keys).map_err(|error| error.to_string())?;
    let keygrip = keygrip.with_algorithm(algorithm(input)?).with_encoding(encoding(input)?);
    let (data, digest) = (text(input, "data"), text(input, "digest"));
    Ok(match function {
        "keygrip_sign" => keygrip.sign(data).into(),
        "keygrip_index" => keygrip.index(data, digest).map_or(json!(-1), |index| json!(index)),
        "keygrip_verify" => keygrip.verify(data, digest).into(),
        _ => "object".into(),
    })
}

fn algorithm(input: &Value) -> Result<Algorithm, String> {
    Ok(match input["algorithm"].as_str().unwrap_or("sha1") {
        "md5" => Algorithm::Md5,
        "sha1" => Algorithm::Sha1,
        "sha224" => Algorithm::Sha224,
        "sha256" => Algorithm::Sha256,
        "sha384" => Algorithm::Sha384,
        "sha512" => Algorithm::Sha512,
        other => return Err(format!("there is no algorithm {other}")),
    })
}

fn encoding(input: &Value) -> Result<Encoding, String> {
    match input["encoding"].as_str().unwrap_or("base64") {
        "base64" | "base64url" => Ok(Encoding::Base64),
        "hex" => Ok(Encoding::Hex),
        other => Err(format!("there is no encoding {other}")),
    }
}

fn message(error: koa_core::Error) -> String {
    error.message().into()
}
