//! What all of them start with: the board's network at its fixed address.

#![no_std]

use embassy_executor::Spawner;
use embassy_net::{Runner, Stack, StackResources};
use lm3s6965::Mac;
use static_cell::StaticCell;

/// Starts the network; `resources` has a place for each socket.
pub fn start<const N: usize>(spawner: Spawner, resources: &'static StaticCell<StackResources<N>>) -> Stack<'static> {
    let resources = resources.init_with(StackResources::new);
    let (stack, runner) = embassy_net::new(lm3s6965::mac(), lm3s6965::config(), resources, lm3s6965::SEED);
    spawner.spawn(run(runner).expect("it is started once"));
    stack
}

#[embassy_executor::task]
async fn run(mut runner: Runner<'static, &'static mut Mac>) -> ! {
    runner.run().await
}
