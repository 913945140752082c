//! Request methods (RFC 9110 §9).
//!
//! The nine registered ones cost nothing; any other token is kept as it came, because Koa lets an
//! application see and assign whatever the client sent.

use alloc::boxed::Box;
use core::fmt;

use crate::headers::is_token;

/// A request method.
///
/// # Examples
///
/// ```
/// use koa_core::Method;
///
/// assert_eq!(Method::new("GET").unwrap(), Method::GET);
/// assert!(Method::new("PURGE").is_ok());
/// assert!(Method::new("NOT A TOKEN").is_err());
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Method(Kind);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Kind {
    Known(&'static str),
    Extension(Box<str>),
}

const KNOWN: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"];

impl Method {
    /// GET (RFC 9110 §9.3.1)
    pub const GET: Self = Self(Kind::Known("GET"));
    /// HEAD (RFC 9110 §9.3.2)
    pub const HEAD: Self = Self(Kind::Known("HEAD"));
    /// POST (RFC 9110 §9.3.3)
    pub const POST: Self = Self(Kind::Known("POST"));
    /// PUT (RFC 9110 §9.3.4)
    pub const PUT: Self = Self(Kind::Known("PUT"));
    /// DELETE (RFC 9110 §9.3.5)
    pub const DELETE: Self = Self(Kind::Known("DELETE"));
    /// CONNECT (RFC 9110 §9.3.6)
    pub const CONNECT: Self = Self(Kind::Known("CONNECT"));
    /// OPTIONS (RFC 9110 §9.3.7)
    pub const OPTIONS: Self = Self(Kind::Known("OPTIONS"));
    /// TRACE (RFC 9110 §9.3.8)
    pub const TRACE: Self = Self(Kind::Known("TRACE"));
    /// PATCH (RFC 5789)
    pub const PATCH: Self = Self(Kind::Known("PATCH"));

    /// Reads a method; names are case-sensitive, so `get` is not `GET`.
    ///
    /// ```
    /// use koa_core::Method;
    ///
    /// assert_eq!(Method::new("GET"), Ok(Method::GET));
    /// assert_ne!(Method::new("get"), Ok(Method::GET));
    /// ```
    ///
    /// # Errors
    ///
    /// When `name` is not a token (RFC 9110 §5.6.2).
    pub fn new(name: &str) -> Result<Self, InvalidMethod> {
        if let Some(known) = KNOWN.into_iter().find(|known| *known == name) {
            return Ok(Self(Kind::Known(known)));
        }
        if !is_token(name.as_bytes()) {
            return Err(InvalidMethod { _priv: () });
        }
        Ok(Self(Kind::Extension(name.into())))
    }

    /// The method as it stands in the request line.
    ///
    /// ```
    /// use koa_core::Method;
    ///
    /// assert_eq!(Method::PATCH.as_str(), "PATCH");
    /// ```
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Kind::Known(name) => name,
            Kind::Extension(name) => name,
        }
    }

    /// Whether repeating the request changes nothing more: GET, HEAD, PUT, DELETE, OPTIONS, TRACE
    /// (RFC 9110 §9.2.2).
    ///
    /// ```
    /// use koa_core::Method;
    ///
    /// assert!(Method::PUT.is_idempotent());
    /// assert!(!Method::POST.is_idempotent());
    /// ```
    pub fn is_idempotent(&self) -> bool {
        matches!(self.as_str(), "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "TRACE")
    }
}

impl Default for Method {
    fn default() -> Self {
        Self::GET
    }
}

impl fmt::Debug for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq<str> for Method {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Method {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

/// The text is not a method: methods are tokens.
///
/// ```
/// use koa_core::Method;
///
/// assert_eq!(Method::new("NOT A TOKEN").unwrap_err().to_string(), "a method must be a token");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidMethod {
    _priv: (),
}

impl fmt::Display for InvalidMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a method must be a token")
    }
}

/// The message, for a boxed error brings this along wherever it goes.
impl fmt::Debug for InvalidMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for InvalidMethod {}
