//! What a refresh has found so far, and at its end: what is published, and what is reported.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use super::judge::SectionVerdict;
use crate::config::FeedSpec;
use crate::extract::Teaser;
use crate::gateway::failure::{Cause, Failure};
use crate::gateway::filter;
use crate::gateway::publish::compose::Listed;
use crate::gateway::publish::merge;
use crate::gateway::report::{SectionReport, SectionResult};
use crate::model::{Article, Guid, Section, page_of};

/// The findings of one refresh.
#[derive(Debug, Default)]
pub(super) struct RefreshOutcome {
    /// What each section lists, or listed when it was last read.
    pub(super) listings: HashMap<Url, Arc<[Teaser]>>,
    /// Unchanged sections whose teasers are not cached.
    pub(super) unlisted: Vec<Section>,
    /// Sections that failed and of which no list is cached: their items stay as they are.
    pub(super) lost: Vec<Url>,
    /// What became of each section, in the order of their answers.
    pub(super) sections: Vec<SectionReport>,
    pub(super) failures: Vec<(Url, Failure)>,
    /// The feed differs from what is shown.
    pub(super) changed: bool,
    /// The articles that are known, by the guid of their page, or of the item where an upstream feed states them.
    pub(super) articles: HashMap<Guid, Arc<Article>>,
    /// Articles that were read for the first time.
    pub(super) articles_read: usize,
}

impl RefreshOutcome {
    /// Adds what was found at `section`.
    pub(super) fn add_section(&mut self, section: &Section, verdict: SectionVerdict) {
        let url = &section.url;
        let report = |items, result, error| SectionReport {
            url: url.to_string(),
            items,
            result,
            error,
        };
        match verdict {
            SectionVerdict::Believed(read) => {
                let result = if read.unchanged {
                    SectionResult::Unchanged
                } else {
                    SectionResult::Read
                };
                self.changed |= !read.unchanged;
                self.sections.push(report(read.memory.items, result, None));
                match read.teasers {
                    Some(teasers) => {
                        self.listings.insert(url.clone(), teasers);
                    }
                    None => self.unlisted.push(section.clone()),
                }
            }
            SectionVerdict::Failed {
                failure,
                stand_in,
                items,
            } => {
                let result = match failure.cause {
                    Cause::Page => SectionResult::Implausible,
                    Cause::Origin | Cause::Database => SectionResult::Failed,
                };
                self.sections
                    .push(report(items, result, Some(failure.reason.clone())));
                match stand_in {
                    Some(teasers) => {
                        self.listings.insert(url.clone(), teasers);
                    }
                    None => self.lost.push(url.clone()),
                }
                self.failures.push((url.clone(), failure));
            }
        }
    }

    /// Whether readers should get what is there now, while more comes: headlines of a feed that is not shown yet, new
    /// articles of one that is. `articles_shown`: how many were read when the feed was last published.
    /// `holds_back`: the feed's filter may hold back what was not read, so that headlines alone may be an empty feed.
    pub(super) fn has_more_to_show(
        &self,
        is_shown: bool,
        sections_are_in: bool,
        articles_shown: usize,
        holds_back: bool,
    ) -> bool {
        if holds_back && self.articles.is_empty() {
            false
        } else if is_shown {
            sections_are_in && self.changed && self.articles_read > articles_shown
        } else {
            !self.listings.is_empty()
        }
    }

    /// Takes the unchanged sections whose lists turn out to be needed, to be asked for again, and drops their reports.
    pub(super) fn take_unlisted(&mut self) -> Vec<Section> {
        let unlisted = std::mem::take(&mut self.unlisted);
        self.sections
            .retain(|report| !unlisted.iter().any(|it| it.url.as_str() == report.url));
        unlisted
    }

    /// What the sections of the feed list, each article once, without what its filter leaves out; and how many that are.
    pub(super) fn united(&self, spec: &FeedSpec, now: Timestamp) -> (Vec<Listed>, usize) {
        let mut listed = merge::unite(spec.sections.iter().filter_map(|section| {
            let teasers = self.listings.get(&section.url)?;
            Some((section, &teasers[..]))
        }));
        let all = listed.len();
        listed.retain(|it| !filter::leaves_out_listed(spec, it, now));
        let filtered = all - listed.len();
        (listed, filtered)
    }

    /// The pages of all articles that the sections of the feed list and its filter lets pass.
    pub(super) fn listed_pages(&self, spec: &FeedSpec, now: Timestamp) -> HashSet<Url> {
        let (united, _) = self.united(spec, now);
        united
            .into_iter()
            .map(|listed| page_of(&listed.teaser.url).into_owned())
            .collect()
    }

    /// Those of `sections` that have not answered.
    pub(super) fn silent<'s>(&self, sections: &'s [Section]) -> Vec<&'s Section> {
        let has_answered = |section: &&Section| {
            self.sections
                .iter()
                .any(|it| it.url == section.url.as_str())
        };
        sections.iter().filter(|it| !has_answered(it)).collect()
    }

    /// Why the refresh as a whole has failed: each of its `sections` has.
    ///
    /// A page that an operator has to look at comes before an origin that will come back by itself.
    pub(super) fn failure(&self, sections: usize) -> Option<&Failure> {
        if self.failures.len() < sections {
            return None;
        }
        let failures = || self.failures.iter().map(|(_, failure)| failure);
        let page = failures().find(|failure| failure.cause == Cause::Page);
        page.or_else(|| failures().next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader of a cold feed gets headlines after seconds, and a feed that is shown is not made again for nothing.
    #[test]
    fn a_cold_feed_shows_its_lists_and_a_shown_one_its_new_articles() {
        let mut outcome = RefreshOutcome::default();
        assert!(!outcome.has_more_to_show(false, true, 0, false));
        let section = crate::testing::url("http://news.example/");
        outcome.listings.insert(section, Arc::from([]));
        assert!(outcome.has_more_to_show(false, false, 0, false));
        assert!(!outcome.has_more_to_show(false, false, 0, true));
        assert!(!outcome.has_more_to_show(true, true, 0, false));
        (outcome.changed, outcome.articles_read) = (true, 2);
        assert!(outcome.has_more_to_show(true, true, 1, false));
        assert!(!outcome.has_more_to_show(true, false, 1, false));
        assert!(!outcome.has_more_to_show(true, true, 2, false));
    }
}
