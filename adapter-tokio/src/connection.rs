//! One connection: opened, its protocol told, served, and closed so that the last answer arrives.
//!
//! The version is told from the first bytes, on plain and on encrypted connections alike, so that
//! one port speaks HTTP/1.1, with the engine that all adapters share, and HTTP/2, with hyper.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context as TaskContext, Waker};

use bytes::Bytes;
use koa_http1::{Control, Ended, Peer, Stage};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::futures::Notified;

use crate::http2;
use crate::io::{Io, Protocol};
use crate::listener::{Handshake, Transport};
use crate::server::Config;
use crate::shutdown::Tracked;
use crate::timer::{Clock, race};
use crate::upgrade::{Offer, Upgraded};
use crate::{Context, Shutdown};

/// Serves one connection to its end.
pub(crate) async fn serve<S, H>(handshake: H, config: Arc<Config>, pass: Pass)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    H: Handshake<S>,
{
    let Some(transport) = open(handshake, &config).await else { return };
    let Transport { io, peer, is_encrypted } = transport;
    let mut io = Io::new(io);
    let patience = race(config.shutdown.wait(), tokio::time::sleep(config.limits.head));
    let told = race(async { io.tell_protocol().await.ok().flatten() }, async {
        patience.await;
        None
    });
    match told.await {
        None => {}
        Some(Protocol::Http1) => serve_http1(io, Peer { address: peer, is_encrypted }, &config, pass).await,
        // Large and seldom: boxed, so that connections of HTTP/1 need no room for it.
        Some(Protocol::Http2) => {
            let connection = Arc::new(http2::Connection::new(config, peer, is_encrypted, pass));
            Box::pin(http2::serve(io, connection)).await;
        }
    }
}

/// Waits for the handshake, though not for ever and not into a shutdown.
async fn open<S, H: Handshake<S>>(handshake: H, config: &Config) -> Option<Transport<S>> {
    let patience = race(config.shutdown.wait(), tokio::time::sleep(config.limits.handshake));
    let opened = race(async { handshake.await.ok() }, async {
        patience.await;
        None
    });
    opened.await
}

async fn serve_http1<S>(mut io: Io<S>, peer: Peer, config: &Config, pass: Pass)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let changed = pin!(config.shutdown.changed());
    let mut hold = Hold { shutdown: &config.shutdown, changed, registered: None, offer: None };
    let mut clock = Clock::new();
    match koa_http1::serve_vectored(&mut io, &config.app, peer, &mut clock, &mut hold, &config.http1).await {
        Ended::Closing => io.close().await,
        Ended::Closed => {}
        Ended::Aborted if config.shutdown.is_aborted() => config.tracker.count_aborted(),
        // An answer that broke off must not look complete: nothing is said any more.
        Ended::Aborted => {}
        Ended::Upgraded { ahead } => hold.hand_over(io, ahead, pass),
    }
}

/// What lets a connection in, and counts it until it is dropped.
#[derive(Debug)]
pub(crate) struct Pass {
    _tracked: Tracked,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Pass {
    pub(crate) fn new(tracked: Tracked, permit: Option<OwnedSemaphorePermit>) -> Self {
        Self { _tracked: tracked, _permit: permit }
    }
}

/// What the engine is told while it serves: the stage of the shutdown, and the way out of HTTP.
struct Hold<'a, 'p> {
    shutdown: &'a Shutdown,
    changed: Pin<&'p mut Notified<'a>>,
    /// Whom a change wakes, and the stage that it would be a change from.
    registered: Option<(Waker, Stage)>,
    offer: Option<Offer>,
}

impl Hold<'_, '_> {
    /// Gives the connection to whoever took the [`Upgrade`](crate::Upgrade); without one it ends.
    fn hand_over<S>(self, io: Io<S>, ahead: Bytes, pass: Pass)
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        if let Some(offer) = self.offer {
            offer.fulfil(Upgraded::new(io.into_inner(), ahead, pass));
        }
    }

    /// The list in there is shared by all connections, so it is entered once, not at every poll.
    fn register(&mut self, cx: &mut TaskContext<'_>) {
        while self.changed.as_mut().poll(cx).is_ready() {
            self.changed.set(self.shutdown.changed());
        }
    }
}

impl Control for Hold<'_, '_> {
    fn poll_stage(&mut self, cx: &mut TaskContext<'_>) -> Stage {
        loop {
            let stage = self.shutdown.stage();
            let is_registered =
                self.registered.as_ref().is_some_and(|(waker, from)| *from == stage && waker.will_wake(cx.waker()));
            if is_registered || stage == Stage::Aborted {
                return stage;
            }
            // Then it looks again: the stage may have changed before anybody listened.
            self.register(cx);
            self.registered = Some((cx.waker().clone(), stage));
        }
    }

    fn prepare(&mut self, ctx: &mut Context, is_upgrade: bool) {
        self.offer = is_upgrade.then(|| Offer::make(ctx));
    }
}
