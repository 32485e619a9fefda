//! A survey of a feed's sections and some of its articles, for the operator: what they say now, and what contradicts
//! feeds.toml. Nothing is stored.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::Offset;
use url::Url;

use super::conductor::Gateway;
use super::filter;
use super::publish::compose::{self, Earlier, Listed};
use super::publish::whose::{self, Whose};
use super::refresh::read::{self, PageEvidence, SectionRead};
use super::refusal::Refusal;
use crate::config::FeedSpec;
use crate::extract::{Teaser, offsets};
use crate::model::{Article, Guid, Moment, Provenance, Section, page_of};
use crate::origin::Urgency;

/// How many articles of a feed are read: enough to see whether a paper names itself, and no burden to its server.
const ARTICLES: usize = 5;

/// What a feed's pages say now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// Each section, in the feed's order.
    pub sections: Vec<Surveyed>,
    /// How many of the articles that were read the feed's filter leaves out, and how many were read; `None` without a filter.
    pub filtered: Option<(usize, usize)>,
    /// What the pages say against feeds.toml.
    pub against: Vec<Against>,
}

/// What one section says now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surveyed {
    /// The section.
    pub section: Url,
    /// What was found there, or what went wrong, in words.
    pub outcome: Result<Findings, String>,
}

/// What a section lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// Articles listed.
    pub articles: usize,
    /// Those with a date beside them.
    pub dated: usize,
    /// The newest of these dates.
    pub newest: Option<Moment>,
    /// Those that the feed's filter leaves out by title, URL or date.
    pub filtered: usize,
    /// The first title, as an example.
    pub first: String,
}

/// Something that works, and probably not as meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Against {
    /// Times for machines have another offset than the publisher's zone had then.
    Zone {
        /// The offset that most of them have.
        stated: Offset,
        /// The zone in feeds.toml (IANA).
        zone: String,
    },
    /// Dates lie after now.
    ToCome {
        /// How many.
        dates: usize,
        /// One of them.
        example: Moment,
    },
    /// No article that was read is the publisher's own.
    NothingOwn {
        /// How many were read.
        articles: usize,
        /// A source that one of them states.
        source: Option<String>,
        /// What one of them calls its site.
        site: Option<String>,
    },
}

impl Gateway {
    /// Reads each section of `feed` once, one after the other, and the first few articles on its publisher's host.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] and [`Refusal::Gone`]; what fails at the origin is in the sections' outcomes. An article
    /// that cannot be read is left out.
    pub async fn survey(self: &Arc<Self>, feed: &str) -> Result<Survey, Refusal> {
        let spec = self.feed_state(feed)?.spec.clone();
        let mut survey = Survey::default();
        let now = self.clock.now();
        let (mut listed, mut evidence) = (Vec::new(), Vec::new());
        for section in &spec.sections {
            let url = &section.url;
            let read = read::section(self, &spec, url, None, None, Urgency::now(), true).await;
            let outcome = match read {
                Ok(mut read) => {
                    evidence.extend(read.evidence.take().map(|said| *said));
                    let found = findings(&read, &spec, section, now);
                    let teasers = read.teasers.as_deref().unwrap_or_default();
                    listed.extend(teasers.iter().map(|teaser| Listed {
                        teaser: teaser.clone(),
                        guid: Guid::of(&teaser.url),
                        sections: vec![section.clone()],
                    }));
                    Ok(found)
                }
                Err(error) => Err(error.to_string()),
            };
            survey.sections.push(Surveyed {
                section: url.clone(),
                outcome,
            });
        }
        if !spec.filter.is_open() {
            listed.retain(|it: &Listed| !filter::leaves_out_listed(&spec, it, now));
        }
        let teasers: Vec<Teaser> = listed.iter().map(|it| it.teaser.clone()).collect();
        let articles = self.some_articles(&spec, teasers, &mut evidence).await;
        survey.filtered =
            (!spec.filter.is_open()).then(|| self.filtered(&spec, &listed, &articles, now));
        survey.against = against(&spec, &evidence);
        survey.against.extend(self.nothing_own(&spec, &articles));
        Ok(survey)
    }

    /// The first few of the articles `listed` on the host of the feed's publisher, each page once.
    async fn some_articles(
        &self,
        spec: &Arc<FeedSpec>,
        listed: Vec<Teaser>,
        evidence: &mut Vec<PageEvidence>,
    ) -> Vec<(Url, Arc<Article>)> {
        let config = self.config();
        let mut articles: Vec<(Url, Arc<Article>)> = Vec::new();
        let mut asked = 0;
        for teaser in listed {
            let owner = whose::publisher(&config, spec, &teaser.url);
            if owner.is_none_or(|owner| owner.id != spec.publisher.id) {
                continue;
            }
            let page = page_of(&teaser.url).into_owned();
            let stated = teaser.article;
            let claimed = stated.and_then(|it| whose::claimed(&config, spec, &teaser.url, it));
            if let Some(article) = claimed {
                articles.push((teaser.url, article));
                continue;
            }
            if asked == ARTICLES || articles.iter().any(|(url, _)| *url == page) {
                continue;
            }
            asked += 1;
            if let Ok((article, said)) = read::article_with_evidence(self, spec, &page).await {
                evidence.push(said);
                articles.push((page, Arc::new(article)));
            }
        }
        articles
    }

    /// How many of `articles` the feed's filter leaves out, and how many of them are `listed` themselves.
    fn filtered(
        &self,
        spec: &FeedSpec,
        listed: &[Listed],
        articles: &[(Url, Arc<Article>)],
        now: Timestamp,
    ) -> (usize, usize) {
        let config = self.config();
        let read = articles.iter().map(|(url, article)| (url, &**article));
        let whose = Whose::of_read(&config, spec, read);
        let now = Moment::in_zone(now, &spec.publisher.zone);
        let earlier = Earlier {
            first_seen: now,
            complete: None,
        };
        let (mut out, mut read) = (0, 0);
        for (url, article) in articles {
            let Some(listed) = listed.iter().find(|it| it.teaser.url == *url) else {
                continue;
            };
            let owner = whose.of(url);
            let item = compose::item(listed, Some(article), owner, earlier, &spec.title_cut, now);
            read += 1;
            out += usize::from(filter::leaves_out(
                &spec.filter,
                &item,
                false,
                now.timestamp(),
            ));
        }
        (out, read)
    }

    fn nothing_own(&self, spec: &FeedSpec, articles: &[(Url, Arc<Article>)]) -> Option<Against> {
        let config = self.config();
        let read = articles.iter().map(|(url, article)| (url, &**article));
        let whose = Whose::of_read(&config, spec, read);
        let is_own = |(url, article): &(Url, Arc<Article>)| {
            whose.of(url).rule(Some(article)).credit.provenance() == Provenance::Own
        };
        if articles.is_empty() || articles.iter().any(is_own) {
            return None;
        }
        let all = || articles.iter().map(|(_, article)| article);
        let source = all().find_map(|article| article.source.as_ref());
        Some(Against::NothingOwn {
            articles: articles.len(),
            source: source.map(|source| source.name.clone()),
            site: all().find_map(|article| {
                let mut names = article.publisher.iter().chain(&article.site_names);
                names.next().cloned()
            }),
        })
    }
}

/// What the pages say against the publisher's zone.
fn against(spec: &FeedSpec, evidence: &[PageEvidence]) -> Vec<Against> {
    let zone = &spec.publisher.zone;
    let stated: Vec<_> = evidence.iter().flat_map(|it| &it.stated).copied().collect();
    let contradicted = offsets::contradicting(&stated, zone).map(|(_, stated)| Against::Zone {
        stated,
        zone: zone.iana_name().unwrap_or("UTC").to_owned(),
    });
    let mut to_come = evidence.iter().flat_map(|it| &it.to_come);
    let dates = to_come.clone().count();
    let to_come = to_come.next().map(|example| Against::ToCome {
        dates,
        example: *example,
    });
    contradicted.into_iter().chain(to_come).collect()
}

fn findings(read: &SectionRead, spec: &FeedSpec, section: &Section, now: Timestamp) -> Findings {
    let teasers = read.teasers.as_deref().unwrap_or_default();
    let dates = || teasers.iter().filter_map(|teaser| teaser.published);
    Findings {
        articles: teasers.len(),
        dated: dates().count(),
        newest: dates().max_by_key(|date| date.timestamp()),
        filtered: match spec.filter.is_open() {
            true => 0,
            false => {
                let of = |teaser: &Teaser| Listed {
                    teaser: teaser.clone(),
                    guid: Guid::of(&teaser.url),
                    sections: vec![section.clone()],
                };
                let left_out = |it: &&Teaser| filter::leaves_out_listed(spec, &of(it), now);
                teasers.iter().filter(left_out).count()
            }
        },
        first: teasers
            .first()
            .map(|teaser| teaser.title.clone())
            .unwrap_or_default(),
    }
}
