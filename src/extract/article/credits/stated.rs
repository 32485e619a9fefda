//! Statements with a label: labels and their values, elements named for a fact, names beside a date.
//!
//! In: the page's rows. Out: each statement with its line. [`evidence`](super::evidence) weighs them.

use html5ever::local_name;
use url::Url;

use crate::extract::article::head::Head;
use crate::extract::article::labels::{self, Found, Kind};
use crate::extract::article::names;
use crate::extract::article::rows::{Row, RowPosition};
use crate::extract::article::structured::Structured;
use crate::page::Base;
use crate::page::hints::Hints;
use crate::page::lines::{Flow, units};

/// The parts of a page that credits are read from.
pub(in crate::extract::article) struct CreditReader<'p, 'd> {
    pub(in crate::extract::article) flow: &'p Flow<'d>,
    pub(in crate::extract::article) rows: &'p [Row],
    /// The lines of the trimmed body.
    pub(in crate::extract::article) body: &'p [usize],
    pub(in crate::extract::article) head: &'p Head,
    pub(in crate::extract::article) structured: &'p Structured,
    pub(in crate::extract::article) base: &'p Base<'p>,
}

impl CreditReader<'_, '_> {
    /// The labels around the article with their values. A value may stand in the line after its label.
    pub(super) fn labelled(&self, kind: Kind) -> Vec<(&Row, &Found, String)> {
        let mut all = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            let is_of_text = row.at == RowPosition::Body
                && (self.is_prose(row) || (kind == Kind::Source && self.is_amid_text(row)));
            if is_of_text || self.is_caption(row.line) || self.is_of_other_story(row) {
                continue;
            }
            for found in row.labels.iter().filter(|found| found.kind == kind) {
                let value = if found.open {
                    self.next_value(at).unwrap_or_default()
                } else {
                    found.value.clone()
                };
                all.push((row, found, value));
            }
        }
        all
    }

    /// Whether a good part of the text follows and precedes a row: `Source:` under a table there is the table's.
    fn is_amid_text(&self, row: &Row) -> bool {
        const PART: f32 = 0.2;
        let prose = |line: &usize| self.flow.lines[*line].prose();
        let (before, after): (Vec<usize>, Vec<usize>) =
            self.body.iter().partition(|line| **line < row.line);
        let before: f32 = before.iter().map(prose).sum();
        let after: f32 = after.iter().map(prose).sum();
        before.min(after) > PART * (before + after)
    }

    /// Pictures have sources and authors of their own.
    pub(super) fn is_caption(&self, line: usize) -> bool {
        let block = self.flow.lines[line].block;
        // `<span class=caption>A ferry</span><span>Ann Lee/AFP</span>`
        let is_one_line = self.flow.lines_of(block).len() == 1;
        let within = block..self.flow.elements[block].after;
        let is_named = |element: usize| self.flow.elements[element].hints.has(Hints::CAPTION);
        if is_one_line && within.into_iter().any(is_named) {
            return true;
        }
        self.flow.around(block).take(4).any(|element| {
            let element = &self.flow.elements[element];
            element.hints.has(Hints::CAPTION.with(Hints::GALLERY))
                || matches!(
                    element.name,
                    local_name!("figure") | local_name!("figcaption")
                )
        })
    }

    /// Whether a row is that of another story: above the headline, in the text or below it.
    fn is_of_other_story(&self, row: &Row) -> bool {
        row.at != RowPosition::Between && self.is_under_headline(row.line)
    }

    /// Whether a line stands in a small box under a linked headline, or behind one in the same line: `By Ann Lee` is there the
    /// author of the story that the headline leads to.
    pub(super) fn is_under_headline(&self, line: usize) -> bool {
        const BOX_LINES: usize = 5;
        const BOX_LEVELS: usize = 4;
        const HEADLINE_UNITS: f32 = 8.0;
        let own = &self.flow.lines[line];
        let first = own.links.first().filter(|(link, _)| link.start == 0);
        let is_headline = |text: &str| units(text) >= HEADLINE_UNITS;
        if first.is_some_and(|(link, _)| own.text.get(link.clone()).is_some_and(is_headline)) {
            return true;
        }
        let boxes = self.flow.around(own.block).take(BOX_LEVELS);
        let boxes = boxes.map(|element| self.flow.lines_of(element));
        let mut boxes = boxes.take_while(|lines| lines.len() <= BOX_LINES);
        boxes.any(|lines| {
            let mut above = self.flow.lines[lines.start..line.max(lines.start)].iter();
            above.any(|line| line.is_link() && is_headline(&line.text))
        })
    }

    pub(super) fn is_prose(&self, row: &Row) -> bool {
        let line = &self.flow.lines[row.line];
        line.prose() > 30.0 || line.text.contains('。')
    }

    /// The next line, if it may be the value of a label that its own line leaves open: cells and list entries.
    pub(super) fn next_value(&self, at: usize) -> Option<String> {
        let row = &self.rows[at];
        let next = self
            .rows
            .get(at + 1)
            .filter(|next| next.line == row.line + 1)?;
        let (line, follower) = (&self.flow.lines[row.line], &self.flow.lines[next.line]);
        let together = self
            .flow
            .around(line.block)
            .nth(2)
            .is_some_and(|near| self.flow.is_within(follower.block, near));
        let plain = next.labels.is_empty()
            && next.dates.is_empty()
            && follower.units <= 24.0
            && follower.prose() <= 0.0;
        (together && plain && next.at == row.at).then(|| follower.text.clone())
    }

    /// Elements named for a fact, around the headline, with their text, without dates and labels.
    pub(super) fn hinted(&self, hint: Hints) -> Vec<(&Row, usize, String)> {
        let mut all = Vec::new();
        for (index, element) in self.flow.elements.iter().enumerate() {
            if !element.hints.has(hint)
                || element
                    .place
                    .has(Hints::COMMENTS.with(Hints::RELATED).with(Hints::FOOTER))
            {
                continue;
            }
            let lines = self.flow.lines_of(index);
            if lines.is_empty()
                || lines.len() > 3
                || element.hints.has(Hints::CAPTION)
                || self.is_caption(lines.start)
            {
                continue;
            }
            let Some(row) = self.rows.iter().find(|row| row.line == lines.start) else {
                continue;
            };
            if self.is_of_other_story(row) {
                continue;
            }
            let block = element.is_block;
            // A block's first line; an inline element's own text.
            let text = if block {
                self.flow.lines[lines.start].text.clone()
            } else {
                self.flow.text_of(index)
            };
            let text = match row.labels.iter().find(|found| {
                !found.value.is_empty() && text.contains(&found.value) && found.kind != Kind::Other
            }) {
                Some(_) if block => continue, // said with a label, and read as such
                Some(found) if text.trim() != found.value => continue,
                _ => text,
            };
            let text = match row.dates.first() {
                Some(date) if block => {
                    self.flow.lines[row.line].text[..date.range.start].to_owned()
                }
                _ => text,
            };
            let text = text
                .split(['|', '｜', '•'])
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned();
            if !text.is_empty()
                && labels::bare(&text).is_none()
                && row
                    .dates
                    .iter()
                    .all(|date| self.flow.lines[row.line].text[date.range.clone()] != text)
            {
                all.push((row, index, text));
            }
        }
        all
    }

    /// What stands beside the date without a label: `2019-09-26 10:56 某某网`, `… 08:19 [ 张三 ]`.
    pub(super) fn beside_date(&self, row: &Row) -> Option<(String, std::ops::Range<usize>)> {
        let date = row.dates.first()?;
        let line = &self.flow.lines[row.line];
        let limit = row
            .labels
            .iter()
            .filter_map(|found| {
                let label = line.text[date.range.end..found.range.start.max(date.range.end)]
                    .rfind(found.label.as_str())?;
                Some(date.range.end + label)
            })
            .min()
            .unwrap_or(line.text.len());
        let rest = &line.text[date.range.end..limit];
        let start = date.range.end + (rest.len() - rest.trim_start().len());
        let stop = line
            .gaps
            .iter()
            .copied()
            .filter(|&gap| {
                gap > start && gap <= limit && !names::trim(&line.text[start..gap]).is_empty()
            })
            .min()
            .unwrap_or(limit);
        if start >= stop {
            return None;
        }
        let name = names::trim(&line.text[start..stop]);
        let name = name.split(['|', '｜']).next().unwrap_or_default();
        (!name.is_empty()).then(|| (names::trim(name).to_owned(), start..stop))
    }

    /// A part of a row's line, cut where an element begins or ends, at wide gaps and at rules.
    pub(super) fn cut_at_edges(
        &self,
        row: &Row,
        range: std::ops::Range<usize>,
    ) -> Vec<std::ops::Range<usize>> {
        let line = &self.flow.lines[row.line];
        let text = &line.text[range.clone()];
        let mut parts = Vec::new();
        let mut from = range.start;
        let cuts = text.char_indices().filter_map(|(at, c)| {
            let at = range.start + at;
            let is_rule = "|｜•".contains(c);
            (line.gaps.contains(&at) || is_rule)
                .then_some((at, if is_rule { c.len_utf8() } else { 0 }))
        });
        for (at, skipped) in cuts.chain([(range.end, 0)]) {
            if at > from && !names::trim(&line.text[from..at]).is_empty() {
                parts.push(from..at);
            }
            from = at + skipped;
        }
        parts
    }

    pub(super) fn link_in(&self, line: usize, range: &std::ops::Range<usize>) -> Option<Url> {
        let (_, element) = self.flow.lines[line]
            .links
            .iter()
            .find(|(link, _)| link.start < range.end && range.start < link.end)?;
        let element = &self.flow.elements[*element];
        if element.name != local_name!("a") {
            return None;
        }
        self.absolute(element.node.attr("href")?)
    }

    pub(super) fn absolute(&self, href: &str) -> Option<Url> {
        let href = href.trim();
        if href.is_empty() {
            return None;
        }
        self.base.web(href)
    }
}
