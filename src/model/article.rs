//! The facts of one article page, as the page states them.
//!
//! `extract` fills it, `store` keeps it, `gateway` makes an item of it. Nothing here is inferred from
//! configuration: whose article it is and what may be done with it is ruled by [`super::Publisher::rule`].

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Grant, Moment, Picture, SafeHtml};

/// What a page says of itself. A fact that the page does not state is absent, never guessed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Article {
    /// The headline, plain text, without the site's name.
    pub title: Option<String>,
    /// When it was published, in the publisher's zone.
    pub published: Option<Moment>,
    /// When it was last changed, if the page says so.
    pub updated: Option<Moment>,
    /// Authors as printed, one name each.
    pub byline: Vec<String>,
    /// The organisation it came from (来源).
    pub source: Option<SourceClaim>,
    /// Whether the page prints a label for the source, and a name behind it.
    pub source_label: SourceLabel,
    /// The organisation that the page names as its publisher (JSON-LD `publisher`).
    pub publisher: Option<String>,
    /// What the page calls its own site (`og:site_name`, the © line of its footer).
    pub site_names: Vec<String>,
    /// Editors with their role, in the page's order.
    pub editors: Vec<Editor>,
    /// The abstract, plain text.
    pub summary: Option<String>,
    /// The body, sanitised, URLs absolute.
    pub body: Option<SafeHtml>,
    /// The lead image.
    pub image: Option<Url>,
    /// What the page says of the lead image and of the pictures in the body: whose they are, and what they show.
    pub pictures: Vec<Picture>,
    /// The page's own copyright statement, plain text.
    pub copyright: Option<String>,
    /// The page's language (BCP 47), if it says so.
    pub language: Option<String>,
    /// The section of its site that the page says it belongs to (a breadcrumb, `articleSection`).
    pub category: Option<String>,
    /// Keywords of the page.
    pub keywords: Vec<String>,
    /// The URL that the page gives as its own (`rel=canonical`, `og:url`).
    pub canonical: Option<Url>,
    /// The article that this one says it was copied from (JSON-LD `isBasedOn`).
    pub based_on: Option<Url>,
    /// The holder that the page states (JSON-LD `copyrightHolder`).
    pub holder: Option<String>,
    /// The licence that the page states (`rel=license`, JSON-LD `license`).
    pub licence: Option<Url>,
    /// What the page forbids to machines.
    pub limits: UseLimits,
    /// The article's further pages, in order, when it is spread over several.
    pub more_pages: Vec<Url>,
}

impl Article {
    /// What a page states of each of its places: whose it is, and what may be done with it. What the page tells, it tells
    /// of the whole.
    #[must_use]
    pub fn of_place(&self) -> Self {
        Self {
            source: self.source.clone(),
            source_label: self.source_label,
            publisher: self.publisher.clone(),
            site_names: self.site_names.clone(),
            copyright: self.copyright.clone(),
            language: self.language.clone(),
            based_on: self.based_on.clone(),
            holder: self.holder.clone(),
            licence: self.licence.clone(),
            limits: self.limits.clone(),
            ..Self::default()
        }
    }
}

/// The source as a page states it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SourceClaim {
    /// The name, without its label.
    pub name: String,
    /// Where the page links it to.
    pub url: Option<Url>,
}

/// What a page prints of its source with a label (`来源:`, `Source:`, an element named for it).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceLabel {
    /// No label.
    #[default]
    Absent,
    /// A label and no name: nothing, or a word for nobody (`来源:转载`).
    Empty,
    /// A label and a name.
    Named,
}

/// An editor with the role that the page prints.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Editor {
    /// The label as printed: `责任编辑`, `初审编辑`, `Editor`.
    pub role: String,
    /// The name.
    pub name: String,
}

/// What a page's robots directives and reservations leave open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UseLimits {
    /// `nosnippet`, or `max-snippet:0`.
    pub no_snippet: bool,
    /// `max-snippet`, in characters.
    pub max_snippet_chars: Option<usize>,
    /// `noarchive`: the body is not to be stored or passed on.
    pub no_archive: bool,
    /// A text-and-data-mining reservation (TDMRep).
    pub tdm_reserved: bool,
}

impl UseLimits {
    /// The most that these limits leave of any grant.
    pub fn ceiling(&self) -> Grant {
        if self.no_snippet || self.max_snippet_chars == Some(0) {
            Grant::Headline
        } else if self.no_archive || self.tdm_reserved || self.max_snippet_chars.is_some() {
            Grant::Excerpt
        } else {
            Grant::Full
        }
    }
}
