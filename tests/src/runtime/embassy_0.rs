//! koa-embassy, on a network in memory that sockets of this machine lead to.
//!
//! Two networks are joined by a wire: the server's, and that of the bridge, which opens a connection there
//! for each that comes from this machine and carries bytes, ends and resets in both directions.

use embassy_net::driver::{Driver, HardwareAddress, LinkState};
use embassy_net::{Config, Ipv4Address, Ipv4Cidr, Runner, Stack, StackResources, StaticConfigV4};
use embassy_net_driver_channel as channel;
use embassy_time::Timer;
use koa_embassy::{Backlog, Buffers, Limits, Server, TcpListener};
use smol::{Async, LocalExecutor};

use super::{Service, Settings, Sockets};

mod bridge;

pub(super) const SOCKETS: Sockets = Sockets {
    serve,
    sleep: |time| Box::pin(Timer::after(embassy_time::Duration::from_micros(time.as_micros() as u64))),
};

/// The server's sockets, more than any test has clients at once.
const CONNECTIONS: usize = 40;
/// The connections that the bridge carries at once.
const CARRIED: usize = 56;

fn serve(service: Service) -> std::io::Result<()> {
    let Service { app, listener, settings, stop } = service;
    let listener = Async::new(listener)?;
    let server = Server::new(&app).limits(limits(settings)).strict(settings.is_strict);
    let backlog = Backlog::<16>::new();
    let mut memory = Memory::new();
    let mut buffers = vec![Buffers::<4096, 4096>::new(); CONNECTIONS];
    let mut carried = vec![Buffers::<4096, 4096>::new(); CARRIED];

    let Memory { near, far, client, server: resources } = &mut *memory;
    let (near, client_device) = plugged(near, CLIENT);
    let (far, server_device) = plugged(far, SERVER);
    let (client, client_runner) = network(client_device, client, CLIENT);
    let (stack, server_runner) = network(backlog.park(server_device, PORT), resources, SERVER);
    let port = TcpListener::new(stack, PORT).backlog(&backlog);

    let executor = LocalExecutor::new();
    executor.spawn(run(client_runner)).detach();
    executor.spawn(run(server_runner)).detach();
    let ((_, near_in, near_out), (_, far_in, far_out)) = (near.split(), far.split());
    executor.spawn(join(near_out, far_in)).detach();
    executor.spawn(join(far_out, near_in)).detach();
    for buffers in &mut buffers {
        let mut socket = buffers.socket(stack);
        let (server, port) = (&server, &port);
        executor.spawn(async move { server.serve(port, &mut socket).await }).detach();
    }
    for buffers in &mut carried {
        executor.spawn(bridge::carry_all(&listener, client, buffers, (address(SERVER), PORT))).detach();
    }
    let stopped = async { stop.race(std::future::pending::<()>()).await };
    smol::block_on(executor.run(stopped));
    Ok(())
}

const CLIENT: u8 = 1;
const SERVER: u8 = 2;
const PORT: u16 = 80;

/// Whoever comes over the bridge comes from this machine.
fn address(host: u8) -> Ipv4Address {
    Ipv4Address::new(127, 0, 0, host)
}

type Queue = channel::State<1514, 32, 32>;
type Plug<'d> = channel::Runner<'d, 1514>;

/// What the networks are made of.
struct Memory {
    near: Queue,
    far: Queue,
    client: StackResources<CARRIED>,
    server: StackResources<CONNECTIONS>,
}

impl Memory {
    fn new() -> Box<Self> {
        Box::new(Self {
            near: Queue::new(),
            far: Queue::new(),
            client: StackResources::new(),
            server: StackResources::new(),
        })
    }
}

fn plugged(queue: &mut Queue, host: u8) -> (Plug<'_>, channel::Device<'_, 1514>) {
    let (mut plug, device) = channel::new(queue, HardwareAddress::Ethernet([2, 0, 0, 0, 0, host]));
    plug.set_link_state(LinkState::Up);
    (plug, device)
}

fn network<'d, D: Driver, const N: usize>(
    device: D,
    resources: &'d mut StackResources<N>,
    host: u8,
) -> (Stack<'d>, Runner<'d, D>) {
    let config =
        StaticConfigV4 { address: Ipv4Cidr::new(address(host), 24), gateway: None, dns_servers: Default::default() };
    embassy_net::new(device, Config::ipv4_static(config), resources, host.into())
}

async fn run<D: Driver>(mut runner: Runner<'_, D>) {
    runner.run().await;
}

/// Carries frames.
async fn join(mut from: channel::TxRunner<'_, 1514>, mut to: channel::RxRunner<'_, 1514>) {
    loop {
        let frame = from.tx_buf().await;
        let length = frame.len();
        to.rx_buf().await[..length].copy_from_slice(frame);
        to.rx_done(length);
        from.tx_done();
    }
}

fn limits(settings: Settings) -> Limits {
    let default = Limits::default();
    Limits {
        // What is judged is the same for all adapters.
        head_bytes: 16 << 10,
        headers: 100,
        uri_bytes: 8 << 10,
        head: settings.head.unwrap_or(default.head),
        idle: settings.idle.unwrap_or(default.idle),
        body_pause: settings.body_pause.unwrap_or(default.body_pause),
        body_bytes: settings.body_bytes.unwrap_or(1 << 20),
        ..default
    }
}
