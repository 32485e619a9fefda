//! One teaser for each article.
//!
//! In: teasers in page order, in which an article may occur several times. Out: each article once, within the bounds of a
//! section's length and of a title's.

use foldhash::HashMap;

use super::fields::title;
use crate::extract::Teaser;
use crate::extract::bounds::{SUMMARY_CHARS, TITLE_CHARS, cut};
use crate::extract::teaser::ITEM_LIMIT;
use crate::model::Guid;

/// Unites the teasers of one article: the first one's place, the best title, https rather than http, and each other field
/// from the first teaser that has it.
pub(in crate::extract) fn duplicates(teasers: Vec<Teaser>) -> Vec<Teaser> {
    let mut places: HashMap<Guid, usize> = HashMap::default();
    let mut united: Vec<Teaser> = Vec::with_capacity(teasers.len());
    for teaser in teasers {
        let guid = Guid::of(&teaser.url);
        let Some(&place) = places.get(&guid) else {
            places.insert(guid, united.len());
            united.push(teaser);
            continue;
        };
        let first = &mut united[place];
        if is_better(&teaser.title, &first.title) {
            first.title = teaser.title;
        }
        if teaser.url.scheme() == "https" && first.url.scheme() == "http" {
            first.url = teaser.url;
        }
        first.published = first.published.or(teaser.published);
        first.summary = first.summary.take().or(teaser.summary);
        first.image = first.image.take().or(teaser.image);
        first.article = first.article.take().or(teaser.article);
    }
    united.truncate(ITEM_LIMIT);
    for teaser in &mut united {
        teaser.title = cut(std::mem::take(&mut teaser.title), TITLE_CHARS);
        let summary = teaser.summary.take();
        teaser.summary = summary.map(|summary| cut(summary, SUMMARY_CHARS));
    }
    united
}

/// A whole title is better than a cut one, and words are better than `more`.
fn is_better(new: &str, present: &str) -> bool {
    if title::is_cut_beginning(present, new) {
        return true;
    }
    let cut = (title::looks_cut(present), title::looks_cut(new));
    match cut {
        (true, false) => new.chars().count() * 2 > present.chars().count(),
        (false, true) => false,
        _ => present.chars().count() < 6 && new.chars().count() > present.chars().count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    /// A headline of a megabyte would be stored and rendered in every format for as long as it is listed.
    #[test]
    fn a_list_and_its_texts_have_bounds() {
        let teasers = (0..=ITEM_LIMIT).map(|n| Teaser {
            url: Url::parse(&format!("http://news.example/{n}.htm")).expect("a test URL"),
            title: "x".repeat(if n == 0 { 9_000 } else { 9 }),
            published: None,
            summary: Some("y".repeat(if n == 0 { 9_000 } else { 9 })),
            image: None,
            article: None,
            media: crate::model::Media::default(),
            language: None,
        });
        let kept = duplicates(teasers.collect());
        let chars = |text: &str| text.chars().count();
        assert_eq!(kept.len(), ITEM_LIMIT);
        assert_eq!(chars(&kept[0].title), TITLE_CHARS + 1);
        assert_eq!(
            kept[0].summary.as_deref().map(chars),
            Some(SUMMARY_CHARS + 1)
        );
        assert_eq!(kept[1].title, "x".repeat(9));
    }
}
