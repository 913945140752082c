//! A request of the `http` crate as a request of Koa.

use http::request::Parts;

use crate::{Context, Method, Upgrade, Version};

/// Moves a request's head into an empty context; the memory of the header map stays behind.
pub(crate) fn fill(ctx: &mut Context, parts: &mut Parts) {
    let version = Version::from(parts.version);
    let request = &mut ctx.request;
    request.set_version(version).set_method(Method::from(std::mem::take(&mut parts.method)));
    match parts.uri.path_and_query() {
        // Origin-form and `*`; in HTTP/2 the authority is a field of its own.
        Some(target) if parts.uri.scheme().is_none() || version >= Version::HTTP_2 => {
            request.set_original_url(target.as_str());
        }
        // Absolute-form, and the authority of CONNECT.
        _ => {
            request.set_original_url(&parts.uri.to_string());
        }
    }
    if let (Some(authority), true) = (parts.uri.authority(), version >= Version::HTTP_2) {
        request.set_authority(authority.as_str());
    }
    request.headers_mut().take_from(&mut parts.headers);
    if parts.extensions.is_empty() {
        return;
    }
    if let Some(upgrade) = parts.extensions.remove() {
        ctx.state.insert(Upgrade::from_hyper(upgrade));
    }
    if let Some(peer) = parts.extensions.get() {
        ctx.request.set_peer(Some(*peer));
    }
    if !parts.extensions.is_empty() {
        ctx.state.insert(std::mem::take(&mut parts.extensions));
    }
}
