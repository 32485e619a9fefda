//! What every format says of an item. The one place where an item is opened for rendering.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use quick_xml::escape::escape;

use super::site::Site;
use super::terms::{Terms, copyright};
use super::text::{as_html, clean, visible};
use crate::model::{
    Audience, Credit, Editor, Item, Media, Moment, Picture, Precision, Provenance, Publisher,
    spelled,
};

/// An item as one audience may see it, ready to be put into any format.
pub(crate) struct Entry<'a> {
    pub(crate) guid: String,
    pub(crate) link: Cow<'a, str>,
    /// Never blank, since readers show it and feed validators want one: without a title it is the link.
    pub(crate) title: Cow<'a, str>,
    pub(crate) language: Cow<'a, str>,
    /// Dates are in whole seconds: some readers cannot read fractions.
    pub(crate) published: Option<Moment>,
    /// As the page states it or byline observed it.
    pub(crate) updated: Moment,
    /// `updated`, made different from the other entries': see [`stamps`].
    pub(crate) stamp: Moment,
    pub(crate) authors: Vec<Cow<'a, str>>,
    pub(crate) editors: Vec<Role<'a>>,
    pub(crate) sections: Vec<Party<'a>>,
    /// The page's category and keywords, without those that a section's name says.
    pub(crate) keywords: Vec<Cow<'a, str>>,
    /// The organisation that the item is credited to; `None` where the page states none.
    pub(crate) source: Option<Origin<'a>>,
    /// The publisher whose terms apply: the feed's, unless the article is on another publisher's host.
    pub(crate) publisher: Cow<'a, str>,
    pub(crate) provenance: Provenance,
    pub(crate) rights: Terms<'a>,
    pub(crate) grant: &'static str,
    /// The credit line, which must be visible.
    pub(crate) credit: Cow<'a, str>,
    pub(crate) summary: Option<Cow<'a, str>>,
    pub(crate) body: Option<Cow<'a, str>>,
    pub(crate) image: Option<Cow<'a, str>>,
    /// What the page says of `image`.
    pub(crate) picture: Option<Pictured<'a>>,
    /// What it lets hear or see.
    pub(crate) media: Option<&'a Media>,
}

/// What a picture shows and whose it is.
pub(crate) struct Pictured<'a> {
    pub(crate) caption: Option<Cow<'a, str>>,
    pub(crate) credit: Option<Cow<'a, str>>,
    pub(crate) holder: Option<Cow<'a, str>>,
    pub(crate) licence: Option<Cow<'a, str>>,
    /// Who must be named, which must be visible where the picture is; `None` where the page names nobody.
    pub(crate) line: Option<String>,
}

/// A name and the URL that goes with it.
pub(crate) struct Party<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) url: Cow<'a, str>,
}

/// The organisation that an item is credited to, and its home page where that is known.
pub(crate) struct Origin<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) url: Option<Cow<'a, str>>,
}

/// An editor with the role that the page prints.
pub(crate) struct Role<'a> {
    pub(crate) role: Cow<'a, str>,
    pub(crate) name: Cow<'a, str>,
}

impl<'a> Entry<'a> {
    pub(crate) fn of(
        item: &'a Item,
        stamp: Moment,
        audience: Audience,
        publisher: &'a Publisher,
        site: &Site,
    ) -> Self {
        let ruled_by = item.ruling().publisher.as_ref();
        let rsl = site.licence(ruled_by.map_or(&publisher.id, |it| &it.id));
        let facts = item.facts();
        let content = item.content(audience);
        let link = spelled(&facts.link);
        Self {
            guid: facts.guid.to_string(),
            title: visible(&facts.title).unwrap_or_else(|| link.clone()),
            link,
            language: language(&facts.language, &publisher.language),
            published: facts.published.map(Moment::in_whole_seconds),
            updated: facts.updated.in_whole_seconds(),
            stamp,
            authors: facts
                .byline
                .iter()
                .filter_map(|name| visible(name))
                .collect(),
            editors: facts.editors.iter().filter_map(Role::of).collect(),
            sections: facts
                .sections
                .iter()
                .filter_map(|section| {
                    Some(Party {
                        name: visible(&section.label)?,
                        url: spelled(&section.url),
                    })
                })
                .collect(),
            keywords: facts
                .keywords
                .iter()
                .filter(|word| facts.sections.iter().all(|section| section.label != **word))
                .filter_map(|word| visible(word))
                .collect(),
            source: item.credit().source().map(|source| Origin {
                name: visible(&source.name).unwrap_or_else(|| clean(&publisher.name)),
                url: source.url.as_ref().map(spelled),
            }),
            publisher: ruled_by
                .and_then(|it| visible(&it.name))
                .unwrap_or_else(|| clean(&publisher.name)),
            provenance: item.credit().provenance(),
            rights: Terms::of(item.rights(), publisher, rsl),
            grant: content.grant.as_str(),
            credit: clean(item.credit().line()),
            summary: content.summary.and_then(|text| match text {
                Cow::Borrowed(text) => visible(text),
                Cow::Owned(text) => visible(&text).map(|text| Cow::Owned(text.into_owned())),
            }),
            body: content.body.and_then(|html| match html {
                Cow::Borrowed(html) => visible(html.as_str()),
                Cow::Owned(html) => {
                    visible(html.as_str()).map(|html| Cow::Owned(html.into_owned()))
                }
            }),
            image: content.image.map(spelled),
            picture: content
                .picture
                .map(|it| Pictured::of(it, &publisher.language)),
            media: content.media,
        }
    }

    /// The summary as HTML, a paragraph, with the credit line as another behind it; the credit line alone when no
    /// summary is granted.
    ///
    /// Readers show HTML, where a line break is a space. Without paragraphs the credit would run on from the summary's last
    /// sentence.
    pub(crate) fn credited_summary(&self) -> String {
        let credit = self.credit_paragraph();
        match &self.summary {
            Some(summary) => format!("<p>{}</p>{credit}", as_html(summary)),
            None => credit,
        }
    }

    /// The body with the credit line as its last paragraph, where the grant reaches to the body.
    pub(crate) fn credited_body(&self) -> Option<String> {
        self.body
            .as_ref()
            .map(|body| format!("{body}{}", self.credit_paragraph()))
    }

    /// The credit line as a paragraph of HTML, its source's name linked to the source where its page is known.
    fn credit_paragraph(&self) -> String {
        let line = &*self.credit;
        let linked = self.source.as_ref().and_then(|source| {
            let url = source.url.as_deref().filter(|url| is_web(url))?;
            let at = line.find(&*source.name)?;
            let (before, rest) = line.split_at(at);
            let (name, after) = rest.split_at(source.name.len());
            Some(format!(
                "<p>{}<a href=\"{}\">{}</a>{}</p>",
                as_html(before),
                escape(url),
                as_html(name),
                as_html(after)
            ))
        });
        linked.unwrap_or_else(|| format!("<p>{}</p>", as_html(line)))
    }
}

impl<'a> Pictured<'a> {
    fn of(picture: &'a Picture, language: &str) -> Self {
        let text = |text: &'a Option<String>| text.as_deref().and_then(visible);
        Self {
            caption: text(&picture.caption),
            credit: text(&picture.credit),
            holder: text(&picture.holder),
            licence: picture.licence.as_ref().map(spelled),
            line: Credit::of_picture(picture, language)
                .and_then(|line| visible(&line).map(Cow::into_owned)),
        }
    }

    /// The elements of Media RSS 1.5.1 that say so. They stand in the picture's own element, since the item's
    /// `media:copyright` is that of the article.
    pub(crate) fn media_rss(&self) -> impl Iterator<Item = MediaElement<'_>> {
        let of = |name, text, attribute| MediaElement {
            name,
            text,
            attribute,
        };
        let caption = self.caption.as_deref();
        let credit = self.credit.as_deref();
        let licence = self.licence.as_deref();
        let copyright = match (self.holder.as_deref(), licence) {
            (Some(holder), _) => Some(copyright(holder).into()),
            // The licence is an attribute of an element that must not be empty.
            (None, Some(licence)) => Some(credit.unwrap_or(licence).into()),
            (None, None) => None,
        };
        let role = Some(("role", "photographer"));
        [
            caption.map(|caption| of("media:description", caption.into(), None)),
            credit.map(|credit| of("media:credit", credit.into(), role)),
            copyright.map(|text| of("media:copyright", text, licence.map(|it| ("url", it)))),
        ]
        .into_iter()
        .flatten()
    }
}

/// An element of Media RSS.
pub(crate) struct MediaElement<'a> {
    pub(crate) name: &'static str,
    pub(crate) text: Cow<'a, str>,
    attribute: Option<(&'static str, &'a str)>,
}

impl MediaElement<'_> {
    /// Its attributes, as `spelled` spells values for a format's crate.
    pub(crate) fn attributes(&self, spelled: impl Fn(&str) -> String) -> BTreeMap<String, String> {
        let attribute = self.attribute.iter();
        attribute
            .map(|&(name, value)| (name.to_owned(), spelled(value)))
            .collect()
    }
}

impl<'a> Role<'a> {
    fn of(editor: &'a Editor) -> Option<Self> {
        Some(Self {
            role: clean(&editor.role),
            name: visible(&editor.name)?,
        })
    }

    /// `责任编辑:王五`, `Editor: Ann Lee`: role and name, joined as the credit line in the publisher's language is.
    pub(crate) fn line(&self, language: &str) -> String {
        let mut line = String::with_capacity(self.role.len() + self.name.len() + 3);
        line.push_str(&self.role);
        if !self.role.trim().is_empty() {
            let language = language.to_ascii_lowercase();
            line.push_str(match language.split('-').next().unwrap_or_default() {
                "zh" | "ja" => ":",
                "fr" => " : ",
                _ => ": ",
            });
        }
        line.push_str(&self.name);
        line
    }
}

/// Whether a link may go out. Links of other schemes (`javascript:`, `data:`) never do.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// An `updated` of its own for each of `items`, in whole seconds.
///
/// Pages print minutes, so many items of a feed share one. Feed validators warn of two entries with one `updated`, and
/// readers that page by it lose one. A fraction of a second does not help: RSS Guard 4 reads it as an offset of hours. So
/// where a page prints no seconds, they come from the guid. Times that are still equal move to the next free second, in
/// the order of guids, so that a time depends only on the items that share it. `published` stays as printed.
pub(crate) fn stamps(items: &[Arc<Item>]) -> Vec<Moment> {
    let mut stamps: Vec<Moment> = items.iter().map(|item| item.facts().updated).collect();
    let mut order: Vec<usize> = (0..items.len()).collect();
    // Entries that state a second come first, so that it stays theirs.
    order.sort_by_key(|&n| {
        let facts = items[n].facts();
        (facts.updated.precision() != Precision::Second, facts.guid)
    });
    let mut used = Seconds::default();
    for n in order {
        let facts = items[n].facts();
        let stated = facts.updated.timestamp().as_second();
        let second = if facts.updated.precision() == Precision::Second {
            used.first_free(stated)
        } else {
            let minute = stated - stated.rem_euclid(60);
            let own = i64::from(facts.guid.second());
            let of_minute = (0..60).map(|n| minute + (own + n) % 60);
            used.take_one(of_minute)
                .unwrap_or_else(|| used.first_free(minute + 60))
        };
        // Fails only within the last minutes of year 9999.
        if let Ok(at) = Timestamp::from_second(second) {
            stamps[n] = Moment::new(at, facts.updated.offset(), facts.updated.precision());
        }
    }
    stamps
}

/// The seconds in use, each with a later one that may be free.
#[derive(Default)]
struct Seconds(HashMap<i64, i64>);

impl Seconds {
    /// Takes the first of `wanted` that is free.
    fn take_one(&mut self, mut wanted: impl Iterator<Item = i64>) -> Option<i64> {
        let free = wanted.find(|second| !self.0.contains_key(second))?;
        self.0.insert(free, free + 1);
        Some(free)
    }

    /// Takes the first free second from `second` on, and shortens the search for the next call.
    fn first_free(&mut self, second: i64) -> i64 {
        let mut free = second;
        while let Some(&next) = self.0.get(&free) {
            free = next;
        }
        let mut passed = second;
        while passed < free {
            passed = self.0.insert(passed, free + 1).unwrap_or(free);
        }
        self.0.insert(free, free + 1);
        free
    }
}

/// The item's language when it is a well-formed tag (`zh_CN` is not), else the publisher's.
fn language<'a>(item: &'a str, publisher: &'a str) -> Cow<'a, str> {
    let well_formed = item.split('-').enumerate().all(|(n, part)| {
        let length = if n == 0 { 2..=3 } else { 1..=8 };
        length.contains(&part.len())
            && part
                .bytes()
                .all(|b| b.is_ascii_alphabetic() || (n > 0 && b.is_ascii_digit()))
    });
    if well_formed {
        Cow::Borrowed(item)
    } else {
        clean(publisher)
    }
}
