//! poem: endpoints of its `Middleware`, whose types are nested, and its `around`, boxed layer by layer.

use std::sync::Arc;

use koa_core::test::block_on;
use poem::endpoint::{BoxEndpoint, make_sync};
use poem::{Endpoint, EndpointExt as _, Middleware, Request, Response, Result};

use super::Run;

pub(super) fn with(depth: usize) -> Run {
    nested!(depth, answer(), wrap, repeat)
}

pub(super) fn around(depth: usize) -> Run {
    let boxed: BoxEndpoint<'static> = answer().boxed();
    repeat((0..depth).fold(boxed, |inner, _| inner.around(pass).boxed()))
}

fn answer() -> impl Endpoint<Output = Response> + 'static {
    make_sync(|_| Response::default())
}

async fn pass(next: Arc<BoxEndpoint<'static>>, request: Request) -> Result<Response> {
    next.call(request).await
}

fn wrap<E: Endpoint>(inner: E) -> Passing<E> {
    inner.with(Pass)
}

/// Makes the endpoint that passes every request on.
struct Pass;

impl<E: Endpoint> Middleware<E> for Pass {
    type Output = Passing<E>;

    fn transform(&self, inner: E) -> Passing<E> {
        Passing(inner)
    }
}

struct Passing<E>(E);

impl<E: Endpoint> Endpoint for Passing<E> {
    type Output = E::Output;

    async fn call(&self, request: Request) -> Result<E::Output> {
        self.0.call(request).await
    }
}

fn repeat(endpoint: impl Endpoint<Output = Response> + 'static) -> Run {
    Box::new(move || {
        let response = block_on(endpoint.call(std::hint::black_box(Request::default())));
        assert!(std::hint::black_box(response).is_ok());
    })
}
