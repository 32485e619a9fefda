//! Dates of an article: publication and last change.
//!
//! In: the page's rows, its head, its structured data and its address. Out: [`Dates`]. The rules:
//!
//! - The visible date wins over the stated date (in meta, JSON-LD or `<time>`), unless both are the same and the stated one
//!   is more precise. Content systems write wrong dates into meta, and the time of the last save into JSON-LD.
//! - A visible date is doubtful when it has no year, stands in or behind the text, or stands in a list of links. Two stated dates
//!   that agree win over a doubtful date. A date in a picture's caption does not count.
//! - A date that as much speaks against as for, in a picture's frame, counts where nothing is stated.
//! - A stated date completes a visible date without year or time.
//! - Where `11/01` may be November or January, the page's other dates decide.

mod address;
mod edges;
mod evidence;
mod reader;
mod stated;
#[cfg(test)]
mod tests;
mod visible;

pub(super) use self::evidence::DATE;
pub use self::evidence::Evidence;
pub(super) use self::reader::DateReader;
use self::stated::{Stated, Statements};
pub use self::visible::WeighedDate;
use self::visible::{Visible, visible};
use super::head::Head;
use super::structured::Structured;
use crate::extract::date;
use crate::model::{Moment, Precision};
use crate::page::lines::Flow;

/// Publication and last change.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub(super) published: Option<Moment>,
    pub(super) updated: Option<Moment>,
}

impl DateReader<'_, '_> {
    /// All dates that readers see, with the evidence on each.
    pub(super) fn weighed(&self) -> Vec<WeighedDate> {
        visible::weighed(self)
    }

    /// Reads both dates.
    pub(super) fn find(&self, head: &Head, structured: &Structured) -> Dates {
        let (published, updated) = visible(self);
        let statements = Statements {
            reader: self,
            head,
            structured,
        };
        let stated = statements.published();
        let stated_updated = statements.updated();
        let unagreed = |moment| Stated {
            moment,
            is_agreed: false,
        };
        let machine = stated.or_else(|| stated_updated.map(unagreed));
        let others: Vec<Moment> = [stated.map(|stated| stated.moment), stated_updated]
            .into_iter()
            .flatten()
            .chain(address::day(self.at))
            .collect();
        let settle = |seen| settled(seen, &others, self.flow);
        let (seen, updated) = (published.map(settle), updated.map(settle));
        let published = match (seen.or(updated), machine) {
            (Some(change), Some(stated)) if seen.is_none() && precedes(stated.moment, change) => {
                Some(stated.moment)
            }
            (Some(seen), Some(stated)) => Some(agreed(seen, stated)),
            (Some(seen), None) => Some(address::in_its_year(seen, self.at)),
            (None, Some(stated)) => Some(stated.moment),
            (None, None) => address::day(self.at)
                .or_else(|| statements.sole())
                .or_else(|| statements.in_title()),
        };
        let changed = updated
            .filter(|seen| seen.form != date::Form::Yearless)
            .map(|seen| match stated_updated {
                Some(moment) => agreed(seen, unagreed(moment)),
                None => seen.moment,
            })
            .or(stated_updated)
            .filter(|changed| published.is_some_and(|published| *changed > published));
        Dates {
            published,
            updated: changed,
        }
    }
}

/// Decides which of day and month comes first, where both orders are possible: as another date of the page says, else as the
/// dates in the page's lines say that can be read in one way only.
fn settled(seen: Visible, others: &[Moment], flow: &Flow<'_>) -> Visible {
    let Some(swapped) = seen.swapped else {
        return seen;
    };
    let names = |moment: Moment| others.iter().any(|other| other.is_same_day(moment));
    let is_swapped = match (names(seen.moment), names(swapped.moment)) {
        (true, _) => false,
        (false, true) => true,
        (false, false) => {
            let page = flow.lines.iter().map(|line| line.text.as_str());
            date::settled_order(page) == Some(swapped.order)
        }
    };
    Visible {
        moment: if is_swapped {
            swapped.moment
        } else {
            seen.moment
        },
        swapped: None,
        ..seen
    }
}

/// The visible date, completed or replaced by the stated date.
fn agreed(seen: Visible, stated: Stated) -> Moment {
    let machine = stated.moment;
    if seen.form == date::Form::Relative || seen.is_weak {
        return machine;
    }
    let seen_time = seen.moment.precision() != Precision::Day;
    let stated_time = machine.precision() != Precision::Day;
    if seen.form == date::Form::Yearless {
        let (shown, stated_text) = (seen.moment.rfc3339(), machine.rfc3339());
        let same_date = shown.get(4..10) == stated_text.get(4..10);
        return if same_date || !seen_time || stated.is_agreed {
            machine
        } else {
            completed(seen, machine)
        };
    }
    if seen.moment.is_same_day(machine) {
        // The same clock time with an offset: the stated date knows the time zone. The same minute in another time zone: the
        // stated date knows the second.
        let same_clock = seen.moment.rfc3339().get(..16) == machine.rfc3339().get(..16);
        let apart = seen.moment.timestamp().duration_since(machine.timestamp());
        return if (stated_time && !seen_time) || same_clock || (stated_time && apart.as_mins() == 0)
        {
            machine
        } else {
            seen.moment
        };
    }
    let is_outvoted = seen.is_doubtful && (stated.is_agreed || (stated_time && !seen.is_labelled));
    if is_outvoted { machine } else { seen.moment }
}

/// Whether `stated` is the publication of an article of which the page shows only the last `change`.
fn precedes(stated: Moment, change: Visible) -> bool {
    let is_bare = stated.precision() == Precision::Day;
    stated < change.moment && !(is_bare && stated.is_same_day(change.moment))
}

/// A date without a year, read as its most recent day, which may be years off.
fn completed(seen: Visible, stated: Moment) -> Moment {
    let days = seen
        .moment
        .timestamp()
        .duration_since(stated.timestamp())
        .as_hours()
        / 24;
    if days.abs() > 31 { stated } else { seen.moment }
}
