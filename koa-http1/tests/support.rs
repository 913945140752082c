//! A connection in memory whose other end, clock and shutdown are in the hands of the test.
//!
//! The future is polled only when something woke it, so a waker that is forgotten is a test that fails.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context as TaskContext, Poll, Wake, Waker};
use std::time::Duration;

use bytes::Bytes;
use embedded_io_async::{ErrorKind, ErrorType, Read, Write};
use koa_core::{App, Body, Context, Flavor, SingleThread};
use koa_http1::{Config, Control, Ended, Limits, OnDisconnect, Peer, Stage, Timer, serve};

use crate::conformance::answer::{self, Answer};

/// As often as any test may wake its task in one go.
const MOST_POLLS: usize = 300_000;

pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// A future that is polled when it was woken.
pub(crate) struct Task<T> {
    future: Option<Pin<Box<dyn Future<Output = T>>>>,
    woken: Arc<Woken>,
    pub(crate) output: Option<T>,
    /// How often it was polled.
    pub(crate) polls: usize,
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl<T> Task<T> {
    pub(crate) fn new(future: impl Future<Output = T> + 'static) -> Self {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        Self { future: Some(Box::pin(future)), woken, output: None, polls: 0 }
    }

    /// Polls until nothing wakes it any more.
    pub(crate) fn run(&mut self) {
        let waker = Waker::from(self.woken.clone());
        let before = self.polls;
        while self.woken.0.swap(false, Ordering::Relaxed) {
            let Some(future) = &mut self.future else { return };
            self.polls += 1;
            assert!(self.polls - before < MOST_POLLS, "the task spins");
            if let Poll::Ready(output) = future.as_mut().poll(&mut TaskContext::from_waker(&waker)) {
                self.output = Some(output);
                self.future = None;
            }
        }
    }

    /// Drops the future where it stands.
    pub(crate) fn cancel(&mut self) {
        self.future = None;
    }
}

/// What goes over the wire.
pub(crate) struct Wire {
    input: VecDeque<Input>,
    reader: Option<Waker>,
    writer: Option<Waker>,
    /// Each write that took something.
    pub(crate) writes: Vec<Written>,
    pub(crate) flushes: usize,
    /// How many bytes are still taken before writes have to wait.
    pub(crate) room: usize,
    /// The most that one write takes.
    pub(crate) most: usize,
    /// What writes fail with.
    pub(crate) is_broken: bool,
}

#[derive(Clone, Debug)]
enum Input {
    Data(Vec<u8>),
    /// Nothing is there once.
    Pause,
    End,
    Failure,
}

#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) bytes: Vec<u8>,
    /// Where the bytes lay.
    pub(crate) address: usize,
}

impl Wire {
    fn read(&mut self, space: &mut [u8], cx: &mut TaskContext<'_>) -> Poll<Result<usize, ErrorKind>> {
        assert!(!space.is_empty(), "a read into nothing looks like the end");
        match self.input.front_mut() {
            None => {
                self.reader = Some(cx.waker().clone());
                Poll::Pending
            }
            Some(Input::Pause) => {
                self.input.pop_front();
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Some(Input::End) => Poll::Ready(Ok(0)),
            Some(Input::Failure) => Poll::Ready(Err(ErrorKind::ConnectionReset)),
            Some(Input::Data(data)) => {
                let length = data.len().min(space.len());
                space[..length].copy_from_slice(&data[..length]);
                data.drain(..length);
                if data.is_empty() {
                    self.input.pop_front();
                }
                Poll::Ready(Ok(length))
            }
        }
    }

    fn write(&mut self, bytes: &[u8], cx: &mut TaskContext<'_>) -> Poll<Result<usize, ErrorKind>> {
        assert!(!bytes.is_empty(), "a write of nothing");
        if self.is_broken {
            return Poll::Ready(Err(ErrorKind::BrokenPipe));
        }
        let length = bytes.len().min(self.room).min(self.most);
        if length == 0 {
            self.writer = Some(cx.waker().clone());
            return Poll::Pending;
        }
        self.room -= length;
        self.writes.push(Written { bytes: bytes[..length].to_vec(), address: bytes.as_ptr() as usize });
        Poll::Ready(Ok(length))
    }
}

struct Io(Rc<RefCell<Wire>>);

impl ErrorType for Io {
    type Error = ErrorKind;
}

impl Read for Io {
    async fn read(&mut self, space: &mut [u8]) -> Result<usize, ErrorKind> {
        poll_fn(|cx| self.0.borrow_mut().read(space, cx)).await
    }
}

impl Write for Io {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        poll_fn(|cx| self.0.borrow_mut().write(bytes, cx)).await
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        self.0.borrow_mut().flushes += 1;
        Ok(())
    }
}

/// A clock that the test moves.
#[derive(Clone, Default)]
struct Clock(Rc<RefCell<Alarm>>);

#[derive(Default)]
struct Alarm {
    now: Duration,
    due: Option<(Duration, Waker)>,
}

impl Timer for Clock {
    fn now(&self) -> Duration {
        self.0.borrow().now
    }

    fn poll_until(&mut self, deadline: Duration, cx: &mut TaskContext<'_>) -> Poll<()> {
        let mut alarm = self.0.borrow_mut();
        if alarm.now >= deadline {
            return Poll::Ready(());
        }
        alarm.due = Some((deadline, cx.waker().clone()));
        Poll::Pending
    }
}

/// A shutdown that the test runs, and what was prepared.
#[derive(Clone, Default)]
struct Hold(Rc<RefCell<Held>>);

#[derive(Default)]
struct Held {
    stage: Stage,
    waker: Option<Waker>,
    upgrades: Vec<bool>,
    is_full: bool,
}

impl Control for Hold {
    fn poll_stage(&mut self, cx: &mut TaskContext<'_>) -> Stage {
        let mut held = self.0.borrow_mut();
        held.waker = Some(cx.waker().clone());
        held.stage
    }

    fn admit(&mut self) -> bool {
        !self.0.borrow().is_full
    }

    fn prepare(&mut self, _: &mut Context, is_upgrade: bool) {
        self.0.borrow_mut().upgrades.push(is_upgrade);
    }
}

/// One connection to an application, seen from the client.
pub(crate) struct Session {
    pub(crate) task: Task<Ended>,
    wire: Rc<RefCell<Wire>>,
    clock: Clock,
    hold: Hold,
    /// The writes that were looked at.
    seen: usize,
}

/// A connection to `app`.
pub(crate) fn connect<M: Flavor>(app: App<M>) -> Session {
    connect_with(app, Config::default())
}

/// A connection to `app` that is held to `limits`.
pub(crate) fn connect_within<M: Flavor>(app: App<M>, limits: Limits) -> Session {
    connect_with(app, Config { limits, ..Config::default() })
}

/// A connection to `app` whose requests run to their end.
pub(crate) fn connect_lastingly<M: Flavor>(app: App<M>) -> Session {
    connect_with(app, Config { on_disconnect: OnDisconnect::Finish, ..Config::default() })
}

pub(crate) fn connect_with<M: Flavor>(app: App<M>, config: Config) -> Session {
    let wire = Rc::new(RefCell::new(Wire {
        input: VecDeque::new(),
        reader: None,
        writer: None,
        writes: Vec::new(),
        flushes: 0,
        room: usize::MAX,
        most: usize::MAX,
        is_broken: false,
    }));
    let (clock, hold) = (Clock::default(), Hold::default());
    let (mut io, mut timer, mut control) = (Io(wire.clone()), clock.clone(), hold.clone());
    let task = Task::new(async move {
        let peer = Peer::default();
        serve(&mut io, &app, peer, &mut timer, &mut control, &config).await
    });
    Session { task, wire, clock, hold, seen: 0 }
}

impl Session {
    /// Sends, and lets the server do what it can.
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.put(Input::Data(bytes.as_ref().to_vec()))
    }

    /// Sends in pieces of that size, none of which is there at once.
    pub(crate) fn send_in_pieces(&mut self, bytes: impl AsRef<[u8]>, size: usize) -> &mut Self {
        for piece in bytes.as_ref().chunks(size) {
            self.wire.borrow_mut().input.extend([Input::Pause, Input::Data(piece.to_vec())]);
        }
        self.put(Input::Pause)
    }

    /// Closes the client's side.
    pub(crate) fn finish(&mut self) -> &mut Self {
        self.put(Input::End)
    }

    /// The client vanishes, which shows when the server reads.
    pub(crate) fn vanish(&mut self) -> &mut Self {
        self.put(Input::Failure)
    }

    fn put(&mut self, input: Input) -> &mut Self {
        let reader = {
            let mut wire = self.wire.borrow_mut();
            wire.input.push_back(input);
            wire.reader.take()
        };
        reader.into_iter().for_each(Waker::wake);
        self.run()
    }

    pub(crate) fn run(&mut self) -> &mut Self {
        self.task.run();
        self
    }

    /// Changes how the client takes answers.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut Wire)) -> &mut Self {
        change(&mut self.wire.borrow_mut());
        let writer = self.wire.borrow_mut().writer.take();
        writer.into_iter().for_each(Waker::wake);
        self
    }

    /// Lets time pass.
    pub(crate) fn pass(&mut self, time: Duration) -> &mut Self {
        let waker = {
            let mut alarm = self.clock.0.borrow_mut();
            alarm.now += time;
            let now = alarm.now;
            alarm.due.take_if(|(deadline, _)| *deadline <= now).map(|(_, waker)| waker)
        };
        waker.into_iter().for_each(Waker::wake);
        self.run()
    }

    /// Goes on to a stage of the server's end.
    pub(crate) fn enter(&mut self, stage: Stage) -> &mut Self {
        let waker = {
            let mut held = self.hold.0.borrow_mut();
            held.stage = stage;
            held.waker.take()
        };
        waker.into_iter().for_each(Waker::wake);
        self.run()
    }

    /// Leaves no room for requests, or some.
    pub(crate) fn refuse(&mut self, is_full: bool) -> &mut Self {
        self.hold.0.borrow_mut().is_full = is_full;
        self
    }

    /// Whether each request so far offered another protocol.
    pub(crate) fn upgrades(&self) -> Vec<bool> {
        self.hold.0.borrow().upgrades.clone()
    }

    pub(crate) fn ended(&self) -> Option<&Ended> {
        self.task.output.as_ref()
    }

    /// How many of the bytes that were sent have not been read.
    pub(crate) fn unread(&self) -> usize {
        let lengths = |input: &Input| if let Input::Data(data) = input { data.len() } else { 0 };
        self.wire.borrow().input.iter().map(lengths).sum()
    }

    /// The writes since they were last looked at.
    pub(crate) fn writes(&mut self) -> Vec<Written> {
        let wire = self.wire.borrow();
        let new = wire.writes[self.seen..].to_vec();
        self.seen = wire.writes.len();
        new
    }

    pub(crate) fn flushes(&self) -> usize {
        self.wire.borrow().flushes
    }

    /// What has come since it was last looked at, without dates, which only some builds have.
    pub(crate) fn received(&mut self) -> String {
        let bytes = self.writes().into_iter().flat_map(|write| write.bytes).collect();
        let text = String::from_utf8(bytes).expect("answers here are text");
        text.split_inclusive("\r\n").filter(|line| !line.starts_with("Date: ")).collect()
    }

    /// The answers since they were last looked at, all of which must be whole.
    pub(crate) fn answers(&mut self) -> Vec<Answer> {
        self.answers_to(&[])
    }

    /// Those to requests with these methods.
    pub(crate) fn answers_to(&mut self, methods: &[&str]) -> Vec<Answer> {
        let bytes: Vec<u8> = self.writes().into_iter().flat_map(|write| write.bytes).collect();
        let methods: Vec<_> = methods.iter().map(ToString::to_string).collect();
        let answers = answer::read(&bytes, &methods, self.ended().is_some());
        assert_eq!((answers.is_broken, answers.slip), (false, None), "{}", String::from_utf8_lossy(&bytes));
        answers.whole
    }

    /// The only answer since.
    pub(crate) fn answer(&mut self) -> Answer {
        let mut answers = self.answers();
        assert_eq!(answers.len(), 1, "{answers:?}");
        answers.remove(0)
    }
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("it is text")
    }
}

/// Something that a handler waits for.
#[derive(Clone, Default)]
pub(crate) struct Gate(Rc<(Cell<bool>, RefCell<Vec<Waker>>)>);

impl Gate {
    pub(crate) fn open(&self) {
        self.0.0.set(true);
        self.0.1.take().into_iter().for_each(Waker::wake);
    }

    pub(crate) async fn pass(&self) {
        poll_fn(|cx| match self.0.0.get() {
            true => Poll::Ready(()),
            false => {
                self.0.1.borrow_mut().push(cx.waker().clone());
                Poll::Pending
            }
        })
        .await;
    }
}

/// What happened, in order.
#[derive(Clone, Default)]
pub(crate) struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    pub(crate) fn add(&self, entry: impl Into<String>) {
        self.0.borrow_mut().push(entry.into());
    }

    pub(crate) fn take(&self) -> Vec<String> {
        self.0.take()
    }

    /// Something that notes when it is dropped.
    pub(crate) fn noting(&self, entry: &'static str) -> impl Drop + use<> {
        struct Noting(Log, &'static str);
        impl Drop for Noting {
            fn drop(&mut self) {
                self.0.add(self.1);
            }
        }
        Noting(self.clone(), entry)
    }
}

/// Answers with the method, the path and the body of the request.
pub(crate) fn mirror() -> App<SingleThread> {
    App::local().silent(true).with(async |ctx, _| {
        let body = ctx.request.body_mut().bytes().await?;
        let text = format!("{} {} {}", ctx.method(), ctx.url(), String::from_utf8_lossy(&body));
        ctx.set_body(text);
        Ok(())
    })
}

/// Answers with the path, and does not look at the body.
pub(crate) fn careless() -> App<SingleThread> {
    App::local().silent(true).with(async |ctx, _| {
        let path = ctx.path().to_owned();
        ctx.set_body(path);
        Ok(())
    })
}

/// Errors of an application, as status and message.
pub(crate) fn logging_errors(app: App<SingleThread>, log: &Log) -> App<SingleThread> {
    let log = log.clone();
    app.on_error(move |error, _| log.add(format!("{} {}", error.status().as_u16(), error.message())))
}

/// A body whose pieces the test hands over.
#[derive(Clone, Default)]
pub(crate) struct Source(Arc<Mutex<Pieces>>);

#[derive(Default)]
struct Pieces {
    pieces: VecDeque<Option<koa_core::Result<Bytes>>>,
    taken: usize,
    waker: Option<Waker>,
}

impl Source {
    pub(crate) fn put(&self, piece: impl Into<Bytes>) {
        self.add(Some(Ok(piece.into())));
    }

    pub(crate) fn end(&self) {
        self.add(None);
    }

    pub(crate) fn fail(&self, message: &'static str) {
        self.add(Some(Err(koa_core::Error::new(500, message))));
    }

    fn add(&self, piece: Option<koa_core::Result<Bytes>>) {
        let mut pieces = self.0.lock().unwrap();
        pieces.pieces.push_back(piece);
        pieces.waker.take().into_iter().for_each(Waker::wake);
    }

    /// How many pieces were asked for and given.
    pub(crate) fn taken(&self) -> usize {
        self.0.lock().unwrap().taken
    }

    pub(crate) fn body(&self) -> Body {
        let shared = self.0.clone();
        Body::from_poll_fn(move |cx| {
            let mut pieces = shared.lock().unwrap();
            match pieces.pieces.pop_front() {
                Some(piece) => {
                    pieces.taken += 1;
                    Poll::Ready(piece)
                }
                None => {
                    pieces.waker = Some(cx.waker().clone());
                    Poll::Pending
                }
            }
        })
    }

    /// An application that answers everything with it.
    pub(crate) fn app(&self) -> App<SingleThread> {
        let source = self.clone();
        App::local().silent(true).with(async move |ctx, _| {
            ctx.set_body(source.body());
            Ok(())
        })
    }
}

pub(crate) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")
}

pub(crate) fn post(path: &str, body: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}
