//! What an URL alone shows: whether it is an article's, and which other URLs have the same pattern.

use std::sync::Arc;

use url::Url;

/// Words in the paths of listing and service pages, which are no articles.
const PLACES: &[&str] = &[
    "tag",
    "tags",
    "category",
    "categories",
    "author",
    "authors",
    "user",
    "users",
    "u",
    "space",
    "profile",
    "member",
    "topic",
    "topics",
    "search",
    "login",
    "signin",
    "register",
    "signup",
    "account",
    "about",
    "aboutus",
    "contact",
    "privacy",
    "terms",
    "legal",
    "help",
    "faq",
    "feed",
    "rss",
    "feeds",
    "page",
    "pages",
    "list",
    "index",
    "archive",
    "archives",
    "sitemap",
    "subscribe",
    "newsletter",
    "newsletters",
    "advertise",
    "jobs",
    "careers",
    "shop",
    "store",
    "cart",
    "people",
    "section",
    "sections",
    "channel",
    "col",
    "node",
];

/// The pattern of an URL. Two articles of one content system have the same pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Pattern {
    /// The site ([`crate::model::site`]); empty where there is none.
    pub(super) site: Arc<str>,
    /// The kinds of the path's segments from the first that varies.
    pub(super) tail: String,
}

/// The pattern of `url`, which is on `site`.
pub(super) fn pattern(url: &Url, site: &Arc<str>) -> Pattern {
    let mut tail = String::new();
    for segment in segments(url) {
        let kind = SegmentKind::of(segment);
        if tail.is_empty() && kind == SegmentKind::Word {
            continue;
        }
        tail.push(kind.letter());
    }
    if let Some(last) = segments(url).last()
        && let Some((_, extension)) = last.rsplit_once('.')
        && extension.len() <= 5
    {
        tail.push('.');
        tail.push_str(extension);
    }
    for (key, value) in url.query_pairs() {
        if value.chars().any(|c| c.is_ascii_digit()) {
            tail.push('?');
            tail.push_str(&key);
        }
    }
    Pattern {
        site: site.clone(),
        tail,
    }
}

/// From −1 (a listing page) to 1 (an article), by the address alone.
pub(super) fn article_likeness(url: &Url) -> f32 {
    let mut likeness: f32 = 0.0;
    let has_query_number = url
        .query_pairs()
        .any(|(_, value)| value.len() >= 3 && value.chars().all(|c| c.is_ascii_digit()));
    if has_query_number {
        likeness += 0.35;
    }
    let (mut ends, mut before, mut has_date) = ((None, None), None, false);
    for segment in segments(url) {
        let kind = SegmentKind::of(segment);
        has_date |= kind == SegmentKind::Date
            || kind == SegmentKind::Number && before == Some(SegmentKind::Year);
        (ends, before) = ((ends.1, Some(segment)), Some(kind));
    }
    let ((last_but_one, Some(last)), Some(kind)) = (ends, before) else {
        return if has_query_number { likeness } else { -1.0 };
    };
    if has_date {
        likeness += 0.5;
    }
    likeness += match kind {
        SegmentKind::Number if last.chars().filter(char::is_ascii_digit).count() >= 4 => 0.4,
        SegmentKind::Number => 0.1,
        SegmentKind::Slug => 0.45,
        SegmentKind::Id => 0.35,
        SegmentKind::Year | SegmentKind::Date => 0.0,
        SegmentKind::Word if has_query_number => 0.0,
        SegmentKind::Word => -0.25,
    };
    let stem = last.split('.').next().unwrap_or(last);
    if last.contains('.') && stem != "index" && stem != "default" {
        likeness += 0.15;
    }
    let named = |word: &str| {
        let list = word.len().checked_sub("list".len());
        let tail = list.and_then(|at| word.get(at..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case("list"))
            || (word.bytes().all(|byte| byte.is_ascii_alphabetic())
                && PLACES.iter().any(|place| place.eq_ignore_ascii_case(word)))
    };
    if named(stem) || last_but_one.is_some_and(named) {
        likeness -= 0.4;
    }
    if last_but_one.is_none() && kind == SegmentKind::Word && !has_query_number {
        likeness -= 0.3;
    }
    likeness.clamp(-1.0, 1.0)
}

/// A whole date in the path, as `/2015-01/21/`, `/2015/01/21/`, `/20150121/` or `t20150121_…` state it.
pub(super) fn date_in_path(url: &Url) -> Option<(i16, i8, i8)> {
    let mut digits: Vec<&str> = Vec::new();
    for segment in segments(url) {
        for part in segment.split(|c: char| !c.is_ascii_digit()) {
            if !part.is_empty() {
                digits.push(part);
            }
        }
    }
    let whole = |text: &str| -> Option<(i16, i8, i8)> {
        if text.len() != 8 {
            return None;
        }
        valid(text.get(..4)?, text.get(4..6)?, text.get(6..8)?)
    };
    digits
        .iter()
        .find_map(|part| whole(part))
        .or_else(|| {
            digits.windows(3).find_map(|three| match three {
                [year, month, day] if year.len() == 4 && month.len() == 2 && day.len() == 2 => {
                    valid(year, month, day)
                }
                [_, year, day] if year.len() == 4 && day.len() == 4 => None,
                _ => None,
            })
        })
        .or_else(|| {
            // `/2016/0423/` and `/201501/21/`
            digits.windows(2).find_map(|two| match two {
                [year, rest] if year.len() == 4 && rest.len() == 4 => {
                    valid(year, rest.get(..2)?, rest.get(2..)?)
                }
                [month, day] if month.len() == 6 && day.len() == 2 => {
                    valid(month.get(..4)?, month.get(4..)?, day)
                }
                _ => None,
            })
        })
}

fn valid(year: &str, month: &str, day: &str) -> Option<(i16, i8, i8)> {
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    ((1995..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day))
        .then_some((year, month, day))
}

fn segments(url: &Url) -> impl DoubleEndedIterator<Item = &str> {
    url.path().split('/').filter(|s| !s.is_empty())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SegmentKind {
    Word,
    Year,
    Date,
    Number,
    Id,
    Slug,
}

impl SegmentKind {
    fn of(segment: &str) -> Self {
        let stem = segment.rsplit_once('.').map_or(segment, |(stem, ext)| {
            if ext.len() <= 5 && !stem.is_empty() {
                stem
            } else {
                segment
            }
        });
        // An URL's path is ASCII: all else is percent-encoded.
        let (mut digits, mut letters, mut marks, mut encoded) = (0, 0, 0, false);
        for byte in stem.bytes() {
            match byte {
                b'0'..=b'9' => digits += 1,
                b'a'..=b'z' | b'A'..=b'Z' => letters += 1,
                b'-' | b'_' | b'+' => marks += 1,
                b'%' => encoded = true,
                _ => {}
            }
        }
        if digits > 0 && letters == 0 && !encoded {
            let first = stem.split(['-', '_']).next().unwrap_or_default();
            let century = first.starts_with("19") || first.starts_with("20");
            return match (digits, century) {
                (4, true) if marks == 0 => Self::Year,
                (6..=8, true) => Self::Date,
                _ => Self::Number,
            };
        }
        if marks >= 2 || encoded || (marks >= 1 && letters >= 14) || letters >= 25 {
            return Self::Slug;
        }
        if digits >= 2 && digits + letters >= 5 {
            return Self::Id;
        }
        Self::Word
    }

    const fn letter(self) -> char {
        match self {
            Self::Word => 'w',
            Self::Year => 'y',
            Self::Date => 'd',
            Self::Number => 'n',
            Self::Id => 'i',
            Self::Slug => 's',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::site;
    use crate::testing::url;

    /// Categories must not pass for articles, nor articles of one system for those of two.
    #[test]
    fn articles_and_places_are_told_apart() {
        for article in [
            "http://news.example/dynews/201501/t20150121_11768000.htm",
            "https://news.example/2026/03/06/river-path-reopens-after-flood",
            "http://bbs.news.example/forum.php?mod=viewthread&tid=90210",
            "https://news.example/p/3261133086015618",
        ] {
            assert!(article_likeness(&url(article)) > 0.3, "{article}");
        }
        for place in [
            "http://news.example/",
            "http://news.example/life/",
            "https://news.example/tag/rivers",
            "https://news.example/about",
            "https://news.example/news/world",
        ] {
            assert!(article_likeness(&url(place)) < 0.0, "{place}");
        }
        let pattern = |text: &str| {
            let url = url(text);
            pattern(&url, &site(&url).unwrap_or_default().into())
        };
        assert_eq!(
            pattern("http://a.news.example/life/201501/t20150121_1.htm"),
            pattern("http://news.example/dy/201402/t20140221_223.htm")
        );
    }

    /// A month and a day beside the title get their year from the URL, never from a guess.
    #[test]
    fn only_whole_dates_count() {
        let date = |text| date_in_path(&url(text));
        assert_eq!(
            date("http://n.example/x/2015-01/21/content_8.htm"),
            Some((2015, 1, 21))
        );
        assert_eq!(
            date("http://n.example/201501/t20150121_1176.htm"),
            Some((2015, 1, 21))
        );
        assert_eq!(
            date("http://n.example/a/2016/0423/127.html"),
            Some((2016, 4, 23))
        );
        assert_eq!(date("http://n.example/2016/04/some-title"), None);
        assert_eq!(date("http://n.example/p/3261133086015618"), None);
    }
}
