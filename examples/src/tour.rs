//! A tour: the cascade of Koa's guide before a greeting, JSON, a stream, an upload, a 404 and an error.

use koa_core::{App, Context, Flavor, Next, Result};
use serde_json::json;

use crate::cascade::{Logger, response_time};
use crate::streaming::{count, numbers};

/// `/`, `/json`, `/stream?lines=`, POST to `/upload`, `/error`, and a 404 for the rest.
///
/// `print` gets a line per request.
pub fn app(print: fn(&str)) -> App {
    App::new().with_state(Logger { print }, Logger::handle).with(response_time).with(route)
}

async fn route<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    match ctx.path() {
        "/" => ctx.set_body("Hello World"),
        "/json" => ctx.set_json(&json!({ "hello": "world" }))?,
        "/stream" => {
            let lines = ctx.query().get::<u64>("lines").ok().flatten().unwrap_or(10);
            ctx.set_content_type("text").set_body(numbers(lines))
        }
        "/upload" => return count(ctx).await,
        "/error" => return ctx.throw(503, "the sensor does not answer"), // What is ours stays inside.
        _ => return Ok(()),
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use koa_core::test::{self, TestResponse};
    use serde_json::{Value, json};

    fn get(url: &str) -> TestResponse {
        test::get(url).send(&super::app(|_| {}).silent(true))
    }

    #[test]
    fn each_place_shows_a_kind_of_answer() {
        assert_eq!(get("/").text(), "Hello World");
        assert_eq!(get("/json").json::<Value>(), json!({ "hello": "world" }));
        assert_eq!(get("/stream?lines=2").text(), "1\n2\n");
        assert_eq!(get("/nowhere").status(), 404);
    }

    #[test]
    fn an_upload_is_counted() {
        let response = test::post("/upload").body("four").send(&super::app(|_| {}));
        assert_eq!(response.json::<Value>(), json!({ "bytes": 4, "pieces": 1 }));
    }

    #[test]
    fn an_error_of_ours_is_a_status_without_a_reason() {
        assert_eq!(get("/error").status(), 503);
        assert_eq!(get("/error").text(), "Service Unavailable");
    }
}
