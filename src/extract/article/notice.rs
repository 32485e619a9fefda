//! The page's own copyright statement.
//!
//! Notices stand at the article's foot and at the page's. The article's own come first; of the page's footer
//! only what names a holder or a prohibition, not its licence numbers and telephones.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::phrases::{after, fits, is_mark};
use crate::language::ALL;
use crate::page::hints::Hints;
use crate::page::lines::{Flow, Line};

/// Together no longer than this: beyond it is a page of legal text.
const LIMIT_CHARS: usize = 480;
const LINE_LIMIT_CHARS: usize = 400;

static STATEMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)©|copyright\ ?(?:[©(:]|[0-9]{4}|by(?-u:\b))|\(c\)\ ?[0-9]{4}|all\ rights\ reserved
        |版权所有|版權所有|版权声明|版权说明|版权保护|版權聲明|版权归|版權歸|著作権は|無断(?:転載|複製)|禁止转载|不得转载|禁止轉載|谢绝转载
        |may\ not\ be\ (?:reproduced|republished|published)|без\ разрешения|воспроизведение|перепечатка",
    )
    .ok()
});

/// Whether a line says whose the text is, or what may not be done with it.
fn states(text: &str) -> bool {
    STATEMENT.as_ref().is_some_and(|is| is.is_match(text)) || forbids_copies(text)
}

/// `未经本网书面授权，不得转载`: the three parts stand near each other.
fn forbids_copies(text: &str) -> bool {
    let says = |unless, permitted, copied| {
        after(text, text.len(), unless)
            .flat_map(|rest| after(rest, 16, permitted))
            .flat_map(|rest| after(rest, 40, copied))
            .next()
            .is_some()
    };
    text.contains('未')
        && (says(
            &["未经"],
            &["授权", "许可", "允许"],
            &["转载", "复制", "镜像", "使用", "摘编"],
        ) || says(
            &["未經"],
            &["授權", "許可", "同意"],
            &["轉載", "複製", "使用"],
        ))
}

/// The heading of a notice in clauses (`某某网版权与免责声明`); not a link to one.
pub(super) fn is_heading(line: &Line) -> bool {
    line.units <= 24.0 && !line.is_link() && names_a_notice(&line.text)
}

fn names_a_notice(text: &str) -> bool {
    const ABOUT: &[&str] = &[
        "版权", "版權", "免责", "免責", "特别", "郑重", "鄭重", "法律", "权利",
    ];
    let text = text.trim_matches(is_mark);
    ["声明", "说明", "聲明", "說明", "须知"]
        .iter()
        .find_map(|notice| text.strip_suffix(notice))
        .filter(|about| !about.contains(['。', '，']))
        .is_some_and(|about| after(about, 12, ABOUT).any(|rest| fits(rest, 8)))
}

/// The words of notices: what is done with a text, what allows it, which law it breaks.
static WORDS: LazyLock<[Vec<&str>; 3]> = LazyLock::new(|| {
    [0, 1, 2].map(|kind| {
        let lists = ALL.iter().map(|language| language.rights_words[kind]);
        lists
            .flat_map(|list| list.split('|'))
            .filter(|word| !word.is_empty())
            .collect()
    })
});

/// Which of the three kinds of words a line has.
fn kinds(text: &str) -> [bool; 3] {
    let text = text.to_lowercase();
    [0, 1, 2].map(|kind| WORDS[kind].iter().any(|word| text.contains(word)))
}

/// Whether a line has two kinds of these words.
fn speaks_of_rights(kinds: [bool; 3]) -> bool {
    kinds.iter().filter(|has| **has).count() >= 2
}

/// The line from which on the end of a body is a notice of rights in several lines, or the end of the body.
///
/// Each line of it has words of a notice, is a numbered clause, or is short; and no other line of the body speaks of rights,
/// since an article on copyright does so throughout.
pub(super) fn begin(flow: &Flow<'_>, body: &Range<usize>, gone: impl Fn(usize) -> bool) -> usize {
    /// A shorter line is a heading, a name or a number to call.
    const SHORT_UNITS: f32 = 16.0;
    const LINES_LIMIT: usize = 40;
    let mut begin = body.end;
    let mut first = body.end;
    let mut strong = 0;
    let mut together = [false; 3];
    for line in body
        .clone()
        .rev()
        .take(LINES_LIMIT)
        .filter(|&line| !gone(line))
    {
        let text = &flow.lines[line];
        let kinds = kinds(&text.text);
        if kinds == [false; 3] && text.units > SHORT_UNITS && !is_numbered(&text.text) {
            break;
        }
        first = line;
        if speaks_of_rights(kinds) {
            begin = line;
            strong += 1;
        }
        for (kind, has) in kinds.into_iter().enumerate() {
            together[kind] |= has;
        }
    }
    let is_notice = (strong >= 2 || strong == 1 && together == [true; 3])
        && flow.prose_in(begin..body.end) < flow.prose_in(body.start..begin)
        && !(body.start..begin).any(|line| speaks_of_rights(kinds(&flow.lines[line].text)));
    if !is_notice {
        return body.end;
    }
    // `We give notice:`
    let heads = begin.checked_sub(1).filter(|&above| {
        let text = &flow.lines[above];
        above >= first && text.units <= SHORT_UNITS && text.text.ends_with([':', '：'])
    });
    heads.unwrap_or(begin)
}

/// `1.`, `（二）`, `三、`, `a)`
fn is_numbered(text: &str) -> bool {
    let text = text.trim_start_matches(['(', '（', '[', '【']);
    let mark = text
        .find(['.', ')', '、', '）', ']', '】', '．'])
        .map(|at| &text[..at]);
    mark.is_some_and(|mark| {
        (1..=3).contains(&mark.chars().count()) && mark.chars().all(char::is_alphanumeric)
    })
}

/// Finds the statement; `body_end` is the first line after the body, `kept` tells the body's own lines.
pub(super) fn find(
    flow: &Flow<'_>,
    body_end: usize,
    kept: impl Fn(usize) -> bool,
) -> Option<String> {
    let mut clauses_of: Option<usize> = None;
    let mut own: Vec<&str> = Vec::new();
    let mut foot: Vec<&str> = Vec::new();
    for (index, line) in flow.lines.iter().enumerate() {
        // The clauses under a heading, whatever words they use.
        let parent = flow.elements[line.block].parent;
        if is_heading(line) {
            clauses_of = Some(parent);
        } else if clauses_of != Some(parent) {
            clauses_of = None;
        }
        let is_clause = clauses_of.is_some();
        let place = flow.place_of(index);
        if kept(index)
            || place.has(Hints::COMMENTS.with(Hints::RELATED))
            || index < body_end.saturating_sub(12) && !place.has(Hints::FOOTER)
            || !fits(&line.text, LINE_LIMIT_CHARS)
        {
            continue;
        }
        if !is_clause && line.is_link() && !line.text.contains('©') {
            continue; // a link to the terms
        }
        if !(is_clause || states(&line.text)) {
            continue;
        }
        if !is_clause && line.text.contains("来源") && !line.text.contains(['©', '凡']) {
            continue; // a row of facts with a link to the terms
        }
        let list = if index < body_end + 16 && !place.has(Hints::FOOTER) {
            &mut own
        } else {
            &mut foot
        };
        if !list.contains(&line.text.as_str()) {
            list.push(&line.text);
        }
    }
    let mut statement = String::new();
    for text in own.into_iter().chain(foot) {
        if statement.chars().count() + text.chars().count() > LIMIT_CHARS {
            break;
        }
        if !statement.is_empty() {
            statement.push('\n');
        }
        statement.push_str(text);
    }
    (!statement.is_empty()).then_some(statement)
}
