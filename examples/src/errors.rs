//! Errors: thrown, ensured, converted by `?`, rendered as JSON, and listened to.

use alloc::format;
use alloc::string::ToString;

use koa_core::{App, Context, Error, Flavor, Next, Result, ResultExt};
use serde_json::json;

/// `/` throws 403, `/login` wants a header, `/age?of=x` parses, `/boom` fails inside.
///
/// `report` gets what clients do not see.
pub fn app(report: fn(&str)) -> App {
    App::new().extend(Report(report)).on_error(listen).with(render_as_json).with(route)
}

struct Report(fn(&str));

/// Errors below 500 are the client's affair; the others are ours.
fn listen(error: &mut Error, ctx: &Context) {
    if let Ok(Report(report)) = ctx.app()
        && !error.is_exposed()
    {
        report(&format!("{} {} failed: {error}", ctx.method(), ctx.url()));
    }
}

/// Answers as JSON what would have been answered as text.
async fn render_as_json<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result {
    let Err(error) = next.run(ctx).await else { return Ok(()) };
    let reason = error.status().reason().unwrap_or_default();
    let message = if error.is_exposed() { error.message() } else { reason };
    ctx.set_status(error.status()).set_json(&json!({ "error": message, "name": error.name() }))?;
    ctx.emit(error);
    Ok(())
}

async fn route<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    match ctx.path() {
        "/" => ctx.throw(403, "members only"),
        "/login" => {
            ctx.ensure(ctx.header("authorization").is_some(), 401, "who are you?")?;
            ctx.set_body("welcome");
            Ok(())
        }
        "/age" => {
            let age = ctx.query().get::<u8>("of").or_throw(400, "an age is a number up to 255")?;
            let age = age.or_status(400)?;
            ctx.set_json(&json!({ "age": age }))?;
            Ok(())
        }
        "/boom" => {
            let secret: u32 = "not a number".parse()?; // Any error becomes a 500 that says nothing.
            ctx.set_body(secret.to_string());
            Ok(())
        }
        _ => ctx.throw(404, "no such page"),
    }
}

#[cfg(test)]
mod tests {
    use koa_core::test::{self, TestResponse};
    use serde_json::{Value, json};
    use std::sync::Mutex;

    static REPORTED: Mutex<Vec<String>> = Mutex::new(Vec::new());

    fn get(url: &str) -> TestResponse {
        test::get(url).send(&super::app(|line| REPORTED.lock().unwrap().push(line.to_owned())))
    }

    #[test]
    fn what_is_thrown_below_500_reaches_the_client_as_json() {
        let response = get("/");
        assert_eq!(response.status(), 403);
        assert_eq!(response.json::<Value>(), json!({ "error": "members only", "name": "ForbiddenError" }));
        assert_eq!(get("/login").status(), 401);
        assert_eq!(get("/age?of=300").status(), 400);
        assert_eq!(get("/age?of=30").json::<Value>(), json!({ "age": 30 }));
    }

    #[test]
    fn what_fails_inside_is_reported_and_not_shown() {
        let response = get("/boom");
        assert_eq!(response.status(), 500);
        assert_eq!(response.json::<Value>()["error"], "Internal Server Error");
        assert!(REPORTED.lock().unwrap().contains(&"GET /boom failed: invalid digit found in string".to_owned()));
    }
}
