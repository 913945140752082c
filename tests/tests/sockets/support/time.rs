//! How long things take, and may take.

use std::future::Future;
use std::time::Duration;

use crate::runtime::{block_on, sleep};

/// The time that any test may take.
const LONGEST: Duration = Duration::from_secs(20);

/// Runs a test, and fails it when it takes too long.
pub(crate) fn run<T>(test: impl Future<Output = T>) -> T {
    block_on(async { timeout(LONGEST, test).await.expect("the test hangs") })
}

pub(crate) fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// What `future` gives; `None` when it takes longer than that.
pub(crate) async fn timeout<T>(time: Duration, future: impl Future<Output = T>) -> Option<T> {
    smol::future::or(async { Some(future.await) }, async {
        sleep(time).await;
        None
    })
    .await
}

/// Waits until `condition` holds.
pub(crate) async fn until(mut condition: impl FnMut() -> bool) {
    while !condition() {
        sleep(ms(5)).await;
    }
}
