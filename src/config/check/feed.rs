//! `[feeds.ID]`: which sections, how often, how read.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use http::header::HeaderValue;

use super::{browser, filter, table::TableCheck};
use crate::config::Filter;
use crate::config::checked::{FeedSpec, SectionKind, Select, Tracking};
use crate::config::nearest::nearest;
use crate::config::problem::Report;
use crate::config::raw::{
    At, Raw, RawFeed, RawLabelled, RawPublisher, RawSection, RawSelect, Selector, Text,
};
use crate::config::request::Post;
use crate::config::wording::{listed, quoted, subject};
use crate::config::{address, defaults, selector, units};
use crate::model::{FeedId, Publisher, PublisherId, Section, bare_host, same_site};

/// The publishers that a feed may name.
pub(super) struct NamedPublishers<'k> {
    /// As written, whether or not they hold together.
    pub(super) written: &'k BTreeMap<String, At<RawPublisher>>,
    /// Those that do.
    pub(super) valid: &'k BTreeMap<PublisherId, Arc<Publisher>>,
    /// What only counts on their sites.
    pub(super) tracking: &'k Arc<Tracking>,
    /// The whole file.
    pub(super) file: &'k Raw,
}

const MINUTE: Duration = Duration::from_secs(60);
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

pub(super) fn feed(
    name: &str,
    id: Option<&FeedId>,
    raw: &At<RawFeed>,
    known: &NamedPublishers<'_>,
    report: &mut Report<'_>,
) -> Option<FeedSpec> {
    let (start, raw) = (raw.span.start, &raw.value);
    let mut table = TableCheck::new(report, subject("feeds", name), start);
    let gone = raw.gone.as_ref().is_some_and(|gone| gone.value);
    let publisher = publisher(raw, known, &mut table);
    let title = match &raw.title {
        None if gone => Some(name.to_owned()),
        title => table
            .required("title", title.as_ref(), "title = \"…\", for people")
            .and_then(|title| table.text("title", title)),
    };
    let description = match (&raw.description, &title, &publisher) {
        (Some(description), _, _) => table.text("description", description),
        (None, Some(title), Some(publisher)) => Some(format!("{} – {title}", publisher.name)),
        (None, _, _) => None,
    };
    let kind = match &raw.kind {
        None => Some(SectionKind::Html),
        Some(kind) => table.word("kind", kind, &SectionKind::WORDS),
    };
    let sections = sections(
        raw,
        gone,
        (title.as_deref().unwrap_or_default(), kind),
        known,
        publisher.as_deref(),
        &mut table,
    );
    let (sections, posts, others) = match sections {
        Some(it) => (Some(it.sections), it.posts, it.others),
        None => (None, BTreeMap::new(), BTreeMap::new()),
    };
    if let (Some(publisher), Some(sections), false) = (&publisher, &sections, gone) {
        elsewhere(raw, publisher, sections, &others, known, &mut table);
    }
    let longest = MINUTE..=YEAR;
    let interval = table.duration(
        "interval",
        raw.interval.as_ref(),
        defaults::INTERVAL,
        &(Duration::from_millis(1)..=YEAR),
    );
    if let (Some(written), Some(interval)) = (&raw.interval, interval)
        && interval < *longest.start()
        && !sections
            .iter()
            .flatten()
            .all(|section| address::is_loopback(&section.url))
    {
        table.warn(
            written.span.start,
            &format!(
                "interval \"{}\" is under a minute, which origins may resent; use \"1m\" or more",
                units::spoken(interval)
            ),
        );
    }
    let max_interval = match &raw.max_interval {
        None => interval,
        Some(written) => table
            .duration(
                "max-interval",
                Some(written),
                defaults::INTERVAL,
                &(Duration::from_millis(1)..=YEAR),
            )
            .filter(|&max| {
                let least = interval.unwrap_or(max);
                if max < least {
                    table.error(
                        written.span.start,
                        &format!(
                            "max-interval \"{}\" is below interval; use \"{}\" or more",
                            units::spoken(max),
                            units::spoken(least)
                        ),
                    );
                }
                max >= least
            }),
    };
    let limit = table.count("limit", raw.limit.as_ref(), defaults::LIMIT, &(1..=1000));
    let pages = table.count("pages", raw.pages.as_ref(), defaults::PAGES, &(1..=50));
    let select = match (&raw.select, kind) {
        (
            Some(written),
            Some(kind @ (SectionKind::Feed | SectionKind::Sitemap | SectionKind::Wordpress)),
        ) => {
            let mut words = SectionKind::WORDS.iter();
            let word = words.find(|(_, known)| *known == kind);
            let word = word.map_or("", |(word, _)| word);
            table.error(
                written.span.start,
                &format!("select has no use with kind = {}; remove it", quoted(word)),
            );
            None
        }
        (Some(written), Some(kind @ (SectionKind::Html | SectionKind::Json))) => Some(select(
            &written.value,
            kind,
            &mut table.inner("select.", written.span.start),
        )?),
        (None, Some(SectionKind::Json)) => {
            if !gone && !table.is_struck("select") {
                table.error(
                    start,
                    &format!("kind \"json\" needs paths into the document; add [feeds.{name}.select] with item, title and link"),
                );
            }
            None
        }
        (
            None,
            Some(
                SectionKind::Html
                | SectionKind::Feed
                | SectionKind::Sitemap
                | SectionKind::Wordpress,
            ),
        )
        | (_, None) => None,
    };
    let title_cut = filter::title_cut(raw.title_cut.as_ref(), &mut table);
    let filter = match &raw.filter {
        None => Some(Filter::default()),
        Some(written) => filter::filter(
            &written.value,
            &mut table.inner("filter.", written.span.start),
        ),
    };
    if kind == Some(SectionKind::Wordpress) {
        unembedded(raw, sections.as_deref().unwrap_or_default(), &mut table);
    }
    let rendered = {
        let id = raw.publisher.as_ref().map(|it| it.value.0.as_str());
        let written = id.and_then(|id| known.written.get(id)).map(|it| &it.value);
        let sections = sections.as_deref().unwrap_or_default();
        let kind = kind.unwrap_or_default();
        browser::rendered(raw, known.file, written, kind, sections, &mut table)
    };
    Some(FeedSpec {
        rendered,
        id: id?.clone(),
        publisher: publisher?,
        title: title?,
        description: description?,
        sections: sections?,
        posts,
        others,
        interval: interval?,
        max_interval: max_interval?,
        limit: limit?,
        kind: kind?,
        pages: pages?,
        gone,
        select,
        tracking: Arc::clone(known.tracking),
        title_cut: title_cut?,
        filter: filter?,
    })
}

fn publisher(
    raw: &RawFeed,
    known: &NamedPublishers<'_>,
    table: &mut TableCheck<'_, '_>,
) -> Option<Arc<Publisher>> {
    let names = || known.written.keys().map(String::as_str);
    let remedy = match names().next() {
        None => "publisher = \"ID\", and a table [publishers.ID]".to_owned(),
        Some(first) => format!("publisher = {} (known: {})", quoted(first), listed(names())),
    };
    let written = table.required("publisher", raw.publisher.as_ref(), &remedy)?;
    publisher_named(written, known, table)
}

/// The publisher that `written` names.
fn publisher_named(
    written: &At<Text>,
    known: &NamedPublishers<'_>,
    table: &mut TableCheck<'_, '_>,
) -> Option<Arc<Publisher>> {
    let names = || known.written.keys().map(String::as_str);
    let id = written.value.0.as_str();
    if !known.written.contains_key(id) {
        let remedy = match nearest(id, names()) {
            Some(meant) => format!("did you mean {}? Known: {}", quoted(meant), listed(names())),
            None if known.written.is_empty() => "add a table [publishers.ID]".to_owned(),
            None => format!("use one of {}, or add [publishers.{id}]", listed(names())),
        };
        table.absent(
            "publishers",
            written.span.start,
            &format!("publisher {} is not in this file; {remedy}", quoted(id)),
        );
    }
    known.valid.get(id).cloned()
}

/// The publishers that the sections of a feed name.
pub(super) fn named(raw: &RawFeed) -> impl Iterator<Item = &At<Text>> {
    let sections = raw.sections.iter().flat_map(|written| &written.value);
    sections.filter_map(|section| match &section.value {
        RawSection::Url(_) => None,
        RawSection::Labelled(it) => it.publisher.as_ref(),
    })
}

/// The sections of a feed.
struct CheckedSections {
    sections: Vec<Section>,
    posts: BTreeMap<url::Url, Arc<Post>>,
    others: BTreeMap<PublisherId, Arc<Publisher>>,
}

fn sections(
    raw: &RawFeed,
    gone: bool,
    (title, kind): (&str, Option<SectionKind>),
    known: &NamedPublishers<'_>,
    own: Option<&Publisher>,
    table: &mut TableCheck<'_, '_>,
) -> Option<CheckedSections> {
    const REMEDY: &str = "sections = [\"https://…\"], the listing pages";
    if gone && raw.sections.is_none() {
        return Some(CheckedSections {
            sections: Vec::new(),
            posts: BTreeMap::new(),
            others: BTreeMap::new(),
        });
    }
    let written = table.required("sections", raw.sections.as_ref(), REMEDY)?;
    if written.value.is_empty() && !gone && !table.is_struck("sections") {
        table.error(
            written.span.start,
            &format!("sections is empty; write {REMEDY}"),
        );
        return None;
    }
    let alone = written.value.len() == 1;
    let mut sections: Vec<Section> = Vec::new();
    let (mut posts, mut others) = (BTreeMap::new(), BTreeMap::new());
    let mut whole = true;
    for section in &written.value {
        let (mut publisher, mut post) = (None, None);
        let (url, label) = match &section.value {
            RawSection::Url(url) => {
                let at = At {
                    value: url.clone(),
                    span: section.span.clone(),
                };
                (table.url("section", &at), None)
            }
            RawSection::Labelled(it) => {
                let mut inner = table.inner("section ", section.span.start);
                let url = inner
                    .required("url", it.url.as_ref(), "url = \"https://…\"")
                    .and_then(|url| inner.url("url", url));
                let label = it
                    .label
                    .as_ref()
                    .and_then(|label| inner.text("label", label));
                match post_of(it, kind, &mut inner) {
                    Some(checked) => post = checked,
                    None => whole = false,
                }
                if let Some(written) = &it.publisher {
                    publisher = publisher_named(written, known, &mut inner);
                    whole &= publisher.is_some();
                }
                (url, label)
            }
        };
        let Some(url) = url else {
            whole = false;
            continue;
        };
        if sections.iter().any(|other| other.url == url) {
            table.error(
                section.span.start,
                &format!(
                    "section {} is listed twice; {}",
                    quoted(url.as_str()),
                    match post {
                        Some(_) => "give the second a feed of its own, with its body",
                        None => "remove one of the two",
                    }
                ),
            );
            whole = false;
            continue;
        }
        let label = label
            .or_else(|| (!alone).then(|| last_part(&url)).flatten())
            .unwrap_or_else(|| title.to_owned());
        if let Some(post) = post {
            posts.insert(url.clone(), Arc::new(post));
        }
        let publisher = publisher.filter(|it| own.is_none_or(|own| own.id != it.id));
        let id = publisher.as_ref().map(|it| it.id.clone());
        others.extend(publisher.map(|it| (it.id.clone(), it)));
        sections.push(Section {
            url,
            label,
            publisher: id,
        });
    }
    whole.then_some(CheckedSections {
        sections,
        posts,
        others,
    })
}

/// The largest body that a section is asked with: a query, and no file.
const BODY_LIMIT_BYTES: usize = 64 << 10;

/// What the section is asked with; `Some(None)` when it is a GET, `None` after a report.
fn post_of(
    raw: &RawLabelled,
    kind: Option<SectionKind>,
    table: &mut TableCheck<'_, '_>,
) -> Option<Option<Post>> {
    let is_post = match &raw.method {
        None => false,
        Some(written) => table.word("method", written, &[("GET", false), ("POST", true)])?,
    };
    if !is_post {
        let (body, content_type) = (raw.body.as_ref(), raw.content_type.as_ref());
        let of_a_post = [("body", body), ("content-type", content_type)];
        let written = of_a_post
            .into_iter()
            .find_map(|(key, written)| Some((key, written?)));
        return match written {
            None => Some(None),
            Some((key, written)) => {
                let remedy = "add method = \"POST\", or remove it";
                table.error(
                    written.span.start,
                    &format!("{key} has no use without a POST; {remedy}"),
                );
                None
            }
        };
    }
    if let (Some(method), Some(false)) = (&raw.method, kind.map(|kind| kind == SectionKind::Json)) {
        table.error(
            method.span.start,
            "method \"POST\" is for list endpoints; add kind = \"json\" to the feed, or remove method",
        );
        return None;
    }
    let content_type = match &raw.content_type {
        None => HeaderValue::from_static("application/json"),
        Some(written) => {
            let read = |text: &str| {
                let is_type = text.contains('/') && text.bytes().all(|b| matches!(b, b' '..=b'~'));
                let value = HeaderValue::try_from(text.trim()).ok();
                value.filter(|_| is_type).ok_or_else(|| {
                    "is no media type; write one such as \"application/json\"".to_owned()
                })
            };
            table.read("content-type", written, read)?
        }
    };
    let body = raw.body.as_ref().map(|it| it.value.0.as_str());
    if let (Some(written), Some(body)) = (&raw.body, body)
        && body.len() > BODY_LIMIT_BYTES
    {
        table.error(
            written.span.start,
            &format!(
                "body has {} bytes, and {BODY_LIMIT_BYTES} are sent at most; shorten it",
                body.len()
            ),
        );
        return None;
    }
    Some(Some(Post {
        content_type,
        body: bytes::Bytes::copy_from_slice(body.unwrap_or_default().as_bytes()),
    }))
}

/// Warns of sections that are not on their publisher's site: their articles would go out under its name and terms.
fn elsewhere(
    raw: &RawFeed,
    publisher: &Publisher,
    sections: &[Section],
    others: &BTreeMap<PublisherId, Arc<Publisher>>,
    known: &NamedPublishers<'_>,
    table: &mut TableCheck<'_, '_>,
) {
    let written = raw.sections.iter().flat_map(|written| &written.value);
    for (section, written) in sections.iter().zip(written) {
        let url = &section.url;
        let named = section.publisher.as_ref().and_then(|id| others.get(id));
        let publisher = named.map_or(publisher, |named| named);
        let at_home = |publisher: &Publisher| bare_host(&publisher.url) == bare_host(url);
        let another = known.valid.values().find(|other| at_home(other));
        let whose = match another {
            _ if at_home(publisher) => continue,
            Some(other) => format!(
                "where publisher {} is at home, whose name and terms its articles have; use publisher = {}, unless this page lists them for another",
                quoted(other.id.as_str()),
                quoted(other.id.as_str())
            ),
            None if same_site(url, &publisher.url) => continue,
            None => format!(
                "and not on {}, so that another site's articles may go out under the name and terms of {}; give that site a publisher of its own, unless the page is this one's",
                publisher.url.host_str().unwrap_or_default(),
                quoted(&publisher.name)
            ),
        };
        table.warn(
            written.span.start,
            &format!(
                "section {} is on {}, {whose}",
                quoted(url.as_str()),
                url.host_str().unwrap_or_default()
            ),
        );
    }
}

/// Warns of lists of WordPress posts without `_embed`: their authors, pictures and categories are numbers only.
fn unembedded(raw: &RawFeed, sections: &[Section], table: &mut TableCheck<'_, '_>) {
    let written = raw.sections.iter().flat_map(|written| &written.value);
    for (section, written) in sections.iter().zip(written) {
        let mut pairs = section.url.query_pairs();
        if pairs.any(|(key, _)| key == "_embed" || key.starts_with("_embed[")) {
            continue;
        }
        let mut whole = section.url.clone();
        whole.query_pairs_mut().append_pair("_embed", "1");
        table.warn(
            written.span.start,
            &format!(
                "section {} names no authors, pictures and categories; use {}",
                quoted(section.url.as_str()),
                quoted(whole.as_str())
            ),
        );
    }
}

/// The last part of a URL's path that says something: `tanews` of `/tanews/index.htm`.
fn last_part(url: &url::Url) -> Option<String> {
    let part = url.path_segments()?.rfind(|part| {
        !part.is_empty() && !part.starts_with("index.") && !part.starts_with("default.")
    })?;
    let part = percent_encoding::percent_decode_str(part).decode_utf8_lossy();
    let stem = part
        .rsplit_once('.')
        .map_or(part.as_ref(), |(stem, _)| stem);
    (!stem.is_empty()).then(|| stem.to_owned())
}

fn select(raw: &RawSelect, kind: SectionKind, table: &mut TableCheck<'_, '_>) -> Option<Select> {
    let example = if kind == SectionKind::Json {
        "item = \"data.list\", the path to the list"
    } else {
        "item = \"#list li\", one element per article"
    };
    let item = table
        .required("item", raw.item.as_ref(), example)
        .and_then(|item| path(table, "item", item, kind));
    let mut whole = item.is_some();
    let mut optional = |key: &str, written: &Option<At<Selector>>| {
        let written = written.as_ref()?;
        let read = path(table, key, written, kind);
        whole &= read.is_some();
        read
    };
    let select = Select {
        title: optional("title", &raw.title),
        link: optional("link", &raw.link),
        date: optional("date", &raw.date),
        summary: optional("summary", &raw.summary),
        image: optional("image", &raw.image),
        next: optional("next", &raw.next),
        item: item.unwrap_or_default(),
    };
    whole.then_some(select)
}

fn path(
    table: &mut TableCheck<'_, '_>,
    key: &str,
    written: &At<Selector>,
    kind: SectionKind,
) -> Option<String> {
    let text = written.value.0.as_str();
    let checked = if kind == SectionKind::Json {
        selector::json_path(text)
    } else {
        selector::css(text)
    };
    match checked {
        Ok(()) => Some(text.to_owned()),
        Err(fault) => {
            // The quote comes first; escapes in the string would shift the place, the message has it anyway.
            let at = (written.span.start + 1 + fault.at).min(written.span.end);
            table.error(at, &format!("{key} {}", fault.message));
            None
        }
    }
}
