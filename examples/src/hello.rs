//! The obligatory hello world.

use koa_core::App;

/// Answers everything with `Hello World`.
pub fn app() -> App {
    App::new().with(async |ctx, _| {
        ctx.set_body("Hello World");
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use koa_core::test;

    #[test]
    fn every_path_says_hello() {
        let response = test::get("/any/path").send(&super::app());
        assert_eq!(response.status(), 200);
        assert_eq!(response.text(), "Hello World");
    }
}
