//! hyper's server in memory, a byte at a time.

use std::cell::RefCell;
use std::convert::Infallible;
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};

/// A request as hyper read it.
#[derive(Debug)]
pub struct Received {
    /// Its method.
    pub method: String,
    /// Its target, without a fragment.
    pub target: String,
    /// Its body.
    pub body: Vec<u8>,
    /// How many bytes had come when it was whole.
    pub end: usize,
}

/// The requests that hyper finds in `bytes` and that are whole.
pub fn run(bytes: &[u8]) -> Vec<Received> {
    let (requests, fed) = (Rc::new(RefCell::new(Vec::new())), Rc::new(RefCell::new(0)));
    let wire = Wire { bytes: bytes.into(), fed: fed.clone(), is_next: false };
    let seen = requests.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let (seen, fed) = (seen.clone(), fed.clone());
        async move {
            let (head, body) = request.into_parts();
            if let Ok(body) = body.collect().await {
                let (method, target) = (head.method.to_string(), head.uri.to_string());
                let (body, end) = (body.to_bytes().to_vec(), *fed.borrow());
                seen.borrow_mut().push(Received { method, target, body, end });
            }
            Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(b"ok"))))
        }
    });
    let mut connection = pin!(http1::Builder::new().header_read_timeout(None).serve_connection(wire, service));
    let woken = Arc::new(Woken(AtomicBool::new(true)));
    let waker = Waker::from(woken.clone());
    while woken.0.swap(false, Ordering::Relaxed)
        && connection.as_mut().poll(&mut Context::from_waker(&waker)).is_pending()
    {}
    requests.take()
}

struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Gives a byte, then makes its reader wait, so that nothing is read ahead.
struct Wire {
    bytes: Vec<u8>,
    fed: Rc<RefCell<usize>>,
    is_next: bool,
}

impl Read for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut space: ReadBufCursor<'_>,
    ) -> Poll<std::io::Result<()>> {
        self.is_next = !self.is_next;
        if !self.is_next {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let mut fed = self.fed.borrow_mut();
        if let Some(byte) = self.bytes.get(*fed) {
            space.put_slice(&[*byte]);
            *fed += 1;
        }
        Poll::Ready(Ok(()))
    }
}

impl Write for Wire {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
