//! Names as ids: what someone means who writes `Zürich` where an id is wanted.

use unicode_normalization::UnicodeNormalization;

/// The longest id that is suggested; an id may have 64 characters.
const LONGEST: usize = 40;

/// `text` as an id: letters without their marks (`ü` as `ue`), everything else as `-`. `None` where nothing is left,
/// as of Chinese.
pub fn plain_id(text: &str) -> Option<String> {
    let mut id = String::with_capacity(text.len());
    for c in text.nfc().flat_map(char::to_lowercase) {
        let before = id.len();
        match c {
            'a'..='z' | '0'..='9' | '_' => id.push(c),
            'ä' | 'æ' => id.push_str("ae"),
            'ö' | 'ø' | 'œ' => id.push_str("oe"),
            'ü' => id.push_str("ue"),
            'å' => id.push('a'),
            'ß' => id.push_str("ss"),
            'ł' => id.push('l'),
            'đ' | 'ð' => id.push('d'),
            'þ' => id.push_str("th"),
            'ı' => id.push('i'),
            // A letter and its marks: the letter.
            c => id.extend(std::iter::once(c).nfd().filter(char::is_ascii_alphanumeric)),
        }
        if id.len() == before && !id.ends_with('-') && !is_mark(c) {
            id.push('-');
        }
    }
    let id: String = id.trim_matches(['-', '_']).chars().take(LONGEST).collect();
    let id = id.trim_end_matches(['-', '_']);
    (!id.is_empty()).then(|| id.to_owned())
}

/// An accent that follows its letter shows no place of its own.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An operator who writes a town's name as an id is offered an id that reads like that name.
    #[test]
    fn a_name_becomes_an_id_that_reads_like_it() {
        for (name, id) in [
            ("Zürich", Some("zuerich")),
            ("Zu\u{308}rich", Some("zuerich")),
            ("Größe & Maß", Some("groesse-mass")),
            ("À la Une", Some("a-la-une")),
            ("Malmö", Some("malmoe")),
            ("Ålesund", Some("alesund")),
            ("Łódź", Some("lodz")),
            ("İstanbul", Some("istanbul")),
            ("Señales", Some("senales")),
            ("news.example", Some("news-example")),
            ("-a-", Some("a")),
            ("泰安新闻", None),
            ("…", None),
        ] {
            assert_eq!(plain_id(name).as_deref(), id, "{name}");
        }
        let long = plain_id(&"ab ".repeat(100)).expect("an id");
        assert!(long.len() <= LONGEST && long.parse::<crate::model::FeedId>().is_ok());
    }
}
