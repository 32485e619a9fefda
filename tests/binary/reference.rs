//! docs/reference: made of what `byline schema` and `byline --help` say, so that they cannot disagree.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;

use serde_json::Value;
use toml::de::DeTable;

use crate::names::said;

/// An operator who reads one default in the book and gets another does not believe the next page either.
#[test]
fn the_reference_is_what_the_program_says() {
    let mut stale = Vec::new();
    for (name, text) in [
        ("configuration.md", configuration()),
        ("commands.md", commands()),
    ] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("docs/reference")
            .join(name);
        if std::env::var("BYLINE_NAMES").is_ok_and(|it| it == "write") {
            std::fs::write(&file, &text).expect("a chapter");
        }
        if std::fs::read_to_string(&file).is_ok_and(|written| written != text) {
            stale.push(name);
        }
    }
    assert!(
        stale.is_empty(),
        "{stale:?} are not what the program says; `BYLINE_NAMES=write cargo test --test binary reference` writes them anew"
    );
}

const COMMANDS: &str = "# Commands

<!-- Made of `byline --help`: BYLINE_NAMES=write cargo test --test binary reference -->

What each command says with `--help`. The manual pages (`byline man`) and a shell's completions (`byline completions bash`) are
made of the same.
";

fn commands() -> String {
    let mut chapter = COMMANDS.to_owned();
    write_help(&[], &mut chapter);
    chapter
}

/// The help of a command, and of the commands in it.
fn write_help(command: &[&str], chapter: &mut String) {
    let mut arguments = command.to_vec();
    arguments.push("--help");
    let help = said(&arguments);
    let lines: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
    let (level, name) = ("#".repeat(command.len() + 1), command.join(" "));
    if !command.is_empty() {
        let _ = write!(chapter, "\n{level} byline {name}\n");
    }
    let _ = write!(chapter, "\n```text\n{}\n```\n", lines.join("\n"));
    let of_commands = lines
        .iter()
        .skip_while(|line| **line != "Commands:")
        .skip(1);
    // A line that goes on with the words of the last one is indented further.
    let of_commands = of_commands
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "));
    for inner in of_commands.filter_map(|line| line.split_whitespace().next()) {
        if inner != "help" {
            write_help(&[command, &[inner]].concat(), chapter);
        }
    }
}

const CONFIGURATION: &str = "# Configuration

<!-- Made of `byline schema` and feeds.toml: BYLINE_NAMES=write cargo test --test binary reference -->

`feeds.toml` is [TOML](https://toml.io/). Every key that there is stands here, with its type, what it means, its default, and an
example. A key that is not known is an error, and `byline check` says everything that is wrong at once. `byline schema` has the
same as a JSON Schema, for editors; `byline schema --sample` is a whole file to begin with.

- **Duration**: whole numbers with ms, s, m, h or d: `\"500ms\"`, `\"10m\"`, `\"1h30m\"`.
- **Size**: a whole number with B, KB, MB, GB (thousands) or KiB, MiB, GiB (1024s): `\"256MiB\"`.
- **Grant**: `\"headline\"` (title, link, dates, credit) < `\"excerpt\"` (and the abstract) < `\"full\"` (and the body).
- **ID**: 1 to 64 of a-z, 0-9, `-` and `_`. IDs stand in URLs and should not change.
";

fn configuration() -> String {
    let schema: Value = serde_json::from_str(&said(&["schema"])).expect("a schema");
    let mut tables = Tables {
        root: &schema,
        examples: examples(&said(&["schema", "--sample"])),
        written: BTreeSet::new(),
        chapter: CONFIGURATION.to_owned(),
    };
    tables.write(&schema, "");
    tables.chapter
}

struct Tables<'a> {
    root: &'a Value,
    examples: BTreeMap<String, Example>,
    /// The definitions that are in the chapter; two keys may have one.
    written: BTreeSet<&'a str>,
    chapter: String,
}

impl<'a> Tables<'a> {
    /// The tables in `table`, which is at `path`: each with its keys, and then the tables in it.
    fn write(&mut self, table: &'a Value, path: &str) {
        for (key, property) in self.members(table, path) {
            let Some((name, form)) = inner_table(self.root, property) else {
                continue;
            };
            if !self.written.insert(name) {
                continue;
            }
            let at = dotted(path, key);
            let (heading, path) = match form {
                Form::One => (format!("`[{at}]`"), at),
                Form::Named => (format!("`[{at}.ID]`"), format!("{at}.ID")),
                Form::Listed => (format!("A table in `{key}` of `[{path}]`"), at),
            };
            let inner = &self.root["$defs"][name];
            let _ = write!(
                self.chapter,
                "\n## {heading}\n\n{}\n\n",
                description(property)
            );
            for (key, property) in self.members(inner, &path) {
                let (kind, about) = (kind(self.root, property), description(property));
                let _ = write!(self.chapter, "- **`{key}`** ({kind})");
                let example = self.examples.get(&dotted(&path, key));
                if let Some(value) = example.and_then(|example| example.value.as_ref()) {
                    let _ = write!(self.chapter, ", as in `{key} = {value}`");
                }
                let _ = write!(self.chapter, "\\\n  {about}\n");
            }
            self.write(inner, &path);
        }
    }

    /// The keys of `table`, which is at `path`, in the order of the sample.
    fn members(&self, table: &'a Value, path: &str) -> Vec<(&'a String, &'a Value)> {
        let properties = table["properties"].as_object().into_iter().flatten();
        let mut members: Vec<_> = properties.collect();
        let start = |key: &str| {
            self.examples
                .get(&dotted(path, key))
                .map(|example| example.start)
        };
        members.sort_by_key(|(key, _)| start(key).unwrap_or(usize::MAX));
        members
    }
}

/// What the sample has for a key.
struct Example {
    /// Where its first value begins.
    start: usize,
    /// The first of its values that is in one line.
    value: Option<String>,
}

/// How a key has a table: as its value, one for each name, or in a list.
enum Form {
    One,
    Named,
    Listed,
}

/// The definition of the table that is the value of `property`, or is in it.
fn inner_table<'a>(root: &'a Value, property: &'a Value) -> Option<(&'a str, Form)> {
    if let Some(name) = property["$ref"]
        .as_str()
        .and_then(|it| it.rsplit('/').next())
    {
        let definition = &root["$defs"][name];
        // A value or the variable that holds it is a value to the reader.
        return match definition["properties"].is_object() {
            true => Some((name, Form::One)),
            false if name == "RawValue" => None,
            false => inner_table(root, definition),
        };
    }
    let choices = property["anyOf"].as_array().into_iter().flatten();
    let found = choices
        .filter_map(|choice| inner_table(root, choice))
        .next();
    let named = || inner_table(root, property.get("additionalProperties")?);
    let listed = || inner_table(root, property.get("items")?);
    found
        .or_else(|| Some((named()?.0, Form::Named)))
        .or_else(|| Some((listed()?.0, Form::Listed)))
}

/// The type of a key's value, in words.
fn kind(root: &Value, value: &Value) -> String {
    if let Some(name) = value["$ref"].as_str().and_then(|it| it.rsplit('/').next()) {
        return match name {
            "RawValue" => "text, or `{ env = \"NAME\" }`".to_owned(),
            name if root["$defs"][name]["properties"].is_object() => "table".to_owned(),
            name => kind(root, &root["$defs"][name]),
        };
    }
    if let Some(choices) = value["anyOf"].as_array() {
        let choices = choices.iter().filter(|it| it["type"] != "null");
        let choices: Vec<String> = choices.map(|choice| kind(root, choice)).collect();
        return choices.join(", or ");
    }
    let of = |types: &Value, name: &str| {
        types == name
            || types
                .as_array()
                .is_some_and(|all| all.iter().any(|it| it == name))
    };
    let types = &value["type"];
    let pattern = value["pattern"].as_str().unwrap_or_default();
    if let Some(words) = value["enum"].as_array() {
        let words: Vec<String> = words
            .iter()
            .filter(|it| !it.is_null())
            .map(|it| format!("`{it}`"))
            .collect();
        words.join(", ")
    } else if of(types, "array") {
        format!("list of: {}", kind(root, &value["items"]))
    } else if of(types, "object") {
        format!("table of: {}", kind(root, &value["additionalProperties"]))
    } else if of(types, "boolean") {
        "true or false".to_owned()
    } else if of(types, "integer") {
        let most = value["maximum"].as_u64();
        most.map_or("whole number".to_owned(), |most| {
            format!("whole number, {} to {most}", value["minimum"])
        })
    } else if pattern.contains("(ms|s|m|h|d)") {
        "duration".to_owned()
    } else if pattern.contains("KiB") {
        "size".to_owned()
    } else {
        match value["format"].as_str() {
            Some("uri") => "URL",
            Some("regex") => "regular expression",
            Some("date") => "date",
            _ => "text",
        }
        .to_owned()
    }
}

fn description(property: &Value) -> &str {
    property["description"].as_str().expect("a description")
}

fn dotted(path: &str, key: &str) -> String {
    format!("{path}.{key}").trim_start_matches('.').to_owned()
}

/// What the sample has for each key, by its path.
fn examples(sample: &str) -> BTreeMap<String, Example> {
    let is_toml = |line: &str| {
        let is_key = |key: &str| key.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        line.starts_with('[') || line.split_once(" = ").is_some_and(|(key, _)| is_key(key))
    };
    let lines = sample.lines().map(|line| {
        line.strip_prefix("# ")
            .filter(|it| is_toml(it))
            .unwrap_or(line)
    });
    let sample: String = lines.flat_map(|line| [line, "\n"]).collect();
    let mut found = Vec::new();
    collect(
        DeTable::parse(&sample).expect("TOML").get_ref(),
        "",
        &mut found,
    );
    found.sort_by_key(|(_, span)| span.start);
    let mut examples = BTreeMap::<String, Example>::new();
    for (path, span) in found {
        let (start, text) = (span.start, &sample[span]);
        let example = examples
            .entry(path)
            .or_insert(Example { start, value: None });
        // The value of a table with a line of its own is that line.
        let is_value = !text.contains('\n') && !sample[..start].ends_with('\n');
        if is_value && example.value.is_none() {
            example.value = Some(text.to_owned());
        }
    }
    examples
}

/// The paths of the keys in `table`, with ID for a name, and where their values stand.
fn collect(table: &DeTable<'_>, path: &str, found: &mut Vec<(String, Range<usize>)>) {
    let is_named = [
        "publishers",
        "feeds",
        "partners",
        "notify",
        "publishers.ID.sources",
    ]
    .contains(&path);
    for (key, value) in table {
        let at = dotted(path, if is_named { "ID" } else { key.get_ref() });
        found.push((at.clone(), value.span()));
        let listed = value.get_ref().as_array().into_iter().flatten();
        let tables = listed.filter_map(|it| it.get_ref().as_table());
        for table in tables.chain(value.get_ref().as_table()) {
            collect(table, &at, found);
        }
    }
}
