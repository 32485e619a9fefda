//! Values with a unit: durations, sizes and rates.
//!
//! In: the text between the quotes. Out: the value, or what is wrong with it and what to write instead.
//! Numbers are whole; a duration may have several parts (`1h30m`).

use std::time::Duration;

use super::partner::Rate;

const MILLIS: [(&str, u64); 5] = [
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];
const BYTES: [(&str, u64); 7] = [
    ("B", 1),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

/// `500ms`, `15s`, `10m`, `1h30m`, `7d`. An error reads as the end of a sentence about the value.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let millis = sum(text, &MILLIS)?.ok_or_else(|| remedy(text, &DURATIONS))?;
    millis
        .map(Duration::from_millis)
        .ok_or_else(|| "is too long; use \"365d\" or less".to_owned())
}

/// `64KiB`, `4MiB`, `1GB`, in bytes.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let one_part = parts(text).is_some_and(|parts| parts.len() == 1);
    sum(text, &BYTES)?
        .filter(|_| one_part)
        .ok_or_else(|| remedy(text, &SIZES))?
        .ok_or_else(|| "is too large; use \"1024GiB\" or less".to_owned())
}

/// `600/h`: requests per second, minute, hour or day.
pub(super) fn rate(text: &str) -> Result<Rate, String> {
    const FORMS: &str = "is not a rate; write requests per s, m, h or d, such as \"600/h\"";
    let (requests, per) = text.split_once('/').ok_or(FORMS)?;
    let requests: u32 = requests.trim().parse().map_err(|_| FORMS)?;
    if requests == 0 {
        return Err("must allow at least one request; use \"600/h\", or leave it out".to_owned());
    }
    let (_, millis) = MILLIS
        .into_iter()
        .find(|&(unit, _)| {
            unit != "ms" && (unit == per.trim() || Some(unit) == minute_words(per.trim()))
        })
        .ok_or(FORMS)?;
    Ok(Rate {
        requests,
        per: Duration::from_millis(millis),
    })
}

/// A duration in the form that `feeds.toml` takes, for messages.
pub(super) fn spoken(duration: Duration) -> String {
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    MILLIS
        .into_iter()
        .rev()
        .find(|&(_, unit)| millis >= unit && millis.is_multiple_of(unit))
        .map_or_else(
            || "0s".to_owned(),
            |(name, unit)| format!("{}{name}", millis / unit),
        )
}

/// A number of bytes in the form that `feeds.toml` takes, for messages.
pub(super) fn spoken_bytes(bytes: u64) -> String {
    [("GiB", 1_u64 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
        .into_iter()
        .find(|&(_, unit)| bytes >= unit && bytes.is_multiple_of(unit))
        .map_or_else(
            || format!("{bytes}B"),
            |(name, unit)| format!("{}{name}", bytes / unit),
        )
}

/// The sum of all parts; `None` outside: not of this form; inside: beyond 64 bits.
fn sum(text: &str, units: &[(&str, u64)]) -> Result<Option<Option<u64>>, String> {
    if let Some(positive) = text.trim().strip_prefix('-') {
        return Err(format!("must be positive; use {positive:?}"));
    }
    if text.contains(char::is_whitespace) {
        return Ok(None);
    }
    let Some(parts) = parts(text) else {
        return Ok(None);
    };
    let mut total = Some(0_u64);
    for (number, name) in parts {
        let Some((_, unit)) = units.iter().find(|(known, _)| *known == name) else {
            return Ok(None);
        };
        if !number.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(None);
        }
        total = total.and_then(|sum| {
            let part = number.parse::<u64>().ok()?.checked_mul(*unit)?;
            sum.checked_add(part)
        });
    }
    Ok(Some(total))
}

/// `10 minutes` as `("10", "minutes")`: every number with the word behind it.
fn parts(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut rest = text.trim();
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let letters = after
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(after.len());
        let (word, next) = after.split_at(letters);
        if number.is_empty() {
            return None;
        }
        parts.push((number, word));
        rest = next.trim_start();
    }
    (!parts.is_empty()).then_some(parts)
}

/// How a kind of value is written, for remedies.
struct UnitForm {
    what: &'static str,
    example: &'static str,
    units: &'static [(&'static str, u64)],
    rules: &'static str,
    /// The unit that a word stands for.
    meant: fn(&str) -> Option<&'static str>,
    spoken: fn(u64) -> String,
}

const DURATIONS: UnitForm = UnitForm {
    what: "a duration",
    example: "10m",
    units: &MILLIS,
    rules: "whole numbers with ms, s, m, h or d",
    meant: minute_words,
    spoken: |millis| spoken(Duration::from_millis(millis)),
};
const SIZES: UnitForm = UnitForm {
    what: "a size",
    example: "256MiB",
    units: &BYTES,
    rules: "a whole number with B, KB, MB, GB, KiB, MiB or GiB",
    meant: byte_words,
    spoken: spoken_bytes,
};

/// What to write instead of `text`, as near to it as can be.
fn remedy(text: &str, form: &UnitForm) -> String {
    let UnitForm {
        what,
        example,
        rules,
        ..
    } = form;
    let parts = parts(text).unwrap_or_default();
    if !parts.is_empty() && parts.iter().all(|(_, word)| word.is_empty()) {
        return format!("has no unit; write {rules}, such as {example:?}");
    }
    match rewritten(&parts, form).filter(|rewritten| rewritten != text) {
        Some(rewritten) => format!("is not {what}; use {rewritten:?} ({rules})"),
        None => format!("is not {what}; write {rules}, such as {example:?}"),
    }
}

/// The same value in the right form, if it can be found.
fn rewritten(parts: &[(&str, &str)], form: &UnitForm) -> Option<String> {
    let mut whole = String::new();
    let mut sum = 0.0;
    for (number, word) in parts {
        let name = (form.meant)(word)?;
        let (_, unit) = form.units.iter().find(|(known, _)| *known == name)?;
        whole += &format!("{number}{name}");
        // A remedy need not be exact beyond 2^53; it is only read.
        sum += number.parse::<f64>().ok()? * *unit as f64;
    }
    if !whole.contains('.') {
        return (!whole.is_empty()).then_some(whole);
    }
    let rounded = sum.round();
    (1.0..1e15)
        .contains(&rounded)
        .then(|| (form.spoken)(rounded as u64))
}

/// The unit of time that a word stands for.
fn minute_words(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "ms" | "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" | "毫秒" => "ms",
        "s" | "sec" | "secs" | "second" | "seconds" | "秒" | "秒钟" => "s",
        "m" | "min" | "mins" | "minute" | "minutes" | "分" | "分钟" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" | "时" | "小时" => "h",
        "d" | "day" | "days" | "天" | "日" => "d",
        _ => return None,
    })
}

/// The unit of size that a word stands for.
fn byte_words(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "b" | "byte" | "bytes" => "B",
        "kb" => "KB",
        "mb" => "MB",
        "gb" => "GB",
        "k" | "kib" => "KiB",
        "m" | "mib" => "MiB",
        "g" | "gib" => "GiB",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Ten minutes read as ten seconds would be sixty times too many requests.
    #[test]
    fn every_documented_form_is_read() {
        for (text, millis) in [
            ("500ms", 500),
            ("15s", 15_000),
            ("10m", 600_000),
            ("1h30m", 5_400_000),
            ("7d", 604_800_000),
            ("0s", 0),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for (text, bytes) in [
            ("512B", 512),
            ("4KB", 4_000),
            ("4MiB", 4 << 20),
            ("2GiB", 2 << 30),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        let hourly = Rate {
            requests: 600,
            per: Duration::from_secs(3600),
        };
        assert_eq!(rate("600/h"), Ok(hourly));
    }

    /// "Invalid duration" would leave the operator guessing.
    #[test]
    fn a_wrong_form_is_answered_with_the_right_one() {
        for (text, answer) in [
            (
                "10 minutes",
                "is not a duration; use \"10m\" (whole numbers with ms, s, m, h or d)",
            ),
            (
                "10 分钟",
                "is not a duration; use \"10m\" (whole numbers with ms, s, m, h or d)",
            ),
            (
                "10",
                "has no unit; write whole numbers with ms, s, m, h or d, such as \"10m\"",
            ),
            (
                "1.5h",
                "is not a duration; use \"90m\" (whole numbers with ms, s, m, h or d)",
            ),
            (
                "soon",
                "is not a duration; write whole numbers with ms, s, m, h or d, such as \"10m\"",
            ),
            (
                "",
                "is not a duration; write whole numbers with ms, s, m, h or d, such as \"10m\"",
            ),
            ("-5m", "must be positive; use \"5m\""),
            ("99999999999999999999d", "is too long; use \"365d\" or less"),
        ] {
            assert_eq!(duration(text), Err(answer.to_owned()), "{text}");
        }
        for (text, answer) in [
            (
                "256mb",
                "is not a size; use \"256MB\" (a whole number with B, KB, MB, GB, KiB, MiB or GiB)",
            ),
            (
                "256 M",
                "is not a size; use \"256MiB\" (a whole number with B, KB, MB, GB, KiB, MiB or GiB)",
            ),
            (
                "1GiB1MiB",
                "is not a size; write a whole number with B, KB, MB, GB, KiB, MiB or GiB, such as \"256MiB\"",
            ),
            ("99999999999GiB", "is too large; use \"1024GiB\" or less"),
        ] {
            assert_eq!(size(text), Err(answer.to_owned()), "{text}");
        }
        assert!(rate("0/h").is_err() && rate("5/ms").is_err() && rate("/").is_err());
        assert_eq!(
            rate("5/minute").map(|rate| rate.per),
            Ok(Duration::from_secs(60))
        );
    }

    proptest! {
        /// What byline suggests, byline must accept.
        #[test]
        fn a_spoken_duration_reads_back(millis in 1_u64..10_000_000_000) {
            let it = Duration::from_millis(millis);
            prop_assert_eq!(duration(&spoken(it)), Ok(it));
            prop_assert_eq!(size(&spoken_bytes(millis)), Ok(millis));
        }
    }
}
