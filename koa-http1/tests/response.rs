//! Bodies of answers: their framing, their pace, and what breaks them.

use koa_core::{App, Body, SingleThread, StatusCode};
use koa_http1::{Ended, Limits};

use crate::support::{Log, Source, connect, connect_within, get, logging_errors};

fn streaming(declared: Option<u64>, pieces: &'static [&'static str]) -> App<SingleThread> {
    App::local().silent(true).with(async move |ctx, _| {
        let mut pieces = pieces.iter();
        let body = Body::from_poll_fn(move |_| std::task::Poll::Ready(pieces.next().map(|piece| Ok((*piece).into()))));
        ctx.set_body(body);
        if let Some(declared) = declared {
            ctx.set_content_length(declared);
        }
        Ok(())
    })
}

const HEAD: &str = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
const OLD: &str = "GET / HTTP/1.0\r\n\r\n";
const LASTING_OLD: &str = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";

/// All that `app` answers to a request.
fn answered(app: App<SingleThread>, request: &str) -> String {
    let mut session = connect(app);
    session.send(request).received()
}

fn fields_of(text: &str) -> Vec<&str> {
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    head.split("\r\n").skip(1).filter(|line| !line.starts_with("Content-Type")).collect()
}

#[test]
fn a_body_of_known_length_has_it() {
    let app = App::local().with(async |ctx, _| {
        ctx.set_body("hello");
        Ok(())
    });
    let text = answered(app, &get("/"));
    assert_eq!(fields_of(&text), ["Content-Length: 5"]);
    assert!(text.ends_with("\r\n\r\nhello"));
}

#[test]
fn a_stream_is_chunked() {
    let text = answered(streaming(None, &["hello", "", "0123456789abcdef"]), &get("/"));
    assert_eq!(fields_of(&text), ["Transfer-Encoding: chunked"]);
    assert!(text.ends_with("\r\n\r\n5\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n"));
}

#[test]
fn a_stream_of_declared_length_has_it() {
    let text = answered(streaming(Some(6), &["hel", "lo!"]), &get("/"));
    assert_eq!(fields_of(&text), ["Content-Length: 6"]);
    assert!(text.ends_with("\r\n\r\nhello!"));
}

#[test]
fn a_stream_to_http_1_0_ends_with_the_connection() {
    for request in [OLD, LASTING_OLD] {
        let mut session = connect(streaming(None, &["hel", "lo"]));
        let text = session.send(request).received();
        assert_eq!(fields_of(&text), ["Connection: close"]);
        assert!(text.ends_with("\r\n\r\nhello"));
        assert_eq!(session.ended(), Some(&Ended::Closing));
    }
    let text = answered(streaming(Some(5), &["hello"]), LASTING_OLD);
    assert_eq!(fields_of(&text), ["Content-Length: 5", "Connection: keep-alive"]);
}

#[test]
fn head_is_answered_as_get_but_without_the_body() {
    let app = || {
        App::local().with(async |ctx, _| {
            ctx.set_body("hello");
            Ok(())
        })
    };
    let text = answered(app(), HEAD);
    assert!(text.ends_with("\r\n\r\n"));
    assert_eq!(fields_of(&text), ["Content-Length: 5"]);
    let mut session = connect(streaming(None, &["hello"]));
    let text = session.send(HEAD).received();
    assert!(text.ends_with("\r\n\r\n"), "{text}");
    assert_eq!(session.ended(), None);
    let mut session = connect(app());
    session.send([HEAD, &get("/")].concat());
    assert_eq!(session.answers_to(&["HEAD", "GET"])[1].text(), "hello");
}

#[test]
fn a_stream_is_not_read_for_head() {
    let source = Source::default();
    source.put("never");
    let mut session = connect(source.app());
    session.send(HEAD);
    assert_eq!(source.taken(), 0);
}

#[test]
fn statuses_without_content_have_none() {
    for (status, fields) in [(204, &[][..]), (205, &["Content-Length: 0"]), (304, &[])] {
        let app = App::local().with(async move |ctx, _| {
            ctx.set_body("hello").set_status(StatusCode::new(status).unwrap());
            Ok(())
        });
        let mut session = connect(app);
        let text = session.send(get("/")).received();
        assert!(text.ends_with("\r\n\r\n"), "{text}");
        assert_eq!(fields_of(&text), fields, "{text}");
        assert_eq!(session.ended(), None);
    }
}

#[test]
fn more_than_was_declared_is_not_sent() {
    let log = Log::default();
    let mut session = connect(logging_errors(streaming(Some(3), &["he", "llo"]), &log));
    let text = session.send(get("/") + &get("/next")).received();
    assert!(text.ends_with("Content-Length: 3\r\n\r\nhe"), "{text}");
    assert_eq!(session.ended(), Some(&Ended::Aborted));
    assert_eq!(log.take(), ["500 the body is longer than its Content-Length"]);
}

#[test]
fn less_than_was_declared_breaks_the_answer_off() {
    let log = Log::default();
    let mut session = connect(logging_errors(streaming(Some(9), &["hello"]), &log));
    let text = session.send(get("/") + &get("/next")).received();
    assert!(text.ends_with("Content-Length: 9\r\n\r\nhello"), "{text}");
    assert_eq!(session.ended(), Some(&Ended::Aborted));
    assert_eq!(log.take(), ["500 the body is shorter than its Content-Length"]);
}

#[test]
fn a_length_that_cannot_be_is_a_500_instead() {
    for fields in [&[("content-length", "4")][..], &[("content-length", "x")], &[("transfer-encoding", "gzip")]] {
        let log = Log::default();
        let app = App::local().with(async move |ctx, _| {
            ctx.set_body(Body::sized_stream(Body::from("hello"), 5));
            for (name, value) in fields {
                ctx.set_header(*name, *value);
            }
            Ok(())
        });
        let mut session = connect(logging_errors(app, &log));
        session.send(get("/"));
        let answer = session.answer();
        assert_eq!((answer.status, answer.text()), (500, "Internal Server Error"), "{fields:?}");
        assert_eq!((session.ended(), log.take().len()), (None, 1), "{fields:?}");
    }
}

#[test]
fn an_error_within_a_stream_breaks_the_answer_off() {
    let (source, log) = (Source::default(), Log::default());
    source.put("begun");
    source.fail("the disk is gone");
    let mut session = connect(logging_errors(source.app(), &log));
    let text = session.send(get("/") + &get("/next")).received();
    assert!(text.ends_with("\r\n\r\n5\r\nbegun\r\n"), "{text}");
    assert_eq!(session.ended(), Some(&Ended::Aborted));
    assert_eq!(log.take(), ["500 the disk is gone"]);
}

#[test]
fn a_piece_leaves_when_it_is_there() {
    let source = Source::default();
    let mut session = connect(source.app());
    session.send(get("/"));
    assert!(session.received().ends_with("\r\n\r\n"));
    source.put("one");
    assert_eq!(session.run().received(), "3\r\none\r\n");
    source.put("two");
    assert_eq!(session.run().received(), "3\r\ntwo\r\n");
    source.end();
    assert_eq!(session.run().received(), "0\r\n\r\n");
    assert_eq!(session.ended(), None);
}

#[test]
fn a_stream_is_polled_only_as_fast_as_its_client_reads() {
    let source = Source::default();
    for _ in 0..1000 {
        source.put(&[b'x'; 1024][..]);
    }
    source.end();
    let limits = Limits { write_bytes: 4096, ..Limits::default() };
    let mut session = connect_within(source.app(), limits);
    session.change(|wire| wire.room = 0).send(get("/"));
    assert!(source.taken() <= 5, "{} pieces were taken", source.taken());
    session.change(|wire| wire.room = 100_000).run();
    assert!((90..110).contains(&source.taken()), "{} pieces were taken", source.taken());
    session.change(|wire| (wire.room, wire.most) = (usize::MAX, 1000)).run();
    assert_eq!(session.answer().body.len(), 1000 * 1024);
}

#[test]
fn a_large_body_is_sent_from_where_it_lies() {
    static LARGE: [u8; 200_000] = [b'x'; 200_000];
    let app = App::local().with(async |ctx, _| {
        ctx.set_body(&LARGE);
        Ok(())
    });
    let mut session = connect(app);
    session.send(get("/"));
    let writes = session.writes();
    assert_eq!(writes.len(), 2);
    assert_eq!((writes[1].address, writes[1].bytes.len()), (LARGE.as_ptr() as usize, LARGE.len()));
}

#[test]
fn a_large_piece_of_a_stream_is_sent_from_where_it_lies() {
    static LARGE: [u8; 200_000] = [b'x'; 200_000];
    let source = Source::default();
    source.put(&LARGE[..]);
    source.end();
    let mut session = connect(source.app());
    session.send(get("/"));
    assert!(session.writes().iter().any(|write| write.address == LARGE.as_ptr() as usize));
}

#[test]
fn a_small_answer_is_one_write() {
    let app = App::local().with(async |ctx, _| {
        ctx.set_body("hello");
        Ok(())
    });
    let mut session = connect(app);
    assert_eq!(session.send(get("/")).writes().len(), 1);
    assert_eq!(session.flushes(), 1);
}

#[test]
fn short_writes_lose_nothing() {
    for most in [1, 2, 7, 1000] {
        let mut session = connect(streaming(None, &["hello", "world"]));
        session.change(|wire| wire.most = most).send(get("/") + &get("/"));
        let answers = session.answers();
        assert_eq!(answers.iter().map(|answer| answer.text()).collect::<Vec<_>>(), ["helloworld", "helloworld"]);
    }
}

#[test]
fn a_refusal_of_head_has_no_body() {
    let mut session = connect(streaming(None, &[]));
    session.send("HEAD / HTTP/1.1\r\n\r\n");
    let answers = session.answers_to(&["HEAD"]);
    assert_eq!((answers.len(), answers[0].status), (1, 400));
}
