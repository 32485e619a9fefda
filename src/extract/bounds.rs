//! How much of each fact of an article is stored: what is longer than anything that is printed comes from a mistake or
//! an attack, and would be held, stored and rendered once per feed.
//!
//! In: an [`Article`], wherever it was read. Out: the same facts, each of a bounded length.

use super::sanitize;
use crate::model::{Article, Picture, SafeHtml, opening};

/// The longest title that is one, in characters: the longest headlines have some 300.
pub(super) const TITLE_CHARS: usize = 1_000;
/// The longest abstract, in characters; what is longer is cut.
pub(super) const SUMMARY_CHARS: usize = 5_000;
/// The longest notice of rights, in characters; what is longer is cut, since a part of a reservation is one, too. The
/// notices of large publishers have some 600.
pub(super) const NOTICE_CHARS: usize = 2_000;
/// What is longer is no name of a person or an organisation.
pub(super) const NAME_CHARS: usize = 200;
/// A role longer than this is no role.
pub(super) const ROLE_CHARS: usize = 30;
/// Authors of one item that are named; a paper with more names its group first.
pub(super) const AUTHORS: usize = 100;
/// Editors and other contributors of one item; a newspaper names three.
pub(super) const EDITORS: usize = 30;
/// Keywords of one item. Search engines look at ten.
pub(super) const KEYWORDS: usize = 50;
/// Names that a page has for its own site.
pub(super) const SITE_NAMES: usize = 16;
/// The longest caption of a picture, in characters; what is longer is cut.
pub(super) const CAPTION_CHARS: usize = 1_000;
/// What is said of the pictures of one article, in bytes: some 300 pictures with their credits.
const PICTURES_BYTES: usize = 128 * 1024;
/// The longest language tag that is one, in bytes: RFC 5646 §4.4.1 counts 35 for the longest that are registered.
pub(super) const LANGUAGE_BYTES: usize = 35;
/// The longest body, in bytes of HTML: some 80,000 words, a short novel. Feed readers give up earlier.
const BODY_BYTES: usize = 512 * 1024;

/// `article` with every fact within its bounds. A body that is too long is left out whole, since half an article would
/// pass for all of it; its beginning is the abstract where there is none.
pub(super) fn bounded(mut article: Article) -> Article {
    let is_name = |name: &String| !is_longer(name, NAME_CHARS);
    article.title = article.title.map(|title| cut(title, TITLE_CHARS));
    article.summary = article.summary.map(|summary| cut(summary, SUMMARY_CHARS));
    article.copyright = article.copyright.map(|notice| cut(notice, NOTICE_CHARS));
    article.holder = article.holder.filter(is_name);
    // A name that is cut is nobody's; one that is left out would leave the page to whom else it names.
    article.publisher = article.publisher.map(|name| cut(name, NAME_CHARS));
    article.site_names.retain(is_name);
    article.site_names.truncate(SITE_NAMES);
    article.source = article.source.filter(|source| is_name(&source.name));
    article.language = article
        .language
        .filter(|language| language.len() <= LANGUAGE_BYTES);
    article.byline.retain(is_name);
    article.byline.truncate(AUTHORS);
    article
        .editors
        .retain(|editor| is_name(&editor.name) && !is_longer(&editor.role, ROLE_CHARS));
    article.editors.truncate(EDITORS);
    article.category = article.category.filter(is_name);
    article.keywords.retain(is_name);
    article.keywords.truncate(KEYWORDS);
    let mut pictures_bytes = 0;
    article.pictures = article.pictures.into_iter().map(picture).collect();
    article.pictures.retain(|picture| {
        pictures_bytes += picture.weight_bytes();
        pictures_bytes <= PICTURES_BYTES
    });
    if let Some(long) = article
        .body
        .take_if(|body| body.as_str().len() > BODY_BYTES)
    {
        article.summary = article.summary.or_else(|| beginning_of(&long));
    }
    article
}

/// A name that is too long is cut: a picture without its credit would pass for the publisher's own.
fn picture(picture: Picture) -> Picture {
    let cut_to = |limit| move |text| cut(text, limit);
    Picture {
        caption: picture.caption.map(cut_to(CAPTION_CHARS)),
        credit: picture.credit.map(cut_to(NAME_CHARS)),
        holder: picture.holder.map(cut_to(NAME_CHARS)),
        ..picture
    }
}

/// `text` of at most `limit` characters, with an ellipsis where it was longer.
pub(super) fn cut(mut text: String, limit: usize) -> String {
    if let Some((at, _)) = text.char_indices().nth(limit) {
        text.truncate(at);
        text.truncate(text.trim_end().len());
        text.push('…');
    }
    text
}

fn is_longer(text: &str, limit: usize) -> bool {
    text.chars().nth(limit).is_some()
}

fn beginning_of(body: &SafeHtml) -> Option<String> {
    let text = sanitize::plain_text(body.as_str());
    let beginning = opening(text.trim());
    (!beginning.is_empty()).then(|| format!("{beginning}…"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Editor, SourceClaim};

    fn body_of(bytes: usize) -> Option<SafeHtml> {
        let words = "word ".repeat(bytes / 5 + 1);
        Some(SafeHtml::from_sanitized(format!(
            "<p>{}</p>",
            &words[..bytes - 7]
        )))
    }

    /// Fifty articles of some megabytes each would fill the memory of the machine.
    #[test]
    fn a_body_beyond_its_bound_leaves_its_beginning_as_the_abstract() {
        let kept = bounded(Article {
            body: body_of(BODY_BYTES),
            ..Article::default()
        });
        assert_eq!(kept.body.map(|body| body.as_str().len()), Some(BODY_BYTES));
        let left_out = bounded(Article {
            body: body_of(BODY_BYTES + 1),
            ..Article::default()
        });
        assert_eq!(left_out.body, None);
        let summary = left_out.summary.expect("an abstract");
        assert!(summary.starts_with("word word") && summary.ends_with('…'));
        let stated = bounded(Article {
            summary: Some("Stated.".into()),
            body: body_of(BODY_BYTES + 1),
            ..Article::default()
        });
        assert_eq!(stated.summary.as_deref(), Some("Stated."));
    }

    /// A name of a megabyte would stand in every format, embed and credit line.
    #[test]
    fn what_is_too_long_is_cut_or_is_none() {
        let long = "x".repeat(10_000);
        let read = bounded(Article {
            title: Some(long.clone()),
            summary: Some(long.clone()),
            copyright: Some(long.clone()),
            holder: Some(long.clone()),
            language: Some(long.clone()),
            source: Some(SourceClaim {
                name: long.clone(),
                url: None,
            }),
            byline: vec![long.clone(), "Ann".into()],
            editors: vec![
                Editor {
                    role: long.clone(),
                    name: "Bo".into(),
                },
                Editor {
                    role: "Editor".into(),
                    name: "Cy".into(),
                },
            ],
            publisher: Some(long.clone()),
            site_names: vec![long.clone(), "The Paper".into()],
            keywords: vec![long, "word".into()],
            ..Article::default()
        });
        let chars = |text: &Option<String>| text.as_ref().map(|text| text.chars().count());
        assert_eq!(chars(&read.title), Some(TITLE_CHARS + 1));
        assert_eq!(chars(&read.summary), Some(SUMMARY_CHARS + 1));
        assert_eq!(chars(&read.copyright), Some(NOTICE_CHARS + 1));
        assert_eq!(
            (read.holder, read.language, read.source),
            (None, None, None)
        );
        assert_eq!(chars(&read.publisher), Some(NAME_CHARS + 1));
        assert_eq!(read.site_names, ["The Paper"]);
        assert_eq!(read.byline, ["Ann"]);
        assert_eq!(read.editors.len(), 1);
        assert_eq!(read.keywords, ["word"]);
    }
}
