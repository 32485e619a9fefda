//! What a page says against feeds.toml: offsets beside its times, and dates that lie in the future.
//!
//! In: a page, and what was read of it as of now and as of some days later. Out: a [`PageEvidence`]. Only an operator who
//! checks a configuration wants it. Pure.

use std::collections::HashMap;

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::extract::{Teaser, date, offsets};
use crate::model::{Article, Moment};
use crate::origin::Page;

/// No two zones are further apart, and no paper dates its articles so far ahead by mistake.
const AHEAD: SignedDuration = SignedDuration::from_hours(48);
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Dates of a page that contradict the zone in feeds.toml, or lie in the future.
#[derive(Debug, Default)]
pub(in crate::gateway) struct PageEvidence {
    /// Times with the offsets that the page states beside them.
    pub(in crate::gateway) stated: Vec<(Timestamp, Offset)>,
    /// Dates after now. A refresh takes them for no dates of publication.
    pub(in crate::gateway) to_come: Vec<Moment>,
}

/// The time as of which a page is read again, so that dates after `now` count as dates.
pub(in crate::gateway) fn later(now: Timestamp) -> Timestamp {
    now.checked_add(AHEAD).unwrap_or(now)
}

impl PageEvidence {
    /// Of a section that has the teasers `found` at `now`, and `then` when it is read as of [`later`].
    pub(in crate::gateway) fn of_section(
        page: &Page,
        now: Timestamp,
        found: &[Teaser],
        then: &[Teaser],
    ) -> Self {
        let found: HashMap<&Url, Option<Moment>> = found
            .iter()
            .map(|teaser| (&teaser.url, teaser.published))
            .collect();
        let then = then.iter().filter_map(|teaser| {
            let found = *found.get(&teaser.url)?;
            Some((found, teaser.published?))
        });
        Self::of(page, then, now)
    }

    /// Of an article, likewise.
    pub(in crate::gateway) fn of_article(
        page: &Page,
        now: Timestamp,
        found: &Article,
        then: &Article,
    ) -> Self {
        let then = then.published.map(|then| (found.published, then));
        Self::of(page, then.into_iter(), now)
    }

    fn of(
        page: &Page,
        dates: impl Iterator<Item = (Option<Moment>, Moment)>,
        now: Timestamp,
    ) -> Self {
        let is_to_come = |(found, then): &(Option<Moment>, Moment)| {
            let then = then.timestamp();
            // `3 hours ago` and `Thursday` become other dates when they are read later. The page states no date there.
            let counts_from_now = found.is_some_and(|found| {
                let apart = then.duration_since(found.timestamp());
                apart == AHEAD || apart == WEEK
            });
            then.duration_since(now) > date::SKEW && !counts_from_now
        };
        Self {
            stated: offsets::stated(&page.text),
            to_come: dates.filter(is_to_come).map(|(_, then)| then).collect(),
        }
    }
}
