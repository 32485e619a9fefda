//! A list endpoint as a section: JSON, or JSON in a script (JSONP).
//!
//! In: a document and the operator's paths: JSON Pointers (RFC 6901) or keys joined by dots. Out: teasers in
//! the document's order, or an error that says which path found nothing and what stands there instead.
//! A path that was not written is looked for under the names that list endpoints use.

pub(in crate::extract) mod keys;
pub(in crate::extract) mod path;
pub(in crate::extract) mod suggest;
pub(in crate::extract) mod wrapped;

use jiff::tz::{Offset, TimeZone};
use serde_json::Value;
use url::Url;

use self::keys::{IMAGE, LINK, SUMMARY, TITLE};
use self::path::Path;
use super::list::fields::{markup, places};
use super::list::unite;
use super::teaser::{ITEM_LIMIT, Teaser};
use super::{ExtractError, date, sanitize};
use crate::config::Select;
use crate::model::{Guid, Moment, Precision, place_url};
use crate::page::Context;

const REMEDY: &str =
    "open the address in a browser, and correct the paths in the feed's select table";

/// The articles that the document lists, each once.
///
/// # Errors
/// [`ExtractError::NoList`] when the text is no JSON, or when a path that must find something finds nothing.
pub fn read(text: &str, at: &Context<'_>, select: &Select) -> Result<Vec<Teaser>, ExtractError> {
    let document = wrapped::parse(text)?;
    let list = list(&document, &select.item)?;
    let paths = Paths::of(select);
    let teasers: Vec<Teaser> = list
        .iter()
        .take(ITEM_LIMIT)
        .filter_map(|item| paths.teaser(item, at))
        .collect();
    if teasers.is_empty() {
        return Err(paths.nothing(&list, at, select));
    }
    // A path that was written and finds nothing anywhere is a mistake, not an absence.
    for (key, written) in [
        ("date", &select.date),
        ("summary", &select.summary),
        ("image", &select.image),
    ] {
        if let Some(written) = written
            && list
                .iter()
                .all(|item| Path::of(written).find(item).is_none())
        {
            return Err(ExtractError::no_list(
                format!(
                    "the {key} path `{written}` found nothing in any of {} items{}",
                    list.len(),
                    list.first()
                        .map(|item| path::instead(item))
                        .unwrap_or_default()
                ),
                REMEDY,
            ));
        }
    }
    Ok(unite::duplicates(places::settle(teasers, at.url)))
}

/// The paths of the document's list and the articles that they find; `None` when the text is no JSON.
///
/// # Errors
/// [`ExtractError::NoList`] when it is JSON, and holds no list of articles.
pub fn suggest(
    text: &str,
    at: &Context<'_>,
) -> Option<Result<(Select, Vec<Teaser>), ExtractError>> {
    let document = wrapped::parse(text).ok()?;
    let own = Guid::of(at.url);
    let leads = |text: &str| resource(text, at);
    let (selects, lists) = suggest::selects(
        &document,
        &suggest::Values {
            is_link: &|text| leads(text).is_some_and(|it| Guid::of(&it) != own && it.path() != "/"),
            is_address: &|text| leads(text).is_some(),
            is_date: &|text| moment(text, at, false).is_some(),
        },
    );
    let tried = selects.into_iter().filter_map(|select| {
        let found = read(text, at, &select).ok()?;
        Some((select, found))
    });
    // A menu has links, too: of lists with as many, the one with dates is the list.
    let weight = |found: &[Teaser]| {
        let dated = found.iter().filter(|it| it.published.is_some()).count();
        let words = found.iter().map(|it| it.title.chars().count().min(60));
        words.sum::<usize>() + 40 * dated
    };
    let best = tried.max_by_key(|(_, found)| weight(found));
    Some(best.ok_or_else(|| {
        ExtractError::no_list(
            match lists {
                0 => "the page is JSON without a list of objects".to_owned(),
                _ => format!("the page is JSON, but none of its {lists} lists has items with a title and a link under usual names"),
            },
            "set `kind = \"json\"` and write the paths yourself, if there is a list of articles in it",
        )
    }))
}

/// The values at `item`, the path to the list.
fn list<'d>(document: &'d Value, item: &str) -> Result<Vec<&'d Value>, ExtractError> {
    let found = Path::of(item).find_or_stop(document);
    let value = match found {
        Ok(value) => value,
        Err(stop) => {
            return Err(ExtractError::no_list(
                format!(
                    "the item path `{item}` found nothing: {stop}{}",
                    path::lists(document)
                ),
                REMEDY,
            ));
        }
    };
    let values: Vec<&Value> = match value {
        Value::Array(list) => list.iter().collect(),
        // Some endpoints key their items by id.
        Value::Object(map) if !map.is_empty() && map.values().all(Value::is_object) => {
            map.values().collect()
        }
        other => {
            let place = if item.is_empty() {
                "the document".to_owned()
            } else {
                format!("the item path `{item}`")
            };
            return Err(ExtractError::no_list(
                format!(
                    "{place} is {}, not a list{}",
                    path::kind(other),
                    path::lists(document)
                ),
                "give the path of the list as `item`",
            ));
        }
    };
    if values.is_empty() {
        return Err(ExtractError::no_list(
            format!("the list at `{item}` is empty{}", path::lists(document)),
            "try again later, or correct the path in the feed's select table",
        ));
    }
    Ok(values)
}

/// The paths of an item's fields: the operator's path, or the names to try.
struct Paths<'s> {
    title: FieldPath<'s>,
    link: FieldPath<'s>,
    date: FieldPath<'s>,
    summary: FieldPath<'s>,
    image: FieldPath<'s>,
}

enum FieldPath<'s> {
    Written(Path<'s>),
    Named(&'static [&'static str]),
}

impl<'s> FieldPath<'s> {
    fn of(written: &'s Option<String>, names: &'static [&'static str]) -> Self {
        written
            .as_deref()
            .map_or(Self::Named(names), |path| Self::Written(Path::of(path)))
    }

    /// The text or number at the path. In an object or a list it is the part with the value: `{"href": …}`, `[…]`.
    fn text(&self, item: &Value, parts: &[&str]) -> Option<String> {
        match self {
            Self::Written(path) => keys::scalar(path.find(item)?, parts),
            Self::Named(names) => {
                keys::values(item, names).find_map(|value| keys::scalar(value, parts))
            }
        }
    }
}

impl<'s> Paths<'s> {
    fn of(select: &'s Select) -> Self {
        Self {
            title: FieldPath::of(&select.title, &TITLE),
            link: FieldPath::of(&select.link, &LINK),
            date: FieldPath::of(&select.date, &[]),
            summary: FieldPath::of(&select.summary, &SUMMARY),
            image: FieldPath::of(&select.image, &IMAGE),
        }
    }

    fn title(&self, item: &Value) -> Option<String> {
        self.title
            .text(item, &["rendered", "text", "title", "value"])
            .and_then(|title| markup::title(&title))
    }

    fn link(&self, item: &Value, at: &Context<'_>) -> Option<Url> {
        let href = self.link.text(item, &["href", "url", "link"])?;
        resource(&href, at).map(|url| place_url(&url))
    }

    fn teaser(&self, item: &Value, at: &Context<'_>) -> Option<Teaser> {
        let title = self.title(item)?;
        let summary = self
            .summary
            .text(item, &["rendered", "text", "value"])
            .map(|summary| sanitize::plain_text(&summary))
            .filter(|summary| !summary.is_empty() && *summary != title);
        Some(Teaser {
            url: self.link(item, at)?,
            published: self.date(item, at),
            summary,
            image: self
                .image
                .text(item, &["url", "src", "href", "path"])
                .and_then(|src| resource(&src, at)),
            article: None,
            title,
            media: crate::model::Media::default(),
            language: None,
        })
    }

    /// The date at the operator's path, or the first one under a name that dates have. A name that says UTC counts, since
    /// such a time has no zone of its own: `date_gmt`.
    fn date(&self, item: &Value, at: &Context<'_>) -> Option<Moment> {
        let read = |is_utc: bool, value: &Value| {
            let parts = value.as_object().into_iter().flatten();
            let in_utc = parts
                .filter(|(key, _)| keys::is_utc_name(key))
                .find_map(|(_, value)| moment(&keys::scalar(value, &[])?, at, true));
            in_utc.or_else(|| {
                let text = keys::scalar(value, &["date", "time", "value", "$date", "sec"])?;
                moment(&text, at, is_utc)
            })
        };
        match &self.date {
            FieldPath::Written(path) => read(keys::is_utc_name(path.name()), path.find(item)?),
            FieldPath::Named(_) => {
                keys::dates(item).find_map(|(is_utc, value)| read(is_utc, value))
            }
        }
    }

    /// Why none of the items is an article.
    fn nothing(&self, list: &[&Value], at: &Context<'_>, select: &Select) -> ExtractError {
        let titled = list.iter().any(|item| self.title(item).is_some());
        let linked = list.iter().any(|item| self.link(item, at).is_some());
        let (key, written) = match (titled, linked) {
            (false, _) => ("title", &select.title),
            _ => ("link", &select.link),
        };
        let what = written.as_ref().map_or_else(
            || format!("there is no {key} in them"),
            |path| format!("the {key} path `{path}` found no {key} in them"),
        );
        let what = if titled && linked {
            "none has both a title and a link".to_owned()
        } else {
            what
        };
        ExtractError::no_list(
            format!(
                "the item path `{}` found {} items, but {what}{}",
                select.item,
                list.len(),
                list.first()
                    .map(|item| path::instead(item))
                    .unwrap_or_default()
            ),
            REMEDY,
        )
    }
}

/// A date in words or digits; a time without a zone is in UTC, or else local. A number of ten digits counts seconds, of
/// thirteen milliseconds.
pub(in crate::extract) fn moment(text: &str, at: &Context<'_>, is_utc: bool) -> Option<Moment> {
    let whole = text.split_once('.').map_or(text, |(whole, fraction)| {
        // A fraction of an epoch; `2015.01.21` has two dots.
        if fraction.bytes().all(|b| b.is_ascii_digit()) && whole.len() >= 10 {
            whole
        } else {
            text
        }
    });
    if !is_utc {
        return date::parse(whole, at);
    }
    let utc = Context {
        zone: &TimeZone::UTC,
        ..*at
    };
    let read = date::parse(whole, &utc)?;
    // A day is a day; a time is shown as the publisher's clocks show it.
    match read.precision() {
        Precision::Day => date::parse(whole, at),
        precision if read.offset() == Offset::UTC => {
            let offset = at.zone.to_offset(read.timestamp());
            Some(Moment::new(read.timestamp(), offset, precision))
        }
        Precision::Minute | Precision::Second => Some(read),
    }
}

pub(in crate::extract) fn resource(reference: &str, at: &Context<'_>) -> Option<Url> {
    let reference = reference.trim();
    if reference.is_empty() || reference.starts_with('#') {
        return None;
    }
    at.url
        .join(reference)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

#[cfg(test)]
mod tests;
