//! An article on several pages becomes one article.

use url::Url;

use crate::extract::bounds::bounded;
use crate::extract::sanitize;
use crate::model::Article;
use crate::page::{Base, Budget};

/// `first` with the bodies of `rest` behind its own, in order.
///
/// A fact that only a later page states comes from that page (the editor signs on the last page). The narrowest of the
/// pages' limits holds for all. The result has no further pages.
pub fn join(first: Article, rest: Vec<Article>) -> Article {
    let mut whole = first;
    let mut bodies: Vec<String> = whole
        .body
        .iter()
        .map(|body| body.as_str().to_owned())
        .collect();
    for page in rest {
        bodies.extend(page.body.map(|body| body.as_str().to_owned()));
        whole.published = whole.published.or(page.published);
        whole.updated = whole.updated.max(page.updated);
        if whole.byline.is_empty() {
            whole.byline = page.byline;
        }
        for editor in page.editors {
            if !whole.editors.contains(&editor) {
                whole.editors.push(editor);
            }
        }
        whole.source = whole.source.or(page.source);
        whole.copyright = whole.copyright.or(page.copyright);
        whole.image = whole.image.or(page.image);
        for picture in page.pictures {
            if !whole.pictures.iter().any(|known| known.url == picture.url) {
                whole.pictures.push(picture);
            }
        }
        let (limits, others) = (&mut whole.limits, page.limits);
        limits.no_archive |= others.no_archive;
        limits.no_snippet |= others.no_snippet;
        limits.tdm_reserved |= others.tdm_reserved;
        limits.max_snippet_chars = match (limits.max_snippet_chars, others.max_snippet_chars) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
    whole.more_pages.clear();
    // Every URL in a body is absolute already; the base only satisfies the sanitiser.
    if let Ok(page) = Url::parse("http://invalid/")
        && !bodies.is_empty()
    {
        let body = bodies.concat();
        let budget = Budget::of_page(body.len());
        whole.body = Some(sanitize::body(&body, &Base::of(&page, None, &budget)));
    }
    bounded(whole)
}
