//! The request's getters, over encrypted connections, HTTP/2 and any peer.

use koa_core::{App, HeaderName, HeaderValue, Method, Request, Version};
use serde_json::{Value, json};
use std::net::{IpAddr, SocketAddr};

use super::text;
use crate::js;

pub(super) fn getters(input: &Value) -> Result<Value, String> {
    let ctx = super::context_of(&app(&input["app"])?, request(input)?);
    let request = &ctx.request;
    Ok(json!({
        "host": request.host(),
        "hostname": request.hostname(),
        "protocol": request.protocol(),
        "secure": request.is_secure(),
        "href": request.href(),
        "ips": request.ips(),
        "ip": request.ip(),
        "subdomains": request.subdomains(),
        "length": request.content_length(),
        "type": request.content_type(),
        "charset": request.charset(),
        "idempotent": request.is_idempotent(),
        "origin": request.origin(),
    }))
}

fn app(settings: &Value) -> Result<App, String> {
    let number = |name: &str| settings[name].as_u64().map(|number| number as usize);
    let mut app = App::new().proxy(js::is_truthy(&settings["proxy"]));
    if let Some(offset) = number("subdomainOffset") {
        app = app.subdomain_offset(offset);
    }
    if let Some(count) = number("maxIpsCount") {
        app = app.max_ips_count(count);
    }
    match settings["proxyIpHeader"].as_str() {
        Some(name) => Ok(app.proxy_ip_header(HeaderName::new(name).map_err(|error| error.to_string())?)),
        None => Ok(app),
    }
}

fn request(input: &Value) -> Result<Request, String> {
    let method = Method::new(input["method"].as_str().unwrap_or("GET")).map_err(|error| error.to_string())?;
    let mut request = Request::new(method, input["url"].as_str().unwrap_or("/p"));
    request.set_encrypted(input["tls"] == true);
    if input["http2"] == true {
        request.set_version(Version::HTTP_2);
    }
    if let Ok(peer) = text(input, "peer").parse::<IpAddr>() {
        request.set_peer(Some(SocketAddr::new(peer, 50_000)));
    }
    for (name, value) in input["headers"].as_object().into_iter().flatten() {
        let value = js::text(value);
        if name == ":authority" {
            request.set_authority(value);
            continue;
        }
        let name = HeaderName::new(name).map_err(|error| error.to_string())?;
        request.headers_mut().append(name, HeaderValue::new(value).map_err(|error| error.to_string())?);
    }
    Ok(request)
}
