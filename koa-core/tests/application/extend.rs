use koa_core::{App, test};

struct Db(&'static str);

#[test]
fn an_extension_is_seen_by_every_context_of_the_app() {
    let app = App::new().extend(Db("pg")).extend(7_u8).with(async |ctx, _| {
        let text = format!("{} {}", ctx.app::<Db>()?.0, ctx.app::<u8>()?);
        ctx.set_body(text);
        Ok(())
    });
    assert_eq!(test::get("/").send(&app).text(), "pg 7");
    assert_eq!(test::get("/").send(&app).text(), "pg 7");
}

#[test]
fn the_last_extension_of_a_type_wins() {
    let app = App::new().extend(Db("pg")).extend(Db("sqlite"));
    let ctx = app.context(test::get("/").into_request());
    assert_eq!(ctx.app::<Db>().unwrap().0, "sqlite");
}

#[test]
fn extensions_belong_to_one_app() {
    let (one, other) = (App::new().extend(Db("pg")), App::new());
    assert!(one.context(test::get("/").into_request()).app::<Db>().is_ok());
    assert!(other.context(test::get("/").into_request()).app::<Db>().is_err());
}

#[test]
fn a_missing_extension_is_a_500_that_names_the_type_in_the_log_only() {
    let app = App::new()
        .on_error(|error, _| {
            assert!(error.message().contains("extend::Db") && error.message().contains("App::extend"), "{error}");
        })
        .with(async |ctx, _| {
            let name = ctx.app::<Db>()?.0;
            ctx.set_body(name);
            Ok(())
        });
    let response = test::get("/").send(&app);
    assert_eq!(response.status(), 500);
    assert_eq!(response.text(), "Internal Server Error");
}

#[test]
fn a_local_app_extends_its_contexts_too() {
    let app = App::local().extend(Db("flash"));
    assert_eq!(app.context(test::get("/").into_request()).app::<Db>().unwrap().0, "flash");
}
