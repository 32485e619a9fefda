//! The visible dates of a page, and which of them is the article's.
//!
//! In: the page's rows and what stands at the [`edges`](mod@super::edges) of headline and text. Out: the date of publication
//! and of the last change. The rule: of each, the date with the highest sum of [`evidence`](super::evidence), each times its
//! weight.

use std::ops::Range;

use html5ever::local_name;

use super::edges::edges;
use super::evidence::{DATE, Evidence};
use super::reader::DateReader;
use crate::extract::article::labels::Kind;
use crate::extract::article::rows::{Row, RowPosition};
use crate::extract::date::{self, Announced};
use crate::model::Moment;
use crate::page::dom::Node;
use crate::page::hints::Hints;
use crate::page::lines::{Flow, Line, units};

/// A date that readers see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visible {
    pub(super) moment: Moment,
    pub(super) swapped: Option<date::Swapped>,
    pub(super) form: date::Form,
    /// Whether it may belong to something else: it stands in or behind the text, beside a link in
    /// a list, or by a picture.
    pub(super) is_doubtful: bool,
    /// Whether as much speaks against it as for it.
    pub(super) is_weak: bool,
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
pub(super) fn visible(reader: &DateReader<'_, '_>) -> (Option<Visible>, Option<Visible>) {
    let all = weighed(reader);
    let best = |of_updates: bool| {
        let dates = all.iter().filter(|date| date.is_update == of_updates);
        let scored = dates.map(|date| (date.evidence.score(&DATE), date.seen));
        let scored = scored.filter(|(score, _)| *score >= 0.0);
        // The first of equals.
        let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map(|(score, seen)| Visible {
            is_weak: score <= 0.0,
            ..seen
        })
    };
    (best(false), best(true))
}

/// All visible dates, with the evidence on each.
pub(super) fn weighed(reader: &DateReader<'_, '_>) -> Vec<WeighedDate> {
    let flow = reader.flow;
    let mut dates = Vec::new();
    for row in reader.rows.iter().filter(|row| !row.dates.is_empty()) {
        let spoken = spoken(flow, row);
        let dated = row.dates.iter().zip(spoken);
        // A time alone has no day.
        let dated =
            dated.filter(|(found, _)| !matches!(found.form, date::Form::Clock | date::Form::Time));
        dates.extend(dated.map(|(found, spoken)| in_row(flow, row, found, spoken)));
    }
    let at_edges = edges(reader).into_iter();
    dates.extend(at_edges.map(|(line, found)| at_edge(flow, line, &found)));
    dates
}

/// The evidence on a date in a row.
fn in_row(
    flow: &Flow<'_>,
    row: &Row,
    found: &date::FoundDate,
    spoken: Option<Announced>,
) -> WeighedDate {
    let line = &flow.lines[row.line];
    let place = flow.place_of(row.line);
    let own = Named::of(flow, row.line, found, row.dates.len() > 1);
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
    // Beside another story's headline it is that story's.
    let in_list = is_linked_entry(flow, row.line);
    let is_in_text = row.at.is_in_text();
    let foreign = label.is_none() && is_foreign(&line.text[..found.range.start]);
    let mut evidence = Evidence {
        bias: 1.0,
        announced: flag(labelled),
        named: flag(!labelled && own.is_date && !(in_list && is_in_text)),
        foreign: flag(foreign),
        margin: flag(place.has(Hints::NAV.with(Hints::SIDEBAR))),
        full: flag(found.form == date::Form::Full),
        ..Evidence::NONE
    };
    *match row.at {
        RowPosition::Between | RowPosition::Foot => &mut evidence.between,
        RowPosition::Above => &mut evidence.above,
        RowPosition::Body => &mut evidence.inside,
        RowPosition::After => &mut evidence.behind,
    } = 1.0;
    // A date within a sentence is the date of what the sentence reports.
    let is_sentence = line.prose() > 0.0
        && line.units > 30.0
        && label != Some(Kind::Published)
        && (row.labels.is_empty() && spoken.is_none());
    // The date in a caption is that of the picture, and the one in another story's headline that of the story.
    let is_aside =
        is_sentence || row.hidden || is_caption(flow, row.line) || is_in_linked_words(line, found);
    evidence.aside = flag(is_aside);
    // It may be a caption, or stand by the author's portrait: any other date of the page is better.
    let may_be_caption = !labelled && !own.is_date && stands_by_picture(flow, row.line);
    evidence.pictured = flag(may_be_caption);
    WeighedDate {
        text: line.text[found.range.clone()].to_owned(),
        evidence,
        is_update: label == Some(Kind::Updated)
            || (own.is_change && label != Some(Kind::Published)),
        seen: Visible {
            moment: found.moment,
            swapped: found.swapped,
            form: found.form,
            is_weak: false,
            is_doubtful: is_in_text || in_list || may_be_caption || foreign,
            is_labelled: labelled,
        },
    }
}

/// The evidence on a date at an edge of headline or text.
fn at_edge(flow: &Flow<'_>, line: usize, found: &date::FoundDate) -> WeighedDate {
    let own = Named::of(flow, line, found, false);
    WeighedDate {
        text: flow.lines[line].text[found.range.clone()].to_owned(),
        evidence: Evidence {
            bias: 1.0,
            edge: 1.0,
            named: flag(own.is_date),
            full: flag(found.form == date::Form::Full),
            aside: flag(is_caption(flow, line)),
            ..Evidence::NONE
        },
        is_update: own.is_change,
        seen: Visible {
            moment: found.moment,
            swapped: found.swapped,
            form: found.form,
            is_weak: false,
            is_doubtful: true,
            is_labelled: false,
        },
    }
}

/// What the names of the elements around a date say of it.
struct Named {
    is_date: bool,
    is_change: bool,
}

impl Named {
    /// `beside_others`: the line has other dates.
    fn of(flow: &Flow<'_>, line: usize, found: &date::FoundDate, beside_others: bool) -> Self {
        let block = flow.lines[line].block;
        let parts = flow.around_part(line, &found.range);
        let mut named = Self {
            is_date: false,
            is_change: false,
        };
        for at in std::iter::once(block).chain(parts) {
            let element = &flow.elements[at];
            named.is_date |= element.hints.has(Hints::DATE);
            let says = |name: &str, word: &str| {
                let value = element.node.attr(name);
                value.is_some_and(|value| value.to_ascii_lowercase().contains(word))
            };
            // hAtom (`<time class=updated>`) names the only date of an article so, and many templates do what it asks.
            let is_only = at != block && !beside_others && !says("itemprop", "modified");
            let says_both = says("class", "publi") || says("itemprop", "publi");
            named.is_change |= element.hints.has(Hints::MODIFIED) && !says_both && !is_only;
        }
        named
    }
}

/// Whether what stands right before a date announces something else than an article's date: `Registered:`.
fn is_foreign(before: &str) -> bool {
    let before = before.trim_end();
    before.ends_with([':', '：']) && !date::ends_with_label(before)
}

/// Whether a date is one of several words of a link.
fn is_in_linked_words(line: &Line, found: &date::FoundDate) -> bool {
    const WORDS_UNITS: f32 = 6.0;
    line.links.iter().any(|(link, _)| {
        let holds = link.start <= found.range.start && link.end >= found.range.end;
        let text = |range: &Range<usize>| units(line.text.get(range.clone()).unwrap_or_default());
        holds && text(link) - text(&found.range) > WORDS_UNITS
    })
}

fn flag(is_so: bool) -> f32 {
    f32::from(u8::from(is_so))
}

/// How much may stand around a date that a word without a colon announces, in units; with more it is a sentence.
const AROUND_SPOKEN_UNITS: f32 = 12.0;

/// Reads what the words around a row's dates announce, for each date.
///
/// The words stand before each date (`Publié le …, modifié le …`). Where the line ends with such a word and none stands
/// first, the words stand behind each date (`… 公開 … 更新`). For the first date, [`apart`] reads words farther away.
fn spoken(flow: &Flow<'_>, row: &Row) -> Vec<Option<Announced>> {
    let (text, dates) = (flow.lines[row.line].text.as_str(), &row.dates);
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
            (false, false) => date::announced(before)
                .map(|(announced, _)| announced)
                .or_else(|| apart(flow, row, before).filter(|_| nth == 0)),
        }
    };
    (0..dates.len()).map(of).collect()
}

/// Reads what words that do not stand right before a row's first date announce.
///
/// The words begin the row (`Posted by Ann Lee on …`), or they are all of the line above. In the text they sign a quoted
/// post, so there they do not count.
fn apart(flow: &Flow<'_>, row: &Row, before: &str) -> Option<Announced> {
    if !before.is_empty() {
        let is_quoted = row.at == RowPosition::Body;
        return date::announced_behind(before).filter(|_| !is_quoted);
    }
    let label = &flow.lines.get(row.line.checked_sub(1)?)?.text;
    let (announced, start) = date::announced(label)?;
    (start == 0).then_some(announced)
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
            return !holds_headline(flow, at);
        }
        if element.parent == at {
            return false;
        }
        at = element.parent;
    }
    false
}

/// Whether a frame is that of the whole article's head, with its picture.
fn holds_headline(flow: &Flow<'_>, frame: usize) -> bool {
    const ELEMENTS_LIMIT: usize = 100;
    let inside = frame..flow.elements[frame].after;
    let mut inside = inside.take(ELEMENTS_LIMIT);
    inside.any(|at| flow.elements[at].name == local_name!("h1"))
}

/// Whether a line stands in a small element that holds only this line and a picture.
fn stands_by_picture(flow: &Flow<'_>, line: usize) -> bool {
    const LEVELS: usize = 3;
    const LINES_LIMIT: usize = 2;
    const ELEMENTS_LIMIT: usize = 24;
    let is_picture = |&at: &usize| {
        let element = &flow.elements[at];
        element.name == local_name!("img") && !is_icon(element.node)
    };
    flow.around(flow.lines[line].block)
        .take(LEVELS)
        .take_while(|&at| flow.lines_of(at).len() <= LINES_LIMIT)
        .any(|at| {
            (at..flow.elements[at].after)
                .take(ELEMENTS_LIMIT)
                .any(|at| is_picture(&at))
        })
}

/// Whether a picture is as small as a letter, or drawn.
fn is_icon(image: Node<'_>) -> bool {
    const SIZE_PIXELS: u32 = 40;
    let is_small = |side: &str| {
        let size = image.attr(side).map(|size| size.trim_end_matches("px"));
        let pixels = size.and_then(|size| size.parse::<u32>().ok());
        pixels.is_some_and(|pixels| pixels <= SIZE_PIXELS)
    };
    let source = image.attr("src").unwrap_or_default();
    ["width", "height"].iter().any(|side| is_small(side)) || source.ends_with(".svg")
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
