//! Pinyin that a mirror inserts behind characters: `報(bào)業(yè)集團(tuán)` was `報業集團`.
//!
//! In: markup. Out: the markup without the pinyin. The rule: it is removed only where the whole page has it, so that a
//! language lesson loses none of its three explained words.

use std::borrow::Cow;

use crate::page::lines::is_cjk;

/// Fewer readings than this on a page are the author's own explanations.
const LEAST: usize = 8;
const READING_LIMIT_BYTES: usize = 12;

/// The markup without the readings.
pub(super) fn without_readings(html: &str) -> Cow<'_, str> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    let mut toned = 0;
    // `（` begins with EF, and so do other characters.
    for at in memchr::memchr2_iter(b'(', 0xef, html.as_bytes()) {
        if !html[at..].starts_with(['(', '（']) {
            continue;
        }
        if let Some((end, has_tone)) = reading(html, at) {
            toned += usize::from(has_tone);
            found.push(at..end);
        }
    }
    // Tone marks tell pinyin from English in brackets.
    if found.len() < LEAST || toned * 2 < found.len() {
        return Cow::Borrowed(html);
    }
    let mut clean = String::with_capacity(html.len());
    let mut from = 0;
    for range in found {
        clean.push_str(&html[from..range.start]);
        from = range.end;
    }
    clean.push_str(&html[from..]);
    Cow::Owned(clean)
}

/// The end of the reading whose bracket opens at `at`, and whether it carries a tone mark.
fn reading(html: &str, at: usize) -> Option<(usize, bool)> {
    html[..at].chars().next_back().filter(|&c| is_cjk(c))?;
    let open = html[at..].chars().next()?;
    let inside = at + open.len_utf8();
    let mut has_tone = false;
    let mut letters = 0;
    for (offset, c) in html[inside..].char_indices() {
        match c {
            ')' | '）' if letters > 0 => return Some((inside + offset + c.len_utf8(), has_tone)),
            'a'..='z' | 'ü' => letters += 1,
            'ā' | 'á' | 'ǎ' | 'à' | 'ē' | 'é' | 'ě' | 'è' | 'ī' | 'í' | 'ǐ' | 'ì' | 'ō' | 'ó'
            | 'ǒ' | 'ò' | 'ū' | 'ú' | 'ǔ' | 'ù' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' | 'ń' | 'ň' => {
                letters += 1;
                has_tone = true;
            }
            _ => return None,
        }
        if offset > READING_LIMIT_BYTES {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mirror's page must read as the original did.
    #[test]
    fn readings_go_where_the_whole_page_has_them() {
        let mirrored = "岱嶽報(bào)業(yè)集團(tuán)".repeat(4);
        assert_eq!(without_readings(&mirrored), "岱嶽報業集團".repeat(4));
    }

    /// One explained word, or English in brackets, is the author's own text.
    #[test]
    fn an_explanation_stays() {
        let lesson = "「業」(yè)是什么意思";
        assert_eq!(without_readings(lesson), lesson);
        let words = "报告(report)和数据(data)".repeat(10);
        assert_eq!(without_readings(&words), words);
    }
}
