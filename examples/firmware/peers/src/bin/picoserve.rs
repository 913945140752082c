//! picoserve: hello, JSON, 404, and a layer that adds a header.

#![no_std]
#![no_main]

use embassy_executor::Spawner;
use embassy_net::{Stack, StackResources};
use picoserve::io::Read;
use picoserve::request::RequestParts;
use picoserve::response::{Body, Connection, HeadersIter, Json, Response, ResponseWriter};
use picoserve::routing::{Layer, Next, get};
use picoserve::{Config, ResponseSent, Router, Server};
use static_cell::StaticCell;

const CONNECTIONS: usize = 4;

static CONFIG: Config = Config::const_default().keep_connection_alive();

#[derive(serde::Serialize)]
struct Greeting {
    hello: &'static str,
}

/// Adds a header to every answer.
struct Board;

impl<State, Parameters> Layer<State, Parameters> for Board {
    type NextState = State;
    type NextPathParameters = Parameters;

    async fn call_layer<'a, R: Read + 'a, N: Next<'a, R, State, Parameters>, W: ResponseWriter<Error = R::Error>>(
        &self,
        next: N,
        state: &State,
        parameters: Parameters,
        _: RequestParts<'_>,
        writer: W,
    ) -> Result<ResponseSent, W::Error> {
        next.run(state, parameters, Named(writer)).await
    }
}

struct Named<W>(W);

impl<W: ResponseWriter> ResponseWriter for Named<W> {
    type Error = W::Error;

    async fn write_response<R: Read<Error = W::Error>, H: HeadersIter, B: Body>(
        self,
        connection: Connection<'_, R>,
        response: Response<H, B>,
    ) -> Result<ResponseSent, W::Error> {
        self.0.write_response(connection, response.with_header("X-Board", "1")).await
    }
}

#[cortex_m_rt::entry]
fn main() -> ! {
    lm3s6965::run(start)
}

fn start(spawner: Spawner) {
    static RESOURCES: StaticCell<StackResources<{ CONNECTIONS + 1 }>> = StaticCell::new();
    let stack = peers::start(spawner, &RESOURCES);
    for _ in 0..CONNECTIONS {
        spawner.spawn(serve(stack).expect("there is a place for each"));
    }
}

#[embassy_executor::task(pool_size = CONNECTIONS)]
async fn serve(stack: Stack<'static>) -> ! {
    let app = Router::new()
        .route("/", get(|| async { "Hello World" }))
        .route("/json", get(|| async { Json(Greeting { hello: "world" }) }))
        .layer(Board);
    let (mut received, mut sent, mut http) = ([0; 1024], [0; 1024], [0; 1024]);
    Server::new(&app, &CONFIG, &mut http).listen_and_serve(0, stack, 80, &mut received, &mut sent).await.into_never()
}
