//! JSON as endpoints send it: behind a guard, in a callback, or given to a variable.

use serde_json::Value;

use crate::extract::ExtractError;

/// What stands before JSON so that no script of another site can run it.
const GUARDS: [&str; 5] = [")]}'", "while(1);", "while (1);", "for(;;);", "for (;;);"];

/// The value in `text`.
pub(in crate::extract) fn parse(text: &str) -> Result<Value, ExtractError> {
    let body = payload(text).ok_or_else(|| not_json(text))?;
    let mut values = serde_json::Deserializer::from_str(body).into_iter::<Value>();
    let value = match values.next() {
        Some(Ok(value)) => value,
        Some(Err(error)) => return Err(broken(text, body, &error)),
        None => return Err(not_json(text)),
    };
    let rest = body[values.byte_offset()..].trim();
    let closes = rest
        .chars()
        .all(|c| matches!(c, ')' | ';' | ',') || c.is_whitespace())
        || rest
            .trim_start_matches([')', ';'])
            .trim_start()
            .starts_with("//");
    if !closes {
        return Err(ExtractError::no_list(
            format!("behind the JSON value stands {}", sample(rest)),
            "give the address of a document that is one JSON value",
        ));
    }
    Ok(value)
}

/// `text` from where its value begins.
fn payload(text: &str) -> Option<&str> {
    let mut text = trim(text);
    if let Some(rest) = GUARDS.iter().find_map(|guard| text.strip_prefix(guard)) {
        text = trim(rest.trim_start_matches([',', ';']));
    }
    while let Some((_, rest)) = text
        .strip_prefix("/*")
        .and_then(|rest| rest.split_once("*/"))
    {
        text = trim(rest);
    }
    if text.starts_with(['{', '[']) {
        return Some(text);
    }
    // `callback({…})`, `a.b && a.b([…])`, `var list = […]`, `window["x"] = {…}`.
    let start = text.find(['(', '='])?;
    let begin = start + text[start..].find(['{', '['])?;
    let before = &text[..begin];
    let is_script = before.len() <= 200
        && before.ends_with(|c: char| matches!(c, '(' | '=') || c.is_whitespace())
        && before.chars().all(|c| {
            c.is_alphanumeric()
                || c.is_whitespace()
                || matches!(
                    c,
                    '_' | '$' | '.' | '(' | '=' | '&' | '"' | '\'' | '[' | ']'
                )
        });
    is_script.then(|| &text[begin..])
}

fn trim(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

fn not_json(text: &str) -> ExtractError {
    let start = trim(text);
    if start.is_empty() {
        return ExtractError::no_list(
            "the document is empty".to_owned(),
            "open the address in a browser; the server may answer differently to programs",
        );
    }
    if start.starts_with("<?xml") || start.starts_with("<rss") || start.starts_with("<feed") {
        return ExtractError::no_list(
            "this is XML, not JSON".to_owned(),
            "for a feed set `kind = \"feed\"`",
        );
    }
    if start.starts_with('<') {
        return ExtractError::no_list(
            "this is a page, not JSON".to_owned(),
            "set `kind = \"html\"`, or give the address that the page loads its list from",
        );
    }
    ExtractError::no_list(
        format!("this is not JSON; it begins with {}", sample(start)),
        "give the address of a document that is one JSON value",
    )
}

/// Where the value breaks off, counted in the text as it was sent.
fn broken(text: &str, body: &str, error: &serde_json::Error) -> ExtractError {
    let before = &text[..text.len() - body.len()];
    let line = before.matches('\n').count() + error.line();
    let column = if error.line() == 1 {
        before.rsplit('\n').next().unwrap_or_default().len() + error.column()
    } else {
        error.column()
    };
    let what = if error.is_eof() {
        "the JSON ends too early"
    } else {
        "the JSON is malformed"
    };
    ExtractError::no_list(
        format!("{what}, at line {line}, column {column}"),
        "tell the publisher; byline reads on when the document is whole again",
    )
}

fn sample(text: &str) -> String {
    let start: String = text.chars().filter(|c| !c.is_control()).take(30).collect();
    format!("`{start}`")
}
