//! The words of sentences that say where an article was first published, in every language.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::language::{self, FirstPublished};

/// Lower-case words of one kind. The languages share a list, since no word means another kind in another language.
pub(super) type Words = LazyLock<HashSet<&'static str>>;

/// Words that point at the article: `this`.
pub(super) static THIS: Words = LazyLock::new(|| all(|words| words.this));
/// Words for an article: `story`.
pub(super) static ARTICLE: Words = LazyLock::new(|| all(|words| words.article));
/// Words for an earlier place: `first`, `originally`.
pub(super) static FIRST: Words = LazyLock::new(|| all(|words| words.first));
/// Words for publication: `published`, `appeared`.
pub(super) static PUBLISHED: Words = LazyLock::new(|| all(|words| words.published));
/// Words for an earlier place and publication at once: `reprinted`.
pub(super) static REPRINTED: Words = LazyLock::new(|| all(|words| words.reprinted));
/// Words that lead to the name: `in`, `by`.
pub(super) static TO: Words = LazyLock::new(|| all(|words| words.to));
/// Words of a sentence between the kinds.
pub(super) static BETWEEN: Words = LazyLock::new(|| all(|words| words.between));
/// Words in small letters that stand within names.
pub(super) static WITHIN: Words = LazyLock::new(|| all(|words| words.within_names));

fn all(list: fn(&FirstPublished) -> &'static str) -> HashSet<&'static str> {
    language::phrases(|language| list(&language.first_published)).collect()
}
