//! The public behaviour of koa-core, a file per member; `props` holds what must be true of any input.

#![allow(missing_docs)]

mod props {
    mod content_disposition;
    mod content_type;
    mod cookies;
    mod date;
    mod encode_url;
    mod fresh;
    mod host;
    mod html;
    mod mime;
    mod negotiate;
    mod query;
    mod url;
    mod vary;
}

#[cfg(feature = "signed-cookies")]
mod interop {
    mod keygrip;
}
