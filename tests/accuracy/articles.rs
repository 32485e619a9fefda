//! Article pages: title, date, time, author, source, editor, body and copyright against the truth.

use std::collections::BTreeMap;
use std::path::Path;

use byline::extract::article;
use byline::page::{Budget, Context};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use url::Url;

use crate::score::{Mean, same_names, squeeze, text_alike, title_ratio};

/// What was reached; a change that falls below took something away from readers.
const FLOORS: [(&str, &str, f64); 15] = [
    ("pages", "title", 0.95),
    ("pages", "date", 0.97),
    ("pages", "time", 0.97),
    ("pages", "source", 0.90),
    ("pages", "editor", 0.90),
    ("pages", "author", 0.85),
    ("pages", "body", 0.96),
    ("pages", "copyright", 0.80),
    ("pages2", "title", 0.98),
    ("pages2", "date", 0.95),
    ("pages2", "time", 0.97),
    ("pages2", "source", 0.95),
    ("pages2", "editor", 0.95),
    ("pages2", "author", 0.95),
    ("pages2", "author_absent", 0.95),
];

/// Readers get the facts of an article from whatever page it stands on.
#[test]
fn articles_are_read_as_well_as_recorded() {
    for pages in crate::sets() {
        measure(&pages);
    }
}

fn measure(pages: &Path) {
    let truth = truths(pages);
    let mut means: BTreeMap<String, Mean> = BTreeMap::new();
    let mut got = serde_json::Map::new();
    let mut failures = Vec::new();
    for page in &truth {
        let id = page["id"].as_str().unwrap();
        let report = read(pages, page);
        for (field, score) in judge(&page["truth"], &report) {
            means.entry(field.to_owned()).or_default().add(score);
            let passes = if field == "body" {
                score >= 0.95
            } else {
                score >= 1.0
            };
            if !passes {
                let key = field.trim_end_matches("_absent");
                let brief = |value: &Value| value.to_string().chars().take(90).collect::<String>();
                failures.push(format!(
                    "{id:20} {field:14} {score:.3}  got {} expected {}",
                    brief(&report[key]),
                    brief(&page["truth"][key])
                ));
            }
        }
        got.insert(id.to_owned(), report);
    }
    let set = pages.file_name().unwrap().to_str().unwrap();
    let written = crate::written(&format!("{set}-articles.json"));
    std::fs::write(&written, serde_json::to_vec_pretty(&got).unwrap()).unwrap();
    println!(
        "\narticles of {set}: {} pages, read into {}",
        truth.len(),
        written.display()
    );
    for failure in &failures {
        println!("  {failure}");
    }
    for (field, mean) in &means {
        println!("  {field:14} {:.3}  of {}", mean.value(), mean.count);
    }
    for (_, field, floor) in FLOORS.into_iter().filter(|floor| floor.0 == set) {
        let reached = means.get(field).copied().unwrap_or_default().value();
        assert!(
            reached >= floor,
            "{field} in {set} fell to {reached:.3}, under {floor}"
        );
    }
}

/// The pages of a set, each with its truth.
pub(crate) fn truths(pages: &Path) -> Vec<Value> {
    serde_json::from_slice(&std::fs::read(pages.join("articles.json")).unwrap()).unwrap()
}

/// What `ask` makes of a page of the set.
pub(crate) fn with<T>(pages: &Path, page: &Value, ask: impl FnOnce(&str, &Context<'_>) -> T) -> T {
    let bytes = std::fs::read(pages.join(page["file"].as_str().unwrap())).unwrap();
    let charset = page["charset"].as_str().unwrap();
    let (html, _, _) = encoding_rs::Encoding::for_label(charset.as_bytes())
        .unwrap()
        .decode(&bytes);
    let url = page["url"]
        .as_str()
        .unwrap_or("http://news.example/article.html");
    let language = page["lang"].as_str().unwrap_or("en");
    let zone = match language {
        "zh" => "Asia/Shanghai",
        "zh-TW" => "Asia/Taipei",
        "ja" => "Asia/Tokyo",
        _ => "UTC",
    };
    let context = Context {
        url: &Url::parse(url).unwrap(),
        zone: &TimeZone::get(zone).unwrap(),
        language,
        now: "2026-06-01T00:00:00Z".parse::<Timestamp>().unwrap(),
        budget: &Budget::unbounded(),
    };
    ask(&html, &context)
}

fn read(pages: &Path, page: &Value) -> Value {
    match with(pages, page, article::read) {
        Ok(article) => article::report(&article),
        Err(error) => {
            println!("  {}: {error}", page["id"]);
            Value::Null
        }
    }
}

/// Each judged field with its score, 0 to 1; a field that must be absent is named `…_absent`.
fn judge(truth: &Value, got: &Value) -> Vec<(&'static str, f64)> {
    let text = |key: &str| got[key].as_str().unwrap_or_default();
    let mut scores = Vec::new();
    let mut ok = |field, passed: bool| scores.push((field, f64::from(u8::from(passed))));
    if let Some(title) = truth["title"].as_str() {
        let alternatives = truth["title_alt"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        let best = alternatives
            .chain([title])
            .map(|one| title_ratio(one, text("title")))
            .fold(0.0, f64::max);
        ok("title", best >= 0.98);
    }
    if let Some(date) = truth["date"].as_str() {
        let same_day = day(date).is_some() && day(date) == day(text("date"));
        ok("date", same_day);
        if let Some(time) = clock(date) {
            ok("time", same_day && clock(text("date")) == Some(time));
        }
    }
    for (field, absent) in [
        ("author", "author_absent"),
        ("source", "source_absent"),
        ("editor", "editor_absent"),
    ] {
        match &truth[field] {
            Value::String(expected) => ok(field, same_names(expected, text(field))),
            Value::Null if truth.get(field).is_some() => {
                ok(absent, squeeze(text(field)).is_empty())
            }
            _ => {}
        }
    }
    if let Some(statements) = truth["copyright"]
        .as_array()
        .filter(|statements| !statements.is_empty())
    {
        let stated = squeeze(text("copyright"));
        let matched = statements.iter().filter_map(Value::as_str).any(|one| {
            let expected = squeeze(one);
            stated.contains(&expected)
                || (stated.chars().count() >= 6 && expected.contains(&stated))
                || title_ratio(one, text("copyright")) >= 0.6
        });
        ok("copyright", !stated.is_empty() && matched);
    }
    if let Some(body) = truth["body"].as_str() {
        scores.push(("body", text_alike(body, text("body")).2));
    }
    scores
}

fn day(date: &str) -> Option<(u32, u32, u32)> {
    let mut numbers = date
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok());
    let year = numbers.next()??;
    if year < 1000 {
        return None;
    }
    Some((year, numbers.next()??, numbers.next()??))
}

fn clock(date: &str) -> Option<(u32, u32)> {
    let (before, after) = date.split_once(':')?;
    let hour = before.rsplit(|c: char| !c.is_ascii_digit()).next()?;
    Some((hour.parse().ok()?, after.get(..2)?.parse().ok()?))
}
