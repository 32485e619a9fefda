//! Sources that a page prints without a label: an organisation beside the date, `甲某/某报`, a link to another site
//! behind the date, an agency in the place of an author.
//!
//! In: the page's rows. Out: each name with its place. The rule: a name has to read like that of a medium or an office, or to
//! link to another site, since names of sections stand in the same places (`要闻`).

use std::ops::Range;

use url::Url;

use super::evidence::Place;
use super::stated::CreditReader;
use crate::extract::article::affiliation;
use crate::extract::article::labels::{Found, Kind};
use crate::extract::article::rows::{Row, RowPosition};
use crate::extract::article::{media, names};
use crate::extract::date;
use crate::model::same_site;
use crate::page::hints::Hints;
use crate::page::lines::is_cjk;

/// A source without a label, and the people that it is named with.
pub(super) struct Unlabelled {
    pub(super) source: String,
    pub(super) url: Option<Url>,
    pub(super) people: Vec<String>,
    pub(super) place: Place,
}

/// How far from a date a name without one may stand, in lines.
const NEAR_LINES: usize = 2;
/// A longer line is a sentence.
const LINE_LIMIT_UNITS: f32 = 60.0;

impl CreditReader<'_, '_> {
    /// All sources without a label, those beside the date first.
    pub(super) fn unlabelled(&self) -> Vec<Unlabelled> {
        let mut found = Vec::new();
        for row in self.rows {
            if row.hidden || row.at > RowPosition::Between || self.is_caption(row.line) {
                continue;
            }
            let line = &self.flow.lines[row.line];
            if line.units > LINE_LIMIT_UNITS || line.text.contains(['>', '»', '›']) {
                continue; // a breadcrumb
            }
            let dated = !row.dates.is_empty();
            if !dated && !self.is_near_a_date(row) {
                continue;
            }
            let ends = row.dates.iter().map(|date| date.range.end);
            let last_date = ends.max().unwrap_or_default();
            for range in self.free(row) {
                let behind = dated && range.start >= last_date;
                found.extend(self.in_words(row, &range, dated, behind));
            }
            if dated {
                found.extend(self.linked_beside(row));
            }
        }
        found.extend(self.in_place_of_an_author());
        found
    }

    /// The sources that the words between dates and labels name.
    fn in_words(
        &self,
        row: &Row,
        range: &Range<usize>,
        dated: bool,
        behind: bool,
    ) -> Option<Unlabelled> {
        let line = &self.flow.lines[row.line];
        let text = names::trim(&line.text[range.clone()]);
        if let Some((people, source)) = affiliation::person_and_medium(text) {
            return Some(Unlabelled {
                url: self.link_in(row.line, range),
                source,
                people,
                place: |of| &mut of.with_medium,
            });
        }
        if row.at != RowPosition::Between && !dated {
            return None;
        }
        let parts = self.parts(row, range);
        // The name nearest to the date: the first behind it, or the last before it.
        let nearest = if behind { parts.first() } else { parts.last() };
        let range = nearest.filter(|_| dated || parts.len() == 1)?;
        let name = media::without_note(names::trim(&line.text[range.clone()]));
        // `SHARE`, `SPORT`: beside a date, capitals are buttons and sections too, and so are words in scripts without capitals:
        // `राज्य समाचार`, the news of the state.
        let is_plain = !media::is_cased(name) && !name.contains(is_cjk);
        let is_button = (media::is_acronym(name) || is_plain) && !media::is_known_agency(name);
        let reads_like_one =
            (media::is_medium(name) && !is_button) || (!dated && media::is_office(name));
        let source = names::source(name).filter(|_| reads_like_one)?;
        Some(Unlabelled {
            url: self.link_in(row.line, range),
            source,
            people: Vec::new(),
            place: |of| &mut of.near_date,
        })
    }

    /// A link to another site that stands right beside the date.
    fn linked_beside(&self, row: &Row) -> Option<Unlabelled> {
        let line = &self.flow.lines[row.line];
        let date = row.dates.first()?;
        // `Cape Wire Published: 5 March`: what announces the date belongs to it.
        let announced = date::announced(&line.text[..date.range.start]);
        let start = announced.map_or(date.range.start, |(_, start)| start);
        let is_beside = |link: &Range<usize>| {
            let (from, to) = if link.start >= date.range.end {
                (date.range.end, link.start)
            } else {
                (link.end, start)
            };
            line.text
                .get(from..to)
                .is_some_and(|between| !between.contains(char::is_alphanumeric))
        };
        // `by Ann Lee` links the page of the author.
        let is_value = |link: &Range<usize>| {
            let labels = row.labels.iter().filter(|found| found.kind != Kind::Source);
            let mut values = labels.map(|found| &found.range);
            values.any(|value| value.start < link.end && link.start < value.end)
        };
        let links = line
            .links
            .iter()
            .filter(|(link, _)| is_beside(link) && !is_value(link));
        links
            .filter_map(|(link, _)| {
                let url = self.link_in(row.line, link)?;
                let name = names::trim(line.text.get(link.clone())?);
                let source = names::source(name).filter(|name| !names::is_address(name))?;
                let elsewhere = !same_site(&url, self.base.url()) && !media::is_service(&url, name);
                elsewhere.then_some(Unlabelled {
                    source,
                    url: Some(url),
                    people: Vec::new(),
                    place: |of| &mut of.away_link,
                })
            })
            .next()
    }

    /// A medium that stands where an author would, or is glued to one.
    fn in_place_of_an_author(&self) -> Vec<Unlabelled> {
        let mut stated: Vec<(String, Place)> = Vec::new();
        for (row, found, value) in self.labelled(Kind::Author) {
            if !row.hidden {
                stated.push((value, |of| &mut of.as_author));
                stated.push((self.behind(row, found), |of| &mut of.as_author));
            }
        }
        for (row, _, text) in self.hinted(Hints::AUTHOR) {
            if !row.hidden && row.at <= RowPosition::Between {
                stated.push((text, |of| &mut of.as_author));
            }
        }
        let as_author: Place = |of| &mut of.as_author;
        let written = self.structured.authors.iter();
        stated.extend(written.map(|author| (author.clone(), as_author)));
        let metas = [
            "author",
            "articleauthor",
            "itemprop:author",
            "article:author",
            "dc.creator",
        ];
        let metas = metas.iter().flat_map(|name| self.head.all(name));
        let meta: Place = |of| &mut of.meta;
        stated.extend(metas.map(|author| (author.to_owned(), meta)));
        let site = self.site();
        stated
            .into_iter()
            .filter_map(|(text, place)| {
                let (people, source) = match affiliation::person_and_medium(&text) {
                    Some(both) => both,
                    None if media::is_agency(names::trim(&text)) => {
                        (Vec::new(), names::source(&text)?)
                    }
                    None => return None,
                };
                (!self.is_own_site(&source, &site)).then_some(Unlabelled {
                    source,
                    url: None,
                    people,
                    place,
                })
            })
            .collect()
    }

    /// A label's value with what its line goes on with, up to the next label or date: `By Ann Lee | Cape Wire`.
    fn behind(&self, row: &Row, found: &Found) -> String {
        let text = &self.flow.lines[row.line].text;
        let start = found.range.start;
        let ends = self.free(row).into_iter().map(|part| part.end);
        let end = ends.filter(|&end| end > found.range.end).min();
        text.get(start..end.unwrap_or(found.range.end))
            .unwrap_or_default()
            .to_owned()
    }

    pub(super) fn is_near_a_date(&self, row: &Row) -> bool {
        self.rows.iter().any(|other| {
            !other.dates.is_empty()
                && other.at <= RowPosition::Between
                && other.line.abs_diff(row.line) <= NEAR_LINES
        })
    }

    /// The parts of a row's line that are no date, no label and no label's value.
    pub(super) fn free(&self, row: &Row) -> Vec<Range<usize>> {
        let line = &self.flow.lines[row.line];
        // `Published:` before a date belongs to the date.
        let dated = row.dates.iter().map(|date| {
            let announced = date::announced(&line.text[..date.range.start]);
            announced.map_or(date.range.start, |(_, start)| start)..date.range.end
        });
        let mut occupied: Vec<Range<usize>> = dated.collect();
        for found in &row.labels {
            let before = line.text.get(..found.range.start).unwrap_or_default();
            let start = before.rfind(found.label.as_str());
            occupied.push(start.unwrap_or(found.range.start)..found.range.end);
        }
        occupied.sort_by_key(|range| range.start);
        let (mut free, end) = (Vec::new(), line.text.len());
        let mut from = 0;
        for range in occupied.into_iter().chain(std::iter::once(end..end)) {
            if range.start > from && !names::trim(&line.text[from..range.start]).is_empty() {
                free.push(from..range.start);
            }
            from = from.max(range.end);
        }
        free
    }

    /// The pieces of a free part: it is cut where an element begins or ends, at wide gaps, and in Han at each space.
    fn parts(&self, row: &Row, range: &Range<usize>) -> Vec<Range<usize>> {
        let line = &self.flow.lines[row.line];
        let is_han = line.text[range.clone()].chars().any(is_cjk);
        let parts = self.cut_at_edges(row, range.clone()).into_iter();
        let words = parts.flat_map(|part| {
            let mut from = part.start;
            let spaces = line.text[part.clone()]
                .match_indices(' ')
                .filter(|_| is_han);
            let ends = spaces.map(|(at, _)| part.start + at).chain([part.end]);
            let words: Vec<Range<usize>> = ends
                .map(|end| std::mem::replace(&mut from, end)..end)
                .collect();
            words
        });
        words
            .filter(|word| !names::trim(&line.text[word.clone()]).is_empty())
            .collect()
    }
}
