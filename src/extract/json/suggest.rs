//! Paths for a list endpoint that nobody has described yet: what an operator pastes into `feeds.toml`.
//!
//! In: a document. Out: the paths of its best list, with what they find. The rule: the list whose items have titles and
//! links under names that list endpoints use, itself or one or two levels below, and the most of them.

use serde_json::Value;
use url::Url;

use super::keys::{self, IMAGE, LINK, SUMMARY, TITLE};
use super::path::{Path, written};
use crate::config::Select;

/// Levels of a document that are searched for lists.
const LIST_LEVELS: usize = 8;
/// Lists that are tried.
const LISTS: usize = 64;
/// Levels of an item that are searched for fields.
const FIELD_LEVELS: usize = 3;
/// Paths of an item that are looked at.
const FIELDS: usize = 400;
/// Items that are looked at to choose the paths.
const SAMPLE: usize = 20;
/// Names of what holds a field's value: `{"title": {"rendered": …}}`.
const HOLDERS: [&str; 12] = [
    "rendered", "text", "value", "plain", "href", "url", "src", "iso", "date", "time", "original",
    "link",
];

/// What the text of a field can be, as the reader of the document has it.
pub(super) struct Values<'v> {
    /// The address of an article.
    pub(super) is_link: &'v dyn Fn(&str) -> bool,
    /// Any address.
    pub(super) is_address: &'v dyn Fn(&str) -> bool,
    /// A date.
    pub(super) is_date: &'v dyn Fn(&str) -> bool,
}

/// The paths of each list of the document whose items have titles and links; and how many lists there are.
pub(super) fn selects(document: &Value, values: &Values<'_>) -> (Vec<Select>, usize) {
    let lists = lists(document);
    let found = lists
        .iter()
        .filter_map(|(path, items)| of_list(path, items, values));
    (found.collect(), lists.len())
}

/// The lists of objects in a document, with the keys that lead to them.
pub(in crate::extract) fn lists(document: &Value) -> Vec<(Vec<String>, Vec<&Value>)> {
    let mut lists = Vec::new();
    collect(document, &mut Vec::new(), &mut lists);
    lists
}

fn collect<'v>(
    value: &'v Value,
    path: &mut Vec<String>,
    lists: &mut Vec<(Vec<String>, Vec<&'v Value>)>,
) {
    if path.len() > LIST_LEVELS || lists.len() >= LISTS {
        return;
    }
    match value {
        Value::Array(items) => {
            if items.iter().any(Value::is_object) {
                lists.push((path.clone(), items.iter().collect()));
            }
            for (at, item) in items.iter().enumerate().take(SAMPLE) {
                path.push(at.to_string());
                collect(item, path, lists);
                path.pop();
            }
        }
        Value::Object(map) => {
            if map.len() > 1 && map.values().all(Value::is_object) {
                lists.push((path.clone(), map.values().collect()));
            }
            for (key, value) in map {
                path.push(key.clone());
                collect(value, path, lists);
                path.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The paths for the fields of `items`; `None` without a title or a link.
fn of_list(path: &[String], items: &[&Value], values: &Values<'_>) -> Option<Select> {
    let sample: Vec<&Value> = items.iter().copied().take(SAMPLE).collect();
    let mut paths: Vec<Vec<String>> = Vec::new();
    for item in &sample {
        fields(item, &mut Vec::new(), &mut paths);
    }
    // How many items have a value at a path that `is_value`.
    let best = |names: &[&str], is_value: &dyn Fn(&str) -> bool| {
        let ranked = paths.iter().filter_map(|path| {
            let rank = rank(path, names)?;
            let written = written(path);
            let path = Path::of(&written);
            let found = sample
                .iter()
                .filter_map(|item| keys::scalar(path.find(item)?, &[]));
            let good = found.filter(|value| is_value(value)).count();
            (good * 2 >= sample.len()).then_some((good, std::cmp::Reverse(rank), written))
        });
        // The most items first, then the likeliest name.
        ranked.max().map(|(.., written)| written)
    };
    let is_text = |text: &str| {
        text.chars().filter(|c| c.is_alphabetic()).count() >= 2 && Url::parse(text).is_err()
    };
    let title = best(&TITLE, &is_text)?;
    let link = best(&LINK, values.is_link)?;
    Some(Select {
        item: written(path),
        date: best(&keys::DATE, values.is_date),
        summary: best(&SUMMARY, &is_text).filter(|it| *it != title),
        image: best(&IMAGE, values.is_address).filter(|it| *it != link),
        title: Some(title),
        link: Some(link),
        next: None,
    })
}

/// Adds the paths to the texts and numbers of an item, each once.
pub(in crate::extract) fn fields(
    value: &Value,
    path: &mut Vec<String>,
    paths: &mut Vec<Vec<String>>,
) {
    let Value::Object(map) = value else {
        let is_scalar = matches!(value, Value::String(_) | Value::Number(_));
        if is_scalar && !path.is_empty() && paths.len() < FIELDS && !paths.contains(path) {
            paths.push(path.clone());
        }
        if let (Value::Array(list), true) = (value, path.len() < FIELD_LEVELS)
            && let Some(first) = list.first()
        {
            path.push("0".to_owned());
            fields(first, path, paths);
            path.pop();
        }
        return;
    };
    if path.len() >= FIELD_LEVELS {
        return;
    }
    for (key, value) in map {
        path.push(key.clone());
        fields(value, path, paths);
        path.pop();
    }
}

/// How likely a path is that of a field with one of `names`; less is likelier.
fn rank(path: &[String], names: &[&str]) -> Option<usize> {
    let is_holder = |key: &String| {
        HOLDERS
            .iter()
            .any(|holder| key.eq_ignore_ascii_case(holder))
            || key.parse::<usize>().is_ok()
    };
    let at = |key: &String| names.iter().position(|name| keys::is_named(key, name));
    let last = path.last()?;
    // `link.href` is a link; `author.url` is not.
    let around = path.len().checked_sub(2).and_then(|at| path.get(at));
    let (name, depth) = match around {
        Some(around) if is_holder(last) && at(around).is_some() => (at(around)?, path.len() - 1),
        Some(around) if !is_shell(around) => return None,
        _ => (at(last)?, path.len()),
    };
    Some(name + 30 * depth)
}

/// Keys that hold the whole item, as JSON:API and others have them.
fn is_shell(key: &str) -> bool {
    [
        "attributes",
        "fields",
        "data",
        "node",
        "item",
        "content",
        "article",
        "source",
        "_source",
        "document",
        "links",
    ]
    .iter()
    .any(|name| key.eq_ignore_ascii_case(name))
}
