//! axum: a route, and layers made by `from_fn`.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use koa_core::test::block_on;
use tower::Service as _;

use super::Run;

pub(super) fn onion(depth: usize) -> Run {
    let mut router = Router::new().route("/", get(async || ()));
    for _ in 0..depth {
        router = router.layer(from_fn(pass));
    }
    Box::new(move || {
        let response = block_on(router.call(std::hint::black_box(Request::new(Body::empty()))));
        assert!(std::hint::black_box(response).is_ok_and(|response| response.status().is_success()));
    })
}

async fn pass(request: Request, next: Next) -> Response {
    next.run(request).await
}
