//! What is asked of the engine, at growing sizes; no sockets.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::LazyLock;
use std::task::Poll;

use koa_core::{App, Body, test};

use super::Per;
use crate::engine::{Requests, exchange, hello, is_head, is_hello};

/// A kind of work whose size can be chosen.
pub(super) struct Task {
    pub(super) name: &'static str,
    pub(super) server: &'static str,
    pub(super) per: Per,
    pub(super) sizes: &'static [usize],
    /// Does it so often, at a size.
    pub(super) run: fn(usize, usize) -> Result<(), String>,
    /// How often it is done at a size, to take long enough.
    pub(super) count: fn(usize) -> usize,
    /// Whether its instructions are worth counting, where callgrind is.
    pub(super) is_counted: bool,
}

pub(super) static TASKS: [Task; 7] = [
    Task {
        name: "layers",
        server: "engine",
        per: Per::Each("layer"),
        sizes: &[0, 1, 5, 10, 25, 50],
        run: layers,
        count: often,
        is_counted: true,
    },
    Task {
        name: "headers",
        server: "engine",
        per: Per::Each("header"),
        sizes: &HEADERS,
        run: headers,
        count: often,
        is_counted: true,
    },
    Task {
        name: "header lookup",
        server: "koa-core",
        per: Per::One("lookup"),
        sizes: &HEADERS,
        run: lookups,
        count: very_often,
        is_counted: true,
    },
    body("body read in pieces", read_in_pieces),
    body("body read whole", read_whole),
    body("body answered from memory", answer_from_memory),
    body("body answered as a stream", answer_as_stream),
];

/// As many as the default limits let through.
const HEADERS: [usize; 5] = [1, 3, 10, 30, 100];
const BODIES: [usize; 8] = [0, 1 << 10, 8 << 10, 64 << 10, 512 << 10, 4 << 20, 32 << 20, LARGEST];
const LARGEST: usize = 64 << 20;
const PIECE: usize = 16 << 10;

const fn body(name: &'static str, run: fn(usize, usize) -> Result<(), String>) -> Task {
    Task { name, server: "engine", per: Per::Each("byte"), sizes: &BODIES, run, count: by_length, is_counted: false }
}

/// Does the task `name` at a size, so often.
///
/// # Errors
///
/// When there is no such task, or it fails.
pub fn run(name: &str, size: usize, count: usize) -> Result<(), String> {
    let task = TASKS.iter().find(|task| task.name == name).ok_or(format!("there is no task {name}"))?;
    (task.run)(size, count)
}

fn often(_: usize) -> usize {
    2_000
}

fn very_often(_: usize) -> usize {
    50_000
}

/// So that each length makes as many bytes.
fn by_length(length: usize) -> usize {
    (LARGEST / length.max(1)).clamp(1, 2_000)
}

fn layers(size: usize, count: usize) -> Result<(), String> {
    let request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    exchange(&hello(size), &Requests::new(request, count), is_hello).map(drop)
}

fn headers(size: usize, count: usize) -> Result<(), String> {
    let mut head = String::from("GET / HTTP/1.1\r\nHost: localhost\r\n");
    for index in 1..size {
        // Writing into a String cannot fail.
        let _ = write!(head, "{}: 0123456789abcdef\r\n", name(index));
    }
    exchange(&hello(0), &Requests::new(&(head + "\r\n"), count), is_hello).map(drop)
}

/// Names that differ in their last letters only, which is the worst for whoever compares them.
fn name(index: usize) -> String {
    format!("x-field-{index:03}")
}

/// Asks for each field in turn, and as often as for each for one that is not there.
fn lookups(size: usize, count: usize) -> Result<(), String> {
    let names: Vec<String> = (0..=size).map(name).collect();
    let request = names[..size].iter().fold(test::get("/"), |request, name| request.header(name, "1")).into_request();
    let mut found = 0;
    for name in names.iter().cycle().take(count) {
        found += usize::from(black_box(request.header(black_box(name))).is_some());
    }
    match found == count - count / names.len() {
        true => Ok(()),
        false => Err(format!("{found} of {count} were found")),
    }
}

fn read_in_pieces(length: usize, count: usize) -> Result<(), String> {
    let app = App::new().with(async |ctx, _| {
        while let Some(piece) = ctx.request.body_mut().chunk().await {
            black_box(piece?);
        }
        ctx.set_body("Hello World");
        Ok(())
    });
    upload(&app, length, count)
}

fn read_whole(length: usize, count: usize) -> Result<(), String> {
    let app = App::new().with(async |ctx, _| {
        black_box(ctx.request.bytes().await?);
        ctx.set_body("Hello World");
        Ok(())
    });
    upload(&app, length, count)
}

fn upload(app: &App, length: usize, count: usize) -> Result<(), String> {
    let head = format!("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n");
    let requests = Requests { body: length, ..Requests::new(&head, count) };
    exchange(app, &requests, is_hello).map(drop)
}

fn answer_from_memory(length: usize, count: usize) -> Result<(), String> {
    download(length, count, |length| Body::from(&MEMORY[..length]))
}

fn answer_as_stream(length: usize, count: usize) -> Result<(), String> {
    download(length, count, |length| {
        let mut rest = length;
        Body::from_poll_fn(move |_| {
            let piece = &MEMORY[..rest.min(PIECE)];
            rest -= piece.len();
            Poll::Ready((!piece.is_empty()).then(|| Ok(piece.into())))
        })
    })
}

fn download(length: usize, count: usize, body: fn(usize) -> Body) -> Result<(), String> {
    let app = App::new().with_state((length, body), async |(length, body), ctx, _| {
        ctx.set_body(body(*length));
        Ok(())
    });
    let request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let written = exchange(&app, &Requests::new(request, count), is_head)?;
    match written >= (length * count) as u64 {
        true => Ok(()),
        false => Err(format!("{written} bytes of {count} times {length}")),
    }
}

/// What is answered lies ready.
static MEMORY: LazyLock<&'static [u8]> = LazyLock::new(|| Vec::leak(vec![b'x'; LARGEST]));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_can_be_done_at_its_sizes() {
        for task in &TASKS {
            for &size in task.sizes.iter().filter(|&&size| size <= 64 << 10) {
                assert_eq!(run(task.name, size, 3), Ok(()), "{}, {size}", task.name);
            }
        }
    }

    #[test]
    fn there_is_no_other_task() {
        assert!(run("body", 1, 1).is_err());
    }
}
