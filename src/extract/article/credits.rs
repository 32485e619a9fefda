//! Credits: authors, editors and the source of an article.
//!
//! In: the page's rows, its head and its structured data. Out: [`Credits`]. The rule for sources: each statement has a rank,
//! and the highest rank wins. The rule for authors: the list of names that most [`evidence`] speaks for.

mod authors;
mod evidence;
mod stated;
mod unlabelled;

use url::Url;

pub(super) use self::stated::CreditReader;
use self::unlabelled::Unlabelled;
use super::labels::Kind;
use super::rows::RowPosition;
use super::title::fold;
use super::{names, text_source};
use crate::model::{Editor, SourceClaim, SourceLabel};
use crate::page::hints::Hints;

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
        let byline = self.authors(&editors, source.as_ref(), &unlabelled);
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
                    url.and_then(|url| self.absolute(url)),
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
        say(text_source::closing_agency(self.flow, self.body), None, 38);
        best.map(|best| best.what)
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

    /// The names by which the page calls its own site, and the last part of its title, folded.
    fn stated_site(&self) -> Vec<String> {
        let names = ["og:site_name", "application-name"].iter();
        names
            .filter_map(|name| self.head.get(&[name]))
            .chain(self.structured.publisher.as_deref())
            .chain(self.structured.sites.iter().map(String::as_str))
            .chain(self.title_parts().last())
            .map(fold)
            .collect()
    }

    /// These, and what may be the site's own name: parts of the title and of the host. Folded.
    fn site(&self) -> Vec<String> {
        let mut site = self.stated_site();
        // The last parts of `<title>` are the section and the site. Before the last, some sites have the author.
        let parts = self
            .title_parts()
            .filter(|part| !names::is_person(part.trim()));
        site.extend(parts.map(fold).filter(|part| !part.is_empty()));
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

    /// The parts of the page's title behind the headline.
    fn title_parts(&self) -> impl Iterator<Item = &str> {
        let title = self.head.title.as_deref().unwrap_or_default();
        super::title::parts(title).skip(1)
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
