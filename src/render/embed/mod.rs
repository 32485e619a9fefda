//! Embeds for partner sites: a custom element in a script of its own, an iframe page, oEmbed.
//!
//! In: a feed, the audience, and how many items. Out: bytes that depend on nothing else. Text of origins stays text in
//! both renditions, all links are http(s), and the publisher's credit and terms are in each of them. Standards: oEmbed
//! 1.0, CSP Level 3, HTML (custom elements), CSS Shadow Parts.
//!
//! - `view`: what both renditions show of a feed
//! - `page`: `embed.html`, which runs no script
//! - `script`: `embed.js`, with code, style and items in one answer
//! - `policy`: the headers that allow what each rendition needs, and nothing else
//! - `limit`, `oembed`, `snippet`: `?limit=`, `/oembed`, and the code to copy

mod dense;
mod limit;
mod oembed;
mod page;
mod policy;
mod script;
mod snippet;
mod view;
mod words;

#[cfg(test)]
mod tests;

pub use limit::{DEFAULT_ITEMS, MOST_ITEMS, limit};
pub use oembed::{Question, Refused, json};
pub use page::page;
pub use policy::{PAGE_TYPE, SCRIPT_TYPE, page_headers, page_policy, script_headers, style_source};
pub use script::script;
pub use snippet::{Snippets, snippets};
pub use words::is_right_to_left;
