//! Invisible characters that change how the text around them is read.
//!
//! Embeddings, overrides and isolates (Unicode UAX #9 §2.1 to §2.4) turn the order of what follows, past the end of a title;
//! tag characters (U+E0000 to U+E007F) hide words from everyone but machines. Both go. What scripts need stays: ZWJ and
//! ZWNJ, and LRM, RLM and ALM, which turn nothing but what stands beside them. Tags stay in the flag of a region
//! (🏴󠁧󠁢󠁳󠁣󠁴󠁿; UTS #51 §4.3, `emoji_tag_sequence`), which is none without them.

use crate::model::Article;

/// The flag that tags make one of a region.
const BLACK_FLAG: char = '\u{1F3F4}';
/// Ends the tags of a flag.
const CANCEL_TAG: char = '\u{E007F}';
/// Tags in a flag: the code of a region and of its part, such as `gbsct`.
const FLAG_TAGS: usize = 6;

/// Whether `c` turns the order of what follows, or is a deprecated or internal mark of that kind.
pub(super) const fn turns(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}')
}

const fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0000}'..='\u{E007F}')
}

/// `text` without turning marks and hidden tags; the same text if it has none.
pub fn without_marks(text: String) -> String {
    if !text.contains(|c| turns(c) || is_tag(c)) {
        return text;
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if !turns(c) && !is_tag(c) {
            kept.push(c);
        }
        if c == BLACK_FLAG
            && let Some(tags) = flag(rest.as_str())
        {
            kept.push_str(tags);
            rest = rest.as_str()[tags.len()..].chars();
        }
    }
    kept
}

/// The tags of a flag at the beginning of `text`, the last of which cancels.
fn flag(text: &str) -> Option<&str> {
    let mut len = 0;
    for (number, c) in text.chars().enumerate() {
        len += c.len_utf8();
        match c {
            CANCEL_TAG => return (number > 1).then(|| text.split_at(len).0),
            // Lower-case letters and digits.
            '\u{E0061}'..='\u{E007A}' | '\u{E0030}'..='\u{E0039}' if number < FLAG_TAGS => {}
            _ => return None,
        }
    }
    None
}

/// `text` without what shows nothing in a line: turning marks, hidden tags, soft hyphens, and spaces without a width.
fn shown(text: String) -> String {
    let mut text = without_marks(text);
    text.retain(|c| !matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}'));
    text
}

/// `article` without characters that show nothing in its facts. The sanitiser takes turning marks and tags from its body.
pub fn unmarked(mut article: Article) -> Article {
    let texts = [
        &mut article.title,
        &mut article.summary,
        &mut article.copyright,
        &mut article.holder,
    ];
    let editors = article.editors.iter_mut();
    let pictures = article.pictures.iter_mut();
    let all = texts.into_iter().filter_map(Option::as_mut);
    let all = all
        .chain(&mut article.byline)
        .chain(&mut article.keywords)
        .chain(article.source.as_mut().map(|source| &mut source.name))
        .chain(pictures.flat_map(|picture| {
            let texts = [
                &mut picture.caption,
                &mut picture.credit,
                &mut picture.holder,
            ];
            texts.into_iter().filter_map(Option::as_mut)
        }))
        .chain(editors.flat_map(|editor| [&mut editor.role, &mut editor.name]));
    for text in all {
        *text = shown(std::mem::take(text));
    }
    article
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A title that turns what follows it makes a reader's list say what nobody wrote.
    #[test]
    fn overrides_and_hidden_tags_go() {
        for mark in ['\u{202A}', '\u{202E}', '\u{2066}', '\u{2069}', '\u{206A}'] {
            let text = format!("harbour{mark}gnp.exe");
            assert_eq!(without_marks(text), "harbourgnp.exe", "{mark:?}");
        }
        assert_eq!(
            without_marks("a\u{E0001}\u{E0041}b\u{E007F}".to_owned()),
            "ab"
        );
    }

    /// Persian, Hindi, Hebrew and families of emoji are spelled with invisible characters.
    #[test]
    fn what_scripts_need_stays() {
        for text in [
            "می\u{200C}خواهم",
            "क्\u{200D}ष",
            "👨\u{200D}👩\u{200D}👧",
            "C\u{200E}++ \u{200F}שלום",
            "\u{61C}12",
            "葛\u{E0100}城",
            "❤\u{FE0F}",
        ] {
            assert_eq!(without_marks(text.to_owned()), text);
        }
    }

    /// Scotland's flag must not become a black one, and a black flag must not carry a message.
    #[test]
    fn tags_stay_in_flags_only() {
        let tags = |text: &str| -> String {
            let tags = text.chars().map(|c| char::from_u32(0xE0000 + u32::from(c)));
            tags.map(Option::unwrap_or_default).collect()
        };
        let scotland = format!("🏴{}{CANCEL_TAG}", tags("gbsct"));
        assert_eq!(
            without_marks(format!("a {scotland} b")),
            format!("a {scotland} b")
        );
        for hidden in [
            format!("🏴{}", tags("gbsct")),
            format!("🏴{}{CANCEL_TAG}", tags("ignorewhatiswritten")),
            format!("🏴{}{CANCEL_TAG}", tags("Hi")),
            format!("🏴{CANCEL_TAG}"),
            format!("🏴\u{202E}{}{CANCEL_TAG}", tags("gbsct")),
        ] {
            assert_eq!(without_marks(hidden.clone()), "🏴", "{hidden:?}");
        }
    }

    /// An author's name is copied into every credit line.
    #[test]
    fn names_of_an_article_are_unmarked() {
        let article = Article {
            title: Some("a\u{202E}b".to_owned()),
            byline: vec!["An\u{2066}na Ha\u{AD}fen\u{200B}berg".to_owned()],
            keywords: vec!["\u{E0041}port".to_owned()],
            ..Article::default()
        };
        let article = unmarked(article);
        assert_eq!(article.title.as_deref(), Some("ab"));
        assert_eq!(
            (&*article.byline[0], &*article.keywords[0]),
            ("Anna Hafenberg", "port")
        );
    }
}
