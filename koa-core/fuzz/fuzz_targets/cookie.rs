//! Cookies: a line that is written holds what was asked for and nothing else, and reads back.

#![no_main]

use core::time::Duration;

use koa_core::cookies::find;
use koa_core::{Cookie, Keygrip, SameSite};
use koa_core_fuzz::{assert_one_line, fields};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let [header, name, value, path, domain] = fields(input);
    assert_eq!(find(header, name), slow_find(header, name), "{header:?} {name:?}");

    let cookie = Cookie::new(name, value).path(path).domain(domain);
    let cookie = cookie.max_age(Duration::from_secs(header.len() as u64)).same_site(SameSite::Lax);
    if let Ok(line) = cookie.to_header(Some(0)) {
        check_line(&line, [name, value, path, domain]);
    }
    check_signature(header, name, value);
});

fn check_line(line: &str, [name, value, path, domain]: [&str; 4]) {
    assert_one_line(line);
    let rest = line.strip_prefix(&format!("{name}={value}")).expect("name and value come first");
    for attribute in rest.split(';').skip(1) {
        let (key, set) = attribute.strip_prefix(' ').unwrap().split_once('=').unwrap_or((&attribute[1..], ""));
        match key {
            "path" => assert_eq!(set, path),
            "domain" => assert_eq!(set, domain),
            "samesite" => assert_eq!(set, "lax"),
            "httponly" => assert_eq!(set, ""),
            "expires" => assert!(set.ends_with(" GMT")),
            _ => panic!("{attribute:?} was not asked for in {line:?}"),
        }
    }
    if !value.starts_with('"') {
        assert_eq!(find(line, name), Some(value));
    }
}

fn check_signature(data: &str, first: &str, second: &str) {
    let (Ok(both), Ok(old)) = (Keygrip::new([first, second]), Keygrip::new([second])) else { return };
    assert_eq!(both.index(data, &both.sign(data)), Some(0));
    // HMAC pads short keys with zeros, so that keys which differ in those alone are one key.
    if first.trim_end_matches('\0') != second.trim_end_matches('\0') && first.len().max(second.len()) <= 64 {
        assert_eq!(both.index(data, &old.sign(data)), Some(1));
    }
    assert_eq!(both.index(data, data), None);
    assert!(!old.verify([data, "x"].concat(), &old.sign(data)));
}

/// Where a name may stand: at the start, and after each semicolon, behind any number of spaces.
fn slow_find<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    let wanted = [name, "="].concat();
    let places = (0..header.len()).filter(|&at| at == 0 || header.as_bytes()[at - 1] == b';');
    let mut values = places.filter_map(|at| {
        let spaces = header[at..].bytes().take_while(|&byte| byte == b' ').count();
        (0..=spaces).find_map(|spaces| header[at + spaces..].strip_prefix(&wanted))
    });
    let value = values.next()?.split(';').next()?;
    let Some(quoted) = value.strip_prefix('"') else { return Some(value) };
    let last = quoted.char_indices().next_back().map_or(0, |(at, _)| at);
    Some(&quoted[..last])
}
