//! Whether a page in the browser is ready to be read. Pure.
//!
//! In: what was seen of the page, again and again, and the traffic of its proxy. Out: a [`Verdict`]. A page is ready when its
//! list stands still: what the selector matches is there and no longer changes, or without a selector the document and the
//! proxy have been quiet. No time of its own is waited for.

use std::time::Duration;

use serde::Deserialize;
use tokio::time::Instant;

/// How long a list that a selector matches stands still.
const LIST_STILL: Duration = Duration::from_millis(500);
/// How long a document is quiet, where no selector says what to wait for.
const QUIET: Duration = Duration::from_millis(1000);
/// How long nothing changes in a document that always has a request on its way, such as one for news of a ticker.
const LONG_QUIET: Duration = Duration::from_secs(4);
/// A page that has grown to this many elements is read as it is: its list may have no end.
pub(super) const ELEMENTS: u64 = 30_000;
/// So is a list with this many items.
const ITEMS: i64 = 1_000;

/// What `look.js` sees.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Look {
    /// `document.readyState`
    pub(super) state: String,
    pub(super) url: String,
    pub(super) elements: u64,
    pub(super) links: u64,
    /// Characters of text.
    pub(super) text: u64,
    /// Matches of the selector; -1 without one, or when the browser does not know it.
    pub(super) matched: i64,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Wait,
    Read,
}

/// How a page has changed.
#[derive(Debug)]
pub(super) struct Watch {
    last: Option<Look>,
    /// When the document last changed.
    changed: Instant,
    /// When the number of matches last changed.
    list_changed: Instant,
}

/// The traffic of the page's proxy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traffic {
    pub(super) pending: usize,
    /// When a request last began or ended.
    pub(super) last: Instant,
}

impl Watch {
    pub(super) const fn new(now: Instant) -> Self {
        Self {
            last: None,
            changed: now,
            list_changed: now,
        }
    }

    /// What to do after this look.
    pub(super) fn see(&mut self, look: Look, traffic: Traffic, now: Instant) -> Verdict {
        let before = self.last.as_ref();
        if before != Some(&look) {
            self.changed = now;
        }
        if before.map(|it| it.matched) != Some(look.matched) {
            self.list_changed = now;
        }
        let matched = look.matched;
        let is_loading = look.state == "loading";
        let is_endless = look.elements >= ELEMENTS || matched >= ITEMS;
        self.last = Some(look);
        let since = |at: Instant| now.saturating_duration_since(at);
        let silence = match traffic.pending {
            0 => since(traffic.last),
            _ => Duration::ZERO,
        };
        let is_ready = if is_endless {
            true
        } else if is_loading {
            false
        } else if matched > 0 {
            let still = since(self.list_changed);
            still >= LIST_STILL && (silence >= LIST_STILL || still >= LONG_QUIET)
        } else {
            let wanted = if matched == 0 { LONG_QUIET } else { QUIET };
            let quiet = since(self.changed);
            quiet >= wanted && (silence >= wanted || quiet >= LONG_QUIET)
        };
        match is_ready {
            true => Verdict::Read,
            false => Verdict::Wait,
        }
    }

    /// Whether the page may be read although its time is up: its list is there and grows, without an end.
    pub(super) fn is_readable(&self) -> bool {
        self.last
            .as_ref()
            .is_some_and(|look| look.matched > 0 && look.state != "loading")
    }

    /// The last look.
    pub(super) const fn last(&self) -> Option<&Look> {
        self.last.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(elements: u64, matched: i64) -> Look {
        Look {
            state: "complete".to_owned(),
            url: "http://news.example/".to_owned(),
            elements,
            links: 0,
            text: 0,
            matched,
        }
    }

    /// Looks every 100 ms, as `seen` says of each tenth of a second; the tenth at which the page is read.
    fn read_at(seen: impl Fn(u64) -> (u64, i64), pending: usize) -> Option<u64> {
        let start = Instant::now();
        let mut watch = Watch::new(start);
        let last = start;
        (0..200).find(|tenth| {
            let now = start + Duration::from_millis(tenth * 100);
            let (elements, matched) = seen(*tenth);
            watch.see(look(elements, matched), Traffic { pending, last }, now) == Verdict::Read
        })
    }

    /// A list that is read while it comes in loses its end, and a wait that is too long costs each refresh.
    #[test]
    fn a_list_is_read_when_it_stands_still() {
        assert_eq!(read_at(|_| (100, 20), 0), Some(5));
        assert_eq!(
            read_at(|tenth| (100, i64::from(tenth > 7) * 20), 0),
            Some(13)
        );
        assert_eq!(read_at(|_| (100, -1), 0), Some(10));
        assert_eq!(read_at(|tenth| (tenth.min(20), -1), 0), Some(30));
        // What comes and goes besides the list does not hold it up.
        assert_eq!(read_at(|tenth| (100 + tenth, 20), 0), Some(5));
    }

    /// A ticker that always asks for more must not keep its page from ever being read.
    #[test]
    fn a_request_that_never_ends_holds_a_page_up_for_a_while_only() {
        assert_eq!(read_at(|_| (100, 20), 1), Some(40));
        assert_eq!(read_at(|_| (100, -1), 1), Some(40));
        assert_eq!(read_at(|_| (100, 0), 0), Some(40));
    }

    /// A list without an end is read at its bounds; a page that never rests and has no list is not.
    #[test]
    fn an_infinite_list_stops_at_bounds() {
        assert_eq!(
            read_at(|tenth| (100, 10 * i64::try_from(tenth).unwrap_or(0)), 0),
            Some(100)
        );
        assert_eq!(read_at(|tenth| (1000 * tenth, -1), 0), Some(30));
        assert_eq!(read_at(|tenth| (tenth, -1), 0), None);
    }
}
