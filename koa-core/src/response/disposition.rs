//! `attachment`: the answer as a file to keep (RFC 6266).

use super::Response;
use crate::content_disposition::ContentDisposition;
use crate::{header, mime};

impl Response {
    /// Asks the client to store the answer under `filename`, whose extension gives the type unless
    /// one was set.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.attachment("report.pdf");
    /// assert_eq!(ctx.response.header("content-disposition"), Some("attachment; filename=\"report.pdf\""));
    /// assert_eq!(ctx.content_type(), "application/pdf");
    /// ```
    ///
    /// # Koa
    ///
    /// `response.attachment(filename)`; its options are [`set_disposition`](Self::set_disposition).
    pub fn attachment(&mut self, filename: &str) -> &mut Self {
        self.set_disposition(Some(filename), &ContentDisposition::attachment().filename(filename))
    }

    /// Sets Content-Disposition as `disposition` says, and the type from `filename`.
    ///
    /// An invalid one makes the request end as a 500.
    ///
    /// ```
    /// use koa_core::content_disposition::ContentDisposition;
    ///
    /// let mut ctx = koa_core::test::context("GET /");
    /// let inline = ContentDisposition::inline().filename("plan.pdf");
    /// ctx.response.set_disposition(Some("plan.pdf"), &inline);
    /// assert_eq!(ctx.response.header("content-disposition"), Some("inline; filename=\"plan.pdf\""));
    /// ```
    ///
    /// # Koa
    ///
    /// `response.attachment(filename, { type, fallback })`.
    pub fn set_disposition(&mut self, filename: Option<&str>, disposition: &ContentDisposition<'_>) -> &mut Self {
        if let Some(filename) = filename.filter(|name| !name.is_empty())
            && !self.has_header(header::CONTENT_TYPE)
        {
            self.set_content_type(mime::extension(filename));
        }
        match disposition.to_header_text() {
            Ok(text) => self.set_text(header::CONTENT_DISPOSITION, text),
            Err(invalid) => self.keep(Err(invalid)),
        }
        self
    }
}
