//! The HTTP version of a request (RFC 9110 §2.5).

use core::fmt;

/// The HTTP version a request was made with.
///
/// # Examples
///
/// ```
/// use koa_core::Version;
///
/// assert!(Version::HTTP_2 > Version::HTTP_11);
/// assert_eq!(Version::default().to_string(), "HTTP/1.1");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(Kind);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Http10,
    #[default]
    Http11,
    Http2,
    Http3,
}

impl Version {
    /// HTTP/1.0
    pub const HTTP_10: Self = Self(Kind::Http10);
    /// HTTP/1.1
    pub const HTTP_11: Self = Self(Kind::Http11);
    /// HTTP/2
    pub const HTTP_2: Self = Self(Kind::Http2);
    /// HTTP/3
    pub const HTTP_3: Self = Self(Kind::Http3);

    /// Whether answers carry a reason phrase: only HTTP/1 has one.
    pub(crate) fn has_reason(self) -> bool {
        self < Self::HTTP_2
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Http10 => "HTTP/1.0",
            Kind::Http11 => "HTTP/1.1",
            Kind::Http2 => "HTTP/2.0",
            Kind::Http3 => "HTTP/3.0",
        })
    }
}
