//! One entry of a section's list.

use url::Url;

use crate::model::{Article, Media, Moment, Picture};

/// The most items of one section that are read: five times what a feed may show.
pub const ITEM_LIMIT: usize = 5_000;

/// Items that are read between two steps of a page's budget.
pub(super) const ITEMS_PER_STEP: usize = 16;

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
    /// The language that a sitemap states (BCP 47).
    pub language: Option<String>,
    /// What a feed lets hear or see with it.
    pub media: Media,
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
                + article
                    .pictures
                    .iter()
                    .map(Picture::weight_bytes)
                    .sum::<usize>()
        });
        size_of::<Self>()
            + self.media.weight_bytes()
            + self.language.as_ref().map_or(0, String::len)
            + url(&self.url)
            + self.image.as_ref().map_or(0, url)
            + text
            + article
    }
}
