//! Dates as the portal prints them: local time, no offset.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz;

/// What a clock on the wall in Tai'an shows: UTC+8, no summer time.
pub(super) fn local(at: Timestamp) -> DateTime {
    tz::offset(8).to_datetime(at)
}

/// `2015-01-21 09:39:00`
pub(super) fn full(at: Timestamp) -> String {
    local(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// `2015-01-21 09:39`
pub(super) fn to_the_minute(at: Timestamp) -> String {
    local(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// `01-21`
pub(super) fn month_day(at: Timestamp) -> String {
    local(at).strftime("%m-%d").to_string()
}

/// `1月21日`
pub(super) fn spoken(at: Timestamp) -> String {
    let day = local(at);
    format!("{}月{}日", day.month(), day.day())
}

/// `刚刚`, `12分钟前`, `3小时前`, `昨天 12:00`, `前天 12:00`, then `2015-01-21`.
pub(super) fn ago(at: Timestamp, now: Timestamp) -> String {
    let minutes = (now.as_second() - at.as_second()).div_euclid(60);
    let (then, today) = (local(at), local(now));
    let days = today
        .date()
        .since(then.date())
        .map_or(i32::MAX, |span| span.get_days());
    match (days, minutes) {
        (0, ..1) => "刚刚".to_owned(),
        (0, 1..60) => format!("{minutes}分钟前"),
        (0, _) => format!("{}小时前", minutes / 60),
        (1, _) => then.strftime("昨天 %H:%M").to_string(),
        (2, _) => then.strftime("前天 %H:%M").to_string(),
        _ => then.strftime("%Y-%m-%d").to_string(),
    }
}
