//! Counts of requests to origins by host and outcome, for `/metrics` and `/status`.

use std::collections::BTreeMap;

use parking_lot::Mutex;
use strum::VariantArray;

/// How one exchange ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, VariantArray)]
pub enum Outcome {
    /// A page or a robots.txt.
    Ok,
    /// 304.
    NotModified,
    /// 3xx.
    Redirect,
    /// 404, 410.
    Withdrawn,
    /// 401, 402, 403, 407, 429, 451.
    Refused,
    /// Any other 4xx, and other statuses that are no page.
    ClientError,
    /// 5xx.
    ServerError,
    /// No complete answer within the time limit.
    Timeout,
    /// The connection failed or broke off.
    Network,
    /// A body beyond its limit.
    TooLarge,
    /// A name that leads to a private address.
    Blocked,
}

impl Outcome {
    /// All of them, in the order of their declaration.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// The metric's label.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NotModified => "not-modified",
            Self::Redirect => "redirect",
            Self::Withdrawn => "withdrawn",
            Self::Refused => "refused",
            Self::ClientError => "client-error",
            Self::ServerError => "server-error",
            Self::Timeout => "timeout",
            Self::Network => "network",
            Self::TooLarge => "too-large",
            Self::Blocked => "blocked",
        }
    }

    pub(super) fn of(status: http::StatusCode) -> Self {
        match status.as_u16() {
            200..=299 => Self::Ok,
            304 => Self::NotModified,
            300..=399 => Self::Redirect,
            404 | 410 => Self::Withdrawn,
            401 | 402 | 403 | 407 | 429 | 451 => Self::Refused,
            500..=599 => Self::ServerError,
            _ => Self::ClientError,
        }
    }
}

/// The requests to one host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostCounts {
    /// A host that feeds.toml names, or `other`.
    pub host: String,
    by_outcome: BTreeMap<Outcome, u64>,
}

impl HostCounts {
    /// How many ended with `outcome`.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.by_outcome.get(&outcome).copied().unwrap_or(0)
    }

    /// How many there were.
    pub fn total(&self) -> u64 {
        self.by_outcome.values().sum()
    }

    /// The share of 304 among the answers that were either a page or a 304; `None` before the first.
    pub fn not_modified_share(&self) -> Option<f64> {
        let unchanged = self.of(Outcome::NotModified);
        let all = unchanged + self.of(Outcome::Ok);
        (all > 0).then(|| unchanged as f64 / all as f64)
    }
}

/// Counts by host.
#[derive(Debug, Default)]
pub(super) struct Counts {
    // The keys are hosts of feeds.toml and `other`, so pages cannot make this map grow.
    hosts: Mutex<BTreeMap<String, BTreeMap<Outcome, u64>>>,
}

impl Counts {
    pub(super) fn add(&self, host: Option<&str>, outcome: Outcome) {
        let host = host.unwrap_or("other");
        let mut hosts = self.hosts.lock();
        let counts = hosts.entry(host.to_owned()).or_default();
        *counts.entry(outcome).or_default() += 1;
    }

    pub(super) fn all(&self) -> Vec<HostCounts> {
        self.hosts
            .lock()
            .iter()
            .map(|(host, by_outcome)| HostCounts {
                host: host.clone(),
                by_outcome: by_outcome.clone(),
            })
            .collect()
    }
}
