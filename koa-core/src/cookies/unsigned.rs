//! No signatures: the cargo feature `signed-cookies` is off.

use alloc::string::String;

use super::{Cookie, CookieError};
use crate::{Request, Result};

const FEATURE_REQUIRED: CookieError =
    CookieError::new("signing cookies needs the cargo feature `signed-cookies` of koa-core");

/// No signature; without the feature an application has no keys.
pub(super) fn signature(cookie: &Cookie<'_>, _: &Request) -> Result<Option<String>> {
    match cookie.signed {
        Some(true) => Err(FEATURE_REQUIRED.into()),
        _ => Ok(None),
    }
}
