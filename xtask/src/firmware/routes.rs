//! The tour on the board gives what it gives everywhere.

use super::client::Client;
use super::image::Build;
use super::machine::Pace;
use super::report::Report;
use super::{forwarded, until_it_answers};
use crate::Result;

/// A request, and the status and text of its answer.
type Row<'r> = (&'r str, &'r str, u16, &'r str);

const ROWS: [Row<'_>; 7] = [
    ("GET / HTTP/1.1\r\nHost: board\r\n\r\n", "a text", 200, "Hello World"),
    ("GET /json HTTP/1.1\r\nHost: board\r\n\r\n", "JSON", 200, r#"{"hello":"world"}"#),
    ("GET /stream?lines=3 HTTP/1.1\r\nHost: board\r\n\r\n", "a stream", 200, "1\n2\n3\n"),
    (
        "POST /upload HTTP/1.1\r\nHost: board\r\nContent-Length: 10\r\n\r\n0123456789",
        "an upload",
        200,
        r#"{"bytes":10,"pieces":1}"#,
    ),
    ("GET /nowhere HTTP/1.1\r\nHost: board\r\n\r\n", "no such page", 404, "Not Found"),
    ("GET /error HTTP/1.1\r\nHost: board\r\n\r\n", "an error of its own", 503, "Service Unavailable"),
    ("GET /json HTTP/1.1\r\n\r\n", "a request without a host", 400, "Bad Request"),
];

/// Sends each row over one connection, and then an upload that is larger than the board's RAM.
pub(super) fn check(report: &mut Report) -> Result {
    report.part("the tour: the application of tokio-tour and smol-tour, on the board");
    let tour = Build::new("onion", &["tour"], "messages").run()?.remove(0);
    let machine = forwarded(&tour, Pace::Real, "")?;
    until_it_answers(&machine, super::SETTLING)?;
    let mut client = Client::open(machine.address).map_err(|trouble| format!("{trouble:?}"))?;
    for (request, what, status, text) in ROWS {
        match client.exchange(request.as_bytes()) {
            Ok(answer) => {
                let got = String::from_utf8_lossy(&answer.body);
                let holds = answer.status == status && got == text;
                report.check(holds, format!("{what}: {} {}", answer.status, got.trim_end().replace('\n', " ")));
            }
            Err(trouble) => report.check(false, format!("{what}: {trouble:?}")),
        }
    }
    upload(report, machine.address)?;
    drop(machine);
    dhcp(report)
}

/// The same with an address that QEMU's own network gives away.
fn dhcp(report: &mut Report) -> Result {
    let tour = Build::new("onion", &["tour"], "dhcp,messages").run()?.remove(0);
    let machine = forwarded(&tour, Pace::Real, "")?;
    report.check(until_it_answers(&machine, super::SETTLING).is_ok(), "it answers at an address by DHCP");
    Ok(())
}

/// Sends 10 MB through 64 KiB of RAM.
fn upload(report: &mut Report, address: std::net::SocketAddr) -> Result {
    const LENGTH: usize = 10_000_000;
    let outcome = Client::open(address).and_then(|mut client| {
        let mut request =
            format!("POST /upload HTTP/1.1\r\nHost: board\r\nContent-Length: {LENGTH}\r\n\r\n").into_bytes();
        request.resize(request.len() + LENGTH, b'x');
        client.exchange(&request)
    });
    match outcome {
        Ok(answer) => {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            report.check(text.starts_with("{\"bytes\":10000000,"), format!("an upload larger than the RAM: {text}"));
        }
        Err(trouble) => report.check(false, format!("an upload larger than the RAM: {trouble:?}")),
    }
    Ok(())
}
