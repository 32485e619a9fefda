//! Why a document could not be written.

/// A document could not be written. No content of a page can cause that: it is a fault of byline.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The RSS writer refused.
    #[error("the feed could not be written as RSS: {0}; please report this")]
    Rss(#[from] rss::Error),
    /// The Atom writer refused.
    #[error("the feed could not be written as Atom: {0}; please report this")]
    Atom(#[from] atom_syndication::Error),
    /// The JSON writer refused.
    #[error("the feed could not be written as JSON: {0}; please report this")]
    Json(#[from] serde_json::Error),
    /// A writer did not put an item where the writers put all of them.
    #[error("the feed could not be put together as {0} of its items; please report this")]
    Pieces(&'static str),
    /// A template refused.
    #[error("the embed could not be written as HTML: {0}; please report this")]
    Template(#[from] askama::Error),
    /// The XML writer refused.
    #[error("the document could not be written as XML: {0}; please report this")]
    Xml(#[from] std::io::Error),
}
