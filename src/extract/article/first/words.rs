//! The words of sentences that say where an article was first published, in every language.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::language::{self, FirstPublished};

/// Lower-case words of one kind. The languages share a list, since no word means another kind in another language.
pub(super) type Words = LazyLock<HashSet<&'static str>>;

/// What points at the article itself.
pub(super) static THIS: Words = LazyLock::new(|| all(|words| words.this));
/// What an article is called.
pub(super) static ARTICLE: Words = LazyLock::new(|| all(|words| words.article));
/// What tells that it was somewhere before.
pub(super) static FIRST: Words = LazyLock::new(|| all(|words| words.first));
/// What tells that it was published.
pub(super) static PUBLISHED: Words = LazyLock::new(|| all(|words| words.published));
/// What says both: taken from another.
pub(super) static TAKEN: Words = LazyLock::new(|| all(|words| words.reprinted));
/// What leads to the name.
pub(super) static TO: Words = LazyLock::new(|| all(|words| words.to));
/// Words of a sentence between the kinds.
pub(super) static BETWEEN: Words = LazyLock::new(|| all(|words| words.between));
/// Words in small letters that stand within names.
pub(super) static WITHIN: Words = LazyLock::new(|| all(|words| words.within_names));

fn all(list: fn(&FirstPublished) -> &'static str) -> HashSet<&'static str> {
    language::phrases(|language| list(&language.first_published)).collect()
}
