//! What replies are made of, whatever they answer. Knows no handler.
//!
//! - [`conditions`]: whether the reader has the document, or asks for another state of it (RFC 9110 §13)
//! - [`codings`]: in which coding it is sent (RFC 9110 §12.5.3); `selection` is both
//! - `headers`, `document`: the header fields of a document, and the reply with it
//! - `ready`, `json`: replies that are ready-made: short texts, redirects, JSON
//! - `cache`: replies with a feed's documents, made once a second
//! - `prepared`: pages, rendered and compressed when they change

pub(crate) mod cache;
pub mod codings;
pub mod conditions;
pub(crate) mod document;
pub(crate) mod headers;
pub(crate) mod json;
pub(crate) mod prepared;
pub(crate) mod ready;
pub(crate) mod selection;
