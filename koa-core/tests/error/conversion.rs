use koa_core::{App, Error, Result, StatusCode, test};

#[test]
fn the_question_mark_makes_a_hidden_500_of_any_std_error() {
    fn parse() -> Result<u8> {
        Ok("x".parse()?)
    }
    let error = parse().unwrap_err();
    assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(error.message(), "invalid digit found in string");
    assert!(!error.is_exposed());
    assert!(error.source().unwrap().is::<std::num::ParseIntError>());
}

#[test]
fn errors_of_io_convert_too() {
    fn read() -> Result<String> {
        Ok(std::fs::read_to_string("/there/is/no/such/file")?)
    }
    assert!(read().unwrap_err().source().unwrap().is::<std::io::Error>());
}

#[test]
fn the_client_does_not_see_their_text() {
    let app = App::new().silent(true).with(async |ctx, _| {
        let number: u8 = ctx.querystring().parse()?;
        ctx.set_body(number.to_string());
        Ok(())
    });
    assert_eq!(test::get("/?7").send(&app).text(), "7");
    let response = test::get("/?x").send(&app);
    assert_eq!((response.status().as_u16(), response.text()), (500, "Internal Server Error".into()));
}

#[test]
fn a_status_code_is_an_error_too() {
    fn find() -> Result {
        Err(StatusCode::GONE)?
    }
    let error = find().unwrap_err();
    assert_eq!((error.status(), error.message()), (StatusCode::GONE, "Gone"));
}

#[test]
fn errors_of_this_crate_convert() {
    fn header() -> Result {
        koa_core::HeaderName::new("bad name")?;
        Ok(())
    }
    let error = header().unwrap_err();
    assert_eq!(error.status(), 500);
    assert!(error.message().contains("bad name"));
}

#[test]
fn a_source_can_be_named_by_hand() {
    let error = Error::new(502, "no upstream").with_source("connection refused");
    assert_eq!(error.source().unwrap().to_string(), "connection refused");
    assert!(Error::new(502, "").source().is_none());
}

#[test]
fn display_is_the_message_and_debug_tells_more() {
    let mut error = Error::new(403, "members only");
    assert_eq!(error.to_string(), "members only");
    error.set_message("members only, please");
    let debug = format!("{error:?}");
    assert!(debug.contains("403") && debug.contains("members only, please"), "{debug}");
}
