//! encodeurl, parseurl and the query.

use koa_core::encode_url::encode_url;
use koa_core::{Method, Request, query, url};
use serde_json::{Value, json};

use super::text;
use crate::{params, scenario};

pub(super) fn encode(input: &Value) -> Result<Value, String> {
    Ok(encode_url(text(input, "url")).into())
}

pub(super) fn parse(input: &Value) -> Result<Value, String> {
    let target = url::parse(text(input, "url"));
    let (pathname, search) = (target.pathname.as_deref(), target.search.as_deref());
    let path = [pathname.unwrap_or_default(), search.unwrap_or_default()].concat();
    Ok(json!({
        "pathname": pathname,
        "query": target.query(),
        "search": search,
        "path": params::or_null(pathname.or(search).map(|_| path)),
    }))
}

/// Assigns to the parts of a request's URL.
pub(super) fn set(input: &Value) -> Result<Value, String> {
    let mut ctx = super::context();
    ctx.request = Request::new(Method::GET, text(input, "url"));
    for op in input["ops"].as_array().into_iter().flatten() {
        let property = op[0].as_str().unwrap_or_default();
        scenario::assign(&mut ctx, property, &op[1]).map_err(|error| error.message().to_owned())?;
    }
    Ok(json!({
        "url": ctx.url(),
        "path": scenario::path(&ctx.request),
        "querystring": ctx.querystring(),
        "search": ctx.search(),
    }))
}

pub(super) fn query(input: &Value) -> Result<Value, String> {
    Ok(scenario::query(&query::Query::parse(text(input, "str"))))
}

pub(super) fn stringify(input: &Value) -> Result<Value, String> {
    Ok(query::stringify(scenario::pairs(&input["obj"])).into())
}
