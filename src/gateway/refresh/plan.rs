//! Step 1: what to ask for, given what is known and the time. Pure.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::read;
use super::revisit::KnownArticle;
use crate::clock::{ClockReading, Steady};
use crate::extract::Teaser;
use crate::extract::list::Choice;
use crate::gateway::feed_state::{SectionMemory, Unread};
use crate::model::{Article, Guid, Moment, Section};
use crate::store::ArticleRecord;

/// A reader of a cold feed gets what is ready by then: one second before the five that are promised.
const COLD_WAIT: Duration = Duration::from_secs(4);
/// New articles of a feed that is shown are published by then, however long other articles need.
const NEWS_WAIT: Duration = Duration::from_secs(10);
/// A refresh gathers articles until the next one is due, and for so long at the least.
const SHORTEST_GATHERING: Duration = Duration::from_secs(30);
/// A refresh takes no longer than this.
pub(super) const REFRESH_LIMIT: Duration = Duration::from_secs(5 * 60);

/// A section to ask for.
pub(super) struct SectionAsk {
    pub(super) section: Section,
    /// What is known of it, if "unchanged" is an answer that this refresh can use.
    pub(super) known: Option<read::KnownSection>,
    /// Where its list was found before.
    pub(super) choice: Option<Choice>,
}

/// How to ask for a section: conditionally, as long as what is known of it is enough for this refresh.
///
/// It is enough when the feed is shown and the section's `teasers` are still cached, or are not needed since all is quiet.
pub(super) fn section(
    section: Section,
    memory: Option<SectionMemory>,
    choice: Option<Choice>,
    teasers: Option<Arc<[Teaser]>>,
    is_shown: bool,
    is_quiet: bool,
) -> SectionAsk {
    let is_enough = is_shown && (is_quiet || teasers.is_some());
    let known = memory.filter(|_| is_enough);
    SectionAsk {
        section,
        known: known.map(|memory| read::KnownSection { memory, teasers }),
        choice,
    }
}

/// When a refresh that was wanted since `started` first shows what is ready.
pub(super) fn first_shown_at(started: Instant, is_shown: bool) -> Instant {
    started + if is_shown { NEWS_WAIT } else { COLD_WAIT }
}

/// For how long articles are gathered once the sections are in.
pub(super) fn gathering(interval: Duration) -> Duration {
    interval.max(SHORTEST_GATHERING)
}

/// A page that is listed and may stand in the feed.
pub(super) struct ArticleCandidate {
    pub(super) url: Url,
    /// The date that its section gives.
    pub(super) listed: Option<Moment>,
    /// What is stored of it.
    pub(super) record: Option<ArticleRecord>,
    /// What became of attempts to read it.
    pub(super) unread: Option<Unread>,
}

/// What to do with the articles that are listed.
#[derive(Default)]
pub(super) struct ArticlePlan {
    /// To be read for the first time.
    pub(super) ask: Vec<Url>,
    /// Known already.
    pub(super) known: Vec<(Guid, Arc<Article>)>,
    /// Of the known ones, what says when to look at them again.
    pub(super) looked_at: Vec<KnownArticle>,
    /// No article is to be asked for before this.
    pub(super) quiet_until: Option<Steady>,
}

/// Which of `candidates` to ask for at `now`: those that are not known, unless they could not be read a short while ago.
pub(super) fn articles(
    candidates: impl Iterator<Item = ArticleCandidate>,
    now: ClockReading,
) -> ArticlePlan {
    let mut plan = ArticlePlan::default();
    let mut quiet_until: Option<Steady> = None;
    for candidate in candidates {
        if let Some(record) = candidate.record {
            let (listed, unread) = (candidate.listed, candidate.unread);
            let guid = Guid::of(&candidate.url);
            plan.looked_at
                .push(KnownArticle::of(candidate.url, &record, listed, unread));
            plan.known.push((guid, Arc::new(record.article)));
            continue;
        }
        let later = candidate.unread.map(|unread| unread.retry_at);
        match later.filter(|&retry_at| retry_at > now.steady) {
            Some(retry_at) => {
                quiet_until = Some(quiet_until.map_or(retry_at, |until| until.min(retry_at)));
            }
            None => plan.ask.push(candidate.url),
        }
    }
    plan.quiet_until = if plan.ask.is_empty() {
        quiet_until
    } else {
        Some(now.steady)
    };
    plan
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::clock::{Clock, ManualClock};
    use crate::testing::url;

    fn candidate(
        path: &str,
        record: Option<ArticleRecord>,
        unread: Option<Unread>,
    ) -> ArticleCandidate {
        ArticleCandidate {
            url: url(&format!("http://news.example/{path}")),
            listed: None,
            record,
            unread,
        }
    }

    /// An article that is stored is never asked for as if it were new, and one that failed is left alone for a while.
    #[test]
    fn what_is_known_or_failed_lately_is_not_asked_for() {
        let clock = ManualClock::at(Timestamp::UNIX_EPOCH);
        let now = clock.reading();
        let failed = Unread::after(1, now.steady);
        let plan = articles(
            [
                candidate("known", Some(ArticleRecord::default()), None),
                candidate("failed", None, Some(failed)),
            ]
            .into_iter(),
            now,
        );
        assert!(plan.ask.is_empty());
        assert_eq!(plan.known.len(), 1);
        assert_eq!(plan.quiet_until, Some(failed.retry_at));
        clock.advance(Duration::from_secs(24 * 3600));
        let plan = articles(
            [
                candidate("failed", None, Some(failed)),
                candidate("new", None, None),
            ]
            .into_iter(),
            clock.reading(),
        );
        let asked: Vec<&str> = plan.ask.iter().map(Url::path).collect();
        assert_eq!(asked, ["/failed", "/new"]);
    }

    /// "Unchanged" is of no use to a feed that has nothing to show, nor where the list was let go of and is needed.
    #[test]
    fn a_section_is_asked_conditionally_only_where_that_is_enough() {
        let memory = || {
            Some(SectionMemory {
                show: None,
                validators: crate::model::Validators::default(),
                items: 3,
            })
        };
        let list = || Some(Arc::from(Vec::<Teaser>::new()));
        let section_of = || Section {
            url: url("http://news.example/"),
            label: String::new(),
            publisher: None,
        };
        let conditional = |teasers, is_shown, is_quiet| {
            let ask = section(section_of(), memory(), None, teasers, is_shown, is_quiet);
            ask.known.is_some()
        };
        assert!(conditional(list(), true, false));
        assert!(conditional(None, true, true));
        assert!(!conditional(None, true, false));
        assert!(!conditional(list(), false, true));
    }
}
