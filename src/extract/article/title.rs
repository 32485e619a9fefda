//! The headline: the visible line that the page's own declarations agree on.
//!
//! In: a page's lines and its declarations (`<title>`, OpenGraph, JSON-LD). Out: the headline and its line. The rule: the
//! declarations mostly hold the headline with the site's name around it, so the headline is the longest line that they
//! contain; a heading counts for more.

use std::collections::HashSet;
use std::sync::LazyLock;

use html5ever::local_name;
use regex::Regex;

use super::head::{Head, squash};
use crate::page::element_names::heading_level;
use crate::page::hints::Hints;
use crate::page::lines::{Flow, Line, units};

/// A headline and where it stands.
#[derive(Debug, Default)]
pub(super) struct Title {
    pub(super) text: Option<String>,
    /// The line and the block that show it.
    pub(super) place: Option<(usize, usize)>,
    /// The page's one article, where most of the page's text stands before it: a stream of teasers under an overlay.
    pub(super) overlay: Option<usize>,
}

/// A longer line is a paragraph.
const LIMIT_UNITS: f32 = 90.0;

/// Separators between a headline and a site's name.
const SEPARATORS: [&str; 10] = ["_", " - ", "-", " | ", "|", "｜", "—", "–", "»", "::"];

/// Finds the headline.
pub(super) fn find(flow: &Flow<'_>, head: &Head, headline: Option<&str>) -> Title {
    let declared = declarations(head, headline);
    let mut best: Option<(f32, usize, usize)> = None;
    let mut seen = HashSet::new();
    let all_prose = flow.prose_in(0..flow.lines.len());
    let sole = sole_article(flow);
    let levels = Levels::of(flow);
    for index in 0..flow.elements.len() {
        let element = &flow.elements[index];
        let heading = flow
            .around(index)
            .take(4)
            .find(|&near| heading_level(&flow.elements[near].name).is_some());
        let level = heading.and_then(|at| heading_level(&flow.elements[at].name));
        let is_title = element.hints.has(Hints::TITLE);
        let lines = flow.lines_of(index);
        // Any line may be the headline. Each line is looked at once, with the block that it stands in.
        let plain = element.is_block && lines.len() == 1 && flow.lines[lines.start].block == index;
        let most = if level.is_some() { 4 } else { 2 };
        if lines.is_empty() || lines.len() > most || !(plain || level.is_some() || is_title) {
            continue;
        }
        // A `<br>` may stand in a headline, and a heading may hold blocks; other blocks together are no headline.
        let block = flow.lines[lines.start].block;
        let is_one = |line: usize| {
            let other = flow.lines[line].block;
            other == block || (heading == Some(index) && flow.is_within(other, index))
        };
        if !lines.clone().all(is_one) {
            continue;
        }
        if !seen.insert((lines.start, lines.end, level)) {
            continue;
        }
        let text = flow.text_of(index);
        let size = units(&text);
        if !(1.0..=LIMIT_UNITS).contains(&size) {
            continue;
        }
        let line = &flow.lines[lines.start];
        let folded = fold(&text);
        let is_site = declared.is_site(&folded);
        let mut score = if is_site {
            0.0
        } else {
            declared.agreement(&folded, size)
        };
        let is_of_site = is_site || line.is_link() && leads_home(flow, line);
        score += match level {
            Some(_) if is_of_site => 0.0,
            Some(level) if score <= 0.0 && levels.is_section(flow, level, lines.start) => 1.0,
            Some(1) => 6.0 + 0.4 * size.min(20.0),
            Some(2) => 3.0,
            Some(_) => 1.0,
            None => 0.0,
        };
        if is_title {
            score += 2.0;
        }
        if line.is_link() {
            score -= 4.0;
        }
        // Author and date stand directly below a headline.
        if !is_of_site && facts_follow(flow, lines.end) {
            score += if level.is_some() || is_title {
                6.0 + 0.2 * size.min(20.0)
            } else {
                3.0
            };
        }
        let place = element.place;
        if place.has(Hints::HIDDEN) {
            score *= 0.7;
        }
        if place.has(Hints::FURNITURE) {
            score *= 0.5;
        }
        // Behind the text, a share bar or a list repeats the headline.
        let is_of_sole = level == Some(1) && sole.is_some_and(|sole| flow.is_within(index, sole));
        if flow.prose_in(0..lines.start) > 0.5 * all_prose && !is_of_sole {
            score *= 0.3;
        }
        if best.is_none_or(|(best, _, _)| score > best) {
            best = Some((score, lines.start, index));
        }
    }
    match best {
        Some((score, line, block)) if score >= 4.0 || score >= 3.0 && declared.whole.is_empty() => {
            let is_before_text = flow.prose_in(0..line) <= 0.5 * all_prose;
            let overlay = sole.filter(|&sole| !is_before_text && flow.is_within(block, sole));
            Title {
                text: Some(declared.spelled(flow.text_of(block))),
                place: (is_before_text || overlay.is_some()).then_some((line, block)),
                overlay,
            }
        }
        _ => Title {
            text: declared.best(),
            ..Title::default()
        },
    }
}

/// The one `<article>` of a page that has a headline of the first level and running text.
fn sole_article(flow: &Flow<'_>) -> Option<usize> {
    const LEAST_UNITS: f32 = 100.0;
    const LEVELS: usize = 12;
    let mut articles = (0..flow.elements.len())
        .filter(|&at| heading_level(&flow.elements[at].name) == Some(1))
        .map(|heading| {
            flow.around(heading)
                .take(LEVELS)
                .find(|&at| flow.elements[at].name == local_name!("article"))
        });
    let first = articles.next()??;
    let is_sole = articles.all(|other| other == Some(first));
    (is_sole && flow.prose_in(flow.lines_of(first)) >= LEAST_UNITS).then_some(first)
}

/// The first and the last heading of each level.
struct Levels([Option<(usize, usize)>; 6]);

impl Levels {
    fn of(flow: &Flow<'_>) -> Self {
        let mut levels = [None; 6];
        for (index, element) in flow.elements.iter().enumerate() {
            let Some(level) = heading_level(&element.name) else {
                continue;
            };
            let line = flow.lines_of(index).start;
            let (first, _) = levels[usize::from(level) - 1].unwrap_or((line, line));
            levels[usize::from(level) - 1] = Some((first, line));
        }
        Self(levels)
    }

    /// Whether a heading of this level stands over a part of the text: text comes before it, and text parts it from another
    /// heading of its level.
    fn is_section(&self, flow: &Flow<'_>, level: u8, line: usize) -> bool {
        const LEAST_UNITS: f32 = 40.0;
        let parted = |from: usize, to: usize| from < to && flow.prose_in(from..to) >= LEAST_UNITS;
        parted(0, line)
            && self.0[usize::from(level) - 1]
                .is_some_and(|(first, last)| parted(first, line) || parted(line, last))
    }
}

static YEAR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:19|20)[0-9]{2} ?[-./年] ?[0-9]").ok());

/// Whether a short line with a full date comes within three lines.
fn facts_follow(flow: &Flow<'_>, from: usize) -> bool {
    flow.lines[from..(from + 3).min(flow.lines.len())]
        .iter()
        .any(|line| {
            line.units < 45.0
                && !line.is_link()
                && YEAR.as_ref().is_some_and(|year| year.is_match(&line.text))
        })
}

/// Whether a line is a link to the home page of its site or blog: its name, over every article.
fn leads_home(flow: &Flow<'_>, line: &Line) -> bool {
    let Some((_, link)) = line.links.first() else {
        return false;
    };
    flow.elements[*link].node.attr("href").is_some_and(|href| {
        let path = href.split_once("://").map_or(href, |(_, rest)| {
            rest.split_once('/').map_or("", |(_, path)| path)
        });
        let file = path.trim_matches(['/', '.']);
        file.is_empty()
            || file
                .split_once('.')
                .is_some_and(|(name, _)| name == "index")
    })
}

struct Declared {
    /// The declarations as written.
    whole: Vec<String>,
    /// Folded, with their parts folded.
    folded: Vec<(String, Vec<String>)>,
    /// The site's name, folded.
    site: Option<String>,
}

fn declarations(head: &Head, headline: Option<&str>) -> Declared {
    let mut whole: Vec<String> = Vec::new();
    let metas = [
        "articletitle",
        "og:title",
        "twitter:title",
        "dc.title",
        "dcterms.title",
        "itemprop:headline",
        "title",
    ];
    let stated = headline
        .into_iter()
        .chain(metas.iter().filter_map(|name| head.get(&[name])))
        .chain(head.title.as_deref());
    for text in stated {
        let text = squash(text);
        if !text.is_empty() && !whole.contains(&text) {
            whole.push(text);
        }
    }
    let folded = whole
        .iter()
        .map(|text| {
            (
                fold(text),
                parts(text)
                    .map(fold)
                    .filter(|part| !part.is_empty())
                    .collect(),
            )
        })
        .collect();
    Declared {
        whole,
        folded,
        site: head.get(&["og:site_name", "application-name"]).map(fold),
    }
}

impl Declared {
    /// Whether a line, folded, is the site's name: as the page states it, or as a short last part of its title.
    fn is_site(&self, line: &str) -> bool {
        if let Some(site) = &self.site {
            return site == line;
        }
        let is_short_last = |parts: &[String]| {
            let (Some(last), Some(longest)) = (parts.last(), parts.iter().map(String::len).max())
            else {
                return false;
            };
            last == line && last.len() < longest
        };
        // A declaration that is the line and nothing else declares the headline.
        !self.folded.iter().any(|(whole, _)| whole == line)
            && self.folded.iter().any(|(_, parts)| is_short_last(parts))
    }

    /// `text`, or the declaration that differs from it by white space alone and has more: styles set boxes apart in which no
    /// space stands.
    fn spelled(&self, text: String) -> String {
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        let words = |text: &str| text.split_whitespace().count();
        self.whole
            .iter()
            .flat_map(|whole| std::iter::once(whole.as_str()).chain(parts(whole).map(str::trim)))
            .find(|declared| words(declared) > words(&text) && bare(declared) == bare(&text))
            .map_or(text.clone(), str::to_owned)
    }

    /// How well a line, folded, of this size agrees with the declarations, in units.
    fn agreement(&self, line: &str, size: f32) -> f32 {
        if line.is_empty() {
            return 0.0;
        }
        let mut best: f32 = 0.0;
        let mut votes = 0;
        for (whole, parts) in &self.folded {
            if whole == line {
                best = best.max(size * 1.6);
                votes += 1;
            } else if whole.contains(line) {
                // The last of several parts is most often the site, the first the headline.
                let weight = match parts.iter().position(|part| part == line) {
                    Some(0) => 1.4,
                    Some(at) if at + 1 == parts.len() => 0.7,
                    _ => 1.0,
                };
                best = best.max(size * weight);
                votes += 1;
            } else if line.contains(whole.as_str()) && whole.chars().count() >= 6 {
                // The declaration is cut, the line is whole.
                best = best.max(units(whole) * 0.9);
            } else if parts
                .first()
                .is_some_and(|part| part.chars().count() >= 6 && line.contains(part.as_str()))
            {
                best = best.max(parts.first().map_or(0.0, |part| units(part)) * 0.8);
            }
        }
        best * (1.0 + 0.2 * (votes.min(3) as f32))
    }

    /// The headline out of the declarations alone: without the site's name.
    fn best(&self) -> Option<String> {
        let text = self.whole.first()?;
        let is_site = |part: &str| {
            let part = fold(part);
            self.site.as_ref().is_some_and(|site| *site == part)
        };
        let longest = parts(text)
            .map(str::trim)
            .filter(|part| !part.is_empty() && !is_site(part))
            .max_by(|a, b| units(a).total_cmp(&units(b)));
        // Hyphens stand inside headlines too: a part must be most of the whole to stand for it.
        match longest {
            Some(part) if units(part) >= 0.4 * units(text) => Some(part.to_owned()),
            _ => Some(text.clone()),
        }
    }
}

pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    split(text, &SEPARATORS).into_iter()
}

/// `text` cut at each of `separators`, one after the other.
pub(super) fn split<'t>(text: &'t str, separators: &[&str]) -> Vec<&'t str> {
    let mut parts = vec![text];
    for separator in separators {
        parts = parts
            .into_iter()
            .flat_map(|part| part.split(separator))
            .collect();
    }
    parts
}

/// Letters and digits, lower case: how headlines are compared.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        folded.extend(letters.map(|c| char::from(c.to_ascii_lowercase())));
        return folded;
    }
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
        } else {
            folded.extend(c.to_lowercase());
        }
    }
    folded
}
