//! The attributes of a cookie that are one of a few words.

use core::str::FromStr;

use super::error::CookieError;

/// Whether a cookie goes with requests that other sites start (the attribute SameSite).
///
/// ```
/// use koa_core::SameSite;
///
/// assert_eq!("Lax".parse(), Ok(SameSite::Lax));
/// assert!("sometimes".parse::<SameSite>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SameSite {
    /// Never.
    Strict,
    /// Only when the user follows a link.
    Lax,
    /// Always; browsers want it secure then.
    None,
}

impl SameSite {
    const ALL: [Self; 3] = [Self::Strict, Self::Lax, Self::None];

    /// The word in the line, in lower case.
    ///
    /// ```
    /// assert_eq!(koa_core::SameSite::Lax.as_str(), "lax");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Lax => "lax",
            Self::None => "none",
        }
    }
}

/// Reads the word in any case.
impl FromStr for SameSite {
    type Err = CookieError;

    fn from_str(word: &str) -> Result<Self, CookieError> {
        let mut all = Self::ALL.into_iter();
        all.find(|known| known.as_str().eq_ignore_ascii_case(word)).ok_or(CookieError::SAME_SITE)
    }
}

/// Which cookies a client drops last (the attribute Priority, which Chromium knows).
///
/// ```
/// use koa_core::cookies::Priority;
///
/// assert_eq!("HIGH".parse(), Ok(Priority::High));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Priority {
    /// Dropped first.
    Low,
    /// What a cookie without the attribute has.
    Medium,
    /// Dropped last.
    High,
}

impl Priority {
    const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The word in the line, in lower case.
    ///
    /// ```
    /// assert_eq!(koa_core::cookies::Priority::High.as_str(), "high");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Reads the word in any case.
impl FromStr for Priority {
    type Err = CookieError;

    fn from_str(word: &str) -> Result<Self, CookieError> {
        let mut all = Self::ALL.into_iter();
        all.find(|known| known.as_str().eq_ignore_ascii_case(word)).ok_or(CookieError::PRIORITY)
    }
}
