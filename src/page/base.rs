//! The base that a page's links resolve against.
//!
//! In: a page's address, its `<base href>` and references as written. Out: absolute URLs (RFC 3986 §5). The rule: no URL is
//! longer than [`URL_LIMIT_BYTES`], and all URLs together stay within the page's [`Budget`].

use url::Url;

use crate::model::URL_LIMIT_BYTES;
use crate::page::Budget;

/// Resolves the references of one page.
#[derive(Debug, Clone)]
pub struct Base<'b> {
    url: Url,
    budget: &'b Budget,
}

impl<'b> Base<'b> {
    /// The base of `page`: `href`, its `<base href>`, if that is a web address, else the address of the page.
    pub fn of(page: &Url, href: Option<&str>, budget: &'b Budget) -> Self {
        let stated = href
            .map(str::trim)
            .filter(|href| href.len() <= URL_LIMIT_BYTES)
            .and_then(|href| page.join(href).ok())
            .filter(|base| is_web(base) && base.as_str().len() <= URL_LIMIT_BYTES);
        Self {
            url: stated.unwrap_or_else(|| page.clone()),
            budget,
        }
    }

    /// The absolute URL of `reference`, of any scheme. `None` when `reference` is no URL or is too long.
    pub fn join(&self, reference: &str) -> Option<Url> {
        let reference = reference.trim();
        if reference.len() > URL_LIMIT_BYTES {
            return None;
        }
        // Counted before the URL is made; it cannot be longer than this.
        let longest = self.url.as_str().len() + reference.len();
        if !self.budget.make(longest) {
            return None;
        }
        let url = self.url.join(reference).ok()?;
        (url.as_str().len() <= URL_LIMIT_BYTES).then_some(url)
    }

    /// The absolute http(s) URL of `reference`.
    pub fn web(&self, reference: &str) -> Option<Url> {
        self.join(reference).filter(is_web)
    }

    /// The URL that references resolve against.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The budget that counts the URLs.
    pub fn budget(&self) -> &'b Budget {
        self.budget
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Url {
        Url::parse("http://news.example/a/").expect("a test URL")
    }

    /// A link that resolves differently than in a browser leads nowhere.
    #[test]
    fn references_resolve_against_the_base() {
        let budget = Budget::of_page(0);
        for (href, first) in [
            (None, "http://news.example/a/1.htm"),
            (Some("/b/"), "http://news.example/b/1.htm"),
            (
                Some(" https://other.example/ "),
                "https://other.example/1.htm",
            ),
            (Some("javascript:x"), "http://news.example/a/1.htm"),
            (Some("data:text/html,x"), "http://news.example/a/1.htm"),
        ] {
            let base = Base::of(&page(), href, &budget);
            let url = base.web("1.htm").expect("a link");
            assert_eq!(url.as_str(), first, "{href:?}");
        }
        let base = Base::of(&page(), None, &budget);
        assert_eq!(base.web("mailto:a@news.example"), None);
        assert!(base.join("mailto:a@news.example").is_some());
    }

    /// A base of a megabyte must not make each of 5,000 links a megabyte long.
    #[test]
    fn addresses_are_as_long_as_addresses_are() {
        let budget = Budget::of_page(0);
        let long = format!("/{}/", "x".repeat(1 << 20));
        let base = Base::of(&page(), Some(&long), &budget);
        assert_eq!(base.url(), &page());
        assert_eq!(base.join(&long), None);
        let long = format!("/{}/", "x".repeat(URL_LIMIT_BYTES - 60));
        let base = Base::of(&page(), Some(&long), &budget);
        let made = (0..5_000).filter_map(|n| base.join(&format!("{n}.htm")));
        assert!(made.count() < 2_000);
        assert!(budget.settle().is_err());
    }
}
