//! The credit in a caption: `The harbour. Photo: Ann Lee/Cape Wire`, `图为港口。新华社记者 张三 摄`.
//!
//! In: the text of a caption, or of an element named for credits. Out: what is left of the caption, the credit as printed
//! without its label.

use super::owner::{
    EDGES, REPORTERS, edged, is_known_owner, is_name, is_pictures_owner, is_single, is_slashed,
    is_unicameral,
};
use super::words::{BEHIND, LABELS, SPOKEN, is_label};
use crate::extract::article::media::is_medium;
use crate::extract::article::names;
use crate::extract::article::phrases::fits;
use crate::page::lines::is_cjk;

/// The most words behind a label that no mark ends: `Foto Ansa`.
const BARE_WORDS: usize = 3;
/// A longer text is not looked through.
const TEXT_CHARS: usize = 1_000;
/// The longest label.
const LABEL_CHARS: usize = 40;
/// The most Han or Hangul characters of a credit that no mark sets apart: `本报全媒体记者张三`.
const GLUED_CHARS: usize = 14;
/// The most of one that nothing sets apart and that has no form of a name: `受访者供图`.
const SHORT_CHARS: usize = 6;
/// Where a sentence ends for sure.
const STOPS: [char; 9] = ['。', '！', '？', '；', '.', '!', '?', ';', '।'];

/// `© Ann Lee`, with the characters that stand for the sign.
const COPYRIGHT_SIGNS: [&str; 9] = [
    "©",
    "(c)",
    "(C)",
    "Ⓒ",
    "ⓒ",
    "（Ｃ）",
    "(Ｃ)",
    "（C）",
    "（c）",
];

/// A caption without its credit, and the credit; either may be empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Split {
    pub(super) caption: String,
    pub(super) credit: String,
}

/// Parts a caption from its credit.
pub(super) fn split(text: &str) -> Split {
    let text = text.trim();
    stated(text)
        .or_else(|| at_the_end(text).filter(|_| fits(text, TEXT_CHARS)))
        .unwrap_or_else(|| Split {
            caption: text.to_owned(),
            credit: String::new(),
        })
}

/// The credit that a text says to be one: with a label, a sign, or a word behind the name.
pub(super) fn stated(text: &str) -> Option<Split> {
    announced(text).or_else(|| behind(text.trim()).filter(|_| fits(text, TEXT_CHARS)))
}

/// The credit that a text announces, with a label or a sign.
pub(super) fn announced(text: &str) -> Option<Split> {
    let text = text.trim();
    let announced = fits(text, TEXT_CHARS).then(|| labelled(text).or_else(|| marked(text)));
    announced.flatten()
}

/// The credit of an element that is named for one, which may hold the caption before it.
pub(super) fn whole(text: &str) -> Option<Split> {
    let found = split(text);
    if !found.credit.is_empty()
        && (found.caption.is_empty() || found.caption.ends_with(STOPS) || stated(text).is_some())
    {
        return Some(found);
    }
    let credit = edged(text);
    is_name(credit).then(|| Split {
        caption: String::new(),
        credit: credit.to_owned(),
    })
}

/// The credit that a text is from its beginning to its end, by its form.
pub(super) fn alone(text: &str) -> Option<String> {
    let found = split(text);
    if !found.credit.is_empty() {
        return Some(found.credit).filter(|_| found.caption.is_empty());
    }
    let owner = edged(text);
    is_known_owner(owner).then(|| owner.to_owned())
}

/// A caption whose credit stands elsewhere, without the label that announces it: `The harbour. Photo:`.
pub(super) fn without_open_label(caption: &str) -> String {
    let open = caption.trim_end_matches([' ', ':', '：', '/', '=', '©', '(', '（', '[']);
    let words = open.char_indices().rev().take(LABEL_CHARS);
    let label = words
        .filter(|&(at, c)| is_cjk(c) || !open[..at].ends_with(char::is_alphanumeric))
        .filter(|&(at, _)| is_label(&open[at..]))
        .last()
        .map(|(at, _)| at)
        .filter(|&at| open.len() < caption.len() || starts_part(&open[..at]));
    joined(&open[..label.unwrap_or(open.len())], "")
}

/// `Photo: Ann Lee`, `图/张三`, `Photo by Ann Lee`.
fn labelled(text: &str) -> Option<Split> {
    let mut best: Option<(usize, usize)> = None;
    let mut from = 0;
    for (at, c) in text.char_indices() {
        if at < from || !c.is_alphabetic() {
            continue;
        }
        let before = text[..at].chars().next_back();
        // Within a word no label begins; Han has no words to be within.
        if before.is_some_and(|c| c.is_alphanumeric() && !is_cjk(c)) && !is_cjk(c) {
            continue;
        }
        if let Some(end) = label_at(text, at, before) {
            // Of `Photo: Ann Lee. Source: Cape Wire` the first says who made it, of `Photo: Courtesy of Ann Lee` both.
            best = match best {
                Some((start, before)) if before == at => Some((start, end)),
                best => best.or(Some((at, end))),
            };
            from = end;
        }
    }
    let (at, end) = best?;
    let (value, rest) = value(&text[end..]);
    let credit = edged(value);
    let credit = without_behind(credit);
    is_name(credit).then(|| Split {
        caption: joined(&text[..at], rest),
        credit: credit.to_owned(),
    })
}

/// The end of the label at a place, its colon included.
fn label_at(text: &str, at: usize, before: Option<char>) -> Option<usize> {
    let rest = &text[at..];
    let first = rest.chars().next()?;
    let lower = first.to_lowercase().next()?;
    let starts = starts_part(&text[..at]);
    let spoken = SPOKEN.with_first(lower).find_map(|(word, ())| {
        let after = stripped(rest, word)?;
        let value = after.trim_start();
        let is_parted = match is_cjk(first) {
            true => starts,
            // `fot.` is an abbreviation.
            false => after.starts_with(' ') || word.ends_with('.'),
        };
        let is_value =
            value.starts_with(|c: char| c.is_uppercase() || c == '@' || is_unicameral(c));
        (is_parted && is_value).then(|| text.len() - value.len())
    });
    let announced = || {
        LABELS.with_first(lower).find_map(|(word, ())| {
            let after = stripped(rest, word)?.trim_start();
            let is_colon = match after.chars().next()? {
                ':' | '：' | '=' | '＝' | '︰' | '∶' => true,
                '/' | '／' | '|' | '｜' | '丨' => is_cjk(first),
                '.' => after.starts_with("..."),
                mark => mark == '…',
            };
            // `地图：` ends like `图：`; what has two characters stands for itself.
            let is_whole = word.chars().nth(1).is_some() || before.is_none_or(|c| !is_cjk(c));
            let value = after.trim_start_matches(|c: char| ":：=＝︰∶/／|｜丨.… ".contains(c));
            (is_colon && is_whole).then(|| text.len() - value.len())
        })
    };
    // `(Foto Ansa)`: in a part of its own with a name and nothing else.
    let bare = || {
        let after = LABELS
            .with_first(lower)
            .find_map(|(word, ())| stripped(rest, word))?;
        let (value, _) = value(after);
        let mut words = value.split_whitespace();
        let is_named = after.starts_with(' ')
            && (1..=BARE_WORDS).contains(&words.clone().count())
            && words.all(|word| word.starts_with(|c: char| c.is_uppercase() || c == '@'));
        let is_apart = starts && first.is_uppercase() && !text[..at].trim_end().is_empty();
        (is_apart && is_named).then(|| text.len() - after.trim_start().len())
    };
    // Within a sentence a label has a capital, or its script has no spaces: `in the picture: …` is none.
    let may_stand = starts || first.is_uppercase() || is_cjk(first) || is_unspaced(first);
    spoken
        .or_else(announced)
        .or_else(bare)
        .filter(|_| may_stand)
}

/// A letter of Thai, Lao, Burmese or Khmer.
const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Whether what comes next begins a sentence or stands behind a bracket or a rule.
fn starts_part(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty() || before.ends_with(|c: char| !c.is_alphanumeric() && !",，、".contains(c))
}

/// What follows `word` at the start of `text`, whatever the case.
fn stripped<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for expected in word.chars() {
        let c = rest.next()?;
        if c != expected && !c.to_lowercase().eq([expected]) {
            return None;
        }
    }
    let rest = rest.as_str();
    // `Photography` is no `photo`.
    let goes_on = |c: char| c.is_alphanumeric() && !is_cjk(c);
    let is_word = word.chars().next_back().is_some_and(goes_on) && rest.starts_with(goes_on);
    (!is_word).then_some(rest)
}

/// The value behind a label, and the text behind the value.
fn value(text: &str) -> (&str, &str) {
    let mut depth = 0_i32;
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth -= 1,
            _ => {}
        }
        // The next label: `摄影：陈小舟 文字：林远`.
        if matches!(c, ':' | '：') && at > 0 {
            end = text[..at].rfind(' ').unwrap_or(at);
            break;
        }
        let ends = match c {
            // `+++ dpa-Bildfunk +++` is the wire's remark.
            '。' | ';' | '；' | '\n' | '!' | '！' | '+' => true,
            '|' | '｜' => at > 0 && text[..at].ends_with(' '),
            '.' => ends_sentence(&text[..at], &text[at + 1..]),
            _ => depth < 0,
        };
        if ends {
            end = at;
            break;
        }
    }
    let (value, rest) = text.split_at(end);
    (value, if rest.starts_with('+') { "" } else { rest })
}

/// Whether a full stop between these ends a sentence: that of `J. Lee` and of `A.P.` does not.
fn ends_sentence(before: &str, after: &str) -> bool {
    let word = before.rsplit([' ', '.', '/']).next().unwrap_or_default();
    after.trim().is_empty() || (after.starts_with(' ') && word.chars().nth(2).is_some())
}

/// `© Ann Lee`, `(c) 2024 Cape Wire`.
fn marked(text: &str) -> Option<Split> {
    let (at, mark) = COPYRIGHT_SIGNS
        .iter()
        .filter_map(|mark| Some((text.rfind(mark)?, mark)))
        .max()?;
    let (value, rest) = value(&text[at + mark.len()..]);
    let credit = without_year(value);
    is_name(credit).then(|| Split {
        caption: joined(&text[..at], rest),
        credit: credit.to_owned(),
    })
}

/// The holder in a notice: `Cape Wire` of `Copyright © 2024 Cape Wire. All rights reserved.`
pub(super) fn holder_in(notice: &str) -> Option<String> {
    let mut notice = notice.trim();
    if !fits(notice, TEXT_CHARS) {
        return None;
    }
    while let Some(rest) = [
        "©",
        "(c)",
        "(C)",
        "Copyright",
        "copyright",
        "COPYRIGHT",
        "ⓒ",
    ]
    .iter()
    .find_map(|mark| notice.strip_prefix(mark))
    {
        notice = rest.trim_start();
    }
    let (value, _) = value(notice);
    let holder = without_year(value);
    is_name(holder).then(|| holder.to_owned())
}

fn without_year(text: &str) -> &str {
    let is_of_year = |c: char| c.is_ascii_digit() || EDGES.contains(c);
    edged(text.trim_start_matches(is_of_year))
}

/// `张三 摄`, `(新华社发)`, `＝山田太郎撮影`, `바다일보 제공`.
fn behind(text: &str) -> Option<Split> {
    let inner = text.trim_end_matches(|c: char| EDGES.contains(c));
    let word = BEHIND.iter().find(|word| inner.ends_with(**word))?;
    let head = inner[..inner.len() - word.len()].trim_end_matches([' ', '\u{3000}', '/', '／']);
    let start = head
        .rmatch_indices(|c: char| STOPS.contains(&c) || "(（[【」』＝=|｜丨，,\n".contains(c))
        .find(|(at, mark)| *mark != "." || ends_sentence(&head[..*at], " A"))
        .map_or(0, |(at, mark)| at + mark.len());
    let before = head[..start].chars().next_back();
    let is_bracketed = before.is_some_and(|c| "(（[【＝=|｜丨".contains(c));
    let segment = &head[start..];
    let offset = name_in(segment, word, is_bracketed)?;
    let credit = edged(&segment[offset..]);
    let caption = head[..start + offset].trim_end_matches(|c: char| "([（【|｜丨＝= ".contains(c));
    if !is_name(credit) {
        return None;
    }
    // `新华社发（张三 摄）`: for whom, and who.
    let outer =
        behind(caption).filter(|_| start > 0 && before.is_some_and(|c| "(（[【".contains(c)));
    Some(match outer {
        Some(outer) => Split {
            caption: outer.caption,
            credit: format!("{}/{credit}", outer.credit),
        },
        None => Split {
            caption: joined(caption, ""),
            credit: credit.to_owned(),
        },
    })
}

/// Where the name begins in the text before a word like `摄`.
fn name_in(segment: &str, word: &str, is_bracketed: bool) -> Option<usize> {
    let short = |text: &str, limit: usize| text.chars().nth(limit).is_none();
    let names_somebody = |text: &str| {
        short(text, GLUED_CHARS)
            && (names::is_han_name(text)
                || REPORTERS.iter().any(|role| text.contains(role))
                || is_medium(text)
                || names::is_organisation(text))
    };
    let parts = segment
        .split_inclusive([' ', '\u{3000}'])
        .scan(0, |end, part| {
            let at = *end;
            *end += part.len();
            Some((at, part.trim_end()))
        });
    let words: Vec<(usize, &str)> = parts.filter(|(_, word)| !word.is_empty()).collect();
    let (&(at, last), others) = words.split_last()?;
    // `新华社发` names an agency; behind anything else `发` is a verb.
    if matches!(word, "发" | "發") {
        return is_medium(last).then_some(at);
    }
    // `J. Jonaitis / Cape Wire`: a name of several words, and for whom.
    if is_slashed(segment.trim(), true) {
        return Some(segment.len() - segment.trim_start().len());
    }
    let is_apart = !others.is_empty() || is_bracketed;
    let may_name = short(last, GLUED_CHARS) && (is_apart || short(last, SHORT_CHARS));
    if !may_name && !names_somebody(last) {
        return None;
    }
    let before = others.iter().rev();
    let before = before.take_while(|(_, word)| names_somebody(word));
    Some(before.last().map_or(at, |&(at, _)| at))
}

fn without_behind(credit: &str) -> &str {
    let word = BEHIND.iter().find(|word| {
        let head = credit.strip_suffix(**word);
        head.is_some_and(|head| head.ends_with([' ', '/', '／']))
    });
    let head = word.and_then(|word| credit.strip_suffix(*word));
    edged(head.unwrap_or(credit))
}

/// What stands at the end of a caption and can only be a credit: `(Ann Lee/Cape Wire)`, `… at dawn. Ann Lee/Cape Wire`.
fn at_the_end(text: &str) -> Option<Split> {
    let closed = text.trim_end_matches(['.', '。', ' ']);
    let (at, inner) = if closed.ends_with([')', '）', ']', '】']) {
        let at = closed.rfind(['(', '（', '[', '【'])?;
        (at, &closed[at..])
    } else {
        let end = text.rmatch_indices([' ', '。']).find_map(|(at, mark)| {
            let head = text[..at + mark.len()].trim_end();
            let is_end = head.ends_with(['。', '！', '？', '!', '?', '|', '—', '–'])
                || head
                    .strip_suffix('.')
                    .is_some_and(|before| ends_sentence(before, " A"));
            is_end.then_some(at + mark.len())
        });
        let at = end.unwrap_or(0);
        (at, &text[at..])
    };
    let credit = edged(inner);
    let before = text[..at].trim_end();
    let is_after_stop = before.ends_with(|c: char| STOPS.contains(&c));
    let is_credit = is_slashed(credit, is_after_stop)
        || (is_after_stop && at > 0 && is_known_owner(credit))
        || (inner.starts_with(['(', '（', '[', '【']) && is_pictures_owner(credit))
        // `[연합]` behind a sentence; in round brackets a remark may stand.
        || (inner.starts_with('[') && is_after_stop && is_single(credit));
    is_credit.then(|| Split {
        caption: joined(before, ""),
        credit: credit.to_owned(),
    })
}

/// The two sides of what was taken out of a caption.
fn joined(before: &str, after: &str) -> String {
    let before =
        before.trim_end_matches(|c: char| c.is_whitespace() || "([（【|｜丨–—-/／".contains(c));
    let after =
        after.trim_start_matches(|c: char| c.is_whitespace() || ")]）】|｜丨.。;；/／".contains(c));
    let space = if before.is_empty() || after.is_empty() {
        ""
    } else {
        " "
    };
    format!("{before}{space}{after}").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::owner::organisation;
    use super::*;
    use crate::language;

    /// A picture whose credit is not read passes for the publisher's own.
    #[test]
    fn a_caption_and_its_credit_are_told_apart() {
        for (text, caption, credit, owner) in [
            (
                "The harbour. Photo: Ann Lee/Cape Wire",
                "The harbour.",
                "Ann Lee/Cape Wire",
                "Cape Wire",
            ),
            (
                "The harbour at dawn (Photo: Ann Lee/Cape Wire)",
                "The harbour at dawn",
                "Ann Lee/Cape Wire",
                "Cape Wire",
            ),
            ("Photo by Ann Lee", "", "Ann Lee", ""),
            (
                "Photograph: Ann Lee/Nordkap",
                "",
                "Ann Lee/Nordkap",
                "Nordkap",
            ),
            (
                "The harbour. Photograph by J. Lee for Cape Wire. Taken in May.",
                "The harbour. Taken in May.",
                "J. Lee for Cape Wire",
                "Cape Wire",
            ),
            (
                "The quay. Image: Courtesy of Cape Harbour Museum",
                "The quay.",
                "Cape Harbour Museum",
                "Cape Harbour Museum",
            ),
            (
                "The quay at night. (AFX Photo/Ann Lee)",
                "The quay at night.",
                "AFX Photo/Ann Lee",
                "AFX",
            ),
            (
                "The quay at night. Ann Lee/Cape Images",
                "The quay at night.",
                "Ann Lee/Cape Images",
                "Cape Images",
            ),
            (
                "The quay at night | Ann Lee/Cape Wire",
                "The quay at night",
                "Ann Lee/Cape Wire",
                "Cape Wire",
            ),
            (
                "The quay. Image via Cape Images",
                "The quay.",
                "Cape Images",
                "Cape Images",
            ),
            ("Il porto (Foto Ansx)", "Il porto", "Ansx", "Ansx"),
            (
                "Port o świcie. fot. Jan Kapp",
                "Port o świcie.",
                "Jan Kapp",
                "",
            ),
            (
                "Pelabuhan pagi ini(Dok.IGX )",
                "Pelabuhan pagi ini",
                "IGX",
                "IGX",
            ),
            (
                "Uostamas. J. Jonaičio / LRX nuotr.",
                "Uostamas.",
                "J. Jonaičio / LRX",
                "LRX",
            ),
            (
                "Порт утром. Фото @annamor",
                "Порт утром.",
                "@annamor",
                "@annamor",
            ),
            ("朝の港（Ｃ）岬通信社", "朝の港", "岬通信社", "岬通信社"),
            ("아침의 항구. [바다]", "아침의 항구.", "바다", ""),
            ("The quay © 2024 Ann Lee", "The quay", "Ann Lee", ""),
            (
                "Der Hafen am Morgen. Foto: Jan Kapp/dpx",
                "Der Hafen am Morgen.",
                "Jan Kapp/dpx",
                "dpx",
            ),
            (
                "Foto: Jan Kapp/dpx +++ dpx-Funk +++",
                "",
                "Jan Kapp/dpx",
                "dpx",
            ),
            (
                "Bild: picture kapp/dpx",
                "",
                "picture kapp/dpx",
                "picture kapp/dpx",
            ),
            (
                "Le port. (Crédit photo : Léa Roc)",
                "Le port.",
                "Léa Roc",
                "",
            ),
            (
                "El puerto. / Fotografía de Ana Mar",
                "El puerto.",
                "Ana Mar",
                "",
            ),
            (
                "Порт утром. Фото: Анна Мор / Газета Мыса",
                "Порт утром.",
                "Анна Мор / Газета Мыса",
                "Газета Мыса",
            ),
            (
                "图为清晨的港口。新华岬社记者 陈小舟 摄",
                "图为清晨的港口。",
                "新华岬社记者 陈小舟",
                "新华岬社",
            ),
            ("清晨的港口 陈小舟 摄", "清晨的港口", "陈小舟", ""),
            ("清晨的港口（陈小舟 摄）", "清晨的港口", "陈小舟", ""),
            (
                "清晨的港口。海岬社发（陈小舟 摄）",
                "清晨的港口。",
                "海岬社/陈小舟",
                "海岬社",
            ),
            (
                "清晨的港口。图源：海岬日报",
                "清晨的港口。",
                "海岬日报",
                "海岬日报",
            ),
            ("图/陈小舟", "", "陈小舟", ""),
            (
                "清晨的港口。海岬渔业公司供图",
                "清晨的港口。",
                "海岬渔业公司",
                "海岬渔业公司",
            ),
            ("朝の港＝岬太郎撮影", "朝の港", "岬太郎", ""),
            ("朝の港（写真提供：岬新聞）", "朝の港", "岬新聞", "岬新聞"),
            (
                "아침의 항구 [사진=바다일보]",
                "아침의 항구",
                "바다일보",
                "바다일보",
            ),
            (
                "아침의 항구. 바다일보 제공",
                "아침의 항구.",
                "바다일보",
                "바다일보",
            ),
            (
                "الميناء صباحا. تصوير: ليلى بحر",
                "الميناء صباحا.",
                "ليلى بحر",
                "",
            ),
            ("ท่าเรือยามเช้า ภาพ: มานี ทะเล", "ท่าเรือยามเช้า", "มานี ทะเล", ""),
        ] {
            let found = split(text);
            let owner = Some(owner).filter(|owner| !owner.is_empty());
            assert_eq!(
                (found.caption.as_str(), found.credit.as_str()),
                (caption, credit),
                "{text}"
            );
            assert_eq!(organisation(&found.credit).as_deref(), owner, "{text}");
        }
    }

    /// A sentence that is read as a credit takes a picture from every reader of the feed.
    #[test]
    fn what_a_picture_shows_is_no_credit() {
        for text in [
            "Ann Lee (CDU/CSU) at the harbour (left/right)",
            "Ann Lee (SPX)",
            "The harbour at dawn. [sic]",
            "Photos show the harbour of Cape Town",
            "The harbour. Photo Show opens in May",
            "A house near Photo Lane. Write to ann@news.example/Bo",
            "The picture: a harbour at dawn that nobody had seen before and that everybody wanted to see, all of them at once, and more of it",
            "The harbour, and/or what is left of it",
            "图为游客在景区拍摄",
            "老人在街头出发",
            "The photographers of the harbour",
            "Ship 1/2 of the fleet",
        ] {
            let found = split(text);
            assert_eq!(
                found,
                Split {
                    caption: text.into(),
                    credit: String::new()
                },
                "{text}"
            );
        }
    }

    /// An element that a site names for its credits holds nothing else, with a label or without.
    #[test]
    fn a_whole_credit_needs_no_label() {
        for (text, credit) in [
            (
                "A drawing of the quay. (Cape Museum/Ann Lee)",
                "Cape Museum/Ann Lee",
            ),
            ("Ann Lee/Cape Wire", "Ann Lee/Cape Wire"),
            ("Credit: Ann Lee", "Ann Lee"),
            ("Credit...Ann Lee", "Ann Lee"),
            ("© Ann Lee", "Ann Lee"),
            ("(dpx)", "dpx"),
            ("陈小舟 摄", "陈小舟"),
        ] {
            let found = whole(text).map(|found| found.credit);
            assert_eq!(found.as_deref(), Some(credit), "{text}");
        }
        assert_eq!(whole(" – "), None);
        assert_eq!(
            holder_in("Copyright © 2024 Cape Wire. All rights reserved.").as_deref(),
            Some("Cape Wire")
        );
        assert_eq!(holder_in("© 2019-2024"), None);
    }

    /// A label that another one hides is never read; a new table is tested with the others.
    #[test]
    fn every_label_of_every_language_is_read() {
        for language in language::ALL {
            let captions = &language.captions;
            for word in language::split(captions.labels) {
                let found = split(&format!("{word}: Ann Lee"));
                assert_eq!(found.credit, "Ann Lee", "{}: {word}", language.tags);
            }
            for word in language::split(captions.without_colon) {
                let found = split(&format!("{word} Ann Lee"));
                assert_eq!(found.credit, "Ann Lee", "{}: {word}", language.tags);
            }
        }
    }
}
