//! Step 3: what of the answers is believed, and what stays as it was. Pure.

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use super::plan::REFRESH_LIMIT;
use super::plausibility;
use super::read::SectionRead;
use super::revisit::{GONE_APART, Look};
use crate::extract::Teaser;
use crate::gateway::failure::{Cause, Failure};
use crate::gateway::read_error::ReadError;
use crate::model::FeedId;
use crate::store::ArticleRecord;

/// What is known of a section when its answer comes.
#[derive(Debug, Default)]
pub(super) struct SectionBefore {
    /// For the plausibility check.
    pub(super) plausible: plausibility::Known,
    /// What it listed when it was last read, if that is still cached.
    pub(super) list: Option<Arc<[Teaser]>>,
    /// How many items of the feed it lists.
    pub(super) items: usize,
    /// What failed when it was last asked for, in words.
    pub(super) last_failure: Option<String>,
}

/// What a section's answer is worth.
pub(super) enum SectionVerdict {
    /// Its list is believed, or it is unchanged.
    Believed(Box<SectionRead>),
    /// It stays as it was.
    Failed {
        failure: Failure,
        /// What it listed before.
        stand_in: Option<Arc<[Teaser]>>,
        /// How many items stay.
        items: usize,
    },
}

impl SectionVerdict {
    /// The section stays as it was `before`.
    pub(super) fn failed(failure: Failure, before: SectionBefore) -> Self {
        Self::Failed {
            items: before.list.as_ref().map_or(before.items, |list| list.len()),
            stand_in: before.list,
            failure,
        }
    }
}

/// Judges the answer of the section at `url`. `accept`: whatever it lists is believed, since an operator says so.
pub(super) fn section(
    url: &Url,
    answer: Result<SectionRead, ReadError>,
    before: SectionBefore,
    feed: &FeedId,
    accept: bool,
) -> SectionVerdict {
    let read = match answer {
        Ok(read) => read,
        Err(error) => {
            let left_alone = error.held_off().is_some() && error.asked_to_wait().is_none();
            let mut failure = error.into_failure();
            // That the host is left alone for now says less than why it is.
            if left_alone && let Some(reason) = &before.last_failure {
                failure.reason.clone_from(reason);
            }
            return SectionVerdict::failed(failure, before);
        }
    };
    if let (Some(teasers), false, false) = (&read.teasers, read.unchanged, accept)
        && let Some(implausible) = plausibility::check(teasers, url, &read.at, &before.plausible)
    {
        return SectionVerdict::failed(implausible.into_failure(feed, url), before);
    }
    SectionVerdict::Believed(Box::new(read))
}

/// The verdict on a section that has not answered in time.
pub(super) fn silent_section(url: &Url, before: SectionBefore) -> SectionVerdict {
    let failure = Failure {
        cause: Cause::Origin,
        timed_out: true,
        reason: format!("{url}: no answer within {} s", REFRESH_LIMIT.as_secs()),
        retry_after: None,
    };
    SectionVerdict::failed(failure, before)
}

/// What a look at a known article is worth.
pub(super) enum LookVerdict {
    /// Its host was not asked; the article is due with the next refresh.
    NotAsked,
    /// It could not be read, or has lost its text: it stays as it was, and is asked for later. The reason is for the log.
    PutOff(String),
    /// It is there. `changed`: its text or facts are others than before.
    There {
        record: ArticleRecord,
        changed: bool,
    },
    /// Its origin says that there is no such page.
    Gone {
        record: ArticleRecord,
        since: Timestamp,
        /// It was found gone before, long enough ago.
        confirmed: bool,
    },
}

/// Judges a look at the article of `record` at `url`.
pub(super) fn look(
    url: &Url,
    look: Look,
    mut record: ArticleRecord,
    now: Timestamp,
) -> LookVerdict {
    record.fetched_at = now;
    match look {
        Ok(None) => {
            record.gone_since = None;
            LookVerdict::There {
                record,
                changed: false,
            }
        }
        // A page that lost its text is no correction.
        Ok(Some((article, _))) if article.body.is_none() && record.article.body.is_some() => {
            LookVerdict::PutOff(format!("{url}: the article has no text any more"))
        }
        Ok(Some((article, validators))) => {
            let changed = *article != record.article;
            LookVerdict::There {
                record: ArticleRecord {
                    article: Arc::unwrap_or_clone(article),
                    validators,
                    gone_since: None,
                    ..record
                },
                changed,
            }
        }
        Err(error) if error.is_gone(url) => {
            let since = *record.gone_since.get_or_insert(now);
            LookVerdict::Gone {
                record,
                since,
                confirmed: now.duration_since(since) >= GONE_APART,
            }
        }
        Err(error) if error.held_off().is_some() => LookVerdict::NotAsked,
        Err(error) => LookVerdict::PutOff(error.to_string()),
    }
}
