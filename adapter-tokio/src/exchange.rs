//! One exchange: a request of hyper through the onion to a response for hyper.
//!
//! What can be done at once is done at once, so that the future, which hyper moves about, is small.

use std::sync::Arc;

use http::request;
use http::response::Parts;
use http_body::Body as _;
use hyper::body::Incoming;

use crate::body::{RequestBody, ResponseBody};
use crate::http2::{Connection, Slot};
use crate::timer::Pace;
use crate::{App, Context, Error, Request, Result, catch_panic, response};

/// The memory of an exchange, which its connection keeps for the next.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) ctx: Context,
    /// The headers of the request were in it, those of the answer will be.
    pub(crate) headers: http::HeaderMap,
}

impl Work {
    pub(crate) fn new(app: &App) -> Box<Self> {
        Box::new(Self { ctx: app.context(Request::default()), headers: http::HeaderMap::new() })
    }
}

/// Where a request came from.
#[derive(Debug)]
pub(crate) enum Origin {
    /// A connection of a server of ours.
    Connection(Slot),
    /// A server of others.
    Service(Arc<App>),
}

impl Origin {
    pub(crate) fn app(&self) -> &Arc<App> {
        match self {
            Self::Connection(slot) => &slot.0.config.app,
            Self::Service(app) => app,
        }
    }

    /// Takes the memory of an exchange back.
    pub(crate) fn keep(&self, work: Box<Work>) {
        if let Self::Connection(slot) = self {
            slot.0.keep(work);
        }
    }
}

/// Makes a context of a request, or says why the application is not to see it.
pub(crate) fn begin(slot: &Slot, request: http::Request<Incoming>) -> (Box<Work>, Option<Error>) {
    let connection = &slot.0;
    let (mut parts, incoming) = request.into_parts();
    let refusal = refuse(connection, &parts).err();
    let mut work = connection.work();
    work.ctx.request.set_peer(connection.peer).set_encrypted(connection.is_encrypted);
    crate::request::fill(&mut work.ctx, &mut parts);
    work.headers = parts.headers;
    if !incoming.is_end_stream() {
        let limits = &connection.config.limits;
        let pace = Pace::new(limits.body_pause, limits.body_rate);
        let body = RequestBody::new(incoming, Some(pace), Some(slot.clone()));
        work.ctx.request.set_body(body.into_koa(limits.body_bytes));
    }
    (work, refusal)
}

/// The onion, the last step, and the response.
pub(crate) async fn complete(
    origin: Origin,
    mut work: Box<Work>,
    refusal: Option<Error>,
) -> http::Response<ResponseBody> {
    let outcome = match refusal {
        Some(error) => Err(error),
        None => catch_panic(origin.app().run(&mut work.ctx)).await,
    };
    let (head, length) = finish(&origin, &mut work, outcome);
    http::Response::from_parts(head, ResponseBody::new(origin, work, length))
}

/// Finishes the response and makes its head; one that cannot be sent becomes an error's.
fn finish(origin: &Origin, work: &mut Work, outcome: Result) -> (Parts, Option<u64>) {
    origin.app().finish(&mut work.ctx, outcome);
    head(origin, work).unwrap_or_else(|error| {
        work.headers.clear();
        origin.app().finish(&mut work.ctx, Err(error));
        // The answer of an error is framed by nobody's hand.
        head(origin, work).unwrap_or_else(|_| response::bare_500())
    })
}

fn head(origin: &Origin, work: &mut Work) -> Result<(Parts, Option<u64>)> {
    response::head(work, matches!(origin, Origin::Connection(_)))
}

/// Refuses what the application is not to see.
fn refuse(connection: &Connection, parts: &request::Parts) -> Result {
    let config = &connection.config;
    if target_length(parts) > config.limits.uri_bytes {
        return Err(Error::status_only(414));
    }
    Ok(())
}

fn target_length(parts: &request::Parts) -> usize {
    let authority = parts.uri.authority().map_or(0, |authority| authority.as_str().len());
    authority + parts.uri.path_and_query().map_or(0, |target| target.as_str().len())
}
