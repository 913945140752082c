//! What an application, a context and its parts show of themselves as JSON (Koa's `toJSON`).
//!
//! They implement `serde::Serialize`, so that they go wherever other values go: into a log, or
//! into a response by [`Response::set_json`]. Bodies, state and keys are not shown.
//!
//! A header is a text; it is a list of texts when lines cannot become one: Set-Cookie in a request,
//! whatever came several times in a response.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::{App, Context, Flavor, HeaderMap, HeaderValue, Request, Response, Settings, header, request};

/// `{"subdomainOffset": …, "proxy": …, "env": …}`: those of the [`Settings`].
///
/// ```
/// let app = koa_core::App::new().env("test");
/// let json = serde_json::to_string(&app).unwrap();
/// assert_eq!(json, r#"{"subdomainOffset":2,"proxy":false,"env":"test"}"#);
/// ```
///
/// # Koa
///
/// `app.toJSON()`.
impl<M: Flavor> Serialize for App<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.settings().serialize(serializer)
    }
}

/// `{"subdomainOffset": …, "proxy": …, "env": …}`.
///
/// ```
/// let app = koa_core::App::new().env("test").proxy(true);
/// let json = serde_json::to_string(app.settings()).unwrap();
/// assert_eq!(json, r#"{"subdomainOffset":2,"proxy":true,"env":"test"}"#);
/// ```
impl Serialize for Settings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(3))?;
        members.serialize_entry("subdomainOffset", &self.subdomain_offset())?;
        members.serialize_entry("proxy", &self.proxy())?;
        members.serialize_entry("env", self.env())?;
        members.end()
    }
}

/// `{"request": …, "response": …, "app": …, "originalUrl": …}`.
///
/// ```
/// let ctx = koa_core::test::context("GET /users");
/// let json = serde_json::to_value(&ctx).unwrap();
/// assert_eq!(json["request"]["url"], "/users");
/// assert_eq!(json["response"]["status"], 404);
/// assert_eq!(json["app"]["subdomainOffset"], 2);
/// assert_eq!(json["originalUrl"], "/users");
/// ```
///
/// # Koa
///
/// `ctx.toJSON()`, where three more members stand for Node's objects.
impl Serialize for Context {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(4))?;
        members.serialize_entry("request", &self.request)?;
        members.serialize_entry("response", &self.response)?;
        members.serialize_entry("app", self.settings())?;
        members.serialize_entry("originalUrl", self.original_url())?;
        members.end()
    }
}

/// `{"method": …, "url": …, "header": {…}}`.
///
/// ```
/// let mut ctx = koa_core::test::context("GET /users");
/// ctx.request.headers_mut().append("accept", "text/html");
/// ctx.request.headers_mut().append("accept", "text/plain");
/// let json = serde_json::to_string(&ctx.request).unwrap();
/// assert_eq!(json, r#"{"method":"GET","url":"/users","header":{"accept":"text/html, text/plain"}}"#);
/// ```
///
/// # Koa
///
/// `request.toJSON()`.
impl Serialize for Request {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(3))?;
        members.serialize_entry("method", self.method().as_str())?;
        members.serialize_entry("url", self.url())?;
        members.serialize_entry("header", &Fields { map: self.headers(), show: received })?;
        members.end()
    }
}

/// `{"status": …, "message": …, "header": {…}}`; a status without a reason has no message.
///
/// ```
/// let mut response = koa_core::Response::default();
/// response.append_header("x-tag", "a").append_header("x-tag", "b");
/// let json = serde_json::to_string(&response).unwrap();
/// assert_eq!(json, r#"{"status":404,"message":"Not Found","header":{"x-tag":["a","b"]}}"#);
/// ```
///
/// # Koa
///
/// `response.toJSON()`.
impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(None)?;
        members.serialize_entry("status", &self.status().as_u16())?;
        if let Some(reason) = self.reason() {
            members.serialize_entry("message", reason)?;
        }
        members.serialize_entry("header", &Fields { map: self.headers(), show: to_be_sent })?;
        members.end()
    }
}

/// Fields by name, in the order in which the names came first.
struct Fields<'a> {
    map: &'a HeaderMap,
    show: fn(&str, &[&'a HeaderValue]) -> Shown<'a>,
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let groups = grouped(self.map);
        serializer.collect_map(groups.into_iter().map(|(name, values)| (name, (self.show)(name, &values))))
    }
}

enum Shown<'a> {
    One(Cow<'a, str>),
    Many(Vec<Cow<'a, str>>),
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(text) => text.serialize(serializer),
            Self::Many(texts) => texts.serialize(serializer),
        }
    }
}

fn received<'a>(name: &str, values: &[&'a HeaderValue]) -> Shown<'a> {
    match header::SET_COOKIE == *name {
        true => Shown::Many(values.iter().map(|value| value.decode()).collect()),
        false => Shown::One(request::combine(name, values.iter().copied()).unwrap_or_default()),
    }
}

fn to_be_sent<'a>(_: &str, values: &[&'a HeaderValue]) -> Shown<'a> {
    match values {
        [value] => Shown::One(value.decode()),
        values => Shown::Many(values.iter().map(|value| value.decode()).collect()),
    }
}

/// In time that many names do not square.
fn grouped(map: &HeaderMap) -> Vec<(&str, Vec<&HeaderValue>)> {
    let mut places = BTreeMap::new();
    let mut groups: Vec<(&str, Vec<&HeaderValue>)> = Vec::new();
    for (name, value) in map.iter() {
        let place = *places.entry(name.as_str()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, values)) => values.push(value),
            None => groups.push((name.as_str(), Vec::from([value]))),
        }
    }
    groups
}
