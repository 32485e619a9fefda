//! The end of a refresh: its report, and what the log says of it, once for each change of state.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::outcome::RefreshOutcome;
use crate::cache::CacheEntry;
use crate::gateway::failure::{Cause, Failure};
use crate::gateway::feed_state::{Ended, FeedState};
use crate::gateway::report::{RefreshReport, RefreshResult};
use crate::model::{Guid, Item};

/// The report of a refresh of the feed that showed `before`, and took `ms` milliseconds until `at`.
pub(super) fn report(
    feed_state: &FeedState,
    before: Option<&CacheEntry>,
    outcome: &RefreshOutcome,
    ended: &Ended,
    ms: u64,
    at: Timestamp,
) -> RefreshReport {
    let last = feed_state.memory().last.clone();
    let mut report = RefreshReport {
        feed: feed_state.spec.id.clone(),
        outcome: RefreshResult::Unchanged,
        at,
        ms,
        items: match before {
            Some(entry) => entry.feed.items.len(),
            None => last.map_or(0, |last| last.items),
        },
        filtered: feed_state.memory().filtered,
        new: 0,
        changed: 0,
        articles_read: outcome.articles_read,
        sections: outcome.sections.clone(),
        error: None,
    };
    let after = match ended {
        Ok(Some(after)) => after,
        Ok(None) => return report,
        Err(failure) => {
            report.error = Some(failure.reason.clone());
            report.outcome = match failure.cause {
                Cause::Origin | Cause::Database => RefreshResult::OriginFailed,
                Cause::Page => RefreshResult::PageFailed,
            };
            return report;
        }
    };
    let items = before.iter().flat_map(|entry| &entry.feed.items);
    let known: HashMap<Guid, &Arc<Item>> = items.map(|item| (item.facts().guid, item)).collect();
    report.items = after.feed.items.len();
    for item in &after.feed.items {
        match known.get(&item.facts().guid) {
            None => report.new += 1,
            Some(before) if !Arc::ptr_eq(before, item) && *before != item => report.changed += 1,
            Some(_) => {}
        }
    }
    let same = before.is_some_and(|before| before.documents.same_as(&after.documents));
    report.outcome = match (outcome.failures.is_empty(), same) {
        (false, _) => RefreshResult::Partial,
        (true, true) => RefreshResult::Unchanged,
        (true, false) => RefreshResult::Changed,
    };
    report
}

/// Logs how a refresh ended.
pub(super) fn refresh_ended(
    feed_state: &FeedState,
    ended: &Ended,
    report: &RefreshReport,
    is_shown: bool,
) {
    let feed = &feed_state.spec.id;
    let before = feed_state.memory().failing_by();
    match ended {
        Ok(_) => {
            if before.is_some() {
                tracing::info!(%feed, "recovered");
            }
            let (items, new, changed) = (report.items, report.new, report.changed);
            if new + changed > 0 {
                tracing::info!(%feed, items, new, changed, ms = report.ms, "refreshed");
            } else {
                tracing::debug!(%feed, items, ms = report.ms, "nothing new");
            }
        }
        Err(failure) => {
            let reason = &failure.reason;
            let stays = match is_shown {
                true => "the last good snapshot stays",
                false => "there is nothing to serve yet",
            };
            match failure.cause {
                cause if before == Some(cause) => tracing::debug!(%feed, %reason, "still failing"),
                Cause::Page => {
                    tracing::error!(%feed, %reason, "someone has to look at the page; {stays}");
                }
                Cause::Database => tracing::debug!(%feed, %reason, "not refreshed"),
                Cause::Origin => {
                    tracing::warn!(%feed, %reason, "refresh failed; {stays}");
                }
            }
        }
    }
}

/// Logs which sections fail while others do not.
pub(super) fn sections_failed(feed_state: &FeedState, failures: &[(url::Url, Failure)]) {
    let feed = &feed_state.spec.id;
    let mut memory = feed_state.memory();
    for (section, failure) in failures {
        let before = memory.troubled.insert(section.clone(), failure.cause);
        let reason = &failure.reason;
        match failure.cause {
            cause if before == Some(cause) => {
                tracing::debug!(%feed, %reason, "a section still fails");
            }
            Cause::Page => tracing::error!(%feed, %reason, "a section is not what it was"),
            Cause::Origin | Cause::Database => {
                tracing::warn!(%feed, %reason, "a section failed; it stays as it was");
            }
        }
    }
    memory.troubled.retain(|section, _| {
        let still = failures.iter().any(|(url, _)| url == section);
        if !still {
            tracing::info!(%feed, %section, "the section recovered");
        }
        still
    });
}
