//! HTTPS.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use koa::tls::rustls::pki_types::pem::PemObject;
use koa::tls::rustls::pki_types::{CertificateDer, ServerName};
use koa::tls::rustls::{ClientConfig, RootCertStore, crypto::ring};
use koa::tls::{self, TlsListener};
use koa::{App, Listener, Server, Shutdown};

use super::support::{Client, connect, detach, hasty, ms, run};
use crate::runtime::net::{TcpListener, TcpStream};
use crate::runtime::rustls::TlsConnector;
use crate::runtime::rustls::client::TlsStream;

pub(crate) struct Https {
    plain: SocketAddr,
    encrypted: SocketAddr,
    certificate: String,
    shutdown: Shutdown,
}

/// HTTP and HTTPS at once.
pub(crate) async fn start(app: App) -> Https {
    let pair = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = pair.cert.pem();
    let config = tls::config(certificate.as_bytes(), pair.signing_key.serialize_pem().as_bytes()).unwrap();
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let encrypted = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addrs = (plain.local_addr().unwrap(), encrypted.local_addr().unwrap());
    let shutdown = Shutdown::new();
    let server = Server::new(app).limits(hasty()).shutdown(shutdown.clone());
    detach(server.serve(plain.and(TlsListener::new(encrypted, config))));
    Https { plain: addrs.0, encrypted: addrs.1, certificate, shutdown }
}

impl Https {
    pub(crate) async fn connect(&self, protocols: &[&str]) -> TlsStream<TcpStream> {
        self.try_connect(protocols).await.unwrap()
    }

    pub(crate) async fn try_connect(&self, protocols: &[&str]) -> io::Result<TlsStream<TcpStream>> {
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

/// Tells the version, the protocol, and whether it is secure.
pub(crate) fn who() -> App {
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
        let mut client = connect(server.plain).await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(client.answer().await.text(), "HTTP/1.1 http false");
    });
}

#[test]
fn a_handshake_that_stalls_is_closed_and_holds_nobody_up() {
    run(async {
        let server = start(who()).await;
        let mut stalled = connect(server.encrypted).await;
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
        let mut plain = connect(server.encrypted).await;
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
