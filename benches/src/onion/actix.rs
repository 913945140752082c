//! actix-web: `from_fn` around a service that answers at once.

use actix_web::body::BoxBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, fn_service};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::TestRequest;
use actix_web::{Error, HttpResponse};
use koa_core::test::block_on;

use super::Run;

pub(super) fn onion(depth: usize) -> Run {
    let answer = fn_service(async |request: ServiceRequest| Ok::<_, Error>(request.into_response(HttpResponse::Ok())));
    let answer = block_on(actix_web::dev::ServiceFactory::new_service(&answer, ())).expect("it cannot fail");
    nested!(depth, answer, wrap, repeat)
}

fn repeat<S>(service: S) -> Run
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    Box::new(move || {
        let request = TestRequest::default().to_srv_request();
        let response = block_on(service.call(std::hint::black_box(request)));
        assert!(std::hint::black_box(response).is_ok());
    })
}

async fn pass(request: ServiceRequest, next: Next<BoxBody>) -> Result<ServiceResponse<BoxBody>, Error> {
    next.call(request).await
}

fn wrap<S>(service: S) -> impl Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + use<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<BoxBody>, Error = Error> + 'static,
{
    block_on(from_fn(pass).new_transform(service)).expect("it cannot fail")
}
