//! Both flavors of applications, and the threads that their connections may live on.

use std::cell::Cell;
use std::convert::Infallible;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use embedded_io_async::{ErrorType, Read, Write};
use koa_core::{App, MultiThread};
use koa_http1::{Config, Control, Peer, Timer, serve};

use crate::support::{connect, get, post};

#[test]
fn a_local_application_may_hold_what_is_not_send() {
    let count = Rc::new(Cell::new(0));
    let seen = count.clone();
    let app = App::local().with(async move |ctx, next| {
        let held = seen.clone();
        next.run(ctx).await?;
        held.set(held.get() + 1);
        ctx.set_body(held.get().to_string());
        Ok(())
    });
    let mut session = connect(app);
    session.send(get("/") + &get("/"));
    assert_eq!((session.answers().len(), count.get()), (2, 2));
}

#[test]
fn an_application_of_many_threads_is_served_alike() {
    let app = App::new().with_state(String::from("to "), async |greeting, ctx, _| {
        let body = ctx.request.body_mut().bytes().await?;
        let text = format!("{greeting}{}", String::from_utf8_lossy(&body));
        ctx.set_body(text);
        Ok(())
    });
    let mut session = connect(app);
    assert_eq!(session.send(post("/", "you")).answer().text(), "to you");
}

struct Nobody;

impl ErrorType for Nobody {
    type Error = Infallible;
}

impl Read for Nobody {
    async fn read(&mut self, _: &mut [u8]) -> Result<usize, Infallible> {
        Ok(0)
    }
}

impl Write for Nobody {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        Ok(bytes.len())
    }

    async fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

impl Timer for Nobody {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn poll_until(&mut self, _: Duration, _: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}

impl Control for Nobody {}

/// Compiles only if the future may move to another thread.
fn on_any_thread<T: Send>(future: T) -> T {
    future
}

#[test]
fn a_connection_of_such_an_application_may_change_its_thread() {
    let app: App<MultiThread> = App::new();
    let (mut io, mut timer, mut control, config) = (Nobody, Nobody, Nobody, Config::default());
    let served = on_any_thread(serve(&mut io, &app, Peer::default(), &mut timer, &mut control, &config));
    assert_eq!(koa_core::test::block_on(served), koa_http1::Ended::Closed);
}
