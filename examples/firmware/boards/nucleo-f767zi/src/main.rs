//! STM32 Nucleo-F767ZI: Ethernet, and the green light (PB0) at `/lamp`.
//!
//! cargo build --release -p nucleo-f767zi --target thumbv7em-none-eabihf
//! probe-rs run --chip STM32F767ZITx target/thumbv7em-none-eabihf/release/nucleo-f767zi
//!
//! It builds; it was not run on hardware. The address comes by DHCP.

#![no_std]
#![no_main]

use embassy_executor::Spawner;
use embassy_net::{Config, Runner, Stack, StackResources};
use embassy_stm32::eth::{self, Ethernet, GenericPhy, PacketQueue, Sma};
use embassy_stm32::gpio::{Level, Output, Speed};
use embassy_stm32::peripherals::{ETH, ETH_SMA};
use embassy_stm32::{bind_interrupts, rcc};
use embedded_alloc::LlffHeap;
use koa_embassy::{App, Backlog, Buffers, Parking, Server, SingleThread, TcpListener};
use lamp::Pin;
use panic_halt as _;
use static_cell::{ConstStaticCell, StaticCell};

const CONNECTIONS: usize = 8;

#[global_allocator]
static HEAP: LlffHeap = LlffHeap::empty();

static APP: StaticCell<App<SingleThread>> = StaticCell::new();
static BACKLOG: ConstStaticCell<Backlog<8>> = ConstStaticCell::new(Backlog::new());
static BUFFERS: ConstStaticCell<[Buffers; CONNECTIONS]> = ConstStaticCell::new([const { Buffers::new() }; CONNECTIONS]);
static RESOURCES: StaticCell<StackResources<{ CONNECTIONS + 1 }>> = StaticCell::new(); // One is DHCP's.
static PACKETS: StaticCell<PacketQueue<4, 4>> = StaticCell::new();

type Driver = Parking<'static, Ethernet<'static, ETH, GenericPhy<Sma<'static, ETH_SMA>>>>;

bind_interrupts!(struct Interrupts {
    ETH => eth::InterruptHandler;
});

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    // SAFETY: this is the first thing that runs, and it runs once.
    unsafe {
        embedded_alloc::init!(HEAP, 64 * 1024);
    }
    let board = embassy_stm32::init(config());
    let light = Output::new(board.PB0, Level::Low, Speed::Low);
    let ethernet = Ethernet::new(
        PACKETS.init_with(PacketQueue::new),
        board.ETH,
        Interrupts,
        board.PA1,
        board.PA7,
        board.PC4,
        board.PC5,
        board.PG13,
        board.PB13,
        board.PG11,
        [0x02, 0x6b, 0x6f, 0x61, 0x00, 0x01],
        board.ETH_SMA,
        board.PA2,
        board.PC1,
    );

    let backlog: &'static Backlog<8> = BACKLOG.take();
    let driver = backlog.park(ethernet, 80);
    let resources = RESOURCES.init_with(StackResources::new);
    let (stack, runner) = embassy_net::new(driver, Config::dhcpv4(Default::default()), resources, SEED);
    spawner.spawn(net(runner).expect("it is started once"));
    let app = APP.init(lamp::app(Pin(light)));
    spawner.spawn(http(app, stack, backlog, BUFFERS.take()).expect("it is started once"));
}

/// What the ports of outgoing connections begin with; a product takes it from the random number generator.
const SEED: u64 = 0x6b6f_6121;

/// 216 MHz from the 8 MHz of the debugger: PLL 8 MHz / 4 * 216 / 2.
fn config() -> embassy_stm32::Config {
    use embassy_stm32::time::Hertz;
    use rcc::{AHBPrescaler, APBPrescaler, Hse, HseMode, Pll, PllMul, PllPDiv, PllPreDiv, PllSource, Sysclk};

    let mut config = embassy_stm32::Config::default();
    config.rcc.hse = Some(Hse { freq: Hertz(8_000_000), mode: HseMode::Bypass });
    config.rcc.pll_src = PllSource::HSE;
    config.rcc.pll =
        Some(Pll { prediv: PllPreDiv::DIV4, mul: PllMul::MUL216, divp: Some(PllPDiv::DIV2), divq: None, divr: None });
    config.rcc.sys = Sysclk::PLL1_P;
    config.rcc.ahb_pre = AHBPrescaler::DIV1;
    config.rcc.apb1_pre = APBPrescaler::DIV4;
    config.rcc.apb2_pre = APBPrescaler::DIV2;
    config
}

#[embassy_executor::task]
async fn net(mut runner: Runner<'static, Driver>) -> ! {
    runner.run().await
}

#[embassy_executor::task]
async fn http(
    app: &'static App<SingleThread>,
    stack: Stack<'static>,
    backlog: &'static Backlog<8>,
    buffers: &'static mut [Buffers; CONNECTIONS],
) {
    let listener = TcpListener::new(stack, 80).backlog(backlog);
    let mut sockets = buffers.each_mut().map(|buffers| buffers.socket(stack));
    Server::new(app).free_memory(|| HEAP.free(), 8192).serve_all(&listener, &mut sockets).await;
}
