//! Signed cookies: the keys an application has, and the cookies `name.sig` that they make.

use alloc::borrow::Cow;
use alloc::string::String;

use super::{Cookie, CookieError, Cookies, CookiesMut, Keygrip};
use crate::{Request, Result};

const KEYS_REQUIRED: CookieError = CookieError::new(".keys required for signed cookies");

/// The signature that goes with `cookie`, when one does.
pub(super) fn signature(cookie: &Cookie<'_>, request: &Request) -> Result<Option<String>> {
    if cookie.signed == Some(false) {
        return Ok(None);
    }
    match keygrip(request)? {
        Some(keygrip) => Ok(Some(keygrip.sign(pair(&cookie.name, &cookie.value)))),
        None if cookie.signed == Some(true) => Err(KEYS_REQUIRED.into()),
        None => Ok(None),
    }
}

impl<'a> Cookies<'a> {
    /// The value of a cookie that one of the application's keys has signed; `None` when there is
    /// no such cookie or its signature is missing or wrong.
    ///
    /// [`CookiesMut::get_signed`] also renews the signature of an older key, as Koa does.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().keys(["new key", "old key"]).with(async |ctx, _| {
    ///     assert_eq!(ctx.cookies().get_signed("user")?, None);
    ///     Ok(())
    /// });
    /// let response = test::get("/").header("cookie", "user=root; user.sig=forged").send(&app);
    /// assert_eq!(response.header("set-cookie"), None);
    /// ```
    ///
    /// # Errors
    ///
    /// A 500 when there are a cookie and a signature, but no keys.
    pub fn get_signed(&self, name: &str) -> Result<Option<Cow<'a, str>>> {
        let Some(found) = Found::of(name, *self)? else { return Ok(None) };
        Ok(found.key.map(|_| found.value))
    }
}

impl CookiesMut<'_> {
    /// The value of a cookie that one of the application's keys has signed; `None` when there is
    /// no such cookie or its signature is missing or wrong.
    ///
    /// A signature of another than the first key is renewed with the first; a wrong one is removed.
    ///
    /// # Errors
    ///
    /// A 500 when there are a cookie and a signature, but no keys.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().keys(["new key", "old key"]).with(async |ctx, _| {
    ///     let user = ctx.cookies_mut().get_signed("user")?;
    ///     ctx.set_body(user.unwrap_or_default());
    ///     Ok(())
    /// });
    /// let cookies = "user=tobi; user.sig=Yy29c03PV8_t4hWamPvdr7DU9k8";
    /// let response = test::get("/").header("cookie", cookies).send(&app);
    /// assert_eq!(response.text(), "tobi");
    /// let cookies = "user=root; user.sig=Yy29c03PV8_t4hWamPvdr7DU9k8";
    /// let response = test::get("/").header("cookie", cookies).send(&app);
    /// assert_eq!(response.text(), "");
    /// ```
    ///
    /// # Koa
    ///
    /// `ctx.cookies.get(name, { signed: true })`.
    pub fn get_signed(&mut self, name: &str) -> Result<Option<String>> {
        let Some(found) = Found::of(name, self.request.cookies())? else { return Ok(None) };
        let signature = match found.key {
            Some(0) => return Ok(Some(found.value.into_owned())),
            Some(_) => found.keygrip.sign(pair(name, &found.value)),
            None => String::new(),
        };
        let value = found.key.map(|_| found.value.into_owned());
        self.set(Cookie::new([name, ".sig"].concat(), signature).signed(false))?;
        Ok(value)
    }
}

/// A cookie with a signature, and the key that made it.
struct Found<'a> {
    value: Cow<'a, str>,
    key: Option<usize>,
    keygrip: &'a Keygrip,
}

impl<'a> Found<'a> {
    fn of(name: &str, cookies: Cookies<'a>) -> Result<Option<Self>> {
        let Some(value) = cookies.get(name) else { return Ok(None) };
        let signature = cookies.get(&[name, ".sig"].concat()).unwrap_or_default();
        if signature.is_empty() {
            return Ok(None);
        }
        let keygrip = keygrip(cookies.request)?.ok_or(KEYS_REQUIRED)?;
        let key = keygrip.index(pair(name, &value), &signature);
        Ok(Some(Self { value, key, keygrip }))
    }
}

fn keygrip(request: &Request) -> Result<Option<&Keygrip>> {
    let Some(settings) = request.settings() else { return Ok(None) };
    Ok(settings.keys.keygrip()?)
}

/// What is signed.
fn pair(name: &str, value: &str) -> String {
    [name, "=", value].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{App, test};

    const COOKIE: &str = "foo=bar; foo.sig=";
    const BY_NEW: &str = "AFslQ7TYxz-mzGC2S0CWdfq54sg";
    const BY_OLD: &str = "QQgplP_Qhp1PP_HjCPMMqgQrSFs";

    /// What `get_signed` answers, and the Set-Cookie line it writes.
    fn get(keys: &[&str], cookie: &str) -> (String, Option<String>) {
        let app = App::new().with(async |ctx, _| {
            let value = ctx.cookies_mut().get_signed("foo")?;
            assert_eq!(ctx.cookies().get_signed("foo")?.as_deref(), value.as_deref());
            ctx.set_body(value.unwrap_or("none".into()));
            Ok(())
        });
        let app = if keys.is_empty() { app } else { app.keys(keys.iter().copied()) };
        let response = test::get("/").header("cookie", cookie).send(&app);
        (response.text(), response.header("set-cookie").map(Into::into))
    }

    #[test]
    fn the_first_key_verifies_and_writes_nothing() {
        assert_eq!(get(&["new", "old"], &[COOKIE, BY_NEW].concat()), ("bar".into(), None));
    }

    #[test]
    fn an_older_key_verifies_and_the_first_signs_anew() {
        let line = Some(["foo.sig=", BY_NEW, "; path=/; httponly"].concat());
        assert_eq!(get(&["new", "old"], &[COOKIE, BY_OLD].concat()), ("bar".into(), line));
    }

    #[test]
    fn a_wrong_signature_is_removed() {
        let line = "foo.sig=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly";
        assert_eq!(get(&["new"], &[COOKIE, BY_OLD].concat()), ("none".into(), Some(line.into())));
    }

    #[test]
    fn a_missing_signature_is_none_with_and_without_keys() {
        assert_eq!(get(&["new"], "foo=bar"), ("none".into(), None));
        assert_eq!(get(&[], "foo=bar; foo.sig="), ("none".into(), None));
        assert_eq!(get(&[], &["foo.sig=", BY_NEW].concat()), ("none".into(), None));
    }

    #[test]
    fn a_signature_without_keys_is_an_error() {
        assert_eq!(get(&[], &[COOKIE, BY_NEW].concat()), ("Internal Server Error".into(), None));
    }

    fn set(app: App, cookie: Cookie<'static>) -> (u16, alloc::vec::Vec<String>) {
        let app = app.silent(true).with_state(cookie, async |cookie, ctx, _| {
            ctx.cookies_mut().set(cookie.clone())?;
            ctx.set_body("");
            Ok(())
        });
        let response = test::get("/").send(&app);
        let lines = response.headers().get_all("set-cookie").map(|line| line.decode().into_owned()).collect();
        (response.status().as_u16(), lines)
    }

    #[test]
    fn keys_sign_a_cookie_that_does_not_forbid_it_and_no_pair() {
        let signed = ["foo=bar; path=/; httponly".into(), ["foo.sig=", BY_NEW, "; path=/; httponly"].concat()];
        assert_eq!(set(App::new().keys(["new"]), Cookie::new("foo", "bar")).1, signed);
        assert_eq!(set(App::new().keys(["new"]), Cookie::new("foo", "bar").signed(false)).1, signed[..1]);
        assert_eq!(set(App::new().keys(["new"]), ("foo", "bar").into()).1, signed[..1]);
        assert_eq!(set(App::new(), Cookie::new("foo", "bar")).1, signed[..1]);
    }

    #[test]
    fn signing_without_keys_is_an_error() {
        assert_eq!(set(App::new(), Cookie::new("foo", "bar").signed(true)), (500, [].into()));
        assert_eq!(set(App::new().keys([""; 0]), Cookie::new("foo", "bar")), (500, [].into()));
        assert_eq!(set(App::new().keys([""; 0]), ("foo", "bar").into()).0, 200);
    }
}
