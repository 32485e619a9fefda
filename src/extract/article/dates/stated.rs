//! The dates that a page states for machines.
//!
//! In: JSON-LD, microdata, RDFa, `<time>`, meta elements and `<title>`. Out: the dates of publication and of the last change.

use super::reader::DateReader;
use crate::extract::article::head::Head;
use crate::extract::article::rows::RowPosition;
use crate::extract::article::structured::Structured;
use crate::extract::date;
use crate::model::Moment;
use crate::page::dom::Node;
use crate::page::hints::Hints;

const PUBLISHED: [&str; 27] = [
    "article:published_time",
    "og:article:published_time",
    "itemprop:datepublished",
    "datepublished",
    "og:published_time",
    "og:time",
    "publishdate",
    "publish_date",
    "publish-date",
    "publishtime",
    "publish_time",
    "pubdate",
    "pub_date",
    "published_time",
    "article.published",
    "publication_date",
    "published",
    "weibo:article:create_at",
    "og:release_date",
    "parsely-pub-date",
    "sailthru.date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "date",
    "itemprop:datecreated",
];
const UPDATED: [&str; 10] = [
    "article:modified_time",
    "og:updated_time",
    "itemprop:datemodified",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "dateupdate",
    "itemprop:dateupdate",
    "weibo:article:update_at",
];

/// The date of publication that the page states for machines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stated {
    pub(super) moment: Moment,
    /// Whether two statements name the same day.
    pub(super) is_agreed: bool,
}

/// Where a page states dates for machines.
pub(super) struct Statements<'s> {
    pub(super) reader: &'s DateReader<'s, 's>,
    pub(super) head: &'s Head,
    pub(super) structured: &'s Structured,
}

impl Statements<'_> {
    /// The date of publication that JSON-LD, `<time>`, microdata and meta state, in this order.
    pub(super) fn published(&self) -> Option<Stated> {
        let named = |is_property: bool| {
            PUBLISHED
                .iter()
                .filter(|name| name.starts_with("itemprop:") == is_property)
                .find_map(|name| self.head.get(&[name]).and_then(|text| self.parse(text)))
        };
        let all = [
            self.structured
                .published
                .as_deref()
                .and_then(|text| self.parse(text)),
            self.near_headline(),
            named(false),
            named(true),
            self.head
                .all_like("pub", &["time", "date"])
                .find_map(|text| self.parse(text)),
        ];
        let [first_four @ .., _] = &all;
        let moment = all.iter().flatten().next().copied()?;
        let same_day = first_four
            .iter()
            .flatten()
            .filter(|other| other.is_same_day(moment));
        Some(Stated {
            moment,
            is_agreed: same_day.count() > 1,
        })
    }

    /// The date of the last change that JSON-LD or meta states.
    pub(super) fn updated(&self) -> Option<Moment> {
        let structured = self.structured.modified.as_deref();
        structured.and_then(|text| self.parse(text)).or_else(|| {
            let mut values = UPDATED.iter().filter_map(|name| self.head.get(&[name]));
            values.find_map(|text| self.parse(text))
        })
    }

    /// The date of an element near the headline.
    fn near_headline(&self) -> Option<Moment> {
        let rows = self.reader.rows;
        let first = rows.iter().find(|row| row.at < RowPosition::Body)?.line;
        let last = rows.iter().rfind(|row| row.at < RowPosition::Body)?.line;
        let flow = self.reader.flow;
        flow.elements
            .iter()
            .enumerate()
            .find_map(|(index, element)| {
                let lines = flow.lines_of(index);
                let near = !lines.is_empty() && lines.start >= first && lines.start <= last;
                if !near
                    || element.hints.has(Hints::MODIFIED)
                    || element.place.has(Hints::FURNITURE)
                {
                    return None;
                }
                self.parse(marked_up(element.node)?)
            })
    }

    /// The only day that elements of the page name, wherever they stand.
    pub(super) fn sole(&self) -> Option<Moment> {
        let other = Hints::FURNITURE.without(Hints::FOOTER);
        let elements = self.reader.flow.elements.iter();
        // A bare `<time>` may be of anything.
        let is_named = |node: Node<'_>| !node.has_name("time") || node.attr("itemprop").is_some();
        let elements =
            elements.filter(|element| !element.place.has(other) && is_named(element.node));
        let mut moments = elements
            .filter_map(|element| marked_up(element.node))
            .filter_map(|text| self.parse(text));
        let first = moments.next()?;
        moments
            .all(|moment| moment.is_same_day(first))
            .then_some(first)
    }

    /// A part of the page's title that is a date and nothing else: `The mill opens | Cape Mail | 3.10.2026`.
    pub(super) fn in_title(&self) -> Option<Moment> {
        let title = self.head.title.as_deref()?;
        title
            .split(" | ")
            .filter_map(|part| date::whole(part.trim(), self.reader.at))
            .find(|found| found.form == date::Form::Full)
            .map(|found| found.moment)
    }

    fn parse(&self, text: &str) -> Option<Moment> {
        date::parse(text, self.reader.at)
    }
}

/// The date of publication that an element states in an attribute: `<time datetime>`, `<span itemprop=datePublished content>`,
/// `<abbr class=published title>`.
fn marked_up(node: Node<'_>) -> Option<&str> {
    if node.has_name("time") {
        return node.attr("datetime");
    }
    let is_published = |value: &str| {
        let mut words = value.split_ascii_whitespace();
        words.any(|word| {
            matches!(
                word.rsplit(':').next(),
                Some("datePublished" | "dateCreated")
            )
        })
    };
    let properties = ["itemprop", "property"].iter();
    let mut properties = properties.filter_map(|name| node.attr(name));
    if properties.any(is_published) {
        let mut values = ["content", "datetime", "title"].iter();
        return values.find_map(|name| node.attr(name));
    }
    let is_published = |class: &str| {
        class
            .split_ascii_whitespace()
            .any(|name| name == "published")
    };
    (node.has_name("abbr") && node.attr("class").is_some_and(is_published))
        .then(|| node.attr("title"))
        .flatten()
}
