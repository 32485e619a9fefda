//! Whether a name is a person's or an organisation's, by its form in its script.

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

/// Two words or more in capitals, and particles between them: `Ann Lee`, `Femke de Wit`, `ОЛЬГА МЫСОВА`.
pub(in crate::extract::article) fn is_cased_name(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_word = |word: &&&str| {
        let word = word.trim_end_matches([',', '®']);
        is_name_word(word)
            || word
                .split(['-', '\'', '’'])
                .any(|part| part.starts_with(char::is_uppercase))
    };
    let is_of_name = |word: &&str| is_word(&word) || lexicon::has(lexicon::PARTICLES, word);
    let in_small = |word: &&str| word.to_lowercase();
    let begins_with_article = words
        .first()
        .map(in_small)
        .is_some_and(|first| lexicon::has(lexicon::ARTICLES, &first));
    let is_title = words.iter().any(|word| {
        word.starts_with(char::is_uppercase) && lexicon::has(lexicon::TITLE_WORDS, &in_small(word))
    });
    !begins_with_article
        && !is_title
        && !is_company(name)
        && (2..=5).contains(&words.len())
        && name.starts_with(char::is_uppercase)
        && words.iter().filter(is_word).count() >= 2
        && words.iter().all(is_of_name)
}

/// `Quay Media GmbH`: a word of the name is a legal form.
pub(in crate::extract::article) fn is_company(name: &str) -> bool {
    let mut words = name.split_whitespace().skip(1);
    words.any(|word| lexicon::has(lexicon::LEGAL_FORMS, word.trim_matches(['.', ','])))
}

/// A word in letters that begins with a capital.
pub(in crate::extract::article) fn is_name_word(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        && word
            .chars()
            .all(|c| c.is_alphabetic() || "'’.-&".contains(c))
}

/// Two to four syllables of Hangul.
pub(in crate::extract::article) fn is_hangul_name(name: &str) -> bool {
    (2..=4).contains(&name.chars().count()) && name.chars().all(|c| ('가'..='힣').contains(&c))
}

/// Three to six characters of Han or kana that end like no place and no office. Japanese names are too many to list.
pub(in crate::extract::article) fn is_japanese_name(name: &str) -> bool {
    const ENDS: &str = "市|区|町|村|県|府|都|道|国|省|庁|部|課|局|社|会|員|略|影|供|館|所|店|駅|紙|誌|版|月|日|年|時|分|回|編|中|記事|電|発|報|網|新聞|通信|放送|さん|氏";
    let compact: String = name.split([' ', '\u{3000}']).collect();
    let is_letter = |c: char| is_cjk(c) && !('가'..='힣').contains(&c) && c != '・';
    let is_katakana = compact
        .chars()
        .all(|c| ('\u{30a0}'..='\u{30ff}').contains(&c));
    (3..=6).contains(&compact.chars().count())
        && compact.chars().all(is_letter)
        && !is_katakana
        && !compact.contains(['の', 'を'])
        && compact
            .chars()
            .next()
            .is_some_and(|c| c >= '\u{3400}' || c == '々')
        && !ENDS.split('|').any(|end| compact.ends_with(end))
}

/// A family's and a given name in a script without capitals, by the characters of families, or by the number of words: what
/// stands beside a date may then be a name, where any short word may not.
pub(in crate::extract::article) fn is_whole_without_capitals(name: &str) -> bool {
    const LEAST_CHARS: usize = 2;
    const MOST_CHARS: usize = 14;
    let Some(first) = name.chars().next() else {
        return false;
    };
    if ('가'..='힣').contains(&first) {
        return name.chars().count() == 3
            && is_hangul_name(name)
            && lexicon::HANGUL_FAMILIES.contains(first);
    }
    if is_cjk(first) {
        let compact: String = name.split([' ', '\u{3000}']).collect();
        let is_han = |c: char| is_cjk(c) && !('\u{3041}'..='\u{30ff}').contains(&c);
        let mut family = compact.chars().skip(1).take(2);
        return (4..=5).contains(&compact.chars().count())
            && compact.chars().all(is_han)
            && is_japanese_name(name)
            && family.any(|c| lexicon::JAPANESE_FAMILY_ENDS.contains(c))
            && !compact.starts_with("日本");
    }
    let is_word = |word: &str| {
        // Vowel signs are marks and no letters.
        let is_of_word = |c: char| c.is_alphabetic() || !(c.is_ascii() || c.is_numeric());
        (LEAST_CHARS..=MOST_CHARS).contains(&word.chars().count())
            && word.chars().all(is_of_word)
            && word.chars().any(char::is_alphabetic)
    };
    !(first.is_uppercase() || first.is_lowercase())
        && (2..=3).contains(&name.split_whitespace().count())
        && name.split_whitespace().all(is_word)
}

/// The people of `甲某 기자`, `甲某·乙某 선임기자`: Hangul names and their office; nothing else.
pub(super) fn hangul_names(text: &str) -> Option<Vec<String>> {
    let is_office = |word: &str| OFFICES.split('|').any(|office| word.ends_with(office));
    if !text
        .chars()
        .all(|c| ('가'..='힣').contains(&c) || c.is_whitespace())
    {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let people: Vec<String> = words
        .iter()
        .filter(|word| !is_office(word) && is_hangul_name(word))
        .map(|word| (*word).to_owned())
        .collect();
    let offices = words.iter().filter(|word| is_office(word)).count();
    (offices > 0 && people.len() + offices == words.len()).then_some(people)
}

/// Offices behind Korean names.
const OFFICES: &str = "기자|특파원|논설위원|통신원|앵커|위원|에디터|칼럼니스트|리포터";
