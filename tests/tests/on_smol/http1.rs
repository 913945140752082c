//! What koa-smol does because it speaks HTTP/1.1 and nothing else.

use koa::App;

use crate::on_smol::support::{Client, run, start};
use crate::on_smol::tls::{self, who};

#[test]
fn the_preface_of_http_2_is_a_version_that_is_not_spoken() {
    run(async {
        let server = start(App::new()).await;
        let answer = server.dialogue("PRI * HTTP/2.0\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 505 "), "{answer}");
    });
}

#[test]
fn alpn_chooses_http_1_1() {
    run(async {
        let server = tls::start(who()).await;
        let stream = server.connect(&["h2", "http/1.1"]).await;
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
        assert_eq!(Client::new(stream).get("/").await.text(), "HTTP/1.1 https true");
    });
}

#[test]
fn a_client_that_speaks_http_2_alone_is_told_in_the_handshake() {
    run(async {
        let server = tls::start(who()).await;
        let error = server.try_connect(&["h2"]).await.unwrap_err();
        assert!(error.to_string().contains("NoApplicationProtocol"), "{error}");
    });
}
