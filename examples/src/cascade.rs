//! The cascade of Koa's guide: a logger, `X-Response-Time`, and a response.
//!
//! The logger is outermost, so it sees the header that the middleware below it sets on the way up.

use alloc::format;

use koa_core::{App, Context, Flavor, Next, Result};

/// Logger, response time, Hello World. `print` gets a line per request.
pub fn app(print: fn(&str)) -> App {
    App::new().with_state(Logger { print }, Logger::handle).with(response_time).with(async |ctx, _| {
        ctx.set_body("Hello World");
        Ok(())
    })
}

/// Prints a line per request.
pub(crate) struct Logger {
    pub(crate) print: fn(&str),
}

impl Logger {
    pub(crate) async fn handle<M: Flavor>(&self, ctx: &mut Context, next: Next<'_, M>) -> Result {
        next.run(ctx).await?;
        let time = ctx.response.header("x-response-time").unwrap_or_default();
        (self.print)(&format!("{} {} - {time}", ctx.method(), ctx.url()));
        Ok(())
    }
}

/// Says how long the layers below took.
pub(crate) async fn response_time<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result {
    let start = ctx.settings().now().unwrap_or_default();
    next.run(ctx).await?;
    let elapsed = ctx.settings().now().unwrap_or_default() - start;
    ctx.try_set_header("x-response-time", format!("{elapsed}ms"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use koa_core::test;

    static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

    #[test]
    fn the_logger_sees_the_time_that_the_layer_below_measured() {
        let app = super::app(|line| LINES.lock().unwrap().push(line.to_owned())).clock(|| 5);
        let response = test::get("/path?q=1").send(&app);
        assert_eq!(response.text(), "Hello World");
        assert_eq!(response.header("x-response-time"), Some("0ms"));
        assert_eq!(*LINES.lock().unwrap(), ["GET /path?q=1 - 0ms"]);
    }
}
