//! Known articles, asked for again: what the origin corrects is corrected here, what it withdraws is withdrawn.
//!
//! Only news is worth the requests: what was published lately and is still listed, a few in each pass, the one
//! that was not looked at for longest first, conditionally. What the origin withdrew goes on being asked for while it
//! is listed, and is back when the origin has it back. A site that loses half of its articles at once has lost its
//! way, not its articles: then nothing is withdrawn. Operators' takedowns are none of this module's affair.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::compose::Listed;
use super::desk::Unread;
use super::pass::{Done, Pass, stored};
use super::read::{self, ReadError};
use super::takedown::withdrawal;
use crate::model::{Article, Guid, Moment, page_of};
use crate::origin::Validators;
use crate::store::{self, ArticleRecord, Withdrawer};

/// Between two looks at an article.
const EVERY: SignedDuration = SignedDuration::from_hours(6);
/// For so long after it was published an article is looked at again.
const NEWS_FOR: SignedDuration = SignedDuration::from_hours(48);
/// Gone twice, so far apart, is withdrawn. Once may be an accident.
const GONE_APART: SignedDuration = SignedDuration::from_hours(1);
/// Looks in one pass.
const PER_PASS: usize = 5;
/// So few may be gone without a thought for the share of the feed that they are.
const FEW: usize = 2;

/// An article that is to be looked at again.
#[derive(Debug)]
pub(super) struct Due {
    url: Url,
    last_look: Timestamp,
    known: Validators,
}

/// What a look found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Gone twice.
    gone: Vec<Url>,
    /// Withdrawn by the origin, and there again.
    back: Vec<Guid>,
}

/// The answer to a look: the article, or that it is as it was.
pub(super) type Look = Result<Option<(Arc<Article>, Validators)>, ReadError>;

impl Due {
    /// When the article of `record` is to be looked at again, seen from `now`; `None` when it is left alone from now
    /// on. `listed` is the date that its section gives.
    fn at(
        record: &ArticleRecord,
        listed: Option<Moment>,
        withdrawn: bool,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let after = |pause: SignedDuration| record.fetched_at.checked_add(pause).ok();
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
        let now = self.gateway.clock.now();
        let Some(mut at) = Due::at(record, listed, withdrawn, now) else {
            return;
        };
        if let Some(unread) = self.desk.memory().unread.get(url) {
            at = at.max(unread.retry_at);
        }
        self.quiet_until = self.quiet_until.min(at);
        if at <= now && !self.due.iter().any(|due| due.url == *url) {
            self.due.push(Due {
                url: url.clone(),
                last_look: record.fetched_at,
                known: known(&record.validators),
            });
        }
    }

    /// The looks of this pass, once all sections are in.
    pub(super) fn looks(&mut self) -> Vec<BoxFuture<'static, Done>> {
        self.due.sort_by_key(|due| due.last_look);
        let due = std::mem::take(&mut self.due).into_iter().take(PER_PASS);
        due.map(|Due { url, known, .. }| {
            let (gateway, spec) = (self.gateway.clone(), self.desk.spec.clone());
            Box::pin(async move {
                let look = read::article_again(&gateway, &spec, &url, &known).await;
                Done::Look(url, look)
            }) as BoxFuture<'static, Done>
        })
        .collect()
    }

    /// Takes in what a look found.
    pub(super) fn take_look(&mut self, url: Url, look: Look) {
        let (store, now) = (self.gateway.store.clone(), self.gateway.clock.now());
        let Some(mut record) = store.article(&url) else {
            return;
        };
        record.fetched_at = now;
        match look {
            Ok(None) => self.is_there(&url, &mut record),
            // A page that lost its text is no correction.
            Ok(Some((article, _))) if article.body.is_none() && record.article.body.is_some() => {
                tracing::debug!(feed = %self.desk.spec.id, %url, "the article has no text any more; it stays as it was");
                return self.put_off(url);
            }
            Ok(Some((article, validators))) => {
                self.changed |= *article != record.article;
                record.article = Article::clone(&article);
                record.validators = stored(validators);
                self.is_there(&url, &mut record);
            }
            Err(error) if error.is_gone(&url) => {
                let since = *record.gone_since.get_or_insert(now);
                if now.duration_since(since) >= GONE_APART {
                    self.found.gone.push(url.clone());
                }
            }
            // Nobody asked for it; it is due with the next pass.
            Err(error) if error.held_off().is_some() => return,
            Err(error) => {
                tracing::debug!(feed = %self.desk.spec.id, %error, "a known article could not be read again; it stays as it was");
                return self.put_off(url);
            }
        }
        store.keep_article(&url, &record);
    }

    fn is_there(&mut self, url: &Url, record: &mut ArticleRecord) {
        record.gone_since = None;
        let mut memory = self.desk.memory();
        memory.unread.remove(url);
        memory.told_of_loss = false;
        drop(memory);
        let guid = Guid::of(url);
        self.articles.insert(guid, Arc::new(record.article.clone()));
        let withdrawn = self.gateway.store.takedown(guid);
        if withdrawn.is_some_and(|takedown| takedown.by == Withdrawer::Origin) {
            self.found.back.push(guid);
        }
    }

    /// Asks for an article later than it would be due.
    pub(super) fn put_off(&self, url: Url) {
        let mut memory = self.desk.memory();
        let attempts = memory.unread.get(&url).map_or(0, |unread| unread.attempts) + 1;
        let unread = Unread::after(attempts, self.gateway.clock.now());
        memory.unread.insert(url, unread);
    }

    /// Withdraws what the origin withdrew, and brings back what it brought back.
    pub(super) async fn heed_the_origin(&mut self) {
        let Found { gone, back } = std::mem::take(&mut self.found);
        for guid in back {
            self.changed = true;
            self.gateway.back_at_origin(guid).await;
        }
        let store = &self.gateway.store;
        let listed = self.united();
        let withdrawn = |listed: &&Listed| {
            let takedown = withdrawal(store, &listed.teaser.url);
            takedown.is_some_and(|takedown| takedown.by == Withdrawer::Origin)
        };
        let gone_before = listed.iter().filter(withdrawn).count();
        let gone: Vec<Url> = gone
            .into_iter()
            .filter(|url| store.takedown(Guid::of(url)).is_none())
            .collect();
        let all = gone_before + gone.len();
        if !gone.is_empty() && all > FEW && all * 2 > listed.len() {
            if !std::mem::replace(&mut self.desk.memory().told_of_loss, true) {
                tracing::warn!(
                    feed = %self.desk.spec.id, gone = all, listed = listed.len(),
                    "the origin has lost most of the articles that it lists; the feed keeps them. \
                     Look at one in a browser; if they are meant to be gone, use byline takedown"
                );
            }
            return;
        }
        for url in gone {
            self.changed = true;
            self.gateway.withdrawn_at_origin(url).await;
        }
    }
}

fn known(validators: &store::Validators) -> Validators {
    let store::Validators {
        etag,
        last_modified,
        digest,
        url,
    } = validators.clone();
    Validators {
        etag,
        last_modified,
        digest,
        url,
        whole_at: None,
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
}
