//! Status codes and their reason phrases (RFC 9110 §15; Koa's `statuses`).
//!
//! Any number from 100 to 999 is a status code, as in Koa and in the `http` crate; the ones of the
//! table have a name, a phrase and, for some, a class that decides about bodies and redirects.

use core::fmt;

/// A status code between 100 and 999.
///
/// # Examples
///
/// ```
/// use koa_core::StatusCode;
///
/// assert_eq!(StatusCode::NOT_FOUND.as_u16(), 404);
/// assert_eq!(StatusCode::new(418).unwrap().reason(), Some("I'm a Teapot"));
/// assert!(StatusCode::new(1000).is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusCode(u16);

macro_rules! codes {
    ($(($number:literal, $name:ident, $reason:literal);)*) => {
        impl StatusCode {
            $(
                #[doc = concat!(stringify!($number), " ", $reason)]
                pub const $name: Self = Self($number);
            )*
        }

        const TABLE: &[(u16, &str)] = &[$(($number, $reason)),*];
    };
}

codes! {
    (100, CONTINUE, "Continue");
    (101, SWITCHING_PROTOCOLS, "Switching Protocols");
    (102, PROCESSING, "Processing");
    (103, EARLY_HINTS, "Early Hints");
    (200, OK, "OK");
    (201, CREATED, "Created");
    (202, ACCEPTED, "Accepted");
    (203, NON_AUTHORITATIVE_INFORMATION, "Non-Authoritative Information");
    (204, NO_CONTENT, "No Content");
    (205, RESET_CONTENT, "Reset Content");
    (206, PARTIAL_CONTENT, "Partial Content");
    (207, MULTI_STATUS, "Multi-Status");
    (208, ALREADY_REPORTED, "Already Reported");
    (226, IM_USED, "IM Used");
    (300, MULTIPLE_CHOICES, "Multiple Choices");
    (301, MOVED_PERMANENTLY, "Moved Permanently");
    (302, FOUND, "Found");
    (303, SEE_OTHER, "See Other");
    (304, NOT_MODIFIED, "Not Modified");
    (305, USE_PROXY, "Use Proxy");
    (307, TEMPORARY_REDIRECT, "Temporary Redirect");
    (308, PERMANENT_REDIRECT, "Permanent Redirect");
    (400, BAD_REQUEST, "Bad Request");
    (401, UNAUTHORIZED, "Unauthorized");
    (402, PAYMENT_REQUIRED, "Payment Required");
    (403, FORBIDDEN, "Forbidden");
    (404, NOT_FOUND, "Not Found");
    (405, METHOD_NOT_ALLOWED, "Method Not Allowed");
    (406, NOT_ACCEPTABLE, "Not Acceptable");
    (407, PROXY_AUTHENTICATION_REQUIRED, "Proxy Authentication Required");
    (408, REQUEST_TIMEOUT, "Request Timeout");
    (409, CONFLICT, "Conflict");
    (410, GONE, "Gone");
    (411, LENGTH_REQUIRED, "Length Required");
    (412, PRECONDITION_FAILED, "Precondition Failed");
    (413, PAYLOAD_TOO_LARGE, "Payload Too Large");
    (414, URI_TOO_LONG, "URI Too Long");
    (415, UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type");
    (416, RANGE_NOT_SATISFIABLE, "Range Not Satisfiable");
    (417, EXPECTATION_FAILED, "Expectation Failed");
    (418, IM_A_TEAPOT, "I'm a Teapot");
    (421, MISDIRECTED_REQUEST, "Misdirected Request");
    (422, UNPROCESSABLE_ENTITY, "Unprocessable Entity");
    (423, LOCKED, "Locked");
    (424, FAILED_DEPENDENCY, "Failed Dependency");
    (425, TOO_EARLY, "Too Early");
    (426, UPGRADE_REQUIRED, "Upgrade Required");
    (428, PRECONDITION_REQUIRED, "Precondition Required");
    (429, TOO_MANY_REQUESTS, "Too Many Requests");
    (431, REQUEST_HEADER_FIELDS_TOO_LARGE, "Request Header Fields Too Large");
    (451, UNAVAILABLE_FOR_LEGAL_REASONS, "Unavailable For Legal Reasons");
    (500, INTERNAL_SERVER_ERROR, "Internal Server Error");
    (501, NOT_IMPLEMENTED, "Not Implemented");
    (502, BAD_GATEWAY, "Bad Gateway");
    (503, SERVICE_UNAVAILABLE, "Service Unavailable");
    (504, GATEWAY_TIMEOUT, "Gateway Timeout");
    (505, HTTP_VERSION_NOT_SUPPORTED, "HTTP Version Not Supported");
    (506, VARIANT_ALSO_NEGOTIATES, "Variant Also Negotiates");
    (507, INSUFFICIENT_STORAGE, "Insufficient Storage");
    (508, LOOP_DETECTED, "Loop Detected");
    (509, BANDWIDTH_LIMIT_EXCEEDED, "Bandwidth Limit Exceeded");
    (510, NOT_EXTENDED, "Not Extended");
    (511, NETWORK_AUTHENTICATION_REQUIRED, "Network Authentication Required");
}

/// All phrases without anything between them: a table of texts would take twice the flash.
static PHRASES: &str = match core::str::from_utf8(&LAID_OUT.0) {
    Ok(phrases) => phrases,
    Err(_) => unreachable!(),
};
/// Where the phrase of each code begins, and where the last one ends; codes that have none end there, too.
static STARTS: [u16; PLACES + 1] = LAID_OUT.1;
const LAID_OUT: ([u8; SIZE], [u16; PLACES + 1]) = lay_out();
/// How many codes of each class have a place, one after the other.
const WIDTHS: [u8; 5] = [4, 27, 9, 52, 12];
/// The place of the first code of each class.
const ROWS: [u8; 6] = [0, 4, 31, 40, 92, 104];
const PLACES: usize = ROWS[5] as usize;
const SIZE: usize = {
    let (mut size, mut index) = (0, 0);
    while index < TABLE.len() {
        size += TABLE[index].1.len();
        index += 1;
    }
    size
};

const fn lay_out() -> ([u8; SIZE], [u16; PLACES + 1]) {
    let (mut phrases, mut starts) = ([0; SIZE], [0; PLACES + 1]);
    let (mut place, mut index, mut end) = (0, 0, 0);
    while place < PLACES {
        starts[place] = end as u16;
        if index < TABLE.len() && matches!(place_of(TABLE[index].0), Some(own) if own == place) {
            let phrase = TABLE[index].1.as_bytes();
            let mut at = 0;
            while at < phrase.len() {
                phrases[end] = phrase[at];
                (at, end) = (at + 1, end + 1);
            }
            index += 1;
        }
        place += 1;
    }
    assert!(index == TABLE.len(), "each code of the table has its place");
    starts[place] = end as u16;
    (phrases, starts)
}

const fn place_of(code: u16) -> Option<usize> {
    let (class, number) = ((code / 100) as usize, (code % 100) as usize);
    match class {
        1..=5 if number < WIDTHS[class - 1] as usize => Some(ROWS[class - 1] as usize + number),
        _ => None,
    }
}

impl StatusCode {
    /// The phrase of the table, `None` for codes that have none.
    ///
    /// ```
    /// use koa_core::StatusCode;
    ///
    /// assert_eq!(StatusCode::NOT_FOUND.reason(), Some("Not Found"));
    /// assert_eq!(StatusCode::new(299).unwrap().reason(), None);
    /// ```
    pub const fn reason(self) -> Option<&'static str> {
        let Some(place) = place_of(self.0) else { return None };
        let Some((before, _)) = PHRASES.split_at_checked(STARTS[place + 1] as usize) else { return None };
        match before.split_at_checked(STARTS[place] as usize) {
            Some((_, phrase)) if !phrase.is_empty() => Some(phrase),
            _ => None,
        }
    }

    /// Makes a status code from a number.
    ///
    /// ```
    /// use koa_core::StatusCode;
    ///
    /// assert_eq!(StatusCode::new(201), Ok(StatusCode::CREATED));
    /// assert!(StatusCode::new(99).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// When `code` is not within 100 to 999.
    pub const fn new(code: u16) -> Result<Self, InvalidStatusCode> {
        match code {
            100..=999 => Ok(Self(code)),
            _ => Err(InvalidStatusCode { code }),
        }
    }

    /// The number.
    ///
    /// ```
    /// use koa_core::StatusCode;
    ///
    /// assert_eq!(StatusCode::CREATED.as_u16(), 201);
    /// ```
    pub const fn as_u16(self) -> u16 {
        self.0
    }

    /// Whether an answer with this code never has a body: 204, 205 and 304.
    ///
    /// ```
    /// use koa_core::StatusCode;
    ///
    /// assert!(StatusCode::NO_CONTENT.is_empty() && !StatusCode::OK.is_empty());
    /// ```
    pub const fn is_empty(self) -> bool {
        matches!(self.0, 204 | 205 | 304)
    }

    /// Whether the code sends the client elsewhere: 300, 301, 302, 303, 305, 307 and 308.
    ///
    /// ```
    /// use koa_core::StatusCode;
    ///
    /// assert!(StatusCode::FOUND.is_redirect() && !StatusCode::NOT_MODIFIED.is_redirect());
    /// ```
    pub const fn is_redirect(self) -> bool {
        matches!(self.0, 300 | 301 | 302 | 303 | 305 | 307 | 308)
    }

    /// Whether the client may simply try again: 502, 503 and 504.
    ///
    /// ```
    /// use koa_core::StatusCode;
    ///
    /// assert!(StatusCode::BAD_GATEWAY.is_retry() && !StatusCode::NOT_IMPLEMENTED.is_retry());
    /// ```
    pub const fn is_retry(self) -> bool {
        matches!(self.0, 502..=504)
    }

    /// 1xx
    ///
    /// ```
    /// use koa_core::StatusCode;
    ///
    /// assert!(StatusCode::CONTINUE.is_informational() && !StatusCode::OK.is_informational());
    /// ```
    pub const fn is_informational(self) -> bool {
        matches!(self.0, 100..=199)
    }

    /// 2xx
    ///
    /// ```
    /// use koa_core::StatusCode;
    ///
    /// assert!(StatusCode::CREATED.is_success() && !StatusCode::FOUND.is_success());
    /// ```
    pub const fn is_success(self) -> bool {
        matches!(self.0, 200..=299)
    }

    /// 4xx
    ///
    /// ```
    /// use koa_core::StatusCode;
    ///
    /// assert!(StatusCode::NOT_FOUND.is_client_error() && !StatusCode::BAD_GATEWAY.is_client_error());
    /// ```
    pub const fn is_client_error(self) -> bool {
        matches!(self.0, 400..=499)
    }

    /// 5xx
    ///
    /// ```
    /// use koa_core::StatusCode;
    ///
    /// assert!(StatusCode::BAD_GATEWAY.is_server_error() && !StatusCode::NOT_FOUND.is_server_error());
    /// ```
    pub const fn is_server_error(self) -> bool {
        matches!(self.0, 500..=599)
    }
}

impl fmt::Debug for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl From<StatusCode> for u16 {
    fn from(status: StatusCode) -> Self {
        status.0
    }
}

impl TryFrom<u16> for StatusCode {
    type Error = InvalidStatusCode;

    fn try_from(code: u16) -> Result<Self, Self::Error> {
        Self::new(code)
    }
}

impl PartialEq<u16> for StatusCode {
    fn eq(&self, other: &u16) -> bool {
        self.0 == *other
    }
}

/// The number is not a status code: those go from 100 to 999.
///
/// ```
/// use koa_core::StatusCode;
///
/// assert_eq!(StatusCode::new(99).unwrap_err().to_string(), "invalid status code: 99");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidStatusCode {
    code: u16,
}

impl fmt::Display for InvalidStatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid status code: {}", self.code)
    }
}

/// The message, for a boxed error brings this along wherever it goes.
impl fmt::Debug for InvalidStatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for InvalidStatusCode {}
