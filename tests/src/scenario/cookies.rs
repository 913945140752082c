//! Applications that read and write cookies.

use alloc::vec::Vec;

use koa_core::cookies::{Algorithm, Encoding};
use koa_core::{App, Context, Flavor, Keygrip, Next, Result};
use serde_json::Value;

use super::ops::failed;
use crate::{jar, js, params};

/// The keys of the recording: the first signs, both verify.
pub(super) const KEYS: [&str; 2] = ["new-key-0123456789", "old-key-9876543210"];

/// Keys with another algorithm and encoding.
pub(super) fn with_sha256(app: App) -> App {
    let keygrip = Keygrip::new(["k-one", "k-two"]).expect("there are keys");
    app.keys(keygrip.with_algorithm(Algorithm::Sha256).with_encoding(Encoding::Hex))
}

/// Runs the steps on the cookies and reports the results.
pub(super) async fn cookies<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let mut results = Vec::new();
    for op in params::json::<Vec<Value>>(ctx, "ops")? {
        results.push(apply(ctx, &op).unwrap_or_else(|error| failed(&error)));
    }
    ctx.set_json(&results)?;
    Ok(())
}

fn apply(ctx: &mut Context, op: &Value) -> Result<Value> {
    let argument = |index: usize| op.get(index).unwrap_or(&Value::Null);
    let name = js::text(argument(1));
    if argument(0) == "get" {
        return Ok(params::or_null(jar::get(ctx, &name, argument(2))?));
    }
    jar::set(ctx, &name, argument(2), argument(3))?;
    Ok(Value::Null)
}
