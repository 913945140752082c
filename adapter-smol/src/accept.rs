//! The accept loop's patience: which errors pass, and how long to wait after those that do not.
//!
//! Running out of descriptors makes `accept` fail at once, again and again; a loop without a pause
//! would take a core and starve the connections whose end frees descriptors.

use std::future::poll_fn;
use std::io;
use std::time::Duration;

use smol::Timer;

use crate::Listener;

const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Accepts, pausing longer and longer while it fails.
pub(crate) struct Acceptor<L> {
    listener: L,
    pause: Duration,
    /// How often accepting failed for want of something.
    pub(crate) errors: u64,
}

impl<L: Listener> Acceptor<L> {
    pub(crate) fn new(listener: L) -> Self {
        Self { listener, pause: FIRST_PAUSE, errors: 0 }
    }

    /// The next connection.
    ///
    /// # Errors
    ///
    /// When the listener is none any more.
    pub(crate) async fn accept(&mut self) -> io::Result<L::Handshake> {
        loop {
            match poll_fn(|cx| self.listener.poll_accept(cx)).await {
                Ok(handshake) => {
                    self.pause = FIRST_PAUSE;
                    return Ok(handshake);
                }
                Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Err(error),
                Err(error) if is_of_client(&error) => {}
                Err(_) => {
                    self.errors += 1;
                    Timer::after(self.pause).await;
                    self.pause = (self.pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }
}

/// Whether the connection that was to be accepted is what failed, so that the next may succeed.
fn is_of_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}
