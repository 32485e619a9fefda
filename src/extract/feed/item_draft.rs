//! One item of a feed of any format, before it becomes a teaser.
//!
//! In: the values that a format's reader found. Out: a teaser. The module also has the functions that all formats share:
//! names, roles, plain texts, bodies.

use url::Url;
use uuid::Uuid;

use super::person;
use super::xml::Node;
use crate::extract::article::name_parts;
use crate::extract::bounds::{
    AUTHORS, EDITORS, KEYWORDS, LANGUAGE_BYTES, NAME_CHARS, NOTICE_CHARS, ROLE_CHARS, SITE_NAMES,
    SUMMARY_CHARS, bounded, cut,
};
use crate::extract::list::fields::markup;
use crate::extract::{Teaser, date, sanitize};
use crate::model::{
    Article, Editor, Grant, Media, Moment, SourceClaim, SourceLabel, URL_LIMIT_BYTES, UseLimits,
};
use crate::page::{Base, Budget, Context};

/// Authors of a whole feed that its items inherit. A feed with more says nothing of one item.
const INHERITED_AUTHORS: usize = 5;
/// The beginning of a text that stands in for a title.
const TITLE_CHARS: usize = 80;
/// A description longer than this, with paragraphs, is the article and not its abstract.
const ABSTRACT_CHARS: usize = 600;

/// One item of a feed.
#[derive(Default)]
pub(super) struct ItemDraft {
    pub(super) url: Option<Url>,
    pub(super) article: Article,
    /// What it lets hear or see.
    pub(super) media: Media,
    /// Whether it has no page of its own, and `url` is a place of the feed's.
    pub(super) is_placed: bool,
    /// What the feed calls the item (`guid`, `atom:id`).
    pub(super) id: Option<String>,
    /// The body as the feed has it, and what its links count from.
    pub(super) body: Option<(String, Url)>,
    /// Who publishes the feed (`dc:publisher`).
    pub(super) publisher: Option<String>,
    /// Whether the feed says that the item is a reprint (`dcterms:provenance`).
    pub(super) reprint: Option<bool>,
    /// How much may leave (`dcterms:accessRights`).
    pub(super) grant: Option<Grant>,
    /// The credit line that stands at the end of the texts (`dcterms:bibliographicCitation`).
    pub(super) credit: Option<String>,
}

impl ItemDraft {
    /// The teaser; `None` without a link, or without anything to call it.
    pub(super) fn teaser(mut self, budget: &Budget) -> Option<Teaser> {
        let url = self.url.take()?;
        self.take_off_credit();
        self.narrow();
        self.settle_source();
        self.article.source_label = match (&self.article.source, self.reprint) {
            (Some(_), _) => SourceLabel::Named,
            // Said to be another's, of whom nothing is said.
            (None, Some(true)) => SourceLabel::Empty,
            (None, _) => SourceLabel::Absent,
        };
        self.article.publisher = self.publisher.take();
        let mut article = self.article;
        article.body = self
            .body
            .map(|(html, base)| sanitize::body(&html, &Base::of(&base, None, budget)))
            .filter(|body| !body.as_str().is_empty());
        let mut article = bounded(article);
        let title = article.title.clone().or_else(|| {
            let said = article.summary.clone();
            let shown = || plain(article.body.as_ref()?.as_str());
            beginning(&said.or_else(shown)?)
        })?;
        article.summary = article.summary.filter(|summary| *summary != title);
        Some(Teaser {
            url,
            title,
            published: article.published.or(article.updated),
            summary: article.summary.clone(),
            image: article.image.clone(),
            article: (self.is_placed || says_more(&article)).then(|| Box::new(article)),
            media: self.media,
            language: None,
        })
    }

    /// Gives an item that has a recording but no page a place on the feed's home page, named by the item's id.
    pub(super) fn place_on(&mut self, home: Option<&Url>) {
        let (None, Some(id), Some(home), false) =
            (&self.url, &self.id, home, self.media.is_empty())
        else {
            return;
        };
        let mut place = home.clone();
        // An id may be long, or be what the fragment of a link counts readers with.
        let name = Uuid::new_v5(&Uuid::NAMESPACE_OID, id.as_bytes());
        place.set_fragment(Some(&format!("item-{name}")));
        self.url = Some(place);
        self.is_placed = true;
    }

    /// The credit line is composed anew for every item, so the one that is already there goes.
    fn take_off_credit(&mut self) {
        let Some(credit) = &self.credit else {
            return;
        };
        if let Some(summary) = self.article.summary.take() {
            let kept = summary.strip_suffix(credit.as_str()).unwrap_or(&summary);
            self.article.summary = Some(kept.trim().to_owned()).filter(|kept| !kept.is_empty());
        }
        if let Some((html, _)) = &mut self.body
            && let Some(at) = html.rfind("<p>")
            && plain(&html[at..]).as_deref() == Some(credit)
        {
            html.truncate(at);
        }
    }

    /// What the upstream does not grant is not passed on, however wide the publisher's own grant is.
    fn narrow(&mut self) {
        match self.grant {
            Some(Grant::Headline) => {
                self.article.limits.no_snippet = true;
                self.body = None;
            }
            Some(Grant::Excerpt) => {
                self.article.limits.no_archive = true;
                self.body = None;
            }
            Some(Grant::Full) | None => {}
        }
    }

    /// An item that is said to be a reprint, of a source that is only the feed's own publisher, has a source
    /// that nobody stated. One that is said to be original has the publisher as its source.
    fn settle_source(&mut self) {
        let article = &mut self.article;
        match self.reprint {
            Some(true)
                if article.source.as_ref().map(|source| &source.name)
                    == self.publisher.as_ref() =>
            {
                article.source = None;
            }
            Some(false) if article.source.is_none() => {
                article.source = self
                    .publisher
                    .take()
                    .map(|name| SourceClaim { name, url: None });
            }
            _ => {}
        }
    }

    /// Takes a description: as the abstract, or as the body where there is no other and it is one.
    pub(super) fn describe(&mut self, html: &str, base: &Url) {
        let Some(text) = plain(html) else {
            return;
        };
        let paragraphs = ["<p>", "<p ", "<br", "<div"]
            .iter()
            .map(|tag| html.matches(tag).count());
        // Where a credit line is announced, it is a paragraph of its own beside the abstract's.
        let of_abstract = if self.credit.is_some() { 2 } else { 0 };
        let has_paragraphs = paragraphs.sum::<usize>() > of_abstract;
        if self.body.is_none() && has_paragraphs && text.chars().nth(ABSTRACT_CHARS).is_some() {
            self.body = Some((html.to_owned(), base.clone()));
        } else {
            self.article.summary = Some(summary(text));
        }
    }

    /// What a feed of byline's, or one that follows the same terms, says of an item's rights.
    ///
    /// `read` reads the format's texts.
    pub(super) fn terms(&mut self, node: Node<'_>, read: fn(&str) -> Option<String>) {
        self.credit = node.text_of("dcterms:bibliographiccitation").and_then(read);
        self.grant = node.text_of("dcterms:accessrights").and_then(grant);
        self.reprint = node
            .text_of("dcterms:provenance")
            .and_then(|word| match word {
                "reprint" => Some(true),
                "original" => Some(false),
                _ => None,
            });
    }

    /// Adds a contributor, in the form `责任编辑:王五`; `text` may be HTML.
    pub(super) fn contributor(&mut self, text: &str) {
        if self.article.editors.len() >= EDITORS {
            return;
        }
        let Some(text) = name(text) else {
            return;
        };
        let (role, person) = match text.split_once([':', '：']) {
            Some((role, person)) if role.chars().count() <= ROLE_CHARS => (role.trim(), person),
            _ => ("", &*text),
        };
        let Some(name) = person::of_plain(person).into_iter().next() else {
            return;
        };
        let role = role.to_owned();
        let editor = Editor { role, name };
        if !self.article.editors.contains(&editor) {
            self.article.editors.push(editor);
        }
    }

    /// Adds the authors that `text` names, each once; it may be HTML.
    pub(super) fn author(&mut self, text: &str) {
        if self.article.byline.len() < AUTHORS {
            add(&mut self.article.byline, person::persons(text), AUTHORS);
        }
    }

    /// The authors of the whole feed are those of an item that has none.
    pub(super) fn inherit_authors(&mut self, authors: &[String]) {
        if self.article.byline.is_empty() {
            self.article.byline = authors.to_vec();
        }
    }

    /// What the whole feed calls itself: `The Paper - Sport` is a feed of The Paper.
    pub(super) fn of_site(&mut self, title: Option<&str>) {
        let title = title.filter(|title| title.chars().nth(NAME_CHARS).is_none());
        let names = title.into_iter().flat_map(name_parts).take(SITE_NAMES);
        self.article.site_names = names.map(str::to_owned).collect();
    }

    /// What the whole feed says of its rights holds for what is not another's.
    pub(super) fn inherit_notice(&mut self, notice: Option<&str>) {
        let is_others =
            self.reprint == Some(true) || (self.article.source.is_some() && self.reprint.is_none());
        if self.article.copyright.is_none() && !is_others {
            self.article.copyright = notice.map(str::to_owned);
        }
    }
}

/// Adds what is new of `more`, up to `limit`.
fn add(names: &mut Vec<String>, more: Vec<String>, limit: usize) {
    for name in more {
        if names.len() < limit && !names.contains(&name) {
            names.push(name);
        }
    }
}

/// The authors of a whole feed; none when there are too many to say anything of one item.
pub(super) fn authors_of_all(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut authors = Vec::new();
    for text in texts.take(4 * INHERITED_AUTHORS) {
        add(&mut authors, person::persons(&text), INHERITED_AUTHORS + 1);
    }
    if authors.len() > INHERITED_AUTHORS {
        authors.clear();
    }
    authors
}

/// An abstract of bearable length.
pub(super) fn summary(text: String) -> String {
    cut(text, SUMMARY_CHARS)
}

/// A notice of rights; `text` may be HTML.
pub(super) fn notice(text: &str) -> Option<String> {
    plain(text).map(|notice| cut(notice, NOTICE_CHARS))
}

/// The keywords of an item, each once.
pub(super) fn keywords(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut keywords = Vec::new();
    // Most are new, so that so many looks are enough.
    for word in words.take(4 * KEYWORDS) {
        add(&mut keywords, vec![word], KEYWORDS);
    }
    keywords
}

/// A language tag, of a length that one can have.
pub(super) fn language(tag: &str) -> Option<String> {
    let tag = tag.trim();
    (1..=LANGUAGE_BYTES)
        .contains(&tag.len())
        .then(|| tag.to_owned())
}

/// Whether a feed says more of an article than a listing page would. If not, the article's own page is read:
/// it may state its source.
fn says_more(article: &Article) -> bool {
    let Article {
        byline,
        source,
        editors,
        body,
        copyright,
        based_on,
        holder,
        licence,
        limits,
        ..
    } = article;
    source.is_some()
        || body.is_some()
        || copyright.is_some()
        || based_on.is_some()
        || holder.is_some()
        || licence.is_some()
        || !byline.is_empty()
        || !editors.is_empty()
        || *limits != UseLimits::default()
}

fn beginning(text: &str) -> Option<String> {
    let end = text.char_indices().nth(TITLE_CHARS).map(|(at, _)| at);
    let title = end.map_or_else(|| text.to_owned(), |end| format!("{}…", &text[..end]));
    (!title.is_empty()).then_some(title)
}

/// The text of HTML, or of text that may be HTML.
///
/// A word joiner keeps text from being read as markup (some feeds, byline's among them, set one); it is no
/// part of the text.
pub(super) fn plain(html: &str) -> Option<String> {
    let text = sanitize::plain_text(html).replace('\u{2060}', "");
    (!text.is_empty()).then_some(text)
}

/// Text that is known not to be HTML.
pub(super) fn literal(text: &str) -> Option<String> {
    plain(&quick_xml::escape::partial_escape(text))
}

/// A name, if the text can be one; it may be HTML.
pub(super) fn name(text: &str) -> Option<String> {
    // With its markup it is longer, but not a hundred times.
    if text.len() > 100 * NAME_CHARS {
        return None;
    }
    markup::plain(text).filter(|name| name.chars().nth(NAME_CHARS).is_none())
}

/// An absolute http(s) URL.
pub(super) fn web(reference: &str, base: &Url) -> Option<Url> {
    let reference = reference.trim();
    if reference.is_empty() || reference.len() > URL_LIMIT_BYTES {
        return None;
    }
    base.join(reference).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.as_str().len() <= URL_LIMIT_BYTES
    })
}

/// Whether an attachment is an image, by its type or, where none is given, by its ending.
pub(super) fn is_image(url: &Url, media_type: Option<&str>) -> bool {
    if let Some(media_type) = media_type {
        return media_type.to_ascii_lowercase().starts_with("image");
    }
    let path = url.path().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"]
        .iter()
        .any(|ending| path.ends_with(ending))
}

/// A word of `dcterms:accessRights` that is a grant; other vocabularies pass.
pub(super) fn grant(word: &str) -> Option<Grant> {
    word.trim().parse().ok()
}

/// A date as the feed prints it.
pub(super) fn moment(text: &str, at: &Context<'_>) -> Option<Moment> {
    date::parse(text.trim(), at)
}
