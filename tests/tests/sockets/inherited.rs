//! Sockets that a service manager passes on.

use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};

use koa::inherited;

use super::child::{Child, arguments, environment};
use super::support::{Client, connect, run, socket_path};
use crate::runtime::net::UnixStream;

/// As a service manager: the sockets become descriptors 3 and 4 of a process that is told so.
const MANAGER: &str = r#"exec 3<&0 4<&2 </dev/null 2>/dev/null; LISTEN_PID=$$ LISTEN_FDS=2 exec "$0" "$@""#;

#[test]
fn sockets_of_a_service_manager_are_served() {
    run(async {
        let path = socket_path("inherited");
        let tcp = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let unix = std::os::unix::net::UnixListener::bind(&path).unwrap();
        let addr = tcp.local_addr().unwrap();
        let _process = Child::start(
            Command::new("sh")
                .args(["-c", MANAGER])
                .arg(std::env::current_exe().unwrap())
                .args(arguments())
                .envs(environment("inherited"))
                .stdin(Stdio::from(OwnedFd::from(tcp)))
                .stderr(Stdio::from(OwnedFd::from(unix)))
                .stdout(Stdio::null()),
        );

        // The sockets exist already, so that clients wait instead of being turned away.
        assert_eq!(connect(addr).await.get("/").await.text(), "hello");
        assert_eq!(Client::new(UnixStream::connect(&path).await.unwrap()).get("/").await.text(), "hello");
        std::fs::remove_file(path).unwrap();
    });
}

#[test]
fn without_a_service_manager_there_are_none() {
    run(async { assert!(inherited().unwrap().is_empty()) });
}
