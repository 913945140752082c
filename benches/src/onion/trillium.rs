//! trillium: handlers side by side, in tuples and in a vector of boxes. Its layers have no `next`:
//! what comes before and what comes after are two functions, and both are run.

use koa_core::test::block_on;
use trillium::{BoxedHandler, Conn, Handler, Method};

use super::Run;

/// Passes every request on.
#[derive(Clone, Copy)]
struct Pass;

impl Handler for Pass {
    async fn run(&self, conn: Conn) -> Conn {
        conn
    }

    async fn before_send(&self, conn: Conn) -> Conn {
        conn
    }
}

const FIVE: (Pass, Pass, Pass, Pass, Pass) = (Pass, Pass, Pass, Pass, Pass);

pub(super) fn tuple(depth: usize) -> Run {
    match depth {
        0 => repeat(answer),
        1 => repeat((Pass, answer)),
        5 => repeat((FIVE, answer)),
        10 => repeat((FIVE, FIVE, answer)),
        25 => repeat((FIVE, FIVE, FIVE, FIVE, FIVE, answer)),
        50 => repeat((FIVE, FIVE, FIVE, FIVE, FIVE, FIVE, FIVE, FIVE, FIVE, FIVE, answer)),
        _ => unreachable!("no depth of `DEPTHS`"),
    }
}

pub(super) fn boxed(depth: usize) -> Run {
    let mut handlers: Vec<BoxedHandler> = (0..depth).map(|_| BoxedHandler::new(Pass)).collect();
    handlers.push(BoxedHandler::new(answer));
    repeat(handlers)
}

async fn answer(conn: Conn) -> Conn {
    conn.ok("")
}

fn repeat(handler: impl Handler) -> Run {
    Box::new(move || {
        let conn = trillium_http::Conn::new_synthetic(Method::Get, "/", ());
        let conn = block_on(async {
            let conn = handler.run(std::hint::black_box(conn).into()).await;
            handler.before_send(conn).await
        });
        assert!(std::hint::black_box(conn).is_halted());
    })
}
