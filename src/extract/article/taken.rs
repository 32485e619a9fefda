//! The source that the text itself names, where no label does: an agency's dateline (`某社某地1月21日电`,
//! `LONDON (Agency) -`), or a line that says where the article was taken from (`转自某报`, `first published in`).

use std::sync::LazyLock;

use regex::Regex;

use super::flow::Flow;
use super::names;
use super::phrases::fits;

/// How many lines at the start of a body may say where it was taken from.
const HEAD_LINES: usize = 2;
/// And how many at its end.
const TAIL_LINES: usize = 4;
/// A longer line is a sentence of the text that mentions another medium.
const LINE_LIMIT_CHARS: usize = 200;

/// A longer name is a sentence.
const NAME_LIMIT_CHARS: usize = 24;
const LATIN_NAME_LIMIT_CHARS: usize = 60;

// The patterns know one white space, the single space: in lines it is collapsed. And they leave lengths to code: a
// class of characters that may come sixty times is sixty automata.

/// `（转自某某网）`, `本文转载自《某某日报》`, `摘自：某某周刊`: to the end of its line.
static TAKEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:^|[（(【\[]) ?(?:(?:本文|文章|内容|內容|稿件|以上内容|以上內容|图文|圖文|文字)(?:系|均)?)?",
        r"(?:转自|轉自|转载自|轉載自|转载于|轉載於|转载来源|摘自|摘编自|摘編自|原载于?|原載於?|首发于|首發於)",
        r" ?[:：]? ?[《“「\x22]?(?P<source>[^《》“”「」\x22()（）【】\[\]。！？,，;；:：]{2,})[》”」\x22]?",
        r" ?[)）】\]。 ]*$",
    ))
    .ok()
});

/// `This article was originally published by The Harbour Times.`
static PUBLISHED_FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^[ (\[*_]*(?:(?:this|the) (?:article|story|piece|post|report) )?(?:was |is |has been )?",
        r"(?:(?:originally|first) (?:published|appeared|posted|ran) (?:by|in|on|at)",
        r"|(?:republished|reprinted|reposted|syndicated) (?:with permission )?(?:from|by)) ",
        r"(?P<source>[^.,;:()\[\]]{2,})",
    ))
    .ok()
});

/// What follows a name in such a sentence.
const AFTER_A_NAME: [&str; 6] = [" under ", " and ", " on ", " with ", " here", " in "];

/// `某某社北京1月21日电`, `某某网某地1月21日讯`, `某某网讯`.
static DATELINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    names::pattern(concat!(
        r"^[ （(【]*据?(?P<source>\p{Han}{1,11}?(?:社|网|網|报|報|台|客户端|客戶端))",
        r"(?:\p{Han}{0,12}?(?:[0-9０-９]{1,2}月)?[0-9０-９]{1,2}日(?:电|讯|消息|電|訊)|(?:讯|訊|消息)[ :：，,（(])",
    ))
});

/// Who the body whose lines are given says it was taken from.
pub(super) fn from(flow: &Flow<'_>, body: &[usize]) -> Option<String> {
    let text = |line: &usize| flow.lines[*line].text.as_str();
    let ends = body.iter().rev().take(TAIL_LINES);
    let mut lines = ends.chain(body.iter().take(HEAD_LINES)).map(text);
    lines.find_map(stated)
}

/// Whose dateline the body begins with.
pub(super) fn dateline(flow: &Flow<'_>, body: &[usize]) -> Option<String> {
    let first = flow.lines[*body.first()?].text.as_str();
    dateline_of(first)
}

fn dateline_of(line: &str) -> Option<String> {
    let source = name_in(DATELINE.as_ref()?, line, NAME_LIMIT_CHARS);
    source.or_else(|| own_name(agency(line)?))
}

/// The agency of `LONDON, Jan 3 (Agency) -`: one word or two in brackets, behind a place in capitals.
fn agency(line: &str) -> Option<&str> {
    let (place, rest) = line.split_once('(')?;
    let (name, rest) = rest.split_once(')')?;
    let text = rest.trim_start().trim_start_matches(['-', '–', '—']);
    let is_dash = text.len() < rest.trim_start().len() && text.starts_with(' ');
    let is_place = place.is_empty()
        || (place.ends_with(' ')
            && fits(place, 64)
            && !place.contains(['[', ']', ')', ':', ';', '!', '?'])
            && place.chars().take(3).all(char::is_uppercase));
    let is_word = |word: &str| {
        word.starts_with(char::is_uppercase)
            && (2..=16).contains(&word.chars().count())
            && !word.contains(['[', ']', '('])
    };
    let is_name = name.split(' ').all(is_word) && name.matches(' ').count() <= 1;
    (is_place && is_dash && is_name).then_some(name)
}

fn stated(line: &str) -> Option<String> {
    if line.chars().count() > LINE_LIMIT_CHARS {
        return name_in_last_bracket(line);
    }
    name_in(TAKEN.as_ref()?, line, NAME_LIMIT_CHARS)
        .or_else(|| name_in(PUBLISHED_FIRST.as_ref()?, line, LATIN_NAME_LIMIT_CHARS))
}

/// A long paragraph that ends in `（转自某报）`.
fn name_in_last_bracket(line: &str) -> Option<String> {
    let bracket = line.rfind(['（', '(', '【'])?;
    name_in(TAKEN.as_ref()?, &line[bracket..], NAME_LIMIT_CHARS)
}

fn name_in(regex: &Regex, text: &str, limit_chars: usize) -> Option<String> {
    let name = regex.captures(text)?.name("source")?.as_str();
    let name = AFTER_A_NAME
        .iter()
        .filter_map(|word| name.find(word))
        .min()
        .map_or(name, |end| &name[..end]);
    own_name(name).filter(|_| fits(name, limit_chars))
}

fn own_name(name: &str) -> Option<String> {
    // `本报讯`: the paper's own, and no name.
    if name.starts_with('本') || name.starts_with("记者") {
        return None;
    }
    names::source(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reprint without a label would go out as the publisher's own work.
    #[test]
    fn a_line_that_says_where_it_was_taken_from_is_believed() {
        for (line, source) in [
            ("（转自海岬网）", "海岬网"),
            ("转载自《海岬日报》", "海岬日报"),
            ("本文转自：海岬周刊", "海岬周刊"),
            ("會議將於下周舉行。(轉載自海岬網)", "海岬網"),
            ("【摘自《海岬晚报》】", "海岬晚报"),
            (
                "This article was originally published by The Harbour Times. Read it there.",
                "The Harbour Times",
            ),
            (
                "This story is republished from Harbour Weekly under a Creative Commons licence.",
                "Harbour Weekly",
            ),
            (
                "First published in Harbour Weekly on 3 May",
                "Harbour Weekly",
            ),
        ] {
            assert_eq!(stated(line).as_deref(), Some(source), "{line}");
        }
        let long = format!("{}（转自海岬网）", "会议讨论了道路的修缮。".repeat(30));
        assert_eq!(stated(&long).as_deref(), Some("海岬网"));
    }

    /// A sentence about another medium does not make an article its own.
    #[test]
    fn sentences_that_mention_a_medium_are_not_believed() {
        for line in [
            "他说这段话转自海岬网，但是没有人能够证实这一点。",
            "The book was first published by Harbour Press in 1998, and reprinted twice.",
            "照片由读者提供",
        ] {
            assert_eq!(stated(line), None, "{line}");
        }
    }

    /// Agencies sign with their dateline alone.
    #[test]
    fn an_agency_s_dateline_names_it() {
        for (line, source) in [
            (
                "海岬社柳河1月21日电（记者 甲某）会议今天举行",
                Some("海岬社"),
            ),
            ("岱岳网泰安1月21日讯 会议今天举行", Some("岱岳网")),
            ("据海岬社1月21日电 会议今天举行", Some("海岬社")),
            ("海岬网讯 会议今天举行", Some("海岬网")),
            (
                "HARBOUR CITY, Jan 3 (Capewire) - The council",
                Some("Capewire"),
            ),
            ("(Cape Wire) — The council", Some("Cape Wire")),
            ("本报柳河1月21日讯 会议今天举行", None),
            ("本报讯 会议今天举行", None),
            ("The council (which met on Monday) - said", None),
            ("1月21日，海岬网一名记者来到柳河。", None),
        ] {
            assert_eq!(dateline_of(line).as_deref(), source, "{line}");
        }
    }
}
