//! What a refresh has found so far, and at its end: what is published, and what is reported.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use url::Url;

use super::judge::SectionVerdict;
use crate::extract::Teaser;
use crate::gateway::failure::{Cause, Failure};
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
    /// Something differs from what is shown.
    pub(super) changed: bool,
    /// By the guid of their page, or of the item where a feed states them.
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
                    Cause::Page => SectionResult::Doubted,
                    Cause::Origin => SectionResult::Failed,
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

    /// The sections whose lists turn out to be needed; they are asked for again, and their reports go.
    pub(super) fn take_unlisted(&mut self) -> Vec<Section> {
        let unlisted = std::mem::take(&mut self.unlisted);
        self.sections
            .retain(|report| !unlisted.iter().any(|it| it.url.as_str() == report.url));
        unlisted
    }

    /// What `sections` list, each article once.
    pub(super) fn united(&self, sections: &[Section]) -> Vec<Listed> {
        merge::unite(sections.iter().filter_map(|section| {
            let teasers = self.listings.get(&section.url)?;
            Some((section, &teasers[..]))
        }))
    }

    /// The pages of all articles that `sections` list.
    pub(super) fn listed_pages(&self, sections: &[Section]) -> HashSet<Url> {
        let united = self.united(sections).into_iter();
        united
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
    /// A page that someone has to look at matters more than one that will come back by itself.
    pub(super) fn failure(&self, sections: usize) -> Option<&Failure> {
        if self.failures.len() < sections {
            return None;
        }
        let failures = || self.failures.iter().map(|(_, failure)| failure);
        let page = failures().find(|failure| failure.cause == Cause::Page);
        page.or_else(|| failures().next())
    }
}
