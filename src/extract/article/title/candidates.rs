//! What may be the headline: each line of the page that is no paragraph, and the page's declarations with their parts.
//!
//! In: a page's lines and its declarations (JSON-LD, meta, `<title>`). Out: each text once for each place, with the
//! [`Evidence`] on it. Most declarations hold the headline with the site's name around it, so a line is compared with them
//! and with their parts between separators.

use std::ops::Range;
use std::sync::LazyLock;

use foldhash::HashSet;
use html5ever::local_name;
use regex::Regex;

use super::evidence::Evidence;
use super::heading::{self, Forms};
use super::parts::{fold, parts};
use crate::extract::article::head::{Head, squash};
use crate::page::element_names::heading_level;
use crate::page::hints::Hints;
use crate::page::lines::{Flow, Line, units};

/// A longer line is a paragraph.
const LIMIT_UNITS: f32 = 90.0;
/// A line of so many units has the length 1.
const LENGTH_UNITS: f32 = 20.0;
const LENGTH_LIMIT: f32 = 2.0;
/// A shorter declaration stands in longer lines by chance.
const LEAST_CHARS: usize = 6;
/// A line of which a declaration is a smaller part is a sentence with the same words.
const HELD_SHARE: f32 = 0.3;
/// Of a declaration with more parts, the first ones are looked at.
const PARTS_LIMIT: usize = 8;
/// A part that is shorter than this part of a declaration may be the site's name at its end.
const TAIL: f32 = 0.4;

/// A text that may be the headline.
#[derive(Debug, Clone)]
pub struct WeighedHeadline {
    /// The text.
    pub text: String,
    /// The evidence on it.
    pub evidence: Evidence,
    /// The line and the block that show it.
    pub(super) place: Option<(usize, usize)>,
}

/// A page in which the headline is looked for.
pub(super) struct Scene<'f, 'd> {
    pub(super) flow: &'f Flow<'d>,
    pub(super) declared: Declared,
    forms: Vec<Forms>,
    /// The page's one `<article>` that has a headline of the first level and running text.
    pub(super) sole: Option<usize>,
    levels: Levels,
    /// Whether each line is short and has a full date.
    dated: Vec<bool>,
    all_prose: f32,
}

impl<'f, 'd> Scene<'f, 'd> {
    pub(super) fn of(flow: &'f Flow<'d>, head: &Head, headline: Option<&str>) -> Self {
        let declared = Declared::of(head, headline);
        Self {
            forms: declared.whole.iter().map(|text| Forms::of(text)).collect(),
            declared,
            sole: sole_article(flow),
            levels: Levels::of(flow),
            dated: flow.lines.iter().map(is_dated).collect(),
            all_prose: flow.prose_in(0..flow.lines.len()),
            flow,
        }
    }

    /// Every text that may be the headline, lines first.
    pub(super) fn all(&self) -> Vec<WeighedHeadline> {
        let mut seen = HashSet::default();
        let elements = 0..self.flow.elements.len();
        let shown = elements.filter_map(|element| self.shown(element, &mut seen));
        let mut shown: Vec<WeighedHeadline> = shown.collect();
        mark_beside(&mut shown);
        let is_line = |text: &str| self.flow.lines.iter().any(|line| line.text.trim() == text);
        shown
            .into_iter()
            .chain(self.declared.texts(&is_line))
            .collect()
    }

    /// Whether most of the page's text stands before a line.
    pub(super) fn is_behind_text(&self, line: usize) -> bool {
        self.flow.prose_in(0..line) > 0.5 * self.all_prose
    }

    /// The text of an element that may be the headline; each text is looked at once in its place.
    fn shown(
        &self,
        index: usize,
        seen: &mut HashSet<(usize, usize, Option<u8>)>,
    ) -> Option<WeighedHeadline> {
        let flow = self.flow;
        let element = &flow.elements[index];
        let near = flow.around(index).take(4);
        let heading = { near }.find(|&near| heading_level(&flow.elements[near].name).is_some());
        let level = heading.and_then(|at| heading_level(&flow.elements[at].name));
        let is_named = element.hints.has(Hints::TITLE);
        let lines = flow.lines_of(index);
        // Any line may be the headline. Each line is looked at once, with the block that it stands in.
        let is_plain =
            element.is_block && lines.len() == 1 && flow.lines[lines.start].block == index;
        let most = if level.is_some() { 4 } else { 2 };
        if lines.is_empty()
            || lines.len() > most
            || !(is_plain || level.is_some() || is_named)
            || !is_one(flow, heading, index)
            || !seen.insert((lines.start, lines.end, level))
        {
            return None;
        }
        let part = (level.is_some() || is_named)
            .then(|| heading::headline(flow, index, &self.forms))
            .flatten();
        let text = part.unwrap_or_else(|| flow.text_of(index));
        let line = &flow.lines[lines.start];
        let is_whole_line = lines.len() == 1 && text.len() == line.text.len();
        let size = if is_whole_line {
            line.units
        } else {
            units(&text)
        };
        if !(1.0..=LIMIT_UNITS).contains(&size) {
            return None;
        }
        let folded = fold(&text);
        let is_name = self.declared.is_site(&folded);
        let is_site = is_name || line.is_link() && leads_home(flow, line);
        let mut evidence = if is_name {
            Evidence::NONE
        } else {
            self.declared.agreement(&folded, size)
        };
        let short = (size / LENGTH_UNITS).min(1.0);
        let is_agreed = evidence != Evidence::NONE;
        match level.filter(|_| !is_site) {
            Some(level) if !is_agreed && self.levels.is_section(flow, level, lines.start) => {
                evidence.section = 1.0;
            }
            Some(1) => (evidence.first_level, evidence.first_long) = (1.0, short),
            Some(2) => evidence.second_level = 1.0,
            Some(_) => evidence.deeper_level = 1.0,
            None => {}
        }
        if !is_site && self.facts_follow(lines.end) {
            if level.is_some() || is_named {
                (evidence.dated_heading, evidence.dated_long) = (1.0, short);
            }
            evidence.dated = 1.0;
        }
        let is_of_sole =
            level == Some(1) && self.sole.is_some_and(|sole| flow.is_within(index, sole));
        evidence.named = flag(is_named);
        evidence.linked = flag(line.is_link());
        evidence.site = flag(is_site);
        evidence.hidden = flag(element.place.has(Hints::HIDDEN));
        evidence.furniture = flag(element.place.has(Hints::FURNITURE));
        // Behind the text, a share bar or a list repeats the headline.
        evidence.late = flag(self.is_behind_text(lines.start) && !is_of_sole);
        Some(WeighedHeadline {
            text,
            evidence,
            place: Some((lines.start, index)),
        })
    }

    /// Whether a short line with a full date comes within three lines.
    fn facts_follow(&self, from: usize) -> bool {
        self.dated[from..].iter().take(3).any(|is_dated| *is_dated)
    }
}

/// Marks what stands directly above or below a heading of the first level that is declared: a kicker or a subtitle, which may
/// be declared as well.
fn mark_beside(shown: &mut [WeighedHeadline]) {
    const LINES: usize = 3;
    let is_headline = |evidence: &Evidence| {
        let is_article =
            evidence.hidden + evidence.furniture + evidence.late + evidence.site == 0.0;
        evidence.first_level > 0.0 && is_article && evidence.linked == 0.0
    };
    let declared = |of: &WeighedHeadline| (of.place, of.evidence.declared > 0.0);
    let begins = |of: &Evidence| of.declared > 0.0 || of.begins > 0.0;
    let headlines = shown
        .iter()
        .filter(|of| is_headline(&of.evidence) && begins(&of.evidence));
    let headlines: Vec<_> = headlines.map(declared).collect();
    for other in shown.iter_mut().filter(|of| of.evidence.first_level == 0.0) {
        let Some((line, _)) = other.place else {
            continue;
        };
        // The heading of `Site - Headline` may be the site's name, that of `Headline - Subtitle - Site` is none.
        let is_beside = |(place, is_whole): &(Option<(usize, usize)>, bool)| {
            place.is_some_and(|(at, _)| at != line && at.abs_diff(line) <= LINES)
                && (*is_whole || other.evidence.within > 0.0)
        };
        other.evidence.beside = flag(headlines.iter().any(is_beside));
    }
}

/// A `<br>` may stand in a headline, and a heading may hold blocks; other blocks together are no headline.
fn is_one(flow: &Flow<'_>, heading: Option<usize>, index: usize) -> bool {
    let mut lines = flow.lines_of(index);
    let block = flow.lines[lines.start].block;
    lines.all(|line| {
        let other = flow.lines[line].block;
        other == block || (heading == Some(index) && flow.is_within(other, index))
    })
}

fn flag(is_so: bool) -> f32 {
    f32::from(u8::from(is_so))
}

fn length(size: f32) -> f32 {
    (size / LENGTH_UNITS).min(LENGTH_LIMIT)
}

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

/// Whether a line is short and has a full date.
fn is_dated(line: &Line) -> bool {
    line.units < 45.0
        && !line.is_link()
        && YEAR.as_ref().is_some_and(|year| year.is_match(&line.text))
}

/// Whether a line is a link to the home page of its site or blog: its name, over every article.
fn leads_home(flow: &Flow<'_>, line: &Line) -> bool {
    let Some((_, link)) = line.links.first() else {
        return false;
    };
    flow.elements[*link].node.attr("href").is_some_and(|href| {
        let rest = href.split_once(':');
        let host = rest.and_then(|(_, rest)| rest.strip_prefix("//"));
        let path = host.map_or(href, |host| {
            host.split_once('/').map_or("", |(_, path)| path)
        });
        let file = path.trim_matches(['/', '.']);
        file.is_empty()
            || file
                .split_once('.')
                .is_some_and(|(name, _)| name == "index")
    })
}

/// What a page declares as its title, for machines.
pub(super) struct Declared {
    /// The declarations as written.
    pub(super) whole: Vec<String>,
    /// Folded, with their parts folded.
    folded: Vec<(String, Vec<String>)>,
    /// The site's name, folded.
    site: Option<String>,
}

impl Declared {
    fn of(head: &Head, headline: Option<&str>) -> Self {
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
        let folded = whole.iter().map(|text| {
            let parts = parts(text).map(fold).filter(|part| !part.is_empty());
            (fold(text), parts.collect())
        });
        Self {
            folded: folded.collect(),
            whole,
            site: head.get(&["og:site_name", "application-name"]).map(fold),
        }
    }

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

    /// How well a line, folded, of this size agrees with the declarations.
    fn agreement(&self, line: &str, size: f32) -> Evidence {
        let mut evidence = Evidence::NONE;
        if line.is_empty() {
            return evidence;
        }
        let length_of = |text: &str| length(units(text));
        let own = length(size);
        let mut votes = 0.0;
        for (whole, parts) in &self.folded {
            let is_held = whole.contains(line);
            let (slot, value) = if whole == line {
                (&mut evidence.declared, own)
            } else if is_held {
                match parts.iter().position(|part| part == line) {
                    Some(0) => (&mut evidence.begins, own),
                    // The last of several parts is most often the site, the first the headline.
                    Some(at) if at + 1 == parts.len() => (&mut evidence.ends, own),
                    _ => (&mut evidence.within, own),
                }
            } else {
                let begins = [Some(whole), parts.first()].into_iter().flatten();
                let is_enough = |text: &str| {
                    text.chars().nth(LEAST_CHARS - 1).is_some() && units(text) >= HELD_SHARE * size
                };
                let held = begins
                    .filter(|text| is_enough(text))
                    .find(|text| line.contains(text.as_str()));
                (&mut evidence.cut, held.map_or(0.0, |text| length_of(text)))
            };
            *slot = slot.max(value);
            votes += flag(is_held);
        }
        // What says most counts alone.
        let mut known = false;
        for slot in [
            &mut evidence.declared,
            &mut evidence.begins,
            &mut evidence.within,
            &mut evidence.ends,
            &mut evidence.cut,
        ] {
            if known {
                *slot = 0.0;
            }
            known |= *slot > 0.0;
        }
        evidence.agreed = own * votes / self.folded.len().max(1) as f32;
        evidence
    }

    /// The declarations, and what of each stands before or behind one of its separators. `is_line`: whether the page shows a
    /// text as a line of its own.
    fn texts(&self, is_line: &dyn Fn(&str) -> bool) -> Vec<WeighedHeadline> {
        let mut texts: Vec<WeighedHeadline> = Vec::new();
        for whole in &self.whole {
            let parts: Vec<&str> = parts(whole).take(PARTS_LIMIT).collect();
            let mut from = 0;
            let places = parts.iter().filter_map(|part| {
                let start = from + whole.get(from..)?.find(part)?;
                from = start + part.len();
                Some(start..from)
            });
            let places: Vec<Range<usize>> = places.collect();
            let heads = places.iter().map(|part| (&whole[..part.end], false));
            let tails = places.iter().skip(1);
            let tails = tails.map(|part| (&whole[part.start..], true));
            for (text, is_last) in std::iter::once((whole.as_str(), false))
                .chain(heads)
                .chain(tails)
            {
                let text = text.trim();
                if !text.is_empty() && !texts.iter().any(|known| known.text == text) {
                    texts.push(WeighedHeadline {
                        evidence: self.alone(text, is_last, is_line),
                        text: text.to_owned(),
                        place: None,
                    });
                }
            }
        }
        texts
    }

    /// The evidence on a declared text that no line shows.
    fn alone(&self, text: &str, is_last: bool, is_line: &dyn Fn(&str) -> bool) -> Evidence {
        let line = fold(text);
        let all = self.folded.len().max(1) as f32;
        let (mut common, mut covering, mut is_extended) = (0.0, 0.0, false);
        for (whole, _) in &self.folded {
            let begins = whole.starts_with(&line);
            common += flag(begins) / all;
            if whole.contains(&line) {
                covering += units(&line) / units(whole).max(1.0) / all;
            }
            is_extended |= begins && *whole != line;
        }
        let parts: Vec<&str> = parts(text).collect();
        let is_name = |last: &&str| units(last) < TAIL * units(text) || is_line(last.trim());
        let is_tailed = parts.len() > 1 && !is_extended && parts.last().is_some_and(is_name);
        let is_site = self.site.as_deref() == Some(line.as_str());
        Evidence {
            unshown: 1.0,
            common,
            covering,
            tailed: flag(is_tailed),
            last: flag(is_last),
            site: flag(is_site),
            ..Evidence::NONE
        }
    }
}
