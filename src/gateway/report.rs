//! What refresh runs did, for operators: plain values.

use jiff::Timestamp;
use serde::Serialize;
use url::Url;

use crate::model::FeedId;

/// What one refresh run did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefreshReport {
    /// The feed.
    pub feed: FeedId,
    /// How it ended.
    pub outcome: RefreshResult,
    /// When it ended.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// How many items the feed has now.
    pub items: usize,
    /// How many of them it did not have before.
    pub new: usize,
    /// How many of the others are not what they were.
    pub changed: usize,
    /// How many listed articles its filter leaves out.
    pub filtered: usize,
    /// How many articles were read.
    pub articles_read: usize,
    /// Each section, in the order of their answers.
    pub sections: Vec<SectionReport>,
    /// Why it failed, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl RefreshReport {
    /// Why `section` failed, in words, if its origin did.
    pub(super) fn failure_of(&self, section: &Url) -> Option<&str> {
        let is_it = |report: &&SectionReport| report.url == section.as_str();
        let report = self.sections.iter().find(is_it)?;
        let failed = report.result == SectionResult::Failed;
        report.error.as_deref().filter(|_| failed)
    }
}

/// What became of one section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionReport {
    /// Its page.
    pub url: String,
    /// How many items it lists. If it failed: how many of its items stay.
    pub items: usize,
    /// What was found.
    pub result: SectionResult,
    /// Why it failed, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What was found at a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionResult {
    /// A list.
    Read,
    /// The page as it was.
    Unchanged,
    /// No list, since the origin failed.
    Failed,
    /// A page that is not what it used to be. An operator has to look.
    #[serde(rename = "doubted")]
    Implausible,
}

/// How a refresh ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefreshResult {
    /// With documents that differ.
    Changed,
    /// With nothing new.
    Unchanged,
    /// With some sections as they were before, since they failed.
    Partial,
    /// The origin failed.
    OriginFailed,
    /// The pages are not what they used to be.
    #[serde(rename = "page-doubted")]
    PageFailed,
}

impl RefreshResult {
    /// The metric's label, and the word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Partial => "partial",
            Self::OriginFailed => "origin-failed",
            Self::PageFailed => "page-doubted",
        }
    }
}
