//! Text for a document: without forbidden characters, and so that no reader takes it for markup.

use std::borrow::Cow;

use memchr::memmem;

/// `text` without the characters that XML 1.0 forbids (§2.2), the C1 controls it discourages and U+FFFD.
///
/// Line ends become `\n`, as any XML reader would make them (§2.11). U+FFFD stands for bytes that could
/// not be decoded; feed validators take it, as they take C1 controls, for a wrong encoding. Clean before escaping: without
/// its NUL, `]]`, NUL, `>` ends a CDATA section.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let Some(first) = first_suspect(text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let mut cleaned = String::with_capacity(text.len());
    cleaned.push_str(&text[..first]);
    let mut rest = text[first..].chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\r' => cleaned.push('\n'),
            c if may_stand(c) => cleaned.push(c),
            _ => {}
        }
    }
    Cow::Owned(cleaned)
}

const fn may_stand(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | ' '..='~' | '\u{a0}'..='\u{fffc}' | '\u{10000}'..='\u{10ffff}')
}

/// Where the first forbidden character may begin. Nearly all text is clean, so whole runs of bytes are checked together,
/// in a way that compiles to vector instructions. A false alarm only takes time.
fn first_suspect(bytes: &[u8]) -> Option<usize> {
    const RUN: usize = 64;
    let control = |byte: u8| ((byte < 0x20) & (byte != b'\t') & (byte != b'\n')) | (byte == 0x7f);
    // U+0080 to U+009F begin with C2, U+FFFD to U+FFFF with EF BF.
    let pair = |(&a, &b): (&u8, &u8)| {
        control(a) | ((a == 0xc2) & (b < 0xa0)) | ((a == 0xef) & (b == 0xbf))
    };
    let mut at = 0;
    // The fixed length is what makes the compiler use vectors.
    while let Some(run) = bytes[at..].first_chunk::<{ RUN + 1 }>() {
        let pairs = run[..RUN].iter().zip(&run[1..]);
        if pairs.fold(false, |found, it| found | pair(it)) {
            break;
        }
        at += RUN;
    }
    let rest = &bytes[at..];
    let found = rest.iter().zip(rest.get(1..)?).position(pair);
    if let Some(offset) = found {
        return Some(at + offset);
    }
    let last = bytes.len().checked_sub(1)?;
    control(bytes[last]).then_some(last)
}

/// `text` cleaned, or `None` when nothing visible is left.
pub(crate) fn visible(text: &str) -> Option<Cow<'_, str>> {
    let text = clean(text);
    (!text.trim().is_empty()).then_some(text)
}

/// Plain text as an HTML fragment.
pub(crate) fn as_html(text: &str) -> Cow<'_, str> {
    quick_xml::escape::partial_escape(text)
}

/// Whether a reader that expects HTML would see markup in this plain text.
pub(crate) fn looks_like_html(text: &str) -> bool {
    markup(text).next().is_some()
}

/// Plain text for the elements where RSS leaves open whether they hold text or HTML.
///
/// Readers differ: of the title `How <b> works` some show the tag and some swallow it. A word joiner
/// (U+2060, no width, no meaning) behind the `<` or `&` keeps it from being read as markup, so that all
/// readers show the same. Nearly all text has no markup and stays as it is.
pub(crate) fn unmistakable(text: &str) -> Cow<'_, str> {
    let mut places = markup(text).peekable();
    if places.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len() + 8);
    let mut done = 0;
    for place in places {
        joined.push_str(&text[done..=place]);
        joined.push('\u{2060}');
        done = place + 1;
    }
    joined.push_str(&text[done..]);
    Cow::Owned(joined)
}

/// `xml` with `&#x26;` for every `&amp;` in its plain text: the same character to every XML reader.
///
/// The RSS Advisory Board's profile asks for this spelling in plain text, so that `S&P500` does not pass
/// for a character reference; the crates write `&amp;` only. `xml` comes from them: it has a bare `<` or `>`
/// only around tags and within CDATA, and `]]>` only at the end of CDATA.
pub(crate) fn numeric_ampersands(xml: Vec<u8>) -> Vec<u8> {
    const PRINTED: &[u8] = b"&amp;";
    let mut spelled = Vec::new();
    let (mut done, mut seen) = (0, 0);
    let (mut in_tag, mut in_cdata) = (false, false);
    for at in memmem::find_iter(&xml, PRINTED) {
        let passed = &xml[seen..at];
        seen = at;
        // Each byte is looked at once, so a body full of ampersands takes time linear in its length.
        if let Some(last) = memchr::memrchr2(b'<', b'>', passed) {
            in_tag = passed[last] == b'<';
            let opened = memmem::rfind(passed, b"<![CDATA[");
            let closed = memmem::rfind(passed, b"]]>");
            in_cdata = (opened.is_none() && closed.is_none() && in_cdata) || opened > closed;
        }
        if !in_tag && !in_cdata {
            spelled.extend_from_slice(&xml[done..at]);
            spelled.extend_from_slice(b"&#x26;");
            done = at + PRINTED.len();
        }
    }
    if done == 0 {
        return xml;
    }
    spelled.extend_from_slice(&xml[done..]);
    spelled
}

/// The `<` and `&` at which HTML would begin a tag, a comment or a character reference.
fn markup(text: &str) -> impl Iterator<Item = usize> + '_ {
    // Nearly all text has neither, and this check is faster than the search below.
    let any = text
        .bytes()
        .fold(false, |any, byte| any | (byte == b'<') | (byte == b'&'));
    let suspect = if any { text } else { "" };
    suspect
        .match_indices(['<', '&'])
        .filter(|&(at, opening)| {
            let rest = &text[at + 1..];
            if opening == "<" {
                rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c))
            } else {
                rest.starts_with('#') || begins_with_reference(rest)
            }
        })
        .map(|(at, _)| at)
}

/// Whether `rest` begins as a character reference does behind its `&`: `amp;` or `nbsp`, but not the `T` of AT&T.
fn begins_with_reference(rest: &str) -> bool {
    /// The references that browsers resolve without their semicolon and that pages really contain.
    const BARE: [&str; 8] = ["amp", "lt", "gt", "quot", "apos", "nbsp", "copy", "reg"];
    let end = rest
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(rest.len());
    let word = &rest[..end];
    !word.is_empty()
        && (rest[end..].starts_with(';')
            || BARE.iter().any(|name| {
                word.get(..name.len())
                    .is_some_and(|w| w.eq_ignore_ascii_case(name))
            }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// HTML in CDATA is escaped once already; touching it would show readers `&#x26;`.
    #[test]
    fn ampersands_change_their_spelling_outside_cdata_only() {
        let xml = "<t a='x&amp;y'>S&amp;P500 &lt;&amp;</t><d><![CDATA[a &amp; b]]></d><u>&amp;</u><![CDATA[&amp;";
        let spelled = String::from_utf8(numeric_ampersands(xml.into())).expect("UTF-8");
        assert_eq!(
            spelled,
            "<t a='x&amp;y'>S&#x26;P500 &lt;&#x26;</t><d><![CDATA[a &amp; b]]></d><u>&#x26;</u><![CDATA[&amp;"
        );
    }

    /// One backspace on a page must not make the whole feed unreadable.
    #[test]
    fn what_xml_forbids_goes_and_nothing_else() {
        assert_eq!(
            clean("a\u{0}b\u{8}c\u{b}d\u{1f}e\u{7f}f\u{85}g\u{9f}h\u{fffd}\u{fffe}\u{ffff}i"),
            "abcdefghi"
        );
        assert_eq!(clean("a\r\nb\rc\td"), "a\nb\nc\td");
        for kept in ["泰安 \u{a0}é\u{efff}🌧\u{10fffe}", ""] {
            assert!(matches!(clean(kept), Cow::Borrowed(same) if same == kept));
        }
        assert_eq!(clean("￥\u{fffc}"), "￥\u{fffc}");
    }

    /// A headline about HTML, or one that was escaped twice, reads the same in every reader.
    #[test]
    fn only_what_reads_as_markup_is_kept_apart() {
        for plain in ["AT&T & Q&A", "1 < 2 <- 3", "泰安&济南", "a & b; c", "<3"] {
            assert_eq!(unmistakable(plain), plain);
        }
        for (html, apart) in [
            ("<b>x</b>", "<\u{2060}b>x<\u{2060}/b>"),
            ("A &amp;amp; B", "A &\u{2060}amp;amp; B"),
            ("&#38;&lt", "&\u{2060}#38;&\u{2060}lt"),
            ("<!-- x --><?y?>", "<\u{2060}!-- x --><\u{2060}?y?>"),
            ("S&P500", "S&P500"),
        ] {
            assert_eq!(unmistakable(html), apart);
        }
    }

    proptest! {
        /// The fast look and the careful one must agree, or a forbidden character slips through.
        #[test]
        fn cleaning_leaves_only_what_may_stand(text in any::<String>()) {
            let cleaned = clean(&text);
            prop_assert!(cleaned.chars().all(may_stand));
            prop_assert_eq!(
                cleaned.replace('\n', ""),
                text.chars().filter(|&c| may_stand(c) && c != '\n').collect::<String>()
            );
            prop_assert!(!looks_like_html(&unmistakable(&cleaned)));
        }

        /// A forbidden character is found wherever it stands in a long text.
        #[test]
        fn nothing_hides_in_a_long_text(
            before in "[a-z泰￥\u{e9}]{0,200}",
            hidden in "[\u{0}-\u{8}\u{7f}-\u{9f}\u{fffd}-\u{ffff}]",
            after in "[a-z泰￥\u{e9}]{0,200}",
        ) {
            let text = format!("{before}{hidden}{after}");
            prop_assert_eq!(clean(&text), format!("{before}{after}"));
        }
    }
}
