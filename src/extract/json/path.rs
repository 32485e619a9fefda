//! Paths into JSON: where they lead, where they stop, and what stands there instead.

use serde_json::Value;

/// The most keys that a message names.
const KEYS_SHOWN: usize = 12;
/// The most lists that a message names, and how deep they are looked for.
const LISTS_SHOWN: usize = 4;
const LIST_LEVELS: usize = 4;

/// A JSON Pointer (`/data/list`, RFC 6901), or keys and numbers joined by dots (`data.list`); empty is the
/// whole document.
pub(in crate::extract) struct Path<'p> {
    written: &'p str,
}

impl<'p> Path<'p> {
    pub(in crate::extract) const fn of(written: &'p str) -> Self {
        Self { written }
    }

    /// The name of what it leads to: its last key.
    pub(in crate::extract) fn name(&self) -> &'p str {
        self.written
            .rsplit(['/', '.'])
            .next()
            .unwrap_or_default()
            .trim()
    }

    /// What stands there; null counts as nothing.
    pub(in crate::extract) fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.find_or_stop(value)
            .ok()
            .filter(|value| !value.is_null())
    }

    /// What stands there, or where the path stops, for people.
    pub(in crate::extract) fn find_or_stop<'v>(
        &self,
        value: &'v Value,
    ) -> Result<&'v Value, String> {
        // A key may hold a dot itself, so the whole is tried before its parts.
        if let Some(found) = value.get(self.written) {
            return Ok(found);
        }
        let mut here = value;
        let mut passed: Vec<String> = Vec::new();
        for key in self.keys() {
            let next = match here {
                Value::Object(map) => map.get(&key),
                Value::Array(list) => key.parse::<usize>().ok().and_then(|at| list.get(at)),
                _ => None,
            };
            let Some(next) = next else {
                let place = if passed.is_empty() {
                    "the document".to_owned()
                } else {
                    format!("`{}`", passed.join("."))
                };
                return Err(format!("{place} has no `{key}`{}", instead(here)));
            };
            passed.push(key);
            here = next;
        }
        Ok(here)
    }

    fn keys(&self) -> Vec<String> {
        if let Some(pointer) = self.written.strip_prefix('/') {
            let unescaped = |key: &str| key.replace("~1", "/").replace("~0", "~");
            return pointer.split('/').map(unescaped).collect();
        }
        self.written
            .split('.')
            .map(str::trim)
            .filter(|key| !key.is_empty())
            .map(str::to_owned)
            .collect()
    }
}

/// A path as feeds.toml has it: keys with dots between them, or a JSON Pointer where a key holds a dot or a slash
/// itself.
pub(in crate::extract) fn written(path: &[String]) -> String {
    let is_plain =
        |key: &String| !key.is_empty() && !key.contains(['.', '/', '~']) && key.trim() == key;
    if path.iter().all(is_plain) {
        return path.join(".");
    }
    let escaped = path
        .iter()
        .map(|key| format!("/{}", key.replace('~', "~0").replace('/', "~1")));
    escaped.collect()
}

/// `; there are `a`, `b``: the keys of a value, for the end of a message.
pub(in crate::extract) fn instead(value: &Value) -> String {
    match value {
        Value::Object(map) if map.is_empty() => "; it is an empty object".to_owned(),
        Value::Object(map) => {
            let mut names: Vec<String> =
                map.keys().take(KEYS_SHOWN).map(|key| shown(key)).collect();
            if map.len() > KEYS_SHOWN {
                names.push(format!("{} more", map.len() - KEYS_SHOWN));
            }
            format!("; there are {}", names.join(", "))
        }
        other => format!("; it is {}", kind(other)),
    }
}

/// `; lists are at `data.items` (20)`: the lists of objects in a document, longest first.
pub(in crate::extract) fn lists(document: &Value) -> String {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut open = vec![(document, String::new(), 0)];
    while let Some((value, path, level)) = open.pop() {
        match value {
            Value::Array(list) if list.first().is_some_and(Value::is_object) => {
                found.push((list.len(), path));
            }
            Value::Object(map) if level < LIST_LEVELS => {
                open.extend(map.iter().map(|(key, value)| {
                    let path = if path.is_empty() {
                        key.clone()
                    } else {
                        format!("{path}.{key}")
                    };
                    (value, path, level + 1)
                }));
            }
            _ => {}
        }
    }
    found.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.cmp(other)));
    if found.is_empty() {
        return String::new();
    }
    let shown: Vec<String> = found
        .iter()
        .take(LISTS_SHOWN)
        .map(|(count, path)| format!("{} ({count})", shown(path)))
        .collect();
    format!("; the document has lists at {}", shown.join(", "))
}

/// A key as a message may show it: keys are an origin's text.
fn shown(key: &str) -> String {
    let short: String = key.chars().filter(|c| !c.is_control()).take(60).collect();
    format!("`{short}`")
}

/// The kind of a value, with its article.
pub(in crate::extract) const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
