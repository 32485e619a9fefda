//! Known articles, asked for again: what the origin corrects is corrected here, what it withdraws is withdrawn.
//!
//! In: the records of listed articles and what the looks of this refresh found. Out: articles to ask for, and
//! withdrawals to make or to end. Operators' takedowns are not touched. Pure.
//!
//! - Only news is worth the requests: what was published lately and is still listed, a few in each refresh, the one
//!   that was looked at longest ago first, conditionally.
//! - An article that is gone (404 or 410) is withdrawn when it looks like an editor's doing, and never for the trouble
//!   of a site: [`WithdrawalEvidence`] says when. So a second look at an article that is gone comes with looks at other
//!   articles, its witnesses.
//! - What was withdrawn is looked at for as long as it is listed. When one article is back, all that its origin
//!   withdrew from the feed are looked at, so that what one trouble took away comes back together.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use url::Url;

use crate::clock::{ClockReading, Steady};
use crate::gateway::feed_state::Unread;
use crate::gateway::read_error::ReadError;
use crate::model::{Article, FeedId, Guid, Moment, Validators};
use crate::store::{ArticleRecord, Takedown, Withdrawer};

/// Between two looks at an article.
const EVERY: SignedDuration = SignedDuration::from_hours(6);
/// An article is looked at again until this long after it was published.
const NEWS_FOR: SignedDuration = SignedDuration::from_hours(48);
/// Before an article that is gone is looked at again. One 404 may be an accident.
pub(super) const GONE_APART: SignedDuration = SignedDuration::from_hours(1);
/// Looks in one refresh.
const LOOKS_AT_ONCE: usize = 5;
/// WithdrawalVerdict of the last days are judged together.
const LATELY: SignedDuration = SignedDuration::from_hours(7 * 24);
/// When many articles are gone, they are believed to be after this time.
const DAYS: SignedDuration = SignedDuration::from_hours(3 * 24);
/// As many withdrawals are usual in any feed.
const FEW: usize = 2;

/// What this refresh knows of articles that are there or gone.
#[derive(Debug, Default)]
pub(super) struct Revisit {
    /// To be looked at again now.
    due: Vec<Due>,
    /// Known articles that stand, and when each was last looked at.
    standing: HashMap<Url, Timestamp>,
    /// Articles that are gone and not withdrawn.
    gone: HashMap<Url, Gone>,
    /// Withdrawn by their origin, and not due.
    withdrawn: Vec<Url>,
    /// Withdrawn by their origin, and there again.
    back: Vec<Guid>,
    /// One article was back, and so all others are looked at.
    all_asked: bool,
}

/// An article that is to be looked at again.
#[derive(Debug)]
struct Due {
    url: Url,
    last_look: Timestamp,
}

#[derive(Debug, Clone, Copy)]
struct Gone {
    since: Timestamp,
    /// It was found gone a second time, long enough after the first.
    confirmed: bool,
}

/// The answer to a look: the article, or that it is as it was.
pub(in crate::gateway) type Look = Result<Option<(Arc<Article>, Validators)>, ReadError>;

/// What tells an editor's withdrawals from a site's trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct WithdrawalEvidence {
    /// Articles that are gone and not withdrawn yet.
    gone: usize,
    /// Articles that the origin withdrew from the feed in the last days.
    withdrawn: usize,
    /// Articles that the feed had, these included.
    had: usize,
    /// Other articles, found there after the first of these was found gone.
    witnesses: usize,
}

/// Which articles are believed to be withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Belief {
    /// Those that were found gone twice.
    Confirmed,
    /// Those of them that have been gone for [`DAYS`].
    Lasting,
    /// No article: the site is in trouble.
    Trouble,
}

impl WithdrawalEvidence {
    fn belief(self) -> Belief {
        let (all, others) = (
            self.gone + self.withdrawn,
            self.had.saturating_sub(self.gone + self.withdrawn),
        );
        if others == 0 {
            // Nothing else can be asked: a feed of one article, or of articles that are all gone.
            return if self.had <= FEW {
                Belief::Lasting
            } else {
                Belief::Trouble
            };
        }
        if self.witnesses < self.gone.min(LOOKS_AT_ONCE) {
            Belief::Trouble
        } else if all <= FEW.max(self.had / 10) {
            Belief::Confirmed
        } else if all * 3 <= self.had {
            Belief::Lasting
        } else {
            Belief::Trouble
        }
    }
}

/// What says when to look at a known article again.
pub(super) struct KnownArticle {
    url: Url,
    last_look: Timestamp,
    gone_since: Option<Timestamp>,
    published: Option<Moment>,
    unread: Option<Unread>,
}

impl KnownArticle {
    /// The article of `record` at `url`. `listed` is the date that its section gives, `unread` what became of attempts to
    /// read it again.
    pub(super) fn of(
        url: Url,
        record: &ArticleRecord,
        listed: Option<Moment>,
        unread: Option<Unread>,
    ) -> Self {
        Self {
            url,
            last_look: record.fetched_at,
            gone_since: record.gone_since,
            published: record.article.published.or(listed),
            unread,
        }
    }

    /// When the next look is due, seen from `now`; `None` when the article is left alone from now on.
    fn due_at(&self, withdrawn: bool, now: Timestamp) -> Option<Timestamp> {
        // A look that is dated after now was dated before the clock was set back.
        let last_look = self.last_look.min(now);
        let after = |pause: SignedDuration| last_look.checked_add(pause).ok();
        if self.gone_since.is_some() && !withdrawn {
            return after(GONE_APART);
        }
        let at = after(EVERY)?;
        let is_news = self
            .published
            .is_some_and(|published| at.max(now).duration_since(published.timestamp()) < NEWS_FOR);
        (withdrawn || is_news).then_some(at)
    }
}

/// What the gone articles of a feed come to.
#[derive(Debug)]
pub(super) enum WithdrawalVerdict {
    /// The articles that are believed to be withdrawn.
    Believed(Vec<Url>),
    /// The site is in trouble, so no article is. So many of so many are gone.
    SiteTrouble { gone: usize, had: usize },
}

impl Revisit {
    /// Notes that the article at `url` was read at `now`.
    pub(super) fn is_read(&mut self, url: &Url, now: Timestamp) {
        self.standing.insert(url.clone(), now);
    }

    /// Remembers to look at a known article again, now or later; says when. `withdrawn`: by its origin.
    pub(super) fn note(
        &mut self,
        known: KnownArticle,
        withdrawn: bool,
        now: ClockReading,
    ) -> Option<Steady> {
        if let Some(since) = known.gone_since.filter(|_| !withdrawn) {
            let confirmed = false;
            let gone = Gone { since, confirmed };
            self.gone.entry(known.url.clone()).or_insert(gone);
        }
        let at = known.due_at(withdrawn, now.wall).map(|at| {
            let at = now.of_future(at);
            known.unread.map_or(at, |unread| at.max(unread.retry_at))
        });
        let KnownArticle { url, last_look, .. } = known;
        if at.is_some_and(|at| at <= now.steady) {
            if !self.due.iter().any(|due| due.url == url) {
                let url = url.clone();
                self.due.push(Due { url, last_look });
            }
        } else if withdrawn {
            self.withdrawn.push(url.clone());
        }
        if !withdrawn {
            self.standing.insert(url, last_look);
        }
        at
    }

    /// The looks of this refresh, once all sections are in.
    pub(super) fn looks(&mut self) -> Vec<Url> {
        self.due.sort_by_key(|due| due.last_look);
        let due = std::mem::take(&mut self.due).into_iter();
        let mut looks: Vec<Url> = due.map(|due| due.url).take(LOOKS_AT_ONCE).collect();
        if looks.iter().any(|url| self.gone.contains_key(url)) {
            let mut others: Vec<(Timestamp, Url)> = self
                .others()
                .filter(|(url, _)| !looks.contains(url))
                .map(|(url, last_look)| (*last_look, url.clone()))
                .collect();
            others.sort();
            looks.extend(others.into_iter().map(|(_, url)| url).take(LOOKS_AT_ONCE));
        }
        looks
    }

    /// The article at `url` is there at `now`; its origin withdrew it before if `was_withdrawn`.
    pub(super) fn is_there(&mut self, url: &Url, was_withdrawn: bool, now: Timestamp) {
        self.gone.remove(url);
        self.is_read(url, now);
        if was_withdrawn {
            self.back.push(Guid::of(url));
        }
    }

    /// The article at `url` has been gone since `since`.
    pub(super) fn is_gone(&mut self, url: Url, since: Timestamp, confirmed: bool) {
        self.gone.insert(url, Gone { since, confirmed });
    }

    /// The looks that follow once one article is back: all that its origin withdrew, so that what one trouble took away
    /// comes back together.
    pub(super) fn more_looks(&mut self) -> Vec<Url> {
        if self.back.is_empty() || self.all_asked {
            return Vec::new();
        }
        self.all_asked = true;
        std::mem::take(&mut self.withdrawn)
    }

    /// The articles that are back, each once.
    pub(super) fn take_back(&mut self) -> Vec<Guid> {
        std::mem::take(&mut self.back)
    }

    /// Whether any article was found gone a second time.
    pub(super) fn has_confirmed(&self) -> bool {
        self.gone.values().any(|gone| gone.confirmed)
    }

    /// Since when the first of the gone articles is gone.
    fn first_gone(&self, now: Timestamp) -> Timestamp {
        let since = self.gone.values().map(|gone| gone.since);
        since.min().unwrap_or(now)
    }

    /// Which of the gone articles are believed to be withdrawn. `withdrawn_lately`: how many their origin withdrew from the
    /// feed in the last days ([`LATELY`]).
    pub(super) fn withdrawals(
        &mut self,
        withdrawn_lately: usize,
        now: Timestamp,
    ) -> WithdrawalVerdict {
        let first = self.first_gone(now);
        let seen_since = |(_, last_look): &(&Url, &Timestamp)| **last_look > first;
        let evidence = WithdrawalEvidence {
            gone: self.gone.len(),
            withdrawn: withdrawn_lately,
            had: self.others().count() + self.gone.len() + withdrawn_lately,
            witnesses: self.others().filter(seen_since).count(),
        };
        let gone = std::mem::take(&mut self.gone);
        let least = match evidence.belief() {
            Belief::Confirmed => GONE_APART,
            Belief::Lasting => DAYS,
            Belief::Trouble => {
                return WithdrawalVerdict::SiteTrouble {
                    gone: evidence.gone,
                    had: evidence.had,
                };
            }
        };
        let believed = gone
            .into_iter()
            .filter(|(_, gone)| gone.confirmed && now.duration_since(gone.since) >= least);
        WithdrawalVerdict::Believed(believed.map(|(url, _)| url).collect())
    }

    /// The articles that stand and are not gone.
    fn others(&self) -> impl Iterator<Item = (&Url, &Timestamp)> {
        let gone = &self.gone;
        self.standing
            .iter()
            .filter(move |(url, _)| !gone.contains_key(*url))
    }
}

/// How many articles their origin withdrew from `feed` in the last days before `now`.
pub(super) fn withdrawn_lately(takedowns: &[Takedown], feed: &FeedId, now: Timestamp) -> usize {
    let is_counted = |takedown: &&Takedown| {
        takedown.by == Withdrawer::Origin
            && takedown.feeds.contains(feed)
            && now.duration_since(takedown.when.timestamp()) < LATELY
    };
    takedowns.iter().filter(is_counted).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_due(hours_old: i64, looked_hours_ago: i64, gone: bool, withdrawn: bool) -> bool {
        let now = crate::testing::at(1_421_804_340);
        let ago = |hours: i64| now - SignedDuration::from_hours(hours);
        let zone = jiff::tz::TimeZone::UTC;
        let record = ArticleRecord {
            article: Article {
                published: Some(Moment::in_zone(ago(hours_old), &zone)),
                ..Article::default()
            },
            fetched_at: ago(looked_hours_ago),
            gone_since: gone.then(|| ago(looked_hours_ago)),
            ..ArticleRecord::default()
        };
        let url = crate::testing::url("http://news.example/1");
        let known = KnownArticle::of(url, &record, None, None);
        known.due_at(withdrawn, now).is_some_and(|at| at <= now)
    }

    /// An origin must not be asked for its archive every six hours, nor a correction be missed for a day.
    #[test]
    fn news_is_looked_at_every_six_hours_and_then_left_alone() {
        assert!(!is_due(1, 5, false, false));
        assert!(is_due(10, 6, false, false));
        assert!(!is_due(48, 6, false, false));
        assert!(!is_due(4800, 4800, false, false));
    }

    /// A second look tells an accident from a withdrawal; then there is no hurry.
    #[test]
    fn what_is_gone_is_looked_at_again_within_the_hour() {
        assert!(!is_due(1, 0, true, false));
        assert!(is_due(1, 1, true, false));
        assert!(!is_due(1, 1, true, true));
        assert!(is_due(4800, 6, true, true));
    }

    /// Clauses of rights are an editor's affair, outages are not: what an hour takes away is not believed, what days
    /// confirm is, and never a large part of a feed.
    #[test]
    fn withdrawals_are_judged_against_what_the_feed_had() {
        let belief = |gone, withdrawn, had, witnesses| {
            WithdrawalEvidence {
                gone,
                withdrawn,
                had,
                witnesses,
            }
            .belief()
        };
        assert_eq!(belief(1, 0, 50, 5), Belief::Confirmed);
        assert_eq!(belief(5, 0, 50, 5), Belief::Confirmed);
        assert_eq!(belief(5, 1, 50, 5), Belief::Lasting);
        assert_eq!(belief(17, 0, 50, 5), Belief::Trouble);
        assert_eq!(belief(1, 16, 50, 5), Belief::Trouble, "in steps neither");
        assert_eq!(belief(1, 0, 50, 0), Belief::Trouble, "nobody else is there");
        assert_eq!(belief(1, 0, 2, 1), Belief::Confirmed);
        assert_eq!(belief(1, 0, 1, 0), Belief::Lasting);
        assert_eq!(belief(8, 0, 8, 0), Belief::Trouble);
    }
}
