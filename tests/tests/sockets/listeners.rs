//! Other sockets than one of TCP.

use koa::{App, Listener, Server, Shutdown, listen, serve};

use super::support::{Client, run, socket_path, spawn};
use crate::runtime::net::{TcpListener, TcpStream, UnixListener, UnixStream};

fn who() -> App {
    App::new().with(async |ctx, _| {
        let text = format!("{} {}", ctx.protocol(), ctx.ip());
        ctx.set_body(text);
        Ok(())
    })
}

const GET: &str = "GET / HTTP/1.1\r\nhost: test\r\n\r\n";

#[test]
fn a_unix_socket_is_served_and_has_no_address() {
    run(async {
        let path = socket_path("unix");
        let listener = UnixListener::bind(&path).unwrap();
        let server = spawn(serve(listener, who()));
        let mut client = Client::new(UnixStream::connect(&path).await.unwrap());
        client.send(GET).await;
        assert_eq!(client.answer().await.text(), "http ");
        drop(server);
        std::fs::remove_file(path).unwrap();
    });
}

#[test]
fn several_listeners_are_one() {
    run(async {
        let path = socket_path("several");
        let first = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let second = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addrs = [first.local_addr().unwrap(), second.local_addr().unwrap()];
        let listener = vec![first, second].and(UnixListener::bind(&path).unwrap());
        let shutdown = Shutdown::new();
        let server = spawn(Server::new(who()).shutdown(shutdown.clone()).serve(listener));
        for _ in 0..3 {
            for addr in addrs {
                let mut client = Client::new(TcpStream::connect(addr).await.unwrap());
                client.send(GET).await;
                assert_eq!(client.answer().await.text(), "http 127.0.0.1");
            }
            let mut client = Client::new(UnixStream::connect(&path).await.unwrap());
            client.send(GET).await;
            assert_eq!(client.answer().await.text(), "http ");
        }
        shutdown.start();
        assert_eq!(server.await.unwrap().accepted, 9);
        std::fs::remove_file(path).unwrap();
    });
}

#[test]
fn no_listener_at_all_is_an_error() {
    run(async {
        let error = serve(Vec::<TcpListener>::new(), App::new()).await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    });
}

#[test]
fn an_address_in_use_is_named() {
    run(async {
        let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = taken.local_addr().unwrap();
        let error = listen(App::new(), addr).await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
        assert!(error.to_string().starts_with(&format!("cannot listen on {addr}: ")), "{error}");
    });
}

#[test]
fn the_peer_is_the_client() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            let port = ctx.request.peer().map_or(0, |peer| peer.port());
            ctx.set_body(port.to_string());
            Ok(())
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let _server = spawn(serve(listener, app));
        let stream = TcpStream::connect(addr).await.unwrap();
        let port = stream.local_addr().unwrap().port();
        let mut client = Client::new(stream);
        client.send(GET).await;
        assert_eq!(client.answer().await.text(), port.to_string());
    });
}
