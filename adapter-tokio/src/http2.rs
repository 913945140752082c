//! HTTP/2: hyper speaks it, the adapter counts its requests and watches its times.

use std::fmt;
use std::future::{Future, poll_fn};
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};

use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite};

use crate::connection::Pass;
use crate::exchange::{self, Origin, Work};
use crate::io::Io;
use crate::server::Config;
use crate::timer::race;
use crate::{OnDisconnect, ResponseBody};

mod watch;

use watch::Watched;

/// Serves one connection to its end.
pub(crate) async fn serve<S>(io: Io<S>, connection: Arc<Connection>)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let service = service_fn(|request| answer(connection.clone(), request));
    let io = TokioIo::new(Watched::new(io, connection.clone()));
    let http = pin!(connection.config.http2.serve_connection(io, service));
    // An error of the protocol has been told to the client by hyper.
    drive(http, &connection).await;
}

/// Answers one request, in the task of hyper or in its own.
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

impl fmt::Display for Aborted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("aborted by the shutdown")
    }
}

impl std::error::Error for Aborted {}

/// Polls the connection until it ends, telling it of a shutdown.
async fn drive<S, F>(
    mut http: Pin<&mut http2::Connection<TokioIo<Watched<S>>, F, TokioExecutor>>,
    connection: &Connection,
) where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    F: hyper::service::HttpService<Incoming, ResBody = ResponseBody, Error = Aborted>,
    F::Future: Send + 'static,
{
    let shutdown = &connection.config.shutdown;
    let mut changed = pin!(shutdown.changed());
    let mut registered: Option<Waker> = None;
    let mut is_told = false;
    poll_fn(|cx| {
        // The lock in there is shared by all connections, so it is taken once, not at every poll.
        if registered.as_ref().is_none_or(|waker| !waker.will_wake(cx.waker())) {
            while changed.as_mut().poll(cx).is_ready() {
                changed.set(shutdown.changed());
            }
            registered = Some(cx.waker().clone());
        }
        if shutdown.is_started() && !is_told {
            is_told = true;
            http.as_mut().graceful_shutdown();
            changed.set(shutdown.changed());
            if changed.as_mut().poll(cx).is_ready() {
                cx.waker().wake_by_ref();
            }
        }
        if shutdown.is_aborted() {
            connection.note_abort();
            return Poll::Ready(());
        }
        http.as_mut().poll(cx).map(drop)
    })
    .await;
}

/// What the requests of a connection and its socket know of each other.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) config: Arc<Config>,
    pub(crate) peer: Option<SocketAddr>,
    pub(crate) is_encrypted: bool,
    /// The requests so far.
    requests: AtomicU32,
    /// The requests that are not answered to the end.
    in_flight: AtomicU32,
    /// Whether the shutdown ended it before its time.
    is_aborted: AtomicBool,
    /// Memory that the next exchange takes over; the lock is of this connection only.
    spare: Mutex<Option<Box<Work>>>,
    _pass: Pass,
}

impl Connection {
    pub(crate) fn new(config: Arc<Config>, peer: Option<SocketAddr>, is_encrypted: bool, pass: Pass) -> Self {
        Self {
            config,
            peer,
            is_encrypted,
            requests: AtomicU32::new(0),
            in_flight: AtomicU32::new(0),
            is_aborted: AtomicBool::new(false),
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

    fn count_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
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

/// One request's hold on its connection: while there is one, it is not idle.
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
