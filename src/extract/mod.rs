//! Facts out of pages: a section's list, an article's labels and body.
//!
//! In: decoded markup and a [`Context`]. Out: facts that the page states, or a clear [`ExtractError`].
//! No I/O and no clock: `now` comes with the context. Nothing here knows a site by name.

pub mod article;
pub mod base;
mod bounds;
mod budget;
mod challenge;
pub mod date;
pub mod dom;
pub mod offsets;
pub mod sanitize;
pub mod section;

pub use self::budget::Budget;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use url::Url;

use crate::model::{Article, Moment};

/// What must be known to read a page besides its markup.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Where the page was fetched from, after redirects; relative links resolve against it (and `<base>`).
    pub url: &'a Url,
    /// The zone of local times without offset.
    pub zone: &'a TimeZone,
    /// The publisher's language (BCP 47), for what the page leaves open.
    pub language: &'a str,
    /// When the page was fetched; relative dates count from here, and no date lies after it.
    pub now: Timestamp,
    /// What reading the page may cost.
    pub budget: &'a Budget,
}

/// One entry of a section's list: what the section says of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Teaser {
    /// The article, absolute and normalised ([`crate::model::article_url`]).
    pub url: Url,
    /// Whole, as far as the section has it.
    pub title: String,
    /// The date beside it.
    pub published: Option<Moment>,
    /// The abstract beside it, plain text.
    pub summary: Option<String>,
    /// The image beside it.
    pub image: Option<Url>,
    /// What an upstream feed already says of the article (`kind = "feed"`): source, rights and body survive.
    pub article: Option<Box<Article>>,
}

impl Teaser {
    /// About how much memory it takes.
    pub fn weight_bytes(&self) -> usize {
        let url = |url: &Url| url.as_str().len();
        let text = self.title.len() + self.summary.as_ref().map_or(0, String::len);
        let article = self.article.as_ref().map_or(0, |article| {
            let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
            let names = article
                .byline
                .iter()
                .chain(&article.keywords)
                .chain(&article.site_names);
            let names = names
                .map(|name| size_of::<String>() + name.len())
                .sum::<usize>();
            let editors = article
                .editors
                .iter()
                .map(|it| it.role.len() + it.name.len());
            size_of::<Article>()
                + article.body.as_ref().map_or(0, |body| body.as_str().len())
                + text(&article.summary)
                + text(&article.title)
                + text(&article.copyright)
                + text(&article.holder)
                + text(&article.publisher)
                + names
                + editors.sum::<usize>()
        });
        size_of::<Self>() + url(&self.url) + self.image.as_ref().map_or(0, url) + text + article
    }
}

/// Why a page yields nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// The markup is built to exhaust its reader.
    #[error(
        "the page has more than {limit} {what} and was not read further: no page for people has; check the address, and tell us if it is one"
    )]
    TooComplex {
        /// `elements` or `levels of nesting`.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
    /// The page makes its reader work without end.
    #[error(
        "reading the page takes more than {limit} {what} and was given up: no page for people does; check the address, and tell us if it is one"
    )]
    TooCostly {
        /// What it takes too much of.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
    /// There is no list.
    #[error("{found}; {remedy}")]
    NoList {
        /// What was found instead.
        found: String,
        /// What to try.
        remedy: String,
    },
    /// There is no article.
    #[error("{found}; {remedy}")]
    NoArticle {
        /// What was found instead.
        found: String,
        /// What to try.
        remedy: String,
    },
}
