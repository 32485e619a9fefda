//! byline's own words in an embed, in the publisher's language, and the direction of its script.

/// byline's own words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    /// The text of the link to the terms.
    pub(super) terms: &'static str,
    /// The text in place of an empty list.
    pub(super) empty: &'static str,
}

impl Words {
    /// By primary subtag and script (BCP 47); English for any other language.
    pub(super) fn of(language: &str) -> Self {
        let tag = language.to_ascii_lowercase();
        let traditional = ["zh-hant", "zh-tw", "zh-hk", "zh-mo"]
            .iter()
            .any(|t| tag.starts_with(t));
        let (terms, empty) = match tag.split('-').next().unwrap_or_default() {
            "zh" if traditional => ("版權聲明", "暫無內容"),
            "zh" => ("版权声明", "暂无内容"),
            "ja" => ("著作権について", "現在、記事はありません"),
            "ko" => ("저작권 안내", "현재 기사가 없습니다"),
            "de" => ("Nutzungsbedingungen", "Zurzeit keine Meldungen"),
            "fr" => ("Conditions d’utilisation", "Aucun article pour le moment"),
            "es" => ("Condiciones de uso", "No hay artículos por ahora"),
            "ru" => ("Условия использования", "Пока нет материалов"),
            "ar" => ("شروط الاستخدام", "لا توجد مواد حاليًا"),
            "he" | "iw" => ("תנאי שימוש", "אין כרגע פריטים"),
            _ => ("Terms of use", "There is nothing here at the moment"),
        };
        Self { terms, empty }
    }
}

/// Whether a language is written from right to left: by the script when the tag names one, else by the
/// language (BCP 47; CLDR's likely scripts).
pub fn is_right_to_left(language: &str) -> bool {
    let is_one_of = |tag: &str, tags: &[&str]| tags.iter().any(|t| t.eq_ignore_ascii_case(tag));
    let mut subtags = language.split('-');
    let primary = subtags.next().unwrap_or_default();
    let script = subtags.find(|tag| tag.len() == 4 && tag.bytes().all(|b| b.is_ascii_alphabetic()));
    match script {
        Some(script) => is_one_of(
            script,
            &[
                "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg", "Aran",
            ],
        ),
        None => is_one_of(
            primary,
            &[
                "ar", "fa", "he", "iw", "ur", "ps", "sd", "ug", "yi", "dv", "ckb", "arz", "ary",
                "syr", "nqo", "prs", "bal",
            ],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arabic, Hebrew and Uyghur pages are unreadable when laid out the wrong way round.
    #[test]
    fn the_direction_follows_script_then_language() {
        for right_to_left in ["ar", "ar-EG", "HE", "ug-CN", "az-Arab-IR", "ckb"] {
            assert!(is_right_to_left(right_to_left), "{right_to_left}");
        }
        for left_to_right in ["zh-Hant-TW", "ug-Latn", "en-GB", ""] {
            assert!(!is_right_to_left(left_to_right), "{left_to_right}");
        }
    }

    /// A reader must understand the one link that says what may be done.
    #[test]
    fn the_words_follow_the_publishers_language() {
        for (language, terms) in [
            ("zh-CN", "版权声明"),
            ("zh-HK", "版權聲明"),
            ("de-AT", "Nutzungsbedingungen"),
            ("x-unknown", "Terms of use"),
        ] {
            assert_eq!(Words::of(language).terms, terms, "{language}");
        }
    }
}
