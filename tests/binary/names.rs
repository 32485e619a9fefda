//! The names that others build on: `docs/names.txt` has them all, so that none goes unnoticed.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::process::{Demo, Folder};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/names.txt");

/// A name that goes away breaks a feed reader, a monitor or a feeds.toml somewhere; docs/stability.md promises when that may be.
#[test]
fn no_name_that_others_build_on_goes_unnoticed() {
    let folder = Folder::new("names");
    let mut names = BTreeSet::new();
    commands(&mut names);
    let schema: Value = serde_json::from_str(&said(&["schema"])).expect("a schema");
    keys(&schema, &schema, "", &mut names);
    let demo = Demo::start(&folder);
    demo.until("/feeds/tanews.json", |feed| feed.contains("来源:"));
    demo.until("/feeds/tupian.json", |feed| {
        feed.contains("\"_byline\":") && feed.contains("\"image\":{")
    });
    demo.until("/status.json", |status| status.contains("\"result\":"));
    for feed in ["tanews", "shehui", "tupian", "luntan", "yaowen"] {
        members(
            "feed",
            "",
            &json(&demo.get(&format!("/feeds/{feed}.json"))),
            &mut names,
        );
    }
    members("status", "", &json(&demo.get("/status.json")), &mut names);
    let metrics = demo.get("/metrics");
    let types = metrics
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "));
    names.extend(types.filter_map(|it| Some(format!("metric {}", it.split(' ').next()?))));

    let list: String = names.iter().map(|name| format!("{name}\n")).collect();
    if std::env::var("BYLINE_NAMES").is_ok_and(|it| it == "write") {
        std::fs::write(FILE, &list).expect("docs/names.txt");
    }
    let written = std::fs::read_to_string(FILE).expect("docs/names.txt");
    let written: BTreeSet<String> = written.lines().map(str::to_owned).collect();
    let gone: Vec<&String> = written.difference(&names).collect();
    let new: Vec<&String> = names.difference(&written).collect();
    assert!(
        gone.is_empty() && new.is_empty(),
        "gone: {gone:?}; new: {new:?}. docs/stability.md says what that means for the version; \
         `BYLINE_NAMES=write cargo test --test binary names` writes docs/names.txt anew"
    );
}

pub(crate) fn said(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_byline"))
        .args(arguments)
        .output();
    let output = output.expect("the binary runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Commands and their long options, from the help.
fn commands(names: &mut BTreeSet<String>) {
    let help = said(&["--help"]);
    let list = help
        .split("Commands:\n")
        .nth(1)
        .expect("a list of commands");
    let list = list.split("\n\n").next().unwrap_or_default();
    // A line that goes on with the words of the last one is indented further.
    let first = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    for command in list
        .lines()
        .filter(first)
        .filter_map(|line| line.split_whitespace().next())
    {
        names.insert(format!("command {command}"));
        if command == "help" {
            continue;
        }
        let help = said(&[command, "--help"]);
        let words =
            help.split(|it: char| it.is_whitespace() || matches!(it, ',' | '[' | ']' | '`' | '\''));
        let options = words.filter(|word| word.len() > 2 && word.starts_with("--"));
        names.extend(options.map(|option| {
            format!(
                "option {command} {}",
                option.trim_end_matches(['.', ';', ':'])
            )
        }));
    }
}

/// The keys of feeds.toml, with `*` for a name that the operator chooses.
fn keys(schema: &Value, root: &Value, at: &str, names: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str().and_then(|it| it.rsplit('/').next()) {
        keys(&root["$defs"][name], root, at, names);
    }
    let below = |key: &str| {
        if at.is_empty() {
            key.to_owned()
        } else {
            format!("{at}.{key}")
        }
    };
    for (key, value) in schema["properties"].as_object().into_iter().flatten() {
        names.insert(format!("key {}", below(key)));
        keys(value, root, &below(key), names);
    }
    for one in ["anyOf", "oneOf", "allOf"] {
        for schema in schema[one].as_array().into_iter().flatten() {
            keys(schema, root, at, names);
        }
    }
    if schema["additionalProperties"].is_object() {
        keys(&schema["additionalProperties"], root, &below("*"), names);
    }
    if schema["items"].is_object() {
        keys(&schema["items"], root, at, names);
    }
}

/// The members of a JSON document, with `[]` for the elements of an array.
fn members(document: &str, at: &str, value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(members_here) => {
            for (name, value) in members_here {
                let path = if at.is_empty() {
                    name.clone()
                } else {
                    format!("{at}.{name}")
                };
                names.insert(format!("json {document} {path}"));
                members(document, &path, value, names);
            }
        }
        Value::Array(elements) => {
            for element in elements {
                members(document, &format!("{at}[]"), element, names);
            }
        }
        _ => {}
    }
}
