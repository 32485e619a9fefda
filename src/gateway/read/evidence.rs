//! What a page says against feeds.toml: offsets beside its times, and dates that lie in the future.
//!
//! In: a page, and what was read of it as of now and as of some days later. Out: an [`Evidence`]. Only an operator who
//! checks a configuration wants it. Pure.

use std::collections::HashSet;

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::extract::{Teaser, date, offsets};
use crate::model::{Article, Moment};
use crate::origin::Page;

/// No two zones are further apart, and no paper dates its articles so far ahead by mistake.
const AHEAD: SignedDuration = SignedDuration::from_hours(48);

/// What speaks against the zone or the dates of a page.
#[derive(Debug, Default)]
pub(in crate::gateway) struct Evidence {
    /// Times with the offsets that the page states beside them.
    pub(in crate::gateway) stated: Vec<(Timestamp, Offset)>,
    /// Dates after now. A refresh takes them for no dates of publication.
    pub(in crate::gateway) to_come: Vec<Moment>,
}

/// As of when a page is read again, so that dates after `now` are read as dates.
pub(super) fn later(now: Timestamp) -> Timestamp {
    now.checked_add(AHEAD).unwrap_or(now)
}

impl Evidence {
    /// Of a section that has the teasers `found` at `now`, and `then` when it is read as of [`later`].
    pub(super) fn of_section(
        page: &Page,
        now: Timestamp,
        found: &[Teaser],
        then: &[Teaser],
    ) -> Self {
        let undated = found.iter().filter(|teaser| teaser.published.is_none());
        let undated: HashSet<&Url> = undated.map(|teaser| &teaser.url).collect();
        let then = then.iter().filter(|teaser| undated.contains(&teaser.url));
        Self::of(page, then.filter_map(|teaser| teaser.published), now)
    }

    /// Of an article, likewise.
    pub(super) fn of_article(page: &Page, now: Timestamp, found: &Article, then: &Article) -> Self {
        let then = then.published.filter(|_| found.published.is_none());
        Self::of(page, then.into_iter(), now)
    }

    fn of(page: &Page, then: impl Iterator<Item = Moment>, now: Timestamp) -> Self {
        let is_to_come = |at: &Moment| at.timestamp().duration_since(now) > date::SKEW;
        Self {
            stated: offsets::stated(&page.text),
            to_come: then.filter(is_to_come).collect(),
        }
    }
}
