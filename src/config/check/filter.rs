//! `[feeds.ID.filter]` and `title-cut`: words and patterns, compiled.

use std::time::Duration;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use super::table::TableCheck;
use crate::config::filter::{self, Filter, FilterField, FilterRule};
use crate::config::raw::{At, Pattern, RawFilter, RawRule};
use crate::config::wording::quoted;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
/// More rules than this are one pattern with `|`.
const RULES: usize = 100;
/// The longest text of a rule.
const RULE_LIMIT_CHARS: usize = 1000;
/// Where words are looked for unless a rule says so.
const USUAL_FIELDS: [FilterField; 2] = [FilterField::Title, FilterField::Summary];

pub(super) fn filter(raw: &RawFilter, table: &mut TableCheck<'_, '_>) -> Option<Filter> {
    let include = rules("include", raw.include.as_ref(), table);
    let exclude = rules("exclude", raw.exclude.as_ref(), table);
    let max_age = match &raw.max_age {
        None => Some(None),
        Some(_) => table
            .duration(
                "max-age",
                raw.max_age.as_ref(),
                30 * DAY,
                &(HOUR..=3650 * DAY),
            )
            .map(Some),
    };
    let reprints = raw.reprints.as_ref().is_none_or(|reprints| reprints.value);
    Some(Filter {
        include: include?,
        exclude: exclude?,
        max_age: max_age?,
        own_only: !reprints,
    })
}

/// The patterns whose matches are cut out of titles.
pub(super) fn title_cut(
    written: Option<&At<Vec<At<Pattern>>>>,
    table: &mut TableCheck<'_, '_>,
) -> Option<Vec<Regex>> {
    let Some(written) = written else {
        return Some(Vec::new());
    };
    few("title-cut", written, table)?;
    let read: Vec<Option<Regex>> = written
        .value
        .iter()
        .map(|pattern| compiled("title-cut", pattern, filter::pattern, table))
        .collect();
    read.into_iter().collect()
}

fn rules(
    key: &str,
    written: Option<&At<Vec<At<RawRule>>>>,
    table: &mut TableCheck<'_, '_>,
) -> Option<Vec<FilterRule>> {
    let Some(written) = written else {
        return Some(Vec::new());
    };
    few(key, written, table)?;
    let read: Vec<Option<FilterRule>> = written
        .value
        .iter()
        .map(|rule| self::rule(key, rule, table))
        .collect();
    read.into_iter().collect()
}

fn few<T>(key: &str, written: &At<Vec<T>>, table: &mut TableCheck<'_, '_>) -> Option<()> {
    let (count, at) = (written.value.len(), written.span.start);
    if count == 0 {
        table.error(
            at,
            &format!("{key} is empty; write a rule, or remove the key"),
        );
    } else if count > RULES {
        table.error(
            at,
            &format!(
                "{key} has {count} rules; use up to {RULES}, with \"one|another\" in a pattern"
            ),
        );
    }
    (1..=RULES).contains(&count).then_some(())
}

fn rule(key: &str, written: &At<RawRule>, table: &mut TableCheck<'_, '_>) -> Option<FilterRule> {
    let at = written.span.start;
    let rule = match &written.value {
        RawRule::Words(words) => {
            let words = At {
                value: words.clone(),
                span: written.span.clone(),
            };
            return Some(FilterRule {
                pattern: compiled(key, &words, filter::words, table)?,
                fields: USUAL_FIELDS.to_vec(),
            });
        }
        RawRule::Table(rule) => rule,
    };
    let mut inner = table.inner(format!("filter.{key}: "), at);
    let pattern = match (&rule.words, &rule.pattern) {
        (Some(words), None) => compiled("words", words, filter::words, &mut inner),
        (None, Some(pattern)) => compiled("pattern", pattern, filter::pattern, &mut inner),
        (Some(_), Some(_)) => {
            inner.error(at, "a rule has words and a pattern; write two rules");
            None
        }
        (None, None) => {
            if !inner.is_struck("words") && !inner.is_struck("pattern") {
                inner.error(
                    at,
                    "a rule has neither words nor pattern; add words = \"…\" or pattern = \"…\"",
                );
            }
            None
        }
    };
    let fields = match &rule.fields {
        None => Some(USUAL_FIELDS.to_vec()),
        Some(written) if written.value.is_empty() => {
            inner.error(
                written.span.start,
                "fields is empty; write fields = [\"title\"], or remove the key",
            );
            None
        }
        Some(written) => {
            let read: Vec<Option<FilterField>> = written
                .value
                .iter()
                .map(|field| inner.word("fields", field, &FilterField::WORDS))
                .collect();
            read.into_iter().collect()
        }
    };
    Some(FilterRule {
        pattern: pattern?,
        fields: fields?,
    })
}

/// The regular expression that `compile` makes of the text.
fn compiled<T: AsRef<str>>(
    key: &str,
    written: &At<T>,
    compile: impl FnOnce(&str) -> Result<Regex, String>,
    table: &mut TableCheck<'_, '_>,
) -> Option<Regex> {
    let text = written.value.as_ref();
    if text.chars().count() > RULE_LIMIT_CHARS {
        let start: String = text.chars().take(20).collect();
        table.error(
            written.span.start,
            &format!(
                "{key} {} is longer than {RULE_LIMIT_CHARS} characters; write several rules",
                quoted(&format!("{start}…"))
            ),
        );
        return None;
    }
    // Texts are matched in form C.
    table.read(key, written, |text| {
        compile(&text.nfc().collect::<String>())
    })
}
