//! Credits: authors, editors and the source of an article.
//!
//! In: the page's rows, its head and its structured data. Out: [`Credits`]. The rule: each statement has a rank, and the
//! highest rank wins. A visible label ranks highest, then a line that reporters sign, then structured data and elements
//! named for authors. Meta ranks last, since it often holds numbers, labels, the site's own name or the editor.

mod stated;
mod unlabelled;

use std::collections::HashSet;

use url::Url;

pub(super) use self::stated::CreditReader;
use self::unlabelled::Unlabelled;
use super::labels::Kind;
use super::rows::{Row, RowPosition};
use super::title::fold;
use super::{lexicon, names, signatures, text_source};
use crate::model::{Editor, SourceClaim, SourceLabel};
use crate::page::hints::Hints;

/// More elements in a row that are named for authors than this are a list of the staff.
const AUTHORS_LIMIT: usize = 8;

/// The names in an element for authors, unless it holds a breadcrumb or a sentence about the author.
fn named_alone(text: &str) -> Vec<String> {
    let is_name = text.chars().count() <= 60 && !text.contains(['>', '：', ':', '。']);
    if !is_name {
        return Vec::new();
    }
    // `and Bo Reader`: the word that joins two names stands in the element of the second.
    let joins = names::CONJUNCTIONS.iter().map(|and| and.trim_start());
    let mut joins = joins.filter_map(|and| text.trim_start().strip_prefix(and));
    names::people(joins.next().unwrap_or(text))
}

/// The people and the organisation that the page credits.
#[derive(Debug, Default)]
pub(super) struct Credits {
    pub(super) byline: Vec<String>,
    pub(super) editors: Vec<Editor>,
    pub(super) source: Option<SourceClaim>,
    pub(super) source_label: SourceLabel,
}

/// A statement of the page and its rank: the highest rank wins.
struct Claim<T> {
    what: T,
    rank: i32,
}

impl CreditReader<'_, '_> {
    /// Reads authors, editors and the source.
    pub(super) fn credits(&self) -> Credits {
        let editors = self.editors();
        let unlabelled = self.unlabelled();
        let source = self.source(&unlabelled);
        let byline = self.byline(&editors, source.as_ref(), &unlabelled);
        Credits {
            source,
            source_label: self.source_label(),
            byline,
            editors,
        }
    }

    /// Whether the page shows a label for the source, and whether a name stands behind it.
    fn source_label(&self) -> SourceLabel {
        let shown = self.labelled(Kind::Source).into_iter();
        let values = shown
            .filter(|(row, ..)| !row.hidden)
            .map(|(_, _, value)| value);
        let named = self.hinted(Hints::SOURCE).into_iter();
        let named = named
            .filter(|(row, ..)| row.at == RowPosition::Between && !row.hidden)
            .map(|(_, _, text)| text);
        values
            .chain(named)
            .map(|value| match names::source(&value) {
                Some(_) => SourceLabel::Named,
                None => SourceLabel::Empty,
            })
            .max_by_key(|label| *label == SourceLabel::Named)
            .unwrap_or_default()
    }

    fn source(&self, unlabelled: &[Unlabelled]) -> Option<SourceClaim> {
        let mut best: Option<Claim<SourceClaim>> = None;
        let mut say = |name: Option<String>, url: Option<Url>, rank: i32| {
            if let Some(name) = name
                && best.as_ref().is_none_or(|best| rank > best.rank)
            {
                best = Some(Claim {
                    what: SourceClaim { name, url },
                    rank,
                });
            }
        };
        for (row, found, value) in self.labelled(Kind::Source) {
            let rank = if names::source(&value).is_some_and(|name| names::is_self(&name)) {
                35 // another that is named is the true one
            } else if row.hidden {
                60
            } else {
                95 - 2 * i32::from(row.at != RowPosition::Between)
            };
            say(
                names::source(&value),
                self.link_in(row.line, &found.range),
                rank,
            );
        }
        if let Some((name, url)) = &self.structured.source {
            say(
                names::source(name),
                url.as_deref().and_then(|url| self.absolute(url)),
                90,
            );
        }
        for (row, element, text) in self.hinted(Hints::SOURCE) {
            if row.at == RowPosition::Between {
                let url = self.flow.elements[element].node.attr("href");
                say(
                    names::source(&text).filter(|name| !names::is_address(name)),
                    url.and_then(|url| self.absolute(&url)),
                    80,
                );
            }
        }
        for row in self
            .rows
            .iter()
            .filter(|row| row.at <= RowPosition::Between && !row.hidden)
        {
            if let Some((name, range)) = self.beside_date(row)
                && (names::is_organisation(&name)
                    || self
                        .link_in(row.line, &range)
                        .is_some_and(|_| names::is_organisation(&name)))
            {
                say(names::source(&name), self.link_in(row.line, &range), 70);
            }
        }
        for found in unlabelled {
            say(Some(found.source.clone()), found.url.clone(), found.rank);
        }
        // Also above the text: `Originally published by The Cape Mail` under the headline.
        let above = || {
            let rows = self.rows.iter();
            let rows = rows.filter(|row| row.at == RowPosition::Between && !row.hidden);
            let lines: Vec<usize> = rows.map(|row| row.line).collect();
            text_source::reprint_source(self.flow, &lines)
        };
        if let Some(named) = text_source::reprint_source(self.flow, self.body).or_else(above) {
            let url = self.link_in(named.line, &named.range);
            say(Some(named.name), url, 65);
        }
        const METAS: [&str; 9] = [
            "source",
            "contentsource",
            "content_source",
            "article:source",
            "og:source",
            "dc.source",
            "mediaid",
            "copyrightsource",
            "laiyuan",
        ];
        for name in METAS {
            for value in self.head.all(name) {
                say(
                    names::source(value).filter(|name| !names::is_address(name)),
                    None,
                    50,
                );
            }
        }
        say(text_source::dateline(self.flow, self.body), None, 40);
        best.map(|best| best.what)
    }

    fn byline(
        &self,
        editors: &[Editor],
        source: Option<&SourceClaim>,
        unlabelled: &[Unlabelled],
    ) -> Vec<String> {
        let mut best: Option<Claim<Vec<String>>> = None;
        let mut say = |people: Vec<String>, rank: i32| {
            if !people.is_empty() && best.as_ref().is_none_or(|best| rank > best.rank) {
                best = Some(Claim { what: people, rank });
            }
        };
        let edits = |people: Vec<String>| -> Vec<String> {
            people
                .into_iter()
                .filter(|name| !editors.iter().any(|editor| editor.name == *name))
                .collect()
        };
        let site = self.site();
        let known_people = |people: Vec<String>| -> Vec<String> {
            edits(people)
                .into_iter()
                .filter(|name| !names::is_address(name) && !self.is_own_site(name, &site))
                .filter(|name| source.is_none_or(|source| source.name != *name))
                .collect()
        };
        let mut stated_empty = false;
        for (row, _, value) in self.labelled(Kind::Author) {
            if value.is_empty() && row.at == RowPosition::Between && !row.hidden {
                stated_empty = true;
            }
            if row.hidden {
                say(known_people(names::people(&value)), 50);
            } else {
                say(
                    names::people(&value),
                    95 - 3 * i32::from(row.at != RowPosition::Between),
                );
            }
        }
        say(signatures::people(self.flow, self.body), 91);
        for found in unlabelled {
            say(edits(found.people.clone()), found.rank + 8);
        }
        let hinted = self.hinted(Hints::AUTHOR);
        let mut together: Option<Claim<Vec<String>>> = None;
        for (at, (row, element, text)) in hinted.iter().enumerate() {
            let rank = match row.at {
                RowPosition::Between => 88,
                RowPosition::Above => 80,
                RowPosition::Body if !self.is_prose(row) => 79,
                RowPosition::Body | RowPosition::After => continue,
            };
            if !row.hidden {
                let mut people = edits(named_alone(text));
                if !people.is_empty() {
                    let others = self.beside(&hinted[at..], *element).into_iter();
                    people.extend(known_people(others.flat_map(named_alone).collect()));
                    let mut seen = HashSet::new();
                    people.retain(|name| seen.insert(name.clone()));
                }
                // The element around several names holds the first of them too.
                let is_better = together.as_ref().is_none_or(|known| {
                    rank > known.rank
                        || (rank == known.rank && people.starts_with(known.what.as_slice()))
                });
                if !people.is_empty() && is_better {
                    together = Some(Claim { what: people, rank });
                }
            }
        }
        if let Some(together) = together {
            say(together.what, together.rank);
        }
        let written: Vec<String> = self
            .structured
            .authors
            .iter()
            .flat_map(|author| names::people(author))
            .collect();
        let is_own_site = self
            .structured
            .publisher
            .as_deref()
            .map(fold)
            .is_some_and(|site_name| written.iter().all(|name| fold(name) == site_name));
        say(known_people(written), if is_own_site { 45 } else { 85 });
        for row in self
            .rows
            .iter()
            .filter(|row| row.at == RowPosition::Between && !row.hidden)
        {
            if let Some((name, _)) = self.beside_date(row)
                && names::is_han_name(&name)
            {
                say(names::people(&name), 75);
            }
        }
        if !stated_empty {
            const METAS: [&str; 16] = [
                "author",
                "articleauthor",
                "itemprop:author",
                "itemprop:author/name",
                "itemprop:creator",
                "itemprop:creator/name",
                "enp:author",
                "article:author",
                "byl",
                "byline",
                "dc.creator",
                "dcterms.creator",
                "article.author",
                "parsely-author",
                "sailthru.author",
                "og:author",
            ];
            for name in METAS {
                let values: Vec<String> = self.head.all(name).flat_map(names::people).collect();
                say(known_people(values), 60);
            }
        }
        best.map(|best| best.what).unwrap_or_default()
    }

    /// The texts of the elements that follow the first of `hinted` directly and are marked up like it: one person each.
    fn beside<'t>(&self, hinted: &'t [(&Row, usize, String)], element: usize) -> Vec<&'t str> {
        let class = |element: usize| {
            let node = &self.flow.elements[element].node;
            node.attr("class").filter(|class| !class.trim().is_empty())
        };
        let name = &self.flow.elements[element].name;
        let Some((own, like)) = hinted.first().zip(class(element)) else {
            return Vec::new();
        };
        let mut line = own.0.line;
        let others = hinted.iter().skip(1).take(AUTHORS_LIMIT);
        let others = others.take_while(|(row, other, text)| {
            let is_job = text
                .split(|c: char| !c.is_alphabetic())
                .any(|word| lexicon::has(lexicon::JOBS, &word.to_lowercase()));
            let is_next = row.line <= line + 1 && row.at == own.0.at && !row.hidden;
            line = row.line;
            is_next
                && !is_job
                && self.flow.elements[*other].name == *name
                && class(*other).is_some_and(|class| class == like)
        });
        others.map(|(_, _, text)| text.as_str()).collect()
    }

    /// Whether a name in meta is the site's or the source's.
    fn is_own_site(&self, name: &str, site: &[String]) -> bool {
        let folded = fold(name);
        // A Latin name has two words; `某某网` of `某某网财经频道` is no person.
        let is_word = !name.trim().contains(' ');
        site.contains(&folded)
            || (is_word
                && folded.chars().count() >= 2
                && site.iter().any(|site| site.starts_with(&folded)))
    }

    /// The site's own names, folded.
    fn site(&self) -> Vec<String> {
        let mut site: Vec<String> = ["og:site_name", "application-name"]
            .iter()
            .filter_map(|name| self.head.get(&[name]))
            .chain(self.structured.publisher.as_deref())
            .map(fold)
            .collect();
        // The last parts of `<title>` are the section and the site.
        let title = self.head.title.as_deref().unwrap_or_default();
        site.extend(
            super::title::parts(title)
                .skip(1)
                .map(fold)
                .filter(|part| !part.is_empty()),
        );
        site.extend(
            self.base
                .url()
                .host_str()
                .into_iter()
                .flat_map(|host| host.split('.'))
                .filter(|label| label.len() > 3)
                .map(fold),
        );
        site
    }

    fn editors(&self) -> Vec<Editor> {
        let mut visible: Vec<Editor> = Vec::new();
        let mut hidden: Vec<Editor> = Vec::new();
        for (row, found, value) in self.labelled(Kind::Editor) {
            let list = if row.hidden {
                &mut hidden
            } else {
                &mut visible
            };
            for name in names::editors(&value) {
                let editor = Editor {
                    role: found.label.clone(),
                    name,
                };
                if !list.contains(&editor) {
                    list.push(editor);
                }
            }
        }
        if !visible.is_empty() {
            return visible;
        }
        if !hidden.is_empty() {
            return hidden;
        }
        let stated = self.structured.editors.iter().map(String::as_str);
        let metas = ["editor", "article:editor", "责任编辑"];
        stated
            .chain(metas.iter().flat_map(|name| self.head.all(name)))
            .flat_map(names::people)
            .filter(|name| !names::is_address(name))
            .map(|name| Editor {
                role: if name.chars().any(crate::page::lines::is_cjk) {
                    "编辑"
                } else {
                    "Editor"
                }
                .to_owned(),
                name,
            })
            .collect()
    }
}
