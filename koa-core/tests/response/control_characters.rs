//! Whatever text reaches a setter, the head stays what it is: one line per field.

use koa_core::{App, test};
use proptest::prelude::*;

/// Hands `text` to every setter that takes text of run time, and shows the response.
fn answer(text: &str, setter: usize) -> test::TestResponse {
    let app = App::local().silent(true).with({
        let text = text.to_owned();
        async move |ctx, _| {
            ctx.set_body("body");
            match setter {
                0 => _ = ctx.set_etag(&text),
                1 => _ = ctx.set_reason(text.clone()),
                2 => _ = ctx.set_content_type(&text),
                3 => _ = ctx.attachment(&text),
                4 => _ = ctx.vary(&text),
                5 => _ = ctx.redirect(&text),
                6 => _ = ctx.back(&text),
                7 => _ = ctx.try_set_header("x-a", text.as_str())?,
                8 => _ = ctx.try_append_header(&text, "a")?,
                _ => return ctx.throw(400, text.clone()),
            }
            Ok(())
        }
    });
    test::get("/").send(&app)
}

proptest! {
    #[test]
    fn no_text_splits_the_head(text in "[\u{0}-\u{20}a-c:;\"\\\\/\u{7f}-\u{ff}☃]{0,12}|http://.{0,8}|\\PC{0,12}", setter in 0..10_usize) {
        let response = answer(&text, setter);
        for (name, value) in response.headers().iter() {
            prop_assert!(value.as_bytes().iter().all(|&byte| byte == b'\t' || (byte >= b' ' && byte != 0x7f)), "{name}");
            prop_assert!(name.as_str().bytes().all(|byte| byte.is_ascii_graphic()));
        }
        let reason = response.reason().unwrap_or_default();
        prop_assert!(reason.chars().all(|c| c == '\t' || (!c.is_ascii_control() && c <= '\u{ff}')), "{reason:?}");
    }
}

#[test]
fn a_line_end_is_refused_or_encoded_by_each() {
    for setter in 0..10 {
        let response = answer("a\r\nset-cookie: b=c", setter);
        assert_eq!(response.header("set-cookie"), None, "{setter}");
        let status = response.status().as_u16();
        let expected = match setter {
            2 | 3 => 200,
            5 | 6 => 302,
            9 => 400,
            _ => 500,
        };
        assert_eq!(status, expected, "{setter}");
    }
}
