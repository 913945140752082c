//! Runs a request in memory: no socket, no runtime, the application alone.

use koa_core::{App, Body, HeaderName, HeaderValue, Method, Request, Response, test};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::case::{Exchange, RecordedRequest, RecordedResponse};

/// Sends a recorded request to `app`.
///
/// # Errors
///
/// When the request is not one that can reach an application.
pub fn exchange(app: &App, recorded: &RecordedRequest) -> Result<Exchange, String> {
    let request = request(recorded)?;
    Ok(test::block_on(async {
        let mut response = app.respond(request).await;
        let mut received = Vec::new();
        let mut body = response.take_sendable_body();
        let failed = loop {
            match body.chunk().await {
                Some(Ok(bytes)) => received.extend_from_slice(&bytes),
                Some(Err(_)) => break true,
                None => break false,
            }
        };
        finished(&response, received, failed)
    }))
}

/// A body that fails breaks the connection; before its first byte, nothing has been sent yet.
fn finished(response: &Response, received: Vec<u8>, failed: bool) -> Exchange {
    if failed && received.is_empty() {
        return Exchange { response: None, outcome: Some("closed-without-response".into()) };
    }
    Exchange { response: Some(recorded(response, received)), outcome: failed.then(|| "truncated".into()) }
}

fn recorded(response: &Response, body: Vec<u8>) -> RecordedResponse {
    let headers = response.headers().iter();
    let mut recorded = RecordedResponse {
        status: response.status().as_u16(),
        reason: response.reason().unwrap_or("unknown").into(),
        headers: headers.map(|(name, value)| (name.as_str().into(), value.decode().into())).collect(),
        ..RecordedResponse::default()
    };
    recorded.set_body(body);
    recorded
}

/// A recorded request as an adapter would make it.
fn request(recorded: &RecordedRequest) -> Result<Request, String> {
    let method = Method::new(&recorded.method).map_err(|error| error.to_string())?;
    let mut request = Request::new(method, recorded.target.as_str());
    request.set_peer(Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 50_000)));
    for (name, value) in &recorded.headers {
        let name = HeaderName::new(name).map_err(|error| error.to_string())?;
        let value = HeaderValue::new(value.trim_matches([' ', '\t'])).map_err(|error| error.to_string())?;
        request.headers_mut().append(name, value);
    }
    let body = recorded.body();
    if !body.is_empty() {
        let is_chunked =
            request.headers().get_str("transfer-encoding").is_some_and(|coding| coding.contains("chunked"));
        request.set_body(Body::from(if is_chunked { dechunked(&body)? } else { body }));
    }
    Ok(request)
}

/// Undoes the chunked coding (RFC 9112 §7.1).
fn dechunked(mut rest: &[u8]) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|pair| pair == b"\r\n").ok_or("a chunk has no size")?;
        let line = String::from_utf8_lossy(&rest[..end]);
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|error| error.to_string())?;
        if size == 0 {
            return Ok(body);
        }
        rest = &rest[end + 2..];
        body.extend_from_slice(rest.get(..size).ok_or("a chunk is cut off")?);
        rest = rest.get(size + 2..).ok_or("a chunk has no end")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined() {
        assert_eq!(dechunked(b"3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n").unwrap(), b"hello");
        assert!(dechunked(b"5\r\nhel").is_err());
    }
}
