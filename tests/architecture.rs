//! The house rules of `src/lib.rs`, enforced: who may import whom.

#![expect(clippy::expect_used, reason = "a test that cannot go on should panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Room, and the rooms it may name. The table of the design; `*` is everything, `-commands` all but that.
const TABLE: [(&str, &[&str]); 13] = [
    ("commands", &["*"]),
    ("app", &["-commands"]),
    ("model", &[]),
    ("clock", &[]),
    ("config", &["model"]),
    ("origin", &["config", "clock", "model"]),
    ("extract", &["config", "model"]),
    ("render", &["model"]),
    ("cache", &["clock", "model", "render"]),
    ("store", &["model"]),
    (
        "gateway",
        &[
            "model", "clock", "config", "origin", "extract", "render", "cache", "store",
        ],
    ),
    ("newsroom", &[]),
    ("serve", &["gateway", "render", "config", "model", "clock"]),
];
/// Drawers that collect what has no room.
const DRAWERS: [&str; 5] = ["util", "common", "types", "helpers", "misc"];

fn source_files() -> Vec<PathBuf> {
    fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("the source folder") {
            let path = entry.expect("a folder entry").path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    files.sort();
    files
}

/// The path below `src`, in parts: `["gateway", "refresh"]`.
fn parts(file: &Path) -> Vec<String> {
    let below = file
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .expect("below src");
    below
        .with_extension("")
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect()
}

/// Source without comments, string contents and character literals, so that only code is left.
fn code(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
        } else if c == 'r'
            && (rest.starts_with("r\"") || rest.starts_with("r#"))
            && !out.ends_with(is_word)
        {
            let hashes = rest[1..].chars().take_while(|&c| c == '#').count();
            let close = format!("\"{}", "#".repeat(hashes));
            match rest[1 + hashes..]
                .strip_prefix('"')
                .and_then(|body| body.find(&close).map(|end| &body[end + close.len()..]))
            {
                Some(after) => rest = after,
                None => {
                    out.push(c);
                    rest = &rest[1..];
                }
            }
        } else if c == '"' {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            rest = end.map_or("", |end| &rest[end + 2..]);
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The rooms that `code` names through `crate::` (also grouped, `crate::{a, b::c}`) or `super::`, from a
/// module `depth` levels below the crate's root.
fn rooms_named(code: &str, depth: usize) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    let roots = ["crate::".to_owned(), "super::".repeat(depth)];
    for root in &roots {
        for (at, _) in code.match_indices(root.as_str()) {
            let standing_alone =
                !code[..at].ends_with(|c: char| is_word(c) || c == ':' || c == '$');
            if !standing_alone {
                continue;
            }
            let rest = &code[at + root.len()..];
            match rest.strip_prefix('{') {
                None => rooms.extend(first_word(rest)),
                Some(group) => rooms.extend(
                    group_members(group)
                        .iter()
                        .filter_map(|member| first_word(member)),
                ),
            }
        }
    }
    rooms
}

fn first_word(text: &str) -> Option<String> {
    let word: String = text
        .trim_start()
        .chars()
        .take_while(|&c| is_word(c))
        .collect();
    (!word.is_empty() && word != "super" && word.starts_with(char::is_lowercase)).then_some(word)
}

/// The members of `{a, b::{c, d}}` at its own level; `text` begins behind the brace.
fn group_members(text: &str) -> Vec<&str> {
    let (mut level, mut from, mut members) = (0usize, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => level += 1,
            '}' if level == 0 => {
                members.push(&text[from..at]);
                break;
            }
            '}' => level -= 1,
            ',' if level == 0 => {
                members.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    members
}

fn allowed(room: &str, named: &str) -> bool {
    let (_, may) = TABLE
        .iter()
        .find(|(name, _)| *name == room)
        .unwrap_or_else(|| panic!("{room} is not in the table"));
    named == room
        || may.iter().any(|may| {
            *may == "*" || *may == named || may.strip_prefix('-').is_some_and(|not| not != named)
        })
}

/// A forbidden import is how a house becomes a drawer.
#[test]
fn every_import_is_in_the_table() {
    let mut forbidden = Vec::new();
    for file in source_files() {
        let parts = parts(&file);
        let room = parts[0].as_str();
        if ["lib", "main"].contains(&room) {
            continue;
        }
        let is_mod = parts.last().is_some_and(|last| last == "mod");
        let depth = parts.len() - usize::from(is_mod);
        let code = code(&fs::read_to_string(&file).expect("a source file"));
        // A test module lies one level deeper; both readings of `super` are checked.
        for named in rooms_named(&code, depth) {
            let is_room = TABLE.iter().any(|(name, _)| *name == named);
            if is_room && !allowed(room, &named) {
                forbidden.push(format!("{}: {room} may not name {named}", file.display()));
            }
        }
    }
    assert!(forbidden.is_empty(), "{}", forbidden.join("\n"));
}

/// The check itself must see what it forbids.
#[test]
fn the_check_sees_every_spelling() {
    let seen = |code_text: &str, depth| {
        rooms_named(&code(code_text), depth)
            .into_iter()
            .collect::<Vec<_>>()
    };
    assert_eq!(seen("use crate::store::Store;", 1), ["store"]);
    assert_eq!(
        seen("use crate::{model::{Item, Guid}, origin::Page};", 1),
        ["model", "origin"]
    );
    assert_eq!(seen("let x = crate::gateway::run();", 2), ["gateway"]);
    assert_eq!(seen("use super::serve::Router;", 1), ["serve"]);
    assert_eq!(seen("use super::super::serve::Router;", 2), ["serve"]);
    assert_eq!(
        seen(
            "// crate::serve\nlet s = \"crate::serve\"; /* crate::store */",
            1
        ),
        [] as [&str; 0]
    );
    assert!(
        !allowed("model", "config") && !allowed("serve", "cache") && !allowed("app", "commands")
    );
    assert!(allowed("commands", "serve") && allowed("app", "serve") && allowed("extract", "model"));
}

/// main.rs knows the commands and nothing else.
#[test]
fn main_knows_the_commands_only() {
    let main = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs"))
        .expect("main.rs");
    for (at, path) in code(&main).match_indices("byline::") {
        assert!(
            code(&main)[at + path.len()..].starts_with("commands"),
            "main.rs reaches past the commands"
        );
    }
}

/// A drawer holds what nobody placed.
#[test]
fn rooms_have_names() {
    for file in source_files() {
        for part in parts(&file) {
            assert!(
                !DRAWERS.contains(&part.as_str()),
                "{} is a drawer",
                file.display()
            );
        }
    }
}

/// Every room of the table is described in the map that a newcomer reads first.
#[test]
fn the_map_in_lib_shows_every_room() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"))
        .expect("lib.rs");
    for (room, _) in TABLE {
        assert!(
            lib.contains(&format!("| [`{room}`] |")),
            "src/lib.rs does not list {room}"
        );
        assert!(
            lib.contains(&format!("pub mod {room};")),
            "src/lib.rs does not declare {room}"
        );
    }
}
