//! What hostile header fields cost: microseconds per KiB of every parser at growing sizes.
//!
//! A parser whose time grows with the size to the power of 1 has an exponent of 1.0 here; quadratic
//! ones would show 2.0.

use std::hint::black_box;
use std::time::{Duration, Instant};

use koa_core::content_disposition::ContentDisposition;
use koa_core::fresh::{Preconditions, Validators, is_fresh};
use koa_core::query::Query;
use koa_core::{content_type, cookies, date, encode_url, host, html, mime, negotiate, referrer, type_is, url, vary};

/// Sizes in KiB; a server lets no more than the last through.
const SIZES: [usize; 4] = [1, 4, 16, 64];

/// Each measurement is the fastest of this many, since anything else on the machine only adds time.
const ROUNDS: usize = 5;

/// What is repeated until the size is reached; each parser is measured with its worst.
const HOSTILE: [&str; 14] =
    [" ", "\t", ",", ";", "a,", "a;", ", ;", ";q=", "\"", "\"\\", "a=b;", "[:", "%ff&", "\u{e9},"];

type Parser = (&'static str, fn(&str));

const PARSERS: [Parser; 16] = [
    ("Accept", |text| {
        black_box(negotiate::preferred_media_type(Some(text), &["text/html", "application/json"]));
    }),
    ("Accept, listed", |text| _ = black_box(negotiate::accepted_media_types(Some(text)))),
    ("Accept-Encoding", |text| _ = black_box(negotiate::preferred_encoding(Some(text), &["br", "gzip"]))),
    ("Accept-Language", |text| _ = black_box(negotiate::preferred_language(Some(text), &["en", "de-AT"]))),
    ("Accept-Charset", |text| _ = black_box(negotiate::preferred_charset(Some(text), &["utf-8"]))),
    ("Content-Type", |text| {
        black_box(content_type::charset(text));
        black_box(type_is::is(Some(text), &["html", "+json"], mime::lookup));
        black_box(content_type::charset(&["a/b", text].concat()));
    }),
    ("Cookie", |text| _ = black_box(cookies::find(text, "session"))),
    ("Date", |text| _ = black_box(date::parse_http_date(text))),
    ("Content-Disposition", |text| {
        _ = black_box(ContentDisposition::attachment().filename(text).to_header_text());
    }),
    ("If-None-Match", |text| {
        let request =
            Preconditions { if_none_match: Some(text), cache_control: Some(text), ..Preconditions::default() };
        black_box(is_fresh(request, Validators { etag: Some("\"1\""), last_modified: None }));
    }),
    ("Host", |text| {
        let named = host::host(text);
        let hostname = host::hostname(&named);
        black_box(host::subdomains(&hostname, 2));
    }),
    ("query", |text| _ = black_box(Query::parse(text).first("a"))),
    ("request target", |text| {
        black_box(url::parse(text));
        black_box(url::set_path(&["http://", text].concat(), "/b"));
    }),
    ("Vary", |text| _ = black_box(vary::append(text, "Origin, Accept"))),
    ("Referer", |text| _ = black_box(referrer::back_target(text, "http://example.com/a", "example.com"))),
    ("Location", |text| {
        black_box(encode_url::encode_url(text));
        black_box(html::escape(text));
    }),
];

fn main() {
    println!("microseconds per KiB of hostile text, worst of {} kinds", HOSTILE.len());
    println!("| field | {} | growth |", SIZES.map(|size| format!("{size} KiB")).join(" | "));
    println!("|---|{}---|", "---|".repeat(SIZES.len()));
    let mut worst: f64 = 0.0;
    for (name, parse) in PARSERS {
        let (costs, exponent) =
            HOSTILE.map(|text| measure(parse, text)).into_iter().max_by(by_last).unwrap_or_default();
        worst = costs.iter().copied().fold(worst, f64::max);
        println!("| {name} | {} | {exponent:.2} |", costs.map(|cost| format!("{cost:.2}")).join(" | "));
    }
    println!("headers: worst {worst:.2} us per KiB");
}

type Costs = ([f64; SIZES.len()], f64);

fn by_last(a: &Costs, b: &Costs) -> std::cmp::Ordering {
    a.0[SIZES.len() - 1].total_cmp(&b.0[SIZES.len() - 1])
}

/// Microseconds per KiB at each size, and the exponent of the growth over the largest step of 16.
fn measure(parse: fn(&str), hostile: &str) -> Costs {
    let costs = SIZES.map(|size| {
        let text = hostile.repeat(size * 1024 / hostile.len());
        let times = (0..ROUNDS).map(|_| time(parse, &text, 64 / size));
        times.min().unwrap_or_default().as_secs_f64() * 1e6 / size as f64
    });
    let steps = (SIZES[3] / SIZES[1]) as f64;
    (costs, 1.0 + (costs[3] / costs[1]).ln() / steps.ln())
}

/// The time of one call, as the mean of `calls`.
fn time(parse: fn(&str), text: &str, calls: usize) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        parse(black_box(text));
    }
    start.elapsed() / calls as u32
}
