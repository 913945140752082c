//! Ours, on a context that is used again, as a connection does.

use koa_core::{App, test};

use super::Run;

pub(super) fn onion(depth: usize) -> Run {
    let app = (0..depth).fold(App::new(), |app, _| app.with(async |ctx, next| next.run(ctx).await));
    let mut ctx = test::context("GET /");
    Box::new(move || {
        let outcome = test::block_on(app.run(std::hint::black_box(&mut ctx)));
        assert!(std::hint::black_box(outcome).is_ok());
    })
}
