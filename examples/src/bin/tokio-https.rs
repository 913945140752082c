//! cargo run -p koa-examples --bin tokio-https
//!
//! One application on HTTP and HTTPS, with a certificate made at start-up.
//! Try: curl http://127.0.0.1:3000/ and curl -k https://127.0.0.1:3443/

use koa_tokio::{App, Listener, Server, Shutdown, tls};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let made =
        rcgen::generate_simple_self_signed(["localhost".into(), "127.0.0.1".into()]).map_err(std::io::Error::other)?;
    let config = tls::config(made.cert.pem().as_bytes(), made.signing_key.serialize_pem().as_bytes())?;

    let app = App::new().with(async |ctx, _| {
        let greeting = format!("Hello over {}", ctx.protocol());
        ctx.set_body(greeting);
        Ok(())
    });
    let http = TcpListener::bind("127.0.0.1:3000").await?;
    let https = tls::TlsListener::new(TcpListener::bind("127.0.0.1:3443").await?, config);
    println!("listening on http://127.0.0.1:3000 and https://127.0.0.1:3443");
    Server::new(app).shutdown(Shutdown::on_signal()?).serve(http.and(https)).await?;
    Ok(())
}
