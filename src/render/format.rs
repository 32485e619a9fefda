//! The three formats: path suffix, media type, and the word on the command line.

use http::HeaderValue;
use strum::VariantArray;

/// One of the formats that every feed is published in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, VariantArray)]
pub enum Format {
    /// RSS 2.0.
    Rss,
    /// Atom 1.0 (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    Json,
}

/// A word that names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a feed format; use \"rss\", \"atom\" or \"json\"")]
pub struct UnknownFormat(pub String);

impl Format {
    /// All of them, in the order they are offered to people.
    pub const ALL: &[Self] = Self::VARIANTS;

    /// `rss`, `atom` or `json`: what stands after the dot in `/feeds/ID.rss`.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Json => "json",
        }
    }

    /// `RSS`, `Atom` or `JSON Feed`, for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Atom => "Atom",
            Self::Json => "JSON Feed",
        }
    }

    /// The media type without parameters, as in `link type`.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// `Content-Type`; the output is always UTF-8.
    pub const fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Json => "application/feed+json; charset=utf-8",
        })
    }

    /// The format of a path suffix, without its dot.
    pub fn of_suffix(suffix: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.suffix() == suffix)
    }
}

/// One value for each format.
#[derive(Debug, Clone, Default)]
pub struct ByFormat<T> {
    /// For `/feeds/ID.rss`.
    pub rss: T,
    /// For `/feeds/ID.atom`.
    pub atom: T,
    /// For `/feeds/ID.json`.
    pub json: T,
}

impl<T> ByFormat<T> {
    /// The value of `format`.
    pub const fn of(&self, format: Format) -> &T {
        match format {
            Format::Rss => &self.rss,
            Format::Atom => &self.atom,
            Format::Json => &self.json,
        }
    }

    /// The values, borrowed.
    pub const fn as_ref(&self) -> ByFormat<&T> {
        ByFormat {
            rss: &self.rss,
            atom: &self.atom,
            json: &self.json,
        }
    }

    /// What `make` makes of each value.
    pub fn map<U>(self, make: impl Fn(T) -> U) -> ByFormat<U> {
        ByFormat {
            rss: make(self.rss),
            atom: make(self.atom),
            json: make(self.json),
        }
    }

    /// All values, in the order of [`Format::ALL`].
    pub fn all(&self) -> impl Iterator<Item = &T> {
        Format::ALL.iter().map(|&format| self.of(format))
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.suffix())
    }
}

impl std::str::FromStr for Format {
    type Err = UnknownFormat;
    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        Self::of_suffix(word).ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A subscription made to `.rss` must go on meaning RSS.
    #[test]
    fn a_suffix_names_one_format_and_back() {
        for &format in Format::ALL {
            assert_eq!(format.suffix().parse(), Ok(format));
            assert!(
                format
                    .content_type()
                    .to_str()
                    .expect("ASCII")
                    .starts_with(format.media_type())
            );
        }
        assert!("RSS".parse::<Format>().is_err());
        assert_eq!(Format::of_suffix("xml"), None);
    }
}
