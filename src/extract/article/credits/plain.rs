//! Names that nothing announces: alone in a row near the date, and at the head of a box about the author below the text.
//!
//! In: the page's rows and lines. Out: the names. The rule: a name is a whole personal name, and no entry of the page's menus.
//! Where the script has no capitals, a name alone counts as a link to another page of the site, and else only where nothing
//! but it stands beside the date: two words alone are no sign.

use std::ops::Range;

use url::Url;

use super::stated::CreditReader;
use crate::extract::article::rows::{Row, RowPosition};
use crate::extract::article::{furniture, labels, names};
use crate::extract::date;
use crate::model::same_site;
use crate::page::element_names::heading_level;
use crate::page::hints::Hints;
use crate::page::lines::is_cjk;

/// A longer line is a sentence.
const LINE_LIMIT_UNITS: f32 = 60.0;
/// How many lines at the end of the text may be such a box's.
const TAIL_LINES: usize = 5;
/// How many lines below the text may begin a box about an author.
const BELOW_TEXT: usize = 24;
/// How many lines behind the name the box may mention it again.
const MENTION_LINES: usize = 2;
/// How many elements around a line may be its heading.
const HEADING_LEVELS: usize = 2;
/// Shorter Han words are names of sections too.
const HAN_NAME_CHARS: usize = 3;
/// The part of a text's letters that its names must have.
pub(super) const NAMES_PART: f32 = 0.7;

impl CreditReader<'_, '_> {
    /// The people who stand alone in a part of a row that has a date or stands near one, and whether each is a link.
    pub(super) fn alone(&self, row: &Row) -> Vec<(bool, String)> {
        let line = &self.flow.lines[row.line];
        let is_near = !row.dates.is_empty() || self.is_near_a_date(row);
        // A breadcrumb, or whose pictures they are.
        let is_other = line.text.contains(['>', '»', '›', '©']);
        if !is_near || line.units > LINE_LIMIT_UNITS || is_other {
            return Vec::new();
        }
        let is_heading = self.is_heading(row.line);
        let parts = self.free(row).into_iter();
        let parts = parts.flat_map(|range| self.cut_at_edges(row, range));
        parts
            .filter_map(|part| {
                let text = names::trim(&line.text[part.clone()]);
                let linked = line
                    .links
                    .iter()
                    .any(|(link, _)| link.start < part.end && part.start < link.end);
                let is_page = || {
                    self.link_in(row.line, &part)
                        .is_some_and(|url| self.is_page(&url))
                        && !self.is_category(row.line, &part)
                };
                let may_name = match linked {
                    true => is_page(),
                    // `Translated: Ann Lee`; and headings within the text have the form of names.
                    false => tells_names(text) && !is_heading && !text.contains(':'),
                };
                let people = may_name.then(|| people_and_no_more(text, linked))?;
                let is_free = !people.is_empty() && !self.is_in_menu(row, text);
                is_free.then(|| people.into_iter().map(move |name| (linked, name)))
            })
            .flatten()
            .collect()
    }

    /// The people whose names, in a script without capitals, are the only words beside a date but for counts and controls.
    pub(super) fn unmarked(&self, row: &Row, is_japanese: bool) -> Vec<String> {
        let line = &self.flow.lines[row.line];
        let is_beside = !row.dates.is_empty() || self.is_next_to_date(row);
        if !is_beside || line.units > LINE_LIMIT_UNITS || line.text.contains(['>', '»', '›']) {
            return Vec::new();
        }
        let parts = self.free(row).into_iter();
        let parts = parts.flat_map(|range| self.cut_at_edges(row, range));
        let words = parts.filter(|part| {
            let text = names::trim(&line.text[part.clone()]);
            let is_count = text.chars().any(char::is_numeric);
            let is_label = labels::bare(text).is_some() || date::announced(text).is_some();
            let is_said = furniture::is_control(text) || names::has_office(text);
            !(text.is_empty() || is_count || is_label || is_said)
        });
        let words: Vec<Range<usize>> = words.collect();
        let [part] = words.as_slice() else {
            return Vec::new();
        };
        let text = names::trim(&line.text[part.clone()]);
        let is_linked = self.link_in(row.line, part).is_some();
        let is_chinese = |c: char| is_cjk(c) && !('가'..='힣').contains(&c) && !is_japanese;
        if is_linked || text.starts_with(is_chinese) || self.is_in_menu(row, text) {
            return Vec::new();
        }
        let people = names::people(names::without_joint(text));
        let is_name =
            |name: &String| names::is_whole_without_capitals(name) && names::is_person(name);
        let letters: f32 = people.iter().map(|name| letters(name)).sum();
        let is_all = people.iter().all(is_name) && letters >= NAMES_PART * self::letters(text);
        if is_all { people } else { Vec::new() }
    }

    /// Whether the line before or behind a row has a date.
    fn is_next_to_date(&self, row: &Row) -> bool {
        self.shown_between()
            .any(|other| !other.dates.is_empty() && other.line.abs_diff(row.line) == 1)
    }

    /// Whether an address is that of another page of the site: buttons lead to the same page, to others, or to a place in one.
    fn is_page(&self, url: &Url) -> bool {
        let own = self.base.url();
        let is_other = url.path() != own.path() && url.path().len() > 1;
        same_site(url, own) && is_other && url.fragment().is_none()
    }

    /// Whether a part of a line links a category or a tag.
    fn is_category(&self, line: usize, part: &Range<usize>) -> bool {
        let links = self.flow.lines[line].links.iter();
        let mut links = links.filter(|(link, _)| link.start < part.end && part.start < link.end);
        links.any(|(_, element)| {
            let node = &self.flow.elements[*element].node;
            let rel = node.attr("rel").unwrap_or_default();
            rel.split_whitespace()
                .any(|word| word.eq_ignore_ascii_case("tag"))
        })
    }

    /// Whether a line stands in a heading.
    pub(super) fn is_heading(&self, line: usize) -> bool {
        let mut around = self
            .flow
            .around(self.flow.lines[line].block)
            .take(HEADING_LEVELS);
        around.any(|element| heading_level(&self.flow.elements[element].name).is_some())
    }

    /// Whether a line above the headline is the same text: sections stand in the menu and again beside the date.
    fn is_in_menu(&self, row: &Row, text: &str) -> bool {
        let first = self.rows.iter().find(|row| row.at == RowPosition::Between);
        let above = first.map_or(row.line, |first| first.line);
        self.flow.lines[..above.min(row.line)]
            .iter()
            .any(|line| line.text == text)
    }

    /// The people at the head of boxes below the text: a line that is a name, and behind it a text that has the name again.
    pub(super) fn in_boxes_below(&self) -> Vec<String> {
        let lines = &self.flow.lines;
        let end = self.body.last().map_or(lines.len(), |last| last + 1);
        // The box may read like the end of the text.
        let tail = self.body.get(self.body.len().saturating_sub(TAIL_LINES));
        let start = tail.copied().unwrap_or(end);
        let below = start..(end + BELOW_TEXT).min(lines.len());
        let mut people: Vec<String> = Vec::new();
        for line in below {
            let furniture = Hints::COMMENTS
                .with(Hints::RELATED)
                .with(Hints::FOOTER)
                .with(Hints::PROMOTION);
            let name = names::trim(&lines[line].text);
            let mentions = |text: &str| text.len() > name.len() && text.contains(name);
            let is_told = lines
                .iter()
                .skip(line + 1)
                .take(MENTION_LINES)
                .any(|next| !next.is_link() && mentions(&next.text));
            if is_told
                && names::is_person(name)
                && !self.flow.place_of(line).has(furniture)
                && !people.iter().any(|known| known == name)
            {
                people.push(name.to_owned());
            }
        }
        people
    }
}

/// Whether names differ from other words in the script of a text: by capitals, or by the characters of families.
fn tells_names(text: &str) -> bool {
    let first = text.chars().find(|c| c.is_alphabetic());
    first.is_some_and(|first| first.is_uppercase() || is_cjk(first))
}

/// The people of a text that is nothing but whole names; Japanese ones only where the text is a link.
fn people_and_no_more(text: &str, linked: bool) -> Vec<String> {
    let people = names::people(names::without_joint(text));
    // Every short word of Hangul reads like a name.
    let is_name = |name: &String| match name.chars().any(is_cjk) {
        true => {
            names::is_han_name(name) && name.chars().nth(HAN_NAME_CHARS - 1).is_some()
                || linked && names::is_whole_without_capitals(name) && names::is_person(name)
        }
        false => names::is_person(name),
    };
    let named: f32 = people.iter().map(|name| letters(name)).sum();
    match people.iter().all(is_name) && named >= NAMES_PART * letters(text) {
        true => people,
        false => Vec::new(),
    }
}

pub(super) fn letters(text: &str) -> f32 {
    text.chars().filter(|c| c.is_alphanumeric()).count() as f32
}
