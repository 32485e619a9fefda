//! Whether a name in Han characters is a person's or an organisation's, by its form.

use crate::extract::article::lexicon;
use crate::page::lines::is_cjk;

/// Ends like the name of a medium or an office.
pub(in crate::extract::article) fn is_organisation(name: &str) -> bool {
    let name = name.trim();
    let size = name.chars().count();
    (3..=20).contains(&size)
        && name.chars().any(is_cjk)
        && lexicon::ENDS.split('|').any(|end| name.ends_with(end))
}

/// A personal name in Han characters, by its form: two to four of them, a family name first.
pub(in crate::extract::article) fn is_han_name(name: &str) -> bool {
    let count = name.chars().count();
    (2..=4).contains(&count)
        && name.chars().all(is_cjk)
        && name
            .chars()
            .next()
            .is_some_and(|family| lexicon::FAMILIES.contains(family))
}
