//! Limits that cannot work.

use std::time::Duration;

use koa_http1::Limits;

#[test]
fn each_limit_that_cannot_work_is_named_with_its_rule() {
    let sound = Limits::default;
    for (limits, told) in [
        (Limits { head_bytes: 63, ..sound() }, "Limits::head_bytes must be at least 64"),
        (Limits { head_bytes: (1 << 20) + 1, ..sound() }, "Limits::head_bytes must be at most 1048576"),
        (Limits { headers: 0, ..sound() }, "Limits::headers must be at least 1"),
        (Limits { headers: 10_001, ..sound() }, "Limits::headers must be at most 10000"),
        (Limits { uri_bytes: 0, ..sound() }, "Limits::uri_bytes must be at least 1"),
        (Limits { read_bytes: 63, ..sound() }, "Limits::read_bytes must be at least 64"),
        (Limits { head: Duration::ZERO, ..sound() }, "Limits::head must be longer than zero"),
        (Limits { idle: Duration::ZERO, ..sound() }, "Limits::idle must be longer than zero"),
        (Limits { body_pause: Duration::ZERO, ..sound() }, "Limits::body_pause must be longer than zero"),
        (Limits { write_pause: Duration::ZERO, ..sound() }, "Limits::write_pause must be longer than zero"),
        (Limits { idle: Duration::MAX, ..sound() }, "Limits::idle must be at most a year"),
        (Limits { grace: Duration::MAX, ..sound() }, "Limits::grace must be at most a year"),
        (Limits { half_closed: Duration::MAX, ..sound() }, "Limits::half_closed must be at most a year"),
    ] {
        assert_eq!(limits.check().unwrap_err().to_string(), told);
    }
}

#[test]
fn no_grace_and_no_time_for_the_half_closed_may_be_meant() {
    let limits = Limits { grace: Duration::ZERO, half_closed: Duration::ZERO, ..Limits::default() };
    assert_eq!(limits.check(), Ok(()));
}
