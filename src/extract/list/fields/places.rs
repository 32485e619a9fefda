//! Entries of one page: release notes, change logs, live blogs, whose links differ by their fragments.
//!
//! In: what a list links, fragments and all. Out: the same, with the fragments by which the list tells its entries apart,
//! and without all others. `#comments` behind an article's link is no second article; a list that is made of places of one
//! page has as many entries as places.

use foldhash::{HashMap, HashSet};
use url::Url;

use crate::extract::Teaser;
use crate::model::{Guid, article_url, page_of};

/// Keeps the fragments of the places of one page, where most of `teasers` are such places; drops all others.
///
/// `own` is the page of the list. A link to it that is no place leads to no article, and its teaser goes.
pub(in crate::extract) fn settle(mut teasers: Vec<Teaser>, own: &Url) -> Vec<Teaser> {
    let own = Guid::of(&article_url(own));
    let mut pages: HashMap<Guid, HashSet<&str>> = HashMap::default();
    for teaser in &teasers {
        if let Some(fragment) = teaser.url.fragment() {
            let page = Guid::of(&page_of(&teaser.url));
            pages.entry(page).or_default().insert(fragment);
        }
    }
    // A page with one place is an article with a stray fragment, unless it is the list's own.
    let most = teasers.len() / 2;
    let page_of_places = pages
        .into_iter()
        .map(|(page, places)| (page, places.len()))
        .find(|&(page, places)| places > most && (places > 1 || page == own))
        .map(|(page, _)| page);
    teasers.retain_mut(|teaser| {
        if teaser.url.fragment().is_none() {
            return true;
        }
        let page = Guid::of(&page_of(&teaser.url));
        if Some(page) == page_of_places {
            return true;
        }
        teaser.url.set_fragment(None);
        page != own
    });
    teasers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(links: &[&str]) -> Vec<String> {
        let base = Url::parse("https://news.example/notes/").expect("a test URL");
        let teasers = links.iter().map(|link| Teaser {
            url: base.join(link).expect("a test link"),
            title: "A title".into(),
            published: None,
            summary: None,
            image: None,
            article: None,
            media: crate::model::Media::default(),
            language: None,
        });
        let settled = settle(teasers.collect(), &base).into_iter();
        settled
            .map(|teaser| teaser.url.as_str()["https://news.example/".len()..].to_owned())
            .collect()
    }

    /// Of a page of release notes a reader wants each note, and of an article one item, whatever else links it.
    #[test]
    fn a_list_of_places_is_kept_apart_and_stray_fragments_go() {
        for (links, urls) in [
            (&["#v2", "#v1"][..], &["notes/#v2", "notes/#v1"][..]),
            (&["#only"], &["notes/#only"]),
            (
                &["/log#b", "/log#a", "/log#a"],
                &["log#b", "log#a", "log#a"],
            ),
            (&["/log#b", "/log#a", "/x"], &["log#b", "log#a", "x"]),
            // Articles, one of them with a part.
            (&["/a", "/b", "/a#part"], &["a", "b", "a"]),
            (&["/a#p1", "/b#p1", "/c#p1"], &["a", "b", "c"]),
            (&["/a", "/b", "#here"], &["a", "b"]),
            (&["/a#x"], &["a"]),
        ] {
            assert_eq!(settled(links), urls, "{links:?}");
        }
    }
}
