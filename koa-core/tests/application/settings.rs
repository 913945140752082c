use core::time::Duration;

use koa_core::{App, Cookie, HeaderName, header, test};

#[test]
fn a_new_app_has_koas_defaults() {
    let app = App::new();
    let settings = app.settings();
    assert!(!settings.proxy());
    assert_eq!(settings.subdomain_offset(), 2);
    assert_eq!(settings.proxy_ip_header(), &header::X_FORWARDED_FOR);
    assert_eq!(settings.max_ips_count(), 0);
    assert!(!settings.silent());
}

#[test]
fn every_builder_sets_its_setting() {
    let app = App::new()
        .env("staging")
        .proxy(true)
        .subdomain_offset(3)
        .proxy_ip_header("X-Real-IP")
        .max_ips_count(1)
        .silent(true)
        .clock(|| 42);
    let settings = app.settings();
    assert_eq!(settings.env(), "staging");
    assert!(settings.proxy());
    assert_eq!(settings.subdomain_offset(), 3);
    assert_eq!(settings.proxy_ip_header(), &HeaderName::from_static("x-real-ip"));
    assert_eq!(settings.max_ips_count(), 1);
    assert!(settings.silent());
    assert_eq!(settings.now(), Some(42));
}

#[test]
fn a_clock_that_counts_from_its_start_dates_no_cookie() {
    let app = App::new().uptime(|| 42).with(async |ctx, _| {
        ctx.cookies_mut().set(Cookie::new("id", "7").max_age(Duration::from_secs(60)))?;
        Ok(())
    });
    assert_eq!(test::get("/").send(&app).header("set-cookie"), Some("id=7; path=/; max-age=60; httponly"));
    assert_eq!(app.settings().now(), Some(42));
}

#[test]
fn a_local_app_has_the_same_settings() {
    let app = App::local().env("staging").proxy(true);
    assert_eq!((app.settings().env(), app.settings().proxy()), ("staging", true));
}

#[test]
fn middleware_sees_the_settings_of_its_app() {
    let app = App::new().env("staging").with(async |ctx, _| {
        let env = ctx.settings().env().to_owned();
        ctx.set_body(env);
        Ok(())
    });
    assert_eq!(test::get("/").send(&app).text(), "staging");
}

#[test]
fn a_context_keeps_the_settings_it_was_made_with() {
    let app = App::new().env("before");
    let ctx = app.context(test::get("/").into_request());
    let app = app.env("after");
    assert_eq!(ctx.settings().env(), "before");
    assert_eq!(app.settings().env(), "after");
}

#[cfg(not(feature = "std"))]
#[test]
fn without_an_operating_system_there_is_no_clock_and_the_environment_is_development() {
    let app = App::new();
    assert_eq!(app.settings().now(), None);
    assert_eq!(app.settings().env(), "development");
}

#[cfg(feature = "std")]
mod hosted {
    use koa_core::App;

    use crate::support::{child, is_child};

    #[test]
    fn the_clock_is_the_systems() {
        let now = App::new().settings().now().expect("a system has a clock");
        assert!(now > 1_700_000_000_000, "{now}");
    }

    #[test]
    fn the_environment_is_the_one_that_node_env_names() {
        if !is_child() {
            child(
                "application::settings::hosted::the_environment_is_the_one_that_node_env_names",
                &[("NODE_ENV", "production")],
            );
            return;
        }
        assert_eq!(App::new().settings().env(), "production");
        assert_eq!(App::new().env("test").settings().env(), "test");
    }

    #[test]
    fn an_empty_node_env_is_development() {
        if !is_child() {
            child("application::settings::hosted::an_empty_node_env_is_development", &[("NODE_ENV", "")]);
            return;
        }
        assert_eq!(App::new().settings().env(), "development");
    }
}
