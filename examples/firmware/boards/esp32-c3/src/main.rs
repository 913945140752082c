//! ESP32-C3: WiFi, and a light at pin 8 at `/lamp`.
//!
//! export WIFI_NETWORK=... WIFI_PASSWORD=...
//! cargo build --release -p esp32-c3 --target riscv32imc-unknown-none-elf
//! espflash flash --monitor target/riscv32imc-unknown-none-elf/release/esp32-c3
//!
//! It builds; it was not run on hardware. The address comes by DHCP.

#![no_std]
#![no_main]

use core::panic::PanicInfo;

use embassy_executor::Spawner;
use embassy_net::{Config, Runner, Stack, StackResources};
use embassy_time::Timer;
use esp_hal::clock::CpuClock;
use esp_hal::gpio::{Level, Output, OutputConfig};
use esp_hal::rng::Rng;
use esp_hal::timer::timg::TimerGroup;
use esp_radio::wifi::sta::StationConfig;
use esp_radio::wifi::{self, AuthenticationMethodConfig, Interface, WifiController};
use koa_embassy::{App, Backlog, Buffers, Parking, Server, SingleThread, TcpListener};
use lamp::Pin;
use static_cell::{ConstStaticCell, StaticCell};

const CONNECTIONS: usize = 4;
const NETWORK: Option<&str> = option_env!("WIFI_NETWORK");
const PASSWORD: Option<&str> = option_env!("WIFI_PASSWORD");

static APP: StaticCell<App<SingleThread>> = StaticCell::new();
static BACKLOG: ConstStaticCell<Backlog<8>> = ConstStaticCell::new(Backlog::new());
static BUFFERS: ConstStaticCell<[Buffers; CONNECTIONS]> = ConstStaticCell::new([const { Buffers::new() }; CONNECTIONS]);
static RESOURCES: StaticCell<StackResources<{ CONNECTIONS + 1 }>> = StaticCell::new(); // One is DHCP's.

type Driver = Parking<'static, Interface>;

esp_bootloader_esp_idf::esp_app_desc!();

#[esp_rtos::main]
async fn main(spawner: Spawner) {
    let board = esp_hal::init(esp_hal::Config::default().with_cpu_clock(CpuClock::max()));
    esp_alloc::heap_allocator!(size: 100 * 1024);
    esp_rtos::start(TimerGroup::new(board.TIMG0).timer0, board.FROM_CPU_INTR0);
    let light = Output::new(board.GPIO8, Level::Low, OutputConfig::default());
    let controller = WifiController::new(board.WIFI, Default::default()).expect("the radio starts");
    spawner.spawn(radio(controller).expect("it is started once"));

    let backlog: &'static Backlog<8> = BACKLOG.take();
    let driver = backlog.park(Interface::station(), 80);
    let (resources, random) = (RESOURCES.init_with(StackResources::new), Rng::new());
    let seed = u64::from(random.random()) << 32 | u64::from(random.random());
    let (stack, runner) = embassy_net::new(driver, Config::dhcpv4(Default::default()), resources, seed);
    spawner.spawn(net(runner).expect("it is started once"));
    let app = APP.init(lamp::app(Pin(light)));
    spawner.spawn(http(app, stack, backlog, BUFFERS.take()).expect("it is started once"));
}

/// Keeps the radio in the network.
#[embassy_executor::task]
async fn radio(mut controller: WifiController<'static>) -> ! {
    let network = NETWORK.unwrap_or_default().try_into().expect("the name of a network has up to 32 bytes");
    let password = PASSWORD.unwrap_or_default().try_into().expect("a password has up to 64 bytes");
    let wpa2 = AuthenticationMethodConfig::Wpa2Personal(password);
    let station = StationConfig::default().with_ssid(network).with_authentication(wpa2);
    controller.set_config(&wifi::Config::Station(station)).expect("the configuration is one");
    loop {
        if controller.connect_async().await.is_ok() {
            let _ = controller.wait_for_disconnect_async().await;
        }
        Timer::after_secs(1).await;
    }
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
    Server::new(app).free_memory(|| esp_alloc::HEAP.free(), 16 * 1024).serve_all(&listener, &mut sockets).await;
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    esp_hal::system::software_reset()
}
