//! The public behaviour of koa-core, a file per member; `props` holds what must be true of any input.

#![allow(missing_docs)]

mod support;

mod advisories {
    mod attachment;
    mod back;
    mod cookies;
    mod forwarded;
    mod headers;
    mod host;
    mod negotiation;
    mod query;
    mod redirect;
}

mod application {
    mod auto_traits;
    mod default_report;
    mod emit;
    mod extend;
    mod local;
    mod on_error;
    mod panics;
    mod respond;
    mod settings;
    mod with;
}

mod body {
    mod bytes;
    mod chunk;
    mod kinds;
    mod limit;
    mod sized_stream;
}

mod compose {
    mod cancel;
    mod errors;
    mod frames;
    mod nesting;
    mod order;
    mod reuse;
}

mod context {
    mod clear;
    mod current;
    mod delegates;
    mod ensure;
    mod is_fresh;
    mod state;
    mod throw;
    mod to_json;
}

mod error {
    mod answer;
    mod conversion;
    mod expose;
    mod headers;
    mod name;
    mod properties;
    mod result_ext;
    mod status;
    mod unusual_status;
}

mod headers {
    mod http;
    mod map;
    mod name;
    mod value;
}

mod request {
    mod accepts;
    mod accepts_charsets;
    mod accepts_encodings;
    mod accepts_languages;
    mod bytes;
    mod charset;
    mod combined_header;
    mod content_length;
    mod content_type;
    mod form;
    mod header;
    mod host;
    mod hostname;
    mod href;
    mod ip;
    mod ips;
    mod is_idempotent;
    mod json_body;
    mod match_content_type;
    mod method;
    mod origin;
    mod parsed_url;
    mod path;
    mod protocol;
    mod query;
    mod querystring;
    mod search;
    mod subdomains;
    mod take_body;
    mod text;
    mod text_charset;
    mod trusted_proxies;
    mod url;
    mod version;
}

mod response {
    mod append_header;
    mod attachment;
    mod back;
    mod body;
    mod clear_body;
    mod content_length;
    mod content_type;
    mod control_characters;
    mod etag;
    mod head;
    mod header;
    mod informational;
    mod json;
    mod last_modified;
    mod no_content;
    mod reason;
    mod redirect;
    mod remove_header;
    mod replacing_bodies;
    mod sealing;
    mod set_header;
    mod status;
    mod status_code;
    mod take_body;
    mod vary;
}

mod props {
    mod content_disposition;
    mod content_type;
    mod cookies;
    mod date;
    mod encode_url;
    mod forwarded;
    mod fresh;
    mod host;
    mod html;
    mod mime;
    mod negotiate;
    mod proxies;
    mod query;
    mod url;
    mod vary;
}

#[cfg(feature = "signed-cookies")]
mod interop {
    mod keygrip;
}
