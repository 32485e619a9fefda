//! Headlines, teasers and dates, put together from a language's words.

use std::collections::HashSet;

use jiff::civil::Date;

use super::random::Random;
use super::tongues::{Tongue, one};

/// More than the phrases of any kind, and a multiple of most counts of them.
const MANY: usize = 27_720;

/// How long a headline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// A few words, as in narrow boxes.
    Short,
    Medium,
    /// Two clauses.
    Long,
}

/// Writes the texts of one page and repeats no headline.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) tongue: &'static Tongue,
    used: HashSet<String>,
}

impl Words {
    pub(crate) fn new(tongue: &'static Tongue) -> Self {
        Self {
            tongue,
            used: HashSet::new(),
        }
    }

    /// A headline that the page does not have yet.
    pub(crate) fn headline(&mut self, random: &mut Random, length: Length) -> String {
        let mut headline = self.composed(random, length);
        // A page has fewer headlines than the words allow; a few attempts find a new one.
        for _ in 0..40 {
            if self.used.insert(headline.clone()) {
                return headline;
            }
            headline = self.composed(random, length);
        }
        let more = self.clause(random, true);
        headline = format!("{headline}{}{more}", self.pause());
        self.used.insert(headline.clone());
        headline
    }

    /// One to three sentences.
    pub(crate) fn teaser(&self, random: &mut Random) -> String {
        let stop = match self.tongue.script {
            "Han" | "Kana" => "。",
            "Devanagari" | "Bengali" => "। ",
            "Thai" => " ",
            _ => ". ",
        };
        let count = random.between(1, 3);
        let sentences: Vec<String> = (0..count)
            .map(|_| self.clause(random, true) + self.pause() + &self.clause(random, true))
            .collect();
        format!("{}{stop}", sentences.join(stop)).trim().to_owned()
    }

    /// A few words that are no sentence, for tags.
    pub(crate) fn tag(&self, random: &mut Random) -> String {
        one(self.tongue.subjects, random.below(MANY)).to_owned()
    }

    pub(crate) fn person(&self, random: &mut Random) -> &'static str {
        one(self.tongue.people, random.below(MANY))
    }

    /// A sentence of an advertisement.
    pub(crate) fn service(&self, random: &mut Random) -> &'static str {
        one(self.tongue.services, random.below(MANY))
    }

    /// `date` in the language's form number `form`.
    pub(crate) fn date(&self, date: Date, form: usize) -> String {
        let pattern = one(self.tongue.dates, form);
        let mut written = String::new();
        let mut signs = pattern.chars();
        while let Some(sign) = signs.next() {
            if sign != '%' {
                written.push(sign);
                continue;
            }
            match signs.next() {
                Some('Y') => written.push_str(&date.year().to_string()),
                Some('M') => written.push_str(&date.month().to_string()),
                Some('D') => written.push_str(&date.day().to_string()),
                Some('m') => written.push_str(&format!("{:02}", date.month())),
                Some('d') => written.push_str(&format!("{:02}", date.day())),
                _ => {
                    let month = usize::from(date.month().unsigned_abs()) - 1;
                    written.push_str(one(self.tongue.months, month));
                }
            }
        }
        written
    }

    /// So many hours ago.
    pub(crate) fn ago(&self, hours: usize) -> String {
        self.tongue.ago.replace("%H", &hours.to_string())
    }

    fn composed(&self, random: &mut Random, length: Length) -> String {
        let quoted = random.chance(12);
        let first = match length {
            Length::Short => self.clause(random, false),
            Length::Medium if quoted => {
                let who = one(self.tongue.subjects, random.below(MANY));
                let colon = if self.tongue.spaced { ": " } else { "：" };
                format!("{who}{colon}{}", self.clause(random, false))
            }
            Length::Medium | Length::Long => self.clause(random, true),
        };
        if length == Length::Long {
            return first + self.pause() + &self.clause(random, false);
        }
        first
    }

    fn clause(&self, random: &mut Random, with_tail: bool) -> String {
        let subject = one(self.tongue.subjects, random.below(MANY));
        let predicate = one(self.tongue.predicates, random.below(MANY));
        let tail = one(self.tongue.tails, random.below(MANY));
        let parts: &[&str] = match (with_tail, self.tongue.verb_last) {
            (false, _) => &[subject, predicate],
            (true, false) if self.tongue.script == "Han" => &[subject, tail, predicate],
            (true, false) => &[subject, predicate, tail],
            (true, true) => &[subject, tail, predicate],
        };
        parts.join(if self.tongue.spaced { " " } else { "" })
    }

    /// What stands between two clauses.
    fn pause(&self) -> &'static str {
        match self.tongue.script {
            "Han" => "，",
            "Kana" => "、",
            "Thai" => " ",
            "Arabic" => "، ",
            _ => ", ",
        }
    }
}
