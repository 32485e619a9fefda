//! `?limit=`: how many items an embed shows.

use url::form_urlencoded;

/// Without `?limit=`: as many as fit beside an article.
pub const DEFAULT_ITEMS: usize = 10;
/// An embed is a list of headlines, not an archive.
pub const MOST_ITEMS: usize = 50;

/// How many items to show for a query string, of a feed with `feed_items` items.
///
/// Always 1 to [`MOST_ITEMS`] and no more than the feed has, so strangers cannot make more than that many different
/// answers of one feed. 0 and all that is no plain number count as absent.
pub fn limit(query: Option<&str>, feed_items: usize) -> usize {
    let most = feed_items.clamp(1, MOST_ITEMS);
    form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .filter(|(key, _)| key == "limit")
        .find_map(|(_, value)| number(&value))
        .unwrap_or(DEFAULT_ITEMS)
        .min(most)
}

/// A number from 1 on, in digits alone: `+5`, ` 5` and `5.0` are none. Numbers too large for a `usize` are its maximum.
pub(super) fn number(text: &str) -> Option<usize> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.then(|| text.parse().unwrap_or(usize::MAX))?;
    (number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A partner gets as many as were asked for, and a typing error gives a list and not a blank.
    #[test]
    fn the_limit_is_a_plain_number_within_the_feed() {
        for (query, items) in [
            (None, 10),
            (Some(""), 10),
            (Some("limit=5"), 5),
            (Some("a=1&limit=7&limit=9"), 7),
            (Some("limit=x&limit=9"), 9),
            (Some("limit=%35"), 5),
            (Some("limit=005"), 5),
            (Some("limit=31"), 30),
            (Some("limit=99999999999999999999999999"), 30),
            (Some("limit=0"), 10),
            (Some("limit=-1"), 10),
            (Some("limit=+5"), 10),
            (Some("limit=5.0"), 10),
            (Some("limit=５"), 10),
            (Some("limit"), 10),
            (Some("limits=5"), 10),
        ] {
            assert_eq!(limit(query, 30), items, "{query:?}");
        }
        assert_eq!((limit(None, 4), limit(None, 0)), (4, 1));
        assert_eq!(limit(Some("limit=400"), 500), MOST_ITEMS);
    }

    proptest! {
        /// What strangers write must not fill the cache with variants of one feed.
        #[test]
        fn any_query_is_one_of_few(query in any::<String>(), number in any::<u64>(), items in 0usize..1000) {
            for query in [query, format!("limit={number}")] {
                prop_assert!((1..=MOST_ITEMS).contains(&limit(Some(&query), items)));
                prop_assert!(limit(Some(&query), items) <= items.max(1));
            }
        }
    }
}
