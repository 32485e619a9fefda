//! Whose a credit can be: names, and the organisations among them.
//!
//! In: a credit, or a text that may be one. Out: whether it names somebody, and the organisation in it. People and
//! organisations are told apart by form; no photographer and no agency is listed by name.

use super::words::{is_label, is_owner};
use crate::extract::article::media::{has_medium_word, is_agency, is_medium, is_office};
use crate::extract::article::names;
use crate::page::lines::is_cjk;

/// A longer text names nobody.
const CREDIT_CHARS: usize = 120;
/// The longest name of an agency in brackets of its own.
const SINGLE_CHARS: usize = 8;
/// The most words of a name: `Ann Maria van der Lee`.
const NAME_WORDS: usize = 5;
/// What stands around a credit and is no part of it.
pub(super) const EDGES: &str =
    " \u{a0}\u{3000}.,;:|/-–—()[]{}【】（）「」『』：，；。、｜／丨·•=＝\"“”▲△▼◆■●↑↓*";
/// How the roles of reporters end, behind which their names stand: `新华社记者 张三`.
pub(super) const REPORTERS: [&str; 6] = ["记者", "記者", "通讯员", "通訊員", "摄影师", "기자"];

/// The organisation in a credit: `Cape Wire` of `Ann Lee/Cape Wire`; of several, all.
pub(super) fn organisation(credit: &str) -> Option<String> {
    let spaced = credit.replace(" via ", "/").replace(" for ", "/");
    let mut is_slashed = false;
    let mut parts: Vec<&str> = Vec::new();
    for part in spaced.split(|c: char| {
        is_slashed |= "/／|｜".contains(c);
        "/／|｜,，、;；()（）[]©".contains(c)
    }) {
        parts.extend(Some(edged(part)).filter(|part| !part.is_empty()));
    }
    let named: Vec<&str> = parts
        .iter()
        .filter_map(|part| organisation_of(part))
        .collect();
    if !named.is_empty() {
        return Some(named.join("/"));
    }
    // Behind a slash stands whom the photographer works for, whatever it is called.
    let last = parts.last().filter(|_| is_slashed && parts.len() > 1)?;
    (!names::is_han_name(last)).then(|| (*last).to_owned())
}

/// The name of an organisation in one part of a credit.
fn organisation_of(part: &str) -> Option<&str> {
    if part.chars().any(is_cjk) {
        if let Some((office, _)) = REPORTERS.iter().find_map(|role| part.split_once(role)) {
            let office = office.trim();
            // `本报记者` works for the page's own paper, `见习记者` for a paper that is not named.
            let is_named =
                office.starts_with('本') || is_medium(office) || names::is_organisation(office);
            return Some(office).filter(|_| is_named);
        }
        let is_named = is_medium(part) || is_office(part) || names::is_organisation(part);
        let is_han = part.chars().all(is_cjk);
        // `视觉中国`: four characters and no family name.
        let is_long = is_han && part.chars().nth(3).is_some() && !names::is_han_name(part);
        return (is_named || is_long).then_some(part);
    }
    let words: Vec<&str> = part.split_whitespace().collect();
    // `AP Photo`: the agency, and what it has.
    let name = match words.as_slice() {
        [first, last] if is_acronym(first) && is_label(last) => *first,
        _ => part,
    };
    let is_person = (2..=NAME_WORDS).contains(&words.len())
        && part.starts_with(|c: char| c.is_uppercase() || is_unicameral(c))
        && !words.iter().any(|word| is_owner(word))
        && !has_medium_word(part)
        && !is_agency(part);
    (!is_person).then_some(name)
}

fn is_acronym(word: &str) -> bool {
    word.chars().all(|c| c.is_uppercase() || c == '-')
}

/// `Ann Lee/Cape Wire`. `CDU/CSU` behind a name is a party's.
pub(super) fn is_slashed(text: &str, is_after_stop: bool) -> bool {
    let parts: Vec<&str> = text.split(['/', '／']).map(str::trim).collect();
    (2..=4).contains(&parts.len())
        && parts.iter().all(|part| is_name_like(part))
        && parts
            .iter()
            .any(|part| part.starts_with(|c: char| c.is_uppercase() || is_unicameral(c)))
        && (is_after_stop || !parts.iter().all(|part| is_acronym(part)))
        && parts.iter().any(|part| part.chars().nth(2).is_some())
}

/// Capitalised words, or a wire's short name: `dpa`.
fn is_name_like(part: &str) -> bool {
    if part.chars().any(is_cjk) {
        return names::is_han_name(part) || organisation_of(part).is_some();
    }
    let words = part.split_whitespace();
    let (count, capitals) = words.fold((0, 0), |(count, capitals), word| {
        (
            count + 1,
            capitals
                + usize::from(word.starts_with(|c: char| c.is_uppercase() || is_unicameral(c))),
        )
    });
    let is_wire = count == 1 && part.len() <= 4 && part.chars().all(char::is_alphabetic);
    let has_digits = part.chars().any(|c| c.is_ascii_digit());
    (1..=NAME_WORDS).contains(&count)
        && !has_digits
        && (is_wire || (capitals * 2 > count && part.starts_with(char::is_alphabetic)))
}

/// One word that can be a name.
pub(super) fn is_single(text: &str) -> bool {
    text.chars().all(char::is_alphabetic)
        && text.chars().nth(SINGLE_CHARS).is_none()
        && !text.starts_with(char::is_lowercase)
        && is_name(text)
        && !is_label(text)
}

/// An agency, a medium or an office, by its form.
pub(super) fn is_known_owner(text: &str) -> bool {
    is_agency(text) || has_medium_word(text) || is_medium(text) || is_pictures_owner(text)
}

/// An organisation that is called for its pictures: `Cape Images`.
pub(super) fn is_pictures_owner(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=NAME_WORDS).contains(&words.len())
        && words
            .iter()
            .all(|word| word.starts_with(char::is_uppercase))
        && words.last().is_some_and(|word| is_owner(word))
}

/// Can be the name of somebody.
pub(super) fn is_name(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).nth(1).is_some()
        && text.chars().nth(CREDIT_CHARS).is_none()
        && !text.contains("://")
        && !text.contains(['{', '}', '<', '>'])
        && !is_mail(text)
}

/// `ann@news.example`; `@ann` is how networks spell a name.
fn is_mail(text: &str) -> bool {
    let mut at_signs = text.match_indices('@');
    at_signs.any(|(at, _)| text[..at].ends_with(char::is_alphanumeric))
}

/// A letter of a script without capitals.
pub(super) fn is_unicameral(c: char) -> bool {
    c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase()
}

/// Without what stands around a name; a bracket that the name opens stays closed.
pub(super) fn edged(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| EDGES.contains(c));
    let end = text.trim_end_matches(|c: char| EDGES.contains(c));
    let closing = text[end.len()..].chars().next();
    let is_open = |open: char, close: char| {
        closing == Some(close) && end.matches(open).count() > end.matches(close).count()
    };
    if is_open('(', ')') || is_open('（', '）') || is_open('[', ']') {
        let close = closing.map_or(0, char::len_utf8);
        return &text[..end.len() + close];
    }
    end
}
