//! Hello World on koa-tokio, at the address that is the first argument.

use koa_tokio::App;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:3000".into());
    let app = App::new().with(async |ctx, _| {
        ctx.set_body("Hello World");
        Ok(())
    });
    koa_tokio::listen(app, address).await?;
    Ok(())
}
