//! One connection: opened, served by the engine, and closed so that the last answer arrives.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Waker};

use bytes::Bytes;
use event_listener::EventListener;
use futures_io::{AsyncRead, AsyncWrite};
use koa_http1::{Control, Ended, Peer, Stage};
use smol::future::or;
use smol::lock::SemaphoreGuardArc;

use crate::io::Io;
use crate::listener::{Handshake, Transport};
use crate::server::Config;
use crate::shutdown::Tracked;
use crate::timer::{Alarm, sleep};
use crate::upgrade::{Offer, Upgraded};
use crate::{Context, Flavor, Shutdown};

/// An accepted connection that is not open yet.
pub struct Opening<M: Flavor, H> {
    handshake: H,
    config: Arc<Config<M>>,
    pass: Pass,
}

impl<M: Flavor, H> Opening<M, H> {
    pub(crate) fn new(handshake: H, config: Arc<Config<M>>, pass: Pass) -> Self {
        Self { handshake, config, pass }
    }
}

/// Serves one connection to its end.
pub(crate) async fn serve<M, S, H>(opening: Opening<M, H>)
where
    M: Flavor,
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    H: Handshake<S>,
{
    let Opening { handshake, config, pass } = opening;
    let Some(transport) = open(handshake, &config).await else { return };
    // What encrypts would make a record of each piece, and smol's Unix sockets, which have no address, know no
    // writes of several.
    let is_vectored = transport.peer.is_some() && !transport.is_encrypted;
    let mut io = Io::new(transport.io, is_vectored);
    let mut hold = Hold::new(&config.shutdown);
    let peer = Peer { address: transport.peer, is_encrypted: transport.is_encrypted };
    let ended =
        koa_http1::serve_vectored(&mut io, &config.app, peer, &mut Alarm::new(), &mut hold, &config.engine).await;
    match ended {
        Ended::Closing => io.close().await,
        Ended::Closed => {}
        Ended::Aborted if config.shutdown.is_aborted() => config.tracker.count_aborted(),
        // An answer that broke off must not look complete: nothing is said any more.
        Ended::Aborted => {}
        Ended::Upgraded { ahead } => hold.hand_over(io, ahead, pass),
    }
}

/// Waits for the handshake, though not for ever and not into a shutdown.
async fn open<M, S, H>(handshake: H, config: &Config<M>) -> Option<Transport<S>>
where
    M: Flavor,
    H: Handshake<S>,
{
    let patience = or(config.shutdown.wait(), sleep(config.handshake));
    let opened = or(async { handshake.await.ok() }, async {
        patience.await;
        None
    });
    opened.await
}

/// What lets a connection in, and counts it until it is dropped.
#[derive(Debug)]
pub(crate) struct Pass {
    _tracked: Tracked,
    _permit: SemaphoreGuardArc,
}

impl Pass {
    pub(crate) fn new(tracked: Tracked, permit: SemaphoreGuardArc) -> Self {
        Self { _tracked: tracked, _permit: permit }
    }
}

/// What the engine is told while it serves: the stage of the shutdown, and the way out of HTTP.
struct Hold<'a> {
    shutdown: &'a Shutdown,
    changed: Option<EventListener>,
    /// Whom a change wakes, and the stage that it would be a change from.
    registered: Option<(Waker, Stage)>,
    offer: Option<Offer>,
}

impl<'a> Hold<'a> {
    fn new(shutdown: &'a Shutdown) -> Self {
        Self { shutdown, changed: None, registered: None, offer: None }
    }

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
        let shutdown = self.shutdown;
        let changed = self.changed.get_or_insert_with(|| shutdown.changed());
        while Pin::new(&mut *changed).poll(cx).is_ready() {
            *changed = shutdown.changed();
        }
    }
}

impl Control for Hold<'_> {
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
