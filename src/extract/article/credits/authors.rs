//! The authors of an article.
//!
//! In: the page's rows, its elements named for authors, its structured data and meta. Out: the lists of names with the evidence
//! on each. Each place that names authors makes a [`Statement`], and [`weigh`] puts them together.

use foldhash::HashSet;
use html5ever::local_name;

use super::evidence::{Evidence, Place, Statement, WeighedNames, weigh};
use super::part_of;
use super::plain::{NAMES_PART, letters};
use super::stated::CreditReader;
use super::unlabelled::Unlabelled;
use crate::extract::article::labels::{self, Kind};
use crate::extract::article::rows::{Row, RowPosition};
use crate::extract::article::title::fold;
use crate::extract::article::{furniture, media, names, signatures};
use crate::model::{Editor, SourceClaim};
use crate::page::hints::Hints;

/// More elements in a row that are named for authors than this are a list of the staff.
const AUTHORS_LIMIT: usize = 8;
/// A longer text of an element is a sentence.
const NAMES_LIMIT_CHARS: usize = 160;
/// More meta names than this are no statement on the author.
const METAS_LIMIT: usize = 24;
/// How many parts of a link's path may name a list of authors: `/en/news/authors/ann`.
const PATH_PARTS: usize = 3;

impl CreditReader<'_, '_> {
    /// The lists of names that may be the authors.
    pub(super) fn authors(
        &self,
        editors: &[Editor],
        source: Option<&SourceClaim>,
        unlabelled: &[Unlabelled],
    ) -> Vec<WeighedNames> {
        let mut shown: Vec<(Place, Vec<String>)> = Vec::new();
        let mut hidden: Vec<(Place, Vec<String>)> = Vec::new();
        let mut empty_label = false;
        for (row, people, is_empty) in self.behind_labels() {
            empty_label |= is_empty && row.at == RowPosition::Between && !row.hidden;
            match (row.hidden, row.at) {
                (true, _) => hidden.push((|of| &mut of.hidden_label, people)),
                (false, RowPosition::Between) => shown.push((|of| &mut of.label, people)),
                (false, _) => shown.push((|of| &mut of.label_aside, people)),
            }
        }
        // A picture and another story between two paragraphs are signed too.
        let is_own = |line: &usize| !(self.is_under_headline(*line) || self.is_caption(*line));
        let own: Vec<usize> = self.body.iter().copied().filter(is_own).collect();
        let signed = signatures::signed(self.flow, &own);
        shown.push((|of| &mut of.signature, signed.people));
        shown.push((|of| &mut of.last_line, signed.alone));
        // Names in rows of their own are one list, or only the first is the author.
        let rows = self.shown_between().map(|row| self.alone(row));
        let rows: Vec<Vec<(bool, String)>> = rows.collect();
        let all = rows.concat();
        for people in rows.into_iter().chain([all]) {
            shown.push((|of| &mut of.alone, linked_first(people)));
        }
        let is_japanese = signatures::is_japanese(self.flow, self.body);
        for row in self.shown_between() {
            shown.push((|of| &mut of.unmarked, self.unmarked(row, is_japanese)));
        }
        shown.push((|of| &mut of.box_below, self.in_boxes_below()));
        for found in unlabelled {
            shown.push((|of| &mut of.with_medium, found.people.clone()));
        }
        shown.extend(self.in_elements());
        // Authors may have a row each.
        let mut by_office: Vec<Vec<String>> = Vec::new();
        let mut linked: Vec<Vec<String>> = Vec::new();
        for row in self.shown_between() {
            by_office.push(self.with_office(row, is_japanese));
            linked.push(self.in_author_links(row));
            if let Some((name, _)) = self.beside_date(row)
                && names::is_han_name(&name)
            {
                shown.push((|of| &mut of.beside_date, names::people(&name)));
            }
        }
        let of_office: Place = |of| &mut of.office;
        let of_link: Place = |of| &mut of.author_link;
        for (place, mut rows) in [(of_office, by_office), (of_link, linked)] {
            rows.push(rows.concat());
            shown.extend(rows.into_iter().map(|people| (place, people)));
        }
        let written = |authors: &[String]| -> Vec<String> {
            authors
                .iter()
                .flat_map(|author| names::people(author))
                .collect()
        };
        let structured = self.structured;
        hidden.push((|of| &mut of.structured, written(&structured.authors)));
        hidden.push((|of| &mut of.creator, written(&structured.creators)));
        for people in self.in_metas() {
            hidden.push((|of| &mut of.meta, people));
        }

        let site = self.site();
        let stated_site = self.stated_site();
        let is_credited_source = |name: &str| {
            media::is_known_agency(name) || unlabelled.iter().any(|found| found.source == name)
        };
        let is_named_for_machines = |name: &str| {
            self.is_own_site(name, &site) || source.is_some_and(|source| source.name == name)
        };
        // The site, an office of it, and an agency that is the source are no authors, whichever statement names them.
        let credible = |people: Vec<String>, is_hidden: bool| -> Vec<String> {
            // Beside a person, the page credits its newsroom too.
            if people.iter().all(|name| is_of_site(name, &stated_site)) {
                return Vec::new();
            }
            let mut seen = HashSet::default();
            let people = people.into_iter().filter(|name| {
                let is_other = is_credited_source(name)
                    || names::is_address(name)
                    || names::is_nobody(name)
                    || labels::bare(name).is_some()
                    || (!name.contains(' ') && furniture::is_control(name))
                    || name.contains(|c: char| c.is_ascii_digit())
                    || (is_hidden && (is_named_for_machines(name) || names::is_company(name)));
                seen.insert(name.clone()) && !is_other
            });
            people.collect()
        };
        let shown = shown.into_iter().map(|statement| (statement, false));
        let hidden = hidden.into_iter().map(|statement| (statement, true));
        let statements = shown
            .chain(hidden)
            .map(|((place, people), is_hidden)| Statement {
                names: credible(people, is_hidden),
                url: None,
                place,
            });
        weigh(statements.collect(), |names| Evidence {
            person: part_of(names, names::is_person),
            editor: part_of(names, |name| {
                editors.iter().any(|editor| editor.name == name)
            }),
            empty_label: f32::from(u8::from(empty_label)),
            ..Evidence::NONE
        })
    }

    /// The people behind the labels of authors, those of one line together, and whether a label has no value.
    fn behind_labels(&self) -> Vec<(&Row, Vec<String>, bool)> {
        let mut all: Vec<(&Row, Vec<String>, bool)> = Vec::new();
        for (row, found, value) in self.labelled(Kind::Author) {
            let mut people = names::people(&value);
            // `By Wednesday the quay was full`: without a colon, the name must be whole.
            // Below the text, `By Ann Lee` is the author of another article.
            // `Report: Woman found alive`: in a heading, a label with more than names behind it begins a headline.
            let named: f32 = people.iter().map(|name| letters(name)).sum();
            let is_headline = self.is_heading(row.line) && named < NAMES_PART * letters(&value);
            let is_of_other = is_headline || (found.spoken && row.at == RowPosition::After);
            if is_of_other || (found.spoken && !people.iter().any(|name| names::is_person(name))) {
                continue;
            }
            // `记者 甲某` and `通讯员 乙某`, a line each.
            let is_next = |last: &Row| {
                row.line <= last.line + 1 && (row.at, row.hidden) == (last.at, last.hidden)
            };
            match all.last_mut().filter(|(last, ..)| is_next(last)) {
                Some((last, known, _)) => {
                    people.retain(|name| !known.contains(name));
                    known.extend(people);
                    *last = row;
                }
                None => all.push((row, people, value.is_empty())),
            }
        }
        all
    }

    /// The rows between headline and text that a reader sees.
    pub(super) fn shown_between(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| {
            row.at == RowPosition::Between && !row.hidden && !self.is_caption(row.line)
        })
    }

    /// The people in elements named for authors.
    fn in_elements(&self) -> Vec<(Place, Vec<String>)> {
        let hinted = self.hinted(Hints::AUTHOR);
        let mut all = Vec::new();
        for (at, (row, element, text)) in hinted.iter().enumerate() {
            let place: Place = match row.at {
                RowPosition::Between => |of| &mut of.element,
                RowPosition::Above => |of| &mut of.element_aside,
                RowPosition::Body if !self.is_prose(row) => |of| &mut of.element_aside,
                RowPosition::Body | RowPosition::After | RowPosition::Foot => continue,
            };
            // `<time class=author-date>`
            let is_date = self.flow.elements[*element].name == local_name!("time");
            if row.hidden || is_date {
                continue;
            }
            let mut people = self.named_in(row, text);
            if !people.is_empty() {
                people.extend(self.beside(&hinted[at..], *element));
                let mut seen = HashSet::default();
                people.retain(|name| seen.insert(name.clone()));
            }
            all.push((place, people));
        }
        all
    }

    /// The people in the elements that follow the first of `hinted` directly and are marked up like it.
    fn beside(&self, hinted: &[(&Row, usize, String)], element: usize) -> Vec<String> {
        let mark = |element: usize| {
            let node = &self.flow.elements[element].node;
            let marks = ["class", "itemprop", "rel"].map(|name| node.attr(name));
            let mut marks = marks.into_iter().flatten();
            marks.find(|mark| !mark.trim().is_empty())
        };
        let name = &self.flow.elements[element].name;
        let Some((own, like)) = hinted.first().zip(mark(element)) else {
            return Vec::new();
        };
        let mut line = own.0.line;
        let alike = hinted.iter().skip(1).filter(|(_, other, _)| {
            self.flow.elements[*other].name == *name
                && mark(*other).is_some_and(|mark| mark == like)
        });
        let next = alike.take(AUTHORS_LIMIT).take_while(|(row, ..)| {
            let is_next = row.line <= line + 2 && row.at == own.0.at && !row.hidden;
            line = row.line;
            is_next
        });
        next.flat_map(|(row, _, text)| self.named_in(row, text))
            .filter(|name| names::is_person(name))
            .collect()
    }

    /// The names in the text of an element. Where elements within it part its text, each part that is a whole name counts,
    /// and of those the linked ones alone: `Ann Lee` of `<a>Ann Lee</a><span>Reporter in Harbour City</span>`.
    fn named_in(&self, row: &Row, text: &str) -> Vec<String> {
        let is_name =
            text.chars().count() <= NAMES_LIMIT_CHARS && !text.contains(['>', '：', '。']);
        if !is_name {
            return Vec::new();
        }
        let line = &self.flow.lines[row.line];
        let start = line.text.find(text);
        let within = start.map(|start| start..start + text.len());
        let parts = within.map_or_else(Vec::new, |within| self.cut_at_edges(row, within));
        if parts.len() == 1 && !text.contains(':') {
            return names::people(names::without_joint(text));
        }
        let mut shown: Vec<(bool, String)> = Vec::new();
        for part in parts {
            let words = line.text[part.clone()].trim();
            let is_office = !shown.is_empty() && names::has_office(words);
            let is_linked = line
                .links
                .iter()
                .any(|(link, _)| link.start < part.end && part.start < link.end);
            if !is_office {
                let people = names::people(names::without_joint(words)).into_iter();
                shown.extend(
                    people
                        .filter(|name| names::is_person(name))
                        .map(|name| (is_linked, name)),
                );
            }
        }
        if !shown.is_empty() {
            return linked_first(shown);
        }
        if text.contains(':') {
            return Vec::new(); // a sentence about the author
        }
        names::people(names::without_joint(text))
    }

    /// The people who stand with their office in a row: `강나루 기자`, `山辺花子記者`.
    fn with_office(&self, row: &Row, is_japanese: bool) -> Vec<String> {
        let line = &self.flow.lines[row.line];
        let parts = self.free(row).into_iter();
        let parts = parts.flat_map(|range| self.cut_at_edges(row, range));
        parts
            .filter_map(|part| signatures::office(line.text[part].trim(), is_japanese))
            .flatten()
            .collect()
    }

    /// The people whom a row links to a page of theirs: `/authors/ann-lee`.
    fn in_author_links(&self, row: &Row) -> Vec<String> {
        let line = &self.flow.lines[row.line];
        let people = line
            .links
            .iter()
            .take(AUTHORS_LIMIT)
            .filter_map(|(link, _)| {
                let url = self.link_in(row.line, link)?;
                let parts: Vec<&str> = url
                    .path_segments()?
                    .filter(|part| !part.is_empty())
                    .collect();
                let (_, before) = parts.split_last()?;
                let mut before = before.iter().take(PATH_PARTS);
                let is_of_author = before.any(|part| Hints::of(part).has(Hints::AUTHOR));
                let people = names::people(line.text.get(link.clone())?).into_iter();
                let people: Vec<String> = people.filter(|name| names::is_person(name)).collect();
                is_of_author.then_some(people)
            });
        people.flatten().collect()
    }

    /// The people of each meta that is named for authors.
    fn in_metas(&self) -> Vec<Vec<String>> {
        let mut by_key: Vec<(&str, Vec<String>)> = Vec::new();
        let site = self.site();
        for (key, value) in self.head.all_where(is_author_key) {
            let mut people = names::people(value);
            // `The Cape Mail, Harbour City`: the site and its address.
            let owner = value.split(',').next().unwrap_or_default();
            if names::is_company(owner) || self.is_own_site(owner, &site) {
                people.retain(|name| names::is_person(name));
            }
            if let Some((_, known)) = by_key.iter_mut().find(|(known, _)| *known == key) {
                known.extend(people);
            } else if by_key.len() < METAS_LIMIT {
                by_key.push((key, people));
            }
        }
        // `twitter:label1`: what the value of `twitter:data1` is.
        let cards = ["1", "2"].iter().filter_map(|number| {
            let label = self.head.get(&[&format!("twitter:label{number}")])?;
            let value = self.head.get(&[&format!("twitter:data{number}")])?;
            (labels::bare(label) == Some(Kind::Author)).then(|| names::people(value))
        });
        let by_key = by_key.into_iter().map(|(_, people)| people);
        by_key.chain(cards).collect()
    }
}

/// The linked names, or all when no name is a link: beside a linked author, another name is a place.
fn linked_first(mut people: Vec<(bool, String)>) -> Vec<String> {
    if people.iter().any(|(is_linked, _)| *is_linked) {
        people.retain(|(is_linked, _)| *is_linked);
    }
    people.into_iter().map(|(_, name)| name).collect()
}

/// Whether a meta's name says that its value is an author: `author`, `DC.creator`, `article:author`, `parsely-author`.
fn is_author_key(key: &str) -> bool {
    let mut words = key.rsplit(|c: char| !c.is_alphanumeric());
    let mut last = words.next().unwrap_or_default();
    if last == "name" {
        last = words.next().unwrap_or_default();
    }
    // `smartbanner:author`: what an app's banner says.
    let is_of_app = key.starts_with("smartbanner");
    matches!(last, "creator" | "byl" | "byline")
        || (last.ends_with("author") && !is_of_app)
        || last.ends_with("authors")
}

/// `Redaktion The Paper`, `The Paper Staff`, `The Paper`: the site's own name, and words for a newsroom around it.
fn is_of_site(name: &str, site: &[String]) -> bool {
    let folded = fold(name);
    site.iter()
        .filter(|site| site.chars().nth(2).is_some())
        .any(|site| {
            folded == *site
                || folded
                    .split_once(site.as_str())
                    .is_some_and(|(before, after)| {
                        let is_role = |part: &str| part.is_empty() || names::is_role(part);
                        is_role(before) && is_role(after)
                    })
        })
}
