//! Known articles, asked for again: what the origin corrects is corrected here, what it withdraws is withdrawn.
//!
//! In: the records of listed articles and what the looks of this refresh found. Out: articles to ask for, and
//! withdrawals to make or to end. Operators' takedowns are not touched.
//!
//! - Only news is worth the requests: what was published lately and is still listed, a few in each refresh, the one
//!   that was not looked at for longest first, conditionally.
//! - An article that is gone (404 or 410) is withdrawn when it looks like an editor's doing, and never for the trouble
//!   of a site: [`Evidence`] says when. So a second look at an article that is gone is taken together with looks at
//!   others, its witnesses.
//! - What was withdrawn is looked at for as long as it is listed. When one article is back, all that its origin
//!   withdrew from the feed are looked at, so that what one trouble took away comes back together.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::feed_state::Unread;
use super::pass::{Done, Pass};
use super::read::{self, ReadError};
use super::takedown::withdrawal;
use crate::model::{Article, Guid, Moment, Validators, page_of};
use crate::store::{ArticleRecord, Withdrawer};

/// Between two looks at an article.
const EVERY: SignedDuration = SignedDuration::from_hours(6);
/// For so long after it was published an article is looked at again.
const NEWS_FOR: SignedDuration = SignedDuration::from_hours(48);
/// Before an article that is gone is looked at again. Once may be an accident.
const GONE_APART: SignedDuration = SignedDuration::from_hours(1);
/// Looks in one refresh.
const PER_PASS: usize = 5;
/// Withdrawals of the last days are judged together.
const LATELY: SignedDuration = SignedDuration::from_hours(7 * 24);
/// For so long many articles must be gone before they are believed to be.
const DAYS: SignedDuration = SignedDuration::from_hours(3 * 24);
/// So few withdrawals are usual in any feed.
const FEW: usize = 2;

/// What this refresh knows of articles that are there or gone.
#[derive(Debug, Default)]
pub(super) struct Revisit {
    /// To be looked at again now.
    due: Vec<Due>,
    /// Known articles that stand, and when each was last looked at.
    standing: HashMap<Url, Timestamp>,
    /// Since when articles are gone that are not withdrawn; whether they were found gone a second time.
    gone: HashMap<Url, Gone>,
    /// Withdrawn by their origin, and not due.
    withdrawn: Vec<Url>,
    /// Withdrawn by their origin, and there again.
    back: Vec<Guid>,
    /// One was back, so that all others are looked at.
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
    confirmed: bool,
}

/// The answer to a look: the article, or that it is as it was.
pub(super) type Look = Result<Option<(Arc<Article>, Validators)>, ReadError>;

/// What tells an editor's withdrawals from a site's trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Evidence {
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
    /// Of these, those that have been gone for [`DAYS`].
    Lasting,
    /// None: the site has lost its way.
    Trouble,
}

impl Evidence {
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
        if self.witnesses < self.gone.min(PER_PASS) {
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

impl Due {
    /// When the article of `record` is to be looked at again, seen from `now`; `None` when it is left alone from now
    /// on. `listed` is the date that its section gives.
    fn at(
        record: &ArticleRecord,
        listed: Option<Moment>,
        withdrawn: bool,
        now: Timestamp,
    ) -> Option<Timestamp> {
        // A look that is dated after now was dated before the clock was set back.
        let looked_at = record.fetched_at.min(now);
        let after = |pause: SignedDuration| looked_at.checked_add(pause).ok();
        if record.gone_since.is_some() && !withdrawn {
            return after(GONE_APART);
        }
        let at = after(EVERY)?;
        let published = record.article.published.or(listed);
        let is_news = published
            .is_some_and(|published| at.max(now).duration_since(published.timestamp()) < NEWS_FOR);
        (withdrawn || is_news).then_some(at)
    }
}

impl Revisit {
    /// Notes that the article at `url` was read at `now`.
    pub(super) fn is_read(&mut self, url: &Url, now: Timestamp) {
        self.standing.insert(url.clone(), now);
    }

    /// The articles that stand and are not gone.
    fn others(&self) -> impl Iterator<Item = (&Url, &Timestamp)> {
        let gone = &self.gone;
        self.standing
            .iter()
            .filter(move |(url, _)| !gone.contains_key(*url))
    }
}

impl Pass<'_> {
    /// Whether an article may be in the feed. One that its origin withdrew is looked at when that is due.
    pub(super) fn may_stand(&mut self, url: &Url, listed: Option<Moment>) -> bool {
        let Some(takedown) = withdrawal(&self.gateway.store, url) else {
            return true;
        };
        if takedown.by == Withdrawer::Origin
            && let Some(record) = self.gateway.store.article(url)
        {
            self.note_if_due(&page_of(url), &record, listed, true);
        }
        false
    }

    /// Remembers to look at a known article again, now or when that is due.
    pub(super) fn note_if_due(
        &mut self,
        url: &Url,
        record: &ArticleRecord,
        listed: Option<Moment>,
        withdrawn: bool,
    ) {
        let now = self.gateway.clock.reading();
        if let Some(since) = record.gone_since.filter(|_| !withdrawn) {
            let confirmed = false;
            let gone = Gone { since, confirmed };
            self.revisit.gone.entry(url.clone()).or_insert(gone);
        }
        let at = Due::at(record, listed, withdrawn, now.wall).map(|at| {
            let at = now.of_future(at);
            match self.feed_state.memory().unread.get(url) {
                Some(unread) => at.max(unread.retry_at),
                None => at,
            }
        });
        self.quiet_until = self.quiet_until.min(at.unwrap_or(self.quiet_until));
        let last_look = record.fetched_at;
        if at.is_some_and(|at| at <= now.steady) {
            if !self.revisit.due.iter().any(|due| due.url == *url) {
                let url = url.clone();
                self.revisit.due.push(Due { url, last_look });
            }
        } else if withdrawn {
            self.revisit.withdrawn.push(url.clone());
        }
        if !withdrawn {
            self.revisit.standing.insert(url.clone(), last_look);
        }
    }

    /// The looks of this refresh, once all sections are in.
    pub(super) fn looks(&mut self) -> Vec<BoxFuture<'static, Done>> {
        let revisit = &mut self.revisit;
        revisit.due.sort_by_key(|due| due.last_look);
        let due = std::mem::take(&mut revisit.due).into_iter();
        let mut looks: Vec<Url> = due.map(|due| due.url).take(PER_PASS).collect();
        if looks.iter().any(|url| revisit.gone.contains_key(url)) {
            let mut others: Vec<(Timestamp, Url)> = revisit
                .others()
                .filter(|(url, _)| !looks.contains(url))
                .map(|(url, last_look)| (*last_look, url.clone()))
                .collect();
            others.sort();
            looks.extend(others.into_iter().map(|(_, url)| url).take(PER_PASS));
        }
        looks.into_iter().map(|url| self.look(url)).collect()
    }

    fn look(&self, url: Url) -> BoxFuture<'static, Done> {
        let (gateway, spec) = (self.gateway.clone(), self.feed_state.spec.clone());
        Box::pin(async move {
            let record = gateway.store.article(&url).unwrap_or_default();
            let known = &record.validators;
            let look = read::article_again(&gateway, &spec, &url, known).await;
            Done::Look(url, look)
        })
    }

    /// Takes in what a look found; returns the looks that follow from it.
    pub(super) fn take_look(&mut self, url: Url, look: Look) -> Vec<BoxFuture<'static, Done>> {
        let (store, now) = (self.gateway.store.clone(), self.gateway.clock.now());
        let Some(mut record) = store.article(&url) else {
            return Vec::new();
        };
        record.fetched_at = now;
        match look {
            Ok(None) => self.is_there(&url, &mut record),
            // A page that lost its text is no correction.
            Ok(Some((article, _))) if article.body.is_none() && record.article.body.is_some() => {
                tracing::debug!(feed = %self.feed_state.spec.id, %url, "the article has no text any more; it stays as it was");
                self.put_off(url);
                return Vec::new();
            }
            Ok(Some((article, validators))) => {
                self.changed |= *article != record.article;
                record.article = Article::clone(&article);
                record.validators = validators;
                self.is_there(&url, &mut record);
            }
            Err(error) if error.is_gone(&url) => {
                let since = *record.gone_since.get_or_insert(now);
                if !self.is_withdrawn_by_origin(Guid::of(&url)) {
                    let confirmed = now.duration_since(since) >= GONE_APART;
                    let gone = Gone { since, confirmed };
                    self.revisit.gone.insert(url.clone(), gone);
                }
            }
            // The host was not asked; the article is due with the next refresh.
            Err(error) if error.held_off().is_some() => return Vec::new(),
            Err(error) => {
                tracing::debug!(feed = %self.feed_state.spec.id, %error, "a known article could not be read again; it stays as it was");
                self.put_off(url);
                return Vec::new();
            }
        }
        store.keep_article(&self.feed_state.spec.id, &url, &record);
        if self.revisit.back.is_empty() || self.revisit.all_asked {
            return Vec::new();
        }
        self.revisit.all_asked = true;
        let withdrawn = std::mem::take(&mut self.revisit.withdrawn).into_iter();
        withdrawn.map(|url| self.look(url)).collect()
    }

    fn is_there(&mut self, url: &Url, record: &mut ArticleRecord) {
        record.gone_since = None;
        self.revisit.gone.remove(url);
        self.revisit.is_read(url, record.fetched_at);
        let mut memory = self.feed_state.memory();
        memory.unread.remove(url);
        memory.told_of_loss = false;
        drop(memory);
        let guid = Guid::of(url);
        self.articles.insert(guid, Arc::new(record.article.clone()));
        if self.is_withdrawn_by_origin(guid) {
            self.revisit.back.push(guid);
        }
    }

    fn is_withdrawn_by_origin(&self, guid: Guid) -> bool {
        let takedown = self.gateway.store.takedown(guid);
        takedown.is_some_and(|takedown| takedown.by == Withdrawer::Origin)
    }

    /// Asks for an article later than it would be due.
    pub(super) fn put_off(&self, url: Url) {
        let mut memory = self.feed_state.memory();
        let attempts = memory.unread.get(&url).map_or(0, |unread| unread.attempts) + 1;
        let unread = Unread::after(attempts, self.gateway.clock.steady());
        memory.unread.insert(url, unread);
    }

    /// Withdraws what the origin withdrew, and brings back what it brought back.
    pub(super) async fn heed_the_origin(&mut self) {
        for guid in std::mem::take(&mut self.revisit.back) {
            self.changed = true;
            self.gateway.back_at_origin(guid).await;
        }
        if !self.revisit.gone.values().any(|gone| gone.confirmed) {
            return;
        }
        let now = self.gateway.clock.now();
        let evidence = self.evidence(now);
        let gone = std::mem::take(&mut self.revisit.gone);
        let least = match evidence.belief() {
            Belief::Confirmed => GONE_APART,
            Belief::Lasting => DAYS,
            Belief::Trouble => {
                if !std::mem::replace(&mut self.feed_state.memory().told_of_loss, true) {
                    tracing::warn!(
                        feed = %self.feed_state.spec.id, gone = evidence.gone, of = evidence.had,
                        "the origin answers \"not found\" for more articles than editors withdraw; the feed keeps them. \
                         Look at one in a browser; if they are meant to be gone, use byline takedown"
                    );
                }
                return;
            }
        };
        for (url, gone) in gone {
            if gone.confirmed && now.duration_since(gone.since) >= least {
                self.changed = true;
                self.gateway.withdrawn_at_origin(url).await;
            }
        }
    }

    fn evidence(&self, now: Timestamp) -> Evidence {
        let feed = &self.feed_state.spec.id;
        let lately = self
            .gateway
            .store
            .takedowns()
            .into_iter()
            .filter(|takedown| {
                takedown.by == Withdrawer::Origin
                    && takedown.feeds.contains(feed)
                    && now.duration_since(takedown.when.timestamp()) < LATELY
            });
        let gone = &self.revisit.gone;
        let first = gone.values().map(|gone| gone.since).min().unwrap_or(now);
        let seen_since = |(_, last_look): &(&Url, &Timestamp)| **last_look > first;
        let withdrawn = lately.count();
        Evidence {
            gone: gone.len(),
            withdrawn,
            had: self.revisit.others().count() + gone.len() + withdrawn,
            witnesses: self.revisit.others().filter(seen_since).count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_due(hours_old: i64, looked_hours_ago: i64, gone: bool, withdrawn: bool) -> bool {
        let now = Timestamp::from_second(1_421_804_340).expect("a test time");
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
        Due::at(&record, None, withdrawn, now).is_some_and(|at| at <= now)
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
            Evidence {
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
