//! The smallest that serves: a text, JSON, 404, and a middleware around them; four connections.
//!
//! cargo xtask firmware --serve 8080
//!
//! A task per connection, so that only the one that has something to do is polled; and a backlog, for
//! clients that come while all four are busy.

#![no_std]
#![no_main]

use embassy_executor::Spawner;
use embassy_net::{Runner, StackResources};
use koa_embassy::{App, Backlog, Buffers, Context, Next, Parking, Result, Server, SingleThread, TcpListener};
use lm3s6965::Mac;
use static_cell::{ConstStaticCell, StaticCell};

const CONNECTIONS: usize = if cfg!(feature = "eight-connections") { 8 } else { 4 };

static APP: StaticCell<App<SingleThread>> = StaticCell::new();
static SERVER: StaticCell<Server<'static, SingleThread>> = StaticCell::new();
static LISTENER: StaticCell<TcpListener<'static>> = StaticCell::new();
static BACKLOG: ConstStaticCell<Backlog<8>> = ConstStaticCell::new(Backlog::new());
static BUFFERS: ConstStaticCell<[Buffers; CONNECTIONS]> = ConstStaticCell::new([const { Buffers::new() }; CONNECTIONS]);
/// A place for each socket, and one for DHCP.
static RESOURCES: StaticCell<StackResources<{ CONNECTIONS + cfg!(feature = "dhcp") as usize }>> = StaticCell::new();

type Driver = Parking<'static, &'static mut Mac>;

#[cortex_m_rt::entry]
fn main() -> ! {
    lm3s6965::run(start)
}

fn start(spawner: Spawner) {
    let backlog: &'static Backlog<8> = BACKLOG.take();
    let driver = backlog.park(lm3s6965::mac(), 80);
    let resources = RESOURCES.init_with(StackResources::new);
    let (stack, runner) = embassy_net::new(driver, lm3s6965::config(), resources, lm3s6965::SEED);
    spawner.spawn(net(runner).expect("it is started once"));

    let app = APP.init(App::local().with(name).with(route));
    let server = SERVER.init(Server::new(app).free_memory(lm3s6965::free, 4096));
    let listener = LISTENER.init(TcpListener::new(stack, 80).backlog(backlog));
    for buffers in BUFFERS.take() {
        spawner.spawn(http(server, listener, buffers).expect("there is a place for each"));
    }
}

#[embassy_executor::task]
async fn net(mut runner: Runner<'static, Driver>) -> ! {
    runner.run().await
}

#[embassy_executor::task(pool_size = CONNECTIONS)]
async fn http(
    server: &'static Server<'static, SingleThread>,
    listener: &'static TcpListener<'static>,
    buffers: &'static mut Buffers,
) {
    let mut socket = buffers.socket(listener.stack());
    server.serve(listener, &mut socket).await;
}

/// Puts the board's name on every answer.
async fn name(ctx: &mut Context, next: Next<'_, SingleThread>) -> Result {
    next.run(ctx).await?;
    ctx.set_header("x-board", "lm3s6965");
    Ok(())
}

#[derive(serde::Serialize)]
struct Greeting {
    hello: &'static str,
}

async fn route(ctx: &mut Context, _: Next<'_, SingleThread>) -> Result {
    match ctx.path() {
        "/" => ctx.set_body("Hello World"),
        "/json" => ctx.set_json(&Greeting { hello: "world" })?,
        _ => return Ok(()), // 404.
    };
    Ok(())
}
