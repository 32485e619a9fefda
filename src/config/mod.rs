//! `feeds.toml`: what the operator wrote, checked as a whole.
//!
//! In: the file's text. Out: a [`Config`] that needs no further checking, or every problem in the text at
//! once, each with its line, what is wrong and what to write. Tokens come from the environment and are never shown.
//!
//! The way of a text, in the order of `read`:
//! - `syntax` reports what is not TOML, and overwrites it with spaces.
//! - `shape` reads tables into the structs of `raw`, and reports unknown keys and wrong types. `raw` has the keys,
//!   `written` the kinds of values; both are the JSON Schema too.
//! - `check` reports wrong values and references. It makes the [`Config`] of `checked`, with `defaults` for absent keys.
//!
//! What `check` asks: `units` (durations, sizes, rates), `address` (URLs, sockets), `selector` (CSS, JSON paths),
//! `network` (trusted proxies), `nearest` ("did you mean"), `plain_id` (a name as an id), `hosts` (whose URL is this).
//! What [`Config`] holds besides: `partner`, `notify`, `secret`, `filter`, `request`, `browser`, `proxy` and `authorities` (files
//! of certificates).
//! What messages are made of: `problem` collects them, `wording` names keys and values.

mod address;
mod authorities;
mod browser;
mod check;
mod checked;
mod defaults;
mod filter;
mod hosts;
mod nearest;
mod network;
mod notify;
mod partner;
mod plain_id;
mod problem;
mod proxy;
mod raw;
mod read;
mod request;
mod secret;
mod selector;
mod shape;
mod syntax;
#[cfg(test)]
mod tests;
mod units;
mod wording;
mod written;

pub use address::{is_loopback, socket as listen_address};
pub use authorities::Authorities;
pub use browser::{Browser, Rendering};
pub(crate) use check::time_zone;
pub use checked::{
    Config, DatabaseUrl, FeedSpec, Fetch, ListenAddress, Replicas, SectionKind, Select, Server,
    Tracking,
};
pub use filter::{Filter, FilterField, FilterRule};
pub use hosts::Hosts;
pub use network::Network;
pub use notify::{Endpoint, SigningKey};
pub use partner::{Partner, Rate};
pub use plain_id::plain_id;
pub use problem::{Invalid, Problem, Severity};
pub use proxy::{Proxies, Proxy};
pub use raw::schema;
pub use read::{Loaded, parse, read};
pub use request::{Post, PublisherRequest};
pub use secret::Secret;
