//! Applications that show the request as they see it.

use alloc::format;
use alloc::string::String;

use koa_core::query::Query;
use koa_core::{Context, Flavor, Next, Request, Result, header};
use serde_json::{Map, Value, json};

use crate::ops::header_value;
use crate::params;

/// Everything that can be read from a request.
pub(super) async fn inspect<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let request = &ctx.request;
    let shown = json!({
        "method": request.method().as_str(),
        "url": request.url(),
        "originalUrl": request.original_url(),
        "path": path(request),
        "querystring": request.querystring(),
        "search": request.search(),
        "query": query(&request.query()),
        "host": request.host(),
        "hostname": request.hostname(),
        "origin": request.origin(),
        "href": request.href(),
        "URL": parsed_url(request),
        "protocol": request.protocol(),
        "secure": request.is_secure(),
        "ip": request.ip(),
        "ips": request.ips(),
        "subdomains": request.subdomains(),
        "idempotent": request.is_idempotent(),
        "length": request.content_length(),
        "type": request.content_type(),
        "charset": request.charset(),
        "fresh": ctx.is_fresh(),
        "stale": ctx.is_stale(),
    });
    ctx.set_json(&shown)?;
    Ok(())
}

/// The path; Koa's is undefined where ours is empty.
pub(crate) fn path(request: &Request) -> Value {
    params::or_null(Some(request.path()).filter(|path| !path.is_empty()))
}

/// The query as Koa shows it: a text for each name, or a list when the name came several times.
pub(crate) fn query(query: &Query<'_>) -> Value {
    let mut members = Map::new();
    for (name, mut values) in query.groups() {
        let value = match (values.len(), values.next()) {
            (1, Some(value)) => value.into(),
            (_, first) => first.into_iter().chain(values).collect(),
        };
        members.insert(name.into(), value);
    }
    Value::Object(members)
}

fn parsed_url(request: &Request) -> Value {
    let Some(url) = request.parsed_url() else { return Value::Null };
    json!({
        "href": url.href(),
        "protocol": format!("{}:", url.scheme()),
        "username": url.username(),
        "password": url.password(),
        "host": url.host(),
        "hostname": url.hostname(),
        "port": url.port(),
        "pathname": url.pathname(),
        "search": url.search(),
        "hash": url.hash(),
    })
}

/// The headers of the request, one by one and all together.
pub(super) async fn headers_in<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let request = &ctx.request;
    let names = params::all(ctx, "f");
    let get: Map<String, Value> = names.into_iter().map(|name| (name.clone(), get(request, &name))).collect();
    let shown = json!({"get": get, "all": all_headers(request)});
    ctx.set_json(&shown)?;
    Ok(())
}

/// `ctx.get(name)`: an empty text when the header is absent.
fn get(request: &Request, name: &str) -> Value {
    if header::REFERER == *name || header::REFERRER == *name {
        return request.header(name).unwrap_or_default().into();
    }
    match header(request, name) {
        Value::Null => "".into(),
        value => value,
    }
}

/// Every header by its lower-case name.
fn all_headers(request: &Request) -> Value {
    let mut members = Map::new();
    for (name, _) in request.headers().iter() {
        members.entry(name.as_str()).or_insert_with(|| header(request, name.as_str()));
    }
    Value::Object(members)
}

/// A header of the request: several lines are one text, except those of Set-Cookie.
fn header(request: &Request, name: &str) -> Value {
    if header::SET_COOKIE == *name && request.headers().contains(name) {
        return match header_value(request.headers(), name) {
            Value::String(one) => json!([one]),
            values => values,
        };
    }
    params::or_null(request.combined_header(name))
}
