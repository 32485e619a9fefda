//! What the operator reads, and what comes of a file that holds together.

mod any_text;
mod browser;
mod hosts;
mod messages;
mod shipped;
mod values;

use jiff::Timestamp;

use super::{Config, Loaded, read::parse_at};

/// A publisher that is in order.
const PUBLISHER: &str = r#"[publishers.dyw]
name = "岱岳网"
url = "http://news.example/"
language = "zh-CN"
timezone = "Asia/Shanghai"
"#;

/// A feed that is in order, over [`PUBLISHER`].
const FEED: &str = r#"[feeds.city]
publisher = "dyw"
title = "城市"
sections = ["http://news.example/city/"]
"#;

/// A day on which the permission of nobody in these tests is over by accident.
fn day() -> Timestamp {
    "2026-01-15T12:00:00Z".parse().expect("a test time")
}

/// The messages of the operator about `text`, a line each, without the file's name.
fn messages(text: &str) -> Vec<String> {
    messages_with(text, &|_| None)
}

fn messages_with(text: &str, env: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let problems = match parse_at(text, "f", env, day()) {
        Ok(loaded) => loaded.warnings,
        Err(invalid) => invalid.problems,
    };
    let lines = problems.iter().map(ToString::to_string);
    lines
        .map(|line| line.trim_start_matches("f:").to_owned())
        .collect()
}

fn config(text: &str) -> Config {
    match parse_at(text, "f", &|_| None, day()) {
        Ok(Loaded { config, .. }) => config,
        Err(invalid) => panic!("{invalid}"),
    }
}
