//! HTTPS.

use std::time::Instant;

use std::net::SocketAddr;
use std::sync::Arc;

use futures_rustls::TlsConnector;
use futures_rustls::client::TlsStream;
use koa_smol::tls::rustls::pki_types::pem::PemObject;
use koa_smol::tls::rustls::pki_types::{CertificateDer, ServerName};
use koa_smol::tls::rustls::{ClientConfig, RootCertStore, crypto::ring};
use koa_smol::tls::{self, TlsListener};
use koa_smol::{App, Listener, Server, Shutdown};
use smol::net::{TcpListener, TcpStream};

use crate::support::{Client, hasty, ms, run};

struct Https {
    plain: SocketAddr,
    encrypted: SocketAddr,
    certificate: String,
    shutdown: Shutdown,
}

/// HTTP and HTTPS at once.
async fn start(app: App) -> Https {
    let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = pair.cert.pem();
    let config = tls::config(certificate.as_bytes(), pair.signing_key.serialize_pem().as_bytes()).unwrap();
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let encrypted = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addrs = (plain.local_addr().unwrap(), encrypted.local_addr().unwrap());
    let shutdown = Shutdown::new();
    let server = Server::new(app).limits(hasty()).shutdown(shutdown.clone());
    smol::spawn(server.serve(plain.and(TlsListener::new(encrypted, config)))).detach();
    Https { plain: addrs.0, encrypted: addrs.1, certificate, shutdown }
}

impl Https {
    async fn connect(&self, protocols: &[&str]) -> TlsStream<TcpStream> {
        self.try_connect(protocols).await.unwrap()
    }

    async fn try_connect(&self, protocols: &[&str]) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.certificate.as_bytes()).unwrap()).unwrap();
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        let stream = TcpStream::connect(self.encrypted).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }
}

fn who() -> App {
    App::new().with(async |ctx, _| {
        let text = format!("{} {} {}", ctx.request.version(), ctx.protocol(), ctx.is_secure());
        ctx.set_body(text);
        Ok(())
    })
}

#[test]
fn one_application_is_served_over_http_and_https() {
    run(async {
        let server = start(who()).await;
        let mut client = Client::new(server.connect(&[]).await);
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(client.answer().await.text(), "HTTP/1.1 https true");
        let mut client = Client::new(TcpStream::connect(server.plain).await.unwrap());
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(client.answer().await.text(), "HTTP/1.1 http false");
    });
}

#[test]
fn alpn_chooses_http_1_1() {
    run(async {
        let server = start(who()).await;
        let stream = server.connect(&["h2", "http/1.1"]).await;
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
        assert_eq!(Client::new(stream).get("/").await.text(), "HTTP/1.1 https true");
    });
}

#[test]
fn a_client_that_speaks_http_2_alone_is_told_in_the_handshake() {
    run(async {
        let server = start(who()).await;
        let error = server.try_connect(&["h2"]).await.unwrap_err();
        assert!(error.to_string().contains("NoApplicationProtocol"), "{error}");
    });
}

#[test]
fn a_handshake_that_stalls_is_closed_and_holds_nobody_up() {
    run(async {
        let server = start(who()).await;
        let mut stalled = Client::new(TcpStream::connect(server.encrypted).await.unwrap());
        stalled.send([22, 3, 1]).await;
        let mut client = Client::new(server.connect(&[]).await);
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(client.answer().await.status(), 200);
        let start = Instant::now();
        stalled.rest().await;
        assert!(start.elapsed() < ms(2000));
    });
}

#[test]
fn plain_bytes_on_the_encrypted_port_end_that_connection_alone() {
    run(async {
        let server = start(who()).await;
        let mut plain = Client::new(TcpStream::connect(server.encrypted).await.unwrap());
        plain.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert!(!plain.rest().await.contains("HTTP"));
        let mut client = Client::new(server.connect(&[]).await);
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(client.answer().await.status(), 200);
        server.shutdown.start();
    });
}

#[test]
fn a_key_that_is_none_is_an_error() {
    let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let error = tls::config(pair.cert.pem().as_bytes(), b"no key").unwrap_err();
    assert!(error.to_string().starts_with("the key cannot be read"), "{error}");
}
