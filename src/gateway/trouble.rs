//! What is wrong now beyond a single feed: the store, a reload that was refused, an origin that fails.
//!
//! In: what the store, the last reload and refreshes left. Out: a [`Trouble`] for each, in words. Nothing here fetches
//! or waits.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use url::Url;

use super::conductor::Gateway;
use super::health::FeedHealth;
use super::report::SectionResult;
use crate::model::FeedId;

/// A problem that an operator should know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// Where it is.
    pub kind: TroubleKind,
    /// Of which origin, as `host` or `host:port`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Since when, where that is known.
    pub since: Option<Timestamp>,
    /// What, and what to do.
    pub what: String,
    /// The feeds that suffer from it. Empty: all feeds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub feeds: Vec<FeedId>,
}

/// Where the trouble is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TroubleKind {
    /// The store cannot be written or read.
    Store,
    /// `feeds.toml` was changed, and what it says now is not in force.
    Reload,
    /// Another replica is gone, or differs from this one.
    Replica,
    /// An origin does not answer, refuses or fails.
    Origin,
}

impl TroubleKind {
    /// The metric's label, and the word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::Reload => "reload",
            Self::Replica => "replica",
            Self::Origin => "origin",
        }
    }
}

impl Gateway {
    /// What is wrong now. `feeds` is what [`Self::health`] says.
    pub fn troubles(&self, feeds: &[FeedHealth]) -> Vec<Trouble> {
        let store = self.store.fault().map(|fault| Trouble {
            kind: TroubleKind::Store,
            host: None,
            since: None,
            what: fault.to_string(),
            feeds: Vec::new(),
        });
        let reload = self
            .reload_state
            .refused
            .now()
            .map(|(since, what)| Trouble {
                kind: TroubleKind::Reload,
                host: None,
                since: Some(since),
                what,
                feeds: Vec::new(),
            });
        let replicas = self.fleet_troubles().into_iter().map(|what| Trouble {
            kind: TroubleKind::Replica,
            host: None,
            since: None,
            what,
            feeds: Vec::new(),
        });
        let mut all: Vec<Trouble> = store.into_iter().chain(reload).chain(replicas).collect();
        all.extend(of_origins(feeds));
        all
    }
}

/// One trouble for each origin of a section that failed, in the words of the section that failed first.
fn of_origins(feeds: &[FeedHealth]) -> impl Iterator<Item = Trouble> {
    let mut origins: BTreeMap<String, Trouble> = BTreeMap::new();
    for feed in feeds {
        let failed = feed
            .sections
            .iter()
            .filter(|section| section.result == SectionResult::Failed);
        for section in failed {
            let Some(host) = host(&section.url) else {
                continue;
            };
            let trouble = origins.entry(host.clone()).or_insert_with(|| Trouble {
                kind: TroubleKind::Origin,
                host: Some(host),
                since: None,
                what: section.error.clone().unwrap_or_default(),
                feeds: Vec::new(),
            });
            let since = [trouble.since, feed.failing_since];
            trouble.since = since.into_iter().flatten().min();
            if trouble.feeds.last() != Some(&feed.feed) {
                trouble.feeds.push(feed.feed.clone());
            }
        }
    }
    origins.into_values()
}

fn host(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::{HealthState, SectionReport};

    fn feed(
        id: &str,
        failing_since: Option<i64>,
        sections: &[(&str, SectionResult)],
    ) -> FeedHealth {
        let section = |(url, result): &(&str, SectionResult)| SectionReport {
            url: (*url).to_owned(),
            items: 0,
            result: *result,
            error: Some(format!("{url}: no connection")),
        };
        FeedHealth {
            feed: id.parse().expect("a test id"),
            title: id.to_owned(),
            state: HealthState::Stale,
            items: None,
            filtered: 0,
            by_grant: BTreeMap::new(),
            interval_seconds: 600,
            last_success: None,
            next_refresh: None,
            failing_since: failing_since.map(|at| Timestamp::from_second(at).expect("a time")),
            last_error: None,
            needs_attention: false,
            sections: sections.iter().map(section).collect(),
            results: BTreeMap::new(),
        }
    }

    /// With two hundred feeds of one paper that is down, the operator reads one line and not two hundred.
    #[test]
    fn a_dead_origin_is_one_trouble_however_many_feeds_it_has() {
        use SectionResult::{Failed, Implausible, Read};
        let feeds = [
            feed("a", Some(20), &[("http://news.example/a", Failed)]),
            feed(
                "b",
                Some(10),
                &[
                    ("http://news.example/b", Failed),
                    ("http://news.example/c", Failed),
                ],
            ),
            feed(
                "c",
                None,
                &[
                    ("http://other.example:81/c", Failed),
                    ("http://news.example/d", Read),
                ],
            ),
            feed("d", Some(5), &[("http://third.example/d", Implausible)]),
        ];
        let troubles: Vec<Trouble> = of_origins(&feeds).collect();
        let [news, other] = &troubles[..] else {
            panic!("{troubles:?}");
        };
        assert_eq!(news.host.as_deref(), Some("news.example"));
        assert_eq!(news.what, "http://news.example/a: no connection");
        assert_eq!(news.since.map(Timestamp::as_second), Some(10));
        let names: Vec<&str> = news.feeds.iter().map(FeedId::as_str).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(other.host.as_deref(), Some("other.example:81"));
    }
}
