//! Two networks in one program, joined by a wire that the test may cut: a client against the adapter.
//!
//! Each task is polled only when something woke it, so a waker that is forgotten is a test that hangs.
//! What lives as long as a board is leaked.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use embassy_net::driver::{Driver, HardwareAddress, LinkState};
use embassy_net::tcp::{ConnectError, State as TcpState, TcpSocket};
use embassy_net::{Config, Ipv4Address, Ipv4Cidr, Runner, Stack, StackResources, StaticConfigV4};
use embassy_net_driver_channel as channel;
use embassy_time::Timer;
use koa_embassy::{App, Backlog, Buffers, Flavor, Limits, Report, Server, TcpListener};

pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// No test takes so long.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

pub(crate) async fn sleep(time: Duration) {
    Timer::after(embassy_time::Duration::from_micros(time.as_micros() as u64)).await;
}

/// Ends with `None` when that takes too long.
pub(crate) async fn within<T>(time: Duration, work: impl Future<Output = T>) -> Option<T> {
    let (mut work, mut end) = (pin!(work), pin!(sleep(time)));
    poll_fn(|cx| match work.as_mut().poll(cx) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => end.as_mut().poll(cx).map(|()| None),
    })
    .await
}

/// Tasks of one thread, each with a waker of its own.
#[derive(Clone, Default)]
pub(crate) struct Tasks(Rc<RefCell<Vec<Task>>>);

struct Task {
    future: Option<Pin<Box<dyn Future<Output = ()>>>>,
    woken: Arc<Woken>,
}

struct Woken {
    flag: AtomicBool,
    thread: Thread,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.flag.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

impl Tasks {
    pub(crate) fn spawn(&self, future: impl Future<Output = ()> + 'static) {
        let woken = Arc::new(Woken { flag: AtomicBool::new(true), thread: thread::current() });
        self.0.borrow_mut().push(Task { future: Some(Box::pin(future)), woken });
    }

    /// Spawns what gives something, for whoever waits for it.
    pub(crate) fn start<T: 'static>(&self, future: impl Future<Output = T> + 'static) -> Running<T> {
        let running = Running(Rc::default());
        let result = running.0.clone();
        self.spawn(async move {
            let value = future.await;
            let waker = {
                let mut result = result.borrow_mut();
                result.0 = Some(value);
                result.1.take()
            };
            waker.into_iter().for_each(Waker::wake);
        });
        running
    }

    /// Runs all of them until `main` is done.
    pub(crate) fn run(&self, main: impl Future<Output = ()> + 'static) {
        let is_done = Rc::new(Cell::new(false));
        let done = is_done.clone();
        self.spawn(async move {
            main.await;
            done.set(true);
        });
        let start = Instant::now();
        while !is_done.get() {
            assert!(start.elapsed() < PATIENCE, "it takes too long");
            if !self.poll_woken() {
                thread::park_timeout(SECOND);
            }
        }
        // What is left holds the tasks, which hold what is left.
        let left = std::mem::take(&mut *self.0.borrow_mut());
        drop(left);
    }

    fn poll_woken(&self) -> bool {
        let mut has_polled = false;
        let count = self.0.borrow().len();
        for place in 0..count {
            let (mut future, woken) = {
                let mut tasks = self.0.borrow_mut();
                let task = &mut tasks[place];
                if !task.woken.flag.swap(false, Ordering::Acquire) {
                    continue;
                }
                let Some(future) = task.future.take() else { continue };
                (future, task.woken.clone())
            };
            has_polled = true;
            if future.as_mut().poll(&mut Context::from_waker(&Waker::from(woken))).is_pending() {
                self.0.borrow_mut()[place].future = Some(future);
            }
        }
        has_polled
    }
}

/// A task that gives something in the end.
pub(crate) struct Running<T>(Rc<RefCell<(Option<T>, Option<Waker>)>>);

impl<T> Running<T> {
    pub(crate) async fn result(self) -> T {
        poll_fn(|cx| {
            let mut result = self.0.borrow_mut();
            result.1 = Some(cx.waker().clone());
            result.0.take().map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }
}

/// What is between the two.
#[derive(Default)]
pub(crate) struct Wire {
    /// Every frame of that number is lost; none when it is 0.
    pub(crate) loss: Cell<u32>,
    pub(crate) is_cut: Cell<bool>,
    frames: Cell<u32>,
    /// The segments of TCP that the server sent: flags, and length of the data.
    pub(crate) sent: RefCell<Vec<(u8, usize)>>,
}

pub(crate) const RST: u8 = 4;

impl Wire {
    fn passes(&self) -> bool {
        let number = self.frames.get() + 1;
        self.frames.set(number);
        !self.is_cut.get() && (self.loss.get() == 0 || !number.is_multiple_of(self.loss.get()))
    }

    /// How many resets the server sent.
    pub(crate) fn resets(&self) -> usize {
        self.sent.borrow().iter().filter(|(flags, _)| flags & RST != 0).count()
    }

    /// The lengths of the segments with data that the server sent since somebody looked.
    pub(crate) fn take_lengths(&self) -> Vec<usize> {
        let sent = std::mem::take(&mut *self.sent.borrow_mut());
        sent.into_iter().map(|(_, length)| length).filter(|length| *length > 0).collect()
    }

    fn note(&self, frame: &[u8]) {
        if frame.len() >= 54 && frame[12..14] == [8, 0] && frame[23] == 6 {
            let total = usize::from(u16::from_be_bytes([frame[16], frame[17]]));
            let header = usize::from(frame[46] >> 4) * 4;
            self.sent.borrow_mut().push((frame[47], total - 20 - header));
        }
    }
}

/// How a server is set up.
#[derive(Clone)]
pub(crate) struct Setup {
    pub(crate) sockets: usize,
    pub(crate) has_backlog: bool,
    pub(crate) limits: Limits,
    pub(crate) memory: Option<(fn() -> usize, usize)>,
    /// Whether all sockets share a task.
    pub(crate) is_joined: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self { sockets: 4, has_backlog: true, limits: Limits::default(), memory: None, is_joined: false }
    }
}

/// Who uses the server.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) tasks: Tasks,
    pub(crate) wire: Rc<Wire>,
    pub(crate) backlog: &'static Backlog<8>,
    client: Stack<'static>,
    reports: Rc<RefCell<Vec<Running<Report>>>>,
}

/// A server with four sockets and a backlog.
pub(crate) fn serve<M: Flavor>(app: App<M>, main: impl AsyncFnOnce(World) + 'static) {
    serve_with(app, Setup::default(), main);
}

pub(crate) fn serve_with<M: Flavor>(app: App<M>, setup: Setup, main: impl AsyncFnOnce(World) + 'static) {
    let (tasks, wire) = (Tasks::default(), Rc::new(Wire::default()));
    let (near, client_device) = device(1);
    let (far, server_device) = device(2);
    let backlog: &'static Backlog<8> = Box::leak(Box::new(Backlog::new()));
    let (client, runner) = stack(client_device, 1);
    spawn_runner(&tasks, runner);
    let server = match setup.has_backlog {
        true => started(&tasks, backlog.park(server_device, 80)),
        false => started(&tasks, server_device),
    };
    join(&tasks, &wire, near, far);
    let reports = start_server(&tasks, server, app, setup, backlog);
    let world = World { tasks: tasks.clone(), wire, backlog, client, reports: Rc::new(RefCell::new(reports)) };
    tasks.run(async move {
        // The server listens when it has been polled.
        sleep(ms(1)).await;
        main(world).await;
    });
}

fn start_server<M: Flavor>(
    tasks: &Tasks,
    stack: Stack<'static>,
    app: App<M>,
    setup: Setup,
    backlog: &'static Backlog<8>,
) -> Vec<Running<Report>> {
    let app: &'static App<M> = Box::leak(Box::new(app));
    let mut server = Server::new(app).limits(setup.limits);
    if let Some((free, least)) = setup.memory {
        server = server.free_memory(free, least);
    }
    let server: &'static Server<'static, M> = Box::leak(Box::new(server));
    let mut listener = TcpListener::new(stack, 80);
    if setup.has_backlog {
        listener = listener.backlog(backlog);
    }
    let listener: &'static TcpListener<'static> = Box::leak(Box::new(listener));
    let buffers: &'static mut [Buffers] = Box::leak(vec![Buffers::new(); setup.sockets].into_boxed_slice());
    if setup.is_joined {
        let mut sockets: Vec<_> = buffers.iter_mut().map(|buffers| buffers.socket(stack)).collect();
        return vec![tasks.start(async move { server.serve_all(listener, &mut sockets).await })];
    }
    let workers = buffers.iter_mut().map(|buffers| {
        let mut socket = buffers.socket(stack);
        tasks.start(async move { server.serve(listener, &mut socket).await })
    });
    workers.collect()
}

type Device = channel::Device<'static, 1514>;
type Plug = channel::Runner<'static, 1514>;

fn device(number: u8) -> (Plug, Device) {
    let state = Box::leak(Box::new(channel::State::<1514, 16, 16>::new()));
    let (mut plug, device) = channel::new(state, HardwareAddress::Ethernet([2, 0, 0, 0, 0, number]));
    plug.set_link_state(LinkState::Up);
    (plug, device)
}

fn stack<D: Driver>(device: D, number: u8) -> (Stack<'static>, Runner<'static, D>) {
    let config = Config::ipv4_static(StaticConfigV4 {
        address: Ipv4Cidr::new(Ipv4Address::new(10, 0, 0, number), 24),
        gateway: None,
        dns_servers: Default::default(),
    });
    let resources = Box::leak(Box::new(StackResources::<64>::new()));
    embassy_net::new(device, config, resources, 7919 * u64::from(number))
}

fn started<D: Driver + 'static>(tasks: &Tasks, device: D) -> Stack<'static> {
    let (stack, runner) = stack(device, 2);
    spawn_runner(tasks, runner);
    stack
}

fn spawn_runner<D: Driver + 'static>(tasks: &Tasks, mut runner: Runner<'static, D>) {
    tasks.spawn(async move {
        runner.run().await;
    });
}

fn join(tasks: &Tasks, wire: &Rc<Wire>, near: Plug, far: Plug) {
    let (_, near_in, near_out) = near.split();
    let (_, far_in, far_out) = far.split();
    tasks.spawn(pump(wire.clone(), near_out, far_in, false));
    tasks.spawn(pump(wire.clone(), far_out, near_in, true));
}

async fn pump(
    wire: Rc<Wire>,
    mut from: channel::TxRunner<'static, 1514>,
    mut to: channel::RxRunner<'static, 1514>,
    is_of_server: bool,
) {
    loop {
        let frame = from.tx_buf().await;
        if is_of_server {
            wire.note(frame);
        }
        if wire.passes() {
            let length = frame.len();
            to.rx_buf().await[..length].copy_from_slice(frame);
            to.rx_done(length);
        }
        from.tx_done();
    }
}

impl World {
    /// A connection to the server.
    pub(crate) async fn connect(&self) -> Peer {
        self.try_connect().await.expect("the server takes the connection")
    }

    pub(crate) async fn try_connect(&self) -> Result<Peer, ConnectError> {
        let buffers: &'static mut Buffers<8192, 8192> = Box::leak(Box::new(Buffers::new()));
        let mut socket = buffers.socket(self.client);
        socket.set_nagle_enabled(false);
        socket.connect((Ipv4Address::new(10, 0, 0, 2), 80)).await?;
        Ok(Peer { socket, received: VecDeque::new() })
    }

    /// One request on a connection of its own.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        let mut peer = self.connect().await;
        peer.send(format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).await;
        let answer = peer.answer().await;
        peer.end().await;
        answer
    }

    /// What the server did, once it has ended.
    pub(crate) async fn report(&self) -> Report {
        let mut total = Report::default();
        let reports = std::mem::take(&mut *self.reports.borrow_mut());
        for report in reports {
            total += report.result().await;
        }
        total
    }
}

/// A client's end of a connection.
pub(crate) struct Peer {
    pub(crate) socket: TcpSocket<'static>,
    received: VecDeque<u8>,
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    InOrder,
    Reset,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let line = self.head.lines().find(|line| line.split(':').next().unwrap_or_default().eq_ignore_ascii_case(name));
        line.and_then(|line| line.split_once(": ")).map(|(_, value)| value)
    }

    pub(crate) fn closes(&self) -> bool {
        self.header("connection") == Some("close")
    }
}

impl Peer {
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let mut bytes = bytes.as_ref();
        while !bytes.is_empty() {
            let Ok(length) = self.socket.write(bytes).await else { return };
            bytes = &bytes[length..];
        }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")).await;
        self.answer().await
    }

    /// The next answer.
    pub(crate) async fn answer(&mut self) -> Answer {
        self.try_answer().await.expect("an answer")
    }

    pub(crate) async fn try_answer(&mut self) -> Option<Answer> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.byte().await?);
        }
        let head = String::from_utf8(head).expect("text");
        let mut answer = Answer { status: head.get(9..12)?.parse().ok()?, head, body: String::new() };
        let length = answer.header("content-length").map_or(0, |length| length.parse().expect("a number"));
        let mut body = Vec::new();
        for _ in 0..length {
            body.push(self.byte().await?);
        }
        answer.body = String::from_utf8(body).expect("text");
        Some(answer)
    }

    async fn byte(&mut self) -> Option<u8> {
        if self.received.is_empty() {
            let mut space = [0; 2048];
            let length = self.socket.read(&mut space).await.ok()?;
            self.received.extend(&space[..length]);
        }
        self.received.pop_front()
    }

    /// Everything to the end of the connection, and what that was.
    pub(crate) async fn rest(&mut self) -> (String, End) {
        let mut bytes: Vec<u8> = self.received.drain(..).collect();
        let mut space = [0; 2048];
        let end = loop {
            match self.socket.read(&mut space).await {
                Ok(0) => break End::InOrder,
                Ok(length) => bytes.extend_from_slice(&space[..length]),
                Err(_) => break End::Reset,
            }
        };
        (String::from_utf8_lossy(&bytes).into_owned(), end)
    }

    /// Says that nothing more is sent.
    pub(crate) fn finish(&mut self) {
        self.socket.close();
    }

    /// Closes, and waits until the server has, too.
    pub(crate) async fn end(mut self) {
        self.socket.close();
        while let Ok(1..) = self.socket.read(&mut [0; 512]).await {}
        let _ = self.socket.flush().await;
    }

    /// Resets the connection.
    pub(crate) async fn reset(mut self) {
        self.socket.abort();
        let _ = self.socket.flush().await;
    }

    pub(crate) fn state(&self) -> TcpState {
        self.socket.state()
    }
}
