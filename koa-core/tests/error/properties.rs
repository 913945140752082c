use koa_core::{App, Error, test};

#[derive(Debug, PartialEq)]
struct Retries(u8);

#[test]
fn a_value_of_each_type_can_be_attached() {
    let error = Error::new(503, "busy").with(Retries(3)).with("reason").with(Retries(4));
    assert_eq!(error.get(), Some(&Retries(4)));
    assert_eq!(error.get(), Some(&"reason"));
    assert_eq!(error.get::<u8>(), None);
}

#[test]
fn it_travels_to_whoever_catches_the_error() {
    let app = App::new()
        .with(async |ctx, next| {
            if let Err(error) = next.run(ctx).await {
                ctx.set_body(format!("{:?}", error.get::<Retries>()));
            }
            Ok(())
        })
        .with(async |_, _| Err(Error::new(503, "busy").with(Retries(3))));
    assert_eq!(test::get("/").send(&app).text(), "Some(Retries(3))");
}

#[test]
fn it_travels_to_the_listeners() {
    let app = App::new()
        .on_error(|error, _| {
            let retries = error.get::<Retries>().map_or(0, |retries| retries.0);
            error.set_message(format!("try {retries} times"));
        })
        .with(async |_, _| Err(Error::new(400, "").with(Retries(3))));
    assert_eq!(test::get("/").send(&app).text(), "try 3 times");
}
