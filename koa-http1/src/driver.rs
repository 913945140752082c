//! The driver: the state machine over a connection's bytes, with an application behind it.
//!
//! One future for the whole connection and none for its parts: while the onion runs, the same task
//! sends what is there, receives the body as it is asked for, and watches for a client that leaves.

use core::future::{Future, poll_fn};
use core::net::SocketAddr;
use core::pin::{Pin, pin};
use core::task::{Context as TaskContext, Poll};
use core::time::Duration;

use bytes::Bytes;
use embedded_io_async::{Read, Write};
use koa_core::{App, Body, Context, Error, Flavor, Request, Result, StatusCode};

use crate::date::Date;
use crate::feed::Feed;
use crate::vectored::OneByOne;
use crate::{Connection, Control, Event, Limits, Stage, Timer, WriteVectored};

/// What connections of a server share.
///
/// ```
/// let config = koa_http1::Config::default();
/// assert_eq!(config.on_disconnect, koa_http1::OnDisconnect::Cancel);
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    /// Sizes and times.
    pub limits: Limits,
    /// What happens to a request whose client has gone.
    pub on_disconnect: OnDisconnect,
    /// Whether Host and target must be what RFC 9112 §3.2 asks for: exactly one valid Host, no user
    /// information, `https` over TLS alone (else 421), `*` for OPTIONS alone; any other is a 400. They
    /// must. Node's server asks for none of it, and an application that trusts its Host should.
    pub strict: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self { limits: Limits::default(), on_disconnect: OnDisconnect::default(), strict: true }
    }
}

/// What happens to a request whose client has gone.
///
/// ```
/// assert_eq!(koa_http1::OnDisconnect::default(), koa_http1::OnDisconnect::Cancel);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnDisconnect {
    /// Its future is dropped where it stands.
    #[default]
    Cancel,
    /// It runs to its end; what it answers is dropped.
    Finish,
}

/// Who is at the other end.
///
/// ```
/// assert_eq!(koa_http1::Peer::default().address, None);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Peer {
    /// The address, where there is one.
    pub address: Option<SocketAddr>,
    /// Whether nobody between can read along.
    pub is_encrypted: bool,
}

/// How a connection ended.
///
/// ```
/// use koa_http1::Ended;
///
/// assert_ne!(Ended::Closing, Ended::Closed);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Nothing follows the last answer. The client may still send and must be listened to for a
    /// while, or a reset may overtake the answer (RFC 9112 §9.6).
    Closing,
    /// The client has gone, or closed its side, or was idle: nothing is owed to it.
    Closed,
    /// An answer broke off, or a shutdown did: the connection must not end as if it were whole.
    Aborted,
    /// An answer changed the protocol; the connection is the application's now.
    Upgraded {
        /// What was read of the new protocol already.
        ahead: Bytes,
    },
}

/// Serves one connection to its end.
///
/// Reads and writes of `io` must be cancel safe: a future of theirs that is dropped before it was
/// ready has read or written nothing.
///
/// # Examples
///
/// ```
/// use koa_core::{App, test::block_on};
/// use koa_http1::{Config, Ended, Peer, serve};
/// # use core::task::{Context, Poll};
/// # use core::time::Duration;
/// # struct Never;
/// # impl koa_http1::Timer for Never {
/// #     fn now(&self) -> Duration { Duration::ZERO }
/// #     fn poll_until(&mut self, _: Duration, _: &mut Context<'_>) -> Poll<()> { Poll::Pending }
/// # }
/// # struct Pair { input: &'static [u8], output: Vec<u8> }
/// # impl embedded_io_async::ErrorType for Pair { type Error = core::convert::Infallible; }
/// # impl embedded_io_async::Read for Pair {
/// #     async fn read(&mut self, space: &mut [u8]) -> Result<usize, Self::Error> { self.input.read(space).await.map_err(|e| match e {}) }
/// # }
/// # impl embedded_io_async::Write for Pair {
/// #     async fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> { self.output.extend(bytes); Ok(bytes.len()) }
/// #     async fn flush(&mut self) -> Result<(), Self::Error> { Ok(()) }
/// # }
///
/// let app = App::new().with(async |ctx, _| {
///     ctx.set_body("hi");
///     Ok(())
/// });
/// let mut io = Pair { input: b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", output: Vec::new() };
/// let ended = block_on(serve(&mut io, &app, Peer::default(), &mut Never, &mut (), &Config::default()));
/// assert_eq!(ended, Ended::Closing);
/// assert!(io.output.starts_with(b"HTTP/1.1 200 OK\r\n") && io.output.ends_with(b"\r\n\r\nhi"));
/// ```
///
/// # Cancel safety
///
/// Dropping the future drops the middleware where it stands; the connection is good for nothing then.
pub async fn serve<M, Io, T, C>(
    io: &mut Io,
    app: &App<M>,
    peer: Peer,
    timer: &mut T,
    control: &mut C,
    config: &Config,
) -> Ended
where
    M: Flavor,
    Io: Read + Write,
    T: Timer,
    C: Control,
{
    serve_vectored(&mut OneByOne(io), app, peer, timer, control, config).await
}

/// As [`serve`], over a connection that may write several pieces at once.
///
/// # Examples
///
/// [`WriteVectored`] has one of an implementation.
///
/// # Cancel safety
///
/// As [`serve`].
pub async fn serve_vectored<M, Io, T, C>(
    io: &mut Io,
    app: &App<M>,
    peer: Peer,
    timer: &mut T,
    control: &mut C,
    config: &Config,
) -> Ended
where
    M: Flavor,
    Io: Read + WriteVectored,
    T: Timer,
    C: Control,
{
    let mut connection = Connection::new(config.limits, timer.now());
    connection.set_encrypted(peer.is_encrypted);
    connection.set_strict(config.strict);
    connection.set_vectored(io.is_vectored());
    let (feed, date) = (Feed::default(), Date::default());
    let stage = Stage::Open;
    let mut driver = Driver { io, timer, control, config, peer, connection, feed, date, stage, is_gone: false };
    let mut ctx = app.context(Request::default());
    let (Ok(end) | Err(end)) = driver.run(app, &mut ctx).await;
    match end {
        End::Closing => Ended::Closing,
        End::Closed => Ended::Closed,
        End::Aborted => Ended::Aborted,
        End::Upgraded => Ended::Upgraded { ahead: driver.connection.take_ahead() },
    }
}

const NO_ROOM: crate::Error = crate::Error::new(503, "there is no room for the request");

/// One connection being served. Every step gives the end of the connection as its error.
struct Driver<'a, Io, T, C> {
    io: &'a mut Io,
    timer: &'a mut T,
    control: &'a mut C,
    config: &'a Config,
    peer: Peer,
    connection: Connection,
    feed: Feed,
    date: Date,
    stage: Stage,
    /// Whether the client has gone while its request runs on.
    is_gone: bool,
}

type Step<T = ()> = core::result::Result<T, End>;

/// [`Ended`] on its way: a byte, for all that waits has to hand it on.
#[derive(Clone, Copy)]
enum End {
    Closing,
    Closed,
    Aborted,
    Upgraded,
}

/// Why a wait was over.
enum Woken<W, E> {
    /// The work is done.
    Done(W),
    /// Somebody asks for the body.
    Wanted,
    Received(core::result::Result<usize, E>),
    Sent(core::result::Result<usize, E>),
    /// A deadline has come.
    Due,
    /// The server is on its way out.
    Stage,
}

impl<Io, T, C> Driver<'_, Io, T, C>
where
    Io: Read + WriteVectored,
    T: Timer,
    C: Control,
{
    async fn run<M: Flavor>(&mut self, app: &App<M>, ctx: &mut Context) -> Step<End> {
        loop {
            match self.connection.poll_event(&mut ctx.request) {
                Event::Request { is_upgrade } => {
                    self.exchange(app, ctx, is_upgrade).await?;
                    ctx.clear();
                    self.flush_much().await?;
                }
                Event::Failed(error) => {
                    let date = self.date(app);
                    self.connection.refuse(error, date.as_ref());
                    ctx.clear();
                }
                Event::Closed => return self.end().await,
                Event::Wait | Event::Data(_) | Event::End => {
                    self.flush().await?;
                    self.receive().await?;
                }
            }
        }
    }

    /// One request and its answer.
    async fn exchange<M: Flavor>(&mut self, app: &App<M>, ctx: &mut Context, is_upgrade: bool) -> Step {
        self.check_stage().await?;
        if !self.control.admit() {
            let date = self.date(app);
            self.connection.refuse(NO_ROOM, date.as_ref());
            return Ok(());
        }
        ctx.request.set_peer(self.peer.address).set_encrypted(self.peer.is_encrypted);
        if self.connection.has_body() {
            let body = self.open_body();
            ctx.request.set_body(body);
        }
        self.control.prepare(ctx, is_upgrade);
        let outcome = {
            let work = pin!(onion(app, ctx));
            self.drive(Work::onion(work, next_piece)).await?.onion()
        };
        app.finish(ctx, outcome);
        let sent = match self.is_gone {
            true => Err(End::Closed),
            false => self.answer(app, ctx).await,
        };
        self.feed.close();
        sent
    }

    /// The body of the request, which is fed while it is read unless all of it is there.
    fn open_body(&mut self) -> Body {
        let mut body = match self.connection.whole_body() {
            Some(bytes) => Body::from(bytes),
            None => self.feed.open(self.connection.body_length()),
        };
        body.set_limit(Some(self.config.limits.body_bytes));
        body
    }

    async fn answer<M: Flavor>(&mut self, app: &App<M>, ctx: &mut Context) -> Step {
        if ctx.response.status() == StatusCode::PAYLOAD_TOO_LARGE {
            self.connection.close();
        }
        let is_unread = ctx.request.body_mut().is_stream();
        let is_read = self.feed.is_read() && !is_unread;
        self.connection.set_read(is_read);
        let sent = match ctx.response.body().is_stream() {
            true => self.answer_in_pieces(app, ctx, is_read).await?,
            false => self.answer_whole(app, ctx),
        };
        match sent {
            Ok(()) => Ok(()),
            Err(error) => self.break_off(app, ctx, error).await,
        }
    }

    /// Answers with a body that is there. An error is one that came too late for the head.
    fn answer_whole<M: Flavor>(&mut self, app: &App<M>, ctx: &mut Context) -> Result {
        if let Err(error) = self.respond(app, ctx, ctx.response.body().len()) {
            app.finish(ctx, Err(error));
            if self.respond(app, ctx, ctx.response.body().len()).is_err() {
                // The answer of an error is framed by nobody's hand, so this does not happen.
                self.connection.abort();
                return Ok(());
            }
        }
        let sent = self.connection.send_body(&mut ctx.response).and_then(|()| self.connection.finish());
        sent.map_err(crate::Error::into_koa)
    }

    /// Answers with a body that comes by and by.
    async fn answer_in_pieces<M: Flavor>(&mut self, app: &App<M>, ctx: &mut Context, is_read: bool) -> Step<Result> {
        let mut body = ctx.response.take_sendable_body();
        let length = body.len();
        // Until the head is written, what fails can be said as it is.
        let begun = match self.first_piece::<M>(&mut body, is_read).await? {
            Some(Err(error)) => Err(error),
            first => self.respond(app, ctx, length).map(|()| first),
        };
        match begun {
            Ok(first) => self.stream::<M>(body, first).await,
            Err(error) => {
                app.finish(ctx, Err(error));
                Ok(self.answer_whole(app, ctx))
            }
        }
    }

    /// The first piece of a stream, if it is there at once.
    async fn first_piece<M: Flavor>(&mut self, body: &mut Body, is_read: bool) -> Step<Option<Piece>> {
        if !body.is_stream() {
            return Ok(None);
        }
        if is_read && self.connection.awaits_continue() {
            // The final status would end the client's wait for a 100, so the body is asked for first.
            let work = pin!(next_piece(body));
            return Ok(Some(self.drive(Work::piece(work, onion::<M>)).await?.piece()));
        }
        let mut piece = pin!(next_piece(body));
        let polled = poll_fn(|cx| Poll::Ready(piece.as_mut().poll(cx))).await;
        Ok(if let Poll::Ready(piece) = polled { Some(piece) } else { None })
    }

    fn respond<M: Flavor>(&mut self, app: &App<M>, ctx: &Context, length: Option<u64>) -> Result {
        let date = self.date(app);
        let head = self.connection.respond_with(&ctx.response, length, &ctx.request, date.as_ref());
        head.map_err(crate::Error::into_koa)
    }

    /// Sends the pieces of a body, and its end.
    async fn stream<M: Flavor>(&mut self, mut body: Body, mut first: Option<Piece>) -> Step<Result> {
        loop {
            let piece = match first.take() {
                Some(piece) => piece,
                None => {
                    let work = pin!(next_piece(&mut body));
                    self.drive(Work::piece(work, onion::<M>)).await?.piece()
                }
            };
            if self.is_gone {
                return Err(End::Closed);
            }
            let sent = match piece {
                Ok(Some(piece)) => self.connection.send(piece),
                Ok(None) => return Ok(self.connection.finish().map_err(crate::Error::into_koa)),
                Err(error) => return Ok(Err(error)),
            };
            if let Err(error) = sent {
                return Ok(Err(error.into_koa()));
            }
            self.flush_much().await?;
        }
    }

    /// An answer that cannot be completed: its head has been sent, so all that is left is not to
    /// pretend.
    async fn break_off<M: Flavor>(&mut self, app: &App<M>, ctx: &Context, mut error: Error) -> Step {
        error.set_header_sent();
        app.emit(&mut error, ctx);
        self.connection.abort();
        self.flush().await?;
        Err(End::Aborted)
    }

    async fn end(&mut self) -> Step<End> {
        if self.connection.is_upgraded() {
            self.flush().await?;
            return Ok(End::Upgraded);
        }
        let is_silent = self.connection.output().is_empty() && self.connection.is_settled();
        self.flush().await?;
        Ok(if is_silent || self.connection.has_ended() { End::Closed } else { End::Closing })
    }

    /// Runs `work` to its end. Meanwhile what is there is sent, and what it asks for is received.
    async fn drive<W>(&mut self, work: impl Future<Output = W>) -> Step<W> {
        let mut work = pin!(work);
        if let Poll::Ready(done) = poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx))).await {
            return Ok(done);
        }
        let mut half_closed = None;
        loop {
            if self.is_gone {
                return self.finish_alone(work).await;
            }
            let is_fed = poll_fn(|cx| Poll::Ready(self.feed_body(cx))).await;
            if is_fed {
                if let Poll::Ready(done) = poll_fn(|cx| Poll::Ready(work.as_mut().poll(cx))).await {
                    return Ok(done);
                }
                continue;
            }
            if self.connection.has_ended() && self.config.on_disconnect == OnDisconnect::Cancel {
                half_closed.get_or_insert(self.timer.now().saturating_add(self.config.limits.half_closed));
            }
            let is_sending = !self.connection.output().is_empty();
            let woken = match is_sending {
                true => self.wait_to_send(work.as_mut()).await,
                false => self.wait_to_receive(work.as_mut(), half_closed).await,
            };
            self.connection.set_now(self.timer.now());
            match woken {
                Woken::Done(done) => return Ok(done),
                Woken::Wanted => {}
                Woken::Received(Err(_)) | Woken::Sent(Err(_) | Ok(0)) => self.leave()?,
                Woken::Due if is_sending || half_closed.is_some_and(|deadline| deadline <= self.timer.now()) => {
                    self.leave()?
                }
                woken => self.handle(woken)?,
            }
        }
    }

    /// The client has gone.
    fn leave(&mut self) -> Step {
        match self.config.on_disconnect {
            OnDisconnect::Cancel => Err(End::Closed),
            OnDisconnect::Finish => {
                self.is_gone = true;
                self.feed.close();
                Ok(())
            }
        }
    }

    /// Runs the work of a client that has gone, though not beyond an aborted shutdown.
    async fn finish_alone<W>(&mut self, mut work: Pin<&mut impl Future<Output = W>>) -> Step<W> {
        let control = &mut *self.control;
        poll_fn(|cx| match work.as_mut().poll(cx) {
            Poll::Ready(done) => Poll::Ready(Ok(done)),
            Poll::Pending if control.poll_stage(cx) == Stage::Aborted => Poll::Ready(Err(End::Aborted)),
            Poll::Pending => Poll::Pending,
        })
        .await
    }

    /// Hands over the next piece of the body, when it is wanted and there.
    fn feed_body(&mut self, cx: &mut TaskContext<'_>) -> bool {
        if !self.feed.poll_wanted(cx) {
            return false;
        }
        match self.connection.poll_body() {
            Event::Data(data) => self.feed.push(data, cx),
            Event::Failed(error) => self.feed.end(Err(error.into_koa()), cx),
            Event::Wait if self.connection.has_body() => {
                self.connection.want_body();
                return false;
            }
            Event::Closed => self.feed.close(),
            _ => self.feed.end(Ok(()), cx),
        }
        true
    }

    /// Waits for input between exchanges.
    async fn receive(&mut self) -> Step {
        let woken = self.wait_to_receive(pin!(core::future::pending::<()>()), None).await;
        self.connection.set_now(self.timer.now());
        match woken {
            Woken::Received(Err(_)) => Err(End::Closed),
            woken => self.handle(woken),
        }
    }

    /// Sends everything when it is much, so that nobody makes answers for a client that takes none.
    async fn flush_much(&mut self) -> Step {
        match self.connection.output_length() >= self.config.limits.write_bytes {
            true => self.flush().await,
            false => Ok(()),
        }
    }

    /// Sends everything.
    async fn flush(&mut self) -> Step {
        if self.connection.output().is_empty() {
            return Ok(());
        }
        while !self.connection.output().is_empty() {
            let woken = self.wait_to_send(pin!(core::future::pending::<()>())).await;
            self.connection.set_now(self.timer.now());
            match woken {
                Woken::Sent(Ok(0) | Err(_)) | Woken::Due => return Err(End::Closed),
                woken => self.handle(woken)?,
            }
        }
        self.io.flush().await.map_err(|_| End::Closed)
    }

    /// Tells the connection what happened, after it was told the time.
    fn handle<W>(&mut self, woken: Woken<W, Io::Error>) -> Step {
        match woken {
            Woken::Received(Ok(0)) => self.connection.handle_end(),
            Woken::Received(Ok(length)) => self.connection.handle_filled(length),
            Woken::Sent(Ok(length)) => self.connection.handle_sent(length),
            Woken::Due => self.connection.handle_timeout(),
            Woken::Stage => self.heed_stage()?,
            Woken::Received(Err(_)) | Woken::Sent(Err(_)) => return Err(End::Closed),
            Woken::Done(_) | Woken::Wanted => {}
        }
        Ok(())
    }

    /// Waits until the work is done, somebody asks for the body, something is received, or it is time.
    async fn wait_to_receive<W>(
        &mut self,
        mut work: Pin<&mut impl Future<Output = W>>,
        limit: Option<Duration>,
    ) -> Woken<W, Io::Error> {
        let Self { io, timer, control, connection, feed, stage, .. } = self;
        let deadline = [connection.deadline(), limit].into_iter().flatten().min();
        let was_wanted = poll_fn(|cx| Poll::Ready(feed.poll_wanted(cx))).await;
        let space = connection.space();
        let is_full = space.is_empty();
        let mut reading = pin!(io.read(space));
        poll_fn(|cx| {
            if let Poll::Ready(done) = work.as_mut().poll(cx) {
                return Poll::Ready(Woken::Done(done));
            }
            if !was_wanted && feed.poll_wanted(cx) {
                return Poll::Ready(Woken::Wanted);
            }
            if !is_full && let Poll::Ready(received) = reading.as_mut().poll(cx) {
                return Poll::Ready(Woken::Received(received));
            }
            poll_end(*timer, deadline, *control, stage, cx)
        })
        .await
    }

    /// Waits until the work is done, something is sent, or the client has taken nothing for too long.
    async fn wait_to_send<W>(&mut self, mut work: Pin<&mut impl Future<Output = W>>) -> Woken<W, Io::Error> {
        let Self { io, timer, control, config, connection, stage, .. } = self;
        let mut deadline = None;
        let pieces = connection.output_pieces();
        let mut writing = pin!(io.write_vectored(&pieces));
        poll_fn(|cx| {
            if let Poll::Ready(sent) = writing.as_mut().poll(cx) {
                return Poll::Ready(Woken::Sent(sent));
            }
            if let Poll::Ready(done) = work.as_mut().poll(cx) {
                return Poll::Ready(Woken::Done(done));
            }
            let deadline = *deadline.get_or_insert_with(|| timer.now().saturating_add(config.limits.write_pause));
            poll_end(*timer, Some(deadline), *control, stage, cx)
        })
        .await
    }

    /// Lets an exchange that begins know of a shutdown.
    async fn check_stage(&mut self) -> Step {
        self.stage = poll_fn(|cx| Poll::Ready(self.control.poll_stage(cx))).await;
        self.heed_stage()
    }

    fn heed_stage(&mut self) -> Step {
        self.connection.set_crowded(self.stage == Stage::Crowded);
        match self.stage {
            Stage::Open | Stage::Crowded => {}
            Stage::Draining => self.connection.close(),
            Stage::Aborted => return Err(End::Aborted),
        }
        Ok(())
    }

    fn date<M: Flavor>(&mut self, app: &App<M>) -> Option<koa_core::date::HttpDate> {
        self.date.at(self.connection.now(), app.settings())
    }
}

/// Ready when `deadline` has come, or the server is another step on its way out.
fn poll_end<W, E>(
    timer: &mut impl Timer,
    deadline: Option<Duration>,
    control: &mut impl Control,
    stage: &mut Stage,
    cx: &mut TaskContext<'_>,
) -> Poll<Woken<W, E>> {
    let now = control.poll_stage(cx);
    if now != *stage {
        *stage = now;
        return Poll::Ready(Woken::Stage);
    }
    match deadline {
        Some(deadline) => timer.poll_until(deadline, cx).map(|()| Woken::Due),
        None => Poll::Pending,
    }
}

/// The application's answer to a request.
fn onion<'a, M: Flavor>(app: &'a App<M>, ctx: &'a mut Context) -> impl Future<Output = Result> + use<'a, M> {
    catch_panic(app.run(ctx))
}

/// One of the two things that an exchange waits for. They are one type, so that the code that waits is there
/// once: it is a good part of what a board's flash holds.
struct Work<'w, A, B> {
    onion: Option<Pin<&'w mut A>>,
    piece: Option<Pin<&'w mut B>>,
}

impl<'w, A, B> Work<'w, A, B> {
    fn onion<'b>(onion: Pin<&'w mut A>, _: impl FnOnce(&'b mut Body) -> B) -> Self {
        Self { onion: Some(onion), piece: None }
    }

    fn piece<'a, M: Flavor>(piece: Pin<&'w mut B>, _: impl FnOnce(&'a App<M>, &'a mut Context) -> A) -> Self {
        Self { onion: None, piece: Some(piece) }
    }
}

impl<A: Future<Output = Result>, B: Future<Output = Piece>> Future for Work<'_, A, B> {
    type Output = Done;

    fn poll(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Done> {
        if let Some(onion) = &mut self.onion {
            return onion.as_mut().poll(cx).map(Done::Onion);
        }
        match &mut self.piece {
            Some(piece) => piece.as_mut().poll(cx).map(Done::Piece),
            None => Poll::Pending,
        }
    }
}

/// What came of some work.
enum Done {
    Onion(Result),
    Piece(Piece),
}

impl Done {
    fn onion(self) -> Result {
        match self {
            Self::Onion(outcome) => outcome,
            Self::Piece(piece) => piece.map(drop),
        }
    }

    fn piece(self) -> Piece {
        match self {
            Self::Onion(outcome) => outcome.map(|()| None),
            Self::Piece(piece) => piece,
        }
    }
}

/// A piece of a body, or its end.
type Piece = Result<Option<Bytes>>;

async fn next_piece(body: &mut Body) -> Piece {
    let mut piece = None;
    catch_panic(async {
        piece = body.chunk().await.transpose()?;
        Ok(())
    })
    .await?;
    Ok(piece)
}

#[cfg(feature = "std")]
use koa_core::catch_panic;

/// Without an operating system a panic ends the program.
#[cfg(not(feature = "std"))]
fn catch_panic<F: Future<Output = Result>>(onion: F) -> F {
    onion
}
