//! Keys and types: a parsed file to a struct, with every unknown key and every value of a wrong type reported.
//!
//! In: the tables of a file. Out: the struct for them; a key whose value was reported is absent in it.
//! [`tables!`] makes a struct, its JSON Schema and its reader from one definition, so that the three always agree.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest::nearest;
use super::problem::{Report, TOP_LEVEL};
use super::wording::{called, dotted, outermost, quoted};

/// An outermost table with more wrong keys and values than this is not a configuration; the others are not listed.
const PROBLEMS_PER_TABLE: usize = 100;

/// A type that can be read from the file.
pub(super) trait Shaped: Sized {
    /// Reads the value, or reports it.
    fn read(entry: &ShapeEntry<'_, '_>, reader: &mut ShapeReader<'_, '_>) -> Option<Self>;

    /// Adds every key of the table at `path` and of the tables below it: the table's path and the key.
    fn keys(_path: &str, _into: &mut Vec<(String, String)>) {}
}

/// A type that is one TOML value: a text, a number, a date.
pub(super) trait Scalar: Sized {
    /// What to write when something else was written. It ends the sentence "…; write".
    const FORM: &'static str;

    /// The value, when it is of this type.
    fn of(value: &DeValue<'_>) -> Option<Self>;
}

/// Reads the whole file, as far as it is of the right shape.
pub(super) fn read<T: Shaped + Default>(file: Spanned<DeTable<'_>>, report: &mut Report<'_>) -> T {
    let (keys, left) = (keys_of::<T>(), PROBLEMS_PER_TABLE);
    let mut reader = ShapeReader { report, keys, left };
    let value = &Spanned::new(file.span(), DeValue::Table(file.into_inner()));
    let (path, table, is_element) = (Vec::new(), TOP_LEVEL, false);
    let entry = ShapeEntry {
        value,
        path,
        table,
        is_element,
    };
    T::read(&entry, &mut reader).unwrap_or_default()
}

/// Every key of `T`: the path of its table, with `ID` where the operator chooses (`feeds.ID.select`), and the key.
pub(super) fn keys_of<T: Shaped>() -> Vec<(String, String)> {
    let mut keys = Vec::new();
    T::keys("", &mut keys);
    keys
}

/// The path of `key` in the table at `path`.
pub(super) fn below(path: &str, key: &str) -> String {
    format!("{path}.{key}").trim_start_matches('.').to_owned()
}

/// The key of a field: `public-url` of `public_url`.
pub(super) fn key_of(field: &str) -> String {
    field.replace('_', "-")
}

/// Defines structs that are tables of the file.
macro_rules! tables {
    ($(
        $(#[$about:meta])*
        pub(super) struct $name:ident {
            $($(#[$doc:meta])* pub(super) $field:ident: $type:ty,)+
        }
    )+) => {$(
        #[derive(Debug, Clone, Default, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields, rename_all = "kebab-case", default)]
        $(#[$about])*
        pub(super) struct $name {
            $($(#[$doc])* pub(super) $field: $type,)+
        }

        impl Shaped for $name {
            fn read(entry: &ShapeEntry<'_, '_>, reader: &mut ShapeReader<'_, '_>) -> Option<Self> {
                let table = reader.table(entry, &[$(stringify!($field)),+])?;
                Some(Self { $($field: reader.value(table, entry, stringify!($field)),)+ })
            }
            fn keys(path: &str, into: &mut Vec<(String, String)>) {
                $(
                    let key = shape::key_of(stringify!($field));
                    <$type as Shaped>::keys(&shape::below(path, &key), into);
                    into.push((path.to_owned(), key));
                )+
            }
        }
    )+};
}
pub(super) use tables;

/// A value and where it stands.
pub(super) struct ShapeEntry<'e, 'd> {
    pub(super) value: &'e Spanned<DeValue<'d>>,
    /// The keys from the top level down to the value.
    path: Vec<String>,
    /// The byte at which the table begins that holds the last key.
    table: usize,
    /// Whether the value is one of the list at `path`.
    is_element: bool,
}

impl<'e, 'd> ShapeEntry<'e, 'd> {
    fn start(&self) -> usize {
        self.value.span().start
    }

    /// The last key of the path; empty at the top level.
    fn key(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// `value`, which is at `key` of the table in this entry.
    fn inner(&self, key: &str, value: &'e Spanned<DeValue<'d>>) -> Self {
        Self {
            value,
            path: [self.path.as_slice(), &[key.to_owned()]].concat(),
            table: self.inside(),
            is_element: false,
        }
    }

    /// The byte at which the table in this entry begins.
    fn inside(&self) -> usize {
        if self.path.is_empty() {
            TOP_LEVEL
        } else {
            self.start()
        }
    }
}

/// Reads values and reports what is wrong with them.
pub(super) struct ShapeReader<'r, 't> {
    report: &'r mut Report<'t>,
    /// Every key that there can be, with its table's path.
    keys: Vec<(String, String)>,
    /// How many problems of the outermost table may still be listed.
    left: usize,
}

impl ShapeReader<'_, '_> {
    /// The table in `entry`, after a report of every key that is not one of `fields`.
    pub(super) fn table<'e, 'd>(
        &mut self,
        entry: &ShapeEntry<'e, 'd>,
        fields: &[&str],
    ) -> Option<&'e DeTable<'d>> {
        let Some(table) = entry.value.get_ref().as_table() else {
            self.wrong(entry, &format!("a table, [{}]", dotted(&entry.path)));
            return None;
        };
        let known: Vec<String> = fields.iter().map(|field| key_of(field)).collect();
        for written in table.keys() {
            let (at, written) = (written.span().start, written.get_ref().as_ref());
            if known.iter().any(|known| known == written) {
                continue;
            }
            let remedy = if let Some(meant) = nearest(written, known.iter().map(String::as_str)) {
                // What was written under another name is not missing.
                self.report.strike(entry.inside(), meant);
                format!("did you mean {meant:?}?")
            } else if let Some(home) = self.home_of(written, &entry.path) {
                format!("it belongs {home}.")
            } else {
                "remove it.".to_owned()
            };
            let (table, written, known) = (called(&entry.path), quoted(written), known.join(", "));
            let message = format!("{table}: unknown key {written}; {remedy} Known here: {known}");
            self.error(entry, at, message);
        }
        Some(table)
    }

    /// The value of `field` in `table`, which is the table in `entry`.
    pub(super) fn value<'d, T: Shaped + Default>(
        &mut self,
        table: &DeTable<'d>,
        entry: &ShapeEntry<'_, 'd>,
        field: &str,
    ) -> T {
        let key = key_of(field);
        let value = table.get(key.as_str());
        let read = value.and_then(|value| T::read(&entry.inner(&key, value), self));
        read.unwrap_or_default()
    }

    /// Reports a value of the wrong type; `remedy` ends the sentence "…; write".
    pub(super) fn wrong(&mut self, entry: &ShapeEntry<'_, '_>, remedy: &str) {
        let (called, found) = (called(&entry.path), described(entry.value.get_ref()));
        self.report.strike(entry.table, entry.key());
        let message = if entry.is_element {
            format!("{called} has {found} in it; write {remedy}")
        } else {
            format!("{called} is {found}; write {remedy}")
        };
        self.error(entry, entry.start(), message);
    }

    /// Where `key` belongs that is unknown in the table at `path`: in the same outermost table, if it can be.
    fn home_of(&self, key: &str, path: &[String]) -> Option<String> {
        let outermost = path.first().map_or("", String::as_str);
        let is_near = |home: &str| home.split('.').next() == Some(outermost);
        let homes = self.keys.iter().filter(|(_, known)| known == key);
        let (home, _) = homes.min_by_key(|(home, _)| (!is_near(home), home.split('.').count()))?;
        Some(match path.get(1..2) {
            _ if home.is_empty() => "at the top level".to_owned(),
            Some(id) if is_near(home) => format!("in [{}]", home.replacen("ID", &dotted(id), 1)),
            _ => format!("in [{home}]"),
        })
    }

    fn error(&mut self, entry: &ShapeEntry<'_, '_>, at: usize, message: String) {
        if self.left == 1 {
            let table = called(outermost(&entry.path));
            let more = "more is wrong than is listed here; correct these first";
            self.report.error(at, format!("{table}: {more}"));
        } else if self.left > 1 {
            self.report.error(at, message);
        }
        self.left = self.left.saturating_sub(1);
    }
}

impl<T: Scalar> Shaped for T {
    fn read(entry: &ShapeEntry<'_, '_>, reader: &mut ShapeReader<'_, '_>) -> Option<Self> {
        let value = entry.value.get_ref();
        let read = T::of(value);
        if read.is_none() {
            let is_right = |bare: Spanned<DeValue<'_>>| T::of(bare.get_ref()).is_some();
            let is_right_without_quotes = |text: &&str| DeValue::parse(text).is_ok_and(is_right);
            let bare = value.as_str().filter(is_right_without_quotes);
            let bare = bare.map(|text| format!("it without quotes: {} = {text}", entry.key()));
            reader.wrong(entry, bare.as_deref().unwrap_or(T::FORM));
        }
        read
    }
}

impl<T: Shaped> Shaped for Option<T> {
    fn read(entry: &ShapeEntry<'_, '_>, reader: &mut ShapeReader<'_, '_>) -> Option<Self> {
        Some(T::read(entry, reader))
    }
    fn keys(path: &str, into: &mut Vec<(String, String)>) {
        T::keys(path, into);
    }
}

/// A list without the elements that are of the wrong type.
impl<T: Shaped> Shaped for Vec<T> {
    fn read(entry: &ShapeEntry<'_, '_>, reader: &mut ShapeReader<'_, '_>) -> Option<Self> {
        let value = entry.value.get_ref();
        let Some(elements) = value.as_array() else {
            let one = |text| format!(": {} = [{}]", entry.key(), quoted(text));
            let example = value.as_str().map(one).unwrap_or_default();
            reader.wrong(entry, &format!("a list in brackets{example}"));
            return None;
        };
        let element = |value| ShapeEntry {
            value,
            path: entry.path.clone(),
            table: entry.table,
            is_element: true,
        };
        let read = elements
            .iter()
            .map(|value| T::read(&element(value), reader));
        Some(read.flatten().collect())
    }
    fn keys(path: &str, into: &mut Vec<(String, String)>) {
        T::keys(path, into);
    }
}

/// Tables by the ids that the operator gave them.
impl<T: Shaped> Shaped for BTreeMap<String, T> {
    fn read(entry: &ShapeEntry<'_, '_>, reader: &mut ShapeReader<'_, '_>) -> Option<Self> {
        let Some(tables) = entry.value.get_ref().as_table() else {
            let (called, path) = (called(&entry.path), dotted(&entry.path));
            let message = format!("{called} must be tables with an id each; write [{path}.ID]");
            reader.error(entry, entry.start(), message);
            reader.report.strike(entry.table, entry.key());
            return None;
        };
        let mut read = Self::new();
        for (id, table) in tables {
            let inner = entry.inner(id.get_ref(), table);
            if outermost(&inner.path) == inner.path {
                reader.left = PROBLEMS_PER_TABLE;
            }
            match T::read(&inner, reader) {
                Some(table) => drop(read.insert(id.get_ref().to_string(), table)),
                None => reader.report.strike(entry.table, entry.key()),
            }
        }
        Some(read)
    }
    fn keys(path: &str, into: &mut Vec<(String, String)>) {
        T::keys(&below(path, "ID"), into);
    }
}

fn described(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text {}", quoted(text)),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(word) => word.to_string(),
        DeValue::Datetime(date) => format!("the date {date}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}
