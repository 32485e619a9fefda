//! Whether a name is a whole personal name.
//!
//! In: a name. Out: whether it reads like a person's, in the script that it is written in.

use super::form::{is_cased_name, is_han_name, is_hangul_name, is_japanese_name, is_organisation};
use super::nobody::is_nobody;
use crate::extract::article::media;
use crate::page::lines::is_cjk;

/// A whole personal name, by its form in its script. A single Latin word is none.
pub(in crate::extract::article) fn is_person(name: &str) -> bool {
    let Some(first) = name.chars().find(|c| c.is_alphabetic()) else {
        return false;
    };
    if name
        .chars()
        .any(|c| c.is_numeric() || "@=:：/|。，।۔+#!?".contains(c))
        || is_nobody(name)
        || media::is_medium(name)
    {
        return false;
    }
    if ('가'..='힣').contains(&first) {
        return is_hangul_name(name);
    }
    if is_cjk(first) {
        return (is_han_name(name) || is_japanese_name(name)) && !is_organisation(name);
    }
    if first.is_uppercase() || first.is_lowercase() {
        return is_cased_name(name) && !media::has_medium_word(name);
    }
    // Scripts without capitals: two words or more, and no sentence.
    let words = name.split_whitespace().count();
    (2..=4).contains(&words) && !name.contains(['.', ',', '،', '!', '?', '؟'])
}
