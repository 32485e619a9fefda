//! The data that a script hands to a page, where it is no plain JSON.
//!
//! In: the text of a script. Out: values. Nothing is run: what is read are the forms in which frameworks write data, and
//! a script of another form says nothing. Terms: literals of ECMAScript; the stream of React Server Components ("Flight"),
//! which Next's app router writes in pieces.

use foldhash::HashMap;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Number, Value};

use crate::page::Budget;

/// Levels of values within each other.
const DEPTH_LIMIT: usize = 60;
/// Marks a string that stands for an argument of the function around it. No script writes it into a name.
const ARGUMENT: char = '\0';

/// The value of `JSON.parse("…")`, of `(function(a,b){return {…}}("x",1))`, or of an object in the notation of scripts.
pub(super) fn value(script: &str, budget: &Budget) -> Option<Value> {
    let script = script.trim_start();
    if let Some(inner) = script.strip_prefix("JSON.parse(") {
        return parsed(inner);
    }
    let function = script.trim_start_matches(['(', '!']).trim_start();
    if let Some(function) = function.strip_prefix("function") {
        return returned(function, budget);
    }
    script
        .starts_with(['{', '['])
        .then(|| Literals::of(script, budget).value(0))?
}

fn parsed(inner: &str) -> Option<Value> {
    let inner = inner.trim_start();
    let encoded = ["decodeURIComponent(", "decodeURI(", "unescape("];
    let encoded = encoded.iter().find_map(|name| inner.strip_prefix(name));
    let (text, _) = string(encoded.unwrap_or(inner).trim_start())?;
    let text = match encoded {
        Some(_) => percent_decode_str(&text).decode_utf8_lossy().into_owned(),
        None => text,
    };
    serde_json::from_str(&text).ok()
}

/// What a function returns that is called where it stands: its object, with the arguments put in.
fn returned(function: &str, budget: &Budget) -> Option<Value> {
    let (parameters, body) = function.split_once('(')?.1.split_once(')')?;
    let body = body.trim_start().strip_prefix('{')?;
    let start = body.find("return")? + "return".len();
    let mut reader = Literals::of(&body[start..], budget);
    let mut value = reader.value(0)?;
    while reader.takes(&[';', '}', ')']) {}
    let mut arguments = HashMap::default();
    if reader.takes(&['(']) {
        for name in parameters.split(',') {
            arguments.insert(name.trim(), reader.value(0)?);
            if !reader.takes(&[',']) {
                break;
            }
        }
    }
    put_in(&mut value, &arguments, budget);
    Some(value)
}

fn put_in(value: &mut Value, arguments: &HashMap<&str, Value>, budget: &Budget) {
    match value {
        Value::String(text) => {
            let Some(name) = text.strip_prefix(ARGUMENT) else {
                return;
            };
            // One long text may stand in many places.
            let argument = arguments.get(name).filter(|argument| match argument {
                Value::String(text) => budget.make(text.len()),
                Value::Null | Value::Bool(_) | Value::Number(_) => true,
                Value::Array(_) | Value::Object(_) => false,
            });
            *value = argument.cloned().unwrap_or_default();
        }
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| put_in(value, arguments, budget)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|value| put_in(value, arguments, budget)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The pieces of a stream that a script adds, as `self.__next_f.push([1,"…"])`.
pub(super) fn pieces(script: &str) -> impl Iterator<Item = String> {
    let calls = script.split("__next_f.push(").skip(1);
    calls.filter_map(|call| {
        let list = call.trim_start().strip_prefix('[')?.trim_start();
        let text = list.strip_prefix('1')?.trim_start().strip_prefix(',')?;
        string(text.trim_start()).map(|(text, _)| text)
    })
}

/// The rows of a stream that hold JSON, by their name: `1:{…}`. Other rows are texts, modules and hints.
pub(super) fn rows(stream: &str) -> Vec<(&str, Value)> {
    let mut rows = Vec::new();
    let mut rest = stream;
    while !rest.is_empty() {
        let line_end = rest.find('\n').map_or(rest.len(), |at| at + 1);
        let named = rest[..line_end].split_once(':');
        let named = named.filter(|(id, _)| id.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some((id, _)) = named else {
            rest = &rest[line_end..];
            continue;
        };
        let row = &rest[id.len() + 1..];
        if let Some((length, text)) = row.strip_prefix('T').and_then(|it| it.split_once(',')) {
            // A text of so many bytes, without a line's end.
            let length = usize::from_str_radix(length, 16).unwrap_or(usize::MAX);
            rest = text.get(length..).unwrap_or_default();
        } else {
            if row.starts_with(['{', '['])
                && let Ok(value) = serde_json::from_str(row[..line_end - id.len() - 1].trim_end())
            {
                rows.push((id, value));
            }
            rest = &rest[line_end..];
        }
    }
    rows
}

/// A string of a script, and what stands behind it.
fn string(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next().filter(|c| "\"'`".contains(*c))?;
    let mut said = String::new();
    let mut rest = &text[1..];
    loop {
        let at = rest.find(['\\', quote])?;
        said.push_str(&rest[..at]);
        if rest[at..].starts_with(quote) {
            return Some((said, &rest[at + 1..]));
        }
        rest = escaped(&rest[at + 1..], &mut said)?;
    }
}

/// Reads what stands behind a backslash; returns the rest.
fn escaped<'t>(text: &'t str, said: &mut String) -> Option<&'t str> {
    let escape = text.chars().next()?;
    let rest = &text[escape.len_utf8()..];
    let hex = |digits: Option<&str>| u32::from_str_radix(digits?, 16).ok();
    let (code, rest) = match escape {
        'n' => ('\n'.into(), rest),
        't' => ('\t'.into(), rest),
        'r' => ('\r'.into(), rest),
        'b' => (8, rest),
        'f' => (12, rest),
        'v' => (11, rest),
        '0' => (0, rest),
        '\n' => return Some(rest),
        'x' => (hex(rest.get(..2))?, &rest[2..]),
        'u' if rest.starts_with('{') => {
            let (digits, rest) = rest[1..].split_once('}')?;
            (hex(Some(digits))?, rest)
        }
        'u' => {
            let (high, rest) = (hex(rest.get(..4))?, &rest[4..]);
            let low = rest.strip_prefix("\\u").and_then(|low| hex(low.get(..4)));
            match low.filter(|low| (0xDC00..0xE000).contains(low)) {
                Some(low) if (0xD800..0xDC00).contains(&high) => {
                    let code = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                    (code, &rest[6..])
                }
                _ => (high, rest),
            }
        }
        other => (other.into(), rest),
    };
    said.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(rest)
}

/// Reads literals: JSON's, and those that scripts have beside it.
struct Literals<'s, 'b> {
    rest: &'s str,
    budget: &'b Budget,
}

impl<'s, 'b> Literals<'s, 'b> {
    fn of(script: &'s str, budget: &'b Budget) -> Self {
        Self {
            rest: script,
            budget,
        }
    }

    /// Whether one of `signs` comes next, which is then passed.
    fn takes(&mut self, signs: &[char]) -> bool {
        self.rest = self.rest.trim_start();
        let next = self.rest.strip_prefix(signs);
        self.rest = next.unwrap_or(self.rest);
        next.is_some()
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEPTH_LIMIT || !self.budget.make(size_of::<Value>()) {
            return None;
        }
        if self.takes(&['{']) {
            return self.object(depth);
        }
        if self.takes(&['[']) {
            return self.array(depth);
        }
        if self.takes(&['!']) {
            // `!0` is true, `!1` false.
            return Some(Value::Bool(self.word()? == "0"));
        }
        match self.rest.chars().next()? {
            '"' | '\'' | '`' => {
                let (text, rest) = string(self.rest)?;
                self.rest = rest;
                Some(Value::String(text))
            }
            _ => self.named(depth),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        let mut fields = Map::new();
        while !self.takes(&['}']) {
            let key = if self.rest.starts_with(['"', '\'']) {
                let (key, rest) = string(self.rest)?;
                self.rest = rest;
                key
            } else {
                self.word()?.to_owned()
            };
            if !self.takes(&[':']) {
                return None;
            }
            let value = self.value(depth + 1)?;
            fields.insert(key, value);
            if !self.takes(&[',']) && !self.rest.starts_with('}') {
                return None;
            }
        }
        Some(Value::Object(fields))
    }

    fn array(&mut self, depth: usize) -> Option<Value> {
        let mut values = Vec::new();
        while !self.takes(&[']']) {
            values.push(self.value(depth + 1)?);
            if !self.takes(&[',']) && !self.rest.starts_with(']') {
                return None;
            }
        }
        Some(Value::Array(values))
    }

    /// A number, a constant, a date, or the name of an argument.
    fn named(&mut self, depth: usize) -> Option<Value> {
        let word = self.word()?;
        Some(match word {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" | "undefined" | "NaN" | "Infinity" => Value::Null,
            "void" => {
                self.value(depth + 1)?;
                Value::Null
            }
            "new" => {
                let date = self.word()? == "Date" && self.takes(&['(']);
                let value = date.then(|| self.value(depth + 1))??;
                self.takes(&[')']).then_some(value)?
            }
            word if word.starts_with(|c: char| c.is_ascii_digit() || "-+.".contains(c)) => {
                let number = serde_json::from_str(word).ok();
                let number = number.or_else(|| Number::from_f64(word.parse().ok()?))?;
                Value::Number(number)
            }
            // A call: what it gives is not known.
            _ if self.takes(&['(']) => return None,
            name => Value::String(format!("{ARGUMENT}{name}")),
        })
    }

    fn word(&mut self) -> Option<&'s str> {
        let text = self.rest.trim_start();
        let is_part = |c: char| c.is_alphanumeric() || "_$.+-".contains(c);
        let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
        self.rest = &text[end..];
        (end > 0).then_some(&text[..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(script: &str) -> Option<Value> {
        value(script, &Budget::unbounded())
    }

    /// A site whose framework writes its state in a form of its own would have no list.
    #[test]
    fn each_form_of_data_is_read() {
        let expected = json!({"list": [{"t": "A \"b\" – é😀", "n": 1.5, "ok": true, "no": null}]});
        for script in [
            r#"JSON.parse("{\"list\":[{\"t\":\"A \\\"b\\\" – \u00e9\uD83D\uDE00\",\"n\":1.5,\"ok\":true,\"no\":null}]}");"#,
            r#"JSON.parse('{"list":[{"t":"A \\"b\\" \u2013 \xe9\u{1F600}","n":1.5,"ok":true,"no":null}]}')"#,
            r#"JSON.parse(decodeURIComponent("%7B%22list%22%3A%5B%7B%22t%22%3A%22A%20%5C%22b%5C%22%20%E2%80%93%20%C3%A9%F0%9F%98%80%22%2C%22n%22%3A1.5%2C%22ok%22%3Atrue%2C%22no%22%3Anull%7D%5D%7D"))"#,
            r#"{list:[{t:'A "b" – é😀', n:1.5, ok:!0, no:void 0},]};"#,
            r#"(function(a,b,c){b.x=1;return {list:[{t:a,"n":1.5,ok:b,no:c}]}}("A \"b\" – é😀",true,null));"#,
            r#"(function(a,b){return {list:[{t:a,n:b,ok:!0,no:undefined}]}})("A \"b\" – é😀",1.5)"#,
        ] {
            assert_eq!(read(script), Some(expected.clone()), "{script}");
        }
    }

    /// A program is no data, however it begins; and a script of brackets must not cost the stack.
    #[test]
    fn what_is_no_data_says_nothing() {
        for script in [
            "{a:b()}",
            "function(){alert(1)}",
            "JSON.parse(x)",
            "JSON.parse(\"{\")",
            "{a:1",
            "[\"\\u12\"]",
            "[\"\\",
            "{a 1}",
            "(function(",
            "",
        ] {
            assert_eq!(read(script), None, "{script}");
        }
        assert_eq!(read(&"[".repeat(100_000)), None);
        let deep = "{a:".repeat(100_000);
        assert_eq!(read(&deep), None);
    }

    /// A stream has other rows between those with data, and texts without a line's end.
    #[test]
    fn a_stream_has_its_rows_by_name() {
        let script = r#"self.__next_f.push([0]);self.__next_f.push([1,"1:I[5,[],\"x\"]\n2:{\"a\""]);self.__next_f.push([1,":[1]}\n3:T5,1:{\"b4:[\"$2\"]\n:HL[\"x\"]\nbad\n5:{"])"#;
        let stream: String = pieces(script).collect();
        assert_eq!(
            rows(&stream),
            [("2", json!({"a": [1]})), ("4", json!(["$2"]))]
        );
        assert_eq!(rows("1:Tffffffffffffffffff,é"), []);
    }
}
