//! What several themes need: a future that waits, a body in pieces, a trace through the onion.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context as TaskContext, Poll, Waker};

use bytes::Bytes;
use futures_core::Stream;
use koa_core::{App, Body, Context, Flavor, Result, test};

/// How many bytes of hostile text a parser gets. One that takes quadratic time needs minutes for each.
pub(crate) const FLOOD: usize = 1 << 18;

/// Polls once, as any executor would.
pub(crate) fn poll<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut TaskContext::from_waker(Waker::noop()))
}

/// Polls once and drops the future where it stands.
pub(crate) fn cancel(future: impl Future) {
    assert!(poll(pin!(future)).is_pending(), "the future must still be waiting");
}

/// A door that a middleware waits at until the test opens it.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<AtomicBool>);

impl Gate {
    pub(crate) fn open(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    pub(crate) async fn wait(&self) {
        std::future::poll_fn(|_| if self.0.load(Ordering::SeqCst) { Poll::Ready(()) } else { Poll::Pending }).await;
    }
}

/// Counts, from any thread.
#[derive(Clone, Default)]
pub(crate) struct Counter(Arc<AtomicUsize>);

impl Counter {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Counts when it is dropped.
pub(crate) struct Guard(pub(crate) Counter);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.add();
    }
}

/// A stream of these pieces that panics when it is polled after its end.
pub(crate) struct Pieces(Option<VecDeque<Result<Bytes>>>);

impl Stream for Pieces {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        let piece = self.0.as_mut().expect("polled after the end").pop_front();
        if piece.is_none() {
            self.0 = None;
        }
        Poll::Ready(piece)
    }
}

pub(crate) fn pieces(pieces: impl IntoIterator<Item = Result<&'static str>>) -> Pieces {
    Pieces(Some(pieces.into_iter().map(|piece| piece.map(Bytes::from)).collect()))
}

/// A body of text in pieces, of unknown length.
pub(crate) fn stream<const N: usize>(texts: [&'static str; N]) -> Body {
    Body::stream(pieces(texts.map(Ok)))
}

/// What middleware did, in order.
#[derive(Default)]
pub(crate) struct Trace(Vec<u8>);

pub(crate) fn mark(ctx: &mut Context, step: u8) {
    match ctx.state.get_mut::<Trace>() {
        Some(trace) => trace.0.push(step),
        None => drop(ctx.state.insert(Trace(vec![step]))),
    }
}

/// Runs the onion for `GET /` and tells what it did and how it ended.
pub(crate) fn trace<M: Flavor>(app: &App<M>) -> (Vec<u8>, Result) {
    let mut ctx = app.context(test::get("/").into_request());
    let outcome = test::block_on(app.run(&mut ctx));
    (ctx.state.remove::<Trace>().unwrap_or_default().0, outcome)
}

/// The context of a GET request with these headers, in an application that trusts proxies or not.
pub(crate) fn context_of<M: Flavor>(app: App<M>, headers: &[(&str, &str)]) -> Context {
    let request = headers.iter().fold(test::get("/"), |request, (name, value)| request.header(name, value));
    app.context(request.into_request())
}

/// The context of a request with these headers.
pub(crate) fn with_headers(headers: &[(&str, &str)]) -> Context {
    context_of(App::new(), headers)
}

/// The response that one middleware makes of `GET /`.
pub(crate) fn respond(handler: impl Fn(&mut Context) + 'static) -> test::TestResponse {
    request(test::get("/"), handler)
}

/// The response that one middleware makes of a request.
pub(crate) fn request(request: test::TestRequest, handler: impl Fn(&mut Context) + 'static) -> test::TestResponse {
    let app = App::local().silent(true).with(async move |ctx, _| {
        handler(ctx);
        Ok(())
    });
    request.send(&app)
}

/// Runs a test of this binary in a process of its own, whose environment has `KOA_CORE_CHILD` and
/// `variables`; gives back what it wrote to stderr.
#[cfg(feature = "std")]
pub(crate) fn child(test: &str, variables: &[(&str, &str)]) -> String {
    let binary = std::env::current_exe().expect("a test knows its binary");
    let mut command = std::process::Command::new(binary);
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env("KOA_CORE_CHILD", "1");
    let output = command.envs(variables.iter().copied()).output().expect("the binary runs");
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && stdout.contains("1 passed"), "{test}: {stdout}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Whether this process was started by [`child`].
#[cfg(feature = "std")]
pub(crate) fn is_child() -> bool {
    std::env::var_os("KOA_CORE_CHILD").is_some()
}
