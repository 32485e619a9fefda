//! Model to documents: RSS 2.0, Atom 1.0, JSON Feed 1.1, OPML 2.0, RSL 1.0 and embeds.
//!
//! In: a feed, the audience, and the site's own URLs. Out: bytes, and [`Document`]s that are ready to be sent. No I/O and
//! no clock: the same items always give the same bytes. `channel`, `entry` and `terms` prepare once what every format
//! prints (text, rights, credit, dates, URLs); `rss`, `atom` and `json_feed` put it into their elements. An item's text is
//! reached through [`crate::model::Item::content`] alone, so no format can print more than is granted.

mod atom;
mod channel;
mod coding;
mod document;
pub mod embed;
mod entry;
mod error;
mod event;
mod format;
mod frame;
mod json_feed;
mod licence;
mod opml;
mod pieces;
mod recordings;
mod rss;
mod site;
mod terms;
mod text;

#[cfg(test)]
mod tests;

pub use coding::{Coding, Representation};
pub use document::Document;
pub use error::RenderError;
pub use event::{EventFeed, Happening, event, test_event};
pub use format::{ByFormat, Format, UnknownFormat};
pub use frame::Frame;
pub use licence::licence;
pub use opml::{Subscription, opml};
pub use site::Site;

use crate::model::{Audience, Feed};

/// Writes `feed` in `format`, as `audience` may see it: UTF-8 bytes that depend on the arguments alone.
pub fn feed(
    feed: &Feed,
    format: Format,
    audience: Audience,
    site: &Site,
) -> Result<Vec<u8>, RenderError> {
    let channel = channel::Channel::of(feed, audience, site);
    match format {
        Format::Rss => rss::write(&channel),
        Format::Atom => atom::write(&channel),
        Format::Json => json_feed::write(&channel),
    }
}
