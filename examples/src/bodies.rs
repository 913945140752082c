//! Every kind of body, and what its kind decides: type, length, status.

use koa_core::{App, Body, StatusCode};
use serde_json::json;

/// `/text`, `/html`, `/bytes`, `/json`, `/stream`, `/empty`, `/nothing`, and a 404 for the rest.
pub fn app() -> App {
    App::new().with(async |ctx, _| {
        match ctx.path() {
            "/text" => ctx.set_body("text"),
            "/html" => ctx.set_body("<p>html</p>"),
            "/bytes" => ctx.set_body(b"\x00\x01\x02"),
            "/json" => ctx.set_json(&json!({ "kind": "json" }))?,
            "/stream" => ctx.set_body(crate::streaming::numbers(3)),
            "/empty" => ctx.clear_body(),
            "/accepted" => ctx.set_status(StatusCode::ACCEPTED), // The reason phrase becomes the body.
            "/page.css" => ctx.set_content_type("css").set_body("p { color: teal }"),
            "/teapot" => ctx.set_status(StatusCode::IM_A_TEAPOT).set_body(Body::from("short and stout")),
            _ => return Ok(()),
        };
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use koa_core::test::{self, TestResponse};

    fn get(url: &str) -> TestResponse {
        test::get(url).send(&super::app())
    }

    #[test]
    fn the_kind_decides_the_type() {
        for (path, content_type) in [
            ("/text", "text/plain; charset=utf-8"),
            ("/html", "text/html; charset=utf-8"),
            ("/bytes", "application/octet-stream"),
            ("/json", "application/json; charset=utf-8"),
            ("/stream", "application/octet-stream"),
            ("/page.css", "text/css; charset=utf-8"),
        ] {
            assert_eq!(get(path).header("content-type"), Some(content_type), "{path}");
        }
    }

    #[test]
    fn the_length_is_known_unless_it_is_a_stream() {
        assert_eq!(get("/json").header("content-length"), Some("15"));
        assert_eq!(get("/stream").header("content-length"), None);
        assert_eq!(get("/stream").text(), "1\n2\n3\n");
    }

    #[test]
    fn no_body_is_a_204_and_a_bare_status_says_its_name() {
        assert_eq!(get("/empty").status(), 204);
        assert_eq!(get("/accepted").text(), "Accepted");
        assert_eq!(get("/nowhere").text(), "Not Found");
    }
}
