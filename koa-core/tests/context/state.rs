use koa_core::{App, State, test};

#[derive(Debug, PartialEq)]
struct User(&'static str);

#[test]
fn it_holds_one_value_of_each_type() {
    let mut state = State::default();
    assert_eq!(state.insert(User("tobi")), None);
    assert_eq!(state.insert(7_u8), None);
    assert_eq!(state.insert(User("loki")), Some(User("tobi")));
    assert_eq!(state.len(), 2);
    assert_eq!(state.get(), Some(&User("loki")));
    assert_eq!(state.remove::<User>(), Some(User("loki")));
    assert_eq!(state.get::<User>(), None);
    assert_eq!(state.remove::<User>(), None);
    state.clear();
    assert!(state.is_empty());
}

#[test]
fn types_of_the_same_shape_are_different_keys() {
    mod a {
        #[derive(Debug, PartialEq)]
        pub(super) struct Id(pub(super) u8);
    }
    mod b {
        #[derive(Debug, PartialEq)]
        pub(super) struct Id(pub(super) u8);
    }
    let mut state = State::default();
    state.insert(a::Id(1));
    state.insert(b::Id(2));
    assert_eq!((state.get(), state.get()), (Some(&a::Id(1)), Some(&b::Id(2))));
}

#[test]
fn a_value_can_be_changed_in_place() {
    let mut state = State::default();
    state.insert(vec![1]);
    state.get_mut::<Vec<i32>>().unwrap().push(2);
    state.require_mut::<Vec<i32>>().unwrap().push(3);
    assert_eq!(state.require::<Vec<i32>>().unwrap(), &[1, 2, 3]);
}

#[test]
fn it_goes_from_one_middleware_to_the_next_and_no_further() {
    let app = App::new()
        .with(async |ctx, next| {
            if ctx.path() == "/first" {
                ctx.state.insert(User("tobi"));
            }
            next.run(ctx).await
        })
        .with(async |ctx, _| {
            let name = ctx.state.get::<User>().map_or("nobody", |user| user.0);
            ctx.set_body(name);
            Ok(())
        });
    assert_eq!(test::get("/first").send(&app).text(), "tobi");
    assert_eq!(test::get("/second").send(&app).text(), "nobody");
}

#[test]
fn requiring_what_nobody_stored_is_a_500_that_names_the_type_in_the_log_only() {
    let app = App::new().on_error(|error, _| assert!(error.message().contains("state::User"), "{error}")).with(
        async |ctx, _| {
            match ctx.path() {
                "/read" => _ = ctx.state.require::<User>()?,
                _ => ctx.state.require_mut::<User>()?.0 = "tobi",
            }
            Ok(())
        },
    );
    for url in ["/read", "/write"] {
        let response = test::get(url).send(&app);
        assert_eq!((response.status().as_u16(), response.text()), (500, "Internal Server Error".into()));
    }
}
