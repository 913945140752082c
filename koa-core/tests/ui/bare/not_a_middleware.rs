//! A type that is no middleware: the message says how to make it one.

use koa_core::App;

struct NotAMiddleware;

fn main() {
    let _ = App::new().with_middleware(NotAMiddleware);
}
