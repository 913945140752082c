//! The application's settings, its default report of errors, and which errors its listeners get.

use koa_core::{App, Body, Error, HeaderName, StatusCode, test};
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::task::Poll;

use super::text;
use crate::errors::plain;
use crate::js;

pub(super) fn options(input: &Value) -> Result<Value, String> {
    let options = &input["options"];
    let mut app = App::new().env(options["env"].as_str().unwrap_or("test").to_owned());
    if let Some(trusted) = options["proxy"].as_bool() {
        app = app.proxy(trusted);
    }
    // Koa's constructor takes 0 for what is not given.
    if let Some(offset) = options["subdomainOffset"].as_u64().filter(|offset| *offset != 0) {
        app = app.subdomain_offset(offset as usize);
    }
    if let Some(name) = options["proxyIpHeader"].as_str() {
        app = app.proxy_ip_header(HeaderName::new(name).map_err(|error| error.to_string())?);
    }
    if let Some(count) = options["maxIpsCount"].as_u64() {
        app = app.max_ips_count(count as usize);
    }
    let settings = app.settings();
    // Names of headers have no case.
    let given = options["proxyIpHeader"].as_str().unwrap_or("X-Forwarded-For");
    let name = settings.proxy_ip_header();
    Ok(json!({
        "env": settings.env(),
        "proxy": settings.proxy(),
        "subdomainOffset": settings.subdomain_offset(),
        "proxyIpHeader": if *name == *given { given } else { name.as_str() },
        "maxIpsCount": settings.max_ips_count(),
        "keys": options["keys"],
        "silent": Some(settings.silent()).filter(|silent| *silent),
        "middleware": 0,
        "json": app,
    }))
}

/// What the default report writes of an error.
pub(super) fn report(input: &Value) -> Result<Value, String> {
    let described = &input["err"];
    let status = described["status"].as_u64().or(described["statusCode"].as_u64()).unwrap_or(500) as u16;
    let status = StatusCode::new(status).map_err(|error| error.to_string())?;
    let mut error = plain("STACK\nline2");
    error.set_status(status).set_expose(js::is_truthy(&described["expose"]));
    let app = App::new().silent(input["silent"] == true);
    let reports = Reports::of(|| app.emit(&mut error, &super::context()));
    // The log has the report without the white space around it.
    Ok(json!({"logged": reports.into_iter().next().map(|report| format!("\n  {report}\n"))}))
}

/// The reports that arrive at the log.
struct Reports(Mutex<Vec<String>>);

impl Reports {
    fn of(act: impl FnOnce()) -> Vec<String> {
        static ALONE: Mutex<()> = Mutex::new(());
        static REPORTS: LazyLock<&Reports> = LazyLock::new(|| {
            let reports: &Reports = Box::leak(Box::new(Reports(Mutex::new(Vec::new()))));
            // Another logger would mean that no report arrives here, which a row would show.
            let _ = log::set_logger(reports).map(|()| log::set_max_level(log::LevelFilter::Error));
            reports
        });
        let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let take = || std::mem::take(&mut *REPORTS.0.lock().unwrap_or_else(PoisonError::into_inner));
        take();
        act();
        take()
    }
}

impl log::Log for Reports {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(record.args().to_string());
    }

    fn flush(&self) {}
}

/// Which errors the listeners of an application get.
pub(super) fn events(input: &Value) -> Result<Value, String> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let listener = heard.clone();
    let app = failing(text(input, "label"))?.on_error(move |error: &mut Error, _: &koa_core::Context| {
        listener.lock().unwrap_or_else(PoisonError::into_inner).push(event(error));
    });
    let response = test::get("/").send(&app);
    let status = match response.body_error() {
        None => json!(response.status().as_u16()),
        Some(_) => "connection failed".into(),
    };
    let events = std::mem::take(&mut *heard.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(json!({"status": status, "events": events}))
}

/// A plain error has no status and no opinion on being exposed in JavaScript.
fn event(error: &Error) -> Value {
    let is_plain = error.source().is_some() && error.status() == 500;
    json!({
        "message": error.message(),
        "status": Some(error.status().as_u16()).filter(|_| !is_plain),
        "expose": Some(error.is_exposed()).filter(|_| !is_plain),
        "headerSent": Some(true).filter(|_| error.is_header_sent()),
        "has_ctx": true,
    })
}

/// The applications of the recording, by their labels.
fn failing(label: &str) -> Result<App, String> {
    let app = App::new();
    Ok(match label {
        "throw 500" => app.with(async |ctx, _| ctx.throw(500, "five")),
        "throw 404" => app.with(async |ctx, _| ctx.throw(404, "four")),
        "throw 400" => app.with(async |ctx, _| ctx.throw(400, "bad")),
        "exposed 500" => app.with(async |_, _| Err(Error::new(500, "shown").with_expose(true))),
        "caught downstream" => app
            .with(async |ctx, next| {
                if next.run(ctx).await.is_err() {
                    ctx.set_body("caught");
                }
                Ok(())
            })
            .with(async |ctx, _| ctx.throw(500, "five")),
        "invalid header" => app.with(async |ctx, _| {
            ctx.try_set_header("X", "a\nb")?;
            Ok(())
        }),
        "next twice" => app.with(async |ctx, next| {
            let mut next = Some(next);
            for _ in 0..2 {
                let next = next.take().ok_or_else(|| plain("next() called multiple times"))?;
                next.run(ctx).await?;
            }
            Ok(())
        }),
        "non-error string" => app.with(async |_, _| Err(plain("non-error thrown: \"str\""))),
        "non-error object" => app.with(async |_, _| Err(plain("non-error thrown: {\"key\":\"value\"}"))),
        "stream error" => app.with(async |ctx, _| {
            ctx.set_body(Body::from_poll_fn(|_| Poll::Ready(Some(Err(plain("sboom"))))));
            Ok(())
        }),
        other => return Err(format!("there is no application that fails with {other}")),
    })
}
