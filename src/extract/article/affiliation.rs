//! People who are named together with the medium that they work for: `甲某/某某报`, `Ann Lee | Cape Wire`.

use std::sync::LazyLock;

use super::lexicon::{PARTICLES, has};
use super::media::{
    has_medium_word, is_agency, is_cased, is_known_agency, is_media_word, is_medium, without_note,
};
use super::names::{self, is_hangul_name, is_name_word, is_whole_without_capitals};
use crate::language;
use crate::page::lines::is_cjk;

/// The signs between a person and a medium. The words for "with" stand in the tables of languages.
const BETWEEN: [&str; 19] = [
    "/", "／", "|", "｜", "丨", "·", "•", "・", " - ", " – ", "—", " (", "(", "（", ", ", "، ",
    "，", "、", " ",
];
/// "With", and the spaces around it.
static WITH: LazyLock<Vec<String>> = LazyLock::new(|| {
    let words = language::phrases(|language| language.names_with);
    words.map(|with| format!(" {with} ")).collect()
});

/// As much as an office takes before a name: `某某日报记者`.
const OFFICE_LETTERS: usize = 8;
/// A longer text is a sentence.
const LIMIT_CHARS: usize = 80;

/// `甲某/某某报`, `某某报 记者甲某`, `Ann Lee | Cape Wire`: people, and the medium that they are named with.
pub(super) fn person_and_medium(text: &str) -> Option<(Vec<String>, String)> {
    if text.chars().nth(LIMIT_CHARS).is_some() || names::is_of_pictures(text) {
        return None;
    }
    let text = names::trim(names::without_by(text.trim()));
    let with = WITH.iter().map(String::as_str);
    with.chain(BETWEEN)
        .filter_map(|between| {
            text.match_indices(between).find_map(|(at, _)| {
                let (left, right) = (&text[..at], &text[at + between.len()..]);
                let link = match between {
                    " " => Between::Space,
                    ", " | "، " | "、" | "，" | "(" | " (" | "（" => Between::Comma,
                    _ => Between::Sign,
                };
                both(left, right, link).or_else(|| both(right, left, link))
            })
        })
        .next()
}

/// How clearly a person and a medium are set apart, where names have several words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    /// Not at all.
    Space,
    /// A little: by a comma or a bracket.
    Comma,
    /// By another sign, or by a word for "with".
    Sign,
}

fn both(people: &str, medium: &str, between: Between) -> Option<(Vec<String>, String)> {
    let (people, medium) = (names::trim(people), without_note(names::trim(medium)));
    // `(avec AFP)`
    let with = WITH
        .iter()
        .find_map(|with| medium.strip_prefix(with.trim_start()));
    let medium = with.unwrap_or(medium);
    if medium.chars().any(is_cjk) {
        let named: Vec<String> = names::people(people);
        let is_person = |name: &String| {
            let is_name = names::is_han_name(name) || is_hangul_name(name);
            (is_name || is_whole_without_capitals(name)) && !names::is_organisation(name)
        };
        let are_people = !named.is_empty() && named.iter().all(is_person);
        // What is left of the text must be nothing but the names.
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        let whole = letters(people)
            <= named.iter().map(|name| letters(name)).sum::<usize>() + OFFICE_LETTERS;
        let is_medium =
            is_medium(medium) || (between == Between::Sign && names::is_organisation(medium));
        return (are_people && whole && is_medium).then(|| (named, medium.to_owned()));
    }
    // Among words in capitals, an abbreviation looks like a name: `ANA MAR LUZ`.
    let in_capitals = |text: &str| is_cased(text) && !text.contains(char::is_lowercase);
    let is_lost = in_capitals(people) && in_capitals(medium);
    let is_medium =
        is_known_agency(medium) || (!is_lost && (has_medium_word(medium) || is_agency(medium)));
    let is_named = is_medium
        && match between {
            Between::Space => is_known_agency(medium),
            Between::Comma => medium.contains(' ') || is_agency(medium),
            Between::Sign => true,
        };
    let is_person =
        |name: &str| is_latin_person(name) || (!is_cased(name) && is_whole_without_capitals(name));
    if !is_named {
        return None;
    }
    let named = if is_person(people) || between != Between::Sign {
        vec![people.to_owned()]
    } else {
        // `Ann Lee and Bo Dahl / Cape Wire`
        names::people(people)
    };
    let are_people = !named.is_empty() && named.iter().all(|name| is_person(name));
    are_people.then(|| (named, medium.to_owned()))
}

/// Two or three words in capitals, as people are called where names are Latin.
fn is_latin_person(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    (2..=4).contains(&words.len())
        && words
            .iter()
            .all(|word| is_name_word(word) || has(PARTICLES, word))
        && !words.iter().any(|word| is_media_word(&word.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name glued to its paper credits nobody: neither is read.
    #[test]
    fn a_person_and_a_medium_are_told_apart() {
        for (text, person, medium) in [
            ("陈小舟/海岬青年报", "陈小舟", "海岬青年报"),
            ("陈小舟 | 海岬晚报", "陈小舟", "海岬晚报"),
            ("陈小舟·海岬晚报", "陈小舟", "海岬晚报"),
            ("海岬日报／陈小舟", "陈小舟", "海岬日报"),
            ("海岬日报 陈小舟", "陈小舟", "海岬日报"),
            ("海岬日报记者 陈小舟/海岬网", "陈小舟", "海岬网"),
            ("강나루 / 바다신문", "강나루", "바다신문"),
            ("Ann Lee / Cape Wire", "Ann Lee", "Cape Wire"),
            ("By Ann Lee | The Cape Mail", "Ann Lee", "The Cape Mail"),
            ("Ann Lee, Cape News Agency", "Ann Lee", "Cape News Agency"),
            ("Jan Kapp – Küstenzeitung", "Jan Kapp", "Küstenzeitung"),
            ("Von Jan Berger, dpa", "Jan Berger", "dpa"),
            ("Jan Berger (dpa)", "Jan Berger", "dpa"),
            ("Par Anne Marais avec AFP", "Anne Marais", "AFP"),
            ("Par Anne Marais (avec AFP)", "Anne Marais", "AFP"),
            ("Jana Horáková, ČTK", "Jana Horáková", "ČTK"),
            ("ANN ST. LEE / Cape Weekly", "ANN ST. LEE", "Cape Weekly"),
            (
                "Ann Lee and Bo Dahl / Cape Weekly",
                "Ann Lee、Bo Dahl",
                "Cape Weekly",
            ),
            (
                "Ελένη Λιμανάκη, Νέα του Κάβου",
                "Ελένη Λιμανάκη",
                "Νέα του Κάβου",
            ),
            ("مریم ساحلی | روزنامه دماغه", "مریم ساحلی", "روزنامه دماغه"),
            ("নীলা মাঝি / দৈনিক মোহনা", "নীলা মাঝি", "দৈনিক মোহনা"),
            ("大槻千草，岬新聞", "大槻千草", "岬新聞"),
        ] {
            let (people, found) = person_and_medium(text).unwrap_or_default();
            assert_eq!(
                (people.join("、").as_str(), found.as_str()),
                (person, medium),
                "{text}"
            );
        }
        for text in [
            "陈小舟、林远",
            "要闻/本地新闻",
            "Ann Lee and Max Orr",
            "Ann Lee, London",
            "News / Sport",
            "PAR ANNE MARAIS",
            "ANA MAR LUZ",
            "From The Cape Weekly",
            "From Northern Press Agency",
            "阿卜杜·热西提",
            "文/陈小舟",
            "金角网—海岬报",
        ] {
            assert_eq!(person_and_medium(text), None, "{text}");
        }
    }
}
