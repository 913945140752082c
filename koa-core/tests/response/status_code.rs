use koa_core::StatusCode;

#[test]
fn codes_go_from_100_to_999() {
    for code in [100, 404, 700, 999] {
        assert_eq!(StatusCode::new(code).unwrap().as_u16(), code);
        assert_eq!(StatusCode::try_from(code).unwrap(), code);
    }
    for code in [0, 99, 1000, u16::MAX] {
        assert_eq!(StatusCode::new(code).unwrap_err().to_string(), format!("invalid status code: {code}"));
    }
}

#[test]
fn sixty_three_have_a_name() {
    let named: Vec<u16> = (100..1000).filter(|&code| StatusCode::new(code).unwrap().reason().is_some()).collect();
    assert_eq!(named.len(), 63);
    for unnamed in [104, 209, 306, 309, 419, 420, 427, 430, 499, 512, 599, 600] {
        assert!(!named.contains(&unnamed), "{unnamed}");
    }
}

#[test]
fn the_names_are_those_of_the_statuses_package() {
    for (code, reason) in [
        (200, "OK"),
        (226, "IM Used"),
        (302, "Found"),
        (413, "Payload Too Large"),
        (418, "I'm a Teapot"),
        (425, "Too Early"),
        (509, "Bandwidth Limit Exceeded"),
    ] {
        assert_eq!(StatusCode::new(code).unwrap().reason(), Some(reason));
    }
}

#[test]
fn classes_hold_exactly_their_codes() {
    let all = |is: fn(StatusCode) -> bool| -> Vec<u16> {
        (100..1000).filter(|&code| is(StatusCode::new(code).unwrap())).collect()
    };
    assert_eq!(all(StatusCode::is_empty), [204, 205, 304]);
    assert_eq!(all(StatusCode::is_redirect), [300, 301, 302, 303, 305, 307, 308]);
    assert_eq!(all(StatusCode::is_retry), [502, 503, 504]);
    assert_eq!(all(StatusCode::is_success), (200..300).collect::<Vec<_>>());
    assert_eq!(all(StatusCode::is_client_error), (400..500).collect::<Vec<_>>());
    assert_eq!(all(StatusCode::is_server_error), (500..600).collect::<Vec<_>>());
}

#[test]
fn a_code_is_shown_as_its_number() {
    let teapot = StatusCode::IM_A_TEAPOT;
    assert_eq!((teapot.to_string(), format!("{teapot:?}"), u16::from(teapot)), ("418".into(), "418".into(), 418));
    assert!(StatusCode::OK < StatusCode::NOT_FOUND);
}
