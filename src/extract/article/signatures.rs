//! Signatures of reporters: a line of their own at either end of the body, or brackets at the edge of its text
//! (`某报1月21日讯（记者张三）`, `（作者：李四）`).
//!
//! In: the lines of a body. Out: the people who sign. The rule: a signature is an office (`本报记者`, `通讯员`, `文/`) with
//! names behind it. The paper may stand before it, and how the text was made behind it (`报道`, `文/图`, `发自某地`). Names
//! alone in brackets behind the last sentence are a signature too. A line with any other word is a sentence of the text.

mod hangul;
mod set_apart;

use std::sync::LazyLock;

use regex::Regex;

use super::lexicon::has;
use super::media;
use super::names;
use super::phrases::fits;
use crate::page::lines::{Flow, is_cjk};

/// How many lines at the start of a body are searched.
const HEAD_LINES: usize = 3;
/// How many lines at the end of a body are searched.
const TAIL_LINES: usize = 4;
/// How many characters of a line are searched.
const LOOK_CHARS: usize = 60;
/// The longest line that holds only its reporters.
const LINE_LIMIT_CHARS: usize = 40;
/// The longest text in brackets in the first line.
const DATELINE_LIMIT_CHARS: usize = 30;
/// The longest text in brackets at the end.
const CLOSING_LIMIT_CHARS: usize = 40;
/// The longest text before an office: the name of the paper.
const WHOSE_LIMIT_CHARS: usize = 20;

/// Offices behind which names stand, longer words first.
const OFFICES: [&str; 16] = [
    "本文作者",
    "撰稿人",
    "通讯员",
    "通訊員",
    "评论员",
    "評論員",
    "实习生",
    "實習生",
    "记者",
    "記者",
    "作者",
    "撰文",
    "撰稿",
    "采写",
    "執筆",
    "采访",
];
/// Offices of one character, which need a mark behind them.
const MARKED_OFFICES: [&str; 4] = ["文字", "图文", "文图", "文"];
/// Words that follow the names of a signature. A place may follow `发自` and similar words.
const AFTER: &str = "报道|報道|報導|报导|摄影报道|文|图|圖|文图|图文|文/图|图/文|文并图|摄|攝|摄影|攝影|整理|综合|綜合|整合|编译|編譯|供稿|采写|撰文|文字|采访|专电|电|摄制|摄文";
const BEFORE_A_PLACE: [&str; 5] = ["发自", "發自", "发于", "寄自", "报自"];
/// What stands behind the names of those who made the pictures alone.
const PHOTOGRAPHED: [&str; 8] = ["摄", "攝", "摄影", "攝影", " 图", " 圖", " 供图", " 供圖"];
/// Words that begin a note on the pictures, behind which any text may follow: `图由街道提供`.
const OF_PICTURES: [&str; 8] = [
    "图由", "图据", "图片", "图/", "图：", "照片", "摄影", "供图",
];

// The patterns have only the single space for white space, since white space in lines is collapsed.

/// The people who sign a body.
#[derive(Debug, Default)]
pub(super) struct Signed {
    /// With an office, or in brackets.
    pub(super) people: Vec<String>,
    /// Without either, in a last line that its style sets apart.
    pub(super) alone: Vec<String>,
}

/// The people who sign; `body` are the lines of the body.
pub(super) fn signed(flow: &Flow<'_>, body: &[usize]) -> Signed {
    let text = |line: &usize| flow.lines[*line].text.as_str();
    let is_japanese = is_japanese(flow, body);
    let head = || body.iter().take(HEAD_LINES).map(text);
    let tail = || body.iter().rev().take(TAIL_LINES).map(text);
    let at_end = |text| closing(text).or_else(|| is_japanese.then(|| japanese(text)).flatten());
    // `本报实习生 甲某` and `本报记者 乙某`, a line each.
    let mut people = lines_in_a_row(head().map(whole_line));
    if people.is_empty() {
        let found = head().find_map(|text| dateline(text).or_else(|| hangul::dateline(text)));
        people = found.unwrap_or_default();
    }
    if people.is_empty() {
        let lines: Vec<_> = tail().map(whole_line).collect();
        people = lines_in_a_row(lines.into_iter().rev());
    }
    if people.is_empty() {
        people = tail().find_map(at_end).unwrap_or_default();
    }
    Signed {
        people,
        alone: set_apart::people(flow, body),
    }
}

/// The people of the first lines in a row that are signatures.
fn lines_in_a_row(lines: impl Iterator<Item = Option<Vec<String>>>) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    let signed = lines.skip_while(Option::is_none).map_while(|signed| signed);
    for name in signed.flatten() {
        if !people.contains(&name) {
            people.push(name);
        }
    }
    people
}

/// How many lines tell whether a text is Japanese.
const KANA_LINES: usize = 8;

/// Whether a body is Japanese: it has kana.
pub(super) fn is_japanese(flow: &Flow<'_>, body: &[usize]) -> bool {
    let is_kana = |c: char| ('\u{3041}'..='\u{3096}').contains(&c);
    let mut lines = body.iter().take(KANA_LINES);
    lines.any(|line| flow.lines[*line].text.contains(is_kana))
}

/// The people of a text that is nothing but a signature: `本报记者 甲某 文/图`, `강나루 기자`, `山辺花子記者`.
pub(super) fn office(text: &str, is_japanese: bool) -> Option<Vec<String>> {
    let in_brackets =
        || japanese(text).filter(|_| is_japanese && text.starts_with(['【', '［', '（', '(']));
    whole_line(text).or_else(in_brackets)
}

/// `（记者陈某 整合）` in the first line.
static DATELINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    names::pattern(
        r"[(（〔【\[](?:\p{Han}{0,10}(?:记者|記者)|作者|文) ?[:：/／ ]? ?(?P<people>[^()（）〔〕【】\[\]]{2,})[)）〕】\]]",
    )
});

fn whole_line(text: &str) -> Option<Vec<String>> {
    if !fits(text, LINE_LIMIT_CHARS) {
        return None;
    }
    let inner = text.trim_matches(|c: char| {
        c.is_whitespace() || is_dingbat(c) || "()（）[]［］【】〔〕".contains(c)
    });
    // `□甲某`
    let is_marked = || {
        text.trim_start()
            .starts_with(|c: char| is_dingbat(c) && c != '*' && c != '·')
    };
    if is_photographers(inner) {
        return None;
    }
    signature(inner)
        .or_else(|| reported(inner))
        .or_else(|| is_marked().then(|| han_names(inner, 1)).flatten())
        .or_else(|| hangul::signature(text))
        .or_else(|| {
            let name = ["記者", "特派員"]
                .iter()
                .find_map(|office| inner.strip_suffix(office))?;
            (names::is_japanese_name(name) || names::is_han_name(name))
                .then(|| vec![name.to_owned()])
        })
}

/// The last brackets of a Japanese text, behind its last sentence: `（山辺花子）`, `【山辺花子、岸田一郎】`.
fn japanese(text: &str) -> Option<Vec<String>> {
    let inside = text.trim_end().strip_suffix([')', '）', '】', '］', ']'])?;
    let open = inside.rfind(['(', '（', '【', '［', '['])?;
    let before = inside[..open].trim_end();
    let is_behind = before.is_empty() || before.ends_with(['。', '」', '）', '？', '！']);
    let open_mark = inside[open..].chars().next()?;
    let inside = inside[open + open_mark.len_utf8()..].trim();
    let inside = inside
        .strip_prefix("記者")
        .unwrap_or(inside)
        .trim_start_matches(['・', ' ', '：']);
    if !is_behind || !fits(inside, CLOSING_LIMIT_CHARS) {
        return None;
    }
    let words: Vec<&str> = inside
        .split(['、', '，', ',', '・', '／', '\u{3000}'])
        .map(str::trim)
        .collect();
    let is_name = |word: &&str| names::is_japanese_name(word) && !media::is_known_agency(word);
    words
        .iter()
        .all(is_name)
        .then(|| words.iter().map(|name| name.split(' ').collect()).collect())
}

fn dateline(text: &str) -> Option<Vec<String>> {
    let head: String = text.chars().take(LOOK_CHARS).collect();
    let people = DATELINE
        .as_ref()?
        .captures_iter(&head)
        .filter_map(|found| found.name("people"))
        .find(|people| {
            fits(people.as_str(), DATELINE_LIMIT_CHARS) && !is_photographers(people.as_str())
        })?;
    // `記者甲某／某地報導`: the place is no second name.
    let named = people.as_str().split(['/', '／']);
    let said = named
        .enumerate()
        .map(|(at, part)| (at, without_place(part)))
        .take_while(|(at, part)| !reports_from_somewhere(part) && (*at == 0 || !is_reported(part)))
        .map(|(_, part)| part);
    let people: Vec<String> = said.flat_map(names::people).collect();
    (!people.is_empty()).then_some(people)
}

/// `甲某攝`: who made the picture. Who did `文/摄` wrote the text, too.
fn is_photographers(signature: &str) -> bool {
    let mut befores = PHOTOGRAPHED
        .iter()
        .filter_map(|word| signature.strip_suffix(word));
    befores.any(|before| !before.trim_end_matches([' ', '/', '／']).ends_with('文'))
}

/// `甲某某北湾5日电`: the name, which a place and a day are joined to. Three characters are the usual length.
fn without_place(text: &str) -> &str {
    let Some(digit) = text.find(|c: char| c.is_ascii_digit()) else {
        return text;
    };
    let run = &text[..digit];
    let count = run.chars().count();
    if !text.ends_with(['电', '電', '讯', '訊'])
        || !run.chars().all(is_cjk)
        || !(4..=9).contains(&count)
    {
        return text;
    }
    &run[..byte_at(run, if count == 4 { 2 } else { 3 })]
}

/// `北湾报道`: a place, and that the text comes from there.
fn reports_from_somewhere(text: &str) -> bool {
    let text = text.trim();
    let place = ["报道", "報道", "報導", "电", "電", "讯", "訊"]
        .iter()
        .find_map(|word| text.strip_suffix(word));
    place.is_some_and(|place| !names::is_han_name(place))
}

/// `山腳報導`: in Taiwan, behind a slash, this is where the report comes from, also when it could be a name.
fn is_reported(text: &str) -> bool {
    let text = text.trim();
    text.ends_with("報導") || text.ends_with("报导")
}

/// The last brackets of a text that ends with them: `（记者 胡某某）`, `(作者：方某 …教授)`, `（甲某 某地报道）`.
fn closing(text: &str) -> Option<Vec<String>> {
    let text = text.trim_end();
    let inside = text.strip_suffix([')', '）'])?;
    let open = inside.rfind(['(', '（'])?;
    let open_mark = inside[open..].chars().next()?;
    let inside = inside[open + open_mark.len_utf8()..].trim();
    if !fits(inside, CLOSING_LIMIT_CHARS) || is_photographers(inside) {
        return None;
    }
    signature(inside)
        .or_else(|| described(inside))
        .or_else(|| reported(inside))
        .or_else(|| {
            // Behind the full stop, one name signs too; before it, it may be a place.
            let before = text[..open].trim_end();
            let is_behind = before.is_empty() || before.ends_with(['。', '”', '！', '？']);
            han_names(inside, if is_behind { 1 } else { 2 })
        })
}

/// An office, the names behind it, and nothing else that is not part of a signature.
fn signature(text: &str) -> Option<Vec<String>> {
    let (at, office) = office_in(text, 0)?;
    if !is_whose(&text[..at]) {
        return None;
    }
    let (mut people, mut rest) = leading_names(&text[at + office.len()..])?;
    // `记者 甲某 通讯员 乙某`
    while let Some((at, office)) = office_in(rest.trim_start(), WHOSE_LIMIT_CHARS)
        && let next = rest.trim_start()
        && is_whose(&next[..at])
        && let Some((more, left)) = leading_names(&next[at + office.len()..])
    {
        people.extend(more);
        rest = left;
    }
    // `记者 甲某 某地报道`: the place where it was reported from is no second name.
    if let [_, .., place] = &people[..]
        && reports_from(place, text, rest)
    {
        people.pop();
    }
    ends_a_signature(rest).then_some(people)
}

/// Whether `place`, the last name that was read, is joined to a word on how the text was made: `北湾报道`.
fn reports_from(place: &str, text: &str, rest: &str) -> bool {
    let whole = &text[..text.len() - rest.len()];
    let joined = whole.rfind(place).map(|at| &whole[at + place.len()..]);
    let words = ["报道", "報道", "報導", "专电", "电", "電", "讯", "訊"];
    let begins = |text: &str| words.iter().any(|word| text.starts_with(word));
    let before = whole.rfind(place).map(|at| whole[..at].trim_end());
    let is_place = !names::is_han_name(place)
        || (before.is_some_and(|before| before.ends_with(['/', '／'])) && is_reported(text));
    is_place && (joined.is_some_and(begins) || begins(rest))
}

/// The first office of a text that begins within `within` characters; 0 is anywhere.
fn office_in<'o>(text: &str, within: usize) -> Option<(usize, &'o str)> {
    let plain = OFFICES
        .iter()
        .filter_map(|office| Some((text.find(office)?, *office)));
    let marked = MARKED_OFFICES.iter().filter_map(|office| {
        let rest = text.strip_prefix(office)?;
        rest.trim_start()
            .starts_with(['/', '／', '丨', '|', '｜', ':', '：'])
            .then_some((0, *office))
    });
    // The last word of `全媒体记者`, and of several offices the first.
    let (at, office) = plain
        .chain(marked)
        .min_by_key(|(at, office)| (*at, std::cmp::Reverse(office.len())))?;
    (within == 0 || text[..at].chars().nth(within).is_none()).then_some((at, office))
}

/// `海岬日报·灯塔`, `□ 本报`, `《灯塔》`, `整合 某报`: whose reporter somebody is, in at most a few words.
fn is_whose(text: &str) -> bool {
    fits(text, WHOSE_LIMIT_CHARS)
        && text.chars().all(|c| {
            is_cjk(c)
                || c.is_alphanumeric()
                || c.is_whitespace()
                || is_dingbat(c)
                || "·•・《》、/／丨|—-()（）[]【】〔〕".contains(c)
        })
}

/// Marks that set a signature off: `□`, `■`, `◎`, `●`, `▲`.
fn is_dingbat(c: char) -> bool {
    matches!(c, '\u{25a0}'..='\u{25ff}' | '\u{2600}'..='\u{27bf}' | '*' | '※' | '·' | '•' | '—' | '－')
}

/// The names that a text begins with, and what follows them.
fn leading_names(text: &str) -> Option<(Vec<String>, &str)> {
    let mut people = Vec::new();
    let mut rest = text;
    loop {
        let start = rest
            .trim_start_matches(|c: char| c.is_whitespace() || ":：/／、，,丨|｜・".contains(c));
        let run: usize = start
            .chars()
            .take_while(|&c| is_cjk(c) || c == '·')
            .map(char::len_utf8)
            .sum();
        let word = &start[..run];
        let is_office = OFFICES.iter().any(|office| word.contains(office));
        // `方某 单位：某大学`: the next label.
        let is_label = start[run..].trim_start().starts_with([':', '：']);
        if word.is_empty() || is_office || is_label || has(AFTER, word) || begins_after(word) {
            break;
        }
        // `甲某某发自某地`, `甲某摄`: what follows may be joined to the name.
        let Some(length) = name_length(word) else {
            break;
        };
        people.push(word[..length].to_owned());
        rest = &start[length..];
    }
    if people.is_empty() {
        return None;
    }
    // `方 某`: one character each, set apart to fill the column.
    let single = |name: &String| name.chars().count() == 1;
    if people.iter().all(single) && people.len() == 2 {
        people = vec![people.concat()];
    }
    // Titles and particles have two characters as names do.
    let is_word = |name: &String| {
        has(
            "的话|手记|简介|说明|名单|介绍|获悉|了解|采访|感言|按语|寄语|观点|视角|声明|提示",
            name,
        )
    };
    if people.iter().any(single) || people.iter().any(is_word) {
        return None;
    }
    Some((people, rest))
}

/// How many bytes of a run of Han characters are the name that it begins with.
fn name_length(word: &str) -> Option<usize> {
    let count = word.chars().count();
    let is_foreign = word.contains('·');
    if count <= 4 || (is_foreign && count <= 12) {
        let joined = (2..count).rev().find(|&at| {
            let end = byte_at(word, at);
            has(AFTER, &word[end..])
        });
        return Some(joined.map_or(word.len(), |at| byte_at(word, at)));
    }
    (2..=4)
        .map(|at| byte_at(word, at))
        .find(|&at| has(AFTER, &word[at..]) || begins_after(&word[at..]))
}

fn byte_at(text: &str, chars: usize) -> usize {
    text.char_indices()
        .nth(chars)
        .map_or(text.len(), |(at, _)| at)
}

fn begins_after(word: &str) -> bool {
    BEFORE_A_PLACE
        .iter()
        .chain(&OF_PICTURES)
        .any(|after| word.starts_with(after))
}

/// Nothing, or words on how the text was made.
fn ends_a_signature(rest: &str) -> bool {
    let mut parts = rest
        .split(|c: char| c.is_whitespace() || "/／|丨,，、".contains(c))
        .filter(|part| !part.is_empty());
    parts.all(|part| {
        let part = part.trim_matches(|c: char| "()（）[]【】。".contains(c));
        part.is_empty()
            || has(AFTER, part)
            || begins_after(part)
            || part.ends_with("供图")
            || part.ends_with("提供")
    })
}

/// `作者：方某 某大学教授`, `作者系某公司职员 甲某`: the author, and what the author is.
fn described(text: &str) -> Option<Vec<String>> {
    let rest = ["本文作者", "作者", "记者", "記者"]
        .iter()
        .find_map(|office| text.strip_prefix(office))?;
    let rest = rest.trim_start_matches(['系', '为', '是', ' ', ':', '：']);
    // `方某 单位：某大学`: the next label and what is behind it.
    let rest = match rest.split_once([':', '：']) {
        Some((before, _)) => before.rsplit_once(' ').map_or("", |(names, _)| names),
        None => rest,
    };
    let mut people = names::people(rest);
    if people.iter().any(|name| names::is_han_name(name)) {
        people.retain(|name| names::is_han_name(name));
    }
    (!people.is_empty()).then_some(people)
}

/// `甲某 某地报道`, `甲某 乙某 摄影报道`: names, and that they reported.
fn reported(text: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = text
        .split([' ', '、', '，', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let (last, named) = words.split_last()?;
    let reports = ["报道", "報道", "報導", "供稿", "整理", "编译", "電", "专电"];
    let is_from = |before: &&str| last.strip_prefix(*before).is_some_and(|it| !it.is_empty());
    let is_report = has(AFTER, last)
        || (fits(last, 8)
            && (reports.iter().any(|it| last.ends_with(it)) || BEFORE_A_PLACE.iter().any(is_from)));
    (is_report && !named.is_empty() && named.iter().all(|name| names::is_han_name(name)))
        .then(|| named.iter().map(|name| (*name).to_owned()).collect())
}

/// `（甲某 乙某某）`: `least` names or more. One alone has three characters and ends like no place.
fn han_names(text: &str, least: usize) -> Option<Vec<String>> {
    const ENDS: &str = "市县縣区區镇乡村省州图版文讯电报网社台会部局路街";
    let words: Vec<&str> = text
        .split([' ', '、', '，', ',', '/'])
        .filter(|word| !word.is_empty())
        .collect();
    let is_alone = |name: &str| name.chars().count() == 3 && !name.ends_with(|c| ENDS.contains(c));
    let is_one = |words: &[&str]| matches!(words, [name] if !is_alone(name));
    ((least..=5).contains(&words.len())
        && words
            .iter()
            .all(|name| names::is_han_name(name) && !media::is_medium(name))
        && !is_one(&words))
    .then(|| words.iter().map(|name| (*name).to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reporter whose signature is not read is credited nowhere.
    #[test]
    fn a_line_of_its_own_signs() {
        for (line, people) in [
            ("记者 陈小舟", "陈小舟"),
            ("文/陈小舟", "陈小舟"),
            ("海岬网东区频道 记者 陈小舟 方远", "陈小舟、方远"),
            ("《潮汐》作者 方远", "方远"),
            ("整合 海岬日报·潮汐记者 陈小舟", "陈小舟"),
            ("□ 本报记者 陈小舟", "陈小舟"),
            ("■ 晨报记者 陈小舟 文/图", "陈小舟"),
            ("◎海岬晚报记者 陈小舟 方远 摄影报道", "陈小舟、方远"),
            ("潮汐新闻·海岬商报记者陈小舟/文 图由区里提供", "陈小舟"),
            ("本报记者陈小舟发自海岬", "陈小舟"),
            ("本报记者 陈小舟 通讯员 方远 报道", "陈小舟、方远"),
            ("【记者 陈小舟】", "陈小舟"),
            ("〔記者 陳小舟〕", "陳小舟"),
            ("本报记者 陈小舟 北湾报道", "陈小舟"),
            ("本报记者 陈小舟 方远报道", "陈小舟、方远"),
            ("图文/陈小舟", "陈小舟"),
            ("文｜陈小舟", "陈小舟"),
            ("陈小舟 发自东角", "陈小舟"),
            ("記者陳小舟／黃崖報導", "陳小舟"),
            ("陈小舟 文/图", "陈小舟"),
            ("강나루 기자 river@sea.example", "강나루"),
            ("강나루·서바다 선임기자", "강나루、서바다"),
            ("기자명 강나루", "강나루"),
            ("글 강나루 기자 사진 서바다 기자", "강나루"),
            ("/곶=강나루 기자", "강나루"),
            ("강나루 바다신문 기자", "강나루"),
            ("山辺花子記者", "山辺花子"),
            ("□陈小舟", "陈小舟"),
            ("【记者・陈小舟】", "陈小舟"),
        ] {
            let found = whole_line(line).unwrap_or_default();
            assert_eq!(found.join("、"), people, "{line}");
        }
        for line in [
            "他对记者陈小舟说起了这件事",
            "记者从会上获悉",
            "本报记者获悉，会议今天举行",
            "作者的话",
            "文化活动在这里举行",
            "责任编辑 陈小舟",
        ] {
            assert_eq!(whole_line(line), None, "{line}");
        }
    }

    /// Papers in Taiwan sign at the head of the text, and say from where.
    #[test]
    fn brackets_at_the_head_sign() {
        for (line, people) in [
            ("〔記者陳小舟／東角報導〕燈塔修繕完工。", "陳小舟"),
            (
                "【記者陳小舟、方遠／東角報導】燈塔修繕完工。",
                "陳小舟、方遠",
            ),
            ("〔記者陳小舟／黃崖報導〕燈塔修繕完工。", "陳小舟"),
            ("海岬网1月21日讯（记者 陈小舟）会议今天举行。", "陈小舟"),
            ("（岬社記者陳小舟北灣5日電）燈塔修繕完工。", "陳小舟"),
            ("海岬网讯（记者 陈小舟 文/摄）会议今天举行。", "陈小舟"),
            ("海岬网讯（记者 巴图）会议今天举行。", "巴图"),
        ] {
            let found = dateline(line).unwrap_or_default();
            assert_eq!(found.join("、"), people, "{line}");
        }
    }

    /// Who made the picture of a text is published as its author.
    #[test]
    fn photographers_are_no_authors() {
        for line in [
            "燈塔修繕完工。（記者陳小舟攝）",
            "灯塔修缮完工 本报记者 陈小舟 摄",
            "灯塔修缮完工。（陈小舟 摄影）",
        ] {
            let found = dateline(line).or_else(|| whole_line(line));
            assert_eq!(found.or_else(|| closing(line)), None, "{line}");
        }
    }

    /// Japanese papers sign in brackets without an office.
    #[test]
    fn japanese_names_in_brackets_sign() {
        for (line, people) in [
            ("橋は六月に開通する。（山辺花子）", "山辺花子"),
            (
                "橋は六月に開通する。【山辺花子、岸田一郎】",
                "山辺花子、岸田一郎",
            ),
            ("【記者・山辺花子】", "山辺花子"),
        ] {
            assert_eq!(
                japanese(line).unwrap_or_default().join("、"),
                people,
                "{line}"
            );
        }
        for line in [
            "橋は六月に開通する（岬市役所）",
            "橋は六月に開通する。（共同）",
            "橋は六月に開通する。（敬称略）",
            "橋は六月に開通する。（続く）",
        ] {
            assert_eq!(japanese(line), None, "{line}");
        }
    }

    /// Brackets at the end of a text sign, and are often a place or a remark.
    #[test]
    fn brackets_at_the_end_sign() {
        for (line, people) in [
            ("会议今天举行。（记者 陈小舟）", "陈小舟"),
            ("会议今天举行。（海岬通讯员 陈小舟）", "陈小舟"),
            ("会议今天举行。（陈小舟 海岬报道）", "陈小舟"),
            ("会议今天举行。（陈小舟 方远 ）", "陈小舟、方远"),
            ("会议今天举行。（陈小舟）", "陈小舟"),
            ("会议今天举行。(作者：方远 海岬大学教授)", "方远"),
            ("会议今天举行。（作者：方远 单位：海岬大学）", "方远"),
        ] {
            assert_eq!(
                closing(line).unwrap_or_default().join("、"),
                people,
                "{line}"
            );
        }
        for line in [
            "会议今天举行。（完）",
            "会议在海边举行（石家庄）",
            "会议今天举行。（图片由主办方提供）",
            "（下转第三版）",
        ] {
            assert_eq!(closing(line), None, "{line}");
        }
    }
}
