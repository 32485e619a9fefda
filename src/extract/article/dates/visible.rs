//! The visible dates of a page, and which of them is the article's.
//!
//! In: the page's rows. Out: the date of publication and of the last change. The rule: of each, the date with the highest
//! sum of [`evidence`](super::evidence), each times its weight.

use html5ever::local_name;

use super::evidence::{DATE, Evidence};
use crate::extract::article::labels::Kind;
use crate::extract::article::rows::{Row, RowPosition};
use crate::extract::date::{self, Announced};
use crate::model::Moment;
use crate::page::hints::Hints;
use crate::page::lines::{Flow, units};

/// A date that readers see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visible {
    pub(super) moment: Moment,
    pub(super) swapped: Option<date::Swapped>,
    pub(super) form: date::Form,
    /// Whether it may belong to something else: it stands in or behind the text, beside a link in
    /// a list, or by a picture.
    pub(super) is_doubtful: bool,
    /// Whether a label beside it says what it is.
    pub(super) is_labelled: bool,
}

/// A date that readers see, with the evidence that it is the article's.
#[derive(Debug)]
pub struct WeighedDate {
    /// As the page prints it.
    pub text: String,
    /// The evidence on it.
    pub evidence: Evidence,
    /// Whether it is that of a change.
    pub is_update: bool,
    pub(super) seen: Visible,
}

/// The visible dates that are most likely the article's, of publication and of the last change.
pub(super) fn visible(flow: &Flow<'_>, rows: &[Row]) -> (Option<Visible>, Option<Visible>) {
    let all = weighed(flow, rows);
    let best = |of_updates: bool| {
        let dates = all.iter().filter(|date| date.is_update == of_updates);
        let scored = dates.map(|date| (date.evidence.score(&DATE), date.seen));
        let scored = scored.filter(|(score, _)| *score >= 0.0);
        // The first of equals.
        let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(_, seen)| seen)
    };
    (best(false), best(true))
}

/// All visible dates, with the evidence on each.
pub(in crate::extract::article) fn weighed(flow: &Flow<'_>, rows: &[Row]) -> Vec<WeighedDate> {
    let mut dates = Vec::new();
    for row in rows.iter().filter(|row| !row.dates.is_empty()) {
        let line = &flow.lines[row.line];
        let place = flow.place_of(row.line);
        let own = flow.elements[line.block].hints;
        let (in_caption, in_list) = (is_caption(flow, row.line), is_linked_entry(flow, row.line));
        let by_picture = stands_by_picture(flow, row.line);
        let spoken = spoken(&line.text, &row.dates);
        for (found, spoken) in row.dates.iter().zip(spoken) {
            // A time alone has no day.
            if matches!(found.form, date::Form::Clock | date::Form::Time) {
                continue;
            }
            let label = row
                .labels
                .iter()
                .rev()
                .find(|label| label.range.start <= found.range.start)
                .map(|label| label.kind);
            let label = match spoken {
                Some(Announced::Published) => Some(Kind::Published),
                Some(Announced::Updated) => Some(Kind::Updated),
                None => label,
            };
            let labelled = matches!(label, Some(Kind::Published | Kind::Updated));
            let mut evidence = Evidence {
                bias: 1.0,
                announced: flag(labelled),
                named: flag(!labelled && own.has(Hints::DATE)),
                margin: flag(place.has(Hints::NAV.with(Hints::SIDEBAR))),
                full: flag(found.form == date::Form::Full),
                ..Evidence::NONE
            };
            *match row.at {
                RowPosition::Between => &mut evidence.between,
                RowPosition::Above => &mut evidence.above,
                RowPosition::Body => &mut evidence.inside,
                RowPosition::After => &mut evidence.behind,
            } = 1.0;
            // A date within a sentence is the date of what the sentence reports.
            let is_sentence = line.prose() > 0.0
                && line.units > 30.0
                && label != Some(Kind::Published)
                && (row.labels.is_empty() && spoken.is_none());
            // The date in a caption is that of the picture.
            evidence.aside = flag(is_sentence || row.hidden || in_caption);
            // It may be a caption, or stand by the author's portrait: any other date of the page is better.
            let may_be_caption = by_picture && !labelled && !own.has(Hints::DATE);
            evidence.pictured = flag(may_be_caption);
            let seen = Visible {
                moment: found.moment,
                swapped: found.swapped,
                form: found.form,
                is_doubtful: row.at >= RowPosition::Body || in_list || may_be_caption,
                is_labelled: labelled,
            };
            let is_update = label == Some(Kind::Updated)
                || (own.has(Hints::MODIFIED) && label != Some(Kind::Published));
            dates.push(WeighedDate {
                text: line.text[found.range.clone()].to_owned(),
                evidence,
                is_update,
                seen,
            });
        }
    }
    dates
}

fn flag(is_so: bool) -> f32 {
    f32::from(u8::from(is_so))
}

/// How much may stand around a date that a word without a colon announces, in units; with more it is a sentence.
const AROUND_SPOKEN_UNITS: f32 = 12.0;

/// What a row's words say of its dates, one by one: those before each (`Publié le …, modifié le …`), or where a line
/// ends with such a word and none stands first, those behind (`… 公開 … 更新`).
fn spoken(text: &str, dates: &[date::FoundDate]) -> Vec<Option<Announced>> {
    let between = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let starts = |nth: usize| dates.get(nth).map_or(text.len(), |date| date.range.start);
    let ends = |nth: usize| dates.get(nth).map_or(0, |date| date.range.end);
    let last = dates.len().saturating_sub(1);
    let is_behind = date::announced(between(0, starts(0))).is_none()
        && date::announced_behind(between(ends(last), text.len())).is_some();
    let of = |nth: usize| {
        let before = between(nth.checked_sub(1).map_or(0, ends), starts(nth));
        let behind = between(ends(nth), starts(nth + 1));
        let is_sentence = [before, behind]
            .iter()
            .any(|text| units(text) > AROUND_SPOKEN_UNITS);
        match (is_sentence, is_behind) {
            (true, _) => None,
            (false, true) => date::announced_behind(behind),
            (false, false) => date::announced(before).map(|(announced, _)| announced),
        }
    };
    (0..dates.len()).map(of).collect()
}

/// Whether a line is a picture's caption, or stands in a picture's frame.
fn is_caption(flow: &Flow<'_>, line: usize) -> bool {
    const LEVELS: usize = 6;
    let mut at = flow.lines[line].block;
    for _ in 0..LEVELS {
        let element = &flow.elements[at];
        if element.hints.has(Hints::DATE.with(Hints::AUTHOR)) {
            return false;
        }
        let is_frame = matches!(
            element.name,
            local_name!("figure") | local_name!("figcaption") | local_name!("caption")
        );
        if is_frame || element.hints.has(Hints::CAPTION) {
            return true;
        }
        if element.parent == at {
            return false;
        }
        at = element.parent;
    }
    false
}

/// Whether a line stands in a small element that holds only this line and a picture.
fn stands_by_picture(flow: &Flow<'_>, line: usize) -> bool {
    const LEVELS: usize = 3;
    const LINES_LIMIT: usize = 2;
    const ELEMENTS_LIMIT: usize = 24;
    let is_picture = |&at: &usize| flow.elements[at].name == local_name!("img");
    flow.around(flow.lines[line].block)
        .take(LEVELS)
        .take_while(|&at| flow.lines_of(at).len() <= LINES_LIMIT)
        .any(|at| {
            (at..flow.elements[at].after)
                .take(ELEMENTS_LIMIT)
                .any(|at| is_picture(&at))
        })
}

/// Whether a line stands in an entry of a list that is a link for the most part: another article's headline, with
/// its date.
fn is_linked_entry(flow: &Flow<'_>, line: usize) -> bool {
    const LEVELS: usize = 6;
    let mut at = flow.lines[line].block;
    for _ in 0..LEVELS {
        let element = &flow.elements[at];
        if element.name == local_name!("li") {
            return flow.lines_of(at).any(|line| flow.lines[line].is_link());
        }
        if element.parent == at {
            return false;
        }
        at = element.parent;
    }
    false
}
