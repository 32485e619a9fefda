//! The result of reading a section page.

use super::choice::Choice;
use crate::extract::Teaser;

/// The articles of a section page.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// In page order, each article once; never empty.
    pub teasers: Vec<Teaser>,
    /// Why these articles, for people: one sentence for each place that was chosen or left out.
    pub explain: Vec<String>,
    /// Where the list was found, to be remembered; `None` when the operator's selectors say where.
    pub choice: Option<Choice>,
}
