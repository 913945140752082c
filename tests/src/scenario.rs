//! The applications that the recorded requests were sent to, written again in Rust.
//!
//! Each is named as in the recording; the files group them by what they are about.

use koa_core::App;

mod body;
mod compose;
mod content;
mod context;
mod cookies;
mod errors;
mod inspect;
mod mount;
mod negotiation;
mod ops;
mod redirect;
mod url;

/// The time at which the recording was made, in milliseconds since 1970.
pub const NOW: i64 = 1_577_836_800_000;

/// Every application, in the order of the recording.
pub const IDS: [&str; 38] = [
    "inspect",
    "inspect-proxy",
    "inspect-proxy-ipheader",
    "inspect-proxy-maxips",
    "headers-in",
    "accepts",
    "req-is",
    "res-is",
    "fresh",
    "body",
    "status",
    "json-echo",
    "redirect",
    "back",
    "back-proxy",
    "attachment",
    "type",
    "vary",
    "ops",
    "flow",
    "throw",
    "assert",
    "error",
    "error-handler",
    "cookies",
    "cookies-nokeys",
    "cookies-proxy",
    "cookies-sha256",
    "compose",
    "mount",
    "mount-nested",
    "url-set",
    "none",
    "noop",
    "tojson",
    "delegates",
    "flush",
    "extend",
];

/// The application with that name; `None` when there is none.
pub fn app(id: &str) -> Option<App> {
    let parts = [about_requests, about_responses, about_steps, about_stacks, about_itself, about_cookies];
    parts.into_iter().find_map(|part| part(id))
}

/// The applications that read a request. Firmware takes the parts one by one: all do not fit into it.
pub fn about_requests(id: &str) -> Option<App> {
    let base = base();
    Some(match id {
        "inspect" => base.with(inspect::inspect),
        "inspect-proxy" => base.proxy(true).with(inspect::inspect),
        "inspect-proxy-ipheader" => base.proxy(true).proxy_ip_header("x-real-ip").with(inspect::inspect),
        "inspect-proxy-maxips" => base.proxy(true).max_ips_count(2).subdomain_offset(3).with(inspect::inspect),
        "headers-in" => base.with(inspect::headers_in),
        "accepts" => base.with(negotiation::accepts),
        "req-is" => base.with(negotiation::request_is),
        "json-echo" => base.with(body::json_echo),
        "url-set" => base.with(url::set),
        _ => return None,
    })
}

/// The applications that write a response.
pub fn about_responses(id: &str) -> Option<App> {
    let base = base();
    Some(match id {
        "res-is" => base.with(negotiation::response_is),
        "fresh" => base.with(negotiation::fresh),
        "body" => base.with(body::body),
        "status" => base.with(body::status),
        "redirect" => base.with(redirect::redirect),
        "back" => base.with(redirect::back),
        "back-proxy" => base.proxy(true).with(redirect::back),
        "attachment" => base.with(content::attachment),
        "type" => base.with(content::content_type),
        "vary" => base.with(content::vary),
        "delegates" => base.with(context::delegates),
        "flush" => base.with(context::flush),
        _ => return None,
    })
}

/// The applications that run steps on a context.
pub fn about_steps(id: &str) -> Option<App> {
    let base = base();
    Some(match id {
        "ops" => base.with(ops::ops),
        "flow" => base.with(ops::flow_outer).with(ops::flow_inner),
        _ => return None,
    })
}

/// The applications that compose others, and those that fail.
pub fn about_stacks(id: &str) -> Option<App> {
    let base = base();
    Some(match id {
        "throw" => base.with(errors::throw),
        "assert" => base.with(errors::assert),
        "error" => base.with(errors::error),
        "error-handler" => base.with(errors::error_handler).with(errors::throw_arguments),
        "compose" => base.with(compose::run_stack).with(compose::end),
        "mount" => mount::mount(base),
        "mount-nested" => mount::nested(base),
        "none" => base,
        "noop" => base.with(async |ctx, next| next.run(ctx).await),
        "extend" => context::extend(base),
        _ => return None,
    })
}

/// The application that shows itself.
pub fn about_itself(id: &str) -> Option<App> {
    (id == "tojson").then(|| base().env("corpus").with(context::to_json))
}

/// The applications with cookies.
pub fn about_cookies(id: &str) -> Option<App> {
    let base = base();
    Some(match id {
        "cookies" => base.keys(cookies::KEYS).with(cookies::cookies),
        "cookies-nokeys" => base.with(cookies::cookies),
        "cookies-proxy" => base.keys(cookies::KEYS).proxy(true).with(cookies::cookies),
        "cookies-sha256" => cookies::with_sha256(base).with(cookies::cookies),
        _ => return None,
    })
}

/// What all of them share.
fn base() -> App {
    App::new().env("test").silent(true).clock(|| NOW)
}

pub(crate) use compose::{Returned, Stack, Trace};
pub(crate) use inspect::{path, query};
pub(crate) use url::{assign, pairs};
