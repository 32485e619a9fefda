//! The source that the text of an article names: an agency's dateline (`某社某地1月21日电`, `LONDON (Agency) -`), or a line
//! that says where the article first appeared (`转自某报`, `first published in`).
//!
//! In: the lines of a body. Out: the name, with its place.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::phrases::fits;
use super::{first_published, labels, media, names};
use crate::page::lines::Flow;

/// How many lines at the start of a body are searched.
const HEAD_LINES: usize = 2;
/// How many lines at its end are searched.
const TAIL_LINES: usize = 4;
/// A longer line is a sentence of the text that mentions another medium.
const LINE_LIMIT_CHARS: usize = 200;

/// A longer name is a sentence.
const NAME_LIMIT_CHARS: usize = 24;
const LATIN_NAME_LIMIT_CHARS: usize = 60;

/// How far into a line its agency may begin.
const AGENCY_CHARS: usize = 64;
/// The longest end of a line that is nothing but agencies.
const CLOSING_CHARS: usize = 24;

// The patterns have only the single space for white space, since white space in lines is collapsed. Lengths are checked in
// code: a class of characters that may occur sixty times would be compiled sixty times.

/// `（转自某某网）`, `本文转载自《某某日报》`, `摘自：某某周刊`: to the end of its line.
static REPRINTED_FROM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:^|[（(【\[]) ?(?:(?:本文|文章|内容|內容|稿件|以上内容|以上內容|图文|圖文|文字)(?:系|均)?)?",
        r"(?:转自|轉自|转载自|轉載自|转载于|轉載於|转载来源|摘自|摘编自|摘編自|原载于?|原載於?|首发于|首發於|(?:来源|來源|稿源)[:：])",
        r" ?[:：]? ?[《“「\x22]?(?P<source>[^《》“”「」\x22()（）【】\[\]。！？,，;；:：]{2,})[》”」\x22]?",
        r" ?[)）】\]。 ]*$",
    ))
    .ok()
});

/// `この記事は「某紙」に掲載されたものです`, `某紙より転載`, `이 기사는 某紙에 먼저 게재되었습니다`.
static TAKEN_ELSEWHERE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^[ （(【※*]*(?:(?:この|本)(?:記事|稿|コラム|原稿|連載)は ?、?|이 (?:기사|글|칼럼)[은는] )?",
        r"(?:最初に|もともと|元々|初め|처음 )?[「『“<《]?(?P<source>[^「」『』“”<>《》。、，,.!?！？]{2,30}?)[」』”>》]?",
        r"(?:より転載|から転載|からの転載|に(?:最初に)?掲載(?:された|して)|で(?:最初に)?公開され|が配信し",
        r"|에 (?:처음|먼저|최초로) (?:게재|실린|보도|공개)|에서 (?:전재|옮겨)|에 게재된)",
    ))
    .ok()
});

/// `[某紙=甲 기자]` in Korean: the paper and the reporter at the head of the text.
static PAPER_AND_REPORTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"[\[(【〔](?P<source>[가-힣A-Za-z0-9·&. ]{2,20}?) ?[=| ] ?(?:[가-힣]{2,6}=)?",
        r"(?P<people>[가-힣]{2,4}(?:[,·] ?[가-힣]{2,4}){0,3}) ?(?:기자|특파원|논설위원)",
    ))
    .ok()
});

/// `某某社北京1月21日电`, `某某网某地1月21日讯`, `某某网讯`.
static DATELINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    names::pattern(concat!(
        r"^[ （(【]*据?(?P<source>\p{Han}{1,11}?(?:社|网|網|报|報|台|客户端|客戶端))",
        r"(?:\p{Han}{0,12}?(?:[0-9０-９]{1,2}月)?[0-9０-９]{1,2}日(?:电|讯|消息|電|訊)|(?:讯|訊|消息)[ :：，,（(])",
    ))
});

/// The name of a source, with its line and its place in the line.
#[derive(Debug)]
pub(super) struct NamedSource {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) range: Range<usize>,
}

/// The source that a reprint's first or last lines name; `body` are the lines of the body.
pub(super) fn reprint_source(flow: &Flow<'_>, body: &[usize]) -> Option<NamedSource> {
    let ends = body.iter().rev().take(TAIL_LINES);
    let mut lines = ends.chain(body.iter().take(HEAD_LINES));
    lines.find_map(|&line| {
        let links = flow.lines[line].links.iter().map(|(range, _)| range);
        let (name, range) = stated(&flow.lines[line].text, links)?;
        Some(NamedSource { name, line, range })
    })
}

/// The agency whose dateline the body begins with. An abstract, a caption or a row of facts may stand before it.
pub(super) fn dateline(flow: &Flow<'_>, body: &[usize]) -> Option<String> {
    let text = |line: &usize| flow.lines[*line].text.as_str();
    let first = body.first().and_then(|line| dateline_of(text(line)));
    let is_prose = |line: &&usize| flow.lines[**line].prose() > 0.0;
    let behind = || body.iter().skip(1).filter(is_prose).take(HEAD_LINES);
    let plain = || body.iter().skip(1).take(HEAD_LINES);
    first
        .or_else(|| behind().find_map(|line| dateline_of(text(line))))
        .or_else(|| plain().find_map(|line| own_name(agency_and_place(text(line))?)))
}

/// The agency that the last line of a body names: `(AFP)`, `(jun/dpa)`, `/ritzau/`, `…した。（共同）`.
pub(super) fn closing_agency(flow: &Flow<'_>, body: &[usize]) -> Option<String> {
    let text = flow.lines[*body.last()?].text.trim();
    let is_closed = text.ends_with([')', '）', ']', '】', '/']);
    let opens: &[char] = if is_closed {
        &['(', '（', '[', '【']
    } else {
        &['＝']
    };
    let bracket = text.rfind(opens);
    let text = text.get(bracket.unwrap_or_default()..)?;
    let whole = text.trim_matches(|c: char| !c.is_alphanumeric());
    let is_marked = whole.len() < text.len() && fits(whole, CLOSING_CHARS);
    // `(jun/dpa)`: the editor who worked on it, and the agency. With `AFP/dpa`, both.
    let names = whole
        .split(['/', ',', '・'])
        .map(|name| name.trim_matches(|c: char| !c.is_alphanumeric()));
    let agency = names
        .filter(|name| media::is_known_agency(name))
        .collect::<Vec<_>>();
    (is_marked && !agency.is_empty()).then(|| agency.join("/"))
}

fn paper_of_reporter(line: &str) -> Option<String> {
    let named = name_in(PAPER_AND_REPORTER.as_ref()?, line, NAME_LIMIT_CHARS);
    named.map(|(name, _)| name)
}

fn dateline_of(line: &str) -> Option<String> {
    let named = name_in(DATELINE.as_ref()?, line, NAME_LIMIT_CHARS);
    named
        .map(|(name, _)| name)
        .or_else(|| paper_of_reporter(line))
        .or_else(|| {
            own_name(
                agency(line)
                    .or_else(|| agency_and_place(line))
                    .or_else(|| known_agency(line))
                    .or_else(|| agency_between_dashes(line))
                    .or_else(|| place_and_medium(line))?,
            )
        })
}

/// A known agency at the head of a line, in brackets, between slashes or behind a dash, with a place and a date before it:
/// `Kapstadt (dpa/lno) –`, `CABO, 5 mar (EFE).-`, `МЫС, 5 мар — РИА Новости.`, `МЫС /ТАСС/.`, `【岬市共同】`.
fn known_agency(line: &str) -> Option<&str> {
    let end = line
        .char_indices()
        .nth(AGENCY_CHARS)
        .map_or(line.len(), |(at, _)| at);
    let head = &line[..end];
    let marks = head.match_indices(['(', '（', '/', '—', '–', '-', '【', '[']);
    marks
        .filter_map(|(at, mark)| {
            let inside = &line[at + mark.len()..];
            let close: &[char] = match mark {
                "(" | "（" => &[')', '）'],
                "/" => &['/'],
                "【" | "[" => &['】', ']'],
                _ => &['.', ':'],
            };
            let end = inside.find(close)?;
            let behind = inside[end..].trim_start_matches(close).trim_start();
            let inside = inside[..end].trim();
            // `The Automobile Association (AA) said`: an abbreviation in a sentence. A dash sets the dateline off.
            let is_in_sentence =
                mark == "(" && inside.is_ascii() && !behind.starts_with(['-', '–', '—', '.', ':']);
            // `Q – AA: …` is a speaker; behind a place and a date, the agency.
            let is_speaker = matches!(mark, "—" | "–" | "-")
                && !line[..at].contains(|c: char| c.is_ascii_digit());
            if is_in_sentence || is_speaker {
                return None;
            }
            if media::is_known_agency(inside) {
                return Some(inside);
            }
            // `dpa/lno`: the agency and its region. `岬市共同`: the place and the agency.
            let first = inside
                .split('/')
                .next()
                .filter(|name| media::is_known_agency(name));
            first.or_else(|| {
                let is_han = inside.chars().all(crate::page::lines::is_cjk) && fits(inside, 10);
                let mut starts = inside.char_indices().skip(1).filter(|_| is_han);
                starts.find_map(|(at, _)| {
                    Some(&inside[at..]).filter(|name| media::is_known_agency(name))
                })
            })
        })
        .next()
}

/// `[서울=바다뉴스]`, `(곶시=바다통신)`: the medium behind the place.
fn place_and_medium(line: &str) -> Option<&str> {
    let inside = line.trim_start().strip_prefix(['[', '(', '【', '〔'])?;
    let inside = inside.split([']', ')', '】', '〕']).next()?;
    let (place, medium) = inside.split_once('=')?;
    let medium = medium.trim();
    let is_word = |text: &str| {
        (2..=12).contains(&text.chars().count()) && text.chars().all(char::is_alphanumeric)
    };
    (fits(place, 16) && is_word(medium)).then_some(medium)
}

/// `Capewire, HARBOUR CITY`: a line of its own above the text.
fn agency_and_place(line: &str) -> Option<&str> {
    let (name, place) = line.split_once(", ")?;
    let is_name = name.starts_with(char::is_uppercase)
        && (3..=16).contains(&name.chars().count())
        && name.chars().all(char::is_alphabetic);
    let letters = || place.chars().filter(|c| c.is_alphabetic());
    let is_place = fits(place, 40) && letters().count() >= 3 && letters().all(char::is_uppercase);
    (is_name && is_place).then_some(name)
}

/// The agency of `LONDON, Jan 3 (Agency) -`: one word or two in brackets, behind a place in capitals. Behind another place,
/// `Cape Town (Cape Newswire) -`, the name has to read like a medium's.
fn agency(line: &str) -> Option<&str> {
    const PLACE_WORDS: usize = 6;
    let (place, rest) = line.split_once('(')?;
    let (name, rest) = rest.split_once(')')?;
    let text = rest.trim_start().trim_start_matches(['-', '–', '—']);
    let is_dash = text.len() < rest.trim_start().len() && text.starts_with(' ');
    let is_place = place.is_empty()
        || (place.ends_with(' ')
            && fits(place, 64)
            && !place.contains(['[', ']', ')', ':', ';', '!', '?']));
    let in_capitals = place.chars().take(3).all(char::is_uppercase);
    let is_word = |word: &str| {
        word.starts_with(char::is_uppercase)
            && (2..=16).contains(&word.chars().count())
            && !word.contains(['[', ']', '('])
    };
    let is_name = name.split(' ').all(is_word) && name.matches(' ').count() <= 1;
    let is_short = place.split_whitespace().count() <= PLACE_WORDS
        && place.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
    let is_agency = in_capitals && is_name || is_short && names_agency(name);
    (is_place && is_dash && is_agency).then_some(name)
}

/// `МЫС - ТАСС - Паром вернулся`: the agency between a place and the text.
fn agency_between_dashes(line: &str) -> Option<&str> {
    const PLACE_WORDS: usize = 3;
    let (place, rest) = split_at_dash(line)?;
    let (name, _) = split_at_dash(rest)?;
    let is_place = place.split_whitespace().count() <= PLACE_WORDS;
    (is_place && names_agency(name)).then_some(name)
}

fn split_at_dash(text: &str) -> Option<(&str, &str)> {
    let splits = [" - ", " – ", " — "].map(|dash| text.split_once(dash));
    let splits = splits.into_iter().flatten();
    splits.min_by_key(|(before, _)| before.len())
}

/// Whether a name is that of an agency: it is known, or has the form.
fn names_agency(name: &str) -> bool {
    media::is_known_agency(name) || media::is_acronym(name) || media::has_medium_word(name)
}

/// The name that a line gives as the source, and where it stands. `links` are the places of the line's links.
fn stated<'l>(
    line: &str,
    links: impl Iterator<Item = &'l Range<usize>>,
) -> Option<(String, Range<usize>)> {
    if let Some(found) = labelled_in_last_bracket(line) {
        return Some(found);
    }
    if line.chars().count() > LINE_LIMIT_CHARS {
        return name_in_last_bracket(line);
    }
    name_in(REPRINTED_FROM.as_ref()?, line, NAME_LIMIT_CHARS)
        .or_else(|| name_in(TAKEN_ELSEWHERE.as_ref()?, line, NAME_LIMIT_CHARS))
        .or_else(|| published_first(line, links))
}

/// The source of a sentence such as `This article was originally published by The Harbour Times`.
fn published_first<'l>(
    line: &str,
    mut links: impl Iterator<Item = &'l Range<usize>>,
) -> Option<(String, Range<usize>)> {
    let statement = first_published::stated(line)?;
    // A link is the name, unless it says `here`.
    let is_name = |range: &Range<usize>| {
        let text = line.get(range.clone()).unwrap_or_default().trim_start();
        text.starts_with(|c: char| !c.is_lowercase()) || text.contains('.')
    };
    let linked = links.find(|range| range.start >= statement.start && is_name(range));
    let range = linked
        .cloned()
        .or_else(|| quoted_after(line, statement.start))
        .or(statement.name)?;
    let name = own_name(line.get(range.clone())?)?;
    fits(&name, LATIN_NAME_LIMIT_CHARS).then_some((name, range))
}

/// What stands in quotation marks behind byte `from`.
fn quoted_after(line: &str, from: usize) -> Option<Range<usize>> {
    const MARKS: [(char, char); 6] = [
        ('«', '»'),
        ('»', '«'),
        ('„', '“'),
        ('“', '”'),
        ('”', '”'),
        ('"', '"'),
    ];
    let (at, open) = line
        .get(from..)?
        .char_indices()
        .find(|(_, c)| MARKS.iter().any(|(open, _)| open == c))?;
    let (_, close) = MARKS.iter().find(|(mark, _)| *mark == open)?;
    let start = from + at + open.len_utf8();
    let length = line.get(start..)?.find(*close)?;
    Some(start..start + length)
}

/// A paragraph that ends in `(Quelle: Kapbote)`.
fn labelled_in_last_bracket(line: &str) -> Option<(String, Range<usize>)> {
    let inside = line.trim_end().strip_suffix([')', '）', ']', '】'])?;
    let open = inside.rfind(['(', '（', '[', '【'])?;
    let start = open + inside[open..].chars().next()?.len_utf8();
    let range = labels::source_in(&inside[start..])?;
    let range = range.start + start..range.end + start;
    let name = own_name(line.get(range.clone())?)?;
    fits(&name, LATIN_NAME_LIMIT_CHARS).then_some((name, range))
}

/// A long paragraph that ends in `（转自某报）`.
fn name_in_last_bracket(line: &str) -> Option<(String, Range<usize>)> {
    let bracket = line.rfind(['（', '(', '【'])?;
    let (name, range) = name_in(REPRINTED_FROM.as_ref()?, &line[bracket..], NAME_LIMIT_CHARS)?;
    Some((name, range.start + bracket..range.end + bracket))
}

fn name_in(regex: &Regex, text: &str, limit_chars: usize) -> Option<(String, Range<usize>)> {
    let name = regex.captures(text)?.name("source")?;
    let range = name.range();
    let name = own_name(name.as_str()).filter(|_| fits(name.as_str(), limit_chars))?;
    Some((name, range))
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

    fn name_of(line: &str) -> Option<String> {
        stated(line, [].iter()).map(|(name, _)| name)
    }

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
            ("Статья впервые опубликована в газете «Мыс».", "Мыс"),
            (
                "Erstmals veröffentlicht in „Der Leuchtturm“",
                "Der Leuchtturm",
            ),
            ("この記事は「岬新聞」に掲載されたものです。", "岬新聞"),
            ("岬日報より転載", "岬日報"),
            ("The ferry is back. (Source: Cape Wire)", "Cape Wire"),
            ("Die Fähre fährt wieder. (Quelle: Kapbote)", "Kapbote"),
            ("会议今天举行。（来源：海岬日报）", "海岬日报"),
            ("이 기사는 바다신문에 먼저 게재되었습니다.", "바다신문"),
        ] {
            assert_eq!(name_of(line).as_deref(), Some(source), "{line}");
        }
        let long = format!("{}（转自海岬网）", "会议讨论了道路的修缮。".repeat(30));
        assert_eq!(name_of(&long).as_deref(), Some("海岬网"));
    }

    /// A sentence about another medium does not make an article its own.
    #[test]
    fn sentences_that_mention_a_medium_are_not_believed() {
        for line in [
            "他说这段话转自海岬网，但是没有人能够证实这一点。",
            "The book was first published by Harbour Press in 1998, and reprinted twice.",
            "照片由读者提供",
        ] {
            assert_eq!(name_of(line), None, "{line}");
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
            (
                "Harbour City, March 5 (Cape Newswire) - The council",
                Some("Cape Newswire"),
            ),
            ("Cabo Norte (AFP) – El barco", Some("AFP")),
            ("Λιμάνι (AFP) – Το πλοίο", Some("AFP")),
            ("الرأس (وكالة الرأس) - قال", Some("وكالة الرأس")),
            ("دماغه - ایسنا - قایق", Some("ایسنا")),
            ("Capewire, HARBOUR CITY", Some("Capewire")),
            ("[바다신문=강나루 기자] 시의회는 오늘", Some("바다신문")),
            ("[바다신문 강나루 기자] 시의회는 오늘", Some("바다신문")),
            ("[곶시=바다뉴스] 강나루 기자 = 시의회는", Some("바다뉴스")),
            ("Kapstadt (dpa/lno) – Die Fähre", Some("dpa")),
            ("Ciudad del Cabo, 5 mar (EFE).- El barco", Some("EFE")),
            ("(ANSA) - CITTÀ DEL CAPO, 5 MAR - Il", Some("ANSA")),
            ("МЫС, 5 мар — РИА Новости. Паром", Some("РИА Новости")),
            ("МЫС, 5 марта. /ТАСС/. Паром", Some("ТАСС")),
            ("الرأس (رويترز) - قال", Some("رويترز")),
            ("मुंबई, पांच मार्च (भाषा) नौका", Some("भाषा")),
            ("JAKARTA (ANTARA) - Kapal", Some("ANTARA")),
            ("BURUN (AA) - Vapur", Some("AA")),
            ("【岬市共同】渡し船は", Some("共同")),
            ("本报柳河1月21日讯 会议今天举行", None),
            ("本报讯 会议今天举行", None),
            ("The council (which met on Monday) - said", None),
            ("The Alarm Association (AA) said", None),
            ("Max Orr (Labour) - The ferry is back", None),
            ("Harbour news - Ann Lee - The ferry is back", None),
            ("The mayor – AP: how long will it take?", None),
            ("1月21日，海岬网一名记者来到柳河。", None),
        ] {
            assert_eq!(dateline_of(line).as_deref(), source, "{line}");
        }
    }
}
