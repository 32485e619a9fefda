//! What both renditions show of a feed: shortened texts, safe links, and for every item its makers, its owner and its
//! terms.

use std::borrow::Cow;

use serde::Serialize;

use super::limit::MOST_ITEMS;
use super::words::{is_right_to_left, words};
use crate::model::{Audience, Feed, Item, Moment, Precision, spelled};
use crate::render::Site;
use crate::render::entry::{Entry, Party};
use crate::render::terms::Terms;
use crate::render::text::{clean, visible};

/// A longer title would push the others out of sight.
const TITLE_LIMIT_CHARS: usize = 160;
/// About three lines beside an article.
const SUMMARY_LIMIT_CHARS: usize = 120;

/// A feed as an embed shows it. The names are short, since `embed.js` carries them for every item.
#[derive(Debug, Serialize)]
pub(super) struct View<'a> {
    pub(super) id: &'a str,
    pub(super) title: Cow<'a, str>,
    #[serde(rename = "url", skip_serializing_if = "Option::is_none")]
    pub(super) home: Option<Cow<'a, str>>,
    pub(super) lang: Cow<'a, str>,
    pub(super) dir: &'static str,
    /// The publisher.
    pub(super) by: Link<'a>,
    /// The text of the link to the terms.
    pub(super) terms: &'static str,
    /// The text in place of an empty list.
    pub(super) empty: &'static str,
    /// The publisher's own first. Items refer to these by number, since most share one.
    pub(super) rights: Vec<Rights<'a>>,
    pub(super) items: Vec<Row<'a>>,
}

/// A text, with a link if its URL is http(s).
#[derive(Debug, Serialize)]
pub(super) struct Link<'a> {
    #[serde(rename = "t")]
    pub(super) text: Cow<'a, str>,
    #[serde(rename = "u", skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Cow<'a, str>>,
}

/// The owner and the terms. There always is a page with the terms: the publisher's, else byline's.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Rights<'a> {
    /// `© holder`
    #[serde(rename = "h")]
    pub(super) holder: String,
    #[serde(rename = "n")]
    pub(super) notice: Cow<'a, str>,
    #[serde(rename = "u")]
    pub(super) terms: Cow<'a, str>,
}

/// One item.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    #[serde(rename = "t")]
    pub(super) title: Cow<'a, str>,
    #[serde(rename = "u", skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Cow<'a, str>>,
    /// Only where it is not the feed's.
    #[serde(rename = "l", skip_serializing_if = "Option::is_none")]
    pub(super) lang: Option<Cow<'a, str>>,
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    pub(super) summary: Option<Cow<'a, str>>,
    #[serde(rename = "i", skip_serializing_if = "Option::is_none")]
    pub(super) image: Option<Cow<'a, str>>,
    /// Who must be named beside the image.
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    pub(super) picture: Option<String>,
    #[serde(rename = "d", skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<When>,
    /// The credit line, with a link to its source.
    #[serde(rename = "c")]
    pub(super) credit: Link<'a>,
    /// An index into [`View::rights`].
    #[serde(rename = "r")]
    pub(super) rights: usize,
}

/// A date for machines and for people, as the page stated it, in the publisher's zone.
#[derive(Debug, Serialize)]
pub(super) struct When(pub(super) String, pub(super) String);

impl<'a> View<'a> {
    /// The first `limit` items of `feed`, 1 to [`MOST_ITEMS`], as `audience` may see them.
    pub(super) fn of(feed: &'a Feed, audience: Audience, site: &Site, limit: usize) -> Self {
        let publisher = &*feed.publisher;
        let lang = clean(&publisher.language);
        let words = words(&lang);
        let rsl = site.licence(&publisher.id);
        let own = Terms::of(&publisher.policy.rights, publisher, rsl);
        let mut rights = vec![Rights::of(own, site)];
        let items = feed
            .items
            .iter()
            .take(limit.clamp(1, MOST_ITEMS))
            .map(|item| {
                let stamp = item.facts().updated;
                let entry = Entry::of(item, stamp, audience, publisher, site);
                Row::of(item, entry, &lang, &mut rights, site)
            })
            .collect();
        Self {
            id: feed.id.as_str(),
            title: visible(&feed.title).unwrap_or(Cow::Borrowed(feed.id.as_str())),
            home: on_the_web(spelled(&feed.home)),
            dir: if is_right_to_left(&lang) {
                "rtl"
            } else {
                "ltr"
            },
            by: Link::of(Party {
                name: clean(&publisher.name),
                url: spelled(&publisher.url),
            }),
            terms: words.terms,
            empty: words.empty,
            rights,
            items,
            lang,
        }
    }

    /// The publisher's own terms.
    pub(super) fn own(&self) -> Option<&Rights<'a>> {
        self.rights.first()
    }
}

impl<'a> Row<'a> {
    fn of(
        item: &'a Item,
        entry: Entry<'a>,
        lang: &str,
        rights: &mut Vec<Rights<'a>>,
        site: &Site,
    ) -> Self {
        let terms = Rights::of(entry.rights, site);
        let number = rights.iter().position(|known| *known == terms);
        let number = number.unwrap_or_else(|| {
            rights.push(terms);
            rights.len() - 1
        });
        let image = entry.image.and_then(on_the_web);
        Self {
            url: on_the_web(entry.link),
            lang: (entry.language != lang).then_some(entry.language),
            // Some pages repeat their title where an abstract should stand.
            summary: entry
                .summary
                .filter(|text| text.trim() != entry.title.trim())
                .map(|text| cut(text, SUMMARY_LIMIT_CHARS)),
            title: cut(entry.title, TITLE_LIMIT_CHARS),
            picture: image
                .as_ref()
                .and(entry.picture)
                .and_then(|picture| picture.line),
            image,
            date: item.facts().published.map(When::of),
            credit: Link {
                text: entry.credit,
                url: entry.source.and_then(|it| on_the_web(it.url?)),
            },
            rights: number,
        }
    }
}

impl<'a> Rights<'a> {
    fn of(terms: Terms<'a>, site: &Site) -> Self {
        Self {
            holder: terms.copyright(),
            terms: terms
                .terms
                .and_then(on_the_web)
                .unwrap_or_else(|| Cow::Owned(site.about())),
            notice: terms.notice,
        }
    }
}

impl<'a> Link<'a> {
    fn of(party: Party<'a>) -> Self {
        Self {
            text: party.name,
            url: on_the_web(party.url),
        }
    }
}

impl When {
    /// Shows no time that the page did not print: a bare day stays a day.
    fn of(moment: Moment) -> Self {
        let machine = moment.as_stated();
        let human = match moment.precision() {
            Precision::Day => machine.clone(),
            // "2015-01-21T09:39:00+08:00": the day, and the time to the minute.
            Precision::Minute | Precision::Second => {
                machine.get(..16).unwrap_or(&machine).replace('T', " ")
            }
        };
        Self(machine, human)
    }
}

/// `url` if a partner's page may carry it: http and https only. `url` comes from [`spelled`]; any quotes left are in its
/// host, which no valid host has (RFC 1123 §2.1).
fn on_the_web(url: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    (web && url.is_ascii() && !url.contains(['"', '<', '>', '`'])).then_some(url)
}

/// At most `limit_chars` characters of `text`. A shortened text ends with `…`, which counts as one.
fn cut(text: Cow<'_, str>, limit_chars: usize) -> Cow<'_, str> {
    if text.len() <= limit_chars || text.chars().nth(limit_chars).is_none() {
        return text;
    }
    let start: String = text.chars().take(limit_chars - 1).collect();
    Cow::Owned(format!("{}…", start.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One endless headline must not hide all others, and half a character must not stop the list.
    #[test]
    fn texts_are_cut_where_a_list_ends() {
        assert_eq!(cut("雪雪雪".into(), 3), "雪雪雪");
        assert_eq!(cut("雪雪雪雪".into(), 3), "雪雪…");
        assert_eq!(cut("a b c".into(), 3), "a…");
    }

    /// A link of an origin must not run anything in a partner's page.
    #[test]
    fn only_web_links_are_links() {
        assert!(on_the_web("https://news.example/a".into()).is_some());
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "httpx://a.example/",
            "//a.example/",
            "http://\"onclick=\"x/",
            "",
        ] {
            assert!(on_the_web(bad.into()).is_none(), "{bad}");
        }
    }
}
