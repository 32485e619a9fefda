//! What is measured of the parts of a body's block.
//!
//! In: the page's lines, the block, the headline and the rows of facts. Out: the [`Evidence`] on a block or a line. Each is
//! measured in constant time from sums over the lines before it, but for what its words say.

use std::ops::Range;

use foldhash::HashSet;
use html5ever::local_name;

use super::evidence::Evidence;
use crate::extract::article::body::{self, BodyPlace, is_afterword};
use crate::extract::article::furniture::{is_control, is_notice, is_promotion};
use crate::extract::article::labels::Kind;
use crate::extract::article::rows::Row;
use crate::extract::article::stream::Stream;
use crate::extract::article::title::{Title, fold};
use crate::extract::article::{copies, notice, slides, summary};
use crate::page::element_names::heading_level;
use crate::page::hints::Hints;
use crate::page::lines::{Flow, units};

/// A line of so many units counts as long.
const LONG_UNITS: f32 = 40.0;
/// A longer line in a gallery is no caption of it.
const GALLERY_LINE_UNITS: f32 = 90.0;
/// Elements of a block that are searched for fields.
const FORM_ELEMENTS: usize = 200;
/// Fewer links are no list.
const LEAST_LINKS: usize = 3;
/// A list of running text holds so much of it for each of its lines, in units.
const PROSE_PER_ITEM: f32 = 8.0;
/// Elements around a line that may name a gallery.
const GALLERY_LEVELS: usize = 8;

/// The body's block and what all of its parts are measured against.
pub(super) struct Scene<'f, 'a> {
    flow: &'f Flow<'a>,
    place: BodyPlace,
    title: &'f Title,
    rows: &'f [Row],
    range: Range<usize>,
    all_prose: f32,
    headline: String,
    /// Lines that stand in the body a second time.
    again: HashSet<usize>,
    /// Sums over the lines before a line: units, linked units, lines that are links.
    sums: Vec<(f32, f32, usize)>,
    /// What the blocks around each element of the body tell, its own included.
    boxes: Vec<Enclosing>,
}

/// What blocks tell of the lines in them: of several blocks around a line, the most that one tells.
#[derive(Clone, Copy, Default)]
struct Enclosing {
    links: f32,
    form: f32,
    stream: f32,
    slides: f32,
}

impl Enclosing {
    fn max(self, other: Self) -> Self {
        Self {
            links: self.links.max(other.links),
            form: self.form.max(other.form),
            stream: self.stream.max(other.stream),
            slides: self.slides.max(other.slides),
        }
    }
}

/// Where the text of a body begins and ends.
pub(super) struct Ends {
    first: usize,
    last: usize,
    behind: usize,
    opening: Option<usize>,
}

impl<'f, 'a> Scene<'f, 'a> {
    pub(super) fn of(
        flow: &'f Flow<'a>,
        place: BodyPlace,
        title: &'f Title,
        rows: &'f [Row],
    ) -> Self {
        let range = flow.lines_of(place.element);
        let mut sums = vec![(0.0, 0.0, 0)];
        let (mut all, mut linked, mut links) = (0.0, 0.0, 0);
        for line in &flow.lines {
            all += line.units;
            linked += line.linked;
            links += usize::from(line.is_link());
            sums.push((all, linked, links));
        }
        let mut scene = Self {
            flow,
            place,
            title,
            rows,
            all_prose: flow.prose_in(range.clone()),
            again: copies::doubled(flow, range.clone()),
            headline: title.text.as_deref().map(fold).unwrap_or_default(),
            range,
            sums,
            boxes: vec![Enclosing::default()],
        };
        let stream = Stream::behind(flow, &scene.range);
        for index in place.element + 1..flow.elements[place.element].after {
            let around = scene.boxes[flow.elements[index].parent - place.element];
            let own = scene.enclosing(index, &stream);
            scene.boxes.push(around.max(own));
        }
        scene
    }

    /// What a block tells of the lines in it.
    fn enclosing(&self, index: usize, stream: &Stream) -> Enclosing {
        let flow = self.flow;
        let lines = flow.lines_of(index);
        if !flow.elements[index].is_block || lines.is_empty() {
            return Enclosing::default();
        }
        let (all, linked, links) = self.within(&lines);
        let rest = 1.0 - share(flow.prose_in(lines), self.all_prose);
        let few = rest.powi(4);
        Enclosing {
            links: if links >= LEAST_LINKS {
                share(linked, all) * few
            } else {
                0.0
            },
            form: few * flag(few > 0.0 && self.has_fields(index)),
            stream: flag(stream.is(flow, index)),
            slides: flag(slides::are_aside(flow, index, &self.range)),
        }
    }

    /// Whether a block has fields or buttons to choose.
    fn has_fields(&self, index: usize) -> bool {
        let inside = index + 1..self.flow.elements[index].after;
        inside.len() <= FORM_ELEMENTS && { inside }.any(|at| {
            let element = &self.flow.elements[at];
            element.name == local_name!("textarea")
                || element.name == local_name!("input")
                    && element.node.attr("type").is_none_or(|kind| {
                        ["text", "email", "tel", "password", "search", "radio"].contains(&kind)
                    })
        })
    }

    /// What the blocks around a line tell of it.
    fn boxes_of(&self, line: usize) -> Enclosing {
        let block = self.flow.lines[line].block.checked_sub(self.place.element);
        block
            .and_then(|at| self.boxes.get(at).copied())
            .unwrap_or_default()
    }

    /// Whether the blocks around a line leave no doubt that it is not of the text.
    fn is_foreign(&self, line: usize) -> bool {
        let boxes = self.boxes_of(line);
        self.flow
            .place_of(line)
            .has(Hints::FURNITURE.with(Hints::HIDDEN))
            || boxes
                .links
                .max(boxes.form)
                .max(boxes.stream)
                .max(boxes.slides)
                > 0.5
    }

    fn within(&self, lines: &Range<usize>) -> (f32, f32, usize) {
        let ((all, linked, links), before) = (self.sums[lines.end], self.sums[lines.start]);
        (all - before.0, linked - before.1, links - before.2)
    }

    /// How much of the words around a part is running text.
    fn text_around(&self, lines: &Range<usize>, outer: usize) -> f32 {
        let around = self.flow.lines_of(outer);
        let prose = self.flow.prose_in(around.clone()) - self.flow.prose_in(lines.clone());
        share(prose, self.within(&around).0 - self.within(lines).0)
    }

    /// Where the text begins and ends.
    pub(super) fn ends(&self) -> Ends {
        let (flow, range) = (self.flow, &self.range);
        let from = self.title_lines().map_or(range.start, |title| title.end);
        let prose: Vec<usize> = (from.max(range.start)..range.end)
            .filter(|&line| flow.lines[line].prose() > 0.0 && !self.is_foreign(line))
            .collect();
        let last = prose.last().copied().unwrap_or(range.end);
        let links_from = range.start.max(last.saturating_add(1));
        Ends {
            first: prose.first().copied().unwrap_or(range.start),
            last,
            behind: body::end(flow, self.place)
                .min(notice::begin(flow, range, |line| self.is_foreign(line)))
                .min(self.links_begin(links_from)),
            opening: prose.into_iter().find(|&line| !self.is_facts(line)),
        }
    }

    /// The lines of the headline.
    pub(super) fn title_lines(&self) -> Option<Range<usize>> {
        self.title.place.map(|(_, block)| self.flow.lines_of(block))
    }

    /// Whether a line is the headline or above it, or repeats a text that stands before it.
    pub(super) fn is_repeated(&self, line: usize) -> bool {
        self.again.contains(&line) || self.title_lines().is_some_and(|title| line < title.end)
    }

    /// Where the links to other articles begin that follow the text from line `from` on, without a heading over them.
    fn links_begin(&self, from: usize) -> usize {
        let (flow, range) = (self.flow, &self.range);
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

    /// The evidence on a line; `under` says that it stands below a heading of other articles and the links of these.
    pub(super) fn line(&self, line: usize, ends: &Ends, under: bool) -> Evidence {
        let flow = self.flow;
        let text = &flow.lines[line];
        let (is_above, is_below) = (line < ends.first, line > ends.last);
        let is_heading = heading_level(&flow.elements[text.block].name).is_some();
        let in_row = self.in_row(line, ends.first);
        let late = if is_below {
            1.0
        } else {
            share(flow.prose_in(self.range.start..line), self.all_prose)
        };
        let holds_title = self
            .title_lines()
            .is_some_and(|title| self.range.contains(&title.start));
        let is_afterword = is_afterword(flow, line);
        let leads_to_links =
            is_afterword && self.range.contains(&(line + 1)) && flow.lines[line + 1].is_link();
        let linked = share(text.linked, text.units);
        let appeal = if text.links.len() == 1 && is_promotion(&text.text) {
            (2.0 * linked).min(1.0)
        } else {
            flag(is_shouted(&text.text)) * linked
        };
        let parent = match flow.lines_of(text.block).len() {
            1 => flow.elements[text.block].parent,
            _ => text.block,
        };
        let lines = line..line + 1;
        let prose = text.prose();
        let boxes = self.boxes_of(line);
        let place = flow.place_of(line);
        let named = |hint| flag(place.has(hint));
        let (before, after) = (
            flow.prose_in(self.range.start..line),
            flow.prose_in(line + 1..self.range.end.max(line + 1)),
        );
        let outer = flow.elements[parent].parent.max(self.place.element);
        Evidence {
            bias: 1.0,
            text: flag(prose > 0.0),
            length: (text.units / LONG_UNITS).min(1.0),
            listed: boxes.links,
            form: boxes.form,
            stream: boxes.stream,
            slides: boxes.slides,
            beside: self.text_around(&lines, parent),
            around: self.text_around(&lines, outer),
            between: share(2.0 * before.min(after), self.all_prose),
            menu: named(Hints::NAV.with(Hints::FOOTER).with(Hints::SIDEBAR)),
            comments: named(Hints::COMMENTS),
            related: named(Hints::RELATED),
            share: named(Hints::SHARE),
            promotion: named(Hints::PROMOTION),
            tags: named(Hints::TAGS),
            hidden: named(Hints::HIDDEN),
            row: flag(in_row),
            above: flag(is_above),
            below: flag(is_below),
            behind: flag(line >= ends.behind),
            gallery: flag(text.units < GALLERY_LINE_UNITS && self.in_gallery(line)),
            heading: flag(is_heading),
            // An author may open with the headline; a heading that repeats it is the page's.
            headline: flag(
                is_above
                    && is_heading
                    && !self.headline.is_empty()
                    && fold(&text.text) == self.headline,
            ),
            summary: flag(
                Some(line) == ends.opening
                    && self.again.is_empty()
                    && summary::is_repeated(flow, line)
                    || self.is_abstract(line)
                        && !self.in_row(line, line + 1)
                        && flow.prose_in(line + 1..self.range.end) > 0.0,
            ),
            entry: flag(is_above && holds_title && !is_heading && !in_row),
            facts: flag(self.is_facts(line)),
            control: flag(is_control(&text.text)),
            notice: late * flag(late > 0.0 && is_notice(&text.text)),
            appeal,
            afterword: flag(is_afterword),
            follows: flag(leads_to_links || under && text.is_link()),
            trailer: flag(is_below && text.is_link()),
            crumb: flag(
                is_above
                    && text.is_link()
                    && !is_heading
                    && !has_image(flow, text.block)
                    && !self.in_prose_list(line),
            ),
        }
    }

    /// Whether a line's block stands in the same row as another line's: paragraphs of one body do.
    fn in_row(&self, line: usize, other: usize) -> bool {
        let parent = |line: usize| {
            let line = self.flow.lines.get(line)?;
            Some(self.flow.elements[line.block].parent)
        };
        parent(line) == parent(other)
    }

    /// Whether a line is an item of a list whose other items are running text.
    fn in_prose_list(&self, line: usize) -> bool {
        let flow = self.flow;
        let item = flow
            .around(flow.lines[line].block)
            .take(4)
            .find(|&at| flow.elements[at].name == local_name!("li"));
        item.is_some_and(|item| {
            let list = flow.lines_of(flow.elements[item].parent);
            flow.prose_in(list.clone()) >= PROSE_PER_ITEM * list.len() as f32
        })
    }

    /// Whether a line holds only labels, their values and dates.
    fn is_facts(&self, line: usize) -> bool {
        let found = self.rows.binary_search_by_key(&line, |row| row.line);
        let Some(row) = found.ok().and_then(|at| self.rows.get(at)) else {
            return false;
        };
        let text = &self.flow.lines[line];
        if text.units > 60.0 || (row.labels.is_empty() && row.dates.is_empty()) {
            return false;
        }
        let mut known = 0.0;
        for found in &row.labels {
            let alone = row.labels.len() == 1;
            if alone && (matches!(found.kind, Kind::Other | Kind::Rights) || found.value.is_empty())
            {
                continue;
            }
            known += units(&found.label) + units(&found.value);
        }
        for date in &row.dates {
            known += units(&text.text[date.range.clone()]);
        }
        known >= 0.6 * text.units
    }

    /// Whether a line is labelled as the abstract, or its class says so and the text repeats it.
    fn is_abstract(&self, line: usize) -> bool {
        let text = &self.flow.lines[line];
        let is_named = || {
            let mut around = self.flow.around(text.block).take(2);
            around.any(|element| self.flow.elements[element].hints.has(Hints::SUMMARY))
        };
        let mut next = self.flow.lines[line + 1..].iter().take(4);
        summary::marked(&text.text).is_some()
            || is_named()
                && next.any(|next| next.units >= text.units && next.text.contains(&text.text))
    }

    /// Whether a line stands in a box of pictures with little text.
    fn in_gallery(&self, line: usize) -> bool {
        let flow = self.flow;
        flow.around(flow.lines[line].block)
            .take(GALLERY_LEVELS)
            .take_while(|&element| element > self.place.element)
            .any(|element| {
                flow.elements[element].hints.has(Hints::GALLERY)
                    && flow.prose_in(flow.lines_of(element)) < 0.3 * self.all_prose
            })
    }
}

/// Several words, all in capitals: how some sites set links to other articles between paragraphs.
fn is_shouted(text: &str) -> bool {
    !text.chars().any(char::is_lowercase)
        && text.chars().any(|c| c.is_ascii_uppercase())
        && text.split_whitespace().count() >= 4
}

fn has_image(flow: &Flow<'_>, block: usize) -> bool {
    (block..flow.elements[block].after).any(|at| flow.elements[at].name == local_name!("img"))
}

fn flag(is_so: bool) -> f32 {
    f32::from(u8::from(is_so))
}

fn share(part: f32, whole: f32) -> f32 {
    if whole > 0.0 {
        (part / whole).clamp(0.0, 1.0)
    } else {
        0.0
    }
}
