//! The members of request and response that a context forwards, in Koa's order.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::Context;
use crate::query::Query;
use crate::{Body, HeaderMap, HeaderName, HeaderValue, Method, Result, StatusCode, whatwg};

/// Getters: forwarded as they are. Setters: forwarded, giving the context back.
macro_rules! delegate {
    ($owner:ident $doc:literal: $(
        $kind:ident $name:ident $([$($generics:tt)*])? ($($argument:ident: $type:ty),*) $(-> $output:ty)?;
    )*) => {
        impl Context {
            $(delegate!(@$kind $owner $doc $name [$($($generics)*)?] ($($argument: $type),*) [$($output)?]);)*
        }
    };
    (@get $owner:ident $doc:literal $name:ident [$($generics:tt)*] ($($argument:ident: $type:ty),*) [$output:ty]) => {
        #[doc = concat!("See [`", $doc, "::", stringify!($name), "`](crate::", $doc, "::", stringify!($name), ").")]
        pub fn $name<$($generics)*>(&self, $($argument: $type),*) -> $output {
            self.$owner.$name($($argument),*)
        }
    };
    (@set $owner:ident $doc:literal $name:ident [$($generics:tt)*] ($($argument:ident: $type:ty),*) []) => {
        #[doc = concat!("See [`", $doc, "::", stringify!($name), "`](crate::", $doc, "::", stringify!($name), ").")]
        pub fn $name<$($generics)*>(&mut self, $($argument: $type),*) -> &mut Self {
            self.$owner.$name($($argument),*);
            self
        }
    };
    (@try $owner:ident $doc:literal $name:ident [$($generics:tt)*] ($($argument:ident: $type:ty),*) []) => {
        #[doc = concat!("See [`", $doc, "::", stringify!($name), "`](crate::", $doc, "::", stringify!($name), ").")]
        ///
        /// # Errors
        ///
        /// As there.
        pub fn $name<$($generics)*>(&mut self, $($argument: $type),*) -> Result<&mut Self> {
            self.$owner.$name($($argument),*)?;
            Ok(self)
        }
    };
}

delegate! { response "Response":
    set attachment(filename: &str);
    set remove_header(name: impl AsRef<str>);
    set vary(field: impl AsRef<str>);
    get has_header(name: impl AsRef<str>) -> bool;
    set set_header(name: impl Into<HeaderName>, value: impl Into<HeaderValue>);
    try try_set_header['v](name: &str, value: impl Into<Cow<'v, str>>);
    set append_header(name: impl Into<HeaderName>, value: impl Into<HeaderValue>);
    try try_append_header['v](name: &str, value: impl Into<Cow<'v, str>>);
    get status() -> StatusCode;
    set set_status(status: StatusCode);
    get reason() -> Option<&str>;
    set set_reason(reason: impl Into<Cow<'static, str>>);
    get body() -> &Body;
    set set_body(body: impl Into<Body>);
    set clear_body();
    get content_length() -> Option<u64>;
    set set_content_length(length: u64);
    get content_type() -> &str;
    set set_content_type(content_type: &str);
    get last_modified() -> Option<i64>;
    set set_last_modified(milliseconds: i64);
    get etag() -> Option<&str>;
    set set_etag(etag: &str);
    get is_header_sent() -> bool;
    get is_writable() -> bool;
}

#[cfg(feature = "json")]
delegate! { response "Response":
    try set_json(value: &(impl serde::Serialize + ?Sized));
}

delegate! { request "Request":
    get accepts_languages['o](languages: &[&'o str]) -> Option<&'o str>;
    get accepts_encodings['o](encodings: &[&'o str]) -> Option<&'o str>;
    get accepts_charsets['o](charsets: &[&'o str]) -> Option<&'o str>;
    get accepts['o](types: &[&'o str]) -> Option<&'o str>;
    get header(name: impl AsRef<str>) -> Option<&str>;
    get headers() -> &HeaderMap;
    get querystring() -> &str;
    set set_querystring(querystring: &str);
    get is_idempotent() -> bool;
    get search() -> &str;
    set set_search(search: &str);
    get method() -> &Method;
    set set_method(method: Method);
    get query() -> Query<'_>;
    set set_query[N: AsRef<str>, V: AsRef<str>](pairs: impl IntoIterator<Item = (N, V)>);
    get path() -> &str;
    set set_path(path: &str);
    get url() -> &str;
    set set_url(url: impl Into<String>);
    get original_url() -> &str;
    get origin() -> Option<&str>;
    get href() -> String;
    get subdomains() -> Vec<String>;
    get protocol() -> Cow<'_, str>;
    get host() -> Cow<'_, str>;
    get hostname() -> Cow<'_, str>;
    get parsed_url() -> Option<whatwg::Url>;
    get is_secure() -> bool;
    get ips() -> Vec<String>;
    get ip() -> Cow<'_, str>;
}

impl Context {
    /// See [`Request::match_content_type`](crate::Request::match_content_type).
    pub fn match_content_type<'a>(&'a self, types: &[&'a str]) -> Option<Cow<'a, str>> {
        self.request.match_content_type(types)
    }
}
