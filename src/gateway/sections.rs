//! The sections of a pass: asked for, believed or doubted, and replaced by what they were when they fail.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use url::Url;

use super::Gateway;
use super::feed_state::{Cause, Failure, FeedState};
use super::health::{SectionReport, SectionResult};
use super::pass::{Done, PASS_LIMIT, Pass};
use super::plausibility::{self, Known};
use super::read::{self, ReadError, SectionRead};
use crate::extract::Teaser;
use crate::model::{Guid, Item, Section};
use crate::origin::Urgency;

/// Whether nothing was withdrawn or brought back since the last pass, and no article is due.
pub(super) fn may_be_quiet(gateway: &Gateway, feed_state: &FeedState) -> bool {
    let memory = feed_state.memory();
    let now = gateway.clock.steady();
    memory.quiet_until.is_some_and(|until| now < until)
        && memory.withdrawals == gateway.withdrawals()
}

/// So many readings tell how long a section usually is.
const READINGS: usize = 5;

impl Pass<'_> {
    /// Asks for a section: conditionally, as long as what is known of it is enough for this pass.
    pub(super) fn ask_section(&self, section: Section) -> BoxFuture<'static, Done> {
        let (gateway, spec) = (self.gateway.clone(), self.feed_state.spec.clone());
        let (memory, choice) = {
            let memory = self.feed_state.memory();
            let url = &section.url;
            (
                memory.sections.get(url).map(|known| (**known).clone()),
                memory.choices.get(url).cloned(),
            )
        };
        let teasers = gateway.teaser_cache.get(&spec.id, &section.url);
        let enough = self.is_shown() && (self.quiet || teasers.is_some());
        let known = memory
            .filter(|_| enough)
            .map(|memory| read::Known { memory, teasers });
        let urgency = Urgency::section(self.feed_state.reader());
        Box::pin(async move {
            let url = &section.url;
            let outcome = read::section(&gateway, &spec, url, known, choice, urgency, false).await;
            Done::Section(section, outcome)
        })
    }

    /// Takes what a section lists, if it is to be believed. True if it is.
    pub(super) fn take_section(
        &mut self,
        section: &Section,
        outcome: Result<SectionRead, ReadError>,
    ) -> bool {
        let read = match outcome {
            Ok(read) => read,
            Err(error) => {
                let left_alone = error.held_off().is_some() && error.asked_to_wait().is_none();
                let mut failure = error.into_failure();
                // That the host is left alone for now says less than why it is.
                if left_alone && let Some(before) = self.last_failure(&section.url) {
                    failure.reason = before;
                }
                self.fail_section(section, failure);
                return false;
            }
        };
        let url = &section.url;
        if let (Some(teasers), false, false) = (&read.teasers, read.unchanged, self.believing) {
            let known = self.known(url);
            if let Some(implausible) = plausibility::check(teasers, url, &read.at, &known) {
                let failure = implausible.into_failure(&self.feed_state.spec.id, url);
                self.fail_section(section, failure);
                return false;
            }
        }
        self.changed |= !read.unchanged;
        self.sections.push(SectionReport {
            url: url.to_string(),
            items: read.memory.items,
            result: if read.unchanged {
                SectionResult::Unchanged
            } else {
                SectionResult::Read
            },
            error: None,
        });
        match read.teasers {
            Some(teasers) => {
                // Looked up or put, a list counts as used.
                if !read.unchanged {
                    let lists = &self.gateway.teaser_cache;
                    lists.put(&self.feed_state.spec.id, url, teasers.clone());
                }
                self.listings.insert(url.clone(), teasers);
            }
            None => self.unlisted.push(section.clone()),
        }
        let mut memory = self.feed_state.memory();
        let counts = memory.counts.entry(url.clone()).or_default();
        if self.believing {
            counts.clear();
        }
        counts.push(read.memory.items);
        if counts.len() > READINGS {
            counts.remove(0);
        }
        if let Some(choice) = read.choice {
            memory.choices.insert(url.clone(), choice);
        }
        memory.sections.insert(url.clone(), Box::new(read.memory));
        true
    }

    /// Whether there is nothing to do as long as every section is as it was.
    pub(super) fn may_be_quiet(&self) -> bool {
        self.is_shown()
            && !self.changed
            && !self.believing
            && may_be_quiet(self.gateway, self.feed_state)
    }

    /// Asks for the sections that were found unchanged when their lists turn out to be needed.
    pub(super) fn read_the_unlisted(&mut self) -> Vec<BoxFuture<'static, Done>> {
        let unlisted = std::mem::take(&mut self.unlisted);
        self.sections
            .retain(|report| !unlisted.iter().any(|it| it.url.as_str() == report.url));
        unlisted
            .iter()
            .map(|section| self.ask_section(section.clone()))
            .collect()
    }

    /// What failed when the section at `url` was last asked for, in words.
    fn last_failure(&self, url: &Url) -> Option<String> {
        let last = self.feed_state.memory().last.clone()?;
        let of_url = |report: &&SectionReport| report.url == url.as_str();
        let report = last.sections.iter().find(of_url)?;
        let failed = report.result == SectionResult::Failed;
        report.error.clone().filter(|_| failed)
    }

    /// The section as it was last seen stands in for it.
    fn fail_section(&mut self, section: &Section, failure: Failure) {
        let url = &section.url;
        let items = match self.last_list(url) {
            Some(teasers) => {
                let items = teasers.len();
                self.listings.insert(url.clone(), teasers);
                items
            }
            None => {
                self.lost.push(url.clone());
                self.items_of(url).count()
            }
        };
        self.sections.push(SectionReport {
            url: url.to_string(),
            items,
            result: match failure.cause {
                Cause::Page => SectionResult::Doubted,
                Cause::Origin => SectionResult::Failed,
            },
            error: Some(failure.reason.clone()),
        });
        self.trouble.push((url.clone(), failure));
    }

    /// The time is up: sections that have not answered have failed.
    pub(super) fn give_up_on_the_silent(&mut self) {
        for section in &self.feed_state.spec.sections {
            let url = section.url.as_str();
            if !self.sections.iter().any(|report| report.url == url) {
                let failure = Failure {
                    cause: Cause::Origin,
                    timed_out: true,
                    reason: format!("{url}: no answer within {} s", PASS_LIMIT.as_secs()),
                    retry_after: None,
                };
                self.fail_section(section, failure);
            }
        }
    }

    /// Tells the operator of sections that fail while others do not: once, until they fail otherwise.
    pub(super) fn tell_of_sections(&self) {
        let feed = &self.feed_state.spec.id;
        let mut memory = self.feed_state.memory();
        for (section, failure) in &self.trouble {
            let before = memory.troubled.insert(section.clone(), failure.cause);
            let reason = &failure.reason;
            match failure.cause {
                cause if before == Some(cause) => {
                    tracing::debug!(%feed, %reason, "a section still fails");
                }
                Cause::Page => tracing::error!(%feed, %reason, "a section is not what it was"),
                Cause::Origin => {
                    tracing::warn!(%feed, %reason, "a section failed; it stays as it was");
                }
            }
        }
        memory.troubled.retain(|section, _| {
            let still = self.trouble.iter().any(|(url, _)| url == section);
            if !still {
                tracing::info!(%feed, %section, "the section recovered");
            }
            still
        });
    }

    /// What is known of a section: as it was last read, else as far as the feed shows it.
    fn known(&self, section: &Url) -> Known {
        let usual = {
            let memory = self.feed_state.memory();
            let counts = memory.counts.get(section);
            counts.map(|counts| plausibility::usual(counts))
        };
        if let Some(last) = self.last_list(section) {
            let dates = last.iter().filter_map(|teaser| teaser.published);
            return Known {
                usual: usual.unwrap_or_default(),
                articles: last.iter().map(|it| Guid::of(&it.url)).collect(),
                newest: dates.map(|at| at.timestamp()).max(),
            };
        }
        let facts = || self.items_of(section).map(|item| item.facts());
        Known {
            usual: usual.unwrap_or_else(|| facts().count()),
            articles: facts().map(|item| item.guid).collect(),
            newest: facts()
                .filter_map(|item| item.published)
                .map(|at| at.timestamp())
                .max(),
        }
    }

    /// What a section listed when it was last read, if that is still cached.
    fn last_list(&self, section: &Url) -> Option<Arc<[Teaser]>> {
        let known = self.feed_state.memory().sections.contains_key(section);
        let lists = known.then_some(&self.gateway.teaser_cache)?;
        lists.get(&self.feed_state.spec.id, section)
    }

    /// The items in the feed that a section lists.
    fn items_of<'s>(&'s self, section: &'s Url) -> impl Iterator<Item = &'s Arc<Item>> {
        let items = self.previous.iter().flat_map(|entry| &entry.feed.items);
        items.filter(move |item| item.facts().sections.iter().any(|it| it.url == *section))
    }

    /// Items that stay in the feed although no cached list has them.
    pub(super) fn items_of_the_lost(&self) -> Vec<Arc<Item>> {
        let lost = self.lost.iter();
        lost.flat_map(|section| self.items_of(section))
            .cloned()
            .collect()
    }
}
