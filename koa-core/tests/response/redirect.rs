use koa_core::{StatusCode, test};

use crate::support::{request, respond};

#[test]
fn it_is_a_302_with_a_location_and_a_text() {
    let response = request(test::get("/").header("accept", "text/plain"), |ctx| _ = ctx.redirect("/new?a=<b>"));
    assert_eq!((response.status().as_u16(), response.header("location")), (302, Some("/new?a=%3Cb%3E")));
    assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(response.text(), "Redirecting to /new?a=<b>.");
}

#[test]
fn html_is_escaped() {
    let response = request(test::get("/").header("accept", "text/html"), |ctx| _ = ctx.redirect("/new?a=<b>&'\""));
    assert_eq!(response.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(response.text(), "Redirecting to /new?a=&lt;b&gt;&amp;&#39;&quot;.");
}

#[test]
fn a_redirect_status_stays_and_any_other_is_302() {
    for (status, expected) in
        [(300, 300), (301, 301), (303, 303), (305, 305), (307, 307), (308, 308), (304, 302), (200, 302), (404, 302)]
    {
        let status = StatusCode::new(status).unwrap();
        assert_eq!(respond(move |ctx| _ = ctx.set_status(status).redirect("/")).status(), expected, "{status}");
    }
    assert_eq!(respond(|ctx| _ = ctx.redirect("/").set_status(StatusCode::MOVED_PERMANENTLY)).status(), 301);
}

#[test]
fn it_replaces_an_earlier_type_and_body() {
    let response = respond(|ctx| _ = ctx.set_content_type("json").set_body("{}").redirect("/new"));
    assert_eq!(response.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(response.text(), "Redirecting to /new.");
}

#[test]
fn the_target_is_encoded_and_cannot_split_the_response() {
    let response = respond(|ctx| _ = ctx.redirect("/snow man/☃\r\nset-cookie: a=b"));
    assert_eq!(response.header("location"), Some("/snow%20man/%E2%98%83%0D%0Aset-cookie:%20a=b"));
    assert_eq!((response.status().as_u16(), response.header("set-cookie")), (302, None));
}

#[test]
fn a_web_url_has_one_reading() {
    let location = |url: &'static str| respond(move |ctx| _ = ctx.redirect(url)).header("location").unwrap().to_owned();
    assert_eq!(location("http://google.com/a"), "http://google.com/a");
    assert_eq!(location("https://example.com\\@evil.com/"), "https://example.com/@evil.com/");
}

#[cfg(feature = "url")]
#[test]
fn a_web_url_is_normalised() {
    let response = respond(|ctx| _ = ctx.redirect("HTTP://Google.com/a b"));
    assert_eq!(response.header("location"), Some("http://google.com/a%20b"));
    let response = respond(|ctx| _ = ctx.redirect("http://google.com"));
    assert_eq!(response.header("location"), Some("http://google.com/"));
}

#[test]
fn a_web_url_without_a_host_is_a_500() {
    assert_eq!(respond(|ctx| _ = ctx.redirect("http://")).status(), 500);
    assert_eq!(respond(|ctx| _ = ctx.redirect("https://u@/")).status(), 500);
}

#[test]
fn what_a_browser_would_run_is_a_500() {
    for url in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " \tjavascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "\0javascript:x",
    ] {
        let response = respond(move |ctx| _ = ctx.redirect(url));
        assert_eq!((response.status().as_u16(), response.header("location")), (500, None), "{url:?}");
    }
}

#[test]
fn a_reference_that_leads_nowhere_is_sent_as_it_is() {
    for url in ["avascript://example.com:6160)", "\\\\evi%00llerascript:", "//[/"] {
        assert_eq!(respond(move |ctx| _ = ctx.redirect(url)).header("location"), Some(url));
    }
}
