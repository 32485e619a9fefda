//! Names in the values of labels and meta.
//!
//! In: a value. Out: its names, one string each, without labels, jobs, agencies' phrases and codes.

mod around;
mod form;
mod nobody;
mod person;
mod pieces;

use regex::Regex;

use self::around::{
    first_of_gapped, is_code, is_office, latin, strip_after, strip_before, strip_code, strip_label,
    strip_place, without_affiliation,
};
pub(super) use self::around::{trim, without_by};
use self::form::is_cased_name;
pub(super) use self::form::{
    is_company, is_han_name, is_hangul_name, is_japanese_name, is_name_word, is_organisation,
    is_whole_without_capitals,
};
pub(super) use self::nobody::{has_office, is_nobody, is_of_pictures, is_role};
pub(super) use self::person::is_person;
pub(super) use self::pieces::CONJUNCTIONS;
use self::pieces::{JOINTS, pieces};
use super::{lexicon, media};
use crate::page::lines::{is_cjk, units};

/// More than this is a sentence.
const NAME_LIMIT_UNITS: f32 = 16.0;
const NAME_LIMIT_WORDS: usize = 6;
const SOURCE_LIMIT_UNITS: f32 = 32.0;

/// A source's name, or nothing if the value names none.
pub(super) fn source(value: &str) -> Option<String> {
    let mut name = value.trim();
    // `来源：来源：人民网`, and meta that keeps its label.
    for label in [
        "来源",
        "來源",
        "稿源",
        "出处",
        "信息来源",
        "文章来源",
        "转自",
        "转载自",
        "source",
    ] {
        if let Some(rest) = strip_label(name, label) {
            name = rest;
        }
    }
    let name = trim(without_denial(name));
    let name = trim(first_of_gapped(name));
    let name = trim(strip_place(name));
    let is_named = is_self(name) || (acceptable(name, SOURCE_LIMIT_UNITS) && !is_stand_in(name));
    is_named.then(|| name.to_owned())
}

/// `本站`, `原创`: words that make the page's own site the source, without its name.
pub(super) fn is_self(name: &str) -> bool {
    lexicon::SELF.contains(name)
}

/// `转载文章`, `网络综合整理`, `Various sources`: words for an article from elsewhere that name no source.
fn is_stand_in(name: &str) -> bool {
    if !name.chars().any(is_cjk) {
        return lexicon::STAND_INS.contains(name.to_lowercase().as_str());
    }
    // The value consists only of these words, in any order.
    let mut rest = name;
    while !rest.is_empty() {
        match lexicon::GENERAL
            .iter()
            .filter_map(|word| rest.strip_prefix(word))
            .min_by_key(|rest| rest.len())
        {
            Some(left) => rest = left.trim_start(),
            None => return false,
        }
    }
    true
}

/// `某某社(非本网)` is `某某社`: portals mark reprints with `非本网`.
fn without_denial(name: &str) -> &str {
    ["(非", "（非", "(非", "[非"]
        .iter()
        .find_map(|mark| name.split_once(mark))
        .map_or(name, |(name, _)| name)
}

/// The names in a label's value, in order, each once.
pub(super) fn people(value: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    // `순천·광양=강나루 기자`: where the report is from.
    let is_hangul = |text: &str| text.contains(|c: char| ('가'..='힣').contains(&c));
    let value = match value.rsplit_once('=') {
        Some((place, names)) if is_hangul(place) && is_hangul(names) => names,
        _ => value,
    };
    // An address is no name, and neither are its parts.
    if value.contains("://") || value.starts_with("www.") || value.trim_start().starts_with('@') {
        return names;
    }
    let value = unwrapped(value);
    for part in pieces(&value) {
        for name in one_or_more(&part) {
            let is_short = name.split_whitespace().nth(NAME_LIMIT_WORDS).is_none();
            let name = once(name);
            if is_short
                && acceptable(&name, NAME_LIMIT_UNITS)
                && !is_nobody(&name)
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
    }
    // `甲某 单位：某大学`: the next label and what is behind it.
    if names.iter().any(|name| !name.contains('：')) {
        names.retain(|name| !name.contains('：'));
    }
    // `甲某/某某报`, `Ann Lee, AFP`: whom the author works for is no second author.
    if names.iter().any(|name| !media::is_medium(name)) {
        names.retain(|name| !media::is_medium(name));
    }
    // `Ann Lee, QRS COUNTY`: beside a name in small letters, capitals are an office.
    let in_capitals =
        |name: &String| !name.contains(char::is_lowercase) && name.contains(char::is_uppercase);
    if names
        .first()
        .is_some_and(|name| is_cased_name(name) && !in_capitals(name))
    {
        names.retain(|name| !in_capitals(name));
    }
    // `Lee, Ann`, as libraries write it.
    if let [family, given] = &names[..]
        && is_reversed(&value, family, given)
    {
        return vec![format!("{given} {family}")];
    }
    // `Ann Lee, Harbour`: behind whole names, one word alone is a place.
    if names.first().is_some_and(|name| is_cased_name(name)) {
        names.retain(|name| name.contains(' ') || !name.starts_with(char::is_uppercase));
    }
    names
}

/// `Ann LeeAnn Lee`, of a picture's text and the name beside it, is said once.
fn once(name: String) -> String {
    match name.split_at_checked(name.len() / 2) {
        Some((half, other)) if half == other && half.contains(' ') => half.to_owned(),
        _ => name,
    }
}

/// `and Bo Reader`: the word that joins two names stands in the element of the second.
pub(super) fn without_joint(text: &str) -> &str {
    let joints = CONJUNCTIONS.iter().map(|and| and.trim_start());
    let mut stripped = joints.filter_map(|and| text.trim_start().strip_prefix(and));
    stripped.next().unwrap_or(text)
}

/// `Lee, Ann`: two words and a comma, and nothing else.
fn is_reversed(value: &str, family: &str, given: &str) -> bool {
    let is_word = |name: &str| !name.contains(' ') && name.starts_with(char::is_uppercase);
    let parts: Vec<&str> = value.split(',').map(trim).collect();
    is_word(family) && is_word(given) && parts == [family, given]
}

/// An editor's name, or the editor's code if there is no name (`HN666`).
pub(super) fn editors(value: &str) -> Vec<String> {
    let names = people(value);
    if !names.is_empty() {
        return names;
    }
    let code = trim(value);
    let is_code = code.len() <= 24
        && !code.is_empty()
        && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && code.chars().any(|c| c.is_ascii_alphabetic());
    if is_code {
        vec![code.to_owned()]
    } else {
        Vec::new()
    }
}

/// `文字` out of `文字（见习）` stays whole; what is all in brackets comes out of them.
fn unwrapped(value: &str) -> String {
    let value = trim(value);
    // `Ann Lee (avec Bo Dahl)`: another author.
    if let Some((before, inside)) = value.split_once(" (")
        && JOINTS
            .iter()
            .any(|joint| inside.starts_with(joint.trim_start()))
    {
        return format!("{before} {inside}").replace(')', "");
    }
    // What brackets add to a name (`张三（新华社）`) is not the name.
    let mut plain = String::with_capacity(value.len());
    let mut depth = 0_u32;
    for c in value.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    if trim(&plain).is_empty() {
        return value.to_owned();
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A Latin name is one; Han names may stand side by side, with a reporter's phrase around them.
fn one_or_more(piece: &str) -> Vec<String> {
    // `Ann Lee @annlee`: the account is no part of the name.
    let piece = piece.split(" @").next().unwrap_or(piece);
    let piece = if piece.chars().any(is_cjk) || media::is_known_agency(piece) {
        piece
    } else {
        latin(piece)
    };
    if !piece.chars().any(is_cjk) {
        return vec![piece.to_owned()];
    }
    if let Some(people) = form::hangul_names(piece) {
        return people;
    }
    let piece = strip_before(piece);
    let words: Vec<&str> = piece.split_whitespace().collect();
    let mut names: Vec<String> = Vec::new();
    let mut single: Option<&str> = None;
    for word in &words {
        let word = strip_before(word);
        if is_office(word) || (words.len() > 1 && media::is_office(word)) {
            continue;
        }
        if lexicon::has(lexicon::AFTER_NAMES, word) {
            if names.is_empty() && single.is_none() {
                continue;
            }
            break;
        }
        let word = strip_code(strip_after(word));
        if word.is_empty() {
            continue;
        }
        // `陈 智`: two characters set apart to fill the column.
        if word.chars().count() == 1 && word.chars().all(is_cjk) {
            match single.take() {
                Some(family) => names.push(format!("{family}{word}")),
                None => single = Some(word),
            }
            continue;
        }
        if !word.chars().any(is_cjk) && !names.is_empty() {
            if is_code(word) {
                continue;
            }
            if let Some(last) = names.last_mut() {
                last.push(' ');
                last.push_str(word);
            }
            continue;
        }
        names.push(without_affiliation(word).to_owned());
    }
    names.extend(single.map(str::to_owned));
    names
}

/// A pattern with names in it. Its `\p{Han}` is narrowed to the characters that names are written with: Unicode's
/// class has every radical and stroke as well, and repeated it makes an automaton many times the size.
pub(super) fn pattern(text: &str) -> Option<Regex> {
    const HAN: &str = r"[々〇㐀-鿿\x{f900}-\x{faff}\x{20000}-\x{3ffff}]";
    Regex::new(&text.replace(r"\p{Han}", HAN)).ok()
}

/// A name: letters, not too many of them, and not a word for nobody.
fn acceptable(name: &str, limit_units: f32) -> bool {
    let size = units(name);
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let folded = name.to_lowercase();
    // Latin names have no digits: `2 days`, `mailer version 2`.
    let odd = !name.chars().any(is_cjk) && name.chars().any(|c| c.is_ascii_digit());
    letters >= 2
        && !odd
        && size <= limit_units
        && !lexicon::NOTHING.contains(folded.as_str())
        && !name.contains(['@', '=', '{', '}', '。', '？', '！', '।', '۔', '؟'])
        && !name.contains("://")
}

/// `www.news.example`, `NEWS.EXAMPLE`: an address, not a name.
pub(super) fn is_address(name: &str) -> bool {
    let name = name.trim();
    name.split([',', ' ', '，']).any(|word| {
        let labels: Vec<&str> = word.split('.').collect();
        labels.len() >= 2
            && labels.iter().all(|label| {
                !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            })
            && labels.last().is_some_and(|top| {
                (2..=7).contains(&top.len()) && top.chars().all(|c| c.is_ascii_alphabetic())
            })
            && labels[0].len() >= 2
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Authors glued into one string are one author too few in every reader.
    #[test]
    fn several_people_are_several() {
        assert_eq!(people("张三、李四"), ["张三", "李四"]);
        assert_eq!(people("张三 李四"), ["张三", "李四"]);
        assert_eq!(people("张三 单位：海岬大学"), ["张三"]);
        assert_eq!(people("本报记者 张三 通讯员 李四 报道"), ["张三", "李四"]);
        assert_eq!(
            people("By Ann Lee and Max O'Hara, Staff Writer"),
            ["Ann Lee", "Max O'Hara"]
        );
        assert_eq!(people("Ann Lee, CFP®"), ["Ann Lee, CFP®"]);
        assert_eq!(people("陈 智"), ["陈智"]);
        assert_eq!(people("Ana Mar y Luz Sol"), ["Ana Mar", "Luz Sol"]);
        assert_eq!(people("陈小舟/海岬青年报"), ["陈小舟"]);
        assert_eq!(
            people("Ann Lee, Bo Dahl, Cy Young"),
            ["Ann Lee", "Bo Dahl", "Cy Young"]
        );
        assert_eq!(people("ANN LEE UND BO DAHL"), ["ANN LEE", "BO DAHL"]);
        assert_eq!(people("Ann Lee mit Bo Dahl"), ["Ann Lee", "Bo Dahl"]);
        assert_eq!(people("Núria Costa i Puig"), ["Núria Costa i Puig"]);
        assert_eq!(people("Lee, Ann"), ["Ann Lee"]);
        assert_eq!(people("Phạm Thu Hà - Đỗ Minh"), ["Phạm Thu Hà", "Đỗ Minh"]);
        assert_eq!(people("海岬市人民政府办公室 陈小舟"), ["陈小舟"]);
        assert_eq!(
            people("Ann Lee, Bo Dahl and Cy Young - Harbour City team"),
            ["Ann Lee", "Bo Dahl", "Cy Young"]
        );
        assert_eq!(
            people("Ann Lee @annlee, Bo Dahl @bo"),
            ["Ann Lee", "Bo Dahl"]
        );
        assert_eq!(people("Ann (A.) Lee"), ["Ann Lee"]);
        assert_eq!(people("Ann Lee (avec Bo Dahl)"), ["Ann Lee", "Bo Dahl"]);
        assert_eq!(people("강나루·서바다 기자"), ["강나루", "서바다"]);
    }

    /// A photographer, an agency, a place and a job beside a name are no authors.
    #[test]
    fn what_stands_beside_a_name_is_no_name() {
        for value in [
            "Ann Lee, photos by Bo Dahl and Cy Young",
            "Ann Lee, Fotos: Bo Dahl",
            "Ann Lee, dpa",
            "Ann Lee avec AFP",
            "Ann Lee (dpa)",
            "Ann Lee, Harbour",
            "Ann Lee, envoyée spéciale à Cap et Baie",
            "Ann Lee in Harbour City",
            "Ann Lee for The Cape Mail",
            "Ann Lee – Journalist",
            "Ann Lee | ann@cape.example",
            "Ann Lee, Redaktion",
            "Ann Lee, Senior Engineer, Harbour Speech, Bay and Pier Project",
            "Ann Lee le",
            "Ann Lee, Cape Town university professor",
        ] {
            assert_eq!(people(value), ["Ann Lee"], "{value}");
        }
    }

    /// Codes, labels, jobs and agencies' phrases are no part of a name.
    #[test]
    fn a_name_is_only_the_name() {
        assert_eq!(people("张三_NB123"), ["张三"]);
        assert_eq!(people("张三 PF171"), ["张三"]);
        assert_eq!(people("记者陈智 整合"), ["陈智"]);
        assert_eq!(people("张三（岱岳日报）"), ["张三"]);
        assert_eq!(people("方某北京大学经济学院教授"), ["方某"]);
        assert_eq!(editors("HN666"), ["HN666"]);
    }

    /// Numbers and words for nobody are what content systems print for want of a name.
    #[test]
    fn nobody_is_nobody() {
        for nobody in [
            "12345",
            "佚名",
            "admin",
            "N/A",
            "",
            "-",
            "a@b.example",
            "@annlee",
            "ann_lee",
            "Staff Reporter",
            "Our Correspondent",
            "Our Foreign Staff",
            "mailer version 2",
            "Redaktion",
            "La rédaction",
            "Sportredaktion",
            "Guest",
            "編集部",
            "온라인뉴스팀",
        ] {
            assert_eq!(people(nobody), Vec::<String>::new(), "{nobody}");
        }
        assert_eq!(source("来源：人民网"), Some("人民网".into()));
        assert_eq!(source("12"), None);
        for nobody in [
            "转载文章",
            "本站转载",
            "网络综合整理",
            "互联网转载",
            "其他媒体",
            "Various",
            "Agenturen",
            "기사원문",
        ] {
            assert_eq!(source(nobody), None, "{nobody}");
        }
        for somebody in ["转载网", "The Wire", "本站", "综合日报"] {
            assert_eq!(source(somebody).as_deref(), Some(somebody));
        }
        assert_eq!(source("新浪科技 某网收集"), Some("新浪科技".into()));
    }
}
