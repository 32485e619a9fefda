//! What a template prints of the model: text, safe links, dates for people and for machines.

use url::Url;

use crate::model::{
    Audience, Credit, Editor, FeedId, Grant, Item, Moment, Precision, Publisher, Section,
};
use crate::render::embed::is_right_to_left;
use crate::render::{Format, Site};

/// The language of a text and the direction it is written in.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextLanguage<'a> {
    pub(super) lang: &'a str,
    pub(super) dir: &'static str,
}

impl<'a> TextLanguage<'a> {
    pub(super) fn of(lang: &'a str) -> Self {
        let dir = if is_right_to_left(lang) { "rtl" } else { "ltr" };
        Self { lang, dir }
    }
}

/// A link that a page may carry: http and https, nothing else.
pub(super) fn href(url: &Url) -> Option<&str> {
    matches!(url.scheme(), "http" | "https").then(|| url.as_str())
}

/// The contact for questions: a mail address or a page.
#[derive(Debug)]
pub(super) struct Contact<'a> {
    pub(super) url: &'a str,
    pub(super) name: &'a str,
}

impl<'a> Contact<'a> {
    /// `None` if it is neither a `mailto:` nor an http or https URL.
    pub(super) fn of(contact: &'a str) -> Option<Self> {
        let url = Url::parse(contact).ok()?;
        let name = match url.scheme() {
            "mailto" => contact
                .split_once(':')
                .map_or(contact, |(_, address)| address),
            "http" | "https" => contact,
            _ => return None,
        };
        Some(Self { url: contact, name })
    }
}

/// A date as a machine reads it and as the page printed it, in the publisher's zone.
#[derive(Debug)]
pub(super) struct DateShown {
    pub(super) machine: String,
    pub(super) human: String,
}

impl DateShown {
    pub(super) fn of(moment: Moment) -> Self {
        let machine = moment.as_stated();
        let human = match moment.precision() {
            Precision::Day => machine.clone(),
            // "2015-01-21T09:39:00+08:00": the day, and the time to the minute.
            Precision::Minute | Precision::Second => {
                let day = machine.get(..10).unwrap_or_default();
                format!("{day} {}", machine.get(11..16).unwrap_or_default())
            }
        };
        Self { machine, human }
    }
}

/// One format of a feed.
#[derive(Debug)]
pub(super) struct FormatLink {
    pub(super) name: &'static str,
    pub(super) suffix: &'static str,
    pub(super) media_type: &'static str,
    pub(super) url: String,
}

/// The three addresses of a feed.
pub(super) fn subscribe(feed: &FeedId, site: &Site) -> Vec<FormatLink> {
    Format::ALL
        .iter()
        .map(|&format| FormatLink {
            name: format.name(),
            suffix: format.suffix(),
            media_type: format.media_type(),
            url: site.feed(feed, format),
        })
        .collect()
}

/// A section of the origin.
#[derive(Debug)]
pub(super) struct SectionLink<'a> {
    pub(super) label: &'a str,
    pub(super) url: Option<&'a str>,
}

pub(super) fn sections(sections: &[Section]) -> Vec<SectionLink<'_>> {
    sections
        .iter()
        .map(|section| SectionLink {
            label: &section.label,
            url: href(&section.url),
        })
        .collect()
}

/// An item as the public may see it.
#[derive(Debug)]
pub(super) struct ItemShown<'a> {
    pub(super) language: TextLanguage<'a>,
    pub(super) title: &'a str,
    pub(super) url: Option<&'a str>,
    pub(super) published: Option<DateShown>,
    pub(super) summary: Option<std::borrow::Cow<'a, str>>,
    pub(super) byline: &'a [String],
    pub(super) editors: &'a [Editor],
    /// Whose the picture is that the feed shows.
    pub(super) picture: Option<String>,
    pub(super) credit: &'a str,
    pub(super) source_url: Option<&'a str>,
    pub(super) holder: &'a str,
    pub(super) notice: &'a str,
    pub(super) terms: Option<&'a str>,
    pub(super) contact: Option<Contact<'a>>,
    pub(super) grant: &'static str,
}

impl<'a> ItemShown<'a> {
    /// `publisher` is that of the feed.
    pub(super) fn of(item: &'a Item, publisher: &Publisher) -> Self {
        let (facts, rights, credit) = (item.facts(), item.rights(), item.credit());
        let granted = item.content(Audience::Public);
        Self {
            language: TextLanguage::of(&facts.language),
            title: &facts.title,
            url: href(&facts.link),
            published: facts.published.map(DateShown::of),
            // A summary that is the title would only repeat it.
            summary: granted.summary.filter(|summary| *summary != facts.title),
            byline: &facts.byline,
            editors: &facts.editors,
            picture: granted
                .picture
                .and_then(|picture| Credit::of_picture(picture, &publisher.language)),
            credit: credit.line(),
            source_url: credit
                .source()
                .and_then(|source| href(source.url.as_ref()?)),
            holder: &rights.holder,
            notice: &rights.notice,
            terms: rights.terms.as_ref().and_then(href),
            contact: rights.contact.as_deref().and_then(Contact::of),
            grant: grant_in_words(granted.grant),
        }
    }
}

/// What the grant means, in two words.
pub(super) const fn grant_in_words(grant: Grant) -> &'static str {
    match grant {
        Grant::Headline => "Headline only",
        Grant::Excerpt => "Excerpt",
        Grant::Full => "Full text",
    }
}

/// `1 item`, `2 items`.
pub(super) fn counted(items: usize) -> String {
    match items {
        1 => "1 item".to_owned(),
        _ => format!("{items} items"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A link of an origin must not run anything here.
    #[test]
    fn only_web_links_are_links() {
        let url = |text| Url::parse(text).expect("a test URL");
        assert!(href(&url("https://news.example/a")).is_some());
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "ftp://a.example/",
        ] {
            assert!(href(&url(bad)).is_none(), "{bad}");
        }
        assert!(Contact::of("javascript:alert(1)").is_none());
        assert!(Contact::of("nobody").is_none());
        let mail = Contact::of("mailto:rights@news.example").expect("a mail address");
        assert_eq!(
            (mail.url, mail.name),
            ("mailto:rights@news.example", "rights@news.example")
        );
    }

    /// A reader sees the publisher's own time, and no time that the page did not state.
    #[test]
    fn a_date_is_shown_as_stated() {
        let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
        let at = "2015-01-21T01:39:00Z".parse().expect("a test date");
        let minute = DateShown::of(Moment::in_zone(at, &zone));
        assert_eq!(minute.machine, "2015-01-21T09:39:00+08:00");
        assert_eq!(minute.human, "2015-01-21 09:39");
        let day = DateShown::of(Moment::new(at, jiff::tz::offset(8), Precision::Day));
        assert_eq!(
            (day.machine.as_str(), day.human.as_str()),
            ("2015-01-21", "2015-01-21")
        );
    }
}
