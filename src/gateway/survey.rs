//! A survey of a feed's sections and some of its articles, for the operator: what they say now, and what contradicts
//! feeds.toml. Nothing is stored.

use std::collections::HashMap;
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
use crate::browser::Endpoint;
use crate::config::{FeedSpec, SectionKind};
use crate::extract::endpoint::Suggested;
use crate::extract::{Teaser, offsets};
use crate::model::{Article, Guid, Moment, Provenance, Publisher, PublisherId, Section, page_of};
use crate::origin::{Asking, Fetched, Urgency};

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
    /// What the browser shows there, where a script fills the section and feeds.toml does not say so yet.
    pub rendered: Option<Findings>,
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
    /// Of a section that the browser showed: the endpoint that its scripts load the list from.
    pub endpoint: Option<(Url, Suggested)>,
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

/// What pages say, and whose sections lead to them.
type Evidence = Vec<(Arc<Publisher>, PageEvidence)>;

/// An article that was read, or that an upstream feed states.
struct ReadArticle<'l> {
    /// Those that list it.
    sections: &'l [Section],
    url: Url,
    article: Arc<Article>,
}

impl ReadArticle<'_> {
    fn parts(&self) -> (&[Section], &Url, &Article) {
        (self.sections, &self.url, &self.article)
    }
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
        let (mut listed, mut evidence) = (Vec::new(), Evidence::new());
        for section in &spec.sections {
            let url = &section.url;
            let lister = spec.lister(std::slice::from_ref(section));
            let read = read::section(self, &spec, section, None, None, Urgency::now(), true).await;
            let outcome = match read {
                Ok(mut read) => {
                    let said = read.evidence.take();
                    evidence.extend(said.map(|said| (lister.clone(), *said)));
                    let found = self.findings(&mut read, &spec, section, now).await;
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
            let rendered = match &outcome {
                Ok(_) => None,
                Err(_) => self.rendered(&spec, section, now).await,
            };
            survey.sections.push(Surveyed {
                section: url.clone(),
                outcome,
                rendered,
            });
        }
        if !spec.filter.is_open() {
            listed.retain(|it: &Listed| !filter::leaves_out_listed(&spec, it, now));
        }
        let articles = self.some_articles(&spec, &listed, &mut evidence).await;
        survey.filtered =
            (!spec.filter.is_open()).then(|| self.filtered(&spec, &listed, &articles, now));
        for publisher in spec.publishers() {
            survey.against.extend(against(publisher, &evidence));
            let nothing_own = self.nothing_own(&spec, publisher, &articles);
            survey.against.extend(nothing_own);
        }
        Ok(survey)
    }

    /// What the browser shows of a section in which no list was found, if there is a browser.
    async fn rendered(
        self: &Arc<Self>,
        spec: &Arc<FeedSpec>,
        section: &Section,
        now: Timestamp,
    ) -> Option<Findings> {
        let is_shown = spec.rendered.contains(&section.url);
        if is_shown || spec.kind != SectionKind::Html || self.setup().browser.is_none() {
            return None;
        }
        let mut shown = FeedSpec::clone(spec);
        shown.rendered.push(section.url.clone());
        let shown = Arc::new(shown);
        let read = read::section(self, &shown, section, None, None, Urgency::now(), true).await;
        Some(self.findings(&mut read.ok()?, spec, section, now).await)
    }

    /// What a section lists, with the endpoint of its list if that says the same without the page's cookies and scripts.
    async fn findings(
        &self,
        read: &mut SectionRead,
        spec: &FeedSpec,
        section: &Section,
        now: Timestamp,
    ) -> Findings {
        let mut found = findings(read, spec, section, now);
        if let Some(endpoint) = read.endpoint.take() {
            let asking = Asking {
                publisher: Some(spec.publisher.id.clone()),
                urgency: Urgency::now(),
                post: None,
            };
            let (url, _) = *endpoint;
            if let Ok(Fetched::Page(page)) = self.setup().origin.page(&url, None, &asking).await {
                let teasers = read.teasers.as_deref().unwrap_or_default();
                let text = page.text;
                let seen = vec![Endpoint { url, text }];
                found.endpoint = read::holding(teasers, seen, spec, now).map(|it| *it);
            }
        }
        found
    }

    /// The first few of the articles `listed` on the host of the feed's publisher, each page once.
    async fn some_articles<'l>(
        &self,
        spec: &FeedSpec,
        listed: &'l [Listed],
        evidence: &mut Evidence,
    ) -> Vec<ReadArticle<'l>> {
        let config = self.config();
        let mut articles: Vec<ReadArticle<'l>> = Vec::new();
        let mut asked: HashMap<&PublisherId, usize> = HashMap::new();
        for listed in listed {
            let lister = spec.lister(&listed.sections);
            let teaser = listed.teaser.clone();
            let owner = whose::publisher(&config, lister, &teaser.url);
            if owner.is_none_or(|owner| owner.id != lister.id) {
                continue;
            }
            let page = page_of(&teaser.url).into_owned();
            let stated = teaser.article;
            let claimed = stated.and_then(|it| whose::claimed(&config, lister, &teaser.url, it));
            let sections = &listed.sections[..];
            if let Some(article) = claimed {
                articles.push(ReadArticle {
                    sections,
                    url: teaser.url,
                    article,
                });
                continue;
            }
            let asked = asked.entry(&lister.id).or_default();
            if *asked == ARTICLES || articles.iter().any(|it| it.url == page) {
                continue;
            }
            *asked += 1;
            if let Ok((article, said)) = read::article_with_evidence(self, lister, &page).await {
                evidence.push((lister.clone(), said));
                articles.push(ReadArticle {
                    sections,
                    url: page,
                    article: Arc::new(article),
                });
            }
        }
        articles
    }

    /// How many of `articles` the feed's filter leaves out, and how many of them are `listed` themselves.
    fn filtered(
        &self,
        spec: &FeedSpec,
        listed: &[Listed],
        articles: &[ReadArticle<'_>],
        now: Timestamp,
    ) -> (usize, usize) {
        let config = self.config();
        let read = articles.iter().map(ReadArticle::parts);
        let whose = Whose::of_read(&config, spec, read);
        let now = Moment::in_zone(now, &spec.publisher.zone);
        let earlier = Earlier {
            first_seen: now,
            complete: None,
        };
        let (mut out, mut read) = (0, 0);
        for ReadArticle { url, article, .. } in articles {
            let Some(listed) = listed.iter().find(|it| it.teaser.url == *url) else {
                continue;
            };
            let owner = whose.of(url, &listed.sections);
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

    /// Whether none of the articles that sections of `publisher` list turned out to be its own.
    fn nothing_own(
        &self,
        spec: &FeedSpec,
        publisher: &Publisher,
        articles: &[ReadArticle<'_>],
    ) -> Option<Against> {
        let config = self.config();
        let read = articles.iter().map(ReadArticle::parts);
        let whose = Whose::of_read(&config, spec, read);
        let articles: Vec<&ReadArticle<'_>> = articles
            .iter()
            .filter(|it| spec.lister(it.sections).id == publisher.id)
            .collect();
        let is_own = |it: &&ReadArticle<'_>| {
            let owner = whose.of(&it.url, it.sections);
            owner.rule(Some(&it.article)).credit.provenance() == Provenance::Own
        };
        if articles.is_empty() || articles.iter().any(is_own) {
            return None;
        }
        let all = || articles.iter().map(|it| &it.article);
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

/// What the pages that sections of `publisher` lead to say against its zone.
fn against(publisher: &Publisher, evidence: &Evidence) -> Vec<Against> {
    let zone = &publisher.zone;
    let theirs = evidence.iter().filter(|(of, _)| of.id == publisher.id);
    let evidence: Vec<&PageEvidence> = theirs.map(|(_, said)| said).collect();
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
        endpoint: None,
        first: teasers
            .first()
            .map(|teaser| teaser.title.clone())
            .unwrap_or_default(),
    }
}
