//! A link's title, whole.
//!
//! Lists cut titles to fit their column and keep the whole in `title`, `aria-label` or a picture's `alt`.

use dom_query::local_name;

use super::page::{Index, Page};

/// What lists print before a title.
const BULLETS: [char; 14] = [
    '·', '•', '・', '‧', '▪', '■', '□', '◆', '◇', '●', '○', '>', '»', '►',
];

/// Runs of white space as one space, bullets in front gone.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.retain(|c| !c.is_control() && !matches!(c, '\u{200b}' | '\u{feff}' | '\u{00ad}'));
    let bare = out.trim_start_matches(|c: char| BULLETS.contains(&c) || c.is_whitespace());
    if bare.is_empty() {
        out
    } else {
        bare.to_owned()
    }
}

/// `visible`, unless one of `others` is the text that it is the cut beginning of.
pub(super) fn whole<'t>(visible: &'t str, others: impl IntoIterator<Item = &'t str>) -> &'t str {
    let mut best = visible;
    for other in others {
        if is_cut_beginning(visible, other) && other.len() > best.len() {
            best = other;
        }
    }
    best
}

/// Does `shown` end early where `full` goes on? An empty text is the beginning of every other.
pub(super) fn is_cut_beginning(shown: &str, full: &str) -> bool {
    let kept = shown.trim_end_matches(['.', '…', '‥', '·', ' ', '。']);
    let mut rest = full.chars().filter(|c| !c.is_whitespace());
    let begins = kept
        .chars()
        .filter(|c| !c.is_whitespace())
        .all(|c| rest.next() == Some(c));
    begins
        && rest.next().is_some()
        && full.chars().count() > shown.chars().count().min(kept.chars().count() + 1)
}

/// Does a text end in the sign of a cut?
pub(super) fn looks_cut(text: &str) -> bool {
    text.ends_with('…') || text.ends_with("..") || text.ends_with('‥')
}

/// The title that the element `at` (a link, or what holds the title) shows or names.
pub(super) fn of(page: &Page<'_>, at: Index) -> Option<String> {
    let visible = tidy(page.text(at));
    let mut others: Vec<String> = Vec::new();
    for name in ["title", "aria-label"] {
        others.extend(page.attr(at, name).map(|value| tidy(&value)));
    }
    let nothing_shown = visible.is_empty();
    for inner in page.subtree(at).skip(1) {
        let name = &page.element(inner).name;
        if *name == local_name!("a") || nothing_shown {
            others.extend(page.attr(inner, "title").map(|value| tidy(&value)));
        }
        if nothing_shown && *name == local_name!("img") {
            others.extend(page.attr(inner, "alt").map(|value| tidy(&value)));
        }
    }
    let title = if nothing_shown {
        others.into_iter().find(|other| !other.is_empty())?
    } else {
        whole(&visible, others.iter().map(String::as_str)).to_owned()
    };
    Some(title)
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
        assert_eq!(whole("老街书店", ["打开新窗口的链接"]), "老街书店");
        assert_eq!(whole("老街书店", ["老街书店"]), "老街书店");
    }

    /// A bullet is the list's, not the headline's.
    #[test]
    fn bullets_go_and_words_stay() {
        assert_eq!(tidy(" · 老街\n 书店 "), "老街 书店");
        assert_eq!(tidy("- 5 degrees"), "- 5 degrees");
    }
}
