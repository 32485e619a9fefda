//! The words of captions: what announces a picture's maker, and how organisations with pictures are called.
//!
//! They are those of all languages; no photographer and no agency is listed by name.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::LazyLock;

use crate::extract::article::phrases::Phrases;
use crate::language::{self, Captions};

pub(super) static LABELS: LazyLock<Phrases<()>> = LazyLock::new(|| {
    let labels = longest_first(|captions| captions.labels);
    Phrases::of(&[((), &labels.join("|"))])
});
pub(super) static SPOKEN: LazyLock<Phrases<()>> = LazyLock::new(|| {
    let spoken = longest_first(|captions| captions.without_colon);
    Phrases::of(&[((), &spoken.join("|"))])
});
pub(super) static BEHIND: LazyLock<Vec<&str>> =
    LazyLock::new(|| longest_first(|captions| captions.behind));
pub(super) static OWNERS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    longest_first(|captions| captions.owners)
        .into_iter()
        .collect()
});

fn longest_first(list: fn(&Captions) -> &'static str) -> Vec<&'static str> {
    let mut words: Vec<&str> = language::phrases(|language| list(&language.captions)).collect();
    words.sort_by_key(|word| Reverse(word.len()));
    words
}

pub(super) fn is_label(word: &str) -> bool {
    let word = word.to_lowercase();
    LABELS.strip(&word).any(|(rest, ())| rest.is_empty())
}

pub(super) fn is_owner(word: &str) -> bool {
    OWNERS.contains(word.to_lowercase().as_str())
}
