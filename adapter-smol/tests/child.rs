//! Servers in processes of their own, for what concerns a whole process: signals, descriptors.

use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};

use koa_smol::{App, MultiThread, Served, Server, Shutdown, Spawn, inherited};
use smol::io::{AsyncBufReadExt, BufReader, Lines};
use smol::net::TcpListener;
use smol::process::{ChildStdout, Command};
use smol::stream::StreamExt;

use crate::support::{hasty, ms, sleep};

const ROLE: &str = "KOA_SMOL_TEST_ROLE";

pub(crate) struct Child {
    pub(crate) process: smol::process::Child,
    pub(crate) addr: SocketAddr,
    /// Kept open, so that the process can go on printing.
    _output: Lines<BufReader<ChildStdout>>,
}

/// Starts this test program again, in a role.
pub(crate) async fn spawn(role: &str) -> Child {
    let mut process = command().env(ROLE, role).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let addr = loop {
        let line = lines.next().await.expect("the child says where it listens").unwrap();
        if let Some((_, addr)) = line.split_once("listening on ") {
            break addr.parse().unwrap();
        }
    };
    Child { process, addr, _output: lines }
}

/// The command that runs [`a_server_in_its_own_process`] alone.
fn command() -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments()).env("SMOL_THREADS", "2").kill_on_drop(true);
    command
}

pub(crate) fn arguments() -> [&'static str; 3] {
    ["--exact", "child::a_server_in_its_own_process", "--nocapture"]
}

pub(crate) const fn role() -> &'static str {
    ROLE
}

fn app() -> App {
    App::new().silent(true).with(async |ctx, _| {
        match ctx.path() {
            "/slow" => {
                sleep(ms(400)).await;
                ctx.set_body("slow");
            }
            "/tasks" => {
                ctx.set_body(TASKS.load(Ordering::Relaxed).to_string());
            }
            "/upload" => {
                ctx.request.bytes().await?;
            }
            "/hang" => std::future::pending().await,
            _ => {
                ctx.set_body("hello");
            }
        }
        Ok(())
    })
}

/// The connections whose tasks have not ended.
static TASKS: AtomicUsize = AtomicUsize::new(0);

/// smol's executor, counted.
struct Counting;

impl Spawn for Counting {
    fn spawn(&self, task: <MultiThread as Served>::Task) {
        TASKS.fetch_add(1, Ordering::Relaxed);
        let counted = async {
            task.await;
            TASKS.fetch_sub(1, Ordering::Relaxed);
        };
        smol::spawn(counted).detach();
    }
}

/// What [`spawn`] starts; without a role there is nothing to do.
#[test]
fn a_server_in_its_own_process() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let served = smol::block_on(async {
        let server = Server::new(app()).executor(Counting).limits(koa_smol::Limits { drain: ms(5000), ..hasty() });
        match role.as_str() {
            "inherited" => server.serve(inherited()?).await,
            _ => {
                let shutdown = Shutdown::on_signal()?;
                let listener = TcpListener::bind("127.0.0.1:0").await?;
                println!("listening on {}", listener.local_addr()?);
                server.shutdown(shutdown).serve(listener).await
            }
        }
    });
    served.unwrap();
}
