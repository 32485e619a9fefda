//! Persons in feeds: a name, often with a mail address.
//!
//! In: `mail@news.example (Ann Lee)`, `Ann Lee <mail@news.example>`, `Ann Lee (mail@news.example)`, several of these. Out:
//! the names. Mail addresses are left out, since readers of a feed need none.

use crate::extract::bounds::NAME_CHARS;
use crate::extract::list::fields::markup;

/// What holds persons is no longer than this, in bytes: two hundred names with their addresses.
const PERSONS_BYTES: usize = 16 * 1024;

/// Brackets of one person that are looked into; each is looked for up to the end.
const BRACKETS_READ: usize = 8;

const BRACKETS: [(char, char); 7] = [
    ('(', ')'),
    ('<', '>'),
    ('[', ']'),
    ('{', '}'),
    ('（', '）'),
    ('〈', '〉'),
    ('【', '】'),
];

/// The persons that `text`, which may be HTML, names.
pub(super) fn persons(text: &str) -> Vec<String> {
    if text.len() > PERSONS_BYTES {
        return Vec::new();
    }
    markup::plain(text).map_or_else(Vec::new, |text| of_plain(&text))
}

/// The persons that `text`, which is no HTML, names.
pub(super) fn of_plain(text: &str) -> Vec<String> {
    if text.len() > PERSONS_BYTES {
        return Vec::new();
    }
    // Commas part names only where each has an address: `Lee, Ann` is one person.
    let addresses = text
        .split(is_outside_a_word)
        .filter(|word| is_mail(word))
        .count();
    let parts =
        |c: char| matches!(c, '、' | ';' | '；') || (addresses > 1 && matches!(c, ',' | '，'));
    text.split(parts).filter_map(person).collect()
}

/// The person of one name and perhaps one address, in any order.
fn person(text: &str) -> Option<String> {
    let (mut name, mut bracketed) = (String::new(), None);
    let mut rest = text;
    for _ in 0..BRACKETS_READ {
        let Some(at) = rest.find(|c| BRACKETS.iter().any(|(open, _)| *open == c)) else {
            break;
        };
        name.push_str(&rest[..at]);
        let mut chars = rest[at..].chars();
        let open = chars.next()?;
        let close = BRACKETS.iter().find(|(it, _)| *it == open)?.1;
        let inner = chars.as_str();
        let Some(end) = inner.find(close) else {
            // A bracket that does not close: `Ann Lee <mail@news.example`.
            rest = inner;
            name.push(' ');
            continue;
        };
        let content = inner[..end].trim();
        if !is_address(content) {
            bracketed.get_or_insert(content);
            if is_address(name.trim()) {
                name.push(' '); // `mail@news.example(Ann Lee)`
            }
            name.push(open);
            name.push_str(content);
            name.push(close);
        }
        rest = &inner[end + close.len_utf8()..];
    }
    name.push_str(rest);
    let words = name
        .split_whitespace()
        .filter(|word| !is_address(word.trim_matches(is_mark)));
    let name = words.collect::<Vec<_>>().join(" ");
    let name = name.trim_matches(|c: char| is_mark(c) || c.is_whitespace());
    // `mail@news.example (Ann Lee)`: what is left is in brackets altogether.
    let whole = bracketed.filter(|content| {
        let mut chars = name.chars();
        let ends = (chars.next(), chars.next_back());
        let is_pair = |(open, close): &(char, char)| ends == (Some(*open), Some(*close));
        BRACKETS.iter().any(is_pair) && chars.as_str().trim() == *content
    });
    let name = whole.unwrap_or(name);
    let is_name = !name.is_empty() && name.chars().nth(NAME_CHARS).is_none();
    is_name.then(|| name.to_owned())
}

/// What stands between a name and an address, or around a name.
const fn is_mark(c: char) -> bool {
    matches!(
        c,
        ',' | '，' | ':' | '：' | '|' | '-' | '–' | '—' | '"' | '“' | '”' | '·' | '/'
    )
}

fn is_outside_a_word(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, ',' | '，' | ';' | '"')
        || BRACKETS
            .iter()
            .any(|(open, close)| c == *open || c == *close)
}

/// Whether a word is a mail or a web address.
fn is_address(word: &str) -> bool {
    is_mail(word) || word.starts_with("http://") || word.starts_with("https://")
}

fn is_mail(word: &str) -> bool {
    let word = word.strip_prefix("mailto:").unwrap_or(word);
    let Some((local, domain)) = word.split_once('@') else {
        return false;
    };
    let is_part = |text: &str| !text.contains(|c: char| c.is_whitespace() || c == '@' || c == '/');
    !local.is_empty()
        && domain.len() > 2
        && domain.contains('.')
        && is_part(local)
        && is_part(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader is shown who wrote it, not where to send post.
    #[test]
    fn a_name_is_told_from_an_address() {
        for (given, names) in [
            ("Ida Holm", &["Ida Holm"][..]),
            ("post@paper.example (Ida Holm)", &["Ida Holm"]),
            ("Ida Holm (post@paper.example)", &["Ida Holm"]),
            ("Ida Holm &lt;post@paper.example&gt;", &["Ida Holm"]),
            ("Ida Holm <post@paper.example>", &["Ida Holm"]),
            ("<post@paper.example> Ida Holm", &["Ida Holm"]),
            ("\"Holm, Ida\" <post@paper.example>", &["Holm, Ida"]),
            ("Ida Holm [mailto:post@paper.example]", &["Ida Holm"]),
            ("何一（post@paper.example）", &["何一"]),
            ("post@paper.example（何一）", &["何一"]),
            ("post@paper.example, Ida Holm", &["Ida Holm"]),
            ("Ida Holm - post@paper.example", &["Ida Holm"]),
            ("Ida Holm <post@paper.example", &["Ida Holm"]),
            ("post@paper.example", &[]),
            ("<post@paper.example>", &[]),
            ("Ida Holm (Reuters)", &["Ida Holm (Reuters)"]),
            (
                "Ida Holm (Reuters) <post@paper.example>",
                &["Ida Holm (Reuters)"],
            ),
            ("Ida Holm (@idaholm)", &["Ida Holm (@idaholm)"]),
            ("Ida Holm (https://paper.example/ida)", &["Ida Holm"]),
            (
                "a@p.example (Ida Holm), b@p.example (Bo Ek)",
                &["Ida Holm", "Bo Ek"],
            ),
            (
                "Ida Holm <a@p.example>; Bo Ek <b@p.example>",
                &["Ida Holm", "Bo Ek"],
            ),
            ("何一、何二", &["何一", "何二"]),
            ("Holm, Ida", &["Holm, Ida"]),
            ("", &[]),
            ("()", &[]),
        ] {
            assert_eq!(persons(given), names, "{given}");
        }
        assert!(persons(&"x".repeat(NAME_CHARS + 1)).is_empty());
        assert!(persons(&"(a@b.example) ".repeat(100_000)).is_empty());
        assert!(persons(&"(".repeat(PERSONS_BYTES)).is_empty());
    }
}
