//! Keys and types: a parsed file to a struct, with every unknown key and every value of a wrong type reported.
//!
//! In: the tables of a file. Out: the struct for them; a key whose value was reported is absent in it.
//! [`tables!`] makes a struct, its JSON Schema and its reader from one definition, so that the three always agree.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest::nearest;
use super::problem::Report;
use super::wording::{called, dotted, outermost, quoted};

/// An outermost table with more wrong keys and values than this is not a configuration; the others are not listed.
const PROBLEMS_PER_TABLE: usize = 100;

/// A type that can be read from the file.
pub(super) trait Shaped: Sized {
    /// Reads `value`, or reports it.
    fn read(
        value: &Spanned<DeValue<'_>>,
        place: &Place,
        reader: &mut Reader<'_, '_>,
    ) -> Option<Self>;

    /// Adds every table at `path` and below to `into`.
    fn tables(_path: &[String], _into: &mut Vec<Table>) {}
}

/// A type that is one TOML value: a text, a number, a date.
pub(super) trait Scalar: Sized {
    /// What to write when something else was written. It ends the sentence "…; write".
    const FORM: &'static str;

    /// The value, when it is of this type.
    fn of(value: &DeValue<'_>) -> Option<Self>;
}

/// A table of `feeds.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// Its path, with `ID` where the operator chooses: `feeds`, `ID`, `select`; empty for the top level.
    pub(super) path: Vec<String>,
    /// Its keys.
    pub(super) keys: Vec<String>,
}

/// Where a value stands.
#[derive(Clone)]
pub(super) struct Place {
    /// The keys from the top level down to the value.
    path: Vec<String>,
    /// The byte at which the table begins that holds the last key.
    table: usize,
    /// Whether the value is one of the list at `path`.
    is_element: bool,
}

/// Reads the whole file, as far as it is of the right shape.
pub(super) fn read<T: Shaped + Default>(
    document: Spanned<DeTable<'_>>,
    report: &mut Report<'_>,
) -> T {
    let mut reader = Reader {
        report,
        tables: all_tables::<T>(),
        subject: Vec::new(),
        problems: 0,
    };
    let top = Place {
        path: Vec::new(),
        table: 0,
        is_element: false,
    };
    let root = Spanned::new(document.span(), DeValue::Table(document.into_inner()));
    T::read(&root, &top, &mut reader).unwrap_or_default()
}

/// Every table that `T` has, `T` first.
pub(super) fn all_tables<T: Shaped>() -> Vec<Table> {
    let mut tables = Vec::new();
    T::tables(&[], &mut tables);
    tables
}

/// `path` with `key` at its end.
pub(super) fn below(path: &[String], key: &str) -> Vec<String> {
    let mut path = path.to_vec();
    path.push(key.to_owned());
    path
}

/// Defines structs that are tables of the file. A field `public_url` is the key `public-url`.
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

        impl $name {
            fn keys() -> Vec<String> {
                [$(stringify!($field)),+].map(|field| field.replace('_', "-")).into()
            }
        }

        impl $crate::config::shape::Shaped for $name {
            fn read(
                value: &toml::Spanned<toml::de::DeValue<'_>>,
                place: &$crate::config::shape::Place,
                reader: &mut $crate::config::shape::Reader<'_, '_>,
            ) -> Option<Self> {
                let table = reader.table(value, place, &Self::keys())?;
                let start = value.span().start;
                Some(Self {
                    $($field: reader.value(table, start, place, stringify!($field)),)+
                })
            }
            fn tables(path: &[String], into: &mut Vec<$crate::config::shape::Table>) {
                into.push($crate::config::shape::Table {
                    path: path.to_vec(),
                    keys: Self::keys(),
                });
                let below = |field: &str| $crate::config::shape::below(path, &field.replace('_', "-"));
                $(<$type as $crate::config::shape::Shaped>::tables(&below(stringify!($field)), into);)+
            }
        }
    )+};
}
pub(super) use tables;

/// Reads values and reports what is wrong with them.
pub(super) struct Reader<'r, 't> {
    report: &'r mut Report<'t>,
    /// Every table that there can be.
    tables: Vec<Table>,
    /// The outermost table that is being read.
    subject: Vec<String>,
    /// How many problems it has.
    problems: usize,
}

impl Reader<'_, '_> {
    /// The table in `value`, after a report of every key that is not one of `keys`.
    pub(super) fn table<'v, 'd>(
        &mut self,
        value: &'v Spanned<DeValue<'d>>,
        place: &Place,
        keys: &[String],
    ) -> Option<&'v DeTable<'d>> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(value, place, &format!("a table, [{}]", dotted(&place.path)));
            return None;
        };
        for key in table.keys() {
            let written = key.get_ref().as_ref();
            if keys.iter().any(|known| known == written) {
                continue;
            }
            let meant = nearest(written, keys.iter().map(String::as_str));
            if let Some(meant) = meant {
                // What was written under another name is not missing.
                self.report.strike(value.span().start, meant);
                if place.path.is_empty() {
                    self.report.lose_tables(meant);
                }
            }
            let remedy = match (meant, self.home_of(written, &place.path)) {
                (Some(meant), _) => format!("did you mean {meant:?}?"),
                (None, Some(home)) => format!("it belongs {home}."),
                (None, None) => "remove it.".to_owned(),
            };
            let message = format!(
                "{}: unknown key {}; {remedy} Known here: {}",
                called(&place.path),
                quoted(written),
                keys.join(", ")
            );
            self.error(&place.path, key.span().start, message);
        }
        Some(table)
    }

    /// The value of `field` in `table`, which begins at byte `start`.
    pub(super) fn value<T: Shaped + Default>(
        &mut self,
        table: &DeTable<'_>,
        start: usize,
        place: &Place,
        field: &str,
    ) -> T {
        let key = field.replace('_', "-");
        let place = Place {
            path: below(&place.path, &key),
            table: start,
            is_element: false,
        };
        let value = table.get(key.as_str());
        value
            .and_then(|value| T::read(value, &place, self))
            .unwrap_or_default()
    }

    /// Reports that `value` is of the wrong type; `remedy` ends the sentence "…; write".
    pub(super) fn wrong(&mut self, value: &Spanned<DeValue<'_>>, place: &Place, remedy: &str) {
        let (called, found) = (called(&place.path), described(value.get_ref()));
        let message = if place.is_element {
            format!("{called} has {found} in it; write {remedy}")
        } else {
            format!("{called} is {found}; write {remedy}")
        };
        self.report.strike(place.table, place.key());
        self.error(&place.path, value.span().start, message);
    }

    /// Where `key` belongs that is unknown in the table at `path`, the same outermost table first.
    fn home_of(&self, key: &str, path: &[String]) -> Option<String> {
        let has_key = |table: &&Table| table.keys.iter().any(|known| known == key);
        let is_near = |table: &Table| !path.is_empty() && table.path.first() == path.first();
        let home = self
            .tables
            .iter()
            .filter(has_key)
            .min_by_key(|table| (!is_near(table), table.path.len()))?;
        let mut home_path = home.path.clone();
        if is_near(home)
            && let (Some(id), Some(written)) = (home_path.get_mut(1), outermost(path).get(1))
        {
            id.clone_from(written);
        }
        Some(if home_path.is_empty() {
            "at the top level".to_owned()
        } else {
            format!("in [{}]", dotted(&home_path))
        })
    }

    fn error(&mut self, path: &[String], at: usize, message: String) {
        let subject = outermost(path);
        if self.subject != subject {
            self.subject = subject.to_vec();
            self.problems = 0;
        }
        self.problems += 1;
        if self.problems < PROBLEMS_PER_TABLE {
            self.report.error(at, message);
        } else if self.problems == PROBLEMS_PER_TABLE {
            let subject = called(subject);
            self.report.error(
                at,
                format!("{subject}: more is wrong than is listed here; correct these first"),
            );
        }
    }
}

impl Place {
    /// The last key of the path; empty at the top level.
    fn key(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }
}

impl<T: Scalar> Shaped for T {
    fn read(
        value: &Spanned<DeValue<'_>>,
        place: &Place,
        reader: &mut Reader<'_, '_>,
    ) -> Option<Self> {
        let read = T::of(value.get_ref());
        if read.is_none() {
            let right_without_quotes = |text: &&str| {
                DeValue::parse(text).is_ok_and(|value| T::of(value.get_ref()).is_some())
            };
            let remedy = match value.get_ref().as_str().filter(right_without_quotes) {
                Some(text) => format!("it without quotes: {} = {text}", place.key()),
                None => T::FORM.to_owned(),
            };
            reader.wrong(value, place, &remedy);
        }
        read
    }
}

impl<T: Shaped> Shaped for Option<T> {
    fn read(
        value: &Spanned<DeValue<'_>>,
        place: &Place,
        reader: &mut Reader<'_, '_>,
    ) -> Option<Self> {
        Some(T::read(value, place, reader))
    }
    fn tables(path: &[String], into: &mut Vec<Table>) {
        T::tables(path, into);
    }
}

/// A list without the elements that are of the wrong type.
impl<T: Shaped> Shaped for Vec<T> {
    fn read(
        value: &Spanned<DeValue<'_>>,
        place: &Place,
        reader: &mut Reader<'_, '_>,
    ) -> Option<Self> {
        let Some(elements) = value.get_ref().as_array() else {
            let remedy = match value.get_ref().as_str() {
                Some(text) => format!("a list in brackets: {} = [{}]", place.key(), quoted(text)),
                None => "a list in brackets".to_owned(),
            };
            reader.wrong(value, place, &remedy);
            return None;
        };
        let place = Place {
            is_element: true,
            ..place.clone()
        };
        let read = elements.iter().filter_map(|it| T::read(it, &place, reader));
        Some(read.collect())
    }
    fn tables(path: &[String], into: &mut Vec<Table>) {
        T::tables(path, into);
    }
}

/// Tables by the ids that the operator gave them.
impl<T: Shaped> Shaped for BTreeMap<String, T> {
    fn read(
        value: &Spanned<DeValue<'_>>,
        place: &Place,
        reader: &mut Reader<'_, '_>,
    ) -> Option<Self> {
        let Some(tables) = value.get_ref().as_table() else {
            let (subject, path) = (called(&place.path), dotted(&place.path));
            let message = format!("{subject} must be tables with an id each; write [{path}.ID]");
            reader.error(&place.path, value.span().start, message);
            reader.report.lose_tables(place.key());
            return None;
        };
        let mut read = Self::new();
        for (id, table) in tables {
            let inner = Place {
                path: below(&place.path, id.get_ref()),
                table: value.span().start,
                is_element: false,
            };
            match T::read(table, &inner, reader) {
                Some(table) => {
                    read.insert(id.get_ref().clone().into_owned(), table);
                }
                None => reader.report.lose_tables(place.key()),
            }
        }
        Some(read)
    }
    fn tables(path: &[String], into: &mut Vec<Table>) {
        T::tables(&below(path, "ID"), into);
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
