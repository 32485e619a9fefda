//! Names of nobody: offices in the place of a name, handles, and who made the pictures.
//!
//! In: one name. Out: whether it credits no author.

use crate::extract::article::{lexicon, media};
use crate::page::lines::is_cjk;

/// `Staff Reporter`, `Redaktion`, `編集部`: an office that stands in the place of a name, or no more than a handle.
pub(in crate::extract::article) fn is_nobody(name: &str) -> bool {
    if name.chars().any(is_cjk) {
        let mut roles = lexicon::ROLES.iter().filter(|role| role.ends_with(is_cjk));
        return roles.any(|role| name.ends_with(role));
    }
    let is_handle = !name.contains(' ') && name.starts_with(char::is_lowercase);
    let lists = [
        lexicon::JOBS,
        lexicon::RANK_WORDS,
        lexicon::PARTICLES,
        lexicon::ARTICLES,
    ];
    let is_office = |word: &str| is_role(word) || lists.iter().any(|list| lexicon::has(list, word));
    let lower = name.to_lowercase();
    let words: Vec<&str> = words(&lower).collect();
    // `Cape Redaktion`: a newsroom, and one word for whose it is.
    let is_newsroom = |word: &&str| word.len() >= ROLE_BYTES && is_role(word);
    let others = words.iter().filter(|word| !is_office(word)).count();
    is_handle
        || is_role(&lower)
        || (others == 0 && !words.is_empty())
        || (words.len() == 1 && media::is_media_word(&lower))
        || (others == 1 && words.iter().any(is_newsroom))
}

/// Whether a text in small letters is a word for an office in a newsroom, or ends in a long one: `sportredaktion`.
pub(in crate::extract::article) fn is_role(word: &str) -> bool {
    let mut long = lexicon::ROLES
        .iter()
        .filter(|role| role.len() >= ROLE_BYTES);
    lexicon::ROLES.contains(word)
        || (word.len() > ROLE_BYTES && !word.contains(' ') && long.any(|role| word.ends_with(role)))
}

/// Whether a text has a word for an office: `Political correspondent`.
pub(in crate::extract::article) fn has_office(text: &str) -> bool {
    let lower = text.to_lowercase();
    words(&lower).any(|word| is_role(word) || lexicon::has(lexicon::JOBS, word))
}

/// Words with the marks and vowel signs within them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_within = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '\'' | '’' | '-')
            || !(c.is_ascii() || c.is_whitespace() || matches!(c, '–' | '—'))
    };
    text.split(move |c: char| !is_within(c))
        .filter(|word| !word.is_empty())
}

/// As much of a word's end tells an office.
const ROLE_BYTES: usize = 8;

/// `photos by Ann Lee`, `Foto: Ann Lee`: who made the pictures is no author.
pub(in crate::extract::article) fn is_of_pictures(piece: &str) -> bool {
    let lower = piece.to_lowercase();
    let word = lower
        .split([' ', ':', '：', '=', '＝'])
        .next()
        .unwrap_or_default();
    lexicon::PHOTOS.contains(word)
}
