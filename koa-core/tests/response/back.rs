use koa_core::test;

use crate::support::request;

fn back(referrer: &str) -> (u16, Option<String>) {
    let asked = test::get("/current").header("host", "example.com").header("referer", referrer);
    let response = request(asked, |ctx| _ = ctx.back("/home"));
    (response.status().as_u16(), response.header("location").map(str::to_owned))
}

#[test]
fn it_goes_to_a_page_of_this_host() {
    for page in ["http://example.com/login", "https://example.com/login", "/login", "login?a=b"] {
        assert_eq!(back(page), (302, Some(page.into())));
    }
}

#[test]
fn it_goes_nowhere_else() {
    for page in [
        "http://evil.com/",
        "//evil.com",
        "/\\evil.com",
        "\\\\evil.com",
        "http:evil.com",
        "javascript:alert(1)",
        "http://example.com:8080/",
        "",
    ] {
        assert_eq!(back(page), (302, Some("/home".into())), "{page}");
    }
}

#[test]
fn a_tab_that_hides_this_host_leads_to_no_other() {
    for (page, location) in [
        ("//\t\texample.com\t\t//e", "//%09%09example.com%09%09//e"),
        ("//exam\tple.com/x", "//exam%09ple.com/x"),
        ("/\t/example.com/x", "/%09/example.com/x"),
        ("ht\ttp://example.com/", "ht%09tp://example.com/"),
    ] {
        assert_eq!(back(page), (302, Some(location.into())), "{page:?}");
    }
}

#[test]
fn without_a_referrer_it_goes_to_the_alternative() {
    let response = request(test::get("/current").header("host", "example.com"), |ctx| _ = ctx.back("/home"));
    assert_eq!(response.header("location"), Some("/home"));
}

#[test]
fn both_spellings_of_the_header_are_read() {
    let asked = test::get("/current").header("host", "example.com").header("referrer", "/login");
    assert_eq!(request(asked, |ctx| _ = ctx.back("/home")).header("location"), Some("/login"));
}

#[test]
fn a_request_that_has_no_url_of_its_own_has_no_way_back() {
    let asked = test::get("/current")
        .header("host", "example.com")
        .header("x-forwarded-proto", "no protocol")
        .header("referer", "/login");
    let app = koa_core::App::new().silent(true).proxy(true).with(async |ctx, _| {
        ctx.back("/home");
        Ok(())
    });
    assert_eq!(asked.send(&app).status(), 500);
}
