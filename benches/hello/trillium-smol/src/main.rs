//! Hello World on trillium-smol, at the address that is the first argument.

use std::net::SocketAddr;

use trillium::Conn;

fn main() {
    let address = std::env::args().nth(1).and_then(|address| address.parse().ok());
    let address = address.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 3000)));
    trillium_smol::config().with_socketaddr(address).run(async |conn: Conn| conn.ok("Hello World"));
}
