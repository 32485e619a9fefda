//! The rules of `src/lib.rs`, enforced: who may import whom, that no two files import each other, and that a match on one of
//! our enums has an answer for each variant.

#![expect(clippy::expect_used, reason = "a test that cannot go on should panic")]

#[path = "architecture/documents.rs"]
mod documents;
#[path = "architecture/module.rs"]
mod module;
#[path = "architecture/source.rs"]
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use source::CrateSource;

/// Room, and the rooms it may name. The table of `src/lib.rs`; `*` is everything, `-commands` all but that.
const TABLE: [(&str, &[&str]); 17] = [
    ("commands", &["*"]),
    ("app", &["-commands"]),
    ("model", &[]),
    ("clock", &[]),
    ("config", &["model", "language"]),
    ("traces", &[]),
    ("origin", &["config", "clock", "model", "traces"]),
    ("browser", &["config", "model", "origin"]),
    ("language", &[]),
    ("page", &["model", "language"]),
    ("extract", &["page", "config", "model", "language"]),
    ("render", &["model", "language"]),
    ("cache", &["clock", "model", "render"]),
    ("store", &["model"]),
    (
        "gateway",
        &[
            "model", "clock", "language", "config", "origin", "browser", "page", "extract",
            "render", "cache", "store", "traces",
        ],
    ),
    ("newsroom", &[]),
    (
        "serve",
        &[
            "gateway", "render", "config", "model", "clock", "language", "traces",
        ],
    ),
];
/// Drawers that collect what has no room.
const DRAWERS: [&str; 5] = ["util", "common", "types", "helpers", "misc"];
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

fn is_room(name: &str) -> bool {
    TABLE.iter().any(|(room, _)| *room == name)
}

/// The groups of files that import each other, directly or through others.
fn circles<'h>(imports: &BTreeMap<&'h str, BTreeSet<&'h str>>) -> BTreeSet<BTreeSet<&'h str>> {
    let reachable = |from: &'h str| {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(file) = open.pop() {
            for next in imports.get(file).into_iter().flatten() {
                if seen.insert(*next) {
                    open.push(next);
                }
            }
        }
        seen
    };
    let all: BTreeMap<&str, BTreeSet<&str>> = imports
        .keys()
        .map(|file| (*file, reachable(file)))
        .collect();
    let leads = |one: &str, other: &str| all.get(one).is_some_and(|seen| seen.contains(other));
    all.keys()
        .filter(|file| leads(file, file))
        .map(|file| {
            let mates = all
                .keys()
                .filter(|other| leads(file, other) && leads(other, file));
            mates.copied().collect()
        })
        .collect()
}

/// A forbidden import is how a house becomes a drawer.
#[test]
fn every_import_is_in_the_table() {
    let source = CrateSource::of_this_crate();
    let mut forbidden = BTreeSet::new();
    for (at, module, written) in source.written() {
        let Some(room) = at.first().filter(|room| is_room(room)) else {
            continue;
        };
        if let Some(named) = source.room_named(at, written)
            && is_room(&named)
            && !allowed(room, &named)
        {
            forbidden.insert(format!("{}: {room} may not name {named}", module.file));
        }
    }
    let forbidden: Vec<String> = forbidden.into_iter().collect();
    assert!(forbidden.is_empty(), "{}", forbidden.join("\n"));
}

/// Files that import each other are one file with a seam through it: neither can be understood alone.
#[test]
fn no_files_import_each_other() {
    let source = CrateSource::of_this_crate();
    let imports = source.imports();
    let circles = circles(&imports);
    let mut listed = String::new();
    for circle in &circles {
        for file in circle {
            let mates: Vec<&str> = imports[file].intersection(circle).copied().collect();
            listed += &format!("{file} imports {}\n", mates.join(", "));
        }
        listed += "\n";
    }
    assert!(circles.is_empty(), "{} circles:\n{listed}", circles.len());
}

/// A new variant must not compile until each match has an answer for it.
#[test]
fn no_match_on_an_enum_of_ours_takes_whatever_is_left() {
    let source = CrateSource::of_this_crate();
    let mut open = Vec::new();
    for (path, module) in &source.modules {
        for variants in &module.catch_alls {
            let own = variants.iter().find(|it| source.is_own_variant(path, it));
            open.extend(own.map(|own| format!("{}: {}", module.file, own.join("::"))));
        }
    }
    assert!(open.is_empty(), "{}", open.join("\n"));
}

/// The checks themselves must see what they forbid.
#[test]
fn the_checks_see_every_spelling() {
    let source_with = |serve: &str| {
        let mut source = CrateSource::default();
        for (path, file, text) in [
            ("", "lib.rs", "pub mod store; pub mod serve;"),
            (
                "store",
                "store/mod.rs",
                "mod disk; pub use disk::{Disk, Row as Line}; pub fn open() {}",
            ),
            (
                "store::disk",
                "store/disk.rs",
                "pub struct Disk; pub struct Row;",
            ),
            ("serve", "serve/mod.rs", serve),
        ] {
            let path = path
                .split("::")
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect();
            let parsed = syn::parse_file(text).expect("Rust source");
            source.add_source(&parsed.items, file, &path);
        }
        source
    };
    let imports_of = |text: &str| {
        let source = source_with(text);
        let imports = source.imports();
        let files = imports.get("serve/mod.rs").cloned().unwrap_or_default();
        files.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    for text in [
        "use crate::store::Disk;",
        "use crate::{serve, store::{Line as L}};",
        "use super::store::*; fn f(_: Disk) {}",
        "fn f() { let _ = crate::store::Disk; }",
        "fn f() { println!(\"{}\", crate::store::disk::Row); }",
        "use crate::store; fn f() -> Option<store::Line> { None }",
        "mod inner { fn f() { super::super::store::Disk; } }",
    ] {
        let files = imports_of(text);
        assert!(
            files.contains(&"store/disk.rs".to_owned()),
            "{text}: {files:?}"
        );
    }
    for text in [
        "// crate::store::Disk\nconst S: &str = \"crate::store::Disk\";",
        "#[cfg(test)] mod tests { use crate::store::Disk; }",
        "use std::path::Path; fn f() { hyper::store(); }",
    ] {
        let files = imports_of(text);
        assert!(files.is_empty(), "{text}: {files:?}");
    }
    assert_eq!(imports_of("use crate::store::open;"), ["store/mod.rs"]);
    let open_matches = |text: &str| {
        let source = source_with(text);
        let at = vec!["serve".to_owned()];
        let catch_alls = &source.modules[&at].catch_alls;
        let is_own =
            |variants: &&Vec<Vec<String>>| variants.iter().any(|it| source.is_own_variant(&at, it));
        catch_alls.iter().filter(is_own).count()
    };
    let own = "enum Own { A, B } impl Own { fn f(self) { match self { Self::A => 1, _ => 2 } } }";
    assert_eq!(open_matches(own), 1);
    assert_eq!(
        open_matches("enum Own { A(u8) } fn f(o: &Own) { match o { Own::A(1) => 1, other => 2 } }"),
        1
    );
    assert_eq!(
        open_matches("enum Own { A } fn f(o: Own) { match o { Own::A => 1 } }"),
        0
    );
    assert_eq!(
        open_matches("fn f(o: Option<u8>) { match o { Option::Some(1) => 1, _ => 2 } }"),
        0
    );
    let written = ["crate", "store", "open"].map(str::to_owned);
    let at = vec!["serve".to_owned()];
    assert_eq!(
        source_with("").room_named(&at, &written).as_deref(),
        Some("store")
    );
    assert!(
        !allowed("model", "config") && !allowed("serve", "cache") && !allowed("app", "commands")
    );
    assert!(allowed("commands", "serve") && allowed("app", "serve") && allowed("extract", "model"));
    let both = BTreeMap::from([
        ("a.rs", BTreeSet::from(["b.rs"])),
        ("b.rs", BTreeSet::from(["c.rs"])),
        ("c.rs", BTreeSet::from(["b.rs"])),
    ]);
    assert_eq!(
        circles(&both),
        BTreeSet::from([BTreeSet::from(["b.rs", "c.rs"])])
    );
}

/// main.rs knows the commands and nothing else.
#[test]
fn main_knows_the_commands_only() {
    let main = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs");
    let text = fs::read_to_string(main).expect("main.rs");
    let mut source = CrateSource::default();
    let parsed = syn::parse_file(&text).expect("Rust source");
    source.add_source(&parsed.items, "main.rs", &Vec::new());
    let mut named = 0;
    for (_, _, written) in source.written() {
        if written.first().is_some_and(|part| part == "byline") {
            assert_eq!(written.get(1).map(String::as_str), Some("commands"));
            named += 1;
        }
    }
    assert!(named > 0, "main.rs names no command");
}

/// A drawer holds what nobody placed.
#[test]
fn rooms_have_names() {
    for path in CrateSource::of_this_crate().modules.keys() {
        for part in path {
            assert!(
                !DRAWERS.contains(&part.as_str()),
                "{} is a drawer",
                path.join("::")
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
