//! Credits: authors, editors and the source of an article.
//!
//! In: the page's rows, its head and its structured data. Out: [`Credits`]. The rule for authors and for the source: the names
//! that most [`evidence`] speaks for. The rule for editors: all whom a label names.

mod authors;
mod evidence;
mod plain;
mod stated;
mod unlabelled;
mod weights;

use url::Url;

pub use self::evidence::{Evidence, WeighedNames};
use self::evidence::{Place, Statement, best, weigh};
pub(super) use self::stated::CreditReader;
use self::unlabelled::Unlabelled;
pub(super) use self::weights::{AUTHORS, SOURCE};
use super::labels::Kind;
use super::rows::{Row, RowPosition};
use super::title::fold;
use super::{media, names, phrases, text_source};
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

/// The names that may be the authors, and those that may be the source.
#[derive(Debug, Default)]
pub struct WeighedCredits {
    /// Lists of names of which one may be the authors.
    pub authors: Vec<WeighedNames>,
    /// Names of which one may be the source.
    pub sources: Vec<WeighedNames>,
}

/// The part of `names` that `is` holds for, 0 to 1.
fn part_of(names: &[String], is: impl Fn(&str) -> bool) -> f32 {
    names.iter().filter(|name| is(name)).count() as f32 / names.len() as f32
}

impl CreditReader<'_, '_> {
    /// Reads authors, editors and the source.
    pub(super) fn credits(&self) -> Credits {
        let editors = self.editors();
        let unlabelled = self.unlabelled();
        let source = best(self.sources(&unlabelled), &SOURCE).and_then(|source| {
            Some(SourceClaim {
                name: source.names.into_iter().next()?,
                url: source.url,
            })
        });
        let authors = self.authors(&editors, source.as_ref(), &unlabelled);
        Credits {
            source,
            source_label: self.source_label(),
            byline: best(authors, &AUTHORS).map_or_else(Vec::new, |authors| authors.names),
            editors,
        }
    }

    /// All names that authors and source are chosen from, for a fit of the weights.
    pub(super) fn weighed(&self) -> WeighedCredits {
        let unlabelled = self.unlabelled();
        let sources = self.sources(&unlabelled);
        let source = self.credits().source;
        WeighedCredits {
            authors: self.authors(&self.editors(), source.as_ref(), &unlabelled),
            sources,
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

    /// The names that may be the source.
    fn sources(&self, unlabelled: &[Unlabelled]) -> Vec<WeighedNames> {
        let mut statements: Vec<Statement> = Vec::new();
        let mut say = |place: Place, name: Option<String>, url: Option<Url>| {
            statements.extend(name.map(|name| Statement {
                names: vec![name],
                url,
                place,
            }));
        };
        for (row, found, value) in self.labelled(Kind::Source) {
            let place: Place = match (row.hidden, row.at) {
                (true, _) => |of| &mut of.hidden_label,
                (false, RowPosition::Between) => |of| &mut of.label,
                (false, _) => |of| &mut of.label_aside,
            };
            let url = self.link_in(row.line, &found.range);
            say(place, names::source(&value), url);
        }
        if let Some((name, url)) = &self.structured.source {
            let url = url.as_deref().and_then(|url| self.absolute(url));
            say(|of| &mut of.structured, names::source(name), url);
        }
        let named = |text: &str| names::source(text).filter(|name| !names::is_address(name));
        // `From <a>Cape Wire</a>`, `자료: 바다일보`, `From Cape Wire`: words before the name, in an element named for the source.
        let without_words = |row: &Row, text: &str| {
            const WORDS_CHARS: usize = 12;
            let line = &self.flow.lines[row.line];
            let links = line.links.iter();
            let mut linked = links.filter_map(|(link, _)| line.text.get(link.clone()));
            let is_short =
                |name: &str| phrases::fits(&text[..text.len() - name.len()], WORDS_CHARS);
            let name = linked.find(|name| !name.is_empty() && text.ends_with(name));
            let name = name.or_else(|| Some(text.rsplit_once([':', '：'])?.1));
            let name = name.or_else(|| text.strip_prefix("From "));
            name.filter(|name| is_short(name))
                .unwrap_or(text)
                .to_owned()
        };
        for (row, element, text) in self.hinted(Hints::SOURCE) {
            if row.at == RowPosition::Between {
                let url = self.flow.elements[element].node.attr("href");
                let url = url.and_then(|url| self.absolute(url));
                say(|of| &mut of.element, named(&without_words(row, &text)), url);
            }
        }
        let shown = |row: &&Row| row.at <= RowPosition::Between && !row.hidden;
        for row in self.rows.iter().filter(shown) {
            if let Some((name, range)) = self.beside_date(row)
                && names::is_organisation(&name)
            {
                let url = self.link_in(row.line, &range);
                say(|of| &mut of.beside_date, names::source(&name), url);
            }
        }
        for found in unlabelled {
            say(found.place, Some(found.source.clone()), found.url.clone());
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
            say(|of| &mut of.reprinted, Some(named.name), url);
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
        for value in METAS.iter().flat_map(|name| self.head.all(name)) {
            say(|of| &mut of.meta, named(value), None);
        }
        let dateline = text_source::dateline(self.flow, self.body);
        say(|of| &mut of.dateline, dateline, None);
        let closing = text_source::closing_agency(self.flow, self.body);
        say(|of| &mut of.closing, closing, None);
        let is_empty = self.source_label() == SourceLabel::Empty;
        weigh(statements, |names| Evidence {
            person: part_of(names, names::is_person),
            medium: part_of(names, |name| {
                media::is_medium(name) || media::has_medium_word(name) || media::is_office(name)
            }),
            own_word: part_of(names, names::is_self),
            empty_label: f32::from(u8::from(is_empty)),
            ..Evidence::NONE
        })
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
