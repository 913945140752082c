//! Every adapter answers raw bytes as RFC 9110 and RFC 9112 have it, whole and byte by byte.

use koa_tests::conformance::{self, options};
use koa_tests::runtime::Runtime;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

mod answer;
mod case;
mod client;
mod verdict;

use case::Case;
use client::Pace;

/// Connections at once.
const CLIENTS: usize = 24;
/// The longest request that is also sent byte by byte.
const SHORT: usize = 1500;

/// The rows that `runtime` answers otherwise, with what was seen.
fn failures(runtime: Runtime, cases: &[&Case], pace: Pace) -> BTreeMap<String, String> {
    let app = conformance::app(runtime.sleep().expect("it has sockets"));
    let server = runtime.start_with(app, options::settings()).expect("there is a port");
    let (next, failures) = (AtomicUsize::new(0), Mutex::default());
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let seen = client::exchange(server.address(), case, pace).map_err(|error| error.to_string());
                    if let Err(reason) = seen.and_then(|seen| verdict::judge(case, &seen)) {
                        let failures: &Mutex<BTreeMap<_, _>> = &failures;
                        failures.lock().expect("nobody panicked").insert(case.id.clone(), reason);
                    }
                }
            });
        }
    });
    failures.into_inner().expect("nobody panicked")
}

fn assert_conforming(runtime: Runtime, pace: Pace) {
    let cases = case::all();
    let cases: Vec<_> = cases.iter().filter(|case| pace == Pace::Whole || case.bytes().len() <= SHORT).collect();
    let failures = failures(runtime, &cases, pace);
    assert!(failures.is_empty(), "{} {pace:?}: {failures:#?}", runtime.name());
}

#[test]
fn requests_over_tokio_are_answered_as_the_rfcs_have_it() {
    assert_conforming(Runtime::Tokio, Pace::Whole);
}

#[test]
fn requests_over_tokio_are_answered_so_even_byte_by_byte() {
    assert_conforming(Runtime::Tokio, Pace::ByteByByte);
}

#[test]
fn requests_over_smol_are_answered_as_the_rfcs_have_it() {
    assert_conforming(Runtime::Smol, Pace::Whole);
}

#[test]
fn requests_over_smol_are_answered_so_even_byte_by_byte() {
    assert_conforming(Runtime::Smol, Pace::ByteByByte);
}

#[test]
fn requests_over_embassy_are_answered_as_the_rfcs_have_it() {
    assert_conforming(Runtime::Embassy, Pace::Whole);
}

#[test]
fn requests_over_embassy_are_answered_so_even_byte_by_byte() {
    assert_conforming(Runtime::Embassy, Pace::ByteByByte);
}

#[test]
fn there_are_cases_of_every_kind_and_each_has_a_name_of_its_own() {
    let cases = case::all();
    let ids: BTreeSet<_> = cases.iter().map(|case| &case.id).collect();
    let categories: BTreeSet<_> = cases.iter().map(|case| &case.category).collect();
    assert_eq!((ids.len(), categories.len()), (252, 15));
    assert!(cases.iter().all(|case| !case.expect.is_empty()));
}

#[test]
fn a_wrong_answer_fails() {
    let case = case::all().into_iter().find(|case| case.id == "rl-basic").expect("a case of that name");
    let judged = |bytes: &[u8]| {
        let answers = answer::read(bytes, &[], false);
        verdict::judge(&case, &client::Observed { answers, is_closed: false })
    };
    let right = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    assert_eq!(judged(right.as_bytes()), Ok(()));
    for (from, to) in [
        ("200", "201"),
        ("hello", "hullo"),
        (": 5", ": 4"),
        (": 5", ": 6"),
        (": 5", ": +5"),
        ("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n"),
        ("\r\n\r\n", "\r\nConnection: close\r\n\r\n"),
        ("Content-Length", "Content Length"),
        ("hello", "helloHTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
    ] {
        assert!(judged(right.replace(from, to).as_bytes()).is_err(), "{to}");
    }
}

#[test]
fn the_command_names_the_option_that_is_wrong() {
    let run = |words: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_conformance")).args(words).output();
        let output = output.expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).trim().to_owned())
    };
    assert_eq!(run(&["--runtime", "tokio", "--prot", "1"]), (Some(2), "there is no option --prot".into()));
    assert_eq!(run(&["--runtime", "tokio", "--port", "x"]), (Some(2), "--port x: not a number that it can be".into()));
}
