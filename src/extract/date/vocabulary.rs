//! The words of dates in a page's language, ready for look-up, and the unambiguous words of all other languages.
//!
//! The rule: a word is looked up in the page's own language first, then in English, which feeds and meta use everywhere,
//! then in all languages together. A word with different meanings in two of those has none.

use std::collections::hash_map::Entry;
use std::sync::{LazyLock, OnceLock};

use foldhash::{HashMap, HashSet};

use super::beginnings::Beginnings;
use super::entries::each_word;
use super::fold;
use super::words::{Flags, Past, Roles};
use crate::language::{self, ALL, Language};

/// A longer word is in no table, in bytes.
const WORD_LIMIT_BYTES: usize = 96;

/// What a page's words may mean.
#[derive(Debug)]
pub(super) struct Vocabulary {
    pub(super) language: &'static Language,
    words: Words,
    /// How words begin that make a date without a digit, and how months do.
    digitless: Beginnings,
    months: Beginnings,
}

/// Words, and phrases by their first word; both in the spelling of [`fold`].
#[derive(Debug, Default)]
struct Words {
    single: HashMap<Box<str>, Roles>,
    /// The rest of the phrase, the longest first.
    phrases: HashMap<Box<str>, Vec<(Box<str>, Roles)>>,
}

/// What a script without spaces may begin with, by the first character, the longest first.
type Runs = HashMap<char, Vec<(Box<str>, Roles)>>;

/// The vocabulary for pages in the language of a tag (BCP 47).
pub(super) fn of(tag: &str) -> &'static Vocabulary {
    static OF: [OnceLock<Vocabulary>; ALL.len() + 1] = [const { OnceLock::new() }; ALL.len() + 1];
    let at = language::of_tag(tag);
    OF[at.unwrap_or(ALL.len())].get_or_init(|| {
        let language = at.map_or(&language::NONE, |at| ALL[at]);
        let mut words = Words::default();
        each_word(language, &mut |phrase, roles| words.add(phrase, roles));
        let own: HashSet<Box<str>> = words.single.keys().cloned().collect();
        each_word(&language::en::LANGUAGE, &mut |phrase, roles| {
            // Names are read beside the own ones, the rest only where the language has no such word: German `am`.
            let names = Roles {
                month: roles.month,
                weekday: roles.weekday,
                ..Roles::default()
            };
            let is_own = own.contains(phrase);
            words.add(phrase, if is_own { names } else { roles });
        });
        for (letter, flag) in [("t", Flags::T), ("z", Flags::Z), ("h", Flags::HOUR_MARK)] {
            words.add(letter, Roles::flag(flag));
        }
        words.order();
        let mut digitless = EVERY.digitless.clone();
        words.note(&mut digitless, Roles::is_digitless);
        let mut months = EVERY.months.clone();
        words.note(&mut months, Roles::is_month);
        Vocabulary {
            language,
            words,
            digitless,
            months,
        }
    })
}

impl Vocabulary {
    /// What a word may mean; it is spelled as [`fold`] does.
    pub(super) fn roles(&self, word: &str) -> Roles {
        if word.len() > WORD_LIMIT_BYTES {
            return Roles::default();
        }
        let known = self.words.single.get(word);
        known
            .or_else(|| EVERY.words.single.get(word))
            .copied()
            .unwrap_or_default()
    }

    /// The phrase that goes on in `rest` after `word`: its roles, and how many bytes it takes there.
    pub(super) fn phrase(&self, word: &str, rest: &str) -> Option<(Roles, usize)> {
        let own = self.words.phrases.get(word);
        let phrases = own.or_else(|| EVERY.words.phrases.get(word))?;
        phrases
            .iter()
            .find_map(|(phrase, roles)| Some((*roles, taken_by(phrase, rest)?)))
    }
}

impl Vocabulary {
    /// Whether a text without a digit may hold a date: a relative word, or a Chinese numeral before its unit.
    pub(super) fn may_hold_date(&self, text: &str) -> bool {
        let mut pairs = text
            .chars()
            .map(fold::mark)
            .zip(text.chars().skip(1).map(fold::mark));
        pairs.any(|(c, next)| begins_count(c, next))
            || self.has_word(text, &self.digitless, Roles::is_digitless)
    }

    /// Whether a word of a short text is one of dates. A guess.
    pub(super) fn hints_at_date(&self, text: &str, has_digit: bool) -> bool {
        self.has_word(text, &self.digitless, |word| {
            word.past.is_some() || (has_digit && word.is(Flags::AGO))
        }) || (has_digit && self.has_word(text, &self.months, Roles::is_month))
    }

    /// Whether a word of `text`, one that begins as those of `beginnings` do, is what is asked for.
    ///
    /// One look at each word's beginning: most texts of a page are excluded without being split into tokens.
    fn has_word(&self, text: &str, beginnings: &Beginnings, asked: impl Fn(Roles) -> bool) -> bool {
        let mut in_word = false;
        for (at, c) in text.char_indices() {
            let is_run = !c.is_ascii() && fold::runs_together(c);
            let is_start = is_run || (!in_word && fold::is_letter(c));
            in_word = !is_run
                && (fold::is_letter(c)
                    || (in_word && (fold::mark(c) == '\'' || fold::is_invisible(c))));
            let rest = &text[at..];
            if is_start && beginnings.has(rest) && self.word_at(rest).is_some_and(&asked) {
                return true;
            }
        }
        false
    }

    /// The word, phrase or run that `text` begins with.
    fn word_at(&self, text: &str) -> Option<Roles> {
        if text.starts_with(fold::runs_together) {
            return run(text).map(|(roles, _)| roles);
        }
        let is_part =
            |c: char| fold::is_letter(c) || fold::is_invisible(c) || fold::mark(c) == '\'';
        let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
        let word = fold::phrase(&text[..end]);
        let roles = self.roles(&word);
        let phrase = roles
            .is(Flags::PHRASE)
            .then(|| self.phrase(&word, &text[end..]))
            .flatten();
        Some(phrase.map_or(roles, |(phrase, _)| phrase))
    }
}

/// `昨晚`, and a numeral with what it counts: `三天前`, `二〇一五年`.
fn begins_count(c: char, next: char) -> bool {
    match c {
        '昨' => true,
        '今' => matches!(next, '早' | '晨' | '晚'),
        '〇' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十'
        | '廿' | '卅' | '两' => "年月日天周个小秒分〇一二三四五六七八九十".contains(next),
        _ => false,
    }
}

/// What stands at the start of a text without spaces: its roles, and how many bytes it takes.
pub(super) fn run(text: &str) -> Option<(Roles, usize)> {
    let first = fold::letter(text.chars().next()?)?;
    let runs = EVERY.runs.get(&first)?;
    runs.iter()
        .find_map(|(phrase, roles)| Some((*roles, taken_by(phrase, text)?)))
}

/// How many bytes `phrase` takes at the start of `text`. White space may be missing or added beside marks only.
fn taken_by(phrase: &str, text: &str) -> Option<usize> {
    let mut rest = text;
    let mut last = ' ';
    for expected in phrase.chars() {
        if expected == ' ' || !(expected.is_alphanumeric() && last.is_alphanumeric()) {
            let trimmed = rest.trim_start();
            if expected == ' ' && trimmed.len() == rest.len() {
                return None;
            }
            // The first character of a run, or of a mark right behind its word, begins at once.
            if last != ' ' || expected == ' ' || !fold::runs_together(expected) {
                rest = trimmed;
            }
        }
        if expected != ' ' {
            loop {
                let c = rest.chars().next()?;
                rest = &rest[c.len_utf8()..];
                match fold::letter(c) {
                    None => {}
                    Some(c) if c == expected => break,
                    Some(_) => return None,
                }
            }
        }
        last = expected;
    }
    let next = rest.chars().find(|&c| fold::letter(c).is_some());
    let goes_on = next.is_some_and(|next| {
        (fold::is_letter(next) && fold::is_letter(last))
            || (fold::digit(next).is_some() && fold::digit(last).is_some())
    });
    (!goes_on).then(|| text.len() - rest.len())
}

impl Words {
    fn add(&mut self, phrase: &str, roles: Roles) {
        let end = phrase
            .char_indices()
            .find(|&(_, c)| !fold::is_letter(c) && c != '\'')
            .map_or(phrase.len(), |(at, _)| at);
        let (first, rest) = phrase.split_at(end);
        if first.is_empty() {
            return;
        }
        let mut own = roles;
        if !rest.is_empty() {
            let phrases = self.phrases.entry(first.into()).or_default();
            match phrases.iter_mut().find(|(known, _)| **known == *rest) {
                Some((_, known)) => *known = merged(*known, roles),
                None => phrases.push((rest.into(), roles)),
            }
            own = Roles::flag(Flags::PHRASE);
        }
        let known = self.single.entry(first.into()).or_default();
        *known = merged(*known, own);
    }

    /// Notes how the words begin that are `asked` for.
    fn note(&self, beginnings: &mut Beginnings, asked: fn(Roles) -> bool) {
        for (word, _) in self.single.iter().filter(|(_, roles)| asked(**roles)) {
            beginnings.add(word);
        }
        for (word, phrases) in &self.phrases {
            if phrases.iter().any(|(_, roles)| asked(*roles)) {
                beginnings.add(word);
            }
        }
    }

    fn order(&mut self) {
        for phrases in self.phrases.values_mut() {
            phrases.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
    }
}

/// Both; a month that is also a full name is no short one.
fn merged(known: Roles, new: Roles) -> Roles {
    let both = known.or(new);
    let plain = [known, new]
        .iter()
        .any(|roles| roles.month.is_some() && !roles.is(Flags::SHORT));
    Roles {
        flags: if plain {
            both.flags.without(Flags::SHORT)
        } else {
            both.flags
        },
        ..both
    }
}

/// What all languages have.
#[derive(Debug, Default)]
struct Every {
    words: Words,
    runs: Runs,
    digitless: Beginnings,
    months: Beginnings,
}

static EVERY: LazyLock<Every> = LazyLock::new(|| {
    let mut every = Every::default();
    let mut in_doubt: HashSet<Box<str>> = HashSet::default();
    for language in ALL {
        each_word(language, &mut |phrase, roles| {
            let Some(first) = phrase.chars().next() else {
                return;
            };
            if fold::runs_together(first) {
                let roles = Roles {
                    flags: roles.flags.with(Flags::RUN),
                    ..roles
                };
                let runs = every.runs.entry(first).or_default();
                match runs.iter_mut().find(|(known, _)| **known == *phrase) {
                    Some((_, known)) => *known = merged(*known, roles),
                    None => runs.push((phrase.into(), roles)),
                }
                return;
            }
            let Some(roles) = known_anywhere(phrase, roles) else {
                return;
            };
            let known = every.words.single.get(phrase).copied().unwrap_or_default();
            if known.contradicts(roles) || in_doubt.contains(phrase) {
                in_doubt.insert(phrase.into());
                if let Entry::Occupied(mut known) = every.words.single.entry(phrase.into()) {
                    let phrase = known.get().is(Flags::PHRASE);
                    known.insert(Roles::flag(if phrase {
                        Flags::PHRASE
                    } else {
                        Flags::default()
                    }));
                }
                return;
            }
            every.words.add(phrase, roles);
        });
    }
    every.words.order();
    for runs in every.runs.values_mut() {
        runs.sort_by_key(|(run, _)| std::cmp::Reverse(run.len()));
        for (run, roles) in runs.iter() {
            if roles.is_digitless() {
                every.digitless.add(run);
            }
            if roles.is_month() {
                every.months.add(run);
            }
        }
    }
    every.words.note(&mut every.digitless, Roles::is_digitless);
    every.words.note(&mut every.months, Roles::is_month);
    every
});

/// What of a word's meaning holds on pages of other languages: `None` where it is too common a word there.
fn known_anywhere(phrase: &str, roles: Roles) -> Option<Roles> {
    /// Months that are words of English and other languages.
    const EVERYDAY: &[&str] = &[
        "mars", "set", "out", "ago", "mag", "gen", "mart", "des", "marco", "lug", "maja", "marca",
        "led", "dub", "pro", "kol", "stu", "tra", "svi", "mac", "ara", "haz", "tem", "kas", "eka",
        "ira", "lis", "bal", "nis", "mal", "med", "ion", "may", "abe", "sie", "kos", "lip",
    ];
    const LINKS: &[&str] = &[
        "de", "del", "um", "las", "le", "el", "den", "der", "om", "ore", "kl", "klo", "klokken",
        "alle", "von", "dia", "uhr", "uur", "godz", "pukul", "klockan", "at", "of",
    ];
    const OPENINGS: &[&str] = &[
        "vor", "hace", "il y a", "ha", "for", "fyrir", "pred", "prije", "pirms", "pries", "acum",
    ];
    /// Here and now in one language, something else in another.
    const PLACES: &[&str] = &["hier", "haut", "jana", "este", "prior"];
    let is_latin = phrase.is_ascii();
    let chars = phrase.chars().count();
    let mut kept = Roles {
        month: roles.month,
        weekday: roles.weekday.filter(|_| chars > 2),
        past: roles.past.filter(|&past| {
            let is_long = chars > 3 || !is_latin || phrase == "hoy";
            is_long && !PLACES.contains(&phrase) && (past != Past::Now || phrase.contains(' '))
        }),
        unit: roles.unit,
        number: roles.number.filter(|&number| number == 1 && chars > 1),
        amount: roles.amount.filter(|_| !is_latin || chars > 3),
        half: roles.half.filter(|_| !is_latin && chars > 1),
        ..Roles::default()
    };
    let mut keep = |flags: &[Flags], is_kept: bool| {
        for &flag in flags {
            if is_kept && roles.is(flag) {
                kept.flags = kept.flags.with(flag);
            }
        }
    };
    keep(
        &[Flags::SHORT, Flags::PERSIAN, Flags::HIJRI, Flags::AGO],
        true,
    );
    keep(
        &[Flags::LINK, Flags::CLOCK, Flags::OCLOCK],
        !is_latin || LINKS.contains(&phrase),
    );
    keep(
        &[Flags::OPENS, Flags::OPENS_WITH_AGO],
        OPENINGS.contains(&phrase) || (!is_latin && chars > 2),
    );
    keep(&[Flags::ORDINAL, Flags::UNIT_FIRST], chars == 2 && is_latin);
    keep(&[Flags::NOON, Flags::MIDNIGHT], chars > 4);
    if roles.month.is_some() && EVERYDAY.contains(&phrase) {
        kept.flags = kept.flags.with(Flags::EVERYDAY);
    }
    (kept != Roles::default()).then_some(kept)
}
