//! The labels of a date: `Published:`, `mis à jour le`, 更新时间.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::fold;
use crate::language::ALL;

/// A label of scripts with spaces has no more words, one of others no more characters.
const WORDS_LIMIT: usize = 5;
const RUN_LIMIT: usize = 20;
/// And is not longer, in bytes: so much of a text is looked at.
const LABEL_LIMIT_BYTES: usize = 80;

/// The meaning of a date's label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum Announced {
    Published,
    Updated,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PhraseKind {
    Of(Announced),
    /// `Date:`, `Stand`, 日期.
    Date,
    /// `at`, `der`, 于: beside a date, and everywhere else.
    Link,
}

static LABELS: LazyLock<HashMap<Box<str>, PhraseKind>> = LazyLock::new(|| {
    /// Short words that introduce dates more often than anything else.
    const PLAIN: [&str; 9] = ["on", "at", "by", "am", "le", "il", "в", "г", "uhr"];
    let mut labels: HashMap<Box<str>, PhraseKind> = HashMap::default();
    let mut add = |phrases: &str, kind: PhraseKind| {
        for phrase in phrases.split('|').map(fold::phrase) {
            if !phrase.is_empty() {
                labels.entry(phrase.into()).or_insert(kind);
            }
        }
    };
    for language in ALL {
        add(language.published, PhraseKind::Of(Announced::Published));
        add(language.updated, PhraseKind::Of(Announced::Updated));
    }
    for language in ALL {
        for word in language.dated.split('|') {
            let is_plain = PLAIN.contains(&word)
                || word.chars().count() > 3
                || word.starts_with(fold::runs_together);
            add(
                word,
                if is_plain {
                    PhraseKind::Date
                } else {
                    PhraseKind::Link
                },
            );
        }
    }
    for language in ALL {
        for words in [language.links, language.clock, language.oclock] {
            add(words, PhraseKind::Link);
        }
    }
    labels
});

/// Words that may follow a date directly and belong to something else.
const NEXT_LABELS: [&str; 16] = [
    "来源",
    "來源",
    "作者",
    "编辑",
    "編輯",
    "责任编辑",
    "责编",
    "记者",
    "記者",
    "发布",
    "更新",
    "发表",
    "阅读",
    "浏览",
    "点击",
    "评论",
];

/// Whether `text` holds nothing but labels and marks.
pub(super) fn is_label(text: &str) -> bool {
    if text.len() > 4 * LABEL_LIMIT_BYTES {
        return false;
    }
    let text = fold::phrase(text);
    let mut rest = trimmed(&text);
    while !rest.is_empty() {
        let Some((_, before)) = without_label(rest) else {
            return false;
        };
        rest = trimmed(before);
    }
    true
}

/// Whether the last thing that `text` says is a label.
pub(in crate::extract) fn ends_with_label(text: &str) -> bool {
    let Some(last) = text.chars().rev().find(|c| c.is_alphanumeric()) else {
        return false;
    };
    // The cheap half of the question first: before most dates stands a number, or nothing.
    last.is_alphabetic()
        && without_label(trimmed(&fold::phrase(tail(text))))
            .is_some_and(|(kind, _)| kind != PhraseKind::Link)
}

/// Whether `text`, right behind a date, begins with the next label.
pub(super) fn begins_with_label(text: &str) -> bool {
    NEXT_LABELS.iter().any(|label| text.starts_with(label))
}

/// What the end of `before` announces of the date behind it (`Publié le`, `… aktualisiert am`), and where in it the
/// announcing words begin, in bytes.
pub(in crate::extract) fn announced(before: &str) -> Option<(Announced, usize)> {
    let text = tail(before);
    let offset = before.len() - text.len();
    let mut starts: Vec<usize> = Vec::with_capacity(WORDS_LIMIT + RUN_LIMIT);
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        let is_run = fold::runs_together(c);
        if is_part(c) && (is_run || !is_part(last) || fold::runs_together(last)) {
            starts.push(at);
        }
        last = c;
    }
    let reach = starts.len().saturating_sub(WORDS_LIMIT + RUN_LIMIT);
    starts.get(reach..)?.iter().find_map(|&start| {
        let announced = announces(&text[start..])?;
        Some((announced, offset + start))
    })
}

/// What a text announces that is nothing but a label with its small words: `publié le`.
fn announces(text: &str) -> Option<Announced> {
    let folded = fold::phrase(text);
    let mut rest = trimmed(&folded);
    for _ in 0..3 {
        let (kind, further) = without_label(rest)?;
        rest = trimmed(further);
        match kind {
            PhraseKind::Of(announced) if rest.is_empty() => return Some(announced),
            PhraseKind::Of(_) => return None,
            PhraseKind::Date | PhraseKind::Link => {}
        }
    }
    None
}

/// What the beginning of `behind` announces of the date before it: 公開, 更新, `tarihinde güncellendi`. What a colon
/// follows is about something else.
pub(in crate::extract) fn announced_behind(behind: &str) -> Option<Announced> {
    let start = behind.find(is_part)?;
    let text =
        &behind[start..behind.floor_char_boundary(behind.len().min(start + LABEL_LIMIT_BYTES))];
    let mut last = '\0';
    let mut found = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let ends = at > 0 && (!is_part(c) || fold::runs_together(last) || fold::runs_together(c));
        if ends
            && is_part(last)
            && let Some(&PhraseKind::Of(announced)) = LABELS.get(fold::phrase(&text[..at]).as_str())
        {
            let colon = text[at..].trim_start().starts_with([':', '：']);
            found = (!colon).then_some(announced);
        }
        last = c;
    }
    found
}

/// The end of a text, as far as a label can reach.
fn tail(text: &str) -> &str {
    let from = text.len().saturating_sub(LABEL_LIMIT_BYTES);
    &text[text.ceil_char_boundary(from)..]
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| !is_part(c))
}

/// A character of a label; a vowel sign is one as well.
fn is_part(c: char) -> bool {
    c.is_alphanumeric() || fold::is_letter(c) || fold::runs_together(c)
}

/// `text` without the label that it ends with, the longest of several, and what that is.
fn without_label(text: &str) -> Option<(PhraseKind, &str)> {
    let (mut words, mut runs) = (0, 0);
    let mut found = None;
    // `stand` is a label, the end of `understand` is none; words of Han need no space between them.
    for (at, c) in text.char_indices().rev() {
        let before = text[..at].chars().next_back();
        let is_run = fold::runs_together(c);
        let begins = is_part(c)
            && (is_run
                || before.is_none_or(|before| !is_part(before) || fold::runs_together(before)));
        if begins {
            runs += usize::from(is_run);
            words += usize::from(!is_run);
            if runs > RUN_LIMIT || words > WORDS_LIMIT {
                break;
            }
            if let Some(&kind) = LABELS.get(&text[at..]) {
                found = Some((kind, &text[..at]));
            }
        }
    }
    found
}
