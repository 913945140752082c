//! Koa's onion of middleware for Rust: `no_std`, no executor, no sockets.
//!
//! This crate is what a Koa application is written against; adapters bind it to a runtime:
//! `koa-tokio`, `koa-smol`, `koa-embassy`. Without any, an application is a plain future, which is how
//! this documentation runs its examples:
//!
//! ```
//! use koa_core::{App, test};
//!
//! let app = App::new().with(async |ctx, _| {
//!     ctx.set_body("Hello World");
//!     Ok(())
//! });
//! assert_eq!(test::get("/").send(&app).text(), "Hello World");
//! ```
//!
//! # Features
//!
//! None is on by default, and all add up: `std` (panics become 500s, the default error report goes
//! to stderr, the system's clock, the current value of a request), `json`, `http` (conversions to
//! and from the types of the `http` crate), `log` (the report goes to the `log` facade too), `url`
//! (WHATWG URLs), `signed-cookies` (cookies that clients cannot forge).

#![no_std]
#![deny(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod app;
mod body;
mod compose;
mod context;
mod error;
#[allow(unsafe_code)]
mod frames;
mod headers;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "json")]
mod json;
mod log;
mod method;
mod middleware;
mod mount;
mod platform;
mod proxies;
mod report;
mod request;
mod respond;
mod response;
mod settings;
mod state;
mod status;
mod sync;
mod version;

mod js;

// The public interface is:
pub use crate::app::App;
pub use crate::body::Body;
pub use crate::compose::{Compose, Downstream, Next, compose};
pub use crate::context::Context;
#[cfg(feature = "signed-cookies")]
pub use crate::cookies::Keygrip;
pub use crate::cookies::{Cookie, SameSite};
pub use crate::error::{Error, Result, ResultExt};
pub use crate::headers::{HeaderMap, HeaderName, HeaderValue, InvalidHeaderName, InvalidHeaderValue, header};
pub use crate::method::{InvalidMethod, Method};
pub use crate::middleware::{Flavor, Layer, Middleware, MiddlewareFn, MultiThread, SingleThread, StateMiddlewareFn};
#[cfg(feature = "std")]
pub use crate::platform::catch_panic;
pub use crate::proxies::{InvalidCidr, TrustedProxies};
pub use crate::request::Request;
pub use crate::response::Response;
pub use crate::settings::{Clock, Settings};
pub use crate::state::State;
pub use crate::status::{InvalidStatusCode, StatusCode};
pub use crate::version::Version;

#[cfg(feature = "std")]
pub mod current;

// The pieces Koa is made of, as pure functions:
pub mod content_disposition;
pub mod content_type;
pub mod cookies;
pub mod date;
pub mod encode_url;
pub mod forwarded;
pub mod fresh;
pub mod host;
pub mod html;
pub mod mime;
pub mod negotiate;
pub mod query;
pub mod referrer;
pub mod test;
pub mod type_is;
pub mod url;
pub mod vary;
pub mod whatwg;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

#[doc(hidden)]
pub mod __private {
    pub use alloc::boxed::Box;
}
