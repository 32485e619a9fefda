//! The handlers: one file for each group of URLs. A handler knows no socket.
//!
//! In: the gateway, and the parts of a request that matter for its URL. Out: a reply, made with `respond`.
//!
//! - `feeds`: `/feeds/ID.rss`, `.atom`, `.json`; `refusals`: why there is no feed
//! - `embeds`, `oembed`: headlines for partner sites
//! - `items`: where an item's article is
//! - `partners`: the key that a request shows, and the header fields of a private reply
//! - `people`: the front page, a feed's page, `/about`; `error_pages`: an error for those who read it in a browser
//! - `files`: the subscription list, licences, `robots.txt`, icons
//! - `site_pages`: how long caches keep each page and file; `site`: the site that all of them name
//! - `operators`, `metrics`, `request_counts`: what operators and their monitors look at
//! - `admin`, `usage`: what only the operator may do and see; `guesses` slows down who guesses the token

pub(super) mod admin;
pub(super) mod embeds;
pub(super) mod error_pages;
pub(super) mod feeds;
pub(super) mod files;
pub(super) mod guesses;
pub(super) mod items;
pub(super) mod metrics;
pub(super) mod oembed;
pub(super) mod operators;
pub(super) mod partners;
pub(super) mod people;
mod process;
pub(super) mod refusals;
pub(super) mod request_counts;
pub(super) mod site;
pub(super) mod site_pages;
pub(super) mod usage;
