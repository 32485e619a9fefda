//! Values as written: each kind of text, number and date, with its place in the file.
//!
//! A kind says two things of itself: what to write when something else was written (it ends the sentence
//! "…; write"), and its JSON Schema.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};
use toml::Spanned;
use toml::value::Datetime;

/// A value and the bytes of the file that hold it.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) span: Range<usize>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<T>::deserialize(from)?;
        let span = spanned.span();
        Ok(Self {
            value: spanned.into_inner(),
            span,
        })
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
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Form;
                impl Visitor<'_> for Form {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($form)
                    }
                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$name, E> {
                        Ok($name(text.to_owned()))
                    }
                }
                from.deserialize_str(Form)
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
    KindWord: "\"html\", \"json\" or \"feed\"", { "type": "string", "enum": ["html", "json", "feed"] };
    UnlabelledWord: "\"own\" or \"reprint\"", { "type": "string", "enum": ["own", "reprint"] };
    Variable: "the name of an environment variable in quotes", { "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" };
    Selector: "a CSS selector in quotes, such as \"#list li\"", { "type": "string" };
    Template: "text in quotes with {source} in it, such as \"Source: {source}\"", { "type": "string", "pattern": "\\{source\\}" };
}

/// A whole number, of any sign and size: `check` knows the range.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count(pub(super) i128);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Whole;
        impl Visitor<'_> for Whole {
            type Value = Count;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number without quotes")
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Count, E> {
                Ok(Count(number.into()))
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Count, E> {
                Ok(Count(number.into()))
            }
            fn visit_i128<E: de::Error>(self, number: i128) -> Result<Count, E> {
                Ok(Count(number))
            }
            fn visit_u128<E: de::Error>(self, number: u128) -> Result<Count, E> {
                Ok(Count(i128::try_from(number).unwrap_or(i128::MAX)))
            }
        }
        from.deserialize_any(Whole)
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
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub(super) struct Day(pub(super) Datetime);

impl JsonSchema for Day {
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
