//! A look at a feed's sections, for the operator: what each of them says now. Nothing is kept.

use std::sync::Arc;

use url::Url;

use super::read::{self, SectionRead};
use super::{Gateway, Refusal};
use crate::model::Moment;
use crate::origin::Urgency;

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
    /// The first title, as an example.
    pub first: String,
}

impl Gateway {
    /// Reads each section of `feed` once, one after the other, articles not at all.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] and [`Refusal::Gone`]; what fails at the origin is in the sections' outcomes.
    pub async fn survey(self: &Arc<Self>, feed: &str) -> Result<Vec<Surveyed>, Refusal> {
        let spec = self.desk(feed)?.spec.clone();
        let mut surveyed = Vec::with_capacity(spec.sections.len());
        for section in &spec.sections {
            let read = read::section(self, &spec, &section.url, None, None, Urgency::now()).await;
            surveyed.push(Surveyed {
                section: section.url.clone(),
                outcome: read
                    .map(|read| findings(&read))
                    .map_err(|error| error.to_string()),
            });
        }
        Ok(surveyed)
    }
}

fn findings(read: &SectionRead) -> Findings {
    let teasers = read.teasers.as_deref().unwrap_or_default();
    let dates = || teasers.iter().filter_map(|teaser| teaser.published);
    Findings {
        articles: teasers.len(),
        dated: dates().count(),
        newest: dates().max_by_key(|date| date.timestamp()),
        first: teasers
            .first()
            .map(|teaser| teaser.title.clone())
            .unwrap_or_default(),
    }
}
