//! Which of the lists of people on a page are the authors of its article, by named evidence.
//!
//! In: the statements of a page, each a list of names with the kind of place that it was read from. Out: the list of the
//! highest score. The rule: a list scores the weight of each kind of place, as far as the names that were read there agree
//! with the list. Metadata are one kind, since one content system writes all of them.

use std::collections::HashSet;

use crate::extract::article::title::fold;

/// Where a list of authors was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// Behind a label between headline and text: `By Ann Lee`.
    Label,
    /// Behind a label above the headline, in the text or below it.
    LabelAside,
    /// In a line that reporters sign, or in brackets at an edge of the text.
    Signature,
    /// With an office between headline and text: `강나루 기자`.
    Office,
    /// In an element named for authors, between headline and text.
    Element,
    /// In such an element above the headline or in the text.
    ElementAside,
    /// In a link to the page of an author.
    AuthorLink,
    /// Together with a medium: `Ann Lee | Cape Wire`.
    WithMedium,
    /// Beside the date, without a label.
    BesideDate,
    /// Alone in the last line, set apart by its style.
    LastLine,
    /// `author` in JSON-LD.
    Structured,
    /// `creator` in JSON-LD, beside an author that is the site.
    Creator,
    Meta,
    /// Behind a label that is not shown.
    HiddenLabel,
}

impl Evidence {
    /// How much a statement of this kind counts.
    const fn weight(self) -> f32 {
        match self {
            Self::Label => 6.0,
            Self::LabelAside => 5.0,
            Self::Signature => 4.8,
            Self::Office => 4.6,
            Self::Element => 4.4,
            Self::Structured => 3.8,
            Self::WithMedium => 3.4,
            Self::ElementAside => 3.2,
            Self::AuthorLink => 3.2,
            Self::BesideDate => 2.6,
            Self::LastLine => 2.4,
            Self::Creator => 2.0,
            Self::Meta => 1.5,
            Self::HiddenLabel => 1.2,
        }
    }

    /// Whether only machines read it.
    pub(super) const fn is_metadata(self) -> bool {
        match self {
            Self::Structured | Self::Creator | Self::Meta | Self::HiddenLabel => true,
            Self::Label
            | Self::LabelAside
            | Self::Signature
            | Self::Office
            | Self::Element
            | Self::ElementAside
            | Self::AuthorLink
            | Self::WithMedium
            | Self::BesideDate
            | Self::LastLine => false,
        }
    }
}

/// A list of authors, and where it was read.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) people: Vec<String>,
    pub(super) evidence: Evidence,
}

/// More statements than this are a list of the staff.
const STATEMENTS_LIMIT: usize = 48;
/// A name of the list that a statement lacks costs this part of a name that both have. It is not a whole one: an element or
/// a label often holds the first author alone.
const NAME_TOO_MANY: f32 = 0.5;

/// The list of the highest score, and of equals the longest: an element around several names begins like the first's.
pub(super) fn choose(mut statements: Vec<Statement>) -> Vec<String> {
    statements.retain(|statement| !statement.people.is_empty());
    statements.truncate(STATEMENTS_LIMIT);
    let names: Vec<HashSet<String>> = statements
        .iter()
        .map(|statement| statement.people.iter().map(|name| fold(name)).collect())
        .collect();
    let scores = names.iter().map(|names_of_list| {
        let parts = statements.iter().zip(&names);
        let parts = parts.map(|(other, names)| {
            (
                other.evidence,
                other.evidence.weight() * agreement(names_of_list, names),
            )
        });
        sum_by_kind(parts)
    });
    let mut best: Option<(f32, usize)> = None;
    for (at, score) in scores.enumerate() {
        let is_longer = |known: usize| statements[at].people.len() > statements[known].people.len();
        if best.is_none_or(|(best, known)| score > best || (score == best && is_longer(known))) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| statements.swap_remove(at).people)
        .unwrap_or_default()
}

/// How far a list agrees with the names of another statement, from 0 to 1.
fn agreement(list: &HashSet<String>, stated: &HashSet<String>) -> f32 {
    let common = list.intersection(stated).count() as f32;
    let too_many = list.difference(stated).count() as f32;
    common / (stated.len() as f32 + NAME_TOO_MANY * too_many)
}

/// The highest part of each kind, added up; all metadata are one kind.
fn sum_by_kind(parts: impl Iterator<Item = (Evidence, f32)>) -> f32 {
    let mut kinds: Vec<(Evidence, f32)> = Vec::new();
    for (evidence, part) in parts {
        let same = |kind: &&mut (Evidence, f32)| {
            kind.0 == evidence || (kind.0.is_metadata() && evidence.is_metadata())
        };
        match kinds.iter_mut().find(same) {
            Some(kind) => kind.1 = kind.1.max(part),
            None => kinds.push((evidence, part)),
        }
    }
    kinds.iter().map(|(_, part)| part).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(statements: &[(Evidence, &str)]) -> String {
        let statements = statements.iter().map(|(evidence, people)| Statement {
            people: people
                .split(';')
                .map(|name| name.trim().to_owned())
                .collect(),
            evidence: *evidence,
        });
        choose(statements.collect()).join("; ")
    }

    /// The byline that readers see is right where the metadata name the person who typed it in.
    #[test]
    fn a_label_beats_metadata() {
        let statements = [
            (Evidence::Structured, "Web Master"),
            (Evidence::Meta, "Web Master"),
            (Evidence::Label, "Ann Lee"),
        ];
        assert_eq!(chosen(&statements), "Ann Lee");
    }

    /// The second of two authors is lost where an element holds the first alone.
    #[test]
    fn the_longer_of_two_lists_that_agree_is_chosen() {
        let statements = [
            (Evidence::Element, "Ann Lee"),
            (Evidence::Structured, "Ann Lee; Bo Dahl"),
            (Evidence::Meta, "Ann Lee"),
        ];
        assert_eq!(chosen(&statements), "Ann Lee; Bo Dahl");
    }

    /// A place behind the name, which reads like a second name, is in no other statement.
    #[test]
    fn statements_that_agree_beat_a_longer_one() {
        let statements = [
            (Evidence::Element, "Ann Lee; Cape Town"),
            (Evidence::Structured, "Ann Lee"),
            (Evidence::AuthorLink, "Ann Lee"),
        ];
        assert_eq!(chosen(&statements), "Ann Lee");
    }

    #[test]
    fn nothing_stated_is_nobody() {
        assert_eq!(choose(Vec::new()), Vec::<String>::new());
    }
}
