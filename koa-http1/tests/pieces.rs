//! However requests are cut, a connection receives the same.

use koa_core::{Request, Response};
use koa_http1::{Connection, Event, Limits};
use proptest::collection::vec;
use proptest::prelude::*;
use std::time::Duration;

/// What was received: heads, bodies joined, and how it ended.
#[derive(Debug, Default, PartialEq, Eq)]
struct Received {
    requests: Vec<String>,
    bodies: Vec<Vec<u8>>,
    failure: Option<String>,
    is_closed: bool,
    output: Vec<u8>,
}

/// Receives everything, and answers each request when its body is whole.
fn receive<'p>(pieces: impl Iterator<Item = &'p [u8]>) -> Received {
    let mut connection = Connection::new(Limits::default(), Duration::ZERO);
    let mut received = Received::default();
    for piece in pieces {
        let mut rest = piece;
        while !rest.is_empty() && !received.is_closed {
            let taken = connection.handle_input(rest);
            rest = &rest[taken..];
            poll(&mut connection, &mut received);
            assert!(taken > 0 || rest.is_empty() || received.is_closed, "it takes nothing more");
        }
    }
    while !connection.output().is_empty() {
        received.output.extend_from_slice(connection.output());
        connection.handle_sent(connection.output().len());
    }
    received
}

fn poll(connection: &mut Connection, received: &mut Received) {
    let mut request = Request::default();
    loop {
        match connection.poll_event(&mut request) {
            Event::Request { is_upgrade } => {
                let fields: Vec<_> = request.headers().iter().map(|(name, value)| (name.as_str(), value)).collect();
                received.requests.push(format!(
                    "{} {} {is_upgrade} {fields:?}",
                    request.method(),
                    request.original_url()
                ));
                received.bodies.push(Vec::new());
                if !connection.has_body() {
                    answer(connection);
                }
                request = Request::default();
            }
            Event::Data(data) => received.bodies.last_mut().unwrap().extend_from_slice(&data),
            Event::End => answer(connection),
            Event::Wait => return,
            Event::Failed(error) => {
                received.failure = Some(error.to_string());
                connection.refuse(error, None);
            }
            Event::Closed => {
                received.is_closed = true;
                return;
            }
        }
    }
}

fn answer(connection: &mut Connection) {
    let mut response = Response::default();
    response.set_body("ok");
    connection.respond(&response, &Request::default(), None).unwrap();
    connection.send("ok".into()).unwrap();
    connection.finish().unwrap();
}

/// A request that is right, and its body.
fn request() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    let target = "/[a-z0-9/?=&%.]{0,20}";
    let fields = vec(("x-[a-z]{1,8}", "[!-~]([ -~]{0,20}[!-~])?"), 0..6);
    let body = prop_oneof![
        Just(None),
        vec(any::<u8>(), 0..300).prop_map(|body| Some((body, None))),
        (vec(any::<u8>(), 0..300), vec(1_usize..50, 1..10)).prop_map(|(body, sizes)| Some((body, Some(sizes)))),
    ];
    (0..3_usize, target, fields, body).prop_map(|(empty_lines, target, fields, body)| {
        let mut bytes = b"\r\n".repeat(empty_lines);
        bytes.extend(format!("PUT {target} HTTP/1.1\r\nHost: a\r\n").bytes());
        fields.iter().for_each(|(name, value)| bytes.extend(format!("{name}: {value}\r\n").bytes()));
        match body {
            None => {
                bytes.extend(b"\r\n");
                (bytes, Vec::new())
            }
            Some((body, None)) => {
                bytes.extend(format!("Content-Length: {}\r\n\r\n", body.len()).bytes());
                bytes.extend(&body);
                (bytes, body)
            }
            Some((body, Some(sizes))) => {
                bytes.extend(b"Transfer-Encoding: chunked\r\n\r\n");
                bytes.extend(chunked(&body, &sizes));
                (bytes, body)
            }
        }
    })
}

fn chunked(body: &[u8], sizes: &[usize]) -> Vec<u8> {
    let (mut bytes, mut rest, mut sizes) = (Vec::new(), body, sizes.iter().cycle());
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(sizes.next().copied().unwrap_or(1).min(rest.len()));
        bytes.extend(format!("{:x};a=b\r\n", chunk.len()).bytes());
        bytes.extend(chunk);
        bytes.extend(b"\r\n");
        rest = after;
    }
    bytes.extend(b"0\r\nX-Trailer: 1\r\n\r\n");
    bytes
}

fn cut(bytes: &[u8], sizes: &[usize]) -> Received {
    let (mut rest, mut sizes) = (bytes, sizes.iter().cycle());
    receive(std::iter::from_fn(|| {
        let (piece, after) = rest.split_at(sizes.next()?.min(&rest.len()).to_owned());
        rest = after;
        (!piece.is_empty()).then_some(piece)
    }))
}

#[test]
fn a_body_that_looks_like_a_request_does_not_change_the_answer_to_its_own() {
    for (method, is_whole) in [("POST", true), ("HEAD", false)] {
        let head = format!("{method} / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        let output = receive([head.as_bytes(), b"HEAD / HTTP/1.1\r\n"].into_iter()).output;
        assert_eq!(output.ends_with(b"\r\n\r\nBad Request"), is_whole, "{method}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn requests_that_are_right_arrive_whole_in_any_pieces(
        requests in vec(request(), 1..6),
        sizes in vec(1_usize..200, 1..20),
    ) {
        let bytes: Vec<u8> = requests.iter().flat_map(|(bytes, _)| bytes.iter().copied()).collect();
        let bodies: Vec<_> = requests.iter().map(|(_, body)| body.clone()).collect();
        let whole = receive(std::iter::once(bytes.as_slice()));
        prop_assert_eq!((&whole.bodies, &whole.failure, whole.is_closed), (&bodies, &None, false));
        prop_assert_eq!(cut(&bytes, &sizes), whole);
    }

    #[test]
    fn requests_that_are_broken_break_at_the_same_place_in_any_pieces(
        requests in vec(request(), 1..4),
        changes in vec((any::<prop::sample::Index>(), prop::sample::select(b"\r\n :;,\0\xff0aG".to_vec())), 1..4),
        sizes in vec(1_usize..100, 1..20),
    ) {
        let mut bytes: Vec<u8> = requests.iter().flat_map(|(bytes, _)| bytes.iter().copied()).collect();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        prop_assert_eq!(cut(&bytes, &sizes), receive(std::iter::once(bytes.as_slice())));
    }
}
