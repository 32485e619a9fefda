//! `embed.js`: the widget, its style and a feed's items in one script.
//!
//! The items are JSON (a subset of JavaScript since ECMA-262 of 2019) in which no character can end a script, a line or a
//! comment. So no text of an item can break out of the script.

use std::fmt::Write as _;
use std::sync::LazyLock;

use serde::Serialize;

use super::dense::{dense, dense_style};
use super::view::View;
use crate::model::{Audience, Feed};
use crate::render::{RenderError, Site};

/// The code before the items, and after them with the style.
static CODE: LazyLock<(String, String)> = LazyLock::new(|| {
    let code = dense(include_str!("widget.js"));
    let style = dense_style(concat!(
        include_str!("look.css"),
        include_str!("widget.css")
    ));
    // Any text can be written as JSON.
    let style = safe_json(&style).unwrap_or_else(|_| "\"\"".to_owned());
    let (before, after) = code.split_once("FEED").unwrap_or((&code, ""));
    (before.to_owned(), after.replacen("STYLE", &style, 1))
});

/// `/feeds/ID/embed.js`: the first `limit` items of `feed`, as `audience` may see them.
pub fn script(
    feed: &Feed,
    audience: Audience,
    site: &Site,
    limit: usize,
) -> Result<Vec<u8>, RenderError> {
    let items = safe_json(&View::of(feed, audience, site, limit))?;
    let (before, after) = &*CODE;
    Ok([before, &*items, after].concat().into_bytes())
}

/// `value` as JSON that is safe in a script, in a script element and in an attribute.
pub(super) fn safe_json(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let json = serde_json::to_string(value)?;
    let mut safe = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        match c {
            // JSON has these characters in strings only, where an escape means the same.
            '<' | '>' | '&' | '\'' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                // Writing to a String cannot fail.
                let _ = write!(safe, "\\u{:04x}", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    Ok(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An item's title must not end the script that carries it.
    #[test]
    fn no_text_ends_the_script() {
        let text = "</script><!-- ' & \u{2028}\u{2029}\u{85}\u{feff} \" \\ \n 雪";
        let json = safe_json(&text).expect("it is text");
        assert!(!json.contains(['<', '>', '&', '\'', '\u{2028}', '\u{2029}', '\u{85}', '\n']));
        assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
    }

    /// The marks are replaced: what is left of them would be an error in every partner's page.
    #[test]
    fn the_code_has_a_place_for_items_and_style() {
        let (before, after) = &*CODE;
        assert!(before.ends_with("const feed = "));
        assert!(after.starts_with(";\nconst style = \"") && after.ends_with("})();\n"));
        assert!(!after.contains("STYLE") && !after.contains("innerHTML"));
    }
}
