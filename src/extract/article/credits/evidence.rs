//! Which of the names on a page are the authors of its article, and which is its source, by named evidence.
//!
//! In: the statements of a page, each with names and the place that they were read from. Out: each list of names with the
//! [`Evidence`] on it, and the one of the highest sum of a table of [`weights`](super::weights). The rule: a place counts for
//! a list as far as the names that were read there agree with it. When no sum is above zero, the page names nobody.

use foldhash::HashSet;
use url::Url;

use crate::extract::article::title::fold;
use crate::extract::evidence::evidence;

evidence! {
    /// Always 1; a page that names nobody has 0.
    bias: "somebody is named",
    /// Behind a label between headline and text: `By Ann Lee`; 0 to 1, as for all places.
    label: "behind a label",
    /// Behind a label above the headline, in the text or below it.
    label_aside: "behind a label elsewhere",
    /// Behind a label that is not shown.
    hidden_label: "behind a label that is hidden",
    /// In a line that reporters sign, or in brackets at an edge of the text.
    signature: "signed",
    /// With an office between headline and text: `강나루 기자`.
    office: "with an office",
    /// In an element named for it, between headline and text.
    element: "in an element named for it",
    /// In such an element above the headline or in the text.
    element_aside: "in an element named for it elsewhere",
    /// In a link to the page of an author.
    author_link: "links a page of an author",
    /// A person and a medium together: `Ann Lee | Cape Wire`.
    with_medium: "a person and a medium together",
    /// Beside the date, without a label.
    beside_date: "beside the date",
    /// Alone in a part of a row near the date, as a whole name of a person.
    alone: "a name alone near the date",
    /// The only words beside the date, in a script where nothing marks a name.
    unmarked: "the only words beside the date",
    /// At the head of a box about the person below the text.
    box_below: "a box about the person below the text",
    /// Beside the date or near it, as media and offices are named.
    near_date: "a medium near the date",
    /// A link to another site beside the date.
    away_link: "links another site beside the date",
    /// A medium where an author would stand.
    as_author: "a medium in the place of the author",
    /// Alone in the last line, set apart by its style.
    last_line: "alone in the last line",
    /// Where the article appeared first, in a sentence or in brackets.
    reprinted: "the text says that it was taken from there",
    /// At the head of the text, with a place and a day.
    dateline: "in the dateline",
    /// In brackets behind the text.
    closing: "in brackets behind the text",
    /// In JSON-LD.
    structured: "in JSON-LD",
    /// `creator` in JSON-LD, beside an author that is the site.
    creator: "creator in JSON-LD",
    /// In a meta element of a page without names in JSON-LD; so is a hidden label.
    meta: "in a meta element",
    /// The part of the names that read like whole names of people.
    person: "names of people",
    /// Reads like the name of a medium or an office.
    medium: "the name of a medium",
    /// The part of the names that the page has as editors too.
    editor: "editors of the page",
    /// A word for the site itself: `本站`.
    own_word: "a word for the site itself",
    /// The part of the names behind the label between headline and text that the list lacks, 0 to 1.
    lacks: "lacks names that stand behind the label",
    /// The page has a label for it, and nothing stands behind the label.
    empty_label: "the label is empty",
}

/// The field of a place.
pub(super) type Place = fn(&mut Evidence) -> &mut f32;

/// Names, and where they were read.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) names: Vec<String>,
    pub(super) url: Option<Url>,
    pub(super) place: Place,
}

/// A list of names with the evidence on it.
#[derive(Debug, Clone)]
pub struct WeighedNames {
    /// The names.
    pub names: Vec<String>,
    /// Where the page links them to.
    pub url: Option<Url>,
    /// The evidence on them.
    pub evidence: Evidence,
}

/// More statements than this are a list of the staff.
const STATEMENTS_LIMIT: usize = 48;
/// A name of the list that a statement lacks costs this part of a name that both have. It is not a whole one: an element or
/// a label often holds the first author alone.
const NAME_TOO_MANY: f32 = 0.5;

/// Each list of names once, with the evidence on it; `about` says of the names themselves what can be said.
pub(super) fn weigh(
    mut statements: Vec<Statement>,
    about: impl Fn(&[String]) -> Evidence,
) -> Vec<WeighedNames> {
    statements.retain(|statement| !statement.names.is_empty());
    statements.truncate(STATEMENTS_LIMIT);
    let folded: Vec<HashSet<String>> = statements
        .iter()
        .map(|statement| statement.names.iter().map(|name| fold(name)).collect())
        .collect();
    let mut places = Evidence::NONE;
    for statement in &statements {
        *(statement.place)(&mut places) = 1.0;
    }
    let mut weighed: Vec<(usize, WeighedNames)> = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        let is_same = |(known, _): &&mut (usize, WeighedNames)| folded[*known] == folded[at];
        if let Some((_, known)) = weighed.iter_mut().find(is_same) {
            known.url = known.url.take().or_else(|| statement.url.clone());
            // `NORA PEAK` in a headline's style is `Nora Peak` elsewhere.
            let in_capitals = |name: &String| !name.contains(char::is_lowercase);
            if known.names.iter().all(in_capitals) {
                known.names.clone_from(&statement.names);
            }
            continue;
        }
        let mut evidence = about(&statement.names);
        for (other, names) in statements.iter().zip(&folded) {
            let slot = (other.place)(&mut evidence);
            *slot = slot.max(agreement(&folded[at], names));
        }
        if evidence.label > 0.0 {
            let labelled = statements.iter().zip(&folded);
            let labelled = labelled.filter(|(other, _)| is_label(other.place));
            let lacks = labelled.map(|(_, names)| {
                names.difference(&folded[at]).count() as f32 / names.len() as f32
            });
            evidence.lacks = lacks.fold(1.0, f32::min);
        }
        // One content system writes both, and JSON-LD holds more.
        if places.structured > 0.0 {
            (evidence.meta, evidence.hidden_label) = (0.0, 0.0);
        }
        weighed.push((
            at,
            WeighedNames {
                names: statement.names.clone(),
                url: statement.url.clone(),
                evidence: Evidence {
                    bias: 1.0,
                    ..evidence
                },
            },
        ));
    }
    weighed.into_iter().map(|(_, names)| names).collect()
}

/// The list of the highest sum, if that is above zero; of equals the longest, since an element around several names begins
/// like the first's.
pub(super) fn best(weighed: Vec<WeighedNames>, weights: &Evidence) -> Option<WeighedNames> {
    let mut best: Option<(f32, WeighedNames)> = None;
    for names in weighed {
        let score = names.evidence.score(weights);
        let is_better = best.as_ref().map_or(score > 0.0, |(most, known)| {
            score > *most || (score == *most && names.names.len() > known.names.len())
        });
        if is_better {
            best = Some((score, names));
        }
    }
    best.map(|(_, names)| names)
}

/// Whether a place is a label between headline and text.
fn is_label(place: Place) -> bool {
    let mut of = Evidence::NONE;
    *place(&mut of) = 1.0;
    of.label > 0.0
}

/// How far a list agrees with the names of another statement, from 0 to 1.
fn agreement(list: &HashSet<String>, stated: &HashSet<String>) -> f32 {
    let common = list.intersection(stated).count() as f32;
    let too_many = list.difference(stated).count() as f32;
    common / (stated.len() as f32 + NAME_TOO_MANY * too_many)
}

#[cfg(test)]
mod tests {
    use super::super::weights::AUTHORS;
    use super::*;

    fn chosen(statements: &[(Place, &str)]) -> String {
        let statements = statements.iter().map(|(place, people)| Statement {
            names: people
                .split(';')
                .map(|name| name.trim().to_owned())
                .collect(),
            url: None,
            place: *place,
        });
        let weighed = weigh(statements.collect(), |_| Evidence {
            person: 1.0,
            ..Evidence::NONE
        });
        best(weighed, &AUTHORS).map_or(String::new(), |best| best.names.join("; "))
    }

    const LABEL: Place = |of| &mut of.label;
    const ELEMENT: Place = |of| &mut of.element;
    const LINK: Place = |of| &mut of.author_link;
    const STRUCTURED: Place = |of| &mut of.structured;
    const META: Place = |of| &mut of.meta;

    /// The byline that readers see is right where the metadata name the person who typed it in.
    #[test]
    fn a_label_beats_metadata() {
        let statements = [
            (STRUCTURED, "Web Master"),
            (META, "Web Master"),
            (LABEL, "Ann Lee"),
        ];
        assert_eq!(chosen(&statements), "Ann Lee");
    }

    /// The second of two authors is lost where an element holds the first alone.
    #[test]
    fn the_longer_of_two_lists_that_agree_is_chosen() {
        let statements = [
            (ELEMENT, "Ann Lee"),
            (STRUCTURED, "Ann Lee; Bo Dahl"),
            (META, "Ann Lee"),
        ];
        assert_eq!(chosen(&statements), "Ann Lee; Bo Dahl");
    }

    /// A place behind the name, which reads like a second name, is in no other statement.
    #[test]
    fn statements_that_agree_beat_a_longer_one() {
        let statements = [
            (ELEMENT, "Ann Lee; Cape Town"),
            (STRUCTURED, "Ann Lee"),
            (LINK, "Ann Lee"),
        ];
        assert_eq!(chosen(&statements), "Ann Lee");
    }

    #[test]
    fn nothing_stated_is_nobody() {
        assert_eq!(chosen(&[]), "");
    }
}
