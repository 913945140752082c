//! A body of Koa, for services that want one of the `http-body` crate.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::{Body, Error};

/// The body of a request that [`from_tower`](crate::from_tower) gives to a service.
///
/// ```
/// use http_body::Body as _;
///
/// let body = koa_tokio::HttpBody::from(koa_tokio::Body::from("hello"));
/// assert_eq!(body.size_hint().exact(), Some(5));
/// ```
#[derive(Debug, Default)]
pub struct HttpBody(Body);

impl From<Body> for HttpBody {
    fn from(body: Body) -> Self {
        Self(body)
    }
}

impl http_body::Body for HttpBody {
    type Data = Bytes;
    type Error = HttpBodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut TaskContext<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HttpBodyError>>> {
        self.0.poll_chunk(cx).map(|piece| piece.map(|piece| piece.map(Frame::data).map_err(HttpBodyError)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.len().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// A body that could not be read to its end.
///
/// ```
/// use http_body_util::BodyExt as _;
/// use koa_tokio::{Body, HttpBody};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let mut body = Body::from("too long");
/// body.set_limit(Some(3));
/// let error = HttpBody::from(body).collect().await.unwrap_err();
/// assert!(!error.to_string().is_empty());
/// # }
/// ```
#[derive(Debug)]
pub struct HttpBodyError(Error);

impl HttpBodyError {
    /// The error, with the status that the client deserves.
    ///
    /// ```
    /// use http_body_util::BodyExt as _;
    /// use koa_tokio::{Body, HttpBody};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let mut body = Body::from("too long");
    /// body.set_limit(Some(3));
    /// let error = HttpBody::from(body).collect().await.unwrap_err();
    /// assert_eq!(error.into_inner().status(), 413);
    /// # }
    /// ```
    pub fn into_inner(self) -> Error {
        self.0
    }
}

impl fmt::Display for HttpBodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for HttpBodyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source().map(|source| source as _)
    }
}
