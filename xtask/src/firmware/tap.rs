//! A network interface whose other end is the board: this machine's own TCP is its peer.
//!
//! QEMU's own network hides refused connections and delays answers; over an interface both are seen.
//! It takes root, so where it cannot be had the checks go on without.

use std::path::Path;
use std::process::{Command, Stdio};

use super::tools;

/// The interface; dropped, it is gone.
#[derive(Debug)]
pub(super) struct Tap {
    name: String,
}

impl Tap {
    /// Makes the interface; `None` where this machine does not allow it, or has that network already.
    pub(super) fn new() -> Option<Self> {
        if !tools::is_root() || !Path::new("/dev/net/tun").exists() {
            return None;
        }
        let addresses = tools::output(Command::new("ip").args(["-4", "address"])).ok()?;
        if addresses.contains(" 10.0.2.") {
            return None;
        }
        let tap = Self { name: format!("koa{}", std::process::id()) };
        let is_up = ip(&["tuntap", "add", "dev", &tap.name, "mode", "tap"])
            && ip(&["address", "add", "10.0.2.2/24", "dev", &tap.name])
            && ip(&["link", "set", &tap.name, "up"]);
        is_up.then_some(tap)
    }

    /// Its name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        ip(&["link", "delete", &self.name]);
    }
}

fn ip(words: &[&str]) -> bool {
    let mut command = Command::new("ip");
    command.args(words).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
