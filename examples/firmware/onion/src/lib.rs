//! What the images share: the applications of the examples, and how one is served on the board.
//!
//! `src/bin/hello.rs` writes out what [`firmware!`](crate::firmware) abbreviates for the others.

#![no_std]

extern crate alloc;

#[path = "../../../src/cascade.rs"]
pub mod cascade;
#[path = "../../../src/streaming.rs"]
pub mod streaming;
#[path = "../../../src/tour.rs"]
pub mod tour;

#[doc(hidden)]
pub mod reexport {
    pub use {cortex_m_rt, embassy_executor, embassy_net, koa_embassy, lm3s6965, static_cell};
}

/// Firmware that serves an application: `firmware!(Flavor, connections, application)`, and what is to be done
/// with the server where it is not the usual one.
#[macro_export]
macro_rules! firmware {
    ($flavor:ty, $connections:literal, $app:expr) => {
        $crate::firmware!($flavor, $connections, $app, |server| server);
    };
    ($flavor:ty, $connections:literal, $app:expr, $set_up:expr) => {
        use $crate::reexport::{cortex_m_rt, embassy_executor, embassy_net, koa_embassy, lm3s6965, static_cell};

        type Server = koa_embassy::Server<'static, $flavor>;
        type Listener = koa_embassy::TcpListener<'static>;
        type Driver = koa_embassy::Parking<'static, &'static mut lm3s6965::Mac>;

        #[cortex_m_rt::entry]
        fn main() -> ! {
            lm3s6965::run(start)
        }

        fn start(spawner: embassy_executor::Spawner) {
            use embassy_net::StackResources;
            use koa_embassy::{Backlog, Buffers, TcpListener};
            use static_cell::{ConstStaticCell, StaticCell};

            static APP: StaticCell<koa_embassy::App<$flavor>> = StaticCell::new();
            static SERVER: StaticCell<Server> = StaticCell::new();
            static LISTENER: StaticCell<Listener> = StaticCell::new();
            static BACKLOG: ConstStaticCell<Backlog<8>> = ConstStaticCell::new(Backlog::new());
            static BUFFERS: ConstStaticCell<[Buffers; $connections]> =
                ConstStaticCell::new([const { Buffers::new() }; $connections]);
            // One more for DHCP.
            static RESOURCES: StaticCell<StackResources<{ $connections + cfg!(feature = "dhcp") as usize }>> =
                StaticCell::new();

            let backlog: &'static Backlog<8> = BACKLOG.take();
            let driver = backlog.park(lm3s6965::mac(), 80);
            let resources = RESOURCES.init_with(StackResources::new);
            let (stack, runner) = embassy_net::new(driver, lm3s6965::config(), resources, lm3s6965::SEED);
            spawner.spawn(net(runner).expect("it is started once"));
            let set_up: fn(Server) -> Server = $set_up;
            let server = koa_embassy::Server::new(APP.init($app)).free_memory(lm3s6965::free, 4096);
            let server = SERVER.init(set_up(server));
            let listener = LISTENER.init(TcpListener::new(stack, 80).backlog(backlog));
            for buffers in BUFFERS.take() {
                spawner.spawn(http(server, listener, buffers).expect("there is a place for each"));
            }
        }

        #[embassy_executor::task]
        async fn net(mut runner: embassy_net::Runner<'static, Driver>) -> ! {
            runner.run().await
        }

        #[embassy_executor::task(pool_size = $connections)]
        async fn http(
            server: &'static Server,
            listener: &'static Listener,
            buffers: &'static mut koa_embassy::Buffers,
        ) {
            let mut socket = buffers.socket(listener.stack());
            server.serve(listener, &mut socket).await;
        }
    };
}
