//! Many bad clients, and what they leave behind.

use std::net::SocketAddr;

use super::child;
use super::support::{connect, ms, run, sleep, spawn, timeout};

/// One bad client of seven kinds.
async fn misbehave(addr: SocketAddr, number: usize) {
    let mut client = connect(addr).await;
    let bytes = match number % 7 {
        0 => "",
        1 => "GET / HTTP/1.1\r\nhost: te",
        2 => "POST /upload HTTP/1.1\r\nhost: test\r\ncontent-length: 100\r\n\r\nsome",
        3 => "POST /upload HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        4 => "GET /hang HTTP/1.1\r\nhost: test\r\n\r\n",
        5 => "\0\0\0\0\r\n\r\n",
        _ => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnot frames at all, not frames at all",
    };
    let _ = client.try_send(bytes).await;
    if number.is_multiple_of(2) {
        let _ = timeout(ms(20), client.some()).await;
    }
}

async fn tasks(addr: SocketAddr) -> usize {
    let mut client = connect(addr).await;
    client.send("GET /tasks HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").await;
    client.answer().await.text().parse().unwrap()
}

fn descriptors(pid: u32) -> usize {
    std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count()
}

#[cfg(target_os = "linux")]
#[test]
fn a_thousand_bad_clients_leave_no_task_and_no_descriptor() {
    run(async {
        let child = child::spawn("abuse").await;
        let (pid, addr) = (child.process.id(), child.addr);
        let tasks_before = tasks(addr).await;
        sleep(ms(100)).await;
        let descriptors_before = descriptors(pid);
        for batch in 0..20 {
            let clients: Vec<_> = (0..50).map(|number| spawn(misbehave(addr, batch * 50 + number))).collect();
            for client in clients {
                client.await;
            }
        }
        for _ in 0..200 {
            sleep(ms(25)).await;
            if descriptors(pid) <= descriptors_before && tasks(addr).await <= tasks_before {
                return;
            }
        }
        panic!("left: {} descriptors, {} tasks", descriptors(pid) - descriptors_before, tasks(addr).await);
    });
}
