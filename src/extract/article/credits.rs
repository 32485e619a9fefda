//! Who and whence: authors, editors and the source, from whatever on the page says it best.
//!
//! What readers see with a label counts most, then lines in which reporters sign, then structured data and
//! elements named for authors, then meta, which lies: it holds numbers, labels, the site's own name, the editor.

use dom_query::local_name;
use url::Url;

use super::flow::Flow;
use super::head::Head;
use super::hints::Hints;
use super::labels::{self, Found, Kind};
use super::names;
use super::signed;
use super::structured::Structured;
use super::title::fold;
use super::zone::{Row, Where};
use crate::model::{Editor, SourceClaim};

/// Everybody the page names.
#[derive(Debug, Default)]
pub(super) struct Credits {
    pub(super) byline: Vec<String>,
    pub(super) editors: Vec<Editor>,
    pub(super) source: Option<SourceClaim>,
}

/// What credits are read from.
pub(super) struct Page<'p, 'd> {
    pub(super) flow: &'p Flow<'d>,
    pub(super) rows: &'p [Row],
    /// The body's lines that are kept.
    pub(super) body: &'p [usize],
    pub(super) head: &'p Head,
    pub(super) structured: &'p Structured,
    pub(super) base: &'p Url,
}

/// A statement and how much it is worth.
struct Said<T> {
    what: T,
    rank: i32,
}

impl Page<'_, '_> {
    /// Reads all three.
    pub(super) fn credits(&self) -> Credits {
        let editors = self.editors();
        let source = self.source();
        let byline = self.byline(&editors, source.as_ref());
        Credits {
            source,
            byline,
            editors,
        }
    }

    /// The labels around the article with their values, those that stand in the next line included.
    fn labelled(&self, kind: Kind) -> Vec<(&Row, &Found, String)> {
        let mut all = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            if (row.at == Where::Body && self.is_prose(row)) || self.is_caption(row.line) {
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

    /// Pictures have sources and authors of their own.
    fn is_caption(&self, line: usize) -> bool {
        self.flow
            .around(self.flow.lines[line].block)
            .take(4)
            .any(|element| {
                let element = &self.flow.elements[element];
                element.hints.has(Hints::CAPTION.with(Hints::GALLERY))
                    || matches!(
                        element.name,
                        local_name!("figure") | local_name!("figcaption")
                    )
            })
    }

    fn is_prose(&self, row: &Row) -> bool {
        let line = &self.flow.lines[row.line];
        line.prose() > 30.0 || line.text.contains('。')
    }

    /// The next line, if it may be the value of a label that its own line leaves open: cells and list entries.
    fn next_value(&self, at: usize) -> Option<String> {
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

    fn source(&self) -> Option<SourceClaim> {
        let mut best: Option<Said<SourceClaim>> = None;
        let mut say = |name: Option<String>, url: Option<Url>, rank: i32| {
            if let Some(name) = name
                && best.as_ref().is_none_or(|best| rank > best.rank)
            {
                best = Some(Said {
                    what: SourceClaim { name, url },
                    rank,
                });
            }
        };
        for (row, found, value) in self.labelled(Kind::Source) {
            let rank = if row.hidden {
                60
            } else {
                95 - 2 * i32::from(row.at != Where::Between)
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
            if row.at == Where::Between {
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
            .filter(|row| row.at <= Where::Between && !row.hidden)
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
        let publisher = self.structured.publisher.as_deref();
        say(publisher.and_then(names::source), None, 30);
        best.map(|best| best.what)
    }

    fn byline(&self, editors: &[Editor], source: Option<&SourceClaim>) -> Vec<String> {
        let mut best: Option<Said<Vec<String>>> = None;
        let mut say = |people: Vec<String>, rank: i32| {
            if !people.is_empty() && best.as_ref().is_none_or(|best| rank > best.rank) {
                best = Some(Said { what: people, rank });
            }
        };
        let edits = |people: Vec<String>| -> Vec<String> {
            people
                .into_iter()
                .filter(|name| !editors.iter().any(|editor| editor.name == *name))
                .collect()
        };
        let site = self.site();
        let told = |people: Vec<String>| -> Vec<String> {
            edits(people)
                .into_iter()
                .filter(|name| !names::is_address(name) && !self.is_house(name, &site))
                .filter(|name| source.is_none_or(|source| source.name != *name))
                .collect()
        };
        let mut stated_empty = false;
        for (row, _, value) in self.labelled(Kind::Author) {
            if value.is_empty() && row.at == Where::Between && !row.hidden {
                stated_empty = true;
            }
            if row.hidden {
                say(told(names::people(&value)), 50);
            } else {
                say(
                    names::people(&value),
                    95 - 3 * i32::from(row.at != Where::Between),
                );
            }
        }
        say(signed::people(self.flow, self.body), 91);
        for (row, _, text) in self.hinted(Hints::AUTHOR) {
            let rank = match row.at {
                Where::Between => 88,
                Where::Above => 80,
                Where::Body if !self.is_prose(row) => 79,
                _ => continue,
            };
            if !row.hidden {
                // A breadcrumb, or a sentence about the author.
                let is_name = text.chars().count() <= 60 && !text.contains(['>', '：', ':', '。']);
                say(
                    edits(if is_name {
                        names::people(&text)
                    } else {
                        Vec::new()
                    }),
                    rank,
                );
            }
        }
        let written: Vec<String> = self
            .structured
            .authors
            .iter()
            .flat_map(|author| names::people(author))
            .collect();
        let is_house = self
            .structured
            .publisher
            .as_deref()
            .map(fold)
            .is_some_and(|house| written.iter().all(|name| fold(name) == house));
        say(told(written), if is_house { 45 } else { 85 });
        for row in self
            .rows
            .iter()
            .filter(|row| row.at == Where::Between && !row.hidden)
        {
            if let Some((name, _)) = self.beside_date(row)
                && names::is_han_name(&name)
            {
                say(names::people(&name), 75);
            }
        }
        if !stated_empty {
            const METAS: [&str; 11] = [
                "author",
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
                say(told(values), 60);
            }
        }
        best.map(|best| best.what).unwrap_or_default()
    }

    /// Whether a name that meta gives is the site's, or the source's.
    fn is_house(&self, name: &str, site: &[String]) -> bool {
        let folded = fold(name);
        // People have two names; `某某网` of `某某网财经频道` is no person.
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
                role: if name.chars().any(super::flow::is_cjk) {
                    "编辑"
                } else {
                    "Editor"
                }
                .to_owned(),
                name,
            })
            .collect()
    }

    /// Elements named for a fact, around the headline, with their text; dates and labels taken off.
    fn hinted(&self, hint: Hints) -> Vec<(&Row, usize, String)> {
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
    fn beside_date(&self, row: &Row) -> Option<(String, std::ops::Range<usize>)> {
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

    fn link_in(&self, line: usize, range: &std::ops::Range<usize>) -> Option<Url> {
        let (_, element) = self.flow.lines[line]
            .links
            .iter()
            .find(|(link, _)| link.start < range.end && range.start < link.end)?;
        let element = &self.flow.elements[*element];
        if element.name != local_name!("a") {
            return None;
        }
        self.absolute(&element.node.attr("href")?)
    }

    fn absolute(&self, href: &str) -> Option<Url> {
        let href = href.trim();
        if href.is_empty() {
            return None;
        }
        self.base
            .join(href)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
    }
}
