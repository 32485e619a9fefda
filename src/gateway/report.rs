//! What refreshes did, for operators: plain values.

use jiff::Timestamp;
use serde::Serialize;

use crate::model::FeedId;

/// What one refresh did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassReport {
    /// The feed.
    pub feed: FeedId,
    /// How it ended.
    pub outcome: Outcome,
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
    /// How many articles were read.
    pub articles_read: usize,
    /// Each section, in the order of their answers.
    pub sections: Vec<SectionReport>,
    /// Why it failed, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What became of one section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionReport {
    /// Its page.
    pub url: String,
    /// How many items it lists; of a failed one, how many are kept.
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
    /// Nothing: the origin failed.
    Failed,
    /// A page that is not what it used to be. Someone has to look.
    Doubted,
}

/// How a refresh ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// With documents that differ.
    Changed,
    /// With nothing new.
    Unchanged,
    /// With some sections as they were, since they failed.
    Partial,
    /// The origin failed.
    OriginFailed,
    /// The pages are not what they used to be.
    PageDoubted,
}

impl Outcome {
    /// All of them, in the order of their declaration.
    pub const ALL: [Self; 5] = [
        Self::Changed,
        Self::Unchanged,
        Self::Partial,
        Self::OriginFailed,
        Self::PageDoubted,
    ];

    /// The metric's label, and the word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Partial => "partial",
            Self::OriginFailed => "origin-failed",
            Self::PageDoubted => "page-doubted",
        }
    }
}
