//! Raspberry Pi Pico W: WiFi, and the light on the board at `/lamp`.
//!
//! The radio wants a description of its board, `nvram_rp2040.bin` of embassy's `cyw43-firmware`; its
//! licence keeps it out of here.
//!
//! export WIFI_NETWORK=... WIFI_PASSWORD=... CYW43_NVRAM=/path/to/nvram_rp2040.bin
//! cargo build --release -p pico-w --target thumbv6m-none-eabi
//! probe-rs run --chip RP2040 target/thumbv6m-none-eabi/release/pico-w
//!
//! It builds, without the description too; it was not run on hardware. The address comes by DHCP.

#![no_std]
#![no_main]

use cyw43::{A4, Aligned, Control, JoinOptions, NetDriver, SpiBus};
use cyw43_pio::{PioSpi, RM2_CLOCK_DIVIDER};
use embassy_executor::Spawner;
use embassy_net::{Config, Runner, Stack, StackResources};
use embassy_rp::clocks::RoscRng;
use embassy_rp::gpio::{Level, Output};
use embassy_rp::peripherals::{DMA_CH0, PIO0};
use embassy_rp::pio::Pio;
use embassy_rp::{bind_interrupts, dma, pio};
use embassy_time::Timer;
use embedded_alloc::LlffHeap;
use koa_embassy::{App, Backlog, Buffers, Parking, Server, SingleThread, TcpListener};
use lamp::Lamp;
use panic_halt as _;
use portable_atomic as _;
use static_cell::{ConstStaticCell, StaticCell};

const CONNECTIONS: usize = 4;
const NETWORK: Option<&str> = option_env!("WIFI_NETWORK");
const PASSWORD: Option<&str> = option_env!("WIFI_PASSWORD");

static FIRMWARE: &Aligned<A4, [u8]> = &Aligned(*cyw43_firmware::CYW43_43439A0);
static NVRAM: &Aligned<A4, [u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/nvram.bin")));

#[global_allocator]
static HEAP: LlffHeap = LlffHeap::empty();

static APP: StaticCell<App<SingleThread>> = StaticCell::new();
static BACKLOG: ConstStaticCell<Backlog<8>> = ConstStaticCell::new(Backlog::new());
static BUFFERS: ConstStaticCell<[Buffers; CONNECTIONS]> = ConstStaticCell::new([const { Buffers::new() }; CONNECTIONS]);
static RESOURCES: StaticCell<StackResources<{ CONNECTIONS + 1 }>> = StaticCell::new(); // One is DHCP's.
static RADIO: StaticCell<cyw43::State> = StaticCell::new();

type Driver = Parking<'static, NetDriver<'static>>;
type Bus = SpiBus<Output<'static>, PioSpi<'static, PIO0, 0>>;

bind_interrupts!(struct Interrupts {
    PIO0_IRQ_0 => pio::InterruptHandler<PIO0>;
    DMA_IRQ_0 => dma::InterruptHandler<DMA_CH0>;
});

/// The light hangs on the radio, not on the processor.
struct Light(Control<'static>);

impl Lamp for Light {
    async fn set(&mut self, is_on: bool) {
        self.0.gpio_set(0, is_on).await;
    }
}

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    // SAFETY: this is the first thing that runs, and it runs once.
    unsafe {
        embedded_alloc::init!(HEAP, 64 * 1024);
    }
    let board = embassy_rp::init(Default::default());
    let (power, select) = (Output::new(board.PIN_23, Level::Low), Output::new(board.PIN_25, Level::High));
    let mut pio = Pio::new(board.PIO0, Interrupts);
    let dma = dma::Channel::new(board.DMA_CH0, Interrupts);
    let clock = RM2_CLOCK_DIVIDER;
    let spi = PioSpi::new(&mut pio.common, pio.sm0, clock, pio.irq0, select, board.PIN_24, board.PIN_29, dma);
    let (device, mut control, runner) =
        cyw43::new(RADIO.init_with(cyw43::State::new), power, spi, FIRMWARE, NVRAM).await;
    spawner.spawn(radio(runner).expect("it is started once"));
    control.init(cyw43_firmware::CYW43_43439A0_CLM).await;

    let backlog: &'static Backlog<8> = BACKLOG.take();
    let driver = backlog.park(device, 80);
    let (resources, seed) = (RESOURCES.init_with(StackResources::new), RoscRng.next_u64());
    let (stack, runner) = embassy_net::new(driver, Config::dhcpv4(Default::default()), resources, seed);
    spawner.spawn(net(runner).expect("it is started once"));
    let options = || JoinOptions::new(PASSWORD.unwrap_or_default().as_bytes());
    while control.join(NETWORK.unwrap_or_default(), options()).await.is_err() {
        Timer::after_secs(1).await;
    }
    let app = APP.init(lamp::app(Light(control)));
    spawner.spawn(http(app, stack, backlog, BUFFERS.take()).expect("it is started once"));
}

#[embassy_executor::task]
async fn radio(runner: cyw43::Runner<'static, Bus>) -> ! {
    runner.run().await
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
