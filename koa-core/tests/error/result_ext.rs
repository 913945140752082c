use koa_core::{Result, ResultExt};

fn number(text: &str) -> std::result::Result<u8, std::num::ParseIntError> {
    text.parse()
}

#[test]
fn what_is_there_passes() {
    assert_eq!(Some(1).or_status(404).unwrap(), 1);
    assert_eq!(Some(1).or_throw(404, "none").unwrap(), 1);
    assert_eq!(number("1").or_status(400).unwrap(), 1);
    assert_eq!(number("1").or_throw(400, "no number").unwrap(), 1);
}

#[test]
fn or_status_fails_with_the_reason_phrase() {
    for error in [None::<u8>.or_status(404).unwrap_err(), number("x").or_status(404).unwrap_err()] {
        assert_eq!((error.status().as_u16(), error.message()), (404, "Not Found"));
        assert!(error.is_exposed());
    }
}

#[test]
fn or_throw_fails_with_a_message() {
    let messages =
        [None::<u8>.or_throw(400, "no").unwrap_err(), number("x").or_throw(400, String::from("no")).unwrap_err()];
    for error in messages {
        assert_eq!((error.status().as_u16(), error.message()), (400, "no"));
    }
}

#[test]
fn the_cause_stays_as_the_source() {
    let cause = number("x").unwrap_err();
    let by_status = number("x").or_status(400).unwrap_err();
    let by_message = number("x").or_throw(400, "no number").unwrap_err();
    for error in [by_status, by_message] {
        assert_eq!(error.source().unwrap().to_string(), cause.to_string());
        assert_eq!(error.source().unwrap().downcast_ref(), Some(&cause));
    }
}

#[test]
fn both_read_well_in_a_chain() {
    fn find(id: &str) -> Result<u8> {
        number(id).or_throw(400, "the id must be a number")?.checked_add(1).or_status(404)
    }
    assert_eq!(find("1").unwrap(), 2);
    assert_eq!(find("255").unwrap_err().status(), 404);
    assert_eq!(find("x").unwrap_err().status(), 400);
}
