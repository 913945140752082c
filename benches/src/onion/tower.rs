//! tower: services whose types are nested, each with a boxed future, which is how its guide lets them be written.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::http::{Request, Response};
use koa_core::test::block_on;
use tower::{Service, service_fn};

use super::Run;

/// Passes every request on.
struct Pass<S>(S);

impl<S> Service<Request<()>> for Pass<S>
where
    S: Service<Request<()>, Future: Send + 'static>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<()>) -> Self::Future {
        Box::pin(self.0.call(request))
    }
}

pub(super) fn onion(depth: usize) -> Run {
    let answer = service_fn(async |_: Request<()>| Ok::<_, Infallible>(Response::new(())));
    nested!(depth, answer, Pass, repeat)
}

fn repeat<S>(mut service: S) -> Run
where
    S: Service<Request<()>, Response = Response<()>, Error = Infallible> + 'static,
{
    Box::new(move || {
        let response = block_on(service.call(std::hint::black_box(Request::new(()))));
        assert!(std::hint::black_box(response).is_ok());
    })
}
