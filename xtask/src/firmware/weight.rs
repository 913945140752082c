//! What each part costs: images that differ in it, and those of other servers.

use std::cell::OnceCell;

use super::image::{Build, Image};
use super::report::Report;
use super::{HELLO, tools};
use crate::Result;

/// The images of Koa, the cheapest first, and what each is.
const ROWS: [(&str, &str); 9] = [
    ("text", "a text, 404, one middleware"),
    (HELLO, "+ JSON of a struct: the hello of the budget"),
    ("query", "text + the query"),
    ("cookies", "text + cookies: get, set"),
    (SIGNED, "text + signed cookies: get_signed, set"),
    ("negotiation", "text + accepts"),
    ("streaming", "text + a streamed body, an upload that is counted"),
    ("json-values", "text + JSON of any shape: json!, request.json"),
    ("tour", "the tour: logger, X-Response-Time, JSON, stream, upload, error"),
];

/// An image that is a feature too: it turns on what it weighs.
const SIGNED: &str = "signed";

/// The same application, more or less, by others.
const PEERS: [(&str, &str); 3] = [
    ("floor", "no server: a loop by hand"),
    ("picoserve", "picoserve 0.20: text, JSON, 404, one layer"),
    ("edge-http", "edge-http 0.8: text, JSON, 404, a header"),
];

/// The images for the emulated board, each built when it is asked for first.
#[derive(Debug, Default)]
pub(super) struct Images {
    plain: OnceCell<Vec<Image>>,
    probed: OnceCell<Vec<Image>>,
}

impl Images {
    /// The image of that name without a probe.
    pub(super) fn plain(&self, name: &str) -> Result<Image> {
        named(&self.plain, build_plain, name)
    }

    /// The image of that name with a probe; those of the peers, and hello.
    pub(super) fn probed(&self, name: &str) -> Result<Image> {
        named(&self.probed, build_probed, name)
    }
}

fn named(built: &OnceCell<Vec<Image>>, build: fn() -> Result<Vec<Image>>, name: &str) -> Result<Image> {
    if built.get().is_none() {
        let _ = built.set(build()?);
    }
    let mut images = built.get().into_iter().flatten();
    images.find(|image| image.path.ends_with(name)).cloned().ok_or_else(|| format!("there is no image {name}"))
}

fn build_plain() -> Result<Vec<Image>> {
    let plain: Vec<_> = ROWS.iter().map(|(name, _)| *name).filter(|name| *name != SIGNED).collect();
    let mut images = build("onion", &plain, "")?;
    images.extend(build("onion", &[SIGNED], SIGNED)?);
    images.extend(build("peers", &PEERS.map(|(name, _)| name), "")?);
    Ok(images)
}

fn build_probed() -> Result<Vec<Image>> {
    let mut images = build("onion", &[HELLO], "probe")?;
    images.extend(build("peers", &PEERS.map(|(name, _)| name), "probe")?);
    Ok(images)
}

/// Prints the table, and what a connection more takes.
pub(super) fn weigh_all(report: &mut Report, images: &Images) -> Result {
    report.part("images for a Cortex-M3, opt-level s, fixed address, no logging, 4 connections");
    print(report, images)?;
    let four = images.plain(HELLO)?;
    let eight = build("onion", &[HELLO], "eight-connections")?.remove(0);
    let per_connection = (eight.ram - four.ram) / 4;
    println!("a connection more takes {per_connection} bytes before anything is sent on it");
    report.measure("static ram per connection", per_connection);
    report.measure("flash", four.flash);
    aims(report, images)
}

fn build(package: &str, binaries: &[&str], features: &str) -> Result<Vec<Image>> {
    Build::new(package, binaries, features).run()
}

fn print(report: &mut Report, images: &Images) -> Result {
    println!("{}", tools::output(std::process::Command::new("rustc").arg("--version"))?.trim());
    println!("| {:62} | {:>7} | {:>7} | {:>10} |", "image", "flash", "+text", "static RAM");
    println!("|---|---|---|---|");
    let text = images.plain("text")?.flash;
    for (name, what) in ROWS {
        let image = images.plain(name)?;
        let more = image.flash as i64 - text as i64;
        println!("| {what:62} | {:>7} | {more:>+7} | {:>10} |", image.flash, image.ram);
        report.measure(format!("flash of {name}"), image.flash);
        report.measure(format!("static ram of {name}"), image.ram);
    }
    for (name, what) in PEERS {
        let image = images.plain(name)?;
        println!("| {what:62} | {:>7} | {:>7} | {:>10} |", image.flash, "", image.ram);
    }
    Ok(())
}

/// What hello is meant to weigh.
const AIM: u64 = 45 * 1024;

fn aims(report: &mut Report, images: &Images) -> Result {
    let hello = images.plain(HELLO)?.flash;
    report.aim(hello <= AIM, format!("hello takes at most {AIM} bytes of flash: {hello}"));
    for name in ["picoserve", "edge-http"] {
        let peer = images.plain(name)?.flash;
        report.aim(hello < peer, format!("hello takes less flash than {name}: {hello} of {peer}"));
    }
    Ok(())
}
