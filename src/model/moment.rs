//! A date as a page printed it: an instant, the offset it was printed in, and how precise it was.
//!
//! Readers show the offset, so `+08:00` stays `+08:00` and is never folded into UTC.

use jiff::Timestamp;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

/// How much of a date the page printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// A calendar day; the instant is that day's midnight in the publisher's zone.
    Day,
    /// Hours and minutes.
    Minute,
    /// Seconds or finer.
    Second,
}

/// An instant with the offset of the zone it was stated in.
///
/// Ordered by instant alone: two offsets of one instant are the same moment.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Moment {
    at: Timestamp,
    #[serde(rename = "offset_seconds", with = "offset_seconds")]
    offset: Offset,
    precision: Precision,
}

impl Moment {
    /// The moment `at`, to be shown in `offset`.
    pub const fn new(at: Timestamp, offset: Offset, precision: Precision) -> Self {
        Self {
            at,
            offset,
            precision,
        }
    }

    /// `at` as a clock in `zone` showed it.
    pub fn in_zone(at: Timestamp, zone: &jiff::tz::TimeZone) -> Self {
        Self::new(at, zone.to_offset(at), Precision::Second)
    }

    /// The offset as it is printed, in whole minutes: local mean times, of long ago, have seconds that no format can
    /// say, and the time printed beside them would be another one.
    fn printed_offset(self) -> Offset {
        let seconds = self.offset.seconds();
        Offset::from_seconds(seconds - seconds % 60).unwrap_or(self.offset)
    }

    /// The instant.
    pub const fn timestamp(self) -> Timestamp {
        self.at
    }

    /// The offset it is shown in.
    pub const fn offset(self) -> Offset {
        self.offset
    }

    /// How much of it the page printed.
    pub const fn precision(self) -> Precision {
        self.precision
    }

    /// The same without fractions of a second.
    #[must_use]
    pub fn in_whole_seconds(self) -> Self {
        let at = Timestamp::from_second(self.at.as_second()).unwrap_or(self.at);
        Self { at, ..self }
    }

    /// `2015-01-21T09:39:00+08:00` (RFC 3339), always with seconds and a numeric offset.
    pub fn rfc3339(self) -> String {
        self.at
            .display_with_offset(self.printed_offset())
            .to_string()
    }

    /// `Wed, 21 Jan 2015 09:39:00 +0800` (RFC 822 with a four-digit year, as RSS 2.0 asks).
    pub fn rfc822(self) -> String {
        const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        const MONTHS: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let at = self.printed_offset().to_datetime(self.at);
        let day = DAYS[usize::from(at.weekday().to_monday_zero_offset().unsigned_abs()) % 7];
        let month = MONTHS[usize::from((at.month() - 1).unsigned_abs()) % 12];
        // Not strftime: every item of every feed is dated, and it takes several times as long.
        format!(
            "{day}, {:02} {month} {:04} {:02}:{:02}:{:02} {}",
            at.day(),
            at.year(),
            at.hour(),
            at.minute(),
            at.second(),
            self.offset_digits()
        )
    }

    /// What the page stated and no more: a bare `2015-01-21` when it printed no time.
    pub fn as_stated(self) -> String {
        match self.precision {
            Precision::Day => self.offset.to_datetime(self.at).date().to_string(),
            Precision::Minute | Precision::Second => self.rfc3339(),
        }
    }

    /// Whether both are the same in print, too: equal moments may be shown in two offsets.
    pub fn is_identical(self, other: Self) -> bool {
        self == other && self.offset == other.offset && self.precision == other.precision
    }

    /// Whether both name one calendar day, each in its own offset.
    pub fn is_same_day(self, other: Self) -> bool {
        self.offset.to_datetime(self.at).date() == other.offset.to_datetime(other.at).date()
    }

    fn offset_digits(self) -> String {
        let minutes = self.offset.seconds() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        format!("{sign}{:02}{:02}", minutes.abs() / 60, minutes.abs() % 60)
    }
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}
impl Eq for Moment {}
impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Moment {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.at.cmp(&other.at)
    }
}

mod offset_seconds {
    use jiff::tz::Offset;
    use serde::{Deserialize, Deserializer, Serializer, de};

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "the signature is serde's"
    )]
    pub(super) fn serialize<S: Serializer>(offset: &Offset, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i32(offset.seconds())
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Offset, D::Error> {
        Offset::from_seconds(i32::deserialize(from)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A time before clocks were set by zones is the same time in every format.
    #[test]
    fn an_offset_with_seconds_is_printed_so_that_the_instant_holds() {
        let zone = jiff::tz::TimeZone::get("Asia/Shanghai").expect("a zone");
        let at: Timestamp = "1826-01-14T15:54:17Z".parse().expect("a test date");
        let moment = Moment::in_zone(at, &zone);
        assert_eq!(moment.rfc3339(), "1826-01-14T23:59:17+08:05");
        assert_eq!(moment.rfc822(), "Sat, 14 Jan 1826 23:59:17 +0805");
    }

    fn moment(text: &str) -> Moment {
        let zoned: jiff::ZonedDateTime = text.parse().expect("a test date");
        Moment::new(zoned.timestamp(), zoned.offset(), Precision::Second)
    }

    /// A reader in Tai'an must see 09:39, not 01:39.
    #[test]
    fn the_offset_of_the_page_survives_both_spellings() {
        let printed = moment("2015-01-21T09:39:00+08:00[Asia/Shanghai]");
        assert_eq!(printed.rfc3339(), "2015-01-21T09:39:00+08:00");
        assert_eq!(printed.rfc822(), "Wed, 21 Jan 2015 09:39:00 +0800");
        let west = moment("2015-01-21T09:39:00-03:30[America/St_Johns]");
        assert_eq!(west.rfc822(), "Wed, 21 Jan 2015 09:39:00 -0330");
    }

    /// A wrong weekday is an error to validators, and some readers drop the item.
    #[test]
    fn every_day_has_its_own_name() {
        let first = moment("2014-12-31T23:59:58+08:00[Asia/Shanghai]");
        for days in 0..800 {
            let at = first.at + jiff::SignedDuration::from_hours(24 * days);
            let moment = Moment::new(at, first.offset, Precision::Second);
            let jiffs = first
                .offset
                .to_datetime(at)
                .strftime("%a, %d %b %Y %H:%M:%S +0800");
            assert_eq!(moment.rfc822(), jiffs.to_string());
        }
    }

    /// A stored date must come back with its offset and precision, or feeds change at a restart.
    #[test]
    fn a_moment_survives_storage() {
        let printed = moment("2015-01-21T09:39:00+08:00[Asia/Shanghai]");
        let stored = serde_json::to_string(&printed).expect("plain data");
        let read: Moment = serde_json::from_str(&stored).expect("our own writing");
        assert_eq!(read.rfc3339(), printed.rfc3339());
        assert_eq!(read.precision(), printed.precision());
    }
}
