//! Reading the body of a request as a whole: bytes, text, JSON, a form.
//!
//! Each consumes the body, whose limit (set by the adapter, or with
//! [`Body::set_limit`](crate::Body::set_limit)) bounds the memory that it takes; a second read
//! finds an empty body.
//!
//! Koa reads no bodies; its users have raw-body, co-body and koa-bodyparser.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use super::Request;
use super::charset::Charset;
use crate::query::Query;
use crate::{Error, Result, header, mime, type_is};

impl Request {
    /// Reads the whole body; a second read gives nothing.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().with(async |ctx, _| {
    ///     let bytes = ctx.request.bytes().await?;
    ///     ctx.set_body(format!("{} bytes", bytes.len()));
    ///     Ok(())
    /// });
    /// assert_eq!(test::post("/").body(b"\0\xFF").send(&app).text(), "2 bytes");
    /// ```
    ///
    /// # Errors
    ///
    /// 413 over the limit, 400 for bad framing, 408 for a client that stopped sending.
    ///
    /// # Cancel safety
    ///
    /// None: what was read when the future is dropped is lost.
    pub async fn bytes(&mut self) -> Result<bytes::Bytes> {
        self.body.bytes().await
    }

    /// Reads the whole body as text, in the charset of Content-Type or else UTF-8; a second read
    /// gives nothing.
    ///
    /// UTF-8, UTF-16 and windows-1252 are known by the labels of the
    /// [Encoding Standard](https://encoding.spec.whatwg.org/#names-and-labels), which takes
    /// `iso-8859-1` and `us-ascii` for windows-1252. A byte order mark is removed, and what is
    /// malformed becomes U+FFFD. The text may take three times the bytes of the body.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().with(async |ctx, _| {
    ///     let text = ctx.request.text().await?;
    ///     ctx.set_body(text);
    ///     Ok(())
    /// });
    /// let post = |content_type: &str| test::post("/").header("content-type", content_type).body(b"5 \x80").send(&app);
    /// assert_eq!(post("text/plain; charset=iso-8859-1").text(), "5 €");
    /// assert_eq!(post("text/plain").text(), "5 \u{FFFD}");
    /// assert_eq!(post("text/plain; charset=koi8-r").status(), 415);
    /// ```
    ///
    /// # Errors
    ///
    /// 415 that names the charset, before anything is read, when it is none of these; else as
    /// [`bytes`](Self::bytes).
    ///
    /// # Cancel safety
    ///
    /// None, as [`bytes`](Self::bytes).
    pub async fn text(&mut self) -> Result<String> {
        let charset = self.body_charset()?;
        Ok(charset.decode(self.bytes().await?))
    }

    /// Reads the whole body as JSON; a second read finds an empty body, which is none.
    ///
    /// A body without a Content-Type is taken for JSON. JSON is always UTF-8 (RFC 8259 §8.1): a
    /// charset changes nothing, and a byte order mark is skipped.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().with(async |ctx, _| {
    ///     let numbers: Vec<u32> = ctx.request.json().await?;
    ///     ctx.set_body(numbers.iter().sum::<u32>().to_string());
    ///     Ok(())
    /// });
    /// let post = |content_type: &str, body: &'static str| {
    ///     test::post("/").header("content-type", content_type).body(body).send(&app)
    /// };
    /// assert_eq!(post("application/json", "[1, 2, 3]").text(), "6");
    /// assert_eq!(post("application/json", "[1, 2").status(), 400);
    /// assert_eq!(post("text/plain", "[1, 2, 3]").status(), 415);
    /// ```
    ///
    /// # Errors
    ///
    /// 415, before anything is read, when Content-Type is neither `application/json` nor ends in
    /// `+json`; 400 when the body is empty or not JSON of the type `T`, with serde's error as the
    /// source, which the client does not see; else as [`bytes`](Self::bytes).
    ///
    /// # Cancel safety
    ///
    /// None, as [`bytes`](Self::bytes).
    #[cfg(feature = "json")]
    pub async fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<T> {
        self.expect_type("JSON", &["application/json", "+json"])?;
        let bytes = super::charset::without_mark(self.bytes().await?);
        if bytes.is_empty() {
            return Err(Error::new(400, "the body is empty, but JSON was expected"));
        }
        let parsed = serde_json::from_slice(&bytes);
        parsed.map_err(|source| Error::new(400, "the body is not the JSON that was expected").with_source(source))
    }

    /// Reads the whole body as the fields of an HTML form (`application/x-www-form-urlencoded`); a
    /// second read gives none.
    ///
    /// A body without a Content-Type is taken for a form. It is read as a query string is, always
    /// in UTF-8 (the URL standard, §5.1), and names stay flat. A field takes some fifty bytes beside
    /// its text, however short: a route may lower the body's limit.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().with(async |ctx, _| {
    ///     let form = ctx.request.form().await?;
    ///     let name = form.first("name").unwrap_or("nobody");
    ///     ctx.set_body(format!("hello {name}"));
    ///     Ok(())
    /// });
    /// let form = "application/x-www-form-urlencoded";
    /// assert_eq!(test::post("/").header("content-type", form).body("name=J+D").send(&app).text(), "hello J D");
    /// assert_eq!(test::post("/").header("content-type", "text/plain").body("name=J").send(&app).status(), 415);
    /// ```
    ///
    /// # Errors
    ///
    /// 415, before anything is read, when Content-Type is another; else as [`bytes`](Self::bytes).
    ///
    /// # Cancel safety
    ///
    /// None, as [`bytes`](Self::bytes).
    pub async fn form(&mut self) -> Result<Query<'static>> {
        self.expect_type("an urlencoded form", &["urlencoded"])?;
        let bytes = self.bytes().await?;
        let fields = form_urlencoded::parse(&bytes).into_owned();
        Ok(fields.map(|(name, value)| (Cow::Owned(name), Cow::Owned(value))).collect())
    }

    fn body_charset(&self) -> Result<Charset> {
        match &*self.charset() {
            "" => Ok(Charset::Utf8),
            label => Charset::for_label(label)
                .ok_or_else(|| Error::new(415, format!("the charset \"{label}\" is not supported"))),
        }
    }

    /// Fails unless Content-Type is one of `types` or missing.
    fn expect_type(&self, name: &str, types: &[&str]) -> Result {
        let value = self.combined_header(header::CONTENT_TYPE.as_str()).unwrap_or_default();
        match type_is::is(Some(&value), types, mime::lookup) {
            None if !value.is_empty() => {
                Err(Error::new(415, format!("the body must be {name}, not \"{}\"", self.content_type())))
            }
            _ => Ok(()),
        }
    }
}
