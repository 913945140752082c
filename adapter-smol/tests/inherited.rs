//! Sockets that a service manager passes on.

use std::os::fd::OwnedFd;
use std::process::Stdio;

use koa_smol::inherited;
use smol::net::TcpStream;
use smol::net::unix::UnixStream;
use smol::process::Command;

use crate::child::{arguments, role};
use crate::support::{Client, run};

/// As a service manager: the sockets become descriptors 3 and 4 of a process that is told so.
const MANAGER: &str = r#"exec 3<&0 4<&2 </dev/null 2>/dev/null; LISTEN_PID=$$ LISTEN_FDS=2 exec "$0" "$@""#;

#[test]
fn sockets_of_a_service_manager_are_served() {
    run(async {
        let path = std::env::temp_dir().join(format!("koa-smol-inherited-{}", std::process::id()));
        let tcp = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let unix = std::os::unix::net::UnixListener::bind(&path).unwrap();
        let addr = tcp.local_addr().unwrap();
        let _process = Command::new("sh")
            .args(["-c", MANAGER])
            .arg(std::env::current_exe().unwrap())
            .args(arguments())
            .env(role(), "inherited")
            .stdin(Stdio::from(OwnedFd::from(tcp)))
            .stderr(Stdio::from(OwnedFd::from(unix)))
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();

        // The sockets exist already, so that clients wait instead of being turned away.
        let mut client = Client::new(TcpStream::connect(addr).await.unwrap());
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(client.answer().await.text(), "hello");
        let mut client = Client::new(UnixStream::connect(&path).await.unwrap());
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(client.answer().await.text(), "hello");
        std::fs::remove_file(path).unwrap();
    });
}

#[test]
fn without_a_service_manager_there_are_none() {
    run(async { assert!(inherited().unwrap().is_empty()) });
}
