//! The house rules of `src/lib.rs`, enforced: who may import whom, and that no two files import each other.
//!
//! The source is parsed with `syn`. A path counts for the file that defines what it names: whoever writes
//! `super::Grant` depends on `rights.rs`, not on the `mod.rs` that passes the name on. Test code is left out.

#![expect(clippy::expect_used, reason = "a test that cannot go on should panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// Room, and the rooms it may name. The table of `src/lib.rs`; `*` is everything, `-commands` all but that.
const TABLE: [(&str, &[&str]); 15] = [
    ("commands", &["*"]),
    ("app", &["-commands"]),
    ("model", &[]),
    ("clock", &[]),
    ("config", &["model", "language"]),
    ("origin", &["config", "clock", "model"]),
    ("language", &[]),
    ("page", &["model", "language"]),
    ("extract", &["page", "config", "model", "language"]),
    ("render", &["model", "language"]),
    ("cache", &["clock", "model", "render"]),
    ("store", &["model"]),
    (
        "gateway",
        &[
            "model", "clock", "language", "config", "origin", "page", "extract", "render", "cache",
            "store",
        ],
    ),
    ("newsroom", &[]),
    (
        "serve",
        &["gateway", "render", "config", "model", "clock", "language"],
    ),
];
/// Drawers that collect what has no room.
const DRAWERS: [&str; 5] = ["util", "common", "types", "helpers", "misc"];

/// A module's name from the crate's root: `["gateway", "refresh"]`; the root's is empty.
type ModulePath = Vec<String>;

/// A module with a file of its own, or an inline one.
#[derive(Debug, Default)]
struct Module {
    /// Below `src`, such as `gateway/refresh.rs`.
    file: String,
    /// Names of what is defined here: functions, types, constants, macros.
    items: BTreeSet<String>,
    /// What `use` brings in: the name here, and the path that it stands for.
    uses: BTreeMap<String, Vec<String>>,
    /// Modules of which `use` brings in everything.
    globs: Vec<Vec<String>>,
    /// Every other path that the code here writes.
    paths: BTreeSet<Vec<String>>,
    /// Names of the enums among the items.
    enums: BTreeSet<String>,
    /// Each match with an arm for whatever is left: the paths of its other arms.
    catch_alls: Vec<Vec<Vec<String>>>,
}

/// All modules of the crate.
#[derive(Debug, Default)]
struct House {
    modules: BTreeMap<ModulePath, Module>,
}

impl House {
    fn of_this_crate() -> Self {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut house = Self::default();
        house.add_file(&src, Path::new("lib.rs"), Vec::new());
        house
    }

    fn add_file(&mut self, src: &Path, file: &Path, path: ModulePath) {
        let text = fs::read_to_string(src.join(file)).expect("a module's file");
        let parsed = syn::parse_file(&text).expect("Rust source");
        let children = self.add_source(&parsed.items, &file.to_string_lossy(), &path);
        for child in children {
            let below: PathBuf = child.iter().collect();
            let own = below.with_extension("rs");
            let file = if src.join(&own).exists() {
                own
            } else {
                below.join("mod.rs")
            };
            self.add_file(src, &file, child);
        }
    }

    /// Adds a module and the inline ones in it; says which have files of their own.
    fn add_source(
        &mut self,
        items: &[syn::Item],
        file: &str,
        path: &ModulePath,
    ) -> Vec<ModulePath> {
        let mut reader = ModuleReader {
            module: Module {
                file: file.to_owned(),
                ..Module::default()
            },
            own_type: None,
            children: Vec::new(),
        };
        for item in items {
            reader.visit_item(item);
        }
        let mut with_files = Vec::new();
        self.modules.insert(path.clone(), reader.module);
        for (name, content) in reader.children {
            let child: ModulePath = path.iter().cloned().chain([name]).collect();
            match content {
                None => with_files.push(child),
                Some(items) => with_files.extend(self.add_source(&items, file, &child)),
            }
        }
        with_files
    }

    /// The files that define what `path`, written in the module `at`, names; empty for another crate's.
    fn definers(&self, at: &ModulePath, path: &[String], depth: usize) -> BTreeSet<&str> {
        let Some((module, rest)) = self.start(at, path) else {
            return BTreeSet::new();
        };
        self.follow(module, rest, depth)
    }

    /// The module at which a path begins, and what is left of it.
    fn start<'p>(&self, at: &ModulePath, path: &'p [String]) -> Option<(ModulePath, &'p [String])> {
        let mut module = at.clone();
        match path.first()?.as_str() {
            "crate" => Some((Vec::new(), &path[1..])),
            "self" => Some((module, &path[1..])),
            "super" => {
                let ups = path.iter().take_while(|part| *part == "super").count();
                module.truncate(module.len().checked_sub(ups)?);
                Some((module, &path[ups..]))
            }
            _ => Some((module, path)),
        }
    }

    fn follow(&self, mut module: ModulePath, path: &[String], depth: usize) -> BTreeSet<&str> {
        // Re-exports that lead round in a circle end here.
        if depth > 16 {
            return BTreeSet::new();
        }
        let mut rest = path;
        while let Some(name) = rest.first() {
            module.push(name.clone());
            if !self.modules.contains_key(&module) {
                module.pop();
                break;
            }
            rest = &rest[1..];
        }
        let Some(here) = self.modules.get(&module) else {
            return BTreeSet::new();
        };
        // A module that is only named is not yet used; what is named through it counts.
        let Some(name) = rest.first() else {
            return BTreeSet::new();
        };
        if here.items.contains(name) {
            return BTreeSet::from([here.file.as_str()]);
        }
        if let Some(target) = here.uses.get(name) {
            let target: Vec<String> = target.iter().chain(&rest[1..]).cloned().collect();
            // `use rss;` names a crate, not itself.
            if target != rest {
                return self.definers(&module, &target, depth + 1);
            }
        }
        let mut found = BTreeSet::new();
        for glob in &here.globs {
            let target: Vec<String> = glob.iter().chain(rest).cloned().collect();
            found.extend(self.definers(&module, &target, depth + 1));
        }
        found
    }

    /// Every path of the crate as written, with the module that writes it.
    fn written(&self) -> impl Iterator<Item = (&ModulePath, &Module, &Vec<String>)> {
        self.modules.iter().flat_map(|(path, module)| {
            let written = module
                .uses
                .values()
                .chain(&module.globs)
                .chain(&module.paths);
            written.map(move |written| (path, module, written))
        })
    }

    /// Whether `path`, written in the module `at`, is a variant of an enum of this crate.
    fn is_own_variant(&self, at: &ModulePath, path: &[String], depth: usize) -> bool {
        let Some((mut module, mut rest)) = self.start(at, path) else {
            return false;
        };
        while let [name, more @ ..] = rest {
            module.push(name.clone());
            if !self.modules.contains_key(&module) {
                module.pop();
                break;
            }
            rest = more;
        }
        let (Some(here), [name, variant @ ..]) = (self.modules.get(&module), rest) else {
            return false;
        };
        let through = |target: &[String]| {
            let target: Vec<String> = target.iter().chain(variant).cloned().collect();
            depth < 16 && target != rest && self.is_own_variant(&module, &target, depth + 1)
        };
        if here.enums.contains(name) {
            return variant.len() == 1;
        }
        here.uses.get(name).is_some_and(|target| through(target))
            || here.globs.iter().any(|glob| {
                let target: Vec<String> = glob.iter().chain([name]).cloned().collect();
                through(&target)
            })
    }

    /// For each file the files that it depends on.
    fn imports(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut imports: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (path, module, written) in self.written() {
            let found = self.definers(path, written, 0);
            let others = found.into_iter().filter(|file| *file != module.file);
            imports.entry(&module.file).or_default().extend(others);
        }
        imports
    }

    /// The rooms that a written path goes into, as it is written: the room passed through counts, too.
    fn room_named(&self, at: &ModulePath, path: &[String]) -> Option<String> {
        let (module, rest) = self.start(at, path)?;
        let written_from_root = path
            .first()
            .is_some_and(|part| part == "crate" || part == "super");
        if !written_from_root {
            return None;
        }
        module.first().or(rest.first()).cloned()
    }
}

/// Collects what one module defines, brings in and names.
struct ModuleReader {
    module: Module,
    /// The type whose `impl` is being read.
    own_type: Option<String>,
    /// Name, and the content of an inline one.
    children: Vec<(String, Option<Vec<syn::Item>>)>,
}

impl ModuleReader {
    fn add_use(&mut self, tree: &syn::UseTree, before: &[String]) {
        let with = |name: String| before.iter().cloned().chain([name]).collect::<Vec<_>>();
        match tree {
            syn::UseTree::Path(path) => self.add_use(&path.tree, &with(path.ident.to_string())),
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_use(tree, before);
                }
            }
            syn::UseTree::Glob(_) => self.module.globs.push(before.to_vec()),
            syn::UseTree::Name(name) if name.ident == "self" => {
                let last = before.last().cloned().unwrap_or_default();
                self.module.uses.insert(last, before.to_vec());
            }
            syn::UseTree::Name(name) => {
                let name = name.ident.to_string();
                self.module.uses.insert(name.clone(), with(name));
            }
            syn::UseTree::Rename(rename) => {
                // Two traits brought in `as _` are two uses.
                let name = match rename.rename.to_string().as_str() {
                    "_" => with(rename.ident.to_string()).join("::"),
                    name => name.to_owned(),
                };
                self.module
                    .uses
                    .insert(name, with(rename.ident.to_string()));
            }
        }
    }

    /// Paths in what a macro is given: `a::b::c`, wherever it stands.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.add_path(std::mem::take(&mut path));
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.add_path(std::mem::take(&mut path));
                    self.add_tokens(group.stream());
                    colons = 0;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {
                    self.add_path(std::mem::take(&mut path));
                    colons = 0;
                }
            }
        }
        self.add_path(path);
    }

    /// The variants that a pattern names at its outermost level; `None` when it takes whatever is left.
    fn variants(&self, pattern: &syn::Pat) -> Option<Vec<Vec<String>>> {
        let named = |path: &syn::Path| {
            let parts = path.segments.iter().map(|part| part.ident.to_string());
            let parts: Vec<String> = parts
                .map(|part| match (&self.own_type, part.as_str()) {
                    (Some(own), "Self") => own.clone(),
                    _ => part,
                })
                .collect();
            Some(vec![parts])
        };
        match pattern {
            syn::Pat::Wild(_) => None,
            syn::Pat::Ident(it) if it.subpat.is_none() => {
                // A constant is written in capitals.
                let name = it.ident.to_string();
                name.starts_with(char::is_uppercase).then(Vec::new)
            }
            syn::Pat::Or(or) => {
                let cases: Option<Vec<_>> = or.cases.iter().map(|it| self.variants(it)).collect();
                Some(cases?.concat())
            }
            syn::Pat::Path(it) => named(&it.path),
            syn::Pat::TupleStruct(it) => named(&it.path),
            syn::Pat::Struct(it) => named(&it.path),
            // With a condition, an arm takes not all that is left.
            syn::Pat::Guard(it) => Some(self.variants(&it.pat).unwrap_or_default()),
            syn::Pat::Reference(it) => self.variants(&it.pat),
            _ => Some(Vec::new()),
        }
    }

    fn add_path(&mut self, path: Vec<String>) {
        if !path.is_empty() {
            self.module.paths.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for ModuleReader {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if is_test(attributes(item)) {
            return;
        }
        if let Some(name) = name(item) {
            self.module.items.insert(name);
        }
        if let syn::Item::Enum(it) = item {
            self.module.enums.insert(it.ident.to_string());
        }
        match item {
            syn::Item::Mod(module) => {
                let content = module.content.as_ref().map(|(_, items)| items.clone());
                self.children.push((module.ident.to_string(), content));
            }
            other => visit::visit_item(self, other),
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        self.own_type = match &*item.self_ty {
            syn::Type::Path(it) => it.path.get_ident().map(ToString::to_string),
            _ => None,
        };
        visit::visit_item_impl(self, item);
        self.own_type = None;
    }

    fn visit_expr_match(&mut self, it: &'ast syn::ExprMatch) {
        let arms: Vec<_> = it.arms.iter().map(|arm| self.variants(&arm.pat)).collect();
        if arms.iter().any(Option::is_none) {
            self.module
                .catch_alls
                .push(arms.into_iter().flatten().flatten().collect());
        }
        visit::visit_expr_match(self, it);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_use(&item.tree, &[]);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_test(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts = path.segments.iter().map(|part| part.ident.to_string());
        self.add_path(parts.collect());
        visit::visit_path(self, path);
    }

    // `pub(super)` says who may look in, not what this module uses.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.add_tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|condition| condition.is_ident("test"))
    })
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(it) => &it.attrs,
        syn::Item::Enum(it) => &it.attrs,
        syn::Item::Fn(it) => &it.attrs,
        syn::Item::Impl(it) => &it.attrs,
        syn::Item::Macro(it) => &it.attrs,
        syn::Item::Mod(it) => &it.attrs,
        syn::Item::Static(it) => &it.attrs,
        syn::Item::Struct(it) => &it.attrs,
        syn::Item::Trait(it) => &it.attrs,
        syn::Item::Type(it) => &it.attrs,
        syn::Item::Use(it) => &it.attrs,
        _ => &[],
    }
}

fn name(item: &syn::Item) -> Option<String> {
    Some(match item {
        syn::Item::Const(it) => it.ident.to_string(),
        syn::Item::Enum(it) => it.ident.to_string(),
        syn::Item::Fn(it) => it.sig.ident.to_string(),
        syn::Item::Macro(it) => it.ident.as_ref()?.to_string(),
        syn::Item::Static(it) => it.ident.to_string(),
        syn::Item::Struct(it) => it.ident.to_string(),
        syn::Item::Trait(it) => it.ident.to_string(),
        syn::Item::Type(it) => it.ident.to_string(),
        _ => return None,
    })
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
    let house = House::of_this_crate();
    let mut forbidden = BTreeSet::new();
    for (at, module, written) in house.written() {
        let Some(room) = at.first().filter(|room| is_room(room)) else {
            continue;
        };
        if let Some(named) = house.room_named(at, written)
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
    let house = House::of_this_crate();
    let imports = house.imports();
    let circles = circles(&imports);
    let mut told = String::new();
    for circle in &circles {
        for file in circle {
            let mates: Vec<&str> = imports[file].intersection(circle).copied().collect();
            told += &format!("{file} imports {}\n", mates.join(", "));
        }
        told += "\n";
    }
    assert!(circles.is_empty(), "{} circles:\n{told}", circles.len());
}

/// A new variant must not compile until each match has an answer for it.
#[test]
fn no_match_on_an_enum_of_ours_takes_whatever_is_left() {
    let house = House::of_this_crate();
    let mut open = Vec::new();
    for (path, module) in &house.modules {
        for variants in &module.catch_alls {
            let own = variants.iter().find(|it| house.is_own_variant(path, it, 0));
            open.extend(own.map(|own| format!("{}: {}", module.file, own.join("::"))));
        }
    }
    assert!(open.is_empty(), "{}", open.join("\n"));
}

/// The checks themselves must see what they forbid.
#[test]
fn the_checks_see_every_spelling() {
    let house_with = |serve: &str| {
        let mut house = House::default();
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
            house.add_source(&parsed.items, file, &path);
        }
        house
    };
    let imports_of = |text: &str| {
        let house = house_with(text);
        let imports = house.imports();
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
        let house = house_with(text);
        let at = vec!["serve".to_owned()];
        let catch_alls = &house.modules[&at].catch_alls;
        let is_own = |variants: &&Vec<Vec<String>>| {
            variants.iter().any(|it| house.is_own_variant(&at, it, 0))
        };
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
        house_with("").room_named(&at, &written).as_deref(),
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
    let mut house = House::default();
    let parsed = syn::parse_file(&text).expect("Rust source");
    house.add_source(&parsed.items, "main.rs", &Vec::new());
    let mut named = 0;
    for (_, _, written) in house.written() {
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
    for path in House::of_this_crate().modules.keys() {
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
