//! Servers in processes of their own, for what concerns a whole process: signals, descriptors.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{self, ChildStdout, Command, ExitStatus, Stdio};

use koa::{App, Limits, Server, Shutdown, inherited};

use super::support::{hasty, ms, run, sleep, until};
use crate::runtime::net::TcpListener;
use crate::runtime::{counted, tasks};

/// What says that this test program is such a process, and which.
const ROLE: &str = "KOA_TEST_ROLE";

/// A process that ends with the test.
pub(crate) struct Child(process::Child);

impl Child {
    pub(crate) fn start(command: &mut Command) -> Self {
        Self(command.spawn().unwrap())
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// How it ended.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        until(|| self.0.try_wait().unwrap().is_some()).await;
        self.0.wait().unwrap()
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server that says where it listens.
pub(crate) struct Listening {
    pub(crate) process: Child,
    pub(crate) addr: SocketAddr,
    /// Kept open, so that the process can go on printing.
    _output: BufReader<ChildStdout>,
}

/// Starts this test program again, in a role.
pub(crate) async fn spawn(role: &str) -> Listening {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let mut process = Child::start(command.args(arguments()).envs(environment(role)).stdout(Stdio::piped()));
    let mut output = BufReader::new(process.0.stdout.take().unwrap());
    let (addr, _output) = smol::unblock(move || (address(&mut output), output)).await;
    Listening { process, addr, _output }
}

fn address(output: &mut BufReader<ChildStdout>) -> SocketAddr {
    let mut line = String::new();
    while output.read_line(&mut line).unwrap() > 0 {
        if let Some((_, addr)) = line.trim_end().split_once("listening on ") {
            return addr.parse().unwrap();
        }
        line.clear();
    }
    panic!("the child ended before it said where it listens");
}

/// Those that run [`a_server_in_its_own_process`] alone.
pub(crate) fn arguments() -> [&'static str; 3] {
    const TEST: &str = concat!(module_path!(), "::a_server_in_its_own_process");
    ["--exact", TEST.split_once("::").unwrap().1, "--nocapture"]
}

/// The role, and as many threads as a runtime of the tests has.
pub(crate) fn environment(role: &str) -> [(&'static str, &str); 2] {
    [(ROLE, role), ("SMOL_THREADS", "2")]
}

fn app() -> App {
    App::new().silent(true).with(async |ctx, _| {
        match ctx.path() {
            "/slow" => {
                sleep(ms(400)).await;
                ctx.set_body("slow");
            }
            "/tasks" => {
                ctx.set_body(tasks().to_string());
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

/// What [`spawn`] starts; without a role there is nothing to do.
#[test]
fn a_server_in_its_own_process() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let served = run(async {
        let server = counted(Server::new(app())).limits(Limits { drain: ms(5000), ..hasty() });
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
