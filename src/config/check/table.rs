//! One table under check: reads its values, and words what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::time::Duration;

use url::Url;

use crate::config::nearest::nearest;
use crate::config::problem::{Report, TOP_LEVEL};
use crate::config::raw::{At, Count, DurationText, GrantWord, Size};
use crate::config::wording::{listed, quoted};
use crate::config::{address, units};
use crate::model::{FeedId, Grant};

/// A table, and what messages call it.
pub(super) struct TableCheck<'r, 't> {
    report: &'r mut Report<'t>,
    subject: String,
    prefix: String,
    start: usize,
}

impl<'r, 't> TableCheck<'r, 't> {
    /// The table that begins at byte `start`; `subject` is `feed "city"` or `[server]`.
    pub(super) fn new(report: &'r mut Report<'t>, subject: String, start: usize) -> Self {
        Self {
            report,
            subject,
            prefix: String::new(),
            start,
        }
    }

    /// A table within it, at byte `start`; `prefix` (`select.`) goes before its keys.
    pub(super) fn inner(&mut self, prefix: impl Into<String>, start: usize) -> TableCheck<'_, 't> {
        TableCheck {
            report: self.report,
            subject: self.subject.clone(),
            prefix: prefix.into(),
            start,
        }
    }

    /// An error at byte `at`: `feed "city": ` and `message`.
    pub(super) fn error(&mut self, at: usize, message: &str) {
        let message = format!("{}: {}{message}", self.subject, self.prefix);
        self.report.error(at, message);
    }

    /// A warning at byte `at`.
    pub(super) fn warn(&mut self, at: usize, message: &str) {
        let message = format!("{}: {}{message}", self.subject, self.prefix);
        self.report.warn(at, message);
    }

    /// The value at byte `at` names a table of `kind` that is not there.
    ///
    /// When a table of that kind cannot be read, nothing is reported: it may be the one.
    pub(super) fn absent(&mut self, kind: &str, at: usize, message: &str) {
        if !self.report.is_struck(TOP_LEVEL, kind) {
            self.error(at, message);
        }
    }

    /// Whether `key` was written, wrongly, and has been reported.
    pub(super) fn is_struck(&self, key: &str) -> bool {
        self.report.is_struck(self.start, key)
    }

    /// Whether `key` of the table at byte `start` was written, wrongly, and has been reported.
    pub(super) fn is_struck_at(&self, start: usize, key: &str) -> bool {
        self.report.is_struck(start, key)
    }

    /// `value`, or an error that `key` is missing; `remedy` is what to add.
    pub(super) fn required<'v, T>(
        &mut self,
        key: &str,
        value: Option<&'v At<T>>,
        remedy: &str,
    ) -> Option<&'v At<T>> {
        if value.is_none() && !self.report.is_struck(self.start, key) {
            let message = format!(
                "{}: {}{key} is missing; add {remedy}",
                self.subject, self.prefix
            );
            self.report.error(self.start, message);
        }
        value
    }

    /// The trimmed text; an error when there is nothing in it, or control characters.
    pub(super) fn text<T: AsRef<str>>(&mut self, key: &str, value: &At<T>) -> Option<String> {
        let text = value.value.as_ref().trim();
        if text.is_empty() {
            self.error(
                value.span.start,
                &format!("{key} is empty; write a text, or remove the key"),
            );
            return None;
        }
        if text.chars().any(char::is_control) {
            self.error(
                value.span.start,
                &format!(
                    "{key} {} has control characters or line breaks; write it on one line",
                    quoted(text)
                ),
            );
            return None;
        }
        Some(text.to_owned())
    }

    /// The value that `read` makes of the text, or its complaint.
    pub(super) fn read<T: AsRef<str>, V>(
        &mut self,
        key: &str,
        value: &At<T>,
        read: impl FnOnce(&str) -> Result<V, String>,
    ) -> Option<V> {
        let text = value.value.as_ref();
        read(text)
            .map_err(|complaint| {
                self.error(
                    value.span.start,
                    &format!("{key} {} {complaint}", quoted(text)),
                );
            })
            .ok()
    }

    /// The feeds that `written` names, which must be in the file; `remedy` says what to do about an empty list.
    pub(super) fn feeds<T: AsRef<str>, F>(
        &mut self,
        written: &At<Vec<At<T>>>,
        known: &BTreeMap<String, F>,
        remedy: &str,
    ) -> Option<BTreeSet<FeedId>> {
        let names = || known.keys().map(String::as_str);
        if written.value.is_empty() && !self.is_struck("feeds") {
            let at = written.span.start;
            self.error(at, &format!("feeds is empty; {remedy}"));
        }
        let mut feeds = BTreeSet::new();
        for feed in &written.value {
            let id = feed.value.as_ref();
            if known.contains_key(id) {
                feeds.extend(id.parse::<FeedId>().ok());
                continue;
            }
            let remedy = match nearest(id, names()) {
                Some(meant) => format!("did you mean {}?", quoted(meant)),
                None => format!("known: {}", listed(names())),
            };
            let message = format!("feed {} is not in this file; {remedy}", quoted(id));
            self.absent("feeds", feed.span.start, &message);
        }
        (!feeds.is_empty()).then_some(feeds)
    }

    /// An absolute http(s) URL.
    pub(super) fn url<T: AsRef<str>>(&mut self, key: &str, value: &At<T>) -> Option<Url> {
        self.read(key, value, address::http_url)
    }

    /// A duration within `range`, or `default`.
    pub(super) fn duration(
        &mut self,
        key: &str,
        value: Option<&At<DurationText>>,
        default: Duration,
        range: &RangeInclusive<Duration>,
    ) -> Option<Duration> {
        let Some(value) = value else {
            return Some(default);
        };
        self.read(key, value, |text| {
            let duration = units::duration(text)?;
            if duration.is_zero() && !range.contains(&duration) {
                Err(format!(
                    "must be positive; use \"{}\"",
                    units::spoken(default)
                ))
            } else if duration < *range.start() {
                Err(format!(
                    "is too short; use \"{}\" or more",
                    units::spoken(*range.start())
                ))
            } else if duration > *range.end() {
                Err(format!(
                    "is too long; use \"{}\" or less",
                    units::spoken(*range.end())
                ))
            } else {
                Ok(duration)
            }
        })
    }

    /// A number of bytes within `range`, or `default`.
    pub(super) fn size(
        &mut self,
        key: &str,
        value: Option<&At<Size>>,
        default: u64,
        range: &RangeInclusive<u64>,
    ) -> Option<u64> {
        let Some(value) = value else {
            return Some(default);
        };
        self.read(key, value, |text| {
            let size = units::size(text)?;
            if size < *range.start() {
                Err(format!(
                    "is too small; use \"{}\" or more",
                    units::spoken_bytes(*range.start())
                ))
            } else if size > *range.end() {
                Err(format!(
                    "is too large; use \"{}\" or less",
                    units::spoken_bytes(*range.end())
                ))
            } else {
                Ok(size)
            }
        })
    }

    /// A whole number within `range`, or `default`.
    pub(super) fn count(
        &mut self,
        key: &str,
        value: Option<&At<Count>>,
        default: usize,
        range: &RangeInclusive<usize>,
    ) -> Option<usize> {
        let Some(value) = value else {
            return Some(default);
        };
        let number = value.value.0;
        let count = usize::try_from(number)
            .ok()
            .filter(|count| range.contains(count));
        if count.is_none() {
            let (least, most) = (range.start(), range.end());
            self.error(
                value.span.start,
                &format!("{key} {number} is out of range; use {least} to {most}"),
            );
        }
        count
    }

    /// A grant, or `default`.
    pub(super) fn grant(
        &mut self,
        key: &str,
        value: Option<&At<GrantWord>>,
        default: Grant,
    ) -> Option<Grant> {
        let Some(value) = value else {
            return Some(default);
        };
        let words: Vec<_> = Grant::ALL.iter().map(|it| (it.as_str(), *it)).collect();
        self.word(key, value, &words)
    }

    /// The value that `words` has for the text; `None` after a report when `words` does not have the text.
    pub(super) fn word<T: AsRef<str>, V: Copy>(
        &mut self,
        key: &str,
        value: &At<T>,
        words: &[(&str, V)],
    ) -> Option<V> {
        let written = value.value.as_ref();
        if let Some((_, meant)) = words.iter().find(|(word, _)| *word == written) {
            return Some(*meant);
        }
        let known = || words.iter().map(|(word, _)| *word);
        let remedy = match nearest(written, known()) {
            Some(meant) => format!("did you mean {meant:?}? Known: {}", listed(known())),
            None => format!("use {}", listed(known()).replacen(" and ", " or ", 1)),
        };
        self.error(
            value.span.start,
            &format!("{key} {} is not known; {remedy}", quoted(written)),
        );
        None
    }
}
