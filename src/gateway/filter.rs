//! Which of the listed articles a feed shows: `[feeds.ID.filter]`. Pure.
//!
//! In: what a section lists, or an item that was made of it. Out: whether the feed leaves it out. The plausibility check
//! sees a section's whole list before this, so that a filter never looks like a list that shrank.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use regex::Regex;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::publish::compose::{Listed, cut_title};
use crate::config::{FeedSpec, Filter, FilterField, FilterRule};
use crate::model::{Item, Moment, Precision, Provenance};

/// Whether the feed leaves out what a section lists, whatever its article says. Then the article need not be read.
pub(super) fn leaves_out_listed(spec: &FeedSpec, listed: &Listed, now: Timestamp) -> bool {
    let (filter, teaser) = (&spec.filter, &listed.teaser);
    if filter.is_open() {
        return false;
    }
    let published = teaser.published;
    if published.is_some_and(|at| is_too_old(filter, latest(at), now)) {
        return true;
    }
    let title = cut_title(&spec.title_cut, &teaser.title);
    by_rules(filter, |field, pattern| match field {
        FilterField::Title => (!is_shortened(&title)).then(|| matches(pattern, &title)),
        FilterField::Url => Some(matches(pattern, teaser.url.as_str())),
        FilterField::Summary
        | FilterField::Source
        | FilterField::Author
        | FilterField::Category => None,
    }) == Some(true)
}

/// Whether the feed leaves `item` out. `growing`: articles are still on their way, and what the article of `item` may still
/// rule out waits for it, so that no reader gets what the filter keeps from the feed.
pub(super) fn leaves_out(filter: &Filter, item: &Item, growing: bool, now: Timestamp) -> bool {
    if filter.is_open() {
        return false;
    }
    if is_too_old(filter, date_of(item), now) {
        return true;
    }
    let is_read = item.is_complete();
    // Nobody knows whose an article is that was not read.
    if filter.own_only && !(is_read && item.credit().provenance() == Provenance::Own) {
        return true;
    }
    let facts = item.facts();
    let by_rules = by_rules(filter, |field, pattern| {
        if growing && !is_read && field != FilterField::Url {
            return None;
        }
        Some(match field {
            FilterField::Title => matches(pattern, &facts.title),
            FilterField::Summary => item.is_summed_up_by(|summary| matches(pattern, summary)),
            FilterField::Source => {
                let source = item.credit().source().filter(|_| is_read);
                source.is_some_and(|source| matches(pattern, &source.name))
            }
            FilterField::Author => facts.byline.iter().any(|it| matches(pattern, it)),
            FilterField::Category => {
                let mut labels = facts.sections.iter().map(|section| &section.label);
                labels.any(|it| matches(pattern, it))
                    || facts.keywords.iter().any(|it| matches(pattern, it))
            }
            FilterField::Url => matches(pattern, facts.link.as_str()),
        })
    });
    by_rules.unwrap_or(true)
}

/// When the first of `items` is too old for the feed; `None` when that does not come.
pub(super) fn next_expiry<'i>(
    filter: &Filter,
    items: impl Iterator<Item = &'i Item>,
) -> Option<Timestamp> {
    let max_age = SignedDuration::try_from(filter.max_age?).ok()?;
    let ends = items.filter_map(|item| date_of(item).checked_add(max_age).ok());
    ends.min()
}

/// Whether the rules leave an article out; `None` while that depends on what is not known. `looks` says whether a field
/// matches a pattern, or `None` while the field is not known.
fn by_rules(filter: &Filter, looks: impl Fn(FilterField, &Regex) -> Option<bool>) -> Option<bool> {
    let rule_matches = |rule: &FilterRule| {
        let fields = rule.fields.iter();
        any(fields.map(|&field| looks(field, &rule.pattern)))
    };
    let excluded = any(filter.exclude.iter().map(rule_matches));
    let included = match filter.include.is_empty() {
        true => Some(true),
        false => any(filter.include.iter().map(rule_matches)),
    };
    match (excluded, included) {
        (Some(true), _) | (_, Some(false)) => Some(true),
        (Some(false), Some(true)) => Some(false),
        (None, _) | (_, None) => None,
    }
}

/// Whether one of the answers is yes; `None` when none of them is yes and one of them is not known.
fn any(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all_known = true;
    for answer in answers {
        match answer {
            Some(true) => return Some(true),
            Some(false) => {}
            None => all_known = false,
        }
    }
    all_known.then_some(false)
}

/// Whether `text` has `pattern`. Rules are written in Unicode normalisation form C.
fn matches(pattern: &Regex, text: &str) -> bool {
    match is_nfc(text) {
        true => pattern.is_match(text),
        false => pattern.is_match(&text.nfc().collect::<String>()),
    }
}

/// When an item was published; without a date, when it last changed.
fn date_of(item: &Item) -> Timestamp {
    let facts = item.facts();
    latest(facts.published.unwrap_or(facts.updated))
}

/// The latest moment that a date may mean: a bare day lasts to its end.
fn latest(date: Moment) -> Timestamp {
    let at = date.timestamp();
    match date.precision() {
        Precision::Day => at.checked_add(SignedDuration::from_hours(24)).unwrap_or(at),
        Precision::Minute | Precision::Second => at,
    }
}

fn is_too_old(filter: &Filter, at: Timestamp, now: Timestamp) -> bool {
    let age = Duration::try_from(now.duration_since(at)).unwrap_or_default();
    filter.max_age.is_some_and(|max_age| age >= max_age)
}

/// Whether a section has shortened a title: the article's page has the whole.
fn is_shortened(title: &str) -> bool {
    title.is_empty() || title.ends_with('…') || title.ends_with("..")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config;
    use crate::model::{Credit, Grant, Guid};
    use crate::testing::{at, item, teaser, url};

    const DAY: i64 = 24 * 3600;

    fn spec(filter: &str) -> Arc<FeedSpec> {
        let text = format!(
            "[publishers.p]\nname = \"P\"\nurl = \"http://news.example/\"\ntimezone = \"UTC\"\n\
             [feeds.f]\npublisher = \"p\"\ntitle = \"F\"\nsections = [\"http://news.example/\"]\n\
             title-cut = [\"^Live: \"]\n[feeds.f.filter]\n{filter}\n"
        );
        let loaded = config::parse(&text, "feeds.toml", &|_| None).expect("a valid file");
        loaded.config.feeds.values().next().expect("a feed").clone()
    }

    fn listed(title: &str, published: Option<i64>) -> Listed {
        Listed {
            teaser: teaser(url("http://news.example/sport/1.htm"), title, published),
            guid: Guid::of(&url("http://news.example/sport/1.htm")),
            sections: Vec::new(),
        }
    }

    fn is_out(filter: &str, title: &str) -> bool {
        leaves_out_listed(&spec(filter), &listed(title, Some(DAY)), at(3 * DAY))
    }

    /// An article that is certain to be left out must cost its origin no request; one that is not must be read.
    #[test]
    fn a_listed_article_is_left_out_only_when_that_is_certain() {
        let title = "exclude = [{ words = \"ferry\", fields = [\"title\"] }]";
        assert!(is_out(title, "The Ferry sinks"));
        assert!(!is_out(title, "The boat sinks"));
        // The whole title may go on: "The ferryman".
        assert!(!is_out(title, "The ferry…"));
        // What is cut from titles is not looked at.
        assert!(!is_out("exclude = [\"live\"]", "Live: the boat sinks"));
        assert!(is_out(
            "exclude = [{ pattern = \"/sport/\", fields = [\"url\"] }]",
            "Any"
        ));
        let wanted = "include = [{ words = \"ferry\", fields = [\"title\"] }]";
        assert!(is_out(wanted, "The boat sinks"));
        assert!(!is_out(wanted, "The ferry sinks"));
        // Summary and source may still have the word.
        assert!(!is_out("include = [\"ferry\"]", "The boat sinks"));
        assert!(is_out("max-age = \"2d\"", "Any"));
        assert!(!is_out("max-age = \"49h\"", "Any"));
    }

    fn of_item(filter: &str, growing: bool) -> bool {
        let it = item(Grant::Full, Some("Ferries collide."), "Body.");
        let now = it.facts().updated.timestamp();
        leaves_out(&spec(filter).filter, &it, growing, now)
    }

    /// Each field that the documentation names is looked at.
    #[test]
    fn an_item_is_left_out_by_each_of_its_fields() {
        let it = item(Grant::Full, Some("Ferries collide."), "Body.");
        let facts = it.facts();
        let source = it.credit().source().map(|it| it.name.clone());
        let mut texts = vec![
            ("title", facts.title.clone()),
            ("summary", "FERRIES".to_owned()),
            ("url", facts.link.to_string()),
        ];
        texts.extend(source.map(|it| ("source", it)));
        texts.extend(facts.byline.first().map(|it| ("author", it.clone())));
        let categories = facts.sections.iter().map(|it| &it.label);
        let category = categories.chain(&facts.keywords).next();
        texts.extend(category.map(|it| ("category", it.clone())));
        for (field, words) in texts {
            let rule = format!("[{{ words = {words:?}, fields = [{field:?}] }}]");
            assert!(of_item(&format!("exclude = {rule}"), false), "{field}");
            assert!(!of_item(&format!("include = {rule}"), false), "{field}");
        }
        assert!(of_item("include = [\"nothing of the kind\"]", false));
        assert!(!of_item("exclude = [\"nothing of the kind\"]", false));
    }

    /// A subscriber must not get a reprint's headline for the seconds until its page is read.
    #[test]
    fn own_articles_alone_are_shown_where_reprints_are_not() {
        let it = item(Grant::Full, None, "Body.");
        let now = it.facts().updated.timestamp();
        let own = it.credit().provenance() == Provenance::Own;
        let filter = &spec("reprints = false").filter;
        assert_eq!(leaves_out(filter, &it, false, now), !own);
        let mut ruling = it.ruling().clone();
        let source = ruling
            .credit
            .source()
            .cloned()
            .unwrap_or_else(|| crate::model::Source {
                name: "Agency".into(),
                url: None,
            });
        ruling.credit = Credit::compose("{source}", source, Provenance::Reprint, "P", "en");
        assert!(leaves_out(filter, &it.ruled(ruling), false, now));
    }

    /// An item that has become too old leaves the feed at that moment, whether or not its section changes.
    #[test]
    fn the_next_expiry_is_that_of_the_oldest_item() {
        let it = item(Grant::Full, None, "Body.");
        let date = date_of(&it);
        let filter = &spec("max-age = \"2d\"").filter;
        let end = next_expiry(filter, std::iter::once(&it)).expect("an end");
        assert_eq!(end.as_second() - date.as_second(), 2 * DAY);
        assert!(leaves_out(filter, &it, false, end));
        assert_eq!(next_expiry(&Filter::default(), std::iter::once(&it)), None);
    }
}
