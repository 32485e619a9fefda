//! Messages to the endpoints of `[notify]`, as JSON.
//!
//! An item goes with its whole credit and rights, under the names that JSON Feed has in `_byline`, and without its text:
//! that is in the feed, as far as the grant goes. Of a withdrawn item nothing goes but where and what it was.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;
use url::Url;

use super::entry::{Entry, Origin, Role};
use super::error::RenderError;
use super::format::Format;
use super::site::Site;
use super::text::visible;
use crate::model::{Audience, EndpointId, EventKind, FeedId, Guid, Item, Publisher, spelled};

/// What happened.
#[derive(Debug, Clone, Copy)]
pub enum Happening<'a> {
    /// To the feed as a whole.
    ToFeed {
        /// What fails, in the words of `/status`; `None` when nothing does.
        error: Option<&'a str>,
        /// Since when it failed, where that is known.
        since: Option<Timestamp>,
    },
    /// An item is published.
    Published(&'a Item),
    /// An item is withdrawn.
    Withdrawn {
        /// Which.
        guid: Guid,
        /// Its article, where that is known.
        url: Option<&'a Url>,
        /// `operator` or `origin`.
        by: &'static str,
        /// When, as RFC 3339.
        when: &'a str,
        /// Why, in the operator's words.
        reason: Option<&'a str>,
    },
}

/// The feed that an event is about.
#[derive(Debug, Clone, Copy)]
pub struct EventFeed<'a> {
    /// Its id.
    pub id: &'a FeedId,
    /// Its title.
    pub title: &'a str,
    /// Whose it is.
    pub publisher: &'a Publisher,
}

#[derive(Serialize)]
struct Message<D> {
    r#type: &'static str,
    timestamp: Timestamp,
    data: D,
}

#[derive(Serialize)]
struct Data<'a> {
    feed: FeedPart<'a>,
    #[serde(flatten)]
    rest: Rest<'a>,
}

#[derive(Serialize)]
struct FeedPart<'a> {
    id: &'a str,
    title: &'a str,
    url: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Rest<'a> {
    Health {
        error: Option<&'a str>,
        since: Option<Timestamp>,
    },
    Item {
        item: Box<ItemPart<'a>>,
    },
    Withdrawn {
        item: WithdrawnPart<'a>,
    },
}

#[derive(Serialize)]
struct ItemPart<'a> {
    guid: &'a str,
    url: &'a str,
    title: &'a str,
    language: &'a str,
    published: Option<String>,
    updated: String,
    authors: &'a [Cow<'a, str>],
    editors: Vec<Editor<'a>>,
    source: Option<Source<'a>>,
    publisher: &'a str,
    reprint: bool,
    credit: &'a str,
    grant: &'static str,
    rights: Rights<'a>,
    sections: Vec<&'a str>,
}

#[derive(Serialize)]
struct Editor<'a> {
    role: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct Source<'a> {
    name: &'a str,
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Rights<'a> {
    holder: &'a str,
    notice: &'a str,
    terms: Option<&'a str>,
    contact: Option<&'a str>,
    rsl: &'a str,
}

#[derive(Serialize)]
struct WithdrawnPart<'a> {
    guid: String,
    url: Option<Cow<'a, str>>,
    withdrawn: &'a str,
    by: &'static str,
    reason: Option<Cow<'a, str>>,
}

/// The message of an event of `kind` at `at`.
pub fn event(
    kind: EventKind,
    at: Timestamp,
    feed: EventFeed<'_>,
    happening: Happening<'_>,
    site: &Site,
) -> Result<String, RenderError> {
    let entry;
    let rest = match happening {
        Happening::ToFeed { error, since } => Rest::Health { error, since },
        Happening::Published(item) => {
            let stamp = item.facts().updated.in_whole_seconds();
            entry = Entry::of(item, stamp, Audience::Public, feed.publisher, site);
            Rest::Item {
                item: Box::new(item_part(&entry)),
            }
        }
        Happening::Withdrawn {
            guid,
            url,
            by,
            when,
            reason,
        } => Rest::Withdrawn {
            item: WithdrawnPart {
                guid: guid.to_string(),
                url: url.map(spelled),
                withdrawn: when,
                by,
                reason: reason.and_then(visible),
            },
        },
    };
    let feed = FeedPart {
        id: feed.id.as_str(),
        title: feed.title,
        url: site.feed(feed.id, Format::Json),
    };
    Ok(serde_json::to_string(&Message {
        r#type: kind.as_str(),
        timestamp: to_the_millisecond(at),
        data: Data { feed, rest },
    })?)
}

/// The message of `byline notify test`.
pub fn test_event(endpoint: &EndpointId, at: Timestamp) -> Result<String, RenderError> {
    #[derive(Serialize)]
    struct Test<'a> {
        endpoint: &'a str,
    }
    Ok(serde_json::to_string(&Message {
        r#type: "test",
        timestamp: to_the_millisecond(at),
        data: Test {
            endpoint: endpoint.as_str(),
        },
    })?)
}

/// Some readers of dates take no more than six digits of a fraction.
fn to_the_millisecond(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

fn item_part<'a>(entry: &'a Entry<'_>) -> ItemPart<'a> {
    let terms = &entry.rights;
    ItemPart {
        guid: &entry.guid,
        url: &entry.link,
        title: &entry.title,
        language: &entry.language,
        published: entry.published.map(|published| published.rfc3339()),
        updated: entry.updated.rfc3339(),
        authors: &entry.authors,
        editors: entry.editors.iter().map(editor).collect(),
        source: entry.source.as_ref().map(source),
        publisher: &entry.publisher,
        reprint: entry.provenance.is_reprint(),
        credit: &entry.credit,
        grant: entry.grant,
        rights: Rights {
            holder: &terms.holder,
            notice: &terms.notice,
            terms: terms.terms.as_deref(),
            contact: terms.contact.as_deref(),
            rsl: &terms.rsl,
        },
        sections: entry.sections.iter().map(|it| &*it.name).collect(),
    }
}

fn editor<'a>(editor: &'a Role<'_>) -> Editor<'a> {
    Editor {
        role: &editor.role,
        name: &editor.name,
    }
}

fn source<'a>(source: &'a Origin<'_>) -> Source<'a> {
    Source {
        name: &source.name,
        url: source.url.as_deref(),
    }
}
