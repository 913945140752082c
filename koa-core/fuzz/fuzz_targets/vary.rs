//! Vary: what is added is there, once, and what was there stays.

#![no_main]

use koa_core::test;
use koa_core::vary::{append, append_all};
use koa_core_fuzz::{assert_one_line, fields};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let [header, added] = fields(input);
    let Ok(varied) = append(header, added) else {
        let mut ctx = test::context("GET /");
        ctx.vary(added);
        assert!(ctx.response.take_error().is_some() && !ctx.response.has_header("vary"));
        return;
    };
    assert_one_line(added);
    assert_eq!(append(&varied, added).as_deref(), Ok(&*varied), "adding twice changes nothing");
    let added: Vec<&str> = added.split(',').map(|name| name.trim_matches(' ')).collect();
    assert_eq!(append_all(header, &added).as_deref(), Ok(&*varied));
    if varied == "*" {
        assert!(added.contains(&"*") || header.split(',').any(|name| name.trim_matches(' ') == "*"));
        return;
    }
    assert!(varied.starts_with(header));
    for name in added {
        let is_it = |known: &&str| known.trim_matches(' ').eq_ignore_ascii_case(name);
        assert!(varied.split(',').any(|known| is_it(&known)), "{name:?} is not in {varied:?}");
        assert!(varied[header.len()..].split(',').filter(is_it).count() <= 1, "{name:?} is twice in {varied:?}");
    }
});
