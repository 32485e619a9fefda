//! Reporters who sign in the text: a line of their own at either end of the body, or brackets at the edge of
//! its text (`某报1月21日讯（记者张三）`, `（作者：李四）`).

use std::sync::LazyLock;

use regex::Regex;

use super::flow::Flow;
use super::names;
use super::phrases::fits;

/// How many lines at either end are looked at.
const HEAD_LINES: usize = 3;
const TAIL_LINES: usize = 4;
/// And how far into their text.
const LOOK_CHARS: usize = 60;
/// How long a line is that holds nothing but its reporters, and how much may stand in brackets.
const LINE_LIMIT_CHARS: usize = 40;
const DATELINE_LIMIT_CHARS: usize = 30;
const CLOSING_LIMIT_CHARS: usize = 40;

// The patterns know one white space, the single space: in lines it is collapsed.

/// The people who sign the body whose lines are given.
pub(super) fn people(flow: &Flow<'_>, body: &[usize]) -> Vec<String> {
    let text = |line: &usize| flow.lines[*line].text.as_str();
    body.iter()
        .take(HEAD_LINES)
        .map(text)
        .find_map(|text| whole_line(text).or_else(|| dateline(text)))
        .or_else(|| {
            body.iter()
                .rev()
                .take(TAIL_LINES)
                .map(text)
                .find_map(|text| whole_line(text).or_else(|| closing(text)))
        })
        .unwrap_or_default()
}

/// `某某新闻记者 段某某 廖某`, `记者 张三`, `文/张三`: a line and nothing else.
static WHOLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    names::pattern(
        r"^[(（\[【]? ?(?:(?:\p{Han}{0,10}(?:记者|記者)|作者|撰文|撰稿|文|文字|采写|采访|執筆) ?[:：/／丨| ] ?|\p{Han}{0,8}(?:记者|記者)|文[/／丨|])(?P<people>[\p{Han}·]{2,4}(?:[ 、，,]+[\p{Han}·]{2,4}){0,5}) ?(?:报道|報道|報導|文|摄|攝影|摄影|整理|综合)? ?[)）\]】]?$",
    )
});

/// `（记者陈某 整合）` in the first line.
static DATELINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    names::pattern(
        r"[(（](?:\p{Han}{0,10}(?:记者|記者)|作者|文) ?[:：/／ ]? ?(?P<people>[^()（）]{2,})[)）]",
    )
});

/// `（记者 胡某某）`, `(作者：方某 …教授)` at the end of the last text.
static CLOSING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    names::pattern(
        r"[(（](?:\p{Han}{0,10}(?:记者|記者) ?[:：]?|作者(?:系|为)? ?[:：]?|本文作者 ?[:：]?|文[/／]) ?(?P<people>[^()（）]{2,})[)）] ?$",
    )
});

fn whole_line(text: &str) -> Option<Vec<String>> {
    if !fits(text, LINE_LIMIT_CHARS) {
        return None;
    }
    people_in(WHOLE.as_ref()?, text, LINE_LIMIT_CHARS)
}

fn dateline(text: &str) -> Option<Vec<String>> {
    let head: String = text.chars().take(LOOK_CHARS).collect();
    people_in(DATELINE.as_ref()?, &head, DATELINE_LIMIT_CHARS)
}

fn closing(text: &str) -> Option<Vec<String>> {
    let from = text
        .char_indices()
        .rev()
        .nth(LOOK_CHARS)
        .map_or(0, |(at, _)| at);
    people_in(CLOSING.as_ref()?, &text[from..], CLOSING_LIMIT_CHARS)
}

fn people_in(regex: &Regex, text: &str, limit_chars: usize) -> Option<Vec<String>> {
    let people = regex
        .captures_iter(text)
        .filter_map(|found| found.name("people"))
        .find(|people| fits(people.as_str(), limit_chars))?;
    let people = names::people(people.as_str());
    (!people.is_empty()).then_some(people)
}
