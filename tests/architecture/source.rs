//! The modules of the crate, and where a path leads. A path counts for the file that defines what it names: whoever writes
//! `super::Grant` depends on `rights.rs`, not on the `mod.rs` that passes the name on.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::module::{Module, ModuleReader};

/// A module's name from the crate's root: `["gateway", "refresh"]`; the root's is empty.
pub(crate) type ModulePath = Vec<String>;

/// All modules of the crate.
#[derive(Debug, Default)]
pub(crate) struct CrateSource {
    pub(crate) modules: BTreeMap<ModulePath, Module>,
}

impl CrateSource {
    pub(crate) fn of_this_crate() -> Self {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut source = Self::default();
        source.add_file(&src, Path::new("lib.rs"), Vec::new());
        source
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
    pub(crate) fn add_source(
        &mut self,
        items: &[syn::Item],
        file: &str,
        path: &ModulePath,
    ) -> Vec<ModulePath> {
        let reader = ModuleReader::read(file, items);
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

    /// Where `path`, written in the module `at`, leads: the modules that define what it names, and what is left of the path
    /// from that name on. Empty for another crate's.
    fn resolve(
        &self,
        at: &ModulePath,
        path: &[String],
        depth: usize,
    ) -> Vec<(&Module, Vec<String>)> {
        // Re-exports that lead round in a circle end here.
        let Some((mut module, mut rest)) = self.start(at, path).filter(|_| depth < 16) else {
            return Vec::new();
        };
        while let [name, more @ ..] = rest {
            module.push(name.clone());
            if !self.modules.contains_key(&module) {
                module.pop();
                break;
            }
            rest = more;
        }
        // A module that is only named is not yet used; what is named through it counts.
        let (Some(here), [name, more @ ..]) = (self.modules.get(&module), rest) else {
            return Vec::new();
        };
        if here.items.contains(name) {
            return vec![(here, rest.to_vec())];
        }
        let through = |target: &[String], rest: &[String]| {
            let target = [target, rest].concat();
            self.resolve(&module, &target, depth + 1)
        };
        match here.uses.get(name) {
            // `use rss;` names a crate, not itself.
            Some(target) if target[..] != [name.clone()] => through(target, more),
            _ => here
                .globs
                .iter()
                .flat_map(|glob| through(glob, rest))
                .collect(),
        }
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

    /// Every path of the crate as written, with the module that writes it.
    pub(crate) fn written(&self) -> impl Iterator<Item = (&ModulePath, &Module, &Vec<String>)> {
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
    pub(crate) fn is_own_variant(&self, at: &ModulePath, path: &[String]) -> bool {
        let resolved = self.resolve(at, path, 0);
        resolved
            .iter()
            .any(|(module, rest)| rest.len() == 2 && module.enums.contains(&rest[0]))
    }

    /// For each file the files that it depends on.
    pub(crate) fn imports(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut imports: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (path, module, written) in self.written() {
            let found = self.resolve(path, written, 0).into_iter();
            let files = found.map(|(definer, _)| definer.file.as_str());
            let others = files.filter(|file| *file != module.file);
            imports.entry(&module.file).or_default().extend(others);
        }
        imports
    }

    /// The rooms that a written path goes into, as it is written: the room passed through counts, too.
    pub(crate) fn room_named(&self, at: &ModulePath, path: &[String]) -> Option<String> {
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
