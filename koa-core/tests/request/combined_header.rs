use crate::support::with_headers;

fn combined(name: &str, values: &[&str]) -> Option<String> {
    let headers: Vec<_> = values.iter().map(|value| (name, *value)).collect();
    with_headers(&headers).request.combined_header(name).map(|value| value.into_owned())
}

#[test]
fn several_values_are_one_list() {
    assert_eq!(combined("accept", &["text/html", "text/*"]).as_deref(), Some("text/html, text/*"));
    assert_eq!(combined("x-forwarded-for", &["a", "", "b"]).as_deref(), Some("a, , b"));
    assert_eq!(combined("Accept", &["text/html"]).as_deref(), Some("text/html"));
}

#[test]
fn cookies_are_joined_by_semicolons() {
    assert_eq!(combined("cookie", &["a=1", "b=2"]).as_deref(), Some("a=1; b=2"));
}

#[test]
fn of_headers_that_can_come_only_once_it_is_the_first() {
    for name in ["host", "Content-Type", "content-length", "authorization", "if-modified-since", "user-agent", "from"] {
        assert_eq!(combined(name, &["1", "2"]).as_deref(), Some("1"), "{name}");
    }
}

#[test]
fn an_absent_one_is_none() {
    assert_eq!(with_headers(&[("x-a", "1")]).request.combined_header("x-b"), None);
}
