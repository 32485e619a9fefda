//! The date in an article's address.
//!
//! In: the address. Out: the day that it names, for a page without dates, and the year, for a date without one.

use std::sync::LazyLock;

use regex::Regex;

use super::visible::Visible;
use crate::extract::date::{self, Form};
use crate::model::Moment;
use crate::page::Context;

/// `/2015/01/21/`, `/20150121-`, `_2015-01-21.`, `/2015/1/21/`.
static YEAR_FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|[/_t-])((?:19|20)[0-9]{2})(?:[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12][0-9]|3[01])(?:[/_.-]|$)|/([1-9]|1[0-2])/([1-9]|[12][0-9]|3[01])/)",
    )
    .ok()
});
/// `/21-01-2015`, `-21.01.2015.`
static YEAR_LAST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[/_-])([0-3]?[0-9][-_.][0-3]?[0-9][-_.](?:19|20)[0-9]{2})(?:[/_.-]|$)").ok()
});
/// `/2015/01/`, `/2015/`.
static YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"/((?:19|20)[0-9]{2})(?:-?(?:0[1-9]|1[0-2]))?/").ok());

/// The day in the article's address.
pub(super) fn day(at: &Context<'_>) -> Option<Moment> {
    let path = at.url.path();
    let year_first = || {
        let captures = YEAR_FIRST.as_ref()?.captures(path)?;
        let part = |number| captures.get(number).map(|part| part.as_str());
        let (month, day) = (part(2).or(part(4))?, part(3).or(part(5))?);
        date::parse(&format!("{}-{month:0>2}-{day:0>2}", part(1)?), at)
    };
    let year_last = || {
        let captures = YEAR_LAST.as_ref()?.captures(path)?;
        date::parse(&captures[1].replace('_', "-"), at)
    };
    year_first().or_else(year_last)
}

/// A date that the page shows, in the year of the address where it shows none.
pub(super) fn in_its_year(seen: Visible, at: &Context<'_>) -> Moment {
    let year = || -> Option<i16> {
        let captures = YEAR.as_ref()?.captures(at.url.path())?;
        captures[1].parse().ok()
    };
    let Some(year) = year().filter(|_| seen.form == Form::Yearless) else {
        return seen.moment;
    };
    let moment = seen.moment;
    let local = moment.offset().to_datetime(moment.timestamp());
    let moved = local.with().year(year).build();
    let moved = moved.and_then(|local| moment.offset().to_timestamp(local));
    match moved {
        Ok(instant) if instant <= moment.timestamp() => {
            Moment::new(instant, moment.offset(), moment.precision())
        }
        _ => moment,
    }
}
