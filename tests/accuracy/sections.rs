//! Section pages: the list that detection finds, against the truth set down by hand.

use std::collections::HashSet;
use std::path::Path;

use byline::extract::list;
use byline::page::{Budget, Context};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use url::Url;

use crate::score::{Mean, title_ratio};

/// What was reached over all pages and over the hard ones; below it, feeds lose articles or gain strangers.
const FLOORS: [(&str, &str, &str, f64); 10] = [
    ("pages", "all", "f1", 0.945),
    ("pages", "hard", "f1", 0.95),
    ("pages", "all", "titles", 0.955),
    ("pages", "all", "dates", 0.97),
    ("pages", "all", "order", 0.99),
    ("pages2", "all", "f1", 0.96),
    ("pages2", "hard", "f1", 0.96),
    ("pages2", "all", "titles", 0.98),
    ("pages2", "all", "dates", 0.97),
    ("pages2", "all", "order", 0.97),
];

/// How one page was read.
struct Row {
    id: String,
    hard: bool,
    precision: f64,
    recall: f64,
    f1: f64,
    titles: Option<f64>,
    dates: Option<f64>,
    order: Option<f64>,
}

/// Readers get a section's articles, whole and dated, though nobody wrote a selector for it.
#[test]
fn sections_are_found_as_well_as_recorded() {
    for pages in crate::sets() {
        measure(&pages);
    }
}

fn measure(pages: &Path) {
    let truth = truths(pages);
    let mut got = serde_json::Map::new();
    let mut rows = Vec::new();
    for page in &truth {
        let (items, said) = read(pages, page);
        let row = judge(page, &items);
        if row.f1 < 0.95 {
            println!("{} F1 {:.3}", row.id, row.f1);
            for line in said.iter().take(4) {
                println!("    {line}");
            }
        }
        got.insert(row.id.clone(), Value::Array(items));
        rows.push(row);
    }
    let set = pages.file_name().unwrap().to_str().unwrap();
    let written = crate::written(&format!("{set}-sections.json"));
    std::fs::write(&written, serde_json::to_vec_pretty(&got).unwrap()).unwrap();
    println!(
        "\nsections of {set}: {} pages, read into {}",
        rows.len(),
        written.display()
    );
    println!("  part  pages  precision recall  F1     titles dates  order");
    let part = |name: &str| {
        rows.iter()
            .filter(|row| name == "all" || row.hard == (name == "hard"))
            .collect::<Vec<_>>()
    };
    for name in ["all", "easy", "hard"] {
        let rows = part(name);
        println!(
            "  {name:5} {:5}  {:.3}     {:.3}   {:.3}  {:.3}  {:.3}  {:.3}",
            rows.len(),
            mean(&rows, |row| Some(row.precision)),
            mean(&rows, |row| Some(row.recall)),
            mean(&rows, |row| Some(row.f1)),
            mean(&rows, |row| row.titles),
            mean(&rows, |row| row.dates),
            mean(&rows, |row| row.order),
        );
    }
    for (_, name, field, floor) in FLOORS.into_iter().filter(|floor| floor.0 == set) {
        let reached = mean(&part(name), |row| match field {
            "f1" => Some(row.f1),
            "titles" => row.titles,
            "dates" => row.dates,
            _ => row.order,
        });
        assert!(
            reached >= floor,
            "{field} of {name} in {set} fell to {reached:.3}, under {floor}"
        );
    }
}

/// The pages of a set that count, each with its truth.
pub(crate) fn truths(pages: &Path) -> Vec<Value> {
    let truth = std::fs::read(pages.join("sections.json")).unwrap();
    let mut truth: Vec<Value> = serde_json::from_slice(&truth).unwrap();
    truth.retain(|page| page["scored"] == true);
    truth
}

fn mean(rows: &[&Row], field: impl Fn(&Row) -> Option<f64>) -> f64 {
    let mut mean = Mean::default();
    for value in rows.iter().filter_map(|row| field(row)) {
        mean.add(value);
    }
    mean.value()
}

/// The items that byline finds, as `score.py` wants them, and why.
fn read(pages: &Path, page: &Value) -> (Vec<Value>, Vec<String>) {
    match with(pages, page, list::read) {
        Ok(list) => {
            let item = |teaser: &byline::extract::Teaser| {
                json!({
                    "url": teaser.url.as_str(),
                    "title": teaser.title,
                    "date": teaser.published.map(byline::model::Moment::as_stated),
                })
            };
            (list.teasers.iter().map(item).collect(), list.explain)
        }
        Err(error) => (Vec::new(), vec![error.to_string()]),
    }
}

/// What `ask` makes of a page of the set.
pub(crate) fn with<T>(pages: &Path, page: &Value, ask: impl FnOnce(&str, &Context<'_>) -> T) -> T {
    let bytes = std::fs::read(pages.join(page["file"].as_str().unwrap())).unwrap();
    let charset = page["charset"].as_str().unwrap();
    let (html, _, _) = encoding_rs::Encoding::for_label(charset.as_bytes())
        .unwrap()
        .decode(&bytes);
    let url = Url::parse(page["url"].as_str().unwrap()).unwrap();
    let (zone, language) = local(page["id"].as_str().unwrap());
    let zone = TimeZone::get(zone).unwrap();
    let at = Context {
        url: &url,
        zone: &zone,
        language,
        now: fetched(page),
        budget: &Budget::unbounded(),
    };
    ask(&html, &at)
}

/// The set names no zone; where a page was made tells it.
fn local(id: &str) -> (&'static str, &'static str) {
    match id.split('-').next() {
        Some("zh") => ("Asia/Shanghai", "zh-CN"),
        Some("tw") => ("Asia/Taipei", "zh-TW"),
        Some("de") => ("Europe/Berlin", "de"),
        Some("ru") => ("Europe/Moscow", "ru"),
        Some("no") => ("Europe/Oslo", "nb"),
        _ => ("America/New_York", "en"),
    }
}

/// The set does not say when a page was fetched: not before the newest date on it.
fn fetched(page: &Value) -> Timestamp {
    let items = page["items"].as_array().unwrap().iter();
    let newest = items.filter_map(|item| item["date_iso"].as_str()).max();
    let day = newest.unwrap_or("2026-06-01");
    format!("{day}T23:59:00Z").parse().unwrap()
}

/// As `score.py` counts: links first, then titles and dates of the links that match.
#[expect(clippy::cast_precision_loss, reason = "counts of links")]
fn judge(page: &Value, items: &[Value]) -> Row {
    let base = Url::parse(page["url"].as_str().unwrap()).unwrap();
    let key = |item: &Value| key(item["url"].as_str().unwrap_or_default(), &base);
    let tolerated: HashSet<String> = page["also_ok"]
        .as_array()
        .map(|links| {
            let texts = links.iter().filter_map(Value::as_str);
            texts.map(|text| self::key(text, &base)).collect()
        })
        .unwrap_or_default();
    let mut expected: Vec<(String, &Value)> = Vec::new();
    for item in page["items"].as_array().unwrap() {
        let key = key(item);
        if expected.iter().all(|(known, _)| *known != key) {
            expected.push((key, item));
        }
    }
    let wanted: HashSet<&str> = expected.iter().map(|(key, _)| key.as_str()).collect();
    let mut found: Vec<(String, &Value)> = Vec::new();
    for item in items {
        let key = key(item);
        let counts = wanted.contains(key.as_str()) || !tolerated.contains(&key);
        if counts && found.iter().all(|(known, _)| *known != key) {
            found.push((key, item));
        }
    }
    let pairs: Vec<(&Value, &Value)> = expected
        .iter()
        .filter_map(|(key, item)| {
            let (_, got) = found.iter().find(|(found, _)| found == key)?;
            Some((*item, *got))
        })
        .collect();
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let precision = share(pairs.len(), found.len());
    let recall = share(pairs.len(), expected.len());
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let ratios = pairs
        .iter()
        .map(|(truth, got)| title_ratio(&text(truth, "title"), &text(got, "title")));
    let dated = pairs
        .iter()
        .filter(|(truth, _)| truth["date_iso"].is_string());
    let right = dated
        .clone()
        .filter(|(truth, got)| text(got, "date").starts_with(&text(truth, "date_iso")));
    let place = |key: &String| expected.iter().position(|(known, _)| known == key);
    let places: Vec<usize> = found.iter().filter_map(|(key, _)| place(key)).collect();
    let steps = places.windows(2);
    let in_order = steps.clone().filter(|two| two[0] < two[1]).count();
    Row {
        id: page["id"].as_str().unwrap().to_owned(),
        hard: page["hard"] == true,
        precision,
        recall,
        f1: if precision + recall > 0.0 {
            2.0 * precision * recall / (precision + recall)
        } else {
            0.0
        },
        titles: (!pairs.is_empty()).then(|| ratios.sum::<f64>() / pairs.len() as f64),
        dates: (dated.clone().count() > 0).then(|| share(right.count(), dated.count())),
        order: (steps.len() > 0).then(|| share(in_order, steps.len())),
    }
}

/// An URL as `score.py` compares it: without scheme, `www.`, doubled slashes and tracking parameters.
pub(crate) fn key(url: &str, base: &Url) -> String {
    let Ok(url) = base.join(url.trim()) else {
        return url.to_owned();
    };
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let path = percent_encoding::percent_decode_str(url.path()).decode_utf8_lossy();
    let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
    let tracking = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        !(name.starts_with("utm_")
            || ["spm", "fbclid", "gclid", "srcid", "_ga"].contains(&name)
            || pair.is_empty())
    };
    let mut query: Vec<&str> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(tracking)
        .collect();
    query.sort_unstable();
    format!("{host}/{}?{}", steps.join("/"), query.join("&"))
}
