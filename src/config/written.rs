//! Values as written: each kind of text, number and date, with its place in the file.
//!
//! Each kind has a form, which messages ask for when something else was written, and a JSON Schema.

use std::borrow::Cow;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use toml::de::DeValue;
use toml::value::Datetime;

use super::shape::{Scalar, ShapeEntry, ShapeReader, Shaped};

/// A value and the bytes of the file that hold it.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) span: Range<usize>,
}

impl<T: Shaped> Shaped for At<T> {
    fn read(entry: &ShapeEntry<'_, '_>, reader: &mut ShapeReader<'_, '_>) -> Option<Self> {
        let span = entry.value.span();
        T::read(entry, reader).map(|value| Self { value, span })
    }
    fn keys(path: &str, into: &mut Vec<(String, String)>) {
        T::keys(path, into);
    }
}

impl<T: JsonSchema> JsonSchema for At<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A kind of text: what to write when something else was written, and its JSON Schema.
macro_rules! text {
    ($($name:ident: $form:literal, $schema:tt;)+) => {$(
        #[derive(Debug, Clone)]
        pub(super) struct $name(pub(super) String);

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl Scalar for $name {
            const FORM: &'static str = $form;
            fn of(value: &DeValue<'_>) -> Option<Self> {
                value.as_str().map(|text| Self(text.to_owned()))
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn inline_schema() -> bool {
                true
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )+};
}

text! {
    Text: "text in quotes", { "type": "string", "minLength": 1 };
    UrlText: "a URL in quotes, such as \"https://news.example/\"", { "type": "string", "format": "uri", "pattern": "^https?://" };
    Contact: "an address in quotes, such as \"mailto:rights@news.example\"", { "type": "string", "format": "uri" };
    Address: "an address in quotes, such as \"127.0.0.1:8080\"", { "type": "string", "pattern": "^.+:[0-9]+$" };
    NetworkText: "an address or a network in quotes, such as \"10.0.0.0/8\"", { "type": "string", "pattern": "^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$" };
    DurationText: "a duration in quotes, such as \"10m\"", { "type": "string", "pattern": "^([0-9]+(ms|s|m|h|d))+$" };
    Size: "a size in quotes, such as \"256MiB\"", { "type": "string", "pattern": "^[0-9]+(B|KB|MB|GB|KiB|MiB|GiB)$" };
    RateText: "a rate in quotes, such as \"600/h\"", { "type": "string", "pattern": "^[0-9]+/(s|m|h|d)$" };
    GrantWord: "\"headline\", \"excerpt\" or \"full\"", { "type": "string", "enum": ["headline", "excerpt", "full"] };
    KindWord: "\"html\", \"json\", \"feed\", \"sitemap\" or \"wordpress\"", { "type": "string", "enum": ["html", "json", "feed", "sitemap", "wordpress"] };
    IsolatedWord: "\"serve\" or \"stop\"", { "type": "string", "enum": ["serve", "stop"] };
    UnlabelledWord: "\"own\" or \"reprint\"", { "type": "string", "enum": ["own", "reprint"] };
    Variable: "the name of an environment variable in quotes", { "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" };
    Selector: "a CSS selector in quotes, such as \"#list li\"", { "type": "string" };
    Pattern: "a regular expression in quotes, such as '^Sponsored: '", { "type": "string", "minLength": 1, "maxLength": 1000, "format": "regex" };
    FieldWord: "\"title\", \"summary\", \"source\", \"author\", \"category\" or \"url\"", { "type": "string", "enum": ["title", "summary", "source", "author", "category", "url"] };
    Template: "text in quotes with {source} in it, such as \"Source: {source}\"", { "type": "string", "pattern": "\\{source\\}" };
}

/// A whole number, of any sign and size: `check` knows the range.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count(pub(super) i128);

impl Scalar for Count {
    const FORM: &'static str = "a whole number without quotes";
    fn of(value: &DeValue<'_>) -> Option<Self> {
        let number = value.as_integer()?;
        let read = i128::from_str_radix(number.as_str(), number.radix());
        Some(Self(read.unwrap_or(i128::MAX)))
    }
}

impl JsonSchema for Count {
    fn schema_name() -> Cow<'static, str> {
        "Count".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 1 })
    }
}

/// A TOML date.
#[derive(Debug, Clone)]
pub(super) struct DayText(pub(super) Datetime);

impl Scalar for DayText {
    const FORM: &'static str = "a date without quotes, such as 2027-12-31";
    fn of(value: &DeValue<'_>) -> Option<Self> {
        value.as_datetime().copied().map(Self)
    }
}

impl JsonSchema for DayText {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

impl Scalar for bool {
    const FORM: &'static str = "true or false, without quotes";
    fn of(value: &DeValue<'_>) -> Option<Self> {
        value.as_bool()
    }
}
