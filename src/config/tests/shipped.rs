//! The shipped `feeds.toml` and the schema: both tell the truth, and the whole of it.

use std::collections::BTreeSet;

use serde_json::Value;
use toml::de::{DeTable, DeValue};

use super::{day, messages_with};
use crate::config::raw::Raw;
use crate::config::read::parse_at;
use crate::config::schema;
use crate::config::shape::keys_of;

const SHIPPED: &str = include_str!("../../../feeds.toml");

/// The shipped file with everything in it that is commented out.
fn uncommented() -> String {
    let is_toml = |line: &str| {
        line.starts_with('[')
            || line
                .split_once(" = ")
                .is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
    };
    let lines = SHIPPED.lines().map(|line| match line.strip_prefix("# ") {
        Some(inner) if is_toml(inner) => inner,
        _ => line,
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// A newcomer's first `byline check` must have nothing to say.
#[test]
fn the_shipped_file_is_in_order() {
    assert_eq!(messages_with(SHIPPED, &|_| None), Vec::<String>::new());
    let config = parse_at(SHIPPED, "feeds.toml", &|_| None, day())
        .expect("in order")
        .config;
    let ids: Vec<&str> = config.feeds.keys().map(|id| id.as_str()).collect();
    assert_eq!(ids, ["luntan", "shehui", "tanews", "tupian", "yaowen"]);
}

/// A value for each environment variable that the examples name.
fn variable(name: &str) -> Option<String> {
    Some(match name {
        "BYLINE_DATABASE_URL" => "postgres://byline:a-password@db.example/byline".to_owned(),
        "BYLINE_NOTIFY_OPS" => "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD".to_owned(),
        name if name.ends_with("_PROXY") => "http://proxy.example:3128".to_owned(),
        name => format!("a-long-token-for-{name}"),
    })
}

/// An operator who takes the "# " off an example gets what it says.
#[test]
fn the_commented_examples_are_in_order() {
    // With a real site in it, the pace must be what the comment there calls polite.
    let text = uncommented().replace("\"20ms\"", "\"500ms\"");
    // The certificates are the operator's; src/origin/wire/tests/ways.rs has some.
    let text: String = text
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("ca-file"))
        .collect();
    assert_eq!(messages_with(&text, &variable), Vec::<String>::new());
}

/// A key that is not in the shipped file is a key that nobody finds.
#[test]
fn every_key_is_in_the_shipped_file_and_in_the_schema() {
    let mut written = BTreeSet::new();
    let uncommented = uncommented();
    let document = DeTable::parse(&uncommented).expect("TOML");
    collect(document.get_ref(), "", &mut written);
    let keys = keys_of::<Raw>();
    let known: BTreeSet<String> = keys
        .iter()
        .map(|(table, key)| format!("{table}/{key}"))
        .collect();
    assert_eq!(written, known);
    let schema = schema();
    let mut described = BTreeSet::new();
    keys_in(&schema, &schema, "", &mut described);
    assert_eq!(described, known);
}

/// The schema, the book and the shipped file say what a key is when it is left out; who believes them must get just that.
#[test]
fn every_default_that_is_stated_is_the_one_that_holds() {
    let sample: toml::Table = uncommented()
        .replace("\"20ms\"", "\"500ms\"")
        .parse()
        .expect("TOML");
    let comments = SHIPPED.replace("\n# ", " ");
    let (schema, mut stated) = (schema(), 0);
    for (table, key) in keys_of::<Raw>() {
        let path: Vec<&str> = table.split('.').filter(|part| !part.is_empty()).collect();
        let mut descriptions = Vec::new();
        describe(&schema, &schema, &path, &key, &mut descriptions);
        let default = descriptions
            .iter()
            .find_map(|it| it.split_once(" Default: "));
        let default = default.and_then(|(_, default)| default.strip_suffix('.'));
        // The agent's default has the version in it.
        let default = default.filter(|it| !it.contains("VERSION"));
        let value = default.and_then(|it| format!("it = {it}").parse::<toml::Table>().ok());
        let (Some(default), Some(value)) = (default, value) else {
            continue;
        };
        // The configuration when `key` of the table of this number is `value` or left out, if it can be.
        let read = |number: usize, value: Option<&toml::Value>| {
            let mut sample = sample.clone();
            let table = tables_at(&mut sample, &path).into_iter().nth(number)?;
            match value {
                Some(value) => table.insert(key.clone(), value.clone()),
                None => table.remove(&key),
            };
            let text = sample.to_string();
            let lines = text.split_inclusive('\n');
            let text: String = lines.filter(|line| !line.starts_with("ca-file")).collect();
            let loaded = parse_at(&text, "feeds.toml", &variable, day()).ok()?;
            Some(format!("{:?}", loaded.config))
        };
        let tables = tables_at(&mut sample.clone(), &path).len();
        let mut pairs = (0..tables).map(|table| (read(table, None), read(table, value.get("it"))));
        // Some keys are refused where the key that they add to is missing: isolated-for, content-type.
        let Some((Some(left_out), Some(written))) =
            pairs.find(|(left_out, written)| left_out.is_some() && written.is_some())
        else {
            continue;
        };
        stated += 1;
        assert!(
            left_out == written,
            "{default} is not the default of {table} {key}"
        );
        let says_so = |text: &str| comments.contains(&format!("{text}{default}"));
        assert!(
            says_so("efault: ") || says_so("efault ") || default.starts_with('['),
            "the shipped file does not say that the default of {table} {key} is {default}"
        );
    }
    assert!(stated > 20, "{stated}");
}

/// Every table at `path`, with ID for any name.
fn tables_at<'t>(table: &'t mut toml::Table, path: &[&str]) -> Vec<&'t mut toml::Table> {
    let Some((part, rest)) = path.split_first() else {
        return vec![table];
    };
    let inner = table
        .iter_mut()
        .filter(|(key, _)| *part == "ID" || key == part);
    let inner = inner.flat_map(|(_, inner)| match inner {
        toml::Value::Array(elements) => elements.iter_mut().collect(),
        inner => vec![inner],
    });
    let tables = inner.filter_map(toml::Value::as_table_mut);
    tables.flat_map(|table| tables_at(table, rest)).collect()
}

/// Collects the descriptions that the schema has for `key` in the table at `path`.
fn describe<'a>(
    root: &'a Value,
    schema: &'a Value,
    path: &[&str],
    key: &str,
    into: &mut Vec<&'a str>,
) {
    let definition = schema.get("$ref").and_then(Value::as_str);
    let definition = definition.and_then(|it| root.pointer(it.trim_start_matches('#')));
    let choices = schema.get("anyOf").and_then(Value::as_array);
    for inner in choices
        .into_iter()
        .flatten()
        .chain(schema.get("items"))
        .chain(definition)
    {
        describe(root, inner, path, key, into);
    }
    let named = schema
        .get("additionalProperties")
        .filter(|_| path.first() == Some(&"ID"));
    let below = path
        .first()
        .and_then(|part| schema.get("properties")?.get(part));
    for inner in named.into_iter().chain(below) {
        describe(root, inner, &path[1..], key, into);
    }
    if path.is_empty() {
        let property = schema
            .get("properties")
            .and_then(|properties| properties.get(key));
        into.extend(property.and_then(|property| property.get("description")?.as_str()));
    }
}

/// The keys of the schema, as `feeds.ID.select/item`.
fn keys_in(root: &Value, schema: &Value, path: &str, keys: &mut BTreeSet<String>) {
    let under = |key: &str| format!("{path}.{key}").trim_start_matches('.').to_owned();
    let definition = schema.get("$ref").and_then(Value::as_str);
    let definition = definition.and_then(|it| root.pointer(it.trim_start_matches('#')));
    // "Or absent" is an `anyOf` too; a list is known by what is in it.
    let choices = schema.get("anyOf").and_then(Value::as_array);
    let inner = choices.into_iter().flatten().chain(schema.get("items"));
    for inner in inner.chain(definition) {
        keys_in(root, inner, path, keys);
    }
    if let Some(values) = schema.get("additionalProperties") {
        keys_in(root, values, &under("ID"), keys);
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    for (key, property) in properties.into_iter().flatten() {
        keys.insert(format!("{path}/{key}"));
        keys_in(root, property, &under(key), keys);
    }
}

/// Keys as `feeds.ID.select/item`, the way the schema names them.
fn collect(table: &DeTable<'_>, path: &str, written: &mut BTreeSet<String>) {
    let named = [
        "publishers",
        "feeds",
        "partners",
        "notify",
        "publishers.ID.sources",
        "publishers.ID.headers",
        "publishers.ID.cookies",
    ]
    .contains(&path);
    for (key, value) in table {
        let key: &str = key.get_ref();
        if !named {
            written.insert(format!("{path}/{key}"));
        }
        let part = if named { "ID" } else { key };
        let inner = if path.is_empty() {
            part.to_owned()
        } else {
            format!("{path}.{part}")
        };
        match value.get_ref() {
            DeValue::Table(table) => collect(table, &inner, written),
            DeValue::Array(elements) => {
                for table in elements
                    .iter()
                    .filter_map(|element| element.get_ref().as_table())
                {
                    collect(table, &inner, written);
                }
            }
            _ => {}
        }
    }
}

/// An editor shows the description; a key without one is a riddle.
#[test]
fn every_key_in_the_schema_is_described() {
    fn walk(value: &Value, bare: &mut Vec<String>) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            for (key, property) in properties {
                if property.get("description").is_none() {
                    bare.push(key.clone());
                }
            }
        }
        match value {
            Value::Object(members) => members.values().for_each(|member| walk(member, bare)),
            Value::Array(members) => members.iter().for_each(|member| walk(member, bare)),
            _ => {}
        }
    }
    let mut bare = Vec::new();
    let schema = schema();
    walk(&schema, &mut bare);
    // What [server] and the like are for is said where they are used, and in their own tables.
    assert_eq!(bare, Vec::<String>::new(), "{schema:#}");
}

/// What `byline check` asks for and an editor does not show is found out only after saving.
#[test]
fn the_schema_asks_for_what_check_asks_for() {
    let schema = schema();
    let required = |of: &str| {
        let list = schema.pointer(&format!("/$defs/{of}/required"));
        let list = list.and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str).collect::<Vec<_>>()
    };
    assert_eq!(required("RawPublisher"), ["name", "url", "timezone"]);
    assert_eq!(required("RawFeed"), ["publisher"]);
    assert_eq!(required("RawFeed/else"), ["title", "sections"]);
    assert_eq!(required("RawFeed/if"), ["gone"]);
    assert_eq!(required("RawPartner"), ["token-env", "feeds", "grant"]);
    assert_eq!(required("RawNotify"), ["url", "secret-env", "events"]);
    assert_eq!(required("RawSelect"), ["item"]);
    assert_eq!(required("RawLabelled"), ["url"]);
    for (key, most) in [
        ("RawFeed/properties/limit", 1000),
        ("RawFeed/properties/pages", 50),
        ("RawFetch/properties/per-host", 64),
    ] {
        let range = |bound: &str| schema.pointer(&format!("/$defs/{key}/{bound}"));
        assert_eq!(range("maximum"), Some(&Value::from(most)), "{key}");
        assert_eq!(range("minimum"), Some(&Value::from(1)), "{key}");
    }
    // Every key that is said to be required is.
    let definitions = schema["$defs"].as_object().expect("definitions");
    for (name, table) in definitions {
        let properties = table["properties"].as_object();
        for (key, property) in properties.into_iter().flatten() {
            let description = property["description"].as_str().unwrap_or_default();
            let asked = required(name).contains(&&**key);
            assert!(asked || !description.contains(" Required."), "{name} {key}");
        }
    }
}
