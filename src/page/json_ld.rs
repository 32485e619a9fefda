//! JSON-LD: what lists and articles read of it in the same way (JSON-LD 1.1, schema.org).
//!
//! In: the text of a script. Out: its JSON, the names of an object's types, and whether a type is an article. Which keys
//! are followed, and which of several objects counts, each reader decides: a list wants all articles, an article page one.

use serde_json::Value;

/// A larger script is no description of a page, in bytes.
const SCRIPT_LIMIT_BYTES: usize = 2 * 1024 * 1024;

/// Whether a script of this `type` holds JSON-LD.
pub(crate) fn is_type_of_script(script_type: &str) -> bool {
    script_type.to_ascii_lowercase().contains("ld+json")
}

/// Whether a script holds JSON-LD: its type says so, or it has no type and is an object of this vocabulary.
pub(crate) fn is_script(script_type: Option<&str>, text: &str) -> bool {
    match script_type {
        Some(script_type) => is_type_of_script(script_type),
        None => text.trim_start().starts_with(['{', '[']) && text.contains("\"@context\""),
    }
}

/// The JSON of `script`; `None` when it is broken or too large.
///
/// Pages wrap it in comments, end it with a semicolon and leave raw line breaks in its strings.
pub(crate) fn parse(script: &str) -> Option<Value> {
    if script.len() > SCRIPT_LIMIT_BYTES {
        return None;
    }
    let bare = script
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("/*<![CDATA[*/")
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim_end_matches("/*]]>*/")
        .trim()
        .trim_end_matches(';');
    serde_json::from_str(bare).ok().or_else(|| {
        let without_controls: String = bare
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        serde_json::from_str(&without_controls).ok()
    })
}

/// The names of the types in `@type`, without their vocabulary: `schema:NewsArticle` is a `NewsArticle`.
pub(crate) fn types(of: Option<&Value>) -> impl Iterator<Item = &str> {
    let types = match of {
        Some(Value::Array(types)) => types.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    types
        .iter()
        .filter_map(Value::as_str)
        .map(|name| name.rsplit(['/', ':']).next().unwrap_or(name))
}

/// Whether a type is an article of some kind: `NewsArticle`, `BlogPosting`, `Report`.
pub(crate) fn is_article(name: &str) -> bool {
    name.ends_with("Article") || name.ends_with("Posting") || name == "Report"
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A script that a browser ignores costs nothing there; here it must not cost the date.
    #[test]
    fn scripts_are_read_as_pages_write_them() {
        for script in [
            "<!-- {\"a\":1} -->",
            " //<![CDATA[\n{\"a\":1}; \n//]]>",
            "{\n\"a\":1}",
        ] {
            assert_eq!(
                parse(script).map(|json| json["a"] == 1),
                Some(true),
                "{script}"
            );
        }
        assert_eq!(parse("{\"a\":"), None);
    }

    /// Content systems clean the type away. A program is no statement.
    #[test]
    fn a_script_without_a_type_may_be_one() {
        let object = " {\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\"}";
        assert!(is_script(None, object));
        assert!(is_script(Some("application/ld+json"), "[]"));
        assert!(!is_script(Some("text/template"), object));
        assert!(!is_script(None, "var a = {\"@context\": 1}"));
    }

    /// Types come bare, as URLs, with a prefix, and several at once.
    #[test]
    fn types_are_named_without_their_vocabulary() {
        let of = serde_json::json!(["http://schema.org/NewsArticle", "schema:Report", "Person"]);
        let names: Vec<&str> = types(Some(&of)).collect();
        assert_eq!(names, ["NewsArticle", "Report", "Person"]);
        assert!(is_article("NewsArticle") && is_article("Report") && !is_article("Person"));
    }
}
