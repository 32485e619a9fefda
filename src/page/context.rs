//! What a reader must know of a page besides its markup.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use super::budget::Budget;

/// What a reader must know of a page besides its markup.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Where the page was fetched from, after redirects; relative links resolve against it (and `<base>`).
    pub url: &'a Url,
    /// The time zone of local times without offset.
    pub zone: &'a TimeZone,
    /// The publisher's language (BCP 47), where the page does not state its own.
    pub language: &'a str,
    /// When the page was fetched; relative dates count from here, and no date lies after it.
    pub now: Timestamp,
    /// What reading the page may cost.
    pub budget: &'a Budget,
}
