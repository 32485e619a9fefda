//! What JSON-LD states of the organisation behind a site (schema.org `Organization` and `WebSite`).
//!
//! In: the page's JSON-LD scripts. Out: its names, the holder of its rights, its addresses for questions.

use serde_json::Value;

use crate::page::json_ld;

/// Levels of objects within each other.
const DEPTH_LIMIT: usize = 8;
/// No site has more names or addresses.
const LIMIT: usize = 16;

/// What JSON-LD states of the organisation behind a site.
#[derive(Debug, Default)]
pub(super) struct Organization {
    pub(super) names: Vec<String>,
    pub(super) holder: Option<String>,
    pub(super) emails: Vec<String>,
}

impl Organization {
    pub(super) fn of(scripts: &[String]) -> Self {
        let mut found = Self::default();
        for document in scripts.iter().filter_map(|script| json_ld::parse(script)) {
            found.add(&document, 0);
        }
        found
    }

    fn add(&mut self, value: &Value, depth: usize) {
        if depth == DEPTH_LIMIT {
            return;
        }
        match value {
            Value::Array(values) => values.iter().for_each(|it| self.add(it, depth + 1)),
            Value::Object(object) => {
                let is = |wanted: &[&str]| {
                    json_ld::types(object.get("@type")).any(|name| wanted.contains(&name))
                };
                let is_ours = is(&["Organization", "NewsMediaOrganization", "Newspaper"]);
                let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
                if is_ours && depth < 3 && self.names.len() < LIMIT {
                    self.names.extend(text("name"));
                }
                if (is_ours || is(&["ContactPoint"])) && self.emails.len() < LIMIT {
                    self.emails.extend(text("email"));
                }
                if self.holder.is_none() && !is(&["ImageObject", "VideoObject"]) {
                    let holder = object.get("copyrightHolder");
                    let name = |it: &Value| {
                        it.as_str()
                            .or_else(|| it.get("name")?.as_str())
                            .map(str::to_owned)
                    };
                    self.holder = holder.and_then(name).filter(|it| !it.trim().is_empty());
                }
                object.values().for_each(|it| self.add(it, depth + 1));
            }
            _ => {}
        }
    }
}
