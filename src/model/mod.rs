//! What byline publishes: feeds, items, who made them and what may be done with them.
//!
//! Plain data and pure functions. No I/O, no clock, no HTTP, no markup parsing.
//! The rule that all of byline rests on is here: an [`Item`] cannot be made without [`Rights`]
//! and [`Credit`], and its text leaves only through [`Item::content`], which asks who is reading.

mod article;
mod content;
mod counting;
mod credit;
mod event;
mod excerpt;
mod feed;
mod guid;
mod html;
mod id;
mod item;
mod labelling;
mod link;
mod manners;
mod media;
mod moment;
mod picture;
mod publisher;
mod rights;
mod ruling;
mod section;
pub(crate) mod selector;
mod show;
mod site;
mod tombstone;
mod validators;

pub use article::{Article, Editor, SourceClaim, SourceLabel, UseLimits};
pub use content::Content;
pub use credit::{Credit, Provenance, Source};
pub use event::EventKind;
pub use excerpt::opening;
pub use feed::Feed;
pub use guid::Guid;
pub use html::SafeHtml;
pub use id::{EndpointId, FeedId, IdError, PartnerId, PublisherId};
pub use item::{Audience, Granted, Item, ItemFacts};
pub use labelling::{Circumstances, Labelling};
pub(crate) use link::into_article_url;
pub(crate) use link::spelled;
pub use link::{URL_LIMIT_BYTES, article_url, page_of, place_url, without_parameters};
pub use manners::{
    Closing, GrantedSpan, HostAnswer, HostKnowledge, HostMessage, MannersNews, RobotsTurn,
    SharedRobots, UnusedSpan, WantedSpan,
};
pub use media::{Companion, Media, Recording};
pub use moment::{Moment, Precision};
pub use picture::Picture;
pub use publisher::{KnownSource, Policy, Publisher, Unlabelled};
pub use rights::{Grant, Rights, UnknownGrant};
pub use ruling::{RuledBy, Ruling};
pub use section::Section;
pub use selector::Selector;
pub use show::{Show, ShowCategory, ShowOwner};
pub use site::{bare_host, same_site, site};
pub use tombstone::Tombstone;
pub use validators::Validators;
