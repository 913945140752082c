//! The application of the boards: a light behind a route.
//!
//! ```text
//! curl http://board/                    what there is
//! curl http://board/lamp                {"on":false}
//! curl -X PUT -d on http://board/lamp   {"on":true}
//! ```
//!
//! A pin can have one owner, and is no business of other threads: hence `App::local()`, whose middleware
//! may hold what cannot be sent.

#![no_std]

use embassy_sync::blocking_mutex::raw::NoopRawMutex;
use embassy_sync::mutex::Mutex;
use embedded_hal::digital::OutputPin;
use koa_embassy::{App, Context, Next, Result, ResultExt, SingleThread, StatusCode};

/// Something that shines.
pub trait Lamp: 'static {
    /// Switches it.
    fn set(&mut self, is_on: bool) -> impl Future<Output = ()>;
}

/// A lamp at a pin.
pub struct Pin<P>(pub P);

impl<P: OutputPin + 'static> Lamp for Pin<P> {
    async fn set(&mut self, is_on: bool) {
        // The pins of these boards cannot fail.
        let _ = self.0.set_state(is_on.into());
    }
}

/// `/` tells what there is; `/lamp` shows, and with PUT switches, the lamp.
pub fn app(lamp: impl Lamp) -> App<SingleThread> {
    App::local().with(greet).with_state(Switch::new(lamp), Switch::handle)
}

async fn greet(ctx: &mut Context, next: Next<'_, SingleThread>) -> Result {
    match ctx.path() {
        "/" => {
            ctx.set_body("curl -X PUT -d on http://this.board/lamp\n");
            Ok(())
        }
        _ => next.run(ctx).await,
    }
}

/// The lamp, and whether it shines. One request at a time holds it.
struct Switch<L>(Mutex<NoopRawMutex, (L, bool)>);

#[derive(serde::Serialize)]
struct Shown {
    on: bool,
}

impl<L: Lamp> Switch<L> {
    fn new(lamp: L) -> Self {
        Self(Mutex::new((lamp, false)))
    }

    async fn handle(&self, ctx: &mut Context, _: Next<'_, SingleThread>) -> Result {
        if ctx.path() != "/lamp" {
            return Ok(()); // 404.
        }
        let wanted = match ctx.method().as_str() {
            "GET" | "HEAD" => None,
            "PUT" => Some(wanted(ctx).await?),
            _ => return Err(StatusCode::METHOD_NOT_ALLOWED.into()),
        };
        let mut held = self.0.lock().await;
        let (lamp, on) = &mut *held;
        if let Some(wanted) = wanted {
            lamp.set(wanted).await;
            *on = wanted;
        }
        ctx.set_json(&Shown { on: *on })?;
        Ok(())
    }
}

async fn wanted(ctx: &mut Context) -> Result<bool> {
    match ctx.request.text().await?.trim() {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => None.or_throw(400, "on or off?"),
    }
}
