//! One module, read with `syn`: what it defines, brings in and names. Test code is left out.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// A module with a file of its own, or an inline one.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// Below `src`, such as `gateway/refresh.rs`.
    pub(crate) file: String,
    /// Names of what is defined here: functions, types, constants, macros.
    pub(crate) items: BTreeSet<String>,
    /// What `use` brings in: the name here, and the path that it stands for.
    pub(crate) uses: BTreeMap<String, Vec<String>>,
    /// Modules of which `use` brings in everything.
    pub(crate) globs: Vec<Vec<String>>,
    /// Every other path that the code here writes.
    pub(crate) paths: BTreeSet<Vec<String>>,
    /// Names of the enums among the items.
    pub(crate) enums: BTreeSet<String>,
    /// Each match with an arm for whatever is left: the paths of its other arms.
    pub(crate) catch_alls: Vec<Vec<Vec<String>>>,
}

/// Collects what one module defines, brings in and names.
pub(crate) struct ModuleReader {
    pub(crate) module: Module,
    /// The type whose `impl` is being read.
    own_type: Option<String>,
    /// Name, and the content of an inline one.
    pub(crate) children: Vec<(String, Option<Vec<syn::Item>>)>,
}

impl ModuleReader {
    /// Reads the items of a module in `file`.
    pub(crate) fn read(file: &str, items: &[syn::Item]) -> Self {
        let mut reader = Self {
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
        reader
    }

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
