//! Step 3: which answers are believed, and what stays as it was. Pure.
//!
//! In: an answer, and what was known before it. Out: a [`SectionVerdict`] or a [`LookVerdict`].

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use super::plan::REFRESH_LIMIT;
use super::plausibility::{self, SectionHistory};
use super::read::SectionRead;
use super::revisit::{GONE_APART, Look};
use crate::extract::Teaser;
use crate::gateway::failure::{Cause, Failure};
use crate::gateway::read_error::ReadError;
use crate::model::{FeedId, Guid, Item, Moment};
use crate::store::ArticleRecord;

/// What is known of a section when its answer comes.
#[derive(Debug, Default)]
pub(super) struct SectionBefore {
    /// For the plausibility check.
    pub(super) plausible: SectionHistory,
    /// What it listed when it was last read, if that is still cached.
    pub(super) list: Option<Arc<[Teaser]>>,
    /// How many items of the feed are from it.
    pub(super) items: usize,
    /// What failed when it was last asked for, in words.
    pub(super) last_failure: Option<String>,
}

/// What becomes of a section's answer.
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

impl SectionBefore {
    /// Of a section that listed `list`, if that is cached, and whose `items` the feed shows. It `usual`ly lists so many.
    pub(super) fn of(
        list: Option<Arc<[Teaser]>>,
        items: &[&Item],
        usual: Option<usize>,
        last_failure: Option<String>,
    ) -> Self {
        let plausible = match &list {
            Some(list) => SectionHistory {
                usual: usual.unwrap_or_default(),
                articles: list.iter().map(|it| Guid::of(&it.url)).collect(),
                newest: newest(list.iter().map(|it| it.published)),
            },
            None => SectionHistory {
                usual: usual.unwrap_or(items.len()),
                articles: items.iter().map(|it| it.facts().guid).collect(),
                newest: newest(items.iter().map(|it| it.facts().published)),
            },
        };
        Self {
            plausible,
            list,
            items: items.len(),
            last_failure,
        }
    }
}

fn newest(dates: impl Iterator<Item = Option<Moment>>) -> Option<Timestamp> {
    dates.flatten().map(Moment::timestamp).max()
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
            // Why the host is left alone says more than that it is left alone.
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

/// What becomes of a look at a known article.
pub(super) enum LookVerdict {
    /// Its host was not asked; the article is due with the next refresh.
    NotAsked,
    /// It could not be read, or has lost its text: it stays as it was, and is asked for later. The reason is for the log.
    PutOff(String),
    /// It is there. `changed`: its text or facts differ from the record.
    There {
        record: ArticleRecord,
        changed: bool,
    },
    /// Its origin says that there is no such page.
    Gone {
        record: ArticleRecord,
        since: Timestamp,
        /// It was found gone an hour ago or earlier, too.
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
        // A page without its text is broken, not corrected.
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::gateway::feed_state::SectionMemory;
    use crate::model::{Article, SafeHtml, Validators};
    use crate::origin::{Closed, Fault, FetchError};
    use crate::testing::{at, teaser, url};

    const SECTION: &str = "http://news.example/city/";

    fn list(titles: &[&str]) -> Arc<[Teaser]> {
        let link = |title: &&str| url(&format!("http://news.example/a/{title}"));
        titles.iter().map(|it| teaser(link(it), it, None)).collect()
    }

    fn read(titles: &[&str]) -> SectionRead {
        SectionRead {
            memory: SectionMemory {
                show: None,
                validators: Validators::default(),
                items: titles.len(),
            },
            teasers: Some(list(titles)),
            choice: None,
            at: url(SECTION),
            unchanged: false,
            evidence: None,
            endpoint: None,
        }
    }

    fn error(fault: Fault) -> ReadError {
        ReadError::Fetch(FetchError {
            url: Box::new(url(SECTION)),
            at: None,
            fault,
        })
    }

    const FOUR: [&str; 4] = ["one", "two", "three", "four"];

    fn verdict(answer: Result<SectionRead, ReadError>, accept: bool) -> SectionVerdict {
        let before = SectionBefore::of(
            Some(list(&FOUR)),
            &[],
            Some(4),
            Some("the origin fails with 503".to_owned()),
        );
        let feed = "news".parse().expect("a test id");
        section(&url(SECTION), answer, before, &feed, accept)
    }

    fn failure(verdict: SectionVerdict) -> (Failure, usize) {
        match verdict {
            SectionVerdict::Failed { failure, items, .. } => (failure, items),
            SectionVerdict::Believed(_) => panic!("the section is believed"),
        }
    }

    fn is_believed(verdict: &SectionVerdict) -> bool {
        matches!(verdict, SectionVerdict::Believed(_))
    }

    /// A page of maintenance must not empty a feed, and an operator who says that the page is right must be believed.
    #[test]
    fn a_list_that_shrinks_is_believed_only_when_an_operator_accepts_it() {
        assert!(is_believed(&verdict(Ok(read(&["two", "five"])), false)));
        let (failure, items) = failure(verdict(Ok(read(&["one"])), false));
        assert_eq!((failure.cause, items), (Cause::Page, 4));
        assert!(is_believed(&verdict(Ok(read(&["one"])), true)));
    }

    /// "Closed for 30 s" tells an operator nothing; what closed the host does.
    #[test]
    fn a_closed_host_is_reported_with_what_closed_it() {
        let closed = |asked| {
            Fault::Closed(Closed {
                retry_after: Duration::from_secs(30),
                asked,
            })
        };
        let (own, items) = failure(verdict(Err(error(closed(false))), false));
        assert_eq!((own.cause, items), (Cause::Origin, 4));
        assert_eq!(own.reason, "the origin fails with 503");
        let (asked, _) = failure(verdict(Err(error(closed(true))), false));
        assert_ne!(asked.reason, "the origin fails with 503");
    }

    /// A section whose list is not cached is measured by what the feed shows of it.
    #[test]
    fn without_a_cached_list_the_items_in_the_feed_count() {
        let item = crate::testing::item(crate::model::Grant::Full, None, "Text.");
        let before = SectionBefore::of(None, &[&item], None, None);
        assert_eq!((before.plausible.usual, before.items), (1, 1));
        assert!(before.plausible.articles.contains(&item.facts().guid));
        let (silent, items) = failure(silent_section(&url(SECTION), before));
        assert_eq!((silent.timed_out, items), (true, 1));
    }

    fn article(body: Option<&str>) -> Article {
        Article {
            body: body.map(|text| SafeHtml::from_sanitized(format!("<p>{text}</p>"))),
            ..Article::default()
        }
    }

    fn looked(look: Look, gone_since: Option<i64>) -> LookVerdict {
        let record = ArticleRecord {
            article: article(Some("Text.")),
            gone_since: gone_since.map(at),
            ..ArticleRecord::default()
        };
        super::look(&url(SECTION), look, record, at(10_000))
    }

    fn page(body: Option<&str>) -> Option<(Arc<Article>, Validators)> {
        Some((Arc::new(article(body)), Validators::default()))
    }

    /// A correction must reach readers; an empty page must not take a text away.
    #[test]
    fn a_look_corrects_a_text_and_never_loses_it() {
        let changed = |look| match looked(look, Some(1)) {
            LookVerdict::There { record, changed } => {
                assert_eq!((record.gone_since, record.fetched_at), (None, at(10_000)));
                Some(changed)
            }
            LookVerdict::NotAsked | LookVerdict::PutOff(_) | LookVerdict::Gone { .. } => None,
        };
        assert_eq!(changed(Ok(None)), Some(false));
        assert_eq!(changed(Ok(page(Some("Text.")))), Some(false));
        assert_eq!(changed(Ok(page(Some("Corrected.")))), Some(true));
        assert!(matches!(
            looked(Ok(page(None)), None),
            LookVerdict::PutOff(_)
        ));
    }

    /// One 404 may be an accident: an article is gone for good when it is gone an hour later, too.
    #[test]
    fn an_article_is_confirmed_gone_after_an_hour() {
        let confirmed =
            |gone_since| match looked(Err(error(Fault::Withdrawn { status: 410 })), gone_since) {
                LookVerdict::Gone {
                    since, confirmed, ..
                } => Some((since, confirmed)),
                LookVerdict::NotAsked | LookVerdict::PutOff(_) | LookVerdict::There { .. } => None,
            };
        assert_eq!(confirmed(None), Some((at(10_000), false)));
        assert_eq!(confirmed(Some(6_401)), Some((at(6_401), false)));
        assert_eq!(confirmed(Some(6_400)), Some((at(6_400), true)));
        let fails = Fault::Status { status: 418 };
        assert!(matches!(
            looked(Err(error(fails)), None),
            LookVerdict::PutOff(_)
        ));
    }
}
