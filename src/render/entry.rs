//! What every format says of an item. The one place where an item is opened for rendering.

use std::borrow::Cow;
use std::fmt::Write as _;

use jiff::SignedDuration;
use quick_xml::escape::escape;

use super::channel::{Party, Terms};
use super::text::{as_html, clean, visible};
use crate::model::spelled;
use crate::model::{Audience, Editor, Item, Moment, Provenance, Publisher};

/// An item as one audience may see it, ready to be put into any format.
pub(crate) struct Entry<'a> {
    pub(crate) guid: String,
    pub(crate) link: Cow<'a, str>,
    /// Never blank: readers show the title, and validators want one. The link stands in.
    pub(crate) title: Cow<'a, str>,
    pub(crate) language: Cow<'a, str>,
    pub(crate) published: Option<Moment>,
    /// As the page or our observation has it.
    pub(crate) updated: Moment,
    /// The same, made the item's own: see [`own_moment`].
    pub(crate) stamp: Moment,
    pub(crate) authors: Vec<Cow<'a, str>>,
    pub(crate) editors: Vec<Role<'a>>,
    pub(crate) sections: Vec<Party<'a>>,
    /// The organisation it is credited to; none where the page states none.
    pub(crate) source: Option<Origin<'a>>,
    pub(crate) provenance: Provenance,
    pub(crate) rights: Terms<'a>,
    pub(crate) grant: &'static str,
    /// The line that must be seen.
    pub(crate) credit: Cow<'a, str>,
    pub(crate) summary: Option<Cow<'a, str>>,
    pub(crate) body: Option<Cow<'a, str>>,
    pub(crate) image: Option<Cow<'a, str>>,
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
        audience: Audience,
        publisher: &'a Publisher,
        rsl: &str,
    ) -> Self {
        let facts = item.facts();
        let content = item.content(audience);
        let link = spelled(&facts.link);
        Self {
            guid: facts.guid.to_string(),
            title: visible(&facts.title).unwrap_or_else(|| link.clone()),
            link,
            language: language(&facts.language, &publisher.language),
            published: facts.published,
            updated: facts.updated,
            stamp: own_moment(item),
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
            source: item.credit().source().map(|source| Origin {
                name: visible(&source.name).unwrap_or_else(|| clean(&publisher.name)),
                url: source.url.as_ref().map(spelled),
            }),
            provenance: item.credit().provenance(),
            rights: Terms::of(item.rights(), publisher, rsl.to_owned()),
            grant: content.grant.as_str(),
            credit: clean(item.credit().line()),
            summary: content.summary.and_then(|text| match text {
                Cow::Borrowed(text) => visible(text),
                Cow::Owned(text) => visible(&text).map(|text| Cow::Owned(text.into_owned())),
            }),
            body: content.body.and_then(|html| visible(html.as_str())),
            image: content.image.map(spelled),
        }
    }

    /// The summary as HTML, a paragraph, with the credit line as another behind it; the credit line alone when no
    /// summary is granted.
    ///
    /// Paragraphs, because readers show HTML, where a line break is a space: the credit would run on from the
    /// abstract's last sentence.
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

/// Whether readers may follow a link: of other schemes (`javascript:`, `data:`) none leaves.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// When the item last changed, to the microsecond.
///
/// Pages print minutes, so many items of a feed share one; two entries with one `updated` draw a warning
/// and confuse readers that page by it. An unfractioned time gets the fraction that is the guid's own,
/// which depends on nothing else. `published` stays as printed.
fn own_moment(item: &Item) -> Moment {
    let facts = item.facts();
    let at = facts.updated.timestamp();
    if at.subsec_nanosecond() != 0 {
        return facts.updated;
    }
    let fraction = SignedDuration::from_micros(i64::from(facts.guid.microseconds()));
    // Fails only within a second of the end of year 9999.
    let at = at.checked_add(fraction).unwrap_or(at);
    Moment::new(at, facts.updated.offset(), facts.updated.precision())
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

/// `2015-01-21T09:39:00.042000+08:00`: RFC 3339 with six digits where there is a fraction at all.
///
/// Six always, not as many as needed, so that times of one feed sort as text.
pub(crate) fn rfc3339(moment: Moment) -> String {
    let text = moment.rfc3339();
    let Some((seconds, rest)) = text.split_once('.') else {
        return text;
    };
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (fraction, offset) = rest.split_at(digits);
    let mut padded = String::with_capacity(text.len() + 6);
    // Writing to a String cannot fail.
    let _ = write!(padded, "{seconds}.{fraction:0<6.6}{offset}");
    padded
}
