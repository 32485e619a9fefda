//! `This article was originally published in The Harbour Times`, in the languages in which papers write it.
//!
//! In: a line at either end of a body. Out: the name that it gives, with its place in the line.
//!
//! The rule: the sentence is about the article that it stands in (`this article`, `dieser Text`, or no subject at all), says
//! that the article was published, and says `first` or `elsewhere`. [`mod@words`] lists the words of each kind. The name
//! follows these words and begins with a capital. A sentence about a book that was first published in a year gives no name.

mod words;

use std::ops::Range;

use self::words::{ARTICLE, BETWEEN, FIRST, PUBLISHED, REPRINTED, THIS, TO, WITHIN, Words};

/// The most words of the statement before the name.
const STATEMENT_WORDS: usize = 14;
/// The most words of a name.
const NAME_WORDS: usize = 8;

struct Word<'t> {
    lower: String,
    text: &'t str,
    range: Range<usize>,
}

/// The statement that a line makes: where it ends, and where the name lies, if words give one.
pub(super) struct Statement {
    /// Where the words that state it begin.
    pub(super) start: usize,
    /// The name as written.
    pub(super) name: Option<Range<usize>>,
}

/// What `line` states of where its article was published before.
pub(super) fn stated(line: &str) -> Option<Statement> {
    let words = words(line);
    let is = |at: usize, list: &Words| {
        words
            .get(at)
            .is_some_and(|word| list.contains(word.lower.as_str()))
    };
    // `This article`, `The above story`, `Article`; or the sentence begins with what it states.
    let subject = if is(0, &THIS) && is(1, &ARTICLE) {
        2
    } else if is(0, &THIS) && is(2, &ARTICLE) {
        3
    } else if is(0, &ARTICLE) {
        1
    } else {
        0
    };
    let states = |at: usize| is(at, &FIRST) || is(at, &PUBLISHED) || is(at, &REPRINTED);
    if subject == 0 && !(states(0) || (is(0, &BETWEEN) && states(1))) {
        return None;
    }
    let (mut first, mut published) = (false, false);
    let mut last = None;
    for at in subject..words.len().min(subject + STATEMENT_WORDS) {
        let is_reprinted = is(at, &REPRINTED);
        let now = (
            is(at, &FIRST) || is_reprinted,
            is(at, &PUBLISHED) || is_reprinted,
        );
        first |= now.0;
        published |= now.1;
        if now.0 || now.1 {
            last = Some(at);
        }
        let goes_on = now.0 || now.1 || is(at, &BETWEEN) || is(at, &TO);
        if !goes_on {
            // Other words than these are the name, or another sentence.
            break;
        }
    }
    let last = last?;
    let start = words.get(subject).map_or(0, |word| word.range.start);
    // `Dieser Text wurde zuerst bei X veröffentlicht`: the name stands before the last word of the statement.
    let name = name(line, &words, last + 1);
    if first && !published {
        let range = name?;
        let rest = words.iter().skip_while(|word| word.range.start < range.end);
        let closes = rest
            .take(2)
            .any(|word| PUBLISHED.contains(word.lower.as_str()));
        return closes.then_some(Statement {
            start,
            name: Some(range),
        });
    }
    (first && published).then_some(Statement { start, name })
}

/// The name from word `from` on: what leads to it is passed over, and it ends where names end.
fn name(line: &str, words: &[Word<'_>], from: usize) -> Option<Range<usize>> {
    // `por primera vez en`: what belongs to the statement and does not lead on.
    let from = (from..words.len())
        .find(|&at| {
            let lower = words[at].lower.as_str();
            TO.contains(lower) || !BETWEEN.contains(lower) || is_capital(words[at].text)
        })
        .unwrap_or(from);
    let led = (from..words.len())
        .take_while(|&at| TO.contains(&words[at].lower.as_str()) && !is_capital(words[at].text))
        .count();
    let mut at = from + led;
    if led == 0 {
        return None;
    }
    // `in der Küstenpost`, `dans le Quotidien`: a small article is grammar, a capital one is the name's.
    while words.get(at).is_some_and(|word| {
        !is_capital(word.text)
            && (WITHIN.contains(word.lower.as_str()) || THIS.contains(word.lower.as_str()))
    }) {
        at += 1;
    }
    let begin = words.get(at)?;
    if !is_capital(begin.text) && !begin.text.contains('.') {
        return None;
    }
    let mut end = begin.range.end;
    let mut previous = begin.range.end;
    for word in words.iter().skip(at).take(NAME_WORDS) {
        let between = line.get(previous..word.range.start).unwrap_or_default();
        if between.contains([
            ',', '.', ';', ':', '(', ')', '[', ']', '»', '”', '“', '"', '!', '?', '—', '–', '|',
        ]) {
            break;
        }
        previous = word.range.end;
        if is_capital(word.text) || word.text.contains('.') {
            end = word.range.end;
        } else if !WITHIN.contains(word.lower.as_str()) {
            break;
        }
    }
    Some(begin.range.start..end)
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Words with their places. An apostrophe parts an article from its noun (`l’article`, `d’abord`), unless the part
/// before it is capital and so a name's (`L’Estran`).
fn words(line: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start: Option<usize> = None;
    for (at, c) in line.char_indices() {
        let is_small_part =
            |from: usize| matches!(c, '\'' | '’') && !is_capital(&line[from..at]) && at - from <= 2;
        let in_word = c.is_alphanumeric()
            || c == '&'
            || (start.is_some() && matches!(c, '.' | '-' | '\'' | '’'));
        match start {
            Some(from) if !in_word || is_small_part(from) => {
                words.extend(word(line, from, at));
                start = None;
            }
            None if in_word => start = Some(at),
            _ => {}
        }
        if words.len() > STATEMENT_WORDS + NAME_WORDS + 4 {
            return words;
        }
    }
    if let Some(from) = start {
        words.extend(word(line, from, line.len()));
    }
    words
}

fn word(line: &str, from: usize, to: usize) -> Option<Word<'_>> {
    let text = line.get(from..to)?.trim_end_matches('.');
    (!text.is_empty()).then(|| Word {
        lower: text.to_lowercase(),
        text,
        range: from..from + text.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(line: &str) -> Option<&str> {
        stated(line)?.name.map(|range| &line[range])
    }

    /// A reprint whose closing sentence nobody reads goes out as the paper's own, or as nobody's.
    #[test]
    fn the_sentence_is_read_in_the_languages_of_papers() {
        for (line, name) in [
            (
                "This article was originally published by The Cape Mail.",
                "The Cape Mail",
            ),
            (
                "The story first appeared in Cape Weekly on 3 May.",
                "Cape Weekly",
            ),
            (
                "Originally published at capemail.example.",
                "capemail.example",
            ),
            (
                "Republished with permission from Cape Mail under a licence",
                "Cape Mail",
            ),
            ("(First published in Cape Weekly)", "Cape Weekly"),
            (
                "Dieser Text erschien zuerst in der Küstenpost.",
                "Küstenpost",
            ),
            (
                "Dieser Beitrag wurde ursprünglich bei Kap Aktuell veröffentlicht.",
                "Kap Aktuell",
            ),
            ("Zuerst erschienen im Kapboten", "Kapboten"),
            (
                "Cet article est initialement paru dans Le Phare.",
                "Le Phare",
            ),
            (
                "Ce texte a d’abord été publié par L’Écho du Cap.",
                "L’Écho du Cap",
            ),
            ("Article publié à l'origine sur Le Phare", "Le Phare"),
            (
                "Este texto fue publicado originalmente por La Ola.",
                "La Ola",
            ),
            (
                "Publicado por primera vez en El Faro de Cabo",
                "El Faro de Cabo",
            ),
            (
                "Questo articolo è stato pubblicato originariamente su Il Faro.",
                "Il Faro",
            ),
            (
                "Esta reportagem foi publicada originalmente no Jornal do Cabo.",
                "Jornal do Cabo",
            ),
            (
                "Dit artikel verscheen eerder in De Kaapbode.",
                "De Kaapbode",
            ),
            ("Artikeln publicerades först i Kapbladet.", "Kapbladet"),
            (
                "Denne artikkelen ble først publisert i Kappavisen",
                "Kappavisen",
            ),
            (
                "Tekst ukazał się pierwotnie w Gazecie Przylądka.",
                "Gazecie Przylądka",
            ),
            ("Статья впервые опубликована в газете «Мыс»", ""),
            ("Материал впервые вышел в «Вестнике мыса»", "Вестнике"),
        ] {
            let name = Some(name).filter(|name| !name.is_empty());
            let found = named(line);
            if line.contains('«') {
                // A name in quotation marks is cut out by the caller.
                assert!(stated(line).is_some(), "{line}");
                continue;
            }
            assert_eq!(found, name, "{line}");
        }
    }

    /// A sentence of the text about a book, a study or a photograph does not make the article its own.
    #[test]
    fn other_sentences_are_not_believed() {
        for line in [
            "The book was first published by Cape Press in 1998, and reprinted twice.",
            "This is the first time that the council has published its accounts.",
            "First, the harbour master published the times of the ferry.",
            "The article of the treaty was published in full by the council.",
            "Der Bericht der Kommission erschien am Freitag.",
            "Ce jour-là, le maire a d’abord été reçu par Le Cap.",
            "La nota fue larga.",
            "Photo by Ann Marsh",
            "",
        ] {
            assert_eq!(named(line), None, "{line}");
        }
    }
}
