//! Fields of JSON from any writer: endpoints, JSON-LD, the state of a script.

use jiff::Timestamp;
use serde_json::Value;
use url::Url;

use super::link::Links;
use super::title;
use crate::extract::{date, sanitize};
use crate::model::{Moment, Precision};
use crate::page::Context;

/// Numbers from here on count milliseconds: as seconds they would lie in the year 5138.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

/// A text without markup; numbers count as text, objects by what they are called.
pub(in crate::extract) fn text(value: &Value) -> Option<String> {
    let raw = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => return items.iter().find_map(text),
        Value::Object(fields) => {
            let named = [
                "name", "headline", "title", "@value", "rendered", "text", "value",
            ];
            return named.iter().find_map(|key| text(fields.get(*key)?));
        }
        Value::Null | Value::Bool(_) => return None,
    };
    let plain = if raw.contains(['<', '&']) {
        sanitize::plain_text(&raw)
    } else {
        raw
    };
    Some(title::tidy(&plain)).filter(|plain| !plain.is_empty())
}

/// An URL: the string, or what an object gives as its own.
pub(in crate::extract) fn address(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()),
        Value::Array(items) => items.iter().find_map(address),
        Value::Object(fields) => ["url", "@id", "href", "contentUrl", "src", "link"]
            .iter()
            .find_map(|key| address(fields.get(*key)?)),
        _ => None,
    }
}

/// An article's URL, normalised.
pub(in crate::extract) fn article(value: &Value, links: &Links<'_>) -> Option<Url> {
    links.article(address(value)?)
}

/// A picture's URL.
pub(in crate::extract) fn image(value: &Value, links: &Links<'_>) -> Option<Url> {
    links.resource(address(value)?)
}

/// A date as text, or as seconds or milliseconds since 1970; never in the future.
pub(in crate::extract) fn moment(value: &Value, at: &Context<'_>) -> Option<Moment> {
    match value {
        Value::String(text) => date::parse(text, at),
        Value::Number(number) => {
            let number = number.as_i64()?;
            let instant = if number >= MILLISECONDS_FROM {
                Timestamp::from_millisecond(number)
            } else {
                Timestamp::from_second(number)
            };
            let instant = instant.ok()?;
            let known = instant > Timestamp::from_second(YEAR_1990).ok()?
                && instant <= at.now.checked_add(date::SKEW).ok()?;
            known.then(|| Moment::new(instant, at.zone.to_offset(instant), Precision::Second))
        }
        Value::Object(fields) => ["@value", "value", "date", "iso"]
            .iter()
            .find_map(|key| moment(fields.get(*key)?, at)),
        _ => None,
    }
}

/// A smaller number is a count, not a date, in seconds since 1970.
const YEAR_1990: i64 = 631_152_000;
