//! `GET /admin/usage`: what was delivered to partners, as JSON or CSV.
//!
//! In: a query string. Out: a part of the usage log, oldest first, or what is wrong with the query. A reply has at most
//! [`MOST_ENTRIES`]. Where there are more, `next` is the `since` of the next request.

use std::fmt::Write as _;

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue, LINK};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use url::form_urlencoded;

use crate::gateway::{Use, UseQuery};
use crate::serve::net::Reply;
use crate::serve::respond::{json, ready};

/// Entries in one reply.
pub(crate) const MOST_ENTRIES: usize = 10_000;

const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8; header=present");

/// The format of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UsageFormat {
    Json,
    Csv,
}

/// Reads `?partner=ID&since=DATE&until=DATE&format=csv|json`. An error says which part is wrong.
pub(crate) fn question(query: Option<&str>) -> Result<(UseQuery, UsageFormat), String> {
    let (mut asked, mut form) = (UseQuery::default(), UsageFormat::Json);
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        match &*name {
            "partner" => {
                let id = value.parse().map_err(|_| {
                    "\"partner\" is an id of feeds.toml, as in [partners.ID].".to_owned()
                })?;
                asked.partner = Some(id);
            }
            "since" => asked.since = Some(moment("since", &value, 0)?),
            "until" => asked.until = Some(moment("until", &value, 1)?),
            "format" => {
                form = match &*value {
                    "json" => UsageFormat::Json,
                    "csv" => UsageFormat::Csv,
                    _ => return Err("\"format\" is json or csv.".to_owned()),
                }
            }
            _ => {
                return Err(
                    "This takes \"partner\", \"since\", \"until\" and \"format\".".to_owned(),
                );
            }
        }
    }
    Ok((asked, form))
}

/// A day in UTC, or a moment. `days` is 1 for `until`, which means the end of the day.
fn moment(name: &str, text: &str, days: i64) -> Result<Timestamp, String> {
    let start = |date: Date| {
        let day = date.checked_add(jiff::Span::new().days(days)).ok()?;
        TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()
    };
    text.parse()
        .ok()
        .or_else(|| start(text.parse().ok()?))
        .ok_or_else(|| format!("\"{name}\" is a day, such as 2027-12-31, or a moment, such as 2027-12-31T09:00:00Z."))
}

/// `uses` in the format `form`. One entry more than [`MOST_ENTRIES`] means that there are more.
pub(crate) fn reply(mut uses: Vec<Use>, form: UsageFormat, query: Option<&str>) -> Reply {
    let next = uses
        .get(MOST_ENTRIES)
        .map(|first_left_out| first_left_out.when);
    uses.truncate(MOST_ENTRIES);
    let mut reply = match form {
        UsageFormat::Json => {
            #[derive(Serialize)]
            struct UsageLog<'a> {
                usage: &'a [Use],
                next: Option<Timestamp>,
            }
            let usage = &uses[..];
            json::reply(StatusCode::OK, &UsageLog { usage, next })
        }
        UsageFormat::Csv => csv(&uses),
    };
    if let Some(link) = next.and_then(|next| onward(query, next)) {
        reply.headers_mut().insert(LINK, link);
    }
    reply
}

/// RFC 4180. No field needs quotes: all are ids, numbers, dates and byline's own words.
fn csv(uses: &[Use]) -> Reply {
    let mut table = String::from("when,partner,feed,form,items,grant,status\r\n");
    for it in uses {
        // Writing to a String cannot fail.
        let _ = write!(
            table,
            "{},{},{},{},{},{},{}\r\n",
            it.when, it.partner, it.feed, it.form, it.items, it.grant, it.status
        );
    }
    let mut reply = ready::text(StatusCode::OK, table);
    reply.headers_mut().insert(CONTENT_TYPE, CSV);
    reply
}

/// `Link` to the same question from `next` on (RFC 8288).
fn onward(query: Option<&str>, next: Timestamp) -> Option<HeaderValue> {
    let rest = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .filter(|(name, _)| name != "since");
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(rest)
        .append_pair("since", &next.to_string())
        .finish();
    HeaderValue::try_from(format!("<usage?{query}>; rel=\"next\"")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Grant;

    fn at(text: &str) -> Option<Timestamp> {
        Some(text.parse().expect("a test time"))
    }

    /// A report for a month must have its last day, and a typing error must not yield a report of everything.
    #[test]
    fn a_question_is_understood_or_refused() {
        let (asked, form) = question(Some(
            "partner=harbour&since=2027-01-01&until=2027-01-31&format=csv",
        ))
        .expect("a sound question");
        assert_eq!(asked.partner.map(String::from).as_deref(), Some("harbour"));
        assert_eq!(asked.since, at("2027-01-01T00:00:00Z"));
        assert_eq!(asked.until, at("2027-02-01T00:00:00Z"));
        assert_eq!(form, UsageFormat::Csv);
        let (asked, form) = question(Some("since=2027-01-01T09:00:00%2B08:00")).expect("a moment");
        assert_eq!(
            (asked.since, form),
            (at("2027-01-01T01:00:00Z"), UsageFormat::Json)
        );
        assert!(question(None).is_ok());
        for wrong in ["since=yesterday", "form=csv", "format=xml", "partner=A%20B"] {
            assert!(question(Some(wrong)).is_err(), "{wrong}");
        }
    }

    /// A log longer than one answer must say so: half a report looks like a whole one.
    #[test]
    fn what_is_left_out_is_said() {
        let used = |second| Use {
            when: Timestamp::from_second(second).expect("a test time"),
            partner: "harbour".parse().expect("a test id"),
            feed: "news".parse().expect("a test id"),
            form: "rss".into(),
            items: 2,
            grant: Grant::Full,
            status: 200,
        };
        let uses: Vec<Use> = (0..=MOST_ENTRIES as i64).map(used).collect();
        let part = reply(
            uses.clone(),
            UsageFormat::Csv,
            Some("partner=harbour&since=1970-01-01"),
        );
        assert_eq!(
            part.headers()[LINK],
            "<usage?partner=harbour&since=1970-01-01T02%3A46%3A40Z>; rel=\"next\""
        );
        let whole = reply(uses[1..].to_vec(), UsageFormat::Csv, None);
        assert!(!whole.headers().contains_key(LINK));
    }
}
