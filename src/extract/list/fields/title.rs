//! A link's title, whole.
//!
//! Lists cut titles to fit their column and keep the whole in `title`, `aria-label` or a picture's `alt`.

use std::ops::Range;

use dom_query::local_name;

use super::wording;
use crate::extract::list::areas::words;
use crate::extract::sanitize::without_marks;
use crate::page::elements::{Index, Page};

/// What lists print before a title.
const BULLETS: [char; 14] = [
    '·', '•', '・', '‧', '▪', '■', '□', '◆', '◇', '●', '○', '>', '»', '►',
];

/// Runs of white space as one space, bullets in front gone, and no character that turns or hides others.
pub(in crate::extract) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut apart = false;
    for c in text.chars() {
        if !is_han(c) {
            if c.is_whitespace() {
                apart = !out.is_empty();
                continue;
            }
            if c.is_control() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{00ad}') {
                continue;
            }
        }
        if std::mem::take(&mut apart) {
            out.push(' ');
        }
        out.push(c);
    }
    let bare = out.trim_start_matches(|c: char| BULLETS.contains(&c) || c.is_whitespace());
    if bare.is_empty() || bare.len() == out.len() {
        without_marks(out)
    } else {
        without_marks(bare.to_owned())
    }
}

/// What most characters of most titles are, and nothing else needs to be asked of.
const fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// `visible`, unless one of `others` is the text that it is the cut beginning of.
pub(in crate::extract) fn whole<'t>(
    visible: &'t str,
    others: impl IntoIterator<Item = &'t str>,
) -> &'t str {
    let mut best = visible;
    for other in others {
        if other != best
            && is_cut_beginning(visible, other)
            && uncut_chars(other) > uncut_chars(best)
        {
            best = other;
        }
    }
    best
}

/// Whether `shown` is the cut beginning of `full`. An empty text is the beginning of every other.
pub(in crate::extract) fn is_cut_beginning(shown: &str, full: &str) -> bool {
    let mut rest = full.chars().filter(|c| !c.is_whitespace());
    let begins = uncut(shown)
        .chars()
        .filter(|c| !c.is_whitespace())
        .all(|c| rest.next() == Some(c));
    begins && rest.any(|c| !CUT.contains(&c)) && uncut_chars(full) > uncut_chars(shown)
}

/// Characters at the end of a cut text, and of some whole texts.
const CUT: [char; 6] = ['.', '…', '‥', '·', ' ', '。'];

fn uncut(text: &str) -> &str {
    text.trim_end_matches(CUT)
}

/// The length of a text in characters, without the sign of a cut.
fn uncut_chars(text: &str) -> usize {
    uncut(text).chars().count()
}

/// Whether a text ends in the sign of a cut.
pub(in crate::extract) fn looks_cut(text: &str) -> bool {
    text.ends_with('…') || text.ends_with("..") || text.ends_with('‥')
}

/// The title that the element `at` (a link, or what holds the title) shows or names.
pub(in crate::extract) fn of(page: &Page<'_>, at: Index) -> Option<String> {
    let span = span(page, at);
    let shown = tidy(page.slice(span));
    let mut named: Vec<String> = Vec::new();
    for name in ["title", "aria-label"] {
        named.extend(page.attr(at, name).map(|value| tidy(&value)));
    }
    for inner in page.subtree(at).skip(1) {
        named.extend(page.attr(inner, "title").map(|value| tidy(&value)));
        if shown.is_empty() && page.element(inner).name == local_name!("img") {
            named.extend(page.attr(inner, "alt").map(|value| tidy(&value)));
        }
    }
    if shown.is_empty() {
        return named.into_iter().find(|name| !name.is_empty());
    }
    Some(whole(&shown, named.iter().map(String::as_str)).to_owned())
}

/// Where the title stands in a link's text: all of it, unless the link holds a whole card.
pub(in crate::extract) fn span(page: &Page<'_>, at: Index) -> Range<usize> {
    headline_within(page, at).unwrap_or_else(|| page.span(at))
}

/// Words in the classes of elements that hold a title.
const TITLE_WORDS: &[&str] = &["title", "headline", "heading", "tit", "biaoti", "subject"];
/// And of elements that do not, though such a word is in their class: `subtitle`, `title-tag`.
const NOT_TITLE_WORDS: &[&str] = &["sub", "subtitle", "time", "date", "tag", "category", "icon"];

/// The title of an item whose link only says `more`: a heading or an element called a title, without a link.
pub(in crate::extract) fn beside(page: &Page<'_>, root: Index, link: Index) -> Option<Index> {
    let linked = |i: Index| {
        page.subtree(i)
            .chain(page.upwards(i).take_while(|&up| up >= root))
            .any(|i| page.element(i).name == local_name!("a"))
    };
    page.subtree(root)
        .filter(|&i| !page.contains(link, i))
        .filter(|&i| page.is_heading(i) || is_called_title(page, i))
        .find(|&i| wording::headline_quality(page.text(i)) > 0.15 && !linked(i))
}

fn is_called_title(page: &Page<'_>, at: Index) -> bool {
    page.attr(at, "class").is_some_and(|class| {
        let words = words(&class);
        words.iter().any(|w| TITLE_WORDS.contains(&w.as_str()))
            && !words.iter().any(|w| NOT_TITLE_WORDS.contains(&w.as_str()))
    })
}

/// The headline in a link that holds a whole card: its heading, what its class calls a title, else the first
/// line that reads like one. `None` when the link shows a single line.
fn headline_within(page: &Page<'_>, at: Index) -> Option<Range<usize>> {
    if page.element(at).end == at + 1 {
        return None;
    }
    let filled = || {
        page.subtree(at)
            .skip(1)
            .filter(|&i| !page.span(i).is_empty())
    };
    if let Some(heading) = filled().find(|&i| page.is_heading(i)) {
        return Some(page.span(heading));
    }
    let lines = page.text(at).contains('\n');
    if !lines && filled().nth(1).is_none() {
        return None;
    }
    let called = filled().find(|&i| is_called_title(page, i));
    if let Some(called) = called
        && wording::headline_quality(page.text(called)) > 0.1
    {
        return Some(page.span(called));
    }
    if !lines {
        return None;
    }
    let all = page.span(at);
    let mut start = all.start;
    let mut first = None;
    for line in page.slice(all).split('\n') {
        let span = start..start + line.len();
        start = span.end + 1;
        if wording::headline_quality(line) > 0.3 {
            return Some(span);
        }
        first.get_or_insert(span);
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A subscriber would read half a headline.
    #[test]
    fn a_cut_title_is_made_whole() {
        assert_eq!(
            whole("老街书店重新…", ["老街书店重新开张"]),
            "老街书店重新开张"
        );
        assert_eq!(
            whole("老街书店重新", ["老街书店重新开张"]),
            "老街书店重新开张"
        );
        assert_eq!(
            whole("Old street boo...", ["Old street bookshop"]),
            "Old street bookshop"
        );
        assert_eq!(
            whole("老街书店重新开…", ["老街书店重新开张"]),
            "老街书店重新开张"
        );
        assert_eq!(whole("老街书店重新", ["老街书店重…"]), "老街书店重新");
        assert_eq!(whole("老街书店", ["打开新窗口的链接"]), "老街书店");
        assert_eq!(whole("老街书店", ["老街书店"]), "老街书店");
    }

    /// A bullet is the list's, not the headline's.
    #[test]
    fn bullets_go_and_words_stay() {
        assert_eq!(tidy(" · 老街\n 书店 "), "老街 书店");
        assert_eq!(tidy("- 5 degrees"), "- 5 degrees");
        assert_eq!(tidy("Ferry\u{202E} at\u{E0041} noon"), "Ferry at noon");
    }
}
