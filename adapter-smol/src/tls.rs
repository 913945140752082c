//! HTTPS: TLS by rustls over any listener, with HTTP/1.1 by ALPN (RFC 7301).

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_io::{AsyncRead, AsyncWrite};
use futures_rustls::TlsAcceptor;
pub use futures_rustls::rustls;
use futures_rustls::rustls::ServerConfig;
use futures_rustls::rustls::crypto::ring;
use futures_rustls::rustls::pki_types::pem::PemObject as _;
use futures_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use futures_rustls::server::TlsStream;

use crate::{Listener, Transport};

/// What a server offers unless told otherwise: its certificates, HTTP/1.1.
///
/// ```
/// assert!(koa_smol::tls::config(b"no certificate", b"no key").is_err());
/// ```
///
/// # Errors
///
/// When one of the two is not PEM, or the key is not the certificate's.
pub fn config(certificates: &[u8], key: &[u8]) -> io::Result<Arc<ServerConfig>> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificates).collect();
    let chain = chain.map_err(|error| invalid("the certificates cannot be read", error))?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| invalid("the key cannot be read", error))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| invalid("TLS cannot be set up", error))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| invalid("certificate and key cannot be used", error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn invalid(what: &str, error: impl fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("{what}: {error}"))
}

/// A listener whose connections are encrypted.
///
/// # Examples
///
/// HTTP and HTTPS at once, one application:
///
/// ```no_run
/// use koa_smol::{App, Listener, serve, tls};
/// use smol::net::TcpListener;
///
/// # async fn example() -> std::io::Result<()> {
/// let config = tls::config(&std::fs::read("cert.pem")?, &std::fs::read("key.pem")?)?;
/// let https = tls::TlsListener::new(TcpListener::bind("0.0.0.0:443").await?, config);
/// let http = TcpListener::bind("0.0.0.0:80").await?;
/// serve(http.and(https), App::new()).await?;
/// # Ok(())
/// # }
/// ```
pub struct TlsListener<L> {
    listener: L,
    acceptor: TlsAcceptor,
}

impl<L: Listener> TlsListener<L> {
    /// Encrypts what `listener` accepts.
    ///
    /// ```
    /// use koa_smol::{App, Server, Shutdown, tls};
    /// use smol::net::TcpListener;
    ///
    /// # fn main() -> std::io::Result<()> {
    /// # smol::block_on(async {
    /// let identity = rcgen::generate_simple_self_signed(["localhost".into()]).unwrap();
    /// let config = tls::config(identity.cert.pem().as_bytes(), identity.signing_key.serialize_pem().as_bytes())?;
    /// let https = tls::TlsListener::new(TcpListener::bind("127.0.0.1:0").await?, config);
    /// let shutdown = Shutdown::new();
    /// shutdown.start(); // So that the example ends.
    /// assert_eq!(Server::new(App::new()).shutdown(shutdown).serve(https).await?.accepted, 0);
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    pub fn new(listener: L, config: Arc<ServerConfig>) -> Self {
        Self { listener, acceptor: TlsAcceptor::from(config) }
    }
}

impl<L: Listener> Listener for TlsListener<L> {
    type Io = TlsStream<L::Io>;
    type Handshake = TlsHandshake<L::Io>;

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>> {
        let acceptor = &self.acceptor;
        self.listener.poll_accept(cx).map_ok(|opening| TlsHandshake::new(opening, acceptor.clone()))
    }
}

impl<L: fmt::Debug> fmt::Debug for TlsListener<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsListener").field("listener", &self.listener).finish_non_exhaustive()
    }
}

type Opened<Io> = io::Result<Transport<TlsStream<Io>>>;

/// The handshake of an accepted connection.
///
/// ```
/// use koa_smol::{Handshake, tls::TlsHandshake};
/// use smol::net::TcpStream;
///
/// fn is_handshake<Io, H: Handshake<Io>>() {}
///
/// // `tls::TlsListener` gives it, like every listener's handshake a future of an open connection.
/// is_handshake::<futures_rustls::server::TlsStream<TcpStream>, TlsHandshake<TcpStream>>();
/// ```
pub struct TlsHandshake<Io> {
    opened: Pin<Box<dyn Future<Output = Opened<Io>> + Send>>,
}

impl<Io: AsyncRead + AsyncWrite + Send + Unpin + 'static> TlsHandshake<Io> {
    fn new(opening: impl crate::Handshake<Io>, acceptor: TlsAcceptor) -> Self {
        let opened = Box::pin(async move {
            let Transport { io, peer, .. } = opening.await?;
            Ok(Transport { io: acceptor.accept(io).await?, peer, is_encrypted: true })
        });
        Self { opened }
    }
}

impl<Io> Future for TlsHandshake<Io> {
    type Output = Opened<Io>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.opened.as_mut().poll(cx)
    }
}

impl<Io> fmt::Debug for TlsHandshake<Io> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TlsHandshake")
    }
}
