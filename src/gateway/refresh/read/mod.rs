//! One page, asked for politely and read in the CPU pool.
//!
//! In: a URL. Out: a section's teasers ([`section()`]) or an article's facts ([`article()`]), or a
//! [`ReadError`](crate::gateway::read_error::ReadError). A page that makes a parser panic costs this page, not the
//! process.

mod article;
mod evidence;
mod page;
mod section;

pub(in crate::gateway) use self::article::{article, article_again, article_with_evidence};
pub(in crate::gateway) use self::evidence::PageEvidence;
pub(in crate::gateway) use self::section::{KnownSection, SectionRead, holding, section};
