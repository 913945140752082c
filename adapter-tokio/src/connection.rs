//! One connection: opened, its protocol told, handed to hyper, and closed so that the last answer
//! arrives.
//!
//! The version is told from the first bytes, on plain and on encrypted connections alike, so that
//! one port speaks HTTP/1.1 and HTTP/2.

use std::future::{Future, poll_fn};
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::{HttpService, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::OwnedSemaphorePermit;

use crate::ResponseBody;
use crate::exchange::{self, Origin, Work};
use crate::io::{Io, Protocol};
use crate::listener::{Handshake, Transport};
use crate::server::{Config, OnDisconnect};
use crate::shutdown::Tracked;
use crate::timer::race;

/// Serves one connection to its end.
pub(crate) async fn serve<S, H>(handshake: H, config: Arc<Config>, pass: Pass)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    H: Handshake<S>,
{
    let patience = race(config.shutdown.wait(), tokio::time::sleep(config.limits.handshake));
    let opened = race(async { handshake.await.ok() }, async {
        patience.await;
        None
    });
    let Some(Transport { io, peer, is_encrypted }) = opened.await else { return };
    let connection = Arc::new(Connection::new(config, peer, is_encrypted, pass));
    let mut io = Io::new(io, connection.clone());
    let told = race(poll_fn(|cx| io.poll_protocol(cx)), async {
        connection.config.shutdown.wait().await;
        connection.is_idle_end.store(true, Ordering::Relaxed);
        Ok(None)
    });
    match told.await {
        Err(_) => {}
        Ok(None) => io.close().await,
        Ok(Some(Protocol::Http1)) => serve_http1(io, connection).await,
        // Large and seldom: boxed, so that connections of HTTP/1 need no room for it.
        Ok(Some(Protocol::Http2)) => Box::pin(serve_http2(io, connection)).await,
    }
}

async fn serve_http1<S>(io: Io<S>, connection: Arc<Connection>)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let service = service_fn(|request| answer(connection.clone(), request));
    let mut http = connection.config.http1.serve_connection(TokioIo::new(io), service).with_upgrades();
    let outcome = drive(Pin::new(&mut http), &connection).await;
    // Without an outcome it was aborted, and with parts it was not upgraded.
    if let (Some(outcome), Some(parts)) = (outcome, http.into_parts()) {
        let io = parts.io.into_inner();
        match outcome {
            // An answer that broke off must not look complete: nothing is said any more.
            Err(error) if error.is_user() => io.abort().await,
            _ => io.close().await,
        }
    }
}

async fn serve_http2<S>(io: Io<S>, connection: Arc<Connection>)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let service = service_fn(|request| answer(connection.clone(), request));
    let mut http = pin!(connection.config.http2.serve_connection(TokioIo::new(io), service));
    // An error of the protocol has been told to the client by hyper.
    let _ = drive(http.as_mut(), &connection).await;
}

/// Answers one request, in the task of the connection or in its own.
fn answer(
    connection: Arc<Connection>,
    request: http::Request<Incoming>,
) -> impl Future<Output = Result<http::Response<ResponseBody>, Aborted>> + Send + 'static {
    connection.count_request();
    let slot = Slot::new(connection);
    let (work, refusal) = exchange::begin(&slot, request);
    async move {
        let config = &slot.0.config;
        match config.on_disconnect {
            OnDisconnect::Cancel => Ok(exchange::complete(Origin::Connection(slot), work, refusal).await),
            OnDisconnect::Finish => {
                let connection = slot.0.clone();
                finish(exchange::complete(Origin::Connection(slot), work, refusal), connection).await
            }
        }
    }
}

/// Runs a request that outlives its connection, though not an aborted shutdown.
async fn finish<T: Send + 'static>(
    exchange: impl Future<Output = T> + Send + 'static,
    connection: Arc<Connection>,
) -> Result<T, Aborted> {
    let task = tokio::spawn(async move {
        race(async { Some(exchange.await) }, async {
            connection.config.shutdown.aborted().await;
            connection.note_abort();
            None
        })
        .await
    });
    task.await.ok().flatten().ok_or(Aborted)
}

/// The request was ended by the shutdown.
#[derive(Debug)]
struct Aborted;

impl std::fmt::Display for Aborted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("aborted by the shutdown")
    }
}

impl std::error::Error for Aborted {}

/// A hyper connection that can be asked to end.
trait Graceful: Future {
    fn finish(self: Pin<&mut Self>);
}

impl<I, S> Graceful for http1::UpgradeableConnection<I, S>
where
    Self: Future,
    S: HttpService<Incoming, ResBody = ResponseBody, Error = Aborted>,
    I: hyper::rt::Read + hyper::rt::Write + Unpin,
{
    fn finish(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

impl<I, S> Graceful for http2::Connection<I, S, TokioExecutor>
where
    Self: Future,
    S: HttpService<Incoming, ResBody = ResponseBody, Error = Aborted>,
    S::Future: Send + 'static,
    I: hyper::rt::Read + hyper::rt::Write + Unpin,
{
    fn finish(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }
}

/// Polls a hyper connection until it ends, telling it of a shutdown; `None` when it was aborted.
async fn drive<C: Graceful>(mut http: Pin<&mut C>, connection: &Connection) -> Option<C::Output> {
    let shutdown = &connection.config.shutdown;
    let mut changed = pin!(shutdown.changed());
    let mut registered: Option<Waker> = None;
    let mut is_told = false;
    poll_fn(|cx| {
        connection.count_turn();
        // The lock in there is shared by all connections, so it is taken once, not at every poll.
        if registered.as_ref().is_none_or(|waker| !waker.will_wake(cx.waker())) {
            while changed.as_mut().poll(cx).is_ready() {
                changed.set(shutdown.changed());
            }
            registered = Some(cx.waker().clone());
        }
        if shutdown.is_started() {
            if shutdown.is_aborted() {
                connection.note_abort();
                return Poll::Ready(None);
            }
            if !is_told {
                is_told = true;
                connection.is_idle_end.store(connection.in_flight.load(Ordering::Acquire) == 0, Ordering::Relaxed);
                http.as_mut().finish();
                changed.set(shutdown.changed());
                if changed.as_mut().poll(cx).is_ready() || shutdown.is_aborted() {
                    connection.note_abort();
                    return Poll::Ready(None);
                }
            }
        }
        let polled = http.as_mut().poll(cx);
        if polled.is_pending() && connection.owes.load(Ordering::Relaxed) {
            // Answers wait for others to be written with, which did not come: write them.
            cx.waker().wake_by_ref();
        }
        polled.map(Some)
    })
    .await
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

/// What hyper's side of a connection and the socket's side know of each other.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) config: Arc<Config>,
    pub(crate) peer: Option<SocketAddr>,
    pub(crate) is_encrypted: bool,
    /// The requests so far.
    pub(crate) requests: AtomicU32,
    /// The requests that are not answered to the end.
    pub(crate) in_flight: AtomicU32,
    /// Whether the present head is larger than its limit, though hyper could read it.
    pub(crate) is_oversized: AtomicBool,
    /// Whether the body of the present request could not be read, so that nothing can follow it.
    pub(crate) is_broken: AtomicBool,
    /// Whether the connection was ended while it did nothing, so that no answer can get lost.
    pub(crate) is_idle_end: AtomicBool,
    /// Whether the shutdown ended it before its time.
    is_aborted: AtomicBool,
    /// Whether the connection has left HTTP.
    pub(crate) is_upgraded: AtomicBool,
    /// The number of the present poll.
    pub(crate) turn: AtomicU32,
    /// Whether `Io` holds back bytes that it took for written.
    pub(crate) owes: AtomicBool,
    /// Memory that the next exchange takes over; the lock is of this connection only.
    spare: Mutex<Option<Box<Work>>>,
    _pass: Pass,
}

impl Connection {
    fn new(config: Arc<Config>, peer: Option<SocketAddr>, is_encrypted: bool, pass: Pass) -> Self {
        Self {
            config,
            peer,
            is_encrypted,
            requests: AtomicU32::new(0),
            in_flight: AtomicU32::new(0),
            is_oversized: AtomicBool::new(false),
            is_broken: AtomicBool::new(false),
            is_idle_end: AtomicBool::new(false),
            is_aborted: AtomicBool::new(false),
            is_upgraded: AtomicBool::new(false),
            turn: AtomicU32::new(0),
            owes: AtomicBool::new(false),
            spare: Mutex::new(None),
            _pass: pass,
        }
    }

    /// Notes, once, that the shutdown ended something of it.
    fn note_abort(&self) {
        if !self.is_aborted.swap(true, Ordering::AcqRel) {
            self.config.tracker.count_aborted();
        }
    }

    /// Counts a request; only the task of the connection does.
    fn count_request(&self) {
        let requests = self.requests.load(Ordering::Relaxed);
        self.requests.store(requests.wrapping_add(1), Ordering::Relaxed);
    }

    /// Counts a poll; only the task of the connection does.
    fn count_turn(&self) {
        let turn = self.turn.load(Ordering::Relaxed);
        self.turn.store(turn.wrapping_add(1), Ordering::Relaxed);
    }

    /// Memory for an exchange.
    pub(crate) fn work(&self) -> Box<Work> {
        let spare = self.spare.try_lock().ok().and_then(|mut spare| spare.take());
        spare.unwrap_or_else(|| Work::new(&self.config.app))
    }

    /// Takes the memory of an exchange back.
    pub(crate) fn keep(&self, mut work: Box<Work>) {
        work.ctx.clear();
        if let Ok(mut spare) = self.spare.try_lock() {
            *spare = Some(work);
        }
    }
}

/// One request's hold on its connection: while there is one, nobody waits for the next head.
#[derive(Debug)]
pub(crate) struct Slot(pub(crate) Arc<Connection>);

impl Slot {
    fn new(connection: Arc<Connection>) -> Self {
        connection.in_flight.fetch_add(1, Ordering::Relaxed);
        Self(connection)
    }
}

impl Clone for Slot {
    fn clone(&self) -> Self {
        Self::new(self.0.clone())
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Release);
    }
}
