//! Phrases sought in a line by plain comparison.
//!
//! In: a line, in lower case. Out: which phrases stand where, and what follows them.
//! The same lists as regular expressions (`分享到.{0,30}`) were automata of hundreds of kilobytes, once more for
//! every thread that read a page.

use foldhash::{HashMap, HashMapExt};

/// Many phrases, each with what its list means, by their first characters.
pub(super) struct Phrases<T>(HashMap<char, Vec<(String, T)>>);

impl<T: Copy> Phrases<T> {
    /// Lists are strings with `|` between the phrases, in lower case.
    pub(super) fn of(lists: &[(T, &str)]) -> Self {
        let mut by_first: HashMap<char, Vec<(String, T)>> = HashMap::new();
        for &(meaning, list) in lists {
            for phrase in list.split('|') {
                if let Some(first) = phrase.chars().next() {
                    let phrases = by_first.entry(first).or_default();
                    phrases.push((phrase.to_owned(), meaning));
                }
            }
        }
        Self(by_first)
    }

    /// The phrases that begin with a character, in the order of the lists.
    pub(super) fn with_first(&self, first: char) -> impl Iterator<Item = (&str, T)> {
        let phrases = self.0.get(&first).into_iter().flatten();
        phrases.map(|(phrase, meaning)| (phrase.as_str(), *meaning))
    }

    /// What follows each of the phrases that `text` begins with.
    pub(super) fn strip<'t>(&self, text: &'t str) -> impl Iterator<Item = (&'t str, T)> {
        let first = text.chars().next().unwrap_or_default();
        self.with_first(first)
            .filter_map(|(phrase, meaning)| Some((text.strip_prefix(phrase)?, meaning)))
    }
}

/// What follows each of `phrases` that begins after no more than `room` characters of `text`.
pub(super) fn after<'t>(
    text: &'t str,
    room: usize,
    phrases: &'static [&'static str],
) -> impl Iterator<Item = &'t str> {
    let begins = |text: &str, at: usize| {
        let first = text.as_bytes().get(at);
        phrases
            .iter()
            .any(|phrase| phrase.as_bytes().first() == first)
    };
    // Most lines and most phrases are not of one script.
    let is_foreign = text.is_ascii() && phrases.iter().all(|phrase| !phrase.is_ascii());
    let reach = if is_foreign {
        0
    } else {
        room.saturating_add(1)
    };
    text.char_indices()
        .take(reach)
        .filter(move |&(at, _)| begins(text, at))
        .flat_map(move |(at, _)| {
            phrases
                .iter()
                .filter_map(move |phrase| text[at..].strip_prefix(phrase))
        })
}

/// Whether `text` has no more than `room` characters.
pub(super) fn fits(text: &str, room: usize) -> bool {
    text.len() <= room || text.chars().nth(room).is_none()
}

/// Neither letter nor digit: the brackets, rules, arrows and spaces around a phrase.
pub(super) fn is_mark(c: char) -> bool {
    !c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A phrase that is found a character too far off is part of a sentence.
    #[test]
    fn room_is_counted_in_characters() {
        let found = |room| after("甲乙转载丙", room, &["转载", "转"]).collect::<Vec<_>>();
        assert_eq!(found(2), ["丙", "载丙"]);
        assert!(found(1).is_empty());
        assert!(fits("甲乙", 2) && !fits("甲乙丙", 2));
    }

    /// Of two phrases that begin alike the first of the list is asked first: labels depend on it.
    #[test]
    fn phrases_are_found_in_the_order_of_their_lists() {
        let phrases = Phrases::of(&[(1, "来源于|来源"), (2, "来")]);
        assert_eq!(
            phrases.strip("来源于海").collect::<Vec<_>>(),
            [("海", 1), ("于海", 1), ("源于海", 2)]
        );
        assert_eq!(phrases.strip("海").count() + phrases.strip("").count(), 0);
    }
}
