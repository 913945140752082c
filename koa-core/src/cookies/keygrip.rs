//! Signatures with keys that can be replaced (the package `keygrip`): the first signs, all verify.

use alloc::string::String;
use alloc::vec::Vec;
use base64ct::{Base64UrlUnpadded, Encoding as _};
use core::fmt;
use ctutils::CtEq;
use hmac::{Hmac, KeyInit, Mac};

use super::error::CookieError;

/// Keys that sign text and recognise their signatures.
///
/// To replace a key, put the new one first and drop the old one once its cookies have expired.
///
/// # Examples
///
/// ```
/// use koa_core::Keygrip;
///
/// let keys = Keygrip::new(["SEKRIT2", "SEKRIT1"]).unwrap();
/// let signature = keys.sign("name=tobi");
/// assert!(keys.verify("name=tobi", &signature));
/// assert!(!keys.verify("name=loki", &signature));
///
/// let old = Keygrip::new(["SEKRIT1"]).unwrap();
/// assert_eq!(keys.index("name=tobi", &old.sign("name=tobi")), Some(1));
/// ```
///
/// # Koa
///
/// `new Keygrip(keys, algorithm, encoding)`, whose signatures are the same byte for byte.
#[derive(Clone)]
pub struct Keygrip {
    keys: Vec<Vec<u8>>,
    algorithm: Algorithm,
    /// The algorithm at work: a program has those alone that it chooses, and SHA-1.
    authenticate: Authenticate,
    encoding: Encoding,
}

/// The code of some data by a key, as text.
type Authenticate = fn(key: &[u8], data: &[u8], encode: fn(&[u8]) -> String) -> String;

impl Keygrip {
    /// Keys for HMAC-SHA1 in base64, the first of which signs. Use at least 16 random bytes each.
    ///
    /// ```
    /// use koa_core::Keygrip;
    ///
    /// assert!(Keygrip::new(["secret"]).is_ok());
    /// assert!(Keygrip::new([""; 0]).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// When there are none.
    pub fn new<K: Into<Vec<u8>>>(keys: impl IntoIterator<Item = K>) -> Result<Self, CookieError> {
        let keys: Vec<Vec<u8>> = keys.into_iter().map(Into::into).collect();
        match keys.is_empty() {
            true => Err(CookieError::new("Keys must be provided.")),
            false => Ok(Self {
                keys,
                algorithm: Algorithm::Sha1,
                authenticate: authenticate::<Hmac<sha1::Sha1>>,
                encoding: Encoding::Base64,
            }),
        }
    }

    /// Chooses the hash function.
    ///
    /// ```
    /// use koa_core::{Keygrip, cookies::Algorithm};
    ///
    /// let keys = Keygrip::new(["secret"]).unwrap().with_algorithm(Algorithm::Sha256);
    /// assert_eq!(keys.sign("a=1").len(), 43);
    /// ```
    #[inline]
    #[must_use]
    pub fn with_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self.authenticate = match algorithm {
            Algorithm::Md5 => authenticate::<Hmac<md5::Md5>>,
            Algorithm::Sha1 => authenticate::<Hmac<sha1::Sha1>>,
            Algorithm::Sha224 => authenticate::<Hmac<sha2::Sha224>>,
            Algorithm::Sha256 => authenticate::<Hmac<sha2::Sha256>>,
            Algorithm::Sha384 => authenticate::<Hmac<sha2::Sha384>>,
            Algorithm::Sha512 => authenticate::<Hmac<sha2::Sha512>>,
        };
        self
    }

    /// Chooses how signatures are written.
    ///
    /// ```
    /// use koa_core::{Keygrip, cookies::Encoding};
    ///
    /// let keys = Keygrip::new(["secret"]).unwrap().with_encoding(Encoding::Hex);
    /// assert_eq!(keys.sign("a=1").len(), 40);
    /// ```
    #[must_use]
    pub fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// The signature of `data` by the first key.
    ///
    /// ```
    /// use koa_core::Keygrip;
    /// use koa_core::cookies::{Algorithm, Encoding};
    ///
    /// let keys = Keygrip::new(["SEKRIT1"]).unwrap();
    /// assert_eq!(keys.sign("name=tobi"), "3Y5aD_EuyUUKGDCjCecMbFbfd9w");
    ///
    /// let keys = keys.with_algorithm(Algorithm::Sha256).with_encoding(Encoding::Hex);
    /// assert!(keys.sign("name=tobi").starts_with("d91e3b1f3e05bde1"));
    /// ```
    pub fn sign(&self, data: impl AsRef<[u8]>) -> String {
        // There is a first key: `new` sees to it.
        self.sign_with(self.keys.first().map_or(&[], Vec::as_slice), data.as_ref())
    }

    /// Which key made the signature `digest` of `data`: the place of the first that does.
    ///
    /// ```
    /// use koa_core::Keygrip;
    ///
    /// let keys = Keygrip::new(["new", "old"]).unwrap();
    /// let by_old = Keygrip::new(["old"]).unwrap().sign("a=1");
    /// assert_eq!(keys.index("a=1", &by_old), Some(1));
    /// ```
    pub fn index(&self, data: impl AsRef<[u8]>, digest: &str) -> Option<usize> {
        let data = data.as_ref();
        self.keys.iter().position(|key| {
            let expected = self.sign_with(key, data);
            expected.as_bytes().ct_eq(digest.as_bytes()).to_bool()
        })
    }

    /// Whether one of the keys made the signature `digest` of `data`.
    ///
    /// ```
    /// use koa_core::Keygrip;
    ///
    /// let keys = Keygrip::new(["secret"]).unwrap();
    /// assert!(keys.verify("a=1", &keys.sign("a=1")));
    /// assert!(!keys.verify("a=2", &keys.sign("a=1")));
    /// ```
    pub fn verify(&self, data: impl AsRef<[u8]>, digest: &str) -> bool {
        self.index(data, digest).is_some()
    }

    fn sign_with(&self, key: &[u8], data: &[u8]) -> String {
        let encode = match self.encoding {
            Encoding::Base64 => Base64UrlUnpadded::encode_string,
            Encoding::Hex => hex,
        };
        (self.authenticate)(key, data, encode)
    }
}

fn authenticate<M: Mac + KeyInit>(key: &[u8], data: &[u8], encode: fn(&[u8]) -> String) -> String {
    // RFC 2104 §3: a key may have any length, so this cannot fail.
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(data);
    encode(&mac.finalize().into_bytes())
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// The keys stay out of logs.
impl fmt::Debug for Keygrip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keygrip")
            .field("keys", &self.keys.len())
            .field("algorithm", &self.algorithm)
            .field("encoding", &self.encoding)
            .finish()
    }
}

/// The hash function of a [`Keygrip`]'s HMAC (RFC 2104).
///
/// ```
/// assert_eq!(koa_core::cookies::Algorithm::default(), koa_core::cookies::Algorithm::Sha1);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm {
    /// MD5, for cookies that were signed with it.
    Md5,
    /// SHA-1, Koa's default; as an HMAC it is not broken.
    #[default]
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256: a good choice where no older cookies must be read.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// How a [`Keygrip`] writes signatures.
///
/// ```
/// assert_eq!(koa_core::cookies::Encoding::default(), koa_core::cookies::Encoding::Base64);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// Base64 with `-` and `_` and without padding, which Koa makes of both `base64` and `base64url`.
    #[default]
    Base64,
    /// Hexadecimal digits in lower case.
    Hex,
}

/// What [`App::keys`](crate::App::keys) takes: a list of keys or a [`Keygrip`].
///
/// An empty list does not fail at once: every cookie that is to be signed or verified does.
///
/// ```
/// use koa_core::App;
///
/// assert!(App::new().keys(["new", "old"]).settings().keys().is_some());
/// assert!(App::new().keys([""; 0]).settings().keys().is_none());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Keys(Option<Result<Keygrip, CookieError>>);

impl Keys {
    pub(crate) fn keygrip(&self) -> Result<Option<&Keygrip>, CookieError> {
        self.0.as_ref().map(Result::as_ref).transpose().map_err(|error| *error)
    }
}

impl From<Keygrip> for Keys {
    fn from(keygrip: Keygrip) -> Self {
        Self(Some(Ok(keygrip)))
    }
}

impl<K: Into<Vec<u8>>, I: IntoIterator<Item = K>> From<I> for Keys {
    fn from(keys: I) -> Self {
        Self(Some(Keygrip::new(keys)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString;

    #[test]
    fn there_must_be_keys() {
        assert_eq!(Keygrip::new([""; 0]).unwrap_err().to_string(), "Keys must be provided.");
        assert_eq!(Keygrip::new([""]).unwrap().sign(""), "-9sdGxiqbAgyS31ktx-3Y3BpDh0");
    }

    #[test]
    fn a_signature_is_compared_exactly() {
        let keys = Keygrip::new(["k1", "k2", "k3"]).unwrap();
        assert_eq!(keys.index("data", "fSLqsUUp4Ana_LxjYd-7DeWcbWM"), Some(0));
        assert_eq!(keys.index("data", "pAlDKP3J0lpfG--XVsZhWyJBX9I"), Some(2));
        for digest in ["", "fSLqsUUp4A", "fSLqsUUp4Ana_LxjYd-7DeWcbWMA", "fslqsuup4ana_lxjyd-7dewcbwm", "\u{e9}"] {
            assert!(!keys.verify("data", digest), "{digest:?}");
        }
    }

    #[test]
    fn keys_are_not_in_the_debug_text() {
        let keys = Keygrip::new(["SEKRIT"]).unwrap();
        assert!(!format!("{keys:?} {:?}", Keys::from(keys.clone())).contains("SEKRIT"));
    }
}
