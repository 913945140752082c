//! Signed cookies travel between this crate and npm's `cookies` and `keygrip` in both directions.
//!
//! It needs `node`, and the variable `KOA_NODE_MODULES` with a folder where `npm install koa` was
//! run; without them it says that it is skipped.

use koa_core::cookies::{Algorithm, Encoding};
use koa_core::{App, Context, Cookie, HeaderValue, Keygrip, test};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

const ROWS: usize = 1000;
const ALGORITHMS: [(&str, Algorithm); 6] = [
    ("md5", Algorithm::Md5),
    ("sha1", Algorithm::Sha1),
    ("sha224", Algorithm::Sha224),
    ("sha256", Algorithm::Sha256),
    ("sha384", Algorithm::Sha384),
    ("sha512", Algorithm::Sha512),
];
const ENCODINGS: [(&str, Encoding); 3] =
    [("base64", Encoding::Base64), ("base64url", Encoding::Base64), ("hex", Encoding::Hex)];

#[derive(Debug)]
struct Row {
    name: String,
    value: String,
    keys: Vec<String>,
    algorithm: usize,
    encoding: usize,
    /// Which key signed what the client sends; there may be no such key.
    signer: usize,
}

impl Row {
    fn keygrip(&self, keys: &[String]) -> Keygrip {
        let (algorithm, encoding) = (ALGORITHMS[self.algorithm].1, ENCODINGS[self.encoding].1);
        Keygrip::new(keys.to_vec()).unwrap().with_algorithm(algorithm).with_encoding(encoding)
    }

    /// What a client sends back that was given a cookie by an application with one of the keys.
    fn cookie(&self) -> String {
        let key = self.keys.get(self.signer).cloned().unwrap_or("of somebody else".into());
        let mut ctx = App::new().keys(self.keygrip(&[key])).context(test::get("/").into_request());
        ctx.cookies_mut().set(Cookie::new(&*self.name, &*self.value)).unwrap();
        let pairs: Vec<String> = lines(&ctx).iter().map(|line| line.split(';').next().unwrap().into()).collect();
        pairs.join("; ")
    }

    fn to_json(&self) -> Value {
        json!({
            "keys": self.keys,
            "algorithm": ALGORITHMS[self.algorithm].0,
            "encoding": ENCODINGS[self.encoding].0,
            "name": self.name,
            "value": self.value,
            "cookie": self.cookie(),
        })
    }

    /// What this crate does where `keygrip.mjs` asks npm.
    fn answer(&self) -> Value {
        let mut ctx = App::new().keys(self.keygrip(&self.keys)).context(test::get("/").into_request());
        ctx.request.headers_mut().append("cookie", HeaderValue::new(self.cookie()).unwrap());
        let read = ctx.cookies_mut().get_signed(&self.name).unwrap();
        let renewed = lines(&ctx);
        ctx.remove_header("set-cookie");
        ctx.cookies_mut().set(Cookie::new(&*self.name, &*self.value).signed(true)).unwrap();
        json!({ "read": read, "renewed": renewed, "lines": lines(&ctx) })
    }
}

fn lines(ctx: &Context) -> Vec<String> {
    ctx.response.headers().get_all("set-cookie").map(|line| line.decode().into_owned()).collect()
}

fn rows() -> Vec<Row> {
    let name = "[!-:<>-~\u{80}-\u{ff}]{1,12}";
    let value = "([!#-:<-~\u{80}-\u{ff}][ -:<-~\t\u{80}-\u{ff}]{0,40})?";
    let keys = prop::collection::btree_set("\\PC{1,100}", 1..4).prop_map(Vec::from_iter);
    let strategy = (name, value, keys, 0..ALGORITHMS.len(), 0..ENCODINGS.len(), 0..4_usize).prop_map(
        |(name, value, keys, algorithm, encoding, signer)| Row { name, value, keys, algorithm, encoding, signer },
    );
    let mut runner = TestRunner::deterministic();
    (0..ROWS).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

#[test]
fn npm_reads_what_we_sign_and_signs_what_we_read() {
    let Some(modules) = std::env::var_os("KOA_NODE_MODULES") else {
        eprintln!("skipped: KOA_NODE_MODULES names no folder with npm's cookies and keygrip");
        return;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/keygrip.mjs");
    let mut node = Command::new("node");
    let node = node.arg(script).arg(modules).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut node = node.spawn().expect("KOA_NODE_MODULES is set, so node must be there");

    let rows = rows();
    let input: String = rows.iter().map(|row| format!("{}\n", row.to_json())).collect();
    let mut stdin = node.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = node.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();

    let output = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.lines().count(), ROWS, "npm's cookies and keygrip must answer every row");
    for (row, npm) in rows.iter().zip(output.lines()) {
        let npm: Value = serde_json::from_str(npm).unwrap();
        assert_eq!(row.answer(), npm, "{row:?}");
        let is_known = row.signer < row.keys.len();
        assert_eq!(npm["read"].as_str(), is_known.then_some(&*row.value), "{row:?}");
    }
}
