//! References found in a page, as URLs that a reader can follow.
//!
//! In: an attribute's value. Out: an absolute http(s) URL (RFC 3986 §5, HTML's `<base>`), or nothing.

use html5ever::local_name;
use url::Url;

use crate::model::{Guid, article_url, into_article_url, place_url};
use crate::page::elements::Page;
use crate::page::{Base, Context};

/// Resolves what a page refers to.
#[derive(Debug)]
pub(in crate::extract) struct Links<'b> {
    base: Base<'b>,
    /// The page itself, wherever its references count from: a `<base>` is for files.
    page: Base<'b>,
    /// The page as an article.
    own: Url,
}

impl<'b> Links<'b> {
    /// References count from the first `<base href>`, else from where the page came from.
    pub(in crate::extract) fn of(page: &Page<'_>, at: &Context<'b>) -> Self {
        let href = (0..page.len())
            .filter(|&i| page.element(i).name == local_name!("base"))
            .find_map(|i| page.attr(i, "href"));
        Self {
            base: Base::of(at.url, href, at.budget),
            page: Base::of(at.url, None, at.budget),
            own: article_url(at.url),
        }
    }

    /// An article's URL, normalised; `None` for a place within this page, and for what is not http(s).
    pub(in crate::extract) fn article(&self, href: &str) -> Option<Url> {
        let href = href.trim();
        if href.is_empty() || href.starts_with('#') {
            return None;
        }
        self.resource(href).map(into_article_url)
    }

    /// The same with its fragment: an entry of a page, its own or another. Only [`super::places`] tells whether the
    /// fragment counts.
    pub(in crate::extract) fn place(&self, href: &str) -> Option<Url> {
        let href = href.trim();
        if href.is_empty() || href == "#" {
            return None;
        }
        let url = if href.starts_with('#') {
            self.page.web(href)
        } else {
            self.resource(href)
        }?;
        Some(place_url(&url))
    }

    /// Whether `url`, which [`Self::place`] gave, is on the page that refers to it.
    pub(in crate::extract) fn is_own(&self, url: &Url) -> bool {
        // Both are normalised, so that nearly all links differ here.
        url.path() == self.own.path() && Guid::of(&article_url(url)) == Guid::of(&self.own)
    }

    /// The page itself.
    pub(in crate::extract) fn own_page(&self) -> &Url {
        self.page.url()
    }

    /// What the page's references count from.
    pub(in crate::extract) const fn base(&self) -> &Base<'b> {
        &self.base
    }

    /// Any http(s) URL, as it stands.
    pub(in crate::extract) fn resource(&self, reference: &str) -> Option<Url> {
        self.base.web(reference)
    }
}
