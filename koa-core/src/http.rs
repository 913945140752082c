//! Conversions to and from the types of the `http` crate, which hyper, axum and tower speak.
//!
//! Values move: no header is copied, because both crates keep shared bytes.

use crate::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version};

impl From<http::Method> for Method {
    fn from(method: http::Method) -> Self {
        match method {
            http::Method::GET => Self::GET,
            // Both crates take any token as a method, so GET never stands in for anything.
            _ => Self::new(method.as_str()).unwrap_or_default(),
        }
    }
}

impl From<&Method> for http::Method {
    fn from(method: &Method) -> Self {
        // As above.
        Self::from_bytes(method.as_str().as_bytes()).unwrap_or_default()
    }
}

impl From<http::StatusCode> for StatusCode {
    fn from(status: http::StatusCode) -> Self {
        // Both crates take the numbers from 100 to 999, so 500 never stands in for anything.
        Self::new(status.as_u16()).unwrap_or(Self::INTERNAL_SERVER_ERROR)
    }
}

impl From<StatusCode> for http::StatusCode {
    fn from(status: StatusCode) -> Self {
        // As above.
        Self::from_u16(status.as_u16()).unwrap_or(Self::INTERNAL_SERVER_ERROR)
    }
}

impl From<http::Version> for Version {
    fn from(version: http::Version) -> Self {
        match version {
            http::Version::HTTP_09 | http::Version::HTTP_10 => Self::HTTP_10,
            http::Version::HTTP_2 => Self::HTTP_2,
            http::Version::HTTP_3 => Self::HTTP_3,
            _ => Self::HTTP_11,
        }
    }
}

impl HeaderMap {
    /// Moves every field of an `http::HeaderMap` to the end of this one, and leaves its memory behind.
    ///
    /// ```
    /// let mut from = http::HeaderMap::new();
    /// from.insert("vary", http::HeaderValue::from_static("accept"));
    /// let mut headers = koa_core::HeaderMap::new();
    /// headers.take_from(&mut from);
    /// assert_eq!(headers.get_str("vary"), Some("accept"));
    /// assert!(from.is_empty());
    /// ```
    pub fn take_from(&mut self, headers: &mut http::HeaderMap) {
        for (name, value) in headers.drain() {
            // A name is given once for all its values.
            let name = name.map(HeaderName::from).or_else(|| self.fields.last().map(|(name, _)| name.clone()));
            if let Some(name) = name {
                self.fields.push((name, HeaderValue::from(value)));
            }
        }
    }

    /// Moves every field to the end of an `http::HeaderMap`, and leaves its memory behind.
    ///
    /// ```
    /// let mut headers = koa_core::HeaderMap::from_iter([("vary", "accept")]);
    /// let mut to = http::HeaderMap::new();
    /// headers.move_to(&mut to);
    /// assert_eq!(to["vary"], "accept");
    /// assert!(headers.is_empty());
    /// ```
    pub fn move_to(&mut self, headers: &mut http::HeaderMap) {
        for (name, value) in self.drain() {
            headers.append(http::HeaderName::from(name), value.into());
        }
    }
}
