//! The offsets that a page states beside its times, for machines: `2026-11-20T09:00:00+01:00`.
//!
//! In: markup. Out: instants with their offsets, and whether they contradict a time zone. What a page says to
//! machines is exact, so it tells whether the zone that an operator wrote down can be right.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use regex::Regex;

/// More than this say nothing new.
const LIMIT: usize = 400;
/// One time may be another site's.
const FEWEST: usize = 2;

static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?-u)\b((?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.[0-9]{1,9})?([+-][0-9]{2}):?([0-9]{2})\b",
    )
    .ok()
});

/// The times of `html` that have an offset other than UTC's, which is what many systems print wherever they are.
pub fn stated(html: &str) -> Vec<(Timestamp, Offset)> {
    let Some(time) = TIME.as_ref() else {
        return Vec::new();
    };
    let found = time.captures_iter(html).take(LIMIT).filter_map(|found| {
        let text = format!("{}{}:{}", &found[1], &found[2], &found[3]);
        let at: Timestamp = text.parse().ok()?;
        let hours: i32 = found[2].parse().ok()?;
        let minutes: i32 = found[3].parse().ok()?;
        let sign = if found[2].starts_with('-') { -1 } else { 1 };
        let offset = Offset::from_seconds(hours * 3600 + sign * minutes * 60).ok()?;
        (offset != Offset::UTC).then_some((at, offset))
    });
    found.collect()
}

/// The offset that contradicts `zone`, when most of the times that are `stated` have another than `zone` had then.
pub fn contradicting(
    stated: &[(Timestamp, Offset)],
    zone: &TimeZone,
) -> Option<(Timestamp, Offset)> {
    let wrong: Vec<&(Timestamp, Offset)> = stated
        .iter()
        .filter(|(at, offset)| zone.to_offset(*at) != *offset)
        .collect();
    if wrong.len() < FEWEST || wrong.len() * 2 <= stated.len() {
        return None;
    }
    // Of two offsets, one may be summer time's: the one that most times have.
    let most = wrong.iter().max_by_key(|(_, offset)| {
        let same = wrong.iter().filter(|(_, other)| other == offset);
        same.count()
    });
    most.map(|found| **found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).expect("a zone")
    }

    /// A wrong zone shifts every date by hours, and nobody notices until a reader does.
    #[test]
    fn a_zone_is_contradicted_by_what_most_times_say() {
        let page = r#"<time datetime="2026-01-20T09:00:00+08:00"> "datePublished":"2026-07-20T09:00+0800"
            <time datetime="2026-01-20T01:00:00Z"> <time datetime="2026-01-20T01:00:00.000+00:00">"#;
        let found = stated(page);
        assert_eq!(found.len(), 2);
        let offset =
            |name: &str| contradicting(&found, &zone(name)).map(|(_, offset)| offset.seconds());
        assert_eq!(offset("UTC"), Some(8 * 3600));
        assert_eq!(offset("Asia/Shanghai"), None);
    }

    /// Summer time, another site's one time, and half hours are no contradiction.
    #[test]
    fn what_a_zone_allows_is_no_contradiction() {
        let summer = stated("2026-01-20T09:00:00+01:00 2026-07-20T09:00:00+02:00");
        assert_eq!(contradicting(&summer, &zone("Europe/Berlin")), None);
        assert!(contradicting(&summer, &zone("Europe/London")).is_some());
        let one = stated("2026-01-20T09:00:00-05:00");
        assert_eq!(contradicting(&one, &zone("UTC")), None);
        let india = stated("2026-01-20T09:00:00+05:30 2026-01-21T09:00:00+05:30");
        assert_eq!(contradicting(&india, &zone("Asia/Kolkata")), None);
        assert_eq!(stated("2026-01-20T09:00:00-03:30")[0].1.seconds(), -12600);
        assert!(stated("2026-13-40T09:00:00+99:99 2026-01-20").is_empty());
    }
}
