//! Errors by defmt.

use defmt::Display2Format;

use crate::{Context, Error};

/// Tells of an error that reached the top by defmt, unless the client got to see it anyway: what the
/// default report is on the `log` facade.
///
/// ```
/// use koa_embassy::{App, report};
///
/// # fn app() -> App<koa_embassy::SingleThread> {
/// App::local().on_error(report)
/// # }
/// ```
pub fn report(error: &mut Error, ctx: &Context) {
    if error.status() != 404 && !error.is_exposed() {
        defmt::error!("{} {}: {}", ctx.method().as_str(), ctx.path(), Display2Format(error));
    }
}
