//! Response splitting: no setter lets text of a request begin another header line.

use koa_core::content_disposition::ContentDisposition;
use koa_core::{App, Context, test};

const HOSTILE: [&str; 4] = ["a\r\nset-cookie: b=1", "a\nset-cookie: b=1", "a\rset-cookie: b=1", "a\0"];

fn assert_one_line(set: impl Fn(&mut Context, &str) + Copy + 'static) {
    for text in HOSTILE {
        let app = App::local().silent(true).with(async move |ctx, _| {
            set(ctx, text);
            Ok(())
        });
        let response = test::get("/").send(&app);
        assert!(response.header("set-cookie").is_none(), "{text:?}");
        for (name, value) in response.headers().iter() {
            assert!(!value.as_bytes().iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)), "{text:?} in {name}");
        }
        assert!(!response.reason().unwrap_or_default().contains(['\r', '\n', '\0']), "{text:?}");
    }
}

#[test]
fn no_text_splits_a_header() {
    assert_one_line(|ctx, text| assert!(ctx.try_set_header("x-a", text).is_err()));
    assert_one_line(|ctx, text| assert!(ctx.try_append_header("x-a", text).is_err()));
    assert_one_line(|ctx, text| assert!(ctx.try_set_header(text, "a").is_err()));
}

#[test]
fn no_text_splits_a_content_type_or_a_disposition() {
    assert_one_line(|ctx, text| _ = ctx.set_content_type(text));
    assert_one_line(|ctx, text| _ = ctx.set_content_type(&["text/", text].concat()));
    assert_one_line(|ctx, text| _ = ctx.attachment(text));
    assert_one_line(|ctx, text| _ = ctx.response.set_disposition(None, &ContentDisposition::new(text)));
    assert_one_line(|ctx, text| {
        _ = ctx.response.set_disposition(None, &ContentDisposition::inline().filename("a").fallback(text));
    });
}

#[test]
fn no_text_splits_a_location_a_validator_or_vary() {
    assert_one_line(|ctx, text| _ = ctx.redirect(text));
    assert_one_line(|ctx, text| _ = ctx.back(text));
    assert_one_line(|ctx, text| _ = ctx.set_etag(text));
    assert_one_line(|ctx, text| _ = ctx.vary(text));
    assert_one_line(|ctx, text| _ = ctx.response.vary_all(&[text]));
}

#[test]
fn no_text_splits_a_status_line() {
    assert_one_line(|ctx, text| _ = ctx.response.set_reason(text.to_owned()));
}
