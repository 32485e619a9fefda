//! Time zones and languages: names that other registries keep.
//!
//! A zone is an IANA name: an offset such as `+08:00` has no summer time, and `CST` is three zones.

use jiff::tz::{TimeZone, db};

use crate::config::nearest::nearest;

/// The zone named `name`, or what is wrong with it.
pub(crate) fn zone(name: &str) -> Result<TimeZone, String> {
    let name = name.trim();
    if name.is_empty() {
        return Err("is empty; write a place, such as \"Asia/Shanghai\"".to_owned());
    }
    if let Ok(zone) = TimeZone::get(name) {
        return Ok(zone);
    }
    Err(match name.to_ascii_uppercase().as_str() {
        "CST" => "is China's, America's or Cuba's; use \"Asia/Shanghai\" or \"America/Chicago\"".to_owned(),
        "BEIJING" | "CHINA" | "ASIA/BEIJING" | "CHINA STANDARD TIME" | "UTC+8" | "UTC+08:00" | "GMT+8"
        | "GMT+08:00" | "+8" | "+08:00" | "+0800" => {
            "is no IANA name; use a place, such as \"Asia/Shanghai\"".to_owned()
        }
        _ => match likely(name) {
            Some(meant) => format!("is not known; did you mean {meant:?}?"),
            None => "is not known; use a place of the IANA list, such as \"Asia/Shanghai\" or \"Europe/Berlin\"".to_owned(),
        },
    })
}

fn likely(name: &str) -> Option<String> {
    let known: Vec<String> = db()
        .available()
        .map(|name| name.as_str().to_owned())
        .collect();
    let city = |name: &str| name.rsplit('/').next().unwrap_or_default().to_lowercase();
    let wanted = city(name);
    let whole = known
        .iter()
        .find(|known| known.contains('/') && city(known) == wanted)
        .map(String::as_str);
    whole
        .or_else(|| {
            let places = known
                .iter()
                .map(String::as_str)
                .filter(|known| known.contains('/'));
            // A name without its region is compared to cities alone.
            if name.contains('/') {
                nearest(name, places)
            } else {
                let cities: Vec<(String, &str)> =
                    places.map(|known| (city(known), known)).collect();
                let meant = nearest(name, cities.iter().map(|(city, _)| city.as_str()))?;
                cities
                    .iter()
                    .find(|(city, _)| city == meant)
                    .map(|(_, known)| *known)
            }
        })
        .map(str::to_owned)
}

/// The language tag (BCP 47), or what is wrong with it.
pub(super) fn language(tag: &str) -> Result<String, String> {
    let tag = tag.trim();
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    let fits = (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    if fits {
        return Ok(tag.to_owned());
    }
    let hyphenated = tag.replace('_', "-");
    let name = match tag.to_lowercase().as_str() {
        "chinese" | "中文" | "汉语" => Some("zh-CN"),
        "english" => Some("en"),
        "japanese" | "日本語" => Some("ja"),
        "german" | "deutsch" => Some("de"),
        _ if hyphenated != tag && language(&hyphenated).is_ok() => Some(hyphenated.as_str()),
        _ => None,
    };
    Err(name.map_or_else(
        || "is no language tag (BCP 47); use one such as \"zh-CN\" or \"en\"".to_owned(),
        |name| format!("is no language tag (BCP 47); use {name:?}"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Eight hours off, in every item, is what a wrong zone costs.
    #[test]
    fn a_wrong_zone_is_answered_with_a_right_one() {
        for (name, words) in [
            ("Asia/Shangai", "did you mean \"Asia/Shanghai\"?"),
            ("Shanghai", "did you mean \"Asia/Shanghai\"?"),
            ("Europe/Londn", "did you mean \"Europe/London\"?"),
            ("CST", "use \"Asia/Shanghai\" or \"America/Chicago\""),
            ("+08:00", "use a place, such as \"Asia/Shanghai\""),
            ("Asia/Beijing", "use a place, such as \"Asia/Shanghai\""),
            ("here", "use a place of the IANA list"),
            ("", "is empty"),
        ] {
            let message = zone(name).err().unwrap_or_default();
            assert!(message.contains(words), "{name}: {message}");
        }
        assert!(zone("Asia/Shanghai").is_ok() && zone("UTC").is_ok());
    }

    /// `zh_CN` in a feed's language is an error to every validator.
    #[test]
    fn a_language_is_a_tag() {
        for good in ["zh-CN", "en", "zh-Hant-TW", "de", "yue"] {
            assert!(language(good).is_ok(), "{good}");
        }
        let meant = |tag: &str| language(tag).err().unwrap_or_default();
        assert!(meant("zh_CN").ends_with("use \"zh-CN\""));
        assert!(meant("Chinese").ends_with("use \"zh-CN\""));
        assert!(meant("").contains("such as"));
    }
}
