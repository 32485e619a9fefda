//! Text around a name that is no part of it: labels, offices, places, codes, brackets.

use crate::extract::article::lexicon;
use crate::page::lines::is_cjk;

/// `Analysis by Ann Lee`, `Von Max Muster`, `Ann Lee Senior Contributor`, `Ann Lee - Politics`, `Ann Lee in Harbour City`.
pub(super) fn latin(name: &str) -> &str {
    let name = without_by(name);
    let name = before_dash(name);
    let mut end = name.len();
    let mut at = 0;
    for (count, word) in name.split(' ').enumerate() {
        let folded = word
            .trim_matches(|c: char| !c.is_alphabetic())
            .to_lowercase();
        let is_job =
            lexicon::has(lexicon::JOBS, &folded) || lexicon::has(lexicon::RANK_WORDS, &folded);
        // Behind a name, a word in small letters begins what is said of the person.
        let is_remark = !word.is_empty()
            && word.chars().all(char::is_lowercase)
            && !lexicon::has(lexicon::PARTICLES, word);
        let in_capitals = name.starts_with(char::is_uppercase);
        if (count >= 2 && is_job) || (count >= 1 && in_capitals && is_remark) {
            end = at;
            break;
        }
        at += word.len() + 1;
    }
    let mut name = trim(name.get(..end).unwrap_or(name));
    while let Some((before, last)) = name.rsplit_once(' ')
        && lexicon::has(lexicon::PARTICLES, last)
    {
        name = trim(before);
    }
    // A sentence's full stop; `Jr.` and initials keep theirs.
    match name.strip_suffix('.') {
        Some(bare)
            if bare
                .rsplit(' ')
                .next()
                .is_some_and(|word| word.chars().count() > 3 && !word.contains('.')) =>
        {
            bare
        }
        _ => name,
    }
}

/// `Ann Lee - Harbour team`: what stands before a dash.
pub(super) fn before_dash(name: &str) -> &str {
    let dashes = [" - ", " – ", " — "].iter();
    let dash = dashes.filter_map(|dash| name.find(dash)).min();
    &name[..dash.unwrap_or(name.len())]
}

/// Without the words that announce an author: `by`, `Photo story by`, `Ein Gastbeitrag von`, `Автор:`.
pub(in crate::extract::article) fn without_by(name: &str) -> &str {
    let lower = name.to_lowercase();
    // Lower case may have other lengths.
    if lower.len() != name.len() {
        return name;
    }
    let spoken = lower.match_indices([' ', ':']).map(|(at, _)| at).take(5);
    let announced = spoken
        .filter(|&at| lexicon::SPOKEN.contains(&lower[..at]))
        .last();
    if let Some(at) = announced {
        return name[at..].trim_start_matches([' ', ':']);
    }
    let mut rest = name;
    // `Photo story by`: two words at most stand before.
    for before in 0..3 {
        let Some((word, after)) = rest.split_once(char::is_whitespace) else {
            break;
        };
        let is_by = word.eq_ignore_ascii_case("by")
            || (before == 0
                && match word {
                    "di" | "da" | "de" | "door" | "Door" | "par" => true,
                    label => label.ends_with(':'),
                });
        if is_by {
            return after.trim_start();
        }
        if !word.chars().all(char::is_alphabetic) {
            break;
        }
        rest = after;
    }
    name
}

/// `某报见习记者`, `专栏作者`: an office without a name.
pub(super) fn is_office(word: &str) -> bool {
    lexicon::has(lexicon::BEFORE_NAMES, word)
        || (word.chars().count() >= 3
            && ["记者", "記者", "作者", "撰稿人", "通讯员", "编辑部"]
                .iter()
                .any(|office| word.ends_with(office)))
}

pub(super) fn strip_before(word: &str) -> &str {
    let mut word = word;
    // `某报记者张三`: the paper is cut together with the office.
    for office in ["记者", "記者"] {
        if let Some(at) = word.find(office)
            && at <= 36
            && (2..=4).contains(
                &word[at + office.len()..]
                    .split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .chars()
                    .count(),
            )
        {
            word = &word[at + office.len()..];
        }
    }
    loop {
        let stripped = lexicon::BEFORE_NAMES
            .split('|')
            .find_map(|before| word.strip_prefix(before))
            .map(|rest| rest.trim_start_matches([':', '：', ' ', '/', '丨']));
        match stripped {
            Some(rest) if !rest.is_empty() => word = rest,
            _ => return word,
        }
    }
}

pub(super) fn strip_after(word: &str) -> &str {
    for after in ["报道", "報道", "報導", "摄影", "攝影", "/文", "/图", "整理"] {
        if let Some(rest) = word.strip_suffix(after)
            && rest.chars().count() >= 2
        {
            return rest;
        }
    }
    word
}

/// `张三_NB123`, `张三PF171`.
pub(super) fn strip_code(word: &str) -> &str {
    let Some((at, last)) = word
        .char_indices()
        .rev()
        .find(|(_, c)| !c.is_ascii_alphanumeric())
    else {
        return word;
    };
    let head = at + last.len_utf8();
    if is_code(&word[head..]) {
        word[..head].trim_end_matches(['_', '-', ' '])
    } else {
        word
    }
}

/// One to four letters and at least two digits.
pub(super) fn is_code(word: &str) -> bool {
    let letters = word.chars().take_while(char::is_ascii_uppercase).count();
    let digits = &word[letters..];
    (1..=4).contains(&letters) && digits.len() >= 2 && digits.chars().all(|c| c.is_ascii_digit())
}

/// `方某北京大学经济学院教授` is a name, an institution and a rank: the name is what stands before the place.
pub(super) fn without_affiliation(name: &str) -> &str {
    if name.chars().count() < 8 || !lexicon::RANKS.split('|').any(|rank| name.ends_with(rank)) {
        return name;
    }
    let cut = lexicon::PLACES
        .split('|')
        .filter_map(|place| name.find(place))
        .filter(|&at| (2..=4).contains(&name[..at].chars().count()))
        .min();
    cut.map_or(name, |at| &name[..at])
}

/// `新浪科技 某某网收集`: the source is the first of two Han words set apart.
pub(super) fn first_of_gapped(name: &str) -> &str {
    name.char_indices()
        .find(|&(at, c)| {
            c == ' '
                && name[..at].chars().next_back().is_some_and(is_cjk)
                && name[at..].trim_start().chars().next().is_some_and(is_cjk)
                && name[..at].chars().count() >= 2
        })
        .map_or(name, |(at, _)| &name[..at])
}

/// `人民网(北京)` and `新华网-山东频道` are left; an URL after the name goes.
pub(super) fn strip_place(name: &str) -> &str {
    match name.find("http") {
        Some(at) if at > 0 => &name[..at],
        _ => name,
    }
}

pub(super) fn strip_label<'a>(value: &'a str, label: &str) -> Option<&'a str> {
    let rest = value
        .get(..label.len())
        .filter(|head| head.eq_ignore_ascii_case(label))
        .map(|_| &value[label.len()..])?;
    rest.trim_start()
        .strip_prefix([':', '：'])
        .map(str::trim_start)
}

pub(in crate::extract::article) fn trim(value: &str) -> &str {
    value.trim_matches(|c: char| {
        c.is_whitespace()
            || "()（）[]［］【】〔〕「」<>《》,，、;；:：|｜/“”\"'-—–•·・。_»@*\u{fffd}".contains(c)
    })
}
