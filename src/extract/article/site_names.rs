//! The names of a page's own site and of its publisher, as the page gives them.
//!
//! In: a head, structured data, lines. Out: names as printed. They stand in `og:site_name`, in JSON-LD, in the last part of
//! `<title>`, and in the © line of the footer. [`crate::model::Publisher::rule`] decides whether one of them is the publisher
//! of a feed.

use super::head::Head;
use super::structured::Structured;
use super::title;
use crate::page::hints::Hints;
use crate::page::lines::{Flow, units};

/// More names than this are a list of partners.
const NAMES_LIMIT: usize = 16;
/// A longer name is a sentence.
const NAME_LIMIT_UNITS: f32 = 32.0;
/// A longer line with a © is a text about copyright.
const LINE_LIMIT_UNITS: f32 = 110.0;

/// Separators between the site's name and the other parts of a title. A hyphen without spaces is part of a word in most
/// scripts.
const SEPARATORS: [&str; 14] = [
    " - ", " – ", " — ", " | ", " · ", " • ", " : ", " » ", " :: ", "｜", "|", "_", "—", "：",
];

/// The names that the page gives its own site, each once. `is_text` says which lines are the article's own text.
pub(super) fn site_names(
    flow: &Flow<'_>,
    head: &Head,
    structured: &Structured,
    headline: Option<&str>,
    is_text: impl Fn(usize) -> bool,
) -> Vec<String> {
    let mut names = Names::default();
    for name in ["og:site_name", "application-name"] {
        for value in head.all(name) {
            names.add(value);
            parts(value).for_each(|part| names.add(part));
        }
    }
    for name in ["publisher", "dc.publisher", "dcterms.publisher"] {
        // Some sites give the address of a page there.
        let named = head.all(name).filter(|name| !name.contains('/'));
        named.for_each(|name| names.add(name));
    }
    structured.sites.iter().for_each(|site| names.add(site));
    let headline = headline.map(super::title::fold).unwrap_or_default();
    let title = head.title.as_deref().unwrap_or_default();
    for part in title_parts(title) {
        // `Headline - Site`: a part that is not the headline may be the site.
        let folded = super::title::fold(part);
        if !headline.contains(&folded) && !folded.contains(&headline) {
            names.add(part);
        }
    }
    for holder in footer_holders(flow, is_text) {
        names.add(&holder);
    }
    names.0
}

/// The holders in the page's © lines, outside the article's own text.
pub(super) fn footer_holders<'f>(
    flow: &'f Flow<'_>,
    is_text: impl Fn(usize) -> bool + 'f,
) -> impl Iterator<Item = String> + 'f {
    let lines = flow.lines.iter().enumerate();
    lines
        .filter(move |(index, line)| {
            line.units <= LINE_LIMIT_UNITS
                && !is_text(*index)
                && !flow
                    .place_of(*index)
                    .has(Hints::COMMENTS.with(Hints::RELATED).with(Hints::CAPTION))
        })
        .filter_map(|(_, line)| {
            // The name, which may be a link itself, ends where the next link begins: `© The Paper Terms Privacy`.
            let ends = line.links.iter().map(|(range, _)| range.start);
            let mut parts = ends.filter_map(|end| line.text.get(..end));
            parts.find_map(holder).or_else(|| holder(&line.text))
        })
}

#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn add(&mut self, name: &str) {
        let name = name.trim_matches(|c: char| c.is_whitespace() || "-–—|·:：,.".contains(c));
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        if self.0.len() < NAMES_LIMIT
            && letters >= 2
            && units(name) <= NAME_LIMIT_UNITS
            && !self.0.iter().any(|known| known == name)
        {
            self.0.push(name.to_owned());
        }
    }
}

/// The parts of a site's name with a motto: `The Paper - News from the coast`.
pub(in crate::extract) fn parts(text: &str) -> impl Iterator<Item = &str> {
    title::split(text, &SEPARATORS)
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// The parts of a title. Han titles set the site off by a bare hyphen: `麦收开镰-岱岳网`.
pub(super) fn title_parts(title: &str) -> impl Iterator<Item = &str> {
    parts(title).flat_map(|part| {
        let is_han = part
            .chars()
            .filter(|c| crate::page::lines::is_cjk(*c))
            .count()
            * 2
            >= part.chars().count();
        let bare: &[char] = if is_han { &['-', '－', '–'] } else { &[] };
        part.split(bare).map(str::trim).filter(|it| !it.is_empty())
    })
}

/// Marks of a © line, in lower case.
const MARKS: [&str; 8] = [
    "©",
    "ⓒ",
    "(c)",
    "(с)",
    "copyright",
    "版权所有",
    "版權所有",
    "著作権",
];
/// Words that follow the holder's name in a © line, in lower case.
const BEHIND: [&str; 32] = [
    "جميع الحقوق",
    "כל הזכויות",
    "копирование",
    "любое",
    "tutti",
    "声明",
    "聲明",
    "riproduzione",
    "all right",
    "all content",
    "alle rechte",
    "todos los",
    "todos os",
    "tutti i",
    "tous droits",
    "wszelkie",
    "все права",
    "alt innhold",
    "visos teisės",
    "tüm hakları",
    "unless",
    "no reproduction",
    "powered by",
    "icp",
    "备案",
    "保留",
    "版权所有",
    "版權所有",
    "無断",
    "无断",
    "未经",
    "무단",
];

/// The holder that a line with a © names: `© 2019-2026 The Paper. All rights reserved.`, `岱岳网 版权所有`.
pub(super) fn holder(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    // Lower case may have other lengths, in scripts in which no mark is written.
    if lower.len() != text.len() {
        return None;
    }
    let (at, mark) = MARKS
        .iter()
        .filter_map(|mark| Some((lower.find(mark)?, *mark)))
        .min_by_key(|(at, mark)| (*at, mark.len()))?;
    // A year, a sign or the whole line make a mark of a word: `copyright law` is a subject.
    let is_sign = matches!(mark, "©" | "ⓒ" | "版权所有" | "版權所有");
    let signed = |rest: &str| {
        let rest = rest.trim_start();
        rest.starts_with(|c: char| c.is_ascii_digit() || "©ⓒ:：(（".contains(c))
    };
    if !is_sign && !signed(&lower[at + mark.len()..]) {
        return None;
    }
    let behind = name_behind(&text[at + mark.len()..]);
    // `主办单位：某某局 版权所有`
    let before = || {
        let before = text[..at].rsplit(['：', ':']).next().unwrap_or_default();
        before.trim_matches(|c: char| !c.is_alphanumeric())
    };
    // `某某网 版权所有`, but `版权所有：某某网`.
    let closes = mark.starts_with('版')
        && !before().is_empty()
        && !text[at + mark.len()..]
            .trim_start()
            .starts_with([':', '：']);
    if closes {
        return name_behind(before()).or(behind);
    }
    behind.or_else(|| name_behind(before()).filter(|_| is_sign))
}

/// The name that a © line begins with behind its mark.
fn name_behind(text: &str) -> Option<String> {
    let mut rest = text;
    loop {
        let start = rest.trim_start_matches(|c: char| !c.is_alphabetic() || "ⓒ℗".contains(c));
        let lower = start.to_lowercase();
        let word = ["copyright ", "by ", "present ", "c) ", "с) "]
            .iter()
            .find(|word| lower.starts_with(**word));
        match word {
            Some(word) => rest = start.get(word.len()..)?,
            None => {
                rest = start;
                break;
            }
        }
    }
    let lower = rest.to_lowercase();
    let end = BEHIND
        .iter()
        .filter_map(|behind| lower.find(behind))
        .chain(
            [". ", ".\u{a0}", " | ", " - ", " – ", "  ", "\u{3000}"]
                .iter()
                .filter_map(|it| rest.find(it)),
        )
        .chain(rest.find([',', '，', '。', ';', '；', '|', '｜', '(', '（', '•', '/']))
        .chain(han_word_end(rest))
        .filter(|end| rest.is_char_boundary(*end))
        .min()
        .unwrap_or(rest.len());
    let name = rest[..end].trim_matches(|c: char| c.is_whitespace() || "-–—.:：".contains(c));
    // `The Paper 2024`: the year may come last.
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || " -–—".contains(c));
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    (letters >= 2 && units(name) <= NAME_LIMIT_UNITS).then(|| name.to_owned())
}

/// Where a Han word ends that white space parts from what follows: addresses, numbers, links.
fn han_word_end(text: &str) -> Option<usize> {
    text.match_indices(' ').map(|(at, _)| at).find(|&at| {
        let beside = |c: Option<char>| c.is_some_and(crate::page::lines::is_cjk);
        beside(text[..at].chars().next_back()) || beside(text[at..].trim_start().chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The © line is where most papers say who they are; years, marks and reservations are no part of the name.
    #[test]
    fn a_copyright_line_names_its_holder() {
        for (line, name) in [
            ("© 2026 The Island Lantern", Some("The Island Lantern")),
            (
                "Copyright © 1999–2026 The Island Lantern. All rights reserved.",
                Some("The Island Lantern"),
            ),
            (
                "©2026 Copyright La Ribera. Todos los derechos reservados",
                Some("La Ribera"),
            ),
            (
                "(c) 2021 by Küstenblatt - Alle Rechte vorbehalten",
                Some("Küstenblatt"),
            ),
            ("© KÜSTENBLATT Verlag 2024", Some("KÜSTENBLATT Verlag")),
            (
                "Copyright ⓒ 바다일보. 무단 전재 및 재배포 금지.",
                Some("바다일보"),
            ),
            ("© 2024, Cape Mail, All Rights Reserved.", Some("Cape Mail")),
            ("© 海岬网　備案序號", Some("海岬网")),
            (
                "主办单位：海岬县教育局 版权所有 联系地址：新城区",
                Some("海岬县教育局"),
            ),
            ("Copyright (с) ООО «Мыс», 2019.", Some("ООО «Мыс»")),
            ("©Capenet 使用前必读 意见反馈", Some("Capenet")),
            ("海岬网 版权所有 未经许可不得转载", Some("海岬网")),
            ("版权所有：海岬日报社", Some("海岬日报社")),
            ("© 2012", None),
            ("The copyright law of 1911 was changed twice.", None),
            ("Copyright is a right.", None),
        ] {
            assert_eq!(holder(line).as_deref(), name, "{line}");
        }
    }

    /// A headline of two parts must not lend its second to the site.
    #[test]
    fn a_title_falls_into_its_parts() {
        let of = |title: &'static str| title_parts(title).collect::<Vec<_>>();
        assert_eq!(
            of("Port – The Island Lantern"),
            ["Port", "The Island Lantern"]
        );
        assert_eq!(of("麦收开镰_要闻-岱岳网"), ["麦收开镰", "要闻", "岱岳网"]);
        assert_eq!(
            of("Two-headed lamb | Cape Mail"),
            ["Two-headed lamb", "Cape Mail"]
        );
        assert_eq!(of("Port • Cape Mail"), ["Port", "Cape Mail"]);
    }
}
