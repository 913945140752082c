#![cfg(feature = "json")]

use koa_core::{App, test};

fn sum() -> App {
    App::new().with(async |ctx, _| {
        let numbers: Vec<u32> = ctx.request.json().await?;
        ctx.set_body(numbers.iter().sum::<u32>().to_string());
        Ok(())
    })
}

#[test]
fn it_is_the_body_as_a_type() {
    assert_eq!(test::post("/").body("[1, 2, 3]").send(&sum()).text(), "6");
}

#[test]
fn what_is_not_json_of_that_type_is_a_400_that_says_so() {
    for body in ["", "[1, 2", "{}", "[-1]", "[1] x"] {
        let response = test::post("/").body(body).send(&sum());
        assert_eq!(response.status(), 400, "{body}");
        assert_eq!(response.text(), "the body is not the JSON that was expected");
    }
}

#[test]
fn what_went_wrong_is_the_source() {
    let mut ctx = test::context("POST /");
    ctx.request.set_body("{");
    let error = test::block_on(ctx.request.json::<u8>()).unwrap_err();
    assert!(error.source().unwrap().to_string().contains("line 1"), "{error:?}");
}
