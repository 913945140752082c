//! Applications inside other servers, and other services inside applications.

use axum::Router;
use axum::extract::Path;
use axum::routing::{any, get, post};
use http_body_util::BodyExt;
use koa::{App, Body, callback, from_tower};
use tokio::net::TcpListener;
use tower::Service;

use crate::on_tokio::support::{connect, run, start};

fn koa() -> App {
    App::new().with(async |ctx, _| {
        let body = ctx.request.text().await?;
        let text = format!("koa {} {} {body}", ctx.method(), ctx.path());
        ctx.set_header("x-koa", "1").set_body(text);
        Ok(())
    })
}

#[test]
fn an_application_nests_in_axum() {
    run(async {
        let router = Router::new()
            .route("/axum", get(async || "axum"))
            .nest_service("/koa", callback(koa()))
            .fallback_service(callback(koa()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        tokio::spawn(async { axum::serve(listener, router).await });
        let mut client = connect(addr).await;
        for (request, text) in [
            ("GET /axum HTTP/1.1\r\nhost: test\r\n\r\n", "axum"),
            ("GET /koa/inner HTTP/1.1\r\nhost: test\r\n\r\n", "koa GET /inner "),
            ("POST /other HTTP/1.1\r\nhost: test\r\ncontent-length: 4\r\n\r\nbody", "koa POST /other body"),
        ] {
            client.send(request).await;
            assert_eq!(client.answer().await.text(), text);
        }
    });
}

#[test]
fn an_application_is_a_tower_service_with_a_limit() {
    run(async {
        let mut service = callback(koa()).body_bytes(4);
        let request = |body: &'static str| {
            http::Request::post("/a").body(http_body_util::Full::<bytes::Bytes>::from(body)).unwrap()
        };
        let answer = Service::call(&mut service, request("body")).await.unwrap();
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "koa POST /a body");
        let answer = Service::call(&mut service, request("too long")).await.unwrap();
        assert_eq!(answer.status(), 413);
    });
}

#[test]
fn what_another_server_knows_of_a_request_is_not_lost() {
    run(async {
        #[derive(Clone)]
        struct Tenant(&'static str);
        let app = App::new().with(async |ctx, _| {
            let extensions = ctx.state.require::<http::Extensions>()?;
            let tenant = extensions.get::<Tenant>().map_or("none", |tenant| tenant.0);
            let text = format!("{tenant} {}", ctx.ip());
            ctx.set_body(text);
            Ok(())
        });
        let peer: std::net::SocketAddr = "192.0.2.1:5000".parse().unwrap();
        let request = http::Request::get("/").extension(peer).extension(Tenant("acme"));
        let request = request.body(http_body_util::Empty::<bytes::Bytes>::new()).unwrap();
        let answer = Service::call(&mut callback(app), request).await.unwrap();
        assert_eq!(answer.headers()["content-length"], "14");
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "acme 192.0.2.1");
    });
}

#[test]
fn an_application_is_a_hyper_service() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let io = hyper_util::rt::TokioIo::new(stream);
            hyper::server::conn::http1::Builder::new().serve_connection(io, callback(koa())).await
        });
        let mut client = connect(addr).await;
        client.send("GET /a HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(client.answer().await.text(), "koa GET /a ");
    });
}

fn router() -> Router {
    Router::new()
        .route("/hello/{name}", get(async |Path(name): Path<String>| format!("hello {name}")))
        .route("/echo", post(async |body: String| ([("x-axum", "1")], body)))
        .route("/stream", get(async || axum::body::Body::new(koa::HttpBody::from(Body::from("pieces")))))
        .route("/empty", any(async || http::StatusCode::OK))
        .route("/gone", any(async || http::StatusCode::GONE))
}

#[test]
fn a_router_of_axum_answers_as_a_middleware() {
    run(async {
        let app = App::new()
            .with(async |ctx, next| {
                ctx.set_header("x-outer", "1").set_header("x-axum", "0");
                next.run(ctx).await
            })
            .with_middleware(from_tower(router()));
        let server = start(app).await;
        let answer = server.get("/hello/koa").await;
        assert_eq!(answer.text(), "hello koa");
        assert_eq!(answer.header("x-outer"), Some("1"));
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));

        let mut client = server.connect().await;
        client.send("POST /echo HTTP/1.1\r\nhost: test\r\ncontent-length: 4\r\n\r\nbody").await;
        let answer = client.answer().await;
        assert_eq!(answer.text(), "body");
        assert_eq!(answer.header("x-axum"), Some("1"));
        assert_eq!(answer.header("content-length"), Some("4"));

        client.send("HEAD /hello/koa HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(client.head_answer().await.header("content-length"), Some("9"));

        assert_eq!(server.get("/stream").await.text(), "pieces");
        let empty = server.get("/empty").await;
        assert_eq!((empty.status(), empty.text().as_str(), empty.header("content-type")), (200, "", None));
        assert_eq!(server.get("/gone").await.status(), 410);
        assert_eq!(server.get("/nowhere").await.status(), 404);
    });
}

#[test]
fn layers_of_tower_see_the_request_and_the_answer() {
    run(async {
        let service = tower::service_fn(async |request: http::Request<koa::HttpBody>| {
            let body = request.into_body().collect().await?.to_bytes();
            Ok::<_, koa::HttpBodyError>(http::Response::new(http_body_util::Full::new(body)))
        });
        let layered = tower::ServiceExt::<http::Request<koa::HttpBody>>::map_response(
            service,
            |mut answer: http::Response<http_body_util::Full<bytes::Bytes>>| {
                answer.headers_mut().insert("x-layer", http::HeaderValue::from_static("1"));
                answer
            },
        );
        let server = start(App::new().silent(true).with_middleware(from_tower(layered))).await;
        let mut client = server.connect().await;
        client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 4\r\n\r\nbody").await;
        let answer = client.answer().await;
        assert_eq!((answer.text().as_str(), answer.header("x-layer")), ("body", Some("1")));
    });
}

#[test]
fn an_error_of_a_service_is_a_500_that_stays_inside() {
    run(async {
        let service = tower::service_fn(async |_: http::Request<koa::HttpBody>| {
            Err::<http::Response<http_body_util::Empty<bytes::Bytes>>, _>(std::io::Error::other("secret"))
        });
        let server = start(App::new().silent(true).with_middleware(from_tower(service))).await;
        let answer = server.get("/").await;
        assert_eq!((answer.status(), answer.text().as_str()), (500, "Internal Server Error"));
    });
}
