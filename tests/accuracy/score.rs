//! The measures of the captured set: how alike two texts are, and whether two bylines name the same people.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

/// A mean that grows.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Mean {
    sum: f64,
    pub(crate) count: usize,
}

impl Mean {
    pub(crate) fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1;
    }

    pub(crate) fn value(self) -> f64 {
        if self.count == 0 {
            1.0
        } else {
            self.sum / self.count as f64
        }
    }
}

fn normal(text: &str) -> String {
    let text: String = text.nfkc().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters and digits alone, lower case.
pub(crate) fn squeeze(text: &str) -> String {
    normal(text)
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

const fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Words; every Han or kana character is one.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if is_cjk(c) || !c.is_alphanumeric() {
            if !word.is_empty() {
                tokens.push(std::mem::take(&mut word));
            }
            if is_cjk(c) {
                tokens.push(c.to_string());
            }
        } else {
            word.push(c);
        }
    }
    if !word.is_empty() {
        tokens.push(word);
    }
    tokens
}

/// The runs of four words of a text, counted; of a shorter text the whole.
pub(crate) fn shingles(text: &str) -> HashMap<Vec<String>, usize> {
    let tokens = tokens(text);
    let mut bag = HashMap::new();
    if tokens.is_empty() {
        return bag;
    }
    let size = tokens.len().min(4);
    for shingle in tokens.windows(size) {
        *bag.entry(shingle.to_vec()).or_default() += 1;
    }
    bag
}

/// Precision, recall and F1 over runs of four words.
pub(crate) fn text_alike(expected: &str, got: &str) -> (f64, f64, f64) {
    let (expected, got) = (shingles(expected), shingles(got));
    let common: usize = expected
        .iter()
        .map(|(shingle, n)| (*n).min(got.get(shingle).copied().unwrap_or(0)))
        .sum();
    let (all_expected, all_got): (usize, usize) = (expected.values().sum(), got.values().sum());
    if all_expected == 0 && all_got == 0 {
        return (1.0, 1.0, 1.0);
    }
    let precision = if all_got == 0 {
        0.0
    } else {
        common as f64 / all_got as f64
    };
    let recall = if all_expected == 0 {
        0.0
    } else {
        common as f64 / all_expected as f64
    };
    let f1 = if precision + recall > 0.0 {
        2.0 * precision * recall / (precision + recall)
    } else {
        0.0
    };
    (precision, recall, f1)
}

/// Ratcliff and Obershelp's measure of how alike two titles are.
pub(crate) fn title_ratio(one: &str, other: &str) -> f64 {
    let one: Vec<char> = squeeze(one).chars().collect();
    let other: Vec<char> = squeeze(other).chars().collect();
    match (one.is_empty(), other.is_empty()) {
        (true, true) => 1.0,
        (true, false) | (false, true) => 0.0,
        _ => 2.0 * matching(&one, &other) as f64 / (one.len() + other.len()) as f64,
    }
}

fn matching(one: &[char], other: &[char]) -> usize {
    let (mut best, mut at) = (0, (0, 0));
    let mut lengths = vec![0_usize; other.len() + 1];
    for (i, a) in one.iter().enumerate() {
        let mut fresh = vec![0_usize; other.len() + 1];
        for (j, b) in other.iter().enumerate() {
            if a == b {
                fresh[j + 1] = lengths[j] + 1;
                if fresh[j + 1] > best {
                    best = fresh[j + 1];
                    at = (i + 1 - best, j + 1 - best);
                }
            }
        }
        lengths = fresh;
    }
    if best == 0 {
        return 0;
    }
    best + matching(&one[..at.0], &other[..at.1])
        + matching(&one[at.0 + best..], &other[at.1 + best..])
}

static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(信息来源|文章来源|稿件来源|来源于|来源|來源|出处|作者|撰文|责任编辑|責任編輯|责编|编辑|本报记者|记者|by|author)\s*[:：]?\s*").unwrap()
});
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<head>[\x{4e00}-\x{9fff}]|[_ ])[_ ]?[A-Z]{1,4}\d{2,}$").unwrap()
});
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[、,，;；/|&]|\s+and\s+").unwrap());

fn bare_name(name: &str) -> String {
    const BRACKETS: [char; 9] = ['(', ')', '（', '）', '[', ']', '【', '】', ' '];
    let mut name = normal(name);
    for _ in 0..3 {
        let trimmed = name.trim_matches(BRACKETS).to_owned();
        name = PREFIX.replace(&trimmed, "").into_owned();
    }
    let name = name.trim_matches(BRACKETS).to_owned();
    let without = CODE.replace(&name, "$head").trim().to_owned();
    if without.is_empty() { name } else { without }
}

fn people(names: &str) -> Vec<String> {
    let bare = bare_name(names);
    BETWEEN
        .split(&bare)
        .flat_map(|part| {
            // Han names may stand side by side.
            let mut parts: Vec<String> = vec![String::new()];
            let chars: Vec<char> = part.chars().collect();
            for (i, c) in chars.iter().enumerate() {
                let parts_here = *c == ' '
                    && i > 0
                    && i + 1 < chars.len()
                    && is_cjk(chars[i - 1])
                    && is_cjk(chars[i + 1]);
                if parts_here {
                    parts.push(String::new());
                } else if let Some(last) = parts.last_mut() {
                    last.push(*c);
                }
            }
            parts
        })
        .map(|name| squeeze(&name))
        .filter(|name| !name.is_empty())
        .collect()
}

/// Whether two bylines name the same people.
pub(crate) fn same_names(expected: &str, got: &str) -> bool {
    let (expected, named) = (people(expected), people(got));
    if expected.is_empty() {
        return named.is_empty();
    }
    if expected.iter().all(|name| named.contains(name))
        && named.iter().all(|name| expected.contains(name))
    {
        return true;
    }
    let whole = squeeze(&bare_name(got));
    let expected_length: usize = expected.iter().map(|name| name.chars().count()).sum();
    !whole.is_empty()
        && expected.iter().all(|name| whole.contains(name))
        && whole.chars().count() <= 2 * expected_length + 4
}
