//! The plausibility check: is what a section lists now to be believed?
//!
//! A page that answers 200 may be a login wall, a captcha, a notice of maintenance, a parked domain, or the site after a
//! redesign. In: what was read, and what is known of the section. Out: why it is [`Implausible`], or nothing. An
//! implausible section stays as it was until its page is plausible again or an operator accepts it. Pure.

use std::collections::HashSet;

use jiff::Timestamp;
use url::Url;

use crate::extract::Teaser;
use crate::gateway::failure::Failure;
use crate::model::{FeedId, Guid, same_site};

/// A section that lists less than a third of what it usually lists is not believed.
const FEWEST: usize = 3;

/// What is known of a section from its last readings.
#[derive(Debug, Clone, Default)]
pub(in crate::gateway) struct SectionHistory {
    /// How many items it usually lists.
    pub(in crate::gateway) usual: usize,
    /// The articles it listed last.
    pub(in crate::gateway) articles: HashSet<Guid>,
    /// The newest of their dates.
    pub(in crate::gateway) newest: Option<Timestamp>,
}

/// Why a list is not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::gateway) enum Implausible {
    /// It is much shorter than it used to be.
    Short {
        /// What it lists now.
        found: usize,
        /// What it usually lists.
        usual: usize,
    },
    /// A redirect has led to another site, which lists nothing that is known.
    Elsewhere(Url),
}

/// Checks the teasers `read`, which the section at `section` led to at `at`.
pub(in crate::gateway) fn check(
    read: &[Teaser],
    section: &Url,
    at: &Url,
    known: &SectionHistory,
) -> Option<Implausible> {
    let is_known = |teaser: &Teaser| known.articles.contains(&Guid::of(&teaser.url));
    let nothing_known = || !read.iter().any(is_known);
    if !known.articles.is_empty() && !same_site(section, at) && nothing_known() {
        return Some(Implausible::Elsewhere(at.clone()));
    }
    let short = read.len() * FEWEST < known.usual;
    // A page that begins anew, such as the news of the day after midnight, has a reason to be short.
    let anew = || {
        let newer = |teaser: &Teaser| {
            let at = teaser.published.map(|at| at.timestamp());
            at.zip(known.newest).is_some_and(|(at, newest)| at > newest)
        };
        nothing_known() && read.iter().all(newer)
    };
    (short && !anew()).then_some(Implausible::Short {
        found: read.len(),
        usual: known.usual,
    })
}

/// The median of the last counts: neither one long page nor a slow decline misleads it.
pub(in crate::gateway) fn usual(counts: &[usize]) -> usize {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or(0)
}

impl Implausible {
    /// The failure of the section, in words for the operator.
    pub(in crate::gateway) fn into_failure(self, feed: &FeedId, section: &Url) -> Failure {
        let fact = match self {
            Self::Short { found, usual } => {
                format!("the page lists {found} where it usually lists {usual}")
            }
            Self::Elsewhere(at) => {
                format!("it leads to {at}, another site that lists nothing known")
            }
        };
        Failure::page(format!(
            "{section}: {fact}, so the section stays as it was; if the site was changed, correct [feeds.{feed}] \
                 (`byline discover {section}` helps), if this is right, accept it: POST /admin/feeds/{feed}/refresh \
                 with {{\"accept\": true}}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{teaser, url};

    fn list(numbers: std::ops::Range<i64>, dated: bool) -> Vec<Teaser> {
        let link = |n| url(&format!("http://news.example/{n}.htm"));
        numbers
            .map(|n| teaser(link(n), &format!("Number {n}"), dated.then_some(n * 60)))
            .collect()
    }

    fn known(teasers: &[Teaser]) -> SectionHistory {
        SectionHistory {
            usual: teasers.len(),
            articles: teasers.iter().map(|it| Guid::of(&it.url)).collect(),
            newest: teasers
                .iter()
                .filter_map(|teaser| teaser.published)
                .map(|at| at.timestamp())
                .max(),
        }
    }

    fn judged(read: &[Teaser], at: &str, known: &SectionHistory) -> Option<Implausible> {
        check(read, &url("http://news.example/city/"), &url(at), known)
    }

    const HOME: &str = "http://news.example/city/";

    /// Three links of a login page must not take the place of thirty headlines.
    #[test]
    fn less_than_a_third_is_not_believed() {
        let known = known(&list(0..30, true));
        for (left, believed) in [(30, true), (11, true), (10, true), (9, false), (1, false)] {
            let implausible = judged(&list(30 - left..30, true), HOME, &known);
            assert_eq!(implausible.is_none(), believed, "{left}: {implausible:?}");
        }
        assert!(judged(&list(0..1, true), HOME, &SectionHistory::default()).is_none());
    }

    /// The news of the day begins with one item after midnight; a reader must get it.
    #[test]
    fn a_list_that_begins_anew_has_a_reason() {
        let before = known(&list(0..30, true));
        assert!(judged(&list(40..41, true), HOME, &before).is_none());
        // Old articles and articles without a date do not begin a new day.
        assert!(judged(&list(-9..-8, true), HOME, &before).is_some());
        assert!(judged(&list(40..41, false), HOME, &before).is_some());
    }

    /// A parked domain has links enough, and no news.
    #[test]
    fn another_site_that_lists_nothing_known_is_not_believed() {
        let before = known(&list(0..30, true));
        let parked = list(100..140, true);
        assert!(judged(&parked, "http://parking.example/", &before).is_some());
        for moved in [
            "http://www.news.example/city/",
            "https://news.example/city/",
        ] {
            assert!(judged(&parked, moved, &before).is_none(), "{moved}");
        }
        let moved_with_its_articles = judged(&list(20..50, true), "http://paper.example/", &before);
        assert!(moved_with_its_articles.is_none());
    }

    /// One page that listed everything must not make all later ones look short.
    #[test]
    fn the_usual_is_the_middle_one() {
        assert_eq!(usual(&[30, 30, 300, 30]), 30);
        assert_eq!(usual(&[30, 20, 12, 8, 6]), 12);
        assert_eq!(usual(&[7]), 7);
        assert_eq!(usual(&[]), 0);
    }
}
