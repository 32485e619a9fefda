//! A link's title, whole.
//!
//! Lists cut titles to fit their column and keep the whole in `title`, `aria-label` or a picture's `alt`.

use std::borrow::Cow;
use std::ops::Range;

use html5ever::local_name;

use super::edges::{self, Shared, is_no_title};
use super::wording;
use crate::extract::date;
use crate::extract::list::areas::words;
use crate::extract::sanitize::without_marks;
use crate::page::Context;
use crate::page::element_names::heading_level;
use crate::page::elements::{Index, Page};

/// What lists print before a title.
const BULLETS: [char; 14] = [
    '·', '•', '・', '‧', '▪', '■', '□', '◆', '◇', '●', '○', '>', '»', '►',
];

/// Runs of white space as one space, bullets in front gone, and no character that turns or hides others.
pub(in crate::extract) fn tidy(text: &str) -> String {
    let is_unseen = |c: char| c.is_control() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{00ad}');
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let mut seen = word.split(is_unseen).filter(|part| !part.is_empty());
        if let Some(part) = seen.next() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(part);
            out.extend(seen);
        }
    }
    let bare = out.trim_start_matches(|c: char| BULLETS.contains(&c) || c.is_whitespace());
    if bare.is_empty() || bare.len() == out.len() {
        without_marks(out)
    } else {
        without_marks(bare.to_owned())
    }
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
    named(page, at, &span(page, at))
}

/// The same without labels and dates at its edges, and without what other titles of the list `share`; and where it stands
/// in the page's text.
pub(in crate::extract) fn read(
    page: &Page<'_>,
    at: Index,
    share: &Shared,
    context: &Context<'_>,
) -> Option<(String, Range<usize>)> {
    let span = edges::without_fields(page, at, span(page, at), share, context);
    let text = named(page, at, &span)?;
    if wording::is_call(&text) {
        let names = ["title", "aria-label"]
            .iter()
            .filter_map(|name| page.attr(at, name));
        let mut names = names.map(tidy);
        let name = names.find(|name| wording::headline_quality(name) > LINE_LEAST);
        return Some((name.unwrap_or(text), span));
    }
    Some((text, span))
}

/// The text at `span`, made whole by what the attributes in `at` name.
fn named(page: &Page<'_>, at: Index, span: &Range<usize>) -> Option<String> {
    let mut shown = tidy(&seen(page, span, &hidden(page, at)));
    if shown.is_empty() {
        // A page hides the words that a picture shows.
        shown = tidy(page.slice(span.clone()));
    }
    let mut named: Vec<String> = Vec::new();
    for name in ["title", "aria-label"] {
        named.extend(page.attr(at, name).map(tidy));
    }
    for inner in page.subtree(at).skip(1) {
        named.extend(page.attr(inner, "title").map(tidy));
        if shown.is_empty() && page.element(inner).name == local_name!("img") {
            named.extend(page.attr(inner, "alt").map(tidy));
        }
    }
    if shown.is_empty() {
        return named.into_iter().find(|name| !name.is_empty());
    }
    Some(whole(&shown, named.iter().map(String::as_str)).to_owned())
}

/// Where the page hides text in `at`.
fn hidden(page: &Page<'_>, at: Index) -> Vec<Range<usize>> {
    let parts = page.subtree(at).skip(1).take(PARTS_LIMIT);
    let hidden = parts.filter(|&i| page.is_hidden(i)).map(|i| page.span(i));
    hidden.filter(|part| !part.is_empty()).collect()
}

/// The text at `span` without what is `hidden` in it.
fn seen<'p>(page: &'p Page<'_>, span: &Range<usize>, hidden: &[Range<usize>]) -> Cow<'p, str> {
    let mut shown = String::new();
    let mut next = span.start;
    for part in hidden {
        let (from, to) = (part.start.max(next), part.end.min(span.end));
        if from < to {
            shown.push_str(page.slice(next..from));
            next = to;
        }
    }
    if next == span.start {
        return Cow::Borrowed(page.slice(span.clone()));
    }
    shown.push_str(page.slice(next..span.end));
    Cow::Owned(shown)
}

/// Where the title stands in a link's text, with what stands at its edges: all of it, unless the link holds a whole card.
pub(in crate::extract) fn span(page: &Page<'_>, at: Index) -> Range<usize> {
    headline_within(page, at).unwrap_or_else(|| page.span(at))
}

/// Words in the classes of elements that hold a title.
const TITLE_WORDS: &[&str] = &["title", "headline", "heading", "tit", "biaoti", "subject"];
/// The most elements of a title that are looked at.
const PARTS_LIMIT: usize = 60;
/// How many elements before an item's link are looked at for its heading.
const BEFORE_LIMIT: usize = 4;
/// A text of less quality is no title beside a link.
const BESIDE_LEAST: f32 = 0.15;
/// A cell of a table is a title beside its link from this quality on.
const CELL_LEAST: f32 = 0.3;
/// A text of at least so many words may be prose.
const PROSE_UNITS: f32 = 10.0;
/// A longer text is no title, in bytes.
const LINE_BYTES: usize = 600;
/// A text that nothing calls a title is one beside a link from this quality on.
const PLAIN_LEAST: f32 = 0.45;

/// The title of an item whose link only says `more`: what markup makes a title, else the text in the item that reads most
/// like one.
pub(in crate::extract) fn beside(page: &Page<'_>, root: Index, link: Index) -> Option<Index> {
    marked_beside(page, root, link).or_else(|| plain(page, root, link))
}

/// A heading or an element called a title, without a link: in the item, before it (`<h2>Title</h2><p>… <a>more</a></p>`),
/// or a cell beside the link's.
pub(in crate::extract) fn marked_beside(
    page: &Page<'_>,
    root: Index,
    link: Index,
) -> Option<Index> {
    titled(page, root, link)
        .or_else(|| heading_before(page, root))
        .or_else(|| cell(page, root, link))
}

fn is_link(page: &Page<'_>, at: Index) -> bool {
    page.element(at).name == local_name!("a") && page.may_have_any(at, &["href"])
}

fn holds_link(page: &Page<'_>, at: Index) -> bool {
    page.subtree(at).any(|i| is_link(page, i))
}

/// A heading or what is called a title in `root`, outside of any link.
fn titled(page: &Page<'_>, root: Index, link: Index) -> Option<Index> {
    let in_link = |i: Index| {
        page.upwards(i)
            .take_while(|&up| up >= root)
            .any(|up| is_link(page, up))
    };
    page.subtree(root)
        .filter(|&i| !page.contains(link, i))
        .filter(|&i| page.is_heading(i) || called_title(page, i).is_some())
        .find(|&i| {
            wording::headline_quality(page.text(i)) > BESIDE_LEAST
                && !in_link(i)
                && !holds_link(page, i)
        })
}

/// The heading before `root`, with nothing but texts without links between.
fn heading_before(page: &Page<'_>, root: Index) -> Option<Index> {
    let parent = page.element(root).parent;
    let mut here = root;
    for _ in 0..BEFORE_LIMIT {
        // The element before this one ends where this one begins.
        let last = here.checked_sub(1).filter(|&last| last > parent)?;
        here = page
            .upwards(last)
            .find(|&at| page.element(at).parent == parent)?;
        if holds_link(page, here) && !is_prose(page, here) {
            return None;
        }
        let heading = page
            .subtree(here)
            .find(|&i| page.is_heading(i) && !holds_link(page, i));
        if let Some(heading) = heading.or_else(|| Some(here).filter(|&at| is_headline(page, at))) {
            let is_title = wording::headline_quality(page.text(heading)) > BESIDE_LEAST;
            return is_title.then_some(heading);
        }
    }
    None
}

/// Whether an element is a text without a heading in which some words are links, and not its last ones.
fn is_prose(page: &Page<'_>, at: Index) -> bool {
    let (mut linked, mut last) = (0.0, page.span(at).start);
    for i in page.subtree(at) {
        if page.is_heading(i) {
            return false;
        }
        if is_link(page, i) {
            linked += wording::units(page.text(i));
            last = page.span(i).end;
        }
    }
    let goes_on = page
        .slice(last..page.span(at).end)
        .contains(char::is_alphanumeric);
    let all = wording::units(page.text(at));
    goes_on && all >= PROSE_UNITS && linked * 3.0 < all
}

/// Whether an element is a `dt`, or a line that is emphasised as a whole: how pages without headings set their titles.
fn is_headline(page: &Page<'_>, at: Index) -> bool {
    let span = page.span(at);
    let is_strong = |i: Index| {
        matches!(
            page.element(i).name,
            local_name!("b") | local_name!("strong")
        ) && page.span(i) == span
    };
    page.element(at).name == local_name!("dt")
        || (!page.text(at).contains('\n') && page.subtree(at).take(PARTS_LIMIT).any(is_strong))
}

/// The cell without a link that reads most like a title: in the row that is the item, or in the `dd` of its `dt`.
fn cell(page: &Page<'_>, root: Index, link: Index) -> Option<Index> {
    let next = page.element(root).end;
    let is_term = page.element(root).name == local_name!("dt");
    if is_term && next < page.len() && page.element(next).name == local_name!("dd") {
        return titled(page, next, link)
            .or_else(|| Some(next).filter(|&dd| is_title_cell(page, dd)));
    }
    if page.element(root).name != local_name!("tr") {
        return None;
    }
    let quality = |&i: &Index| wording::headline_quality(page.text(i));
    page.subtree(root)
        .filter(|&i| page.element(i).name == local_name!("td") && is_title_cell(page, i))
        .max_by(|a, b| quality(a).total_cmp(&quality(b)))
}

/// The element in `root` whose one line reads most like a title, where the link has no text or only calls for a click;
/// `root` itself where that line ends in the link.
fn plain(page: &Page<'_>, root: Index, link: Index) -> Option<Index> {
    let text = page.text(link);
    if !text.is_empty() && !wording::is_call(text) {
        return None;
    }
    let is_line = |i: Index| !page.text(i).is_empty() && !page.text(i).contains('\n');
    let end = page.element(root).end;
    let mut best: Option<(f32, Index)> = None;
    let (mut i, mut links) = (root + 1, 0);
    while i < end {
        if is_link(page, i) {
            links += 1;
            i = page.element(i).end;
            continue;
        }
        let text = page.text(i);
        if text.len() <= LINE_BYTES {
            let quality = wording::headline_quality(text);
            let is_better = best.is_none_or(|(most, _)| quality > most);
            if is_better && is_line(i) && !holds_link(page, i) {
                best = Some((quality, i));
            }
        }
        i += 1;
    }
    let best = best.filter(|&(quality, _)| quality > PLAIN_LEAST);
    best.map(|(_, i)| i).or_else(|| {
        let own = page.span(root).start..page.span(link).start;
        let is_title = wording::headline_quality(page.slice(own)) > PLAIN_LEAST;
        (links == 1 && is_title && is_line(root)).then_some(root)
    })
}

fn is_title_cell(page: &Page<'_>, at: Index) -> bool {
    let text = page.text(at);
    !text.contains('\n') && wording::headline_quality(text) > CELL_LEAST && !holds_link(page, at)
}

/// How surely an element's names call it a title: 2 where a name ends so (`news-title`) or microdata says so, 1 where such
/// a word is elsewhere in a name (`title-wrap`).
pub(in crate::extract) fn called_title(page: &Page<'_>, at: Index) -> Option<u8> {
    if page.attr(at, "itemprop") == Some("headline") {
        return Some(2);
    }
    let class = page.attr(at, "class")?;
    if is_no_title(class) {
        return None;
    }
    let is_title = |word: &String| TITLE_WORDS.contains(&word.as_str());
    let names = class.split_ascii_whitespace().map(words);
    names
        .filter(|words| words.iter().any(is_title))
        .map(|words| {
            if words.last().is_some_and(is_title) {
                2
            } else {
                1
            }
        })
        .max()
}

/// The headline in a link that holds a whole card: its highest heading, what its names call a title, else the line that
/// an attribute of the link repeats or the first that reads like one. `None` when the link shows a single line.
fn headline_within(page: &Page<'_>, at: Index) -> Option<Range<usize>> {
    if page.element(at).end == at + 1 {
        return None;
    }
    let filled = || {
        page.subtree(at)
            .skip(1)
            .filter(|&i| !page.span(i).is_empty())
    };
    let level = |&i: &Index| heading_level(&page.element(i).name).unwrap_or(u8::MAX);
    let heading = filled()
        .filter(|&i| page.is_heading(i) && !page.is_hidden(i))
        .min_by_key(level);
    if let Some(heading) = heading {
        return Some(page.span(heading));
    }
    let lines = page.text(at).contains('\n');
    if !lines && filled().nth(1).is_none() {
        return None;
    }
    let called = filled()
        .filter(|&i| wording::headline_quality(page.text(i)) > CALLED_LEAST)
        .filter_map(|i| Some((called_title(page, i)?, i)))
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    if let Some((_, called)) = called {
        return Some(page.span(called));
    }
    if !lines || page.is_heading(at) {
        return None;
    }
    let names = ["title", "aria-label"].map(|name| page.attr(at, name).map(tidy));
    let is_named = |line: &str| {
        let line = tidy(line);
        let mut names = names.iter().flatten();
        names.any(|name| *name == line || (looks_cut(&line) && is_cut_beginning(&line, name)))
    };
    let hidden = hidden(page, at);
    let all = page.span(at);
    let mut start = all.start;
    let (mut first, mut best) = (None, None);
    for line in page.slice(all).split('\n') {
        let span = start..start + line.len();
        start = span.end + 1;
        if is_named(line) {
            return Some(span);
        }
        let line = seen(page, &span, &hidden);
        if line.trim().is_empty() {
            continue;
        }
        if wording::headline_quality(&line) > LINE_LEAST {
            best.get_or_insert(span);
        } else if !date::looks_like(&line) {
            first.get_or_insert(span);
        }
    }
    best.or(first)
}

/// What a name calls a title reads at least so much like one.
const CALLED_LEAST: f32 = 0.1;
/// A line of a card is its title from this quality on, unless a name says which line is.
const LINE_LEAST: f32 = 0.3;

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
