//! The network: one interface with one address.

use core::net::Ipv4Addr;

use embassy_net::Config;
use static_cell::ConstStaticCell;

use crate::Mac;

/// What embassy-net begins its random numbers with; the board has no source of them.
pub const SEED: u64 = 0x6b6f_6121;

/// 10.0.2.15: what QEMU's own network expects, and forwards ports to.
pub const fn address() -> Ipv4Addr {
    Ipv4Addr::new(10, 0, 2, 15)
}

/// The Ethernet controller, opened; it can be taken once.
pub fn mac() -> &'static mut Mac {
    static MAC: ConstStaticCell<Mac> = ConstStaticCell::new(Mac::new());
    let mac = MAC.take();
    mac.start();
    mac
}

/// The fixed address.
#[cfg(not(feature = "dhcp"))]
pub fn config() -> Config {
    Config::ipv4_static(embassy_net::StaticConfigV4 {
        address: embassy_net::Ipv4Cidr::new(address(), 24),
        gateway: Some(Ipv4Addr::new(10, 0, 2, 2)),
        dns_servers: Default::default(),
    })
}

/// An address from the network.
#[cfg(feature = "dhcp")]
pub fn config() -> Config {
    Config::dhcpv4(Default::default())
}
