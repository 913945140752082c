//! Properties of cookies and their signatures.

use koa_core::cookies::find;
use koa_core::{Cookie, test};
use proptest::prelude::*;

/// Names that a cookie can have, with every separator of the grammar around them.
const NAME: &str = "[ a-c\"\t\u{e9}][ a-cA-C\"$*.(+\t\u{e9}]{0,5}";
/// Values that are read as they were written: those that do not begin with a quote.
const VALUE: &str = "([ -!#-:<-~\t\u{80}-\u{ff}][ -:<-~\t\u{80}-\u{ff}]{0,12})?";

/// Where a name may stand: at the start, and after each semicolon, behind any number of spaces.
fn slow_find<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    let wanted = [name, "="].concat();
    let places = (0..header.len()).filter(|&at| at == 0 || header.as_bytes()[at - 1] == b';');
    let mut values = places.filter_map(|at| {
        let spaces = header[at..].bytes().take_while(|&byte| byte == b' ').count();
        (0..=spaces).find_map(|spaces| header[at + spaces..].strip_prefix(&wanted))
    });
    let value = values.next()?.split(';').next()?;
    let Some(quoted) = value.strip_prefix('"') else { return Some(value) };
    let last = quoted.char_indices().next_back().map_or(0, |(at, _)| at);
    Some(&quoted[..last])
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(header in ".*", name in ".*") {
        let _ = find(&header, &name);
    }

    #[test]
    fn any_cookie_is_sent_or_refused_without_panic(parts in proptest::array::uniform4(".*"), age: u64) {
        let [name, value, path, domain] = parts;
        let age = core::time::Duration::from_millis(age);
        let mut ctx = test::context("GET /");
        let _ = ctx.cookies_mut().set(Cookie::new(name, value).path(path).domain(domain).max_age(age));
    }

    #[test]
    fn a_value_is_found_where_the_grammar_has_it(header in "[ab;= \"\u{e9}]{0,16}", name in "[ab \u{e9}]{0,2}") {
        prop_assert_eq!(find(&header, &name), slow_find(&header, &name));
    }

    #[test]
    fn a_cookie_is_found_in_its_own_line(name in NAME, value in VALUE) {
        let line = Cookie::new(&*name, &*value).to_header(Some(0)).unwrap();
        prop_assert_eq!(find(&line, &name), Some(&*value));
    }

    #[test]
    fn a_cookie_is_found_among_others(name in NAME, value in VALUE, others in "([d-f]=[a-f= ]{0,4}; ){0,4}") {
        let header = [&others, &*name, "=", &value, "; ", &others].concat();
        prop_assert_eq!(find(&header, &name), Some(&*value));
    }
}

#[cfg(feature = "signed-cookies")]
mod signed {
    use super::*;
    use koa_core::cookies::{Algorithm, Encoding};
    use koa_core::{App, Context, HeaderValue, Keygrip};

    fn keygrip() -> impl Strategy<Value = Keygrip> {
        let algorithm = prop::sample::select(vec![Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512]);
        let encoding = prop::sample::select(vec![Encoding::Base64, Encoding::Hex]);
        let keys = prop::collection::hash_set(".{1,80}", 1..4);
        (keys, algorithm, encoding).prop_map(|(keys, algorithm, encoding)| {
            Keygrip::new(keys).unwrap().with_algorithm(algorithm).with_encoding(encoding)
        })
    }

    /// A context that has the cookies which another one was asked to keep.
    fn returning(keys: &Keygrip, earlier: Option<&Context>) -> Context {
        let mut ctx = App::new().keys(keys.clone()).context(test::get("/").into_request());
        for line in earlier.into_iter().flat_map(|ctx| ctx.response.headers().get_all("set-cookie")) {
            let line = line.decode();
            let pair = line.split(';').next().unwrap_or_default();
            ctx.request.headers_mut().append("cookie", HeaderValue::new(pair).unwrap());
        }
        ctx
    }

    proptest! {
        #[test]
        fn a_signature_is_verified_and_no_mutated_one_is(
            keys in keygrip(), data in ".{0,40}", at: prop::sample::Index, other in "[ -~]",
        ) {
            let digest = keys.sign(&data);
            prop_assert_eq!(keys.index(&data, &digest), Some(0));

            let at = at.index(digest.len());
            let mutated = [&digest[..at], &*other, &digest[at + 1..]].concat();
            prop_assert_eq!(keys.verify(&data, &mutated), mutated == digest);
            prop_assert!(!keys.verify(&data, &digest[..at]));
            prop_assert!(!keys.verify([&*data, &*other].concat(), &digest));
        }

        #[test]
        fn a_signed_cookie_comes_back(keys in keygrip(), name in NAME, value in VALUE) {
            let mut ctx = returning(&keys, None);
            ctx.cookies_mut().set(Cookie::new(&*name, &*value)).unwrap();

            let mut ctx = returning(&keys, Some(&ctx));
            prop_assert_eq!(ctx.cookies_mut().get_signed(&name).unwrap(), Some(value));
            prop_assert!(!ctx.has_header("set-cookie"));
        }

        #[test]
        fn a_changed_cookie_does_not_come_back(keys in keygrip(), name in NAME, value in VALUE, forged in VALUE) {
            prop_assume!(value != forged);
            let mut ctx = returning(&keys, None);
            let signature = keys.sign([&*name, "=", &value].concat());
            for pair in [[&*name, "=", &forged].concat(), [&*name, ".sig=", &signature].concat()] {
                ctx.request.headers_mut().append("cookie", HeaderValue::new(pair).unwrap());
            }
            prop_assert_eq!(ctx.cookies_mut().get_signed(&name).unwrap(), None);
            prop_assert!(ctx.has_header("set-cookie"));
        }
    }
}
