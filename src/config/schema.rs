//! The JSON Schema of `feeds.toml`, made from the types that read it.

use std::sync::LazyLock;

use serde_json::Value;

use super::raw::Raw;

/// The schema (JSON Schema 2020-12): every key with its type, unit and default.
pub fn schema() -> Value {
    schemars::schema_for!(Raw).into()
}

/// A kind of table in `feeds.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// Its header's path, with `ID` where the operator chooses: `feeds.ID.select`; empty for the top level.
    pub(super) path: String,
    /// Its keys.
    pub(super) keys: Vec<String>,
}

/// Every kind of table, outer ones first.
pub(super) fn tables() -> &'static [Table] {
    // The same for every file, and asked for once per unknown key.
    static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
        let schema = schema();
        let mut tables = Vec::new();
        walk(&schema, &schema, String::new(), &mut tables);
        tables
    });
    &TABLES
}

fn walk(root: &Value, schema: &Value, path: String, tables: &mut Vec<Table>) {
    let under = |key: &str| {
        if path.is_empty() {
            key.to_owned()
        } else {
            format!("{path}.{key}")
        }
    };
    if let Some(definition) = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|reference| root.pointer(reference.trim_start_matches('#')))
    {
        walk(root, definition, path.clone(), tables);
    }
    // "Or absent" is an `anyOf` too; a list is known by what is in it.
    let choices = schema.get("anyOf").and_then(Value::as_array);
    for inner in choices.into_iter().flatten().chain(schema.get("items")) {
        walk(root, inner, path.clone(), tables);
    }
    if let Some(values) = schema
        .get("additionalProperties")
        .filter(|it| it.is_object())
    {
        walk(root, values, under("ID"), tables);
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        tables.push(Table {
            path: path.clone(),
            keys: properties.keys().cloned().collect(),
        });
        for (key, property) in properties {
            walk(root, property, under(key), tables);
        }
    }
}
