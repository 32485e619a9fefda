//! `[partners.ID]`: who holds a wider grant, for which feeds, until when.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::secret::Secret;
use crate::model::{FeedId, Grant, PartnerId};

/// A site with written permission.
#[derive(Debug, Clone)]
pub struct Partner {
    /// The id.
    pub id: PartnerId,
    /// The environment variable that holds its token; for messages.
    pub token_env: String,
    /// Its token; without one (the variable is not set) nobody can claim to be this partner.
    pub token: Option<Secret>,
    /// The feeds that its grant opens; each of them exists.
    pub feeds: BTreeSet<FeedId>,
    /// What may leave to it.
    pub grant: Grant,
    /// The last day on which the permission holds; without it there is no end.
    pub until: Option<Date>,
    /// The sites that may embed with its token, as an `Origin` header names them (RFC 6454); empty: any.
    pub origins: Vec<String>,
    /// The most it may ask; without it there is no bound of its own.
    pub rate: Option<Rate>,
}

/// So many requests in so much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// At least 1.
    pub requests: u32,
    /// The time in which they may come.
    pub per: Duration,
}

impl Partner {
    /// Whether the permission holds at `now`: to the end of its last day, as the calendar in `zone` (the publisher's) has it.
    pub fn holds_at(&self, now: Timestamp, zone: &TimeZone) -> bool {
        self.until
            .is_none_or(|last| zone.to_datetime(now).date() <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn until(last: &str) -> Partner {
        Partner {
            id: "harbour".parse().expect("a test id"),
            token_env: "TOKEN".into(),
            token: None,
            feeds: BTreeSet::new(),
            grant: Grant::Full,
            until: Some(last.parse().expect("a test date")),
            origins: Vec::new(),
            rate: None,
        }
    }

    /// A permission "until 31 December" that ended at the day's first minute, or eight hours late, would be another contract.
    #[test]
    fn the_last_day_counts_to_its_end_where_the_publisher_is() {
        let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
        let partner = until("2027-12-31");
        let at = |text: &str| text.parse::<Timestamp>().expect("a test time");
        assert!(partner.holds_at(at("2027-12-31T15:59:59Z"), &zone));
        assert!(!partner.holds_at(at("2027-12-31T16:00:00Z"), &zone));
    }
}
