//! The parts of the body's block that are not the body: share bars, links to other articles, labels, notices,
//! advertisements.
//!
//! In: the block. Out: a [`Cut`], the lines that stay and the lines and elements that are removed. The rule: a block is
//! judged by what it holds, a line by what it says. Running text stays, whatever class its element has.

use std::collections::HashSet;

use html5ever::local_name;

use super::body::{self, BodyPlace, is_afterword};
use super::copies;
use super::furniture::{is_control, is_notice, is_promotion};
use super::labels::Kind;
use super::notice;
use super::rows::Row;
use super::slides;
use super::stream::Stream;
use super::summary;
use super::title::{Title, fold};
use crate::page::element_names::heading_level;
use crate::page::hints::Hints;
use crate::page::lines::Flow;

/// The lines of a body's block that stay, and those that are removed.
#[derive(Debug, Default)]
pub(super) struct Cut {
    /// Lines that stay, in order.
    pub(super) lines: Vec<usize>,
    /// Lines that are removed.
    pub(super) dropped: HashSet<usize>,
    /// Blocks that are captions, whatever element they are.
    pub(super) captions: Vec<usize>,
    /// Elements that are removed whole.
    pub(super) elements: Vec<usize>,
}

/// A longer text is no caption, whatever its class says.
const CAPTION_LIMIT_UNITS: f32 = 120.0;

/// Trims the body's block.
pub(super) fn cut(
    flow: &Flow<'_>,
    place: BodyPlace,
    title: &Title,
    rows: &[Row],
    byline_lines: &HashSet<usize>,
) -> Cut {
    let range = flow.lines_of(place.element);
    let all_prose = flow.prose_in(range.clone());
    let mut cut = Cut::default();
    let stream = Stream::behind(flow, &range);
    let mut gone_until = 0;
    for index in place.element + 1..flow.elements[place.element].after {
        let element = &flow.elements[index];
        if index < gone_until {
            continue;
        }
        if !element.is_block {
            // Words that are hidden within a line, and the icons of share buttons.
            let goes = |hint| element.hints.has(hint) && element.place.has(hint);
            if goes(Hints::HIDDEN) || goes(Hints::SHARE) && element.is_empty() {
                cut.elements.push(index);
                gone_until = element.after;
            }
            continue;
        }
        if foreign(flow, index, all_prose)
            || stream.is(flow, index)
            || slides::are_aside(flow, index, &range)
        {
            cut.elements.push(index);
            cut.dropped.extend(flow.lines_of(index));
            gone_until = element.after;
        }
    }
    let headline = title.text.as_deref().map(fold).unwrap_or_default();
    let title_lines = title.place.map(|(_, block)| flow.lines_of(block));
    let holds_title = title_lines
        .as_ref()
        .is_some_and(|title| range.contains(&title.start));
    let prose: Vec<usize> = range
        .clone()
        .filter(|line| !cut.dropped.contains(line) && flow.lines[*line].prose() > 0.0)
        .filter(|line| title_lines.as_ref().is_none_or(|title| *line >= title.end))
        .collect();
    let (first, last) = (
        prose.first().copied().unwrap_or(range.start),
        prose.last().copied().unwrap_or(range.end),
    );
    let afterword = body::end(flow, place)
        .min(notice::begin(flow, &range, |line| {
            cut.dropped.contains(&line)
        }))
        .min(links_begin(
            flow,
            range.start.max(last.saturating_add(1)),
            &range,
        ));
    let again = copies::doubled(flow, range.clone());
    let opening = prose
        .iter()
        .copied()
        .find(|&line| !is_facts(flow, rows, line));
    let named = named_captions(flow, place);
    let mut link_run = false;
    for line in range.clone() {
        if cut.dropped.contains(&line) {
            continue;
        }
        let text = &flow.lines[line];
        let is_head = line < first;
        let is_tail = line > last;
        let is_heading = heading_level(&flow.elements[text.block].name).is_some();
        let after_heading = std::mem::replace(&mut link_run, false);
        let goes = flow
            .place_of(line)
            .has(Hints::FURNITURE.with(Hints::HIDDEN))
            || line >= afterword
            || title_lines.as_ref().is_some_and(|title| line < title.end)
            // An author may open with the headline; a heading that repeats it is the page's.
            || (is_head && is_heading && !headline.is_empty() && fold(&text.text) == headline)
            || (is_head && holds_title && !is_heading && !beside(flow, line, first))
            || again.contains(&line)
            || (Some(line) == opening && again.is_empty() && summary::is_repeated(flow, line))
            || (is_abstract(flow, line) && !beside(flow, line, line + 1) && flow.prose_in(line + 1..range.end) > 0.0)
            || (text.units < 90.0 && in_gallery(flow, line, place, all_prose))
            || is_control(&text.text)
            || (text.linked > 0.9 * text.units && is_shouted(&text.text))
            || (text.linked > 0.4 * text.units && text.links.len() == 1 && is_promotion(&text.text))
            || (byline_lines.contains(&line) && is_facts(flow, rows, line))
            || ((is_tail || in_last_part(flow, line, &range, all_prose)) && is_notice(&text.text))
            || (is_head && text.is_link() && !is_heading && !has_image(flow, text.block) && !in_prose_list(flow, line))
            || (is_afterword(flow, line) && next_is_link(flow, line, &range))
            || (after_heading && text.is_link());
        if goes {
            if is_control(&text.text) {
                cut.elements.extend(pictures_of_control(flow, line, place));
            }
            // The links under a heading of related articles go with it.
            link_run = (is_afterword(flow, line) || after_heading) && !is_head;
            cut.dropped.insert(line);
        } else {
            cut.captions.extend(caption(flow, line, place, &named));
            cut.lines.push(line);
        }
    }
    cut.captions.dedup();
    cut
}

/// Where the links to other articles begin that follow the text from line `from` on, without a heading over them.
fn links_begin(flow: &Flow<'_>, from: usize, range: &std::ops::Range<usize>) -> usize {
    const LEAST_LINKS: usize = 3;
    let links = || (from..range.end).filter(|&line| flow.lines[line].is_link());
    let units: f32 = links().map(|line| flow.lines[line].units).sum();
    let count = links().count();
    match links().next() {
        // More links than text are an article of links.
        Some(begin)
            if count >= LEAST_LINKS
                && count * 4 >= (range.end - begin) * 3
                && units <= flow.prose_in(range.start..begin) =>
        {
            begin
        }
        _ => range.end,
    }
}

/// A list of running text holds so much of it for each of its lines, in units.
const PROSE_PER_ITEM: f32 = 8.0;

/// Whether a link is an item of a list whose other items are running text.
fn in_prose_list(flow: &Flow<'_>, line: usize) -> bool {
    let item = flow
        .around(flow.lines[line].block)
        .take(4)
        .find(|&at| flow.elements[at].name == local_name!("li"));
    item.is_some_and(|item| {
        let list = flow.lines_of(flow.elements[item].parent);
        flow.prose_in(list.clone()) >= PROSE_PER_ITEM * list.len() as f32
    })
}

/// The pictures beside a line that only serves the reader's hand: the code beside `Scan to read on your phone`.
fn pictures_of_control(flow: &Flow<'_>, line: usize, place: BodyPlace) -> Vec<usize> {
    flow.around(flow.lines[line].block)
        .take(2)
        .take_while(|&at| at > place.element && flow.lines_of(at).len() == 1)
        .flat_map(|at| at + 1..flow.elements[at].after)
        .filter(|&at| flow.elements[at].name == local_name!("img"))
        .collect()
}

/// Whether a block asks the reader something: it has fields or buttons, and the lines around them are short.
fn is_form(flow: &Flow<'_>, index: usize, prose: f32, all_prose: f32) -> bool {
    const ELEMENTS_LIMIT: usize = 200;
    let inside = index + 1..flow.elements[index].after;
    let units = || {
        flow.lines_of(index)
            .map(|line| flow.lines[line].units)
            .sum::<f32>()
    };
    let is_small = prose < 0.15 * all_prose || prose < 0.5 * all_prose && prose * 2.0 < units();
    if inside.len() > ELEMENTS_LIMIT || !is_small {
        return false;
    }
    { inside }.any(|at| {
        let element = &flow.elements[at];
        element.name == local_name!("textarea")
            || element.name == local_name!("input")
                && element.node.attr("type").is_none_or(|kind| {
                    matches!(
                        kind,
                        "text" | "email" | "tel" | "password" | "search" | "radio"
                    )
                })
    })
}

/// Whether a block is site furniture: its class says so, or it is mostly links, and it has hardly any text of its own.
fn foreign(flow: &Flow<'_>, index: usize, all_prose: f32) -> bool {
    let element = &flow.elements[index];
    let lines = flow.lines_of(index);
    if lines.is_empty() {
        return element.hints.has(Hints::SHARE); // its icons
    }
    let prose = flow.prose_in(lines.clone());
    let named = element.place.has(Hints::FURNITURE.with(Hints::HIDDEN));
    if named && prose < 0.15 * all_prose || is_form(flow, index, prose, all_prose) {
        return true;
    }
    let (mut units, mut linked, mut links) = (0.0, 0.0, 0);
    for line in lines.clone() {
        units += flow.lines[line].units;
        linked += flow.lines[line].linked;
        links += usize::from(flow.lines[line].is_link());
    }
    let is_list = matches!(
        element.name,
        local_name!("ul")
            | local_name!("ol")
            | local_name!("dl")
            | local_name!("div")
            | local_name!("section")
            | local_name!("table")
            | local_name!("aside")
    );
    // A list of links, with or without the texts that tease them.
    is_list && links >= 3 && linked > 0.6 * units && prose < 0.1 * all_prose
}

fn next_is_link(flow: &Flow<'_>, line: usize, range: &std::ops::Range<usize>) -> bool {
    range.contains(&(line + 1)) && flow.lines[line + 1].is_link()
}

/// Whether a line holds only labels, their values and dates.
fn is_facts(flow: &Flow<'_>, rows: &[Row], line: usize) -> bool {
    let Some(row) = rows.iter().find(|row| row.line == line) else {
        return false;
    };
    let text = &flow.lines[line];
    if text.units > 60.0 || (row.labels.is_empty() && row.dates.is_empty()) {
        return false;
    }
    let mut known = 0.0;
    for found in &row.labels {
        let alone = row.labels.len() == 1;
        if alone && (matches!(found.kind, Kind::Other | Kind::Rights) || found.value.is_empty()) {
            continue;
        }
        known += crate::page::lines::units(&found.label) + crate::page::lines::units(&found.value);
    }
    for date in &row.dates {
        known += crate::page::lines::units(&text.text[date.range.clone()]);
    }
    known >= 0.6 * text.units
}

fn in_last_part(
    flow: &Flow<'_>,
    line: usize,
    range: &std::ops::Range<usize>,
    all_prose: f32,
) -> bool {
    flow.prose_in(range.start..line) >= 0.75 * all_prose
}

/// Whether a line's block stands in the same row as the text's first: paragraphs of one body do.
fn beside(flow: &Flow<'_>, line: usize, first: usize) -> bool {
    let parent = |line: usize| {
        flow.lines
            .get(line)
            .map(|line| flow.elements[line.block].parent)
    };
    parent(line) == parent(first)
}

/// Several words, all in capitals: how some sites set links to other articles between paragraphs.
fn is_shouted(text: &str) -> bool {
    text.split_whitespace().count() >= 4
        && text.chars().any(|c| c.is_ascii_uppercase())
        && !text.chars().any(char::is_lowercase)
}

/// Whether a line is labelled as the abstract, or its class says so and the text repeats it.
fn is_abstract(flow: &Flow<'_>, line: usize) -> bool {
    let text = &flow.lines[line];
    if summary::marked(&text.text).is_some() {
        return true;
    }
    flow.around(text.block)
        .take(2)
        .any(|element| flow.elements[element].hints.has(Hints::SUMMARY))
        && flow.lines[line + 1..]
            .iter()
            .take(4)
            .any(|next| next.units >= text.units && next.text.contains(&text.text))
}

/// In a box of pictures only the pictures are the article's.
fn in_gallery(flow: &Flow<'_>, line: usize, place: BodyPlace, all_prose: f32) -> bool {
    flow.around(flow.lines[line].block)
        .take(8)
        .take_while(|&element| element > place.element)
        .any(|element| {
            flow.elements[element].hints.has(Hints::GALLERY)
                && flow.prose_in(flow.lines_of(element)) < 0.3 * all_prose
        })
}

/// The block that a line is the caption in.
fn caption(
    flow: &Flow<'_>,
    line: usize,
    place: BodyPlace,
    named: &HashSet<usize>,
) -> Option<usize> {
    let text = &flow.lines[line];
    if text.units > CAPTION_LIMIT_UNITS {
        return None;
    }
    if named.contains(&line) && flow.lines_of(text.block).len() == 1 && text.block > place.element {
        return Some(text.block);
    }
    flow.around(text.block)
        .take(3)
        .take_while(|&element| element > place.element)
        .find(|&element| flow.elements[element].hints.has(Hints::CAPTION))
        .filter(|&block| flow.elements[block].is_block && flow.lines_of(block).len() <= 3)
}

/// Lines that an inline element named for captions fills.
fn named_captions(flow: &Flow<'_>, place: BodyPlace) -> HashSet<usize> {
    (place.element..flow.elements[place.element].after)
        .filter(|&index| {
            flow.elements[index].hints.has(Hints::CAPTION) && !flow.elements[index].is_block
        })
        .filter_map(|index| {
            let line = flow.lines_of(index).start;
            let whole = flow.lines.get(line)?.text.len();
            (flow.text_of(index).len() + 4 >= whole).then_some(line)
        })
        .collect()
}

fn has_image(flow: &Flow<'_>, block: usize) -> bool {
    (block..flow.elements[block].after).any(|at| flow.elements[at].name == local_name!("img"))
}
