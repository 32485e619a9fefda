//! Labels: `作者:张三 来源:岱岳网 责任编辑:王五`, in the languages and spellings in which pages print them.
//!
//! In: one short line. Out: its labels with their values. A value ends where the next label, a date, a closing
//! bracket or an element's edge begins, so an empty value stays empty (`作者:  来源:岱岳网`).
//! The words are those of newsrooms everywhere, from `language`; no site's own.

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::LazyLock;

use foldhash::HashMap;

use super::names::is_han_name;
use crate::language::{self, ALL, Labels};
use crate::page::lines::{Line, is_cjk, units};

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Source,
    Author,
    Editor,
    Published,
    Updated,
    /// The copyright holder or notice.
    Rights,
    /// Something of no interest here, but which ends the value before it.
    Other,
}

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: Kind,
    /// As printed, without the colon.
    pub(super) label: String,
    /// As printed, trimmed; may be empty.
    pub(super) value: String,
    /// Where the value lies in the line.
    pub(super) range: Range<usize>,
    /// Nothing follows the label in its line: its value may stand in the next.
    pub(super) open: bool,
    /// The label is a word of a sentence as well and has no colon: `by`.
    pub(super) spoken: bool,
}

/// Where a label's two words meet, and no space is let in: `来源：微信 编辑：王五` are two labels.
const JOINT: char = '+';

/// Words of labels.
type Words = Vec<(Kind, String)>;

/// The first three characters of a word.
type Beginning = (char, Option<char>, Option<char>);

/// All of them by their first three characters. The second and the third are `None` from where on they may stand apart from
/// the first, as Han characters may, or where there are none.
///
/// Where two labels begin alike, the longest is read: `autorin`, not `autor`. Of two equals the first kind of this list is.
static WORDS: LazyLock<HashMap<Beginning, Words>> = LazyLock::new(|| {
    let labels = || ALL.iter().map(|language| &language.labels);
    let words = |kind: Kind, list: fn(&Labels) -> &'static str| {
        let words = labels().flat_map(move |labels| language::split(list(labels)));
        words.map(move |word| (kind, word.to_owned()))
    };
    let editors = labels().flat_map(editors);
    let other = |word: &str| (Kind::Other, word.to_owned());
    let mut all: Vec<(Kind, String)> = words(Kind::Source, |labels| labels.source)
        .chain(words(Kind::Author, |labels| labels.author))
        .chain(editors.map(|editor| (Kind::Editor, editor)))
        .chain(words(Kind::Editor, |labels| labels.editor_offices))
        .chain(words(Kind::Published, |labels| labels.published))
        .chain(words(Kind::Updated, |labels| labels.updated))
        .chain(words(Kind::Rights, |labels| labels.rights))
        .chain(words(Kind::Other, |labels| labels.photos))
        .chain(language::phrases(|language| language.captions.labels).map(other))
        .chain(words(Kind::Other, |labels| labels.other))
        .collect();
    all.sort_by_key(|(_, word)| Reverse(word.chars().filter(|&c| c != JOINT).count()));
    let mut words: HashMap<_, Words> = HashMap::default();
    for (kind, word) in all {
        let mut chars = word.chars();
        let Some(first) = chars.next() else { continue };
        let mut next = || chars.next().filter(|&c| c != JOINT && !is_cjk(c));
        let second = next();
        let third = second.and_then(|_| next());
        let beginning = (first, second, third);
        words.entry(beginning).or_default().push((kind, word));
    }
    words
});

/// "Editor", alone and behind each of its roles.
fn editors(labels: &Labels) -> impl Iterator<Item = String> {
    language::split(labels.editor).flat_map(|editor| {
        language::split(labels.editor_roles)
            .map(move |role| format!("{role}{JOINT}{editor}"))
            .chain([editor.to_owned()])
    })
}

/// Two editors with their roles, and a little more.
const SHORT_UNITS: f32 = 30.0;

struct Label {
    kind: Kind,
    word: Range<usize>,
    /// Empty where none follows. `文/`, `编辑/` are how magazines write it.
    colon: Range<usize>,
}

/// The labels of a line on a page in `language`, a tag, or empty where it is unknown. `stops` are places where a value ends
/// whatever follows: the dates in the line.
pub(super) fn scan(line: &Line, stops: &[Range<usize>], language: &str) -> Vec<Found> {
    let labels = find(line, stops, language);
    let text = &line.text;
    let mut founds = Vec::with_capacity(labels.len());
    for (at, label) in labels.iter().enumerate() {
        let limit = labels
            .get(at + 1)
            .map_or(text.len(), |next| next.word.start);
        let limit = stops
            .iter()
            .map(|stop| stop.start)
            .filter(|&start| start >= label.colon.end)
            .fold(limit, usize::min);
        let range = value(line, label, limit);
        founds.push(Found {
            kind: label.kind,
            label: text[label.word.clone()]
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(if text[label.word.clone()].is_ascii() {
                    " "
                } else {
                    ""
                }),
            value: text[range.clone()].to_owned(),
            open: range.is_empty()
                && text[label.colon.end..]
                    .trim_matches([' ', ']', ')', '】', '）'])
                    .is_empty(),
            spoken: label.colon.is_empty() && !text[label.word.clone()].ends_with(is_cjk),
            range,
        });
    }
    founds
}

/// Whether a line is so short, with a colon, that labels may be all it holds.
pub(super) fn is_short(line: &Line) -> bool {
    line.units <= SHORT_UNITS && line.prose() <= 0.0 && line.text.contains([':', '：'])
}

/// Whether a line is nothing but the label of a kind, as cells and list entries are: `来源`, `Author`.
pub(super) fn bare(text: &str) -> Option<Kind> {
    let text = text.trim_matches([' ', ':', '：', '[', ']', '【', '】']);
    let label = label_at(text, 0)?;
    (label.colon.end == text.len()).then_some(label.kind)
}

/// The source that a text names with a label and a colon, and nothing besides: `Quelle: Kapbote`.
pub(super) fn source_in(text: &str) -> Option<Range<usize>> {
    let label = label_at(text, 0).filter(|label| label.kind == Kind::Source)?;
    let value = text[label.colon.end..].trim();
    let start = text.len() - text[label.colon.end..].trim_start().len();
    (!label.colon.is_empty() && !value.is_empty()).then(|| start..start + value.len())
}

/// The label at this place of a text, wanted there or not.
fn label_at(text: &str, at: usize) -> Option<Label> {
    let rest = &text[at..];
    let mut folded = rest.chars().filter_map(|c| match c {
        '\0'..='\x7f' => Some(c.to_ascii_lowercase()),
        _ => c.to_lowercase().next(),
    });
    let (first, second, third) = (folded.next()?, folded.next(), folded.next());
    let (length, kind) = [(second, third), (second, None), (None, None)]
        .into_iter()
        .filter_map(|(second, third)| WORDS.get(&(first, second, third)))
        .flatten()
        .find_map(|(kind, word)| Some((length_of(word, rest)?, *kind)))?;
    let word = at..at + length;
    let is_cjk = rest[..length].ends_with(is_cjk);
    let colon = word.end..word.end + colon_length(&rest[length..], is_cjk);
    Some(Label { kind, word, colon })
}

/// How many bytes a word takes at the start of `text`, whatever its case; its Han characters may stand apart:
/// `来 源`, `作　者`.
fn length_of(word: &str, text: &str) -> Option<usize> {
    if word.is_ascii()
        && let Ok(length) = ascii_length_of(word, text)
    {
        return length;
    }
    let mut rest = text;
    let mut after_han = false;
    for expected in word.chars() {
        if expected == JOINT {
            after_han = false;
            continue;
        }
        let is_han = is_cjk(expected);
        if is_han && after_han {
            rest = rest.strip_prefix(' ').unwrap_or(rest);
        }
        let c = rest.chars().next()?;
        if c != expected && !c.to_lowercase().eq([expected]) {
            return None;
        }
        rest = &rest[c.len_utf8()..];
        after_han = is_han;
    }
    Some(text.len() - rest.len())
}

/// The same for a word in ASCII, as most are that are compared. `Err` where `text` has a character beyond ASCII.
fn ascii_length_of(word: &str, text: &str) -> Result<Option<usize>, ()> {
    let mut chars = text.bytes();
    let mut length = 0;
    for expected in word.bytes().filter(|&c| char::from(c) != JOINT) {
        match chars.next() {
            None => return Ok(None),
            Some(c) if !c.is_ascii() => return Err(()),
            Some(c) if c != expected && c.to_ascii_lowercase() != expected => return Ok(None),
            Some(_) => length += 1,
        }
    }
    Ok(Some(length))
}

/// How many bytes a colon takes at the start of `text`, spaces before it included. Armenian has its own, and in Japan and
/// Korea `文＝`, `文・` and `글=` are usual.
fn colon_length(text: &str, behind_cjk: bool) -> usize {
    let spaced = text.trim_start_matches(' ');
    match (text.chars().next(), spaced.chars().next()) {
        (Some(slash @ ('/' | '／')), _) => slash.len_utf8(),
        (Some(mark @ ('・' | '＝' | '=')), _) if behind_cjk => mark.len_utf8(),
        (_, Some(colon @ (':' | '：' | '︰' | '∶' | '՝'))) => {
            text.len() - spaced.len() + colon.len_utf8()
        }
        _ => 0,
    }
}

fn find(line: &Line, stops: &[Range<usize>], language: &str) -> Vec<Label> {
    let text = &line.text;
    let mut labels: Vec<Label> = Vec::new();
    let mut from = 0;
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        let goes_on = std::mem::replace(&mut in_word, c.is_alphanumeric() && !is_cjk(c));
        if at < from || goes_on && !is_cjk(c) && !line.gaps.contains(&at) {
            continue;
        }
        let Some(label) = label_at(text, at) else {
            continue;
        };
        let (word, end) = (&label.word, label.colon.end);
        from = end;
        if stops.iter().any(|stop| stop.contains(&word.start)) {
            continue;
        }
        let before = text[..word.start].chars().next_back();
        let after = text[end..].chars().next();
        let latin = text[word.clone()]
            .chars()
            .next_back()
            .is_some_and(|c| !is_cjk(c));
        let begins = begins_segment(line, word.start, before);
        let accepted = match &text[label.colon.clone()] {
            // A slash is a label's only after its shortest words, and never inside a path.
            "/" | "／" | "・" => begins && !latin && word.len() <= 12,
            "" if latin => {
                begins
                    && after.is_some_and(|c| c == ' ')
                    && is_spoken(&text[word.clone()], language)
                    && !is_sentence(text, end)
            }
            // Without a colon only where the layout makes up for it.
            "" if is_signature(line) => begins && word.len() >= 6,
            "" => {
                begins
                    && word.len() >= 6
                    && (parted(line, end) || (is_list(line, stops) && units(&text[end..]) <= 40.0))
            }
            _ if latin => before.is_none_or(|c| !c.is_alphanumeric()),
            _ => {
                (begins || !is_only_at_start(&text[word.clone()])) && !is_compound(text, word.start)
            }
        };
        if accepted {
            labels.push(label);
        }
    }
    labels
}

fn is_only_at_start(word: &str) -> bool {
    language::phrases(|language| language.labels.at_start).any(|label| label == word)
}

/// `资金来源：`, `图片来源：`: another word that ends like a label.
fn is_compound(text: &str, start: usize) -> bool {
    let head = text[..start].trim_end();
    language::phrases(|language| language.labels.not_behind).any(|word| head.ends_with(word))
}

/// At the start of a line, after an element's edge, a bracket or a rule.
fn begins_segment(line: &Line, at: usize, before: Option<char>) -> bool {
    match before {
        None => true,
        Some(c) if "|｜[【(（/／·•-—–,，;；".contains(c) => true,
        Some(' ') => {
            let head = line.text[..at].trim_end();
            line.gaps.contains(&at)
                || line.gaps.contains(&head.len())
                || head.ends_with(|c: char| !c.is_alphabetic() || is_cjk(c))
        }
        Some(_) => line.gaps.contains(&at),
    }
}

/// An element's edge follows directly.
fn parted(line: &Line, at: usize) -> bool {
    let rest = &line.text[at..];
    let skipped = at + (rest.len() - rest.trim_start().len());
    !rest.trim().is_empty() && (line.gaps.contains(&at) || line.gaps.contains(&skipped))
}

/// A row of small facts: it has a date, or rules between its parts.
fn is_list(line: &Line, stops: &[Range<usize>]) -> bool {
    line.units < 70.0 && (!stops.is_empty() || line.text.contains(['|', '｜']))
}

/// `编辑 刘某 校对 李某`: nothing but offices and names, side by side.
fn is_signature(line: &Line) -> bool {
    if line.units >= 24.0 || !line.text.contains(' ') {
        return false;
    }
    let (mut offices, mut people) = (0, 0);
    for word in line.text.split([' ', '/']) {
        if bare(word).is_some() {
            offices += 1;
        } else if is_han_name(word) {
            people += 1;
        } else {
            return false;
        }
    }
    offices > 0 && people > 0
}

/// Whether a label needs no colon on a page in `language`.
fn is_spoken(word: &str, language: &str) -> bool {
    let word = word.to_lowercase();
    let at_home = language::of_tag(language).and_then(|at| ALL.get(at));
    let at_home = at_home.map_or("", |home| home.labels.without_colon_at_home);
    language::phrases(|language| language.labels.without_colon)
        .chain(language::split(at_home))
        .any(|spoken| spoken == word)
}

/// More words behind a label without a colon are a sentence, in a script without capitals.
const SPOKEN_WORDS: usize = 6;

/// `By the time he came` begins a sentence, `By Ann Lee` a name.
fn is_sentence(text: &str, end: usize) -> bool {
    let rest = text[end..].trim_start();
    let Some(first) = rest.chars().next() else {
        return true;
    };
    let has_capitals = first.is_lowercase() || first.is_uppercase();
    if first.is_alphabetic() && !has_capitals && !is_cjk(first) {
        return rest.split_whitespace().nth(SPOKEN_WORDS).is_some()
            || rest.contains(['.', '،', '؟']);
    }
    !(first.is_uppercase() || first.is_numeric() || is_cjk(first))
}

fn value(line: &Line, label: &Label, limit: usize) -> Range<usize> {
    let text = &line.text;
    let mut start = label.colon.end.min(limit);
    while let Some(c) = text[start..limit].chars().next() {
        if c.is_whitespace() || ":：[【(（「『“\"<《".contains(c) {
            start += c.len_utf8();
        } else {
            break;
        }
    }
    let mut depth = 0_i32;
    let mut end = limit;
    for (offset, c) in text[start..limit].char_indices() {
        let at = start + offset;
        match c {
            '(' | '（' | '[' | '【' | '「' => depth += 1,
            ')' | '）' | ']' | '】' | '」' | '』' | '”' | '"' | '》' => {
                depth -= 1;
                if depth < 0 {
                    end = at;
                    break;
                }
            }
            '|' | '｜' | '•' | '●' | '»' | '>' => {
                end = at;
                break;
            }
            '。' | '；' | ';' => {
                end = at;
                break;
            }
            _ => {}
        }
        if at > start
            && line.gaps.contains(&at)
            && ends_at_gap(label.kind, &text[start..at], text[at..limit].trim())
        {
            end = at;
            break;
        }
    }
    let trimmed = text[start..end]
        .trim_end_matches(|c: char| c.is_whitespace() || ",，、/·-—–[【(（:：　".contains(c));
    start..start + trimmed.len()
}

/// Names may stand in several elements; nothing else goes on across an edge.
fn ends_at_gap(kind: Kind, so_far: &str, rest: &str) -> bool {
    if so_far.trim().is_empty() {
        return false;
    }
    if !matches!(kind, Kind::Author | Kind::Editor) {
        return true;
    }
    // `By A and B`, each in an element of its own.
    let conjoined = super::names::CONJUNCTIONS.iter().any(|and| {
        rest.starts_with(and.trim_start()) || so_far.trim_end().ends_with(and.trim_end())
    });
    let joined = conjoined
        || so_far
            .trim_end()
            .ends_with([',', '，', '、', '&', ';', '/'])
        || rest.starts_with([',', '，', '、', '&']);
    let next = rest
        .split([' ', ',', '，', '、'])
        .next()
        .unwrap_or_default();
    let is_han_name = (2..=4).contains(&next.chars().count()) && next.chars().all(is_cjk);
    !(joined || is_han_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The labels of `line`, with their values.
    fn read(line: String) -> Vec<(Kind, String)> {
        let line = Line {
            units: units(&line),
            text: line,
            ..Line::default()
        };
        let found = scan(&line, &[], "").into_iter();
        found.map(|found| (found.kind, found.value)).collect()
    }

    /// A label that another one hides is never read; a new table is tested with the others.
    #[test]
    fn every_label_of_every_language_is_read() {
        for language in ALL {
            let labels = &language.labels;
            let words = [
                (Kind::Source, labels.source),
                (Kind::Author, labels.author),
                (Kind::Editor, labels.editor),
                (Kind::Editor, labels.editor_offices),
                (Kind::Published, labels.published),
                (Kind::Updated, labels.updated),
                (Kind::Rights, labels.rights),
                (Kind::Other, labels.photos),
                (Kind::Other, labels.other),
            ]
            .map(|(kind, list)| (kind, list.to_owned()));
            let editors = editors(labels).map(|editor| (Kind::Editor, editor.replace(JOINT, "")));
            let mut kinds = Vec::new();
            for (kind, list) in words.into_iter().chain(editors) {
                for word in list.split('|').filter(|word| !word.is_empty()) {
                    let expected = vec![(kind, "Harbour Times".to_owned())];
                    let got = read(format!("{word}: Harbour Times"));
                    assert_eq!(got, expected, "{}: {word}", language.tags);
                    kinds.push(kind);
                }
            }
            for word in language::split(language.captions.labels) {
                let got = read(format!("{word}: Harbour Times"));
                assert_eq!(got[0].1, "Harbour Times", "{}: {word}", language.tags);
            }
            let has_source = kinds.contains(&Kind::Source);
            assert!(
                has_source || kinds.is_empty(),
                "{}: no label of a source",
                language.tags
            );
        }
    }

    /// A shorter label that hides a longer one takes the rest of its word for a name.
    #[test]
    fn the_longest_label_is_read() {
        for word in ["autorin", "quellen", "авторы", "posted by", "редактор"] {
            assert_eq!(
                read(format!("{word}: Harbour Times"))[0].1,
                "Harbour Times",
                "{word}"
            );
        }
    }

    /// `De` begins a name in one country and announces it in another.
    #[test]
    fn some_labels_need_a_colon_abroad() {
        let line = Line {
            text: "De Ioana Munteanu".to_owned(),
            units: 5.6,
            ..Line::default()
        };
        assert_eq!(scan(&line, &[], "ro-RO").len(), 1);
        assert_eq!(scan(&line, &[], "nl").len(), 0);
    }

    /// A byline without a colon is the usual one in print.
    #[test]
    fn labels_without_a_colon_are_labels() {
        for word in language::phrases(|language| language.labels.without_colon) {
            let got = read(format!("{word} Ann Lee"));
            assert_eq!(got.len(), 1, "{word}");
            assert_eq!(got[0].1, "Ann Lee", "{word}");
        }
    }
}
