//! A CSS selector (Selectors Level 4), parsed once.
//!
//! In: what an operator wrote. Out: a [`Selector`], which a page matches against its elements. Besides the pseudo-classes of
//! the standard that look at the place of an element, these are known: `:link`, `:any-link`, and three for texts,
//! `:contains("…")`, `:has-text("…")` and `:only-text`.

use std::fmt;

use cssparser::{CowRcStr, ParseError, Parser as CssReader, ToCss};
use html5ever::{LocalName, Namespace};
use precomputed_hash::PrecomputedHash;
use selectors::parser::{
    NonTSPseudoClass, ParseRelative, Parser, PseudoElement, SelectorImpl, SelectorList,
    SelectorParseErrorKind,
};

/// A list of selectors, parted by commas.
#[derive(Debug, Clone)]
pub struct Selector(SelectorList<Css>);

/// The text is no CSS selector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a CSS selector")]
pub struct NotASelector;

impl Selector {
    /// Parses a selector.
    ///
    /// # Errors
    /// [`NotASelector`] when the text, or a part of it, is no selector that byline knows.
    pub fn new(written: &str) -> Result<Self, NotASelector> {
        SelectorList::parse(&Known, &mut CssReader::new(written), ParseRelative::No)
            .map(Self)
            .map_err(|_| NotASelector)
    }

    /// What the `selectors` crate matches with.
    pub(crate) const fn list(&self) -> &SelectorList<Css> {
        &self.0
    }
}

/// The words of selectors, as the `selectors` crate keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Css;

impl SelectorImpl for Css {
    type ExtraMatchingData<'a> = ();
    type AttrValue = Value;
    type Identifier = Name;
    type LocalName = Name;
    type NamespaceUrl = Namespace;
    type NamespacePrefix = Name;
    type BorrowedLocalName = Name;
    type BorrowedNamespaceUrl = Namespace;
    type NonTSPseudoClass = PseudoClass;
    type PseudoElement = NoPseudoElement;
}

/// A pseudo-class that looks at more than the place of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PseudoClass {
    /// `:link`, `:any-link`: an element that links.
    Link,
    /// `:only-text`: an element with one text in it and nothing else.
    OnlyText,
    /// `:has-text("…")`: an element in which one run of text holds these characters.
    HasText(Value),
    /// `:contains("…")`: an element whose whole text holds these characters.
    Contains(Value),
}

impl NonTSPseudoClass for PseudoClass {
    fn is_active_or_hover(&self) -> bool {
        false
    }

    fn is_user_action_state(&self) -> bool {
        false
    }
}

impl ToCss for PseudoClass {
    fn to_css<W: fmt::Write>(&self, into: &mut W) -> fmt::Result {
        match self {
            Self::Link => into.write_str(":link"),
            Self::OnlyText => into.write_str(":only-text"),
            Self::HasText(text) => {
                into.write_str(":has-text(")?;
                text.to_css(into)?;
                into.write_str(")")
            }
            Self::Contains(text) => {
                into.write_str(":contains(")?;
                text.to_css(into)?;
                into.write_str(")")
            }
        }
    }
}

/// Pages without a browser have no pseudo-elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoPseudoElement {}

impl PseudoElement for NoPseudoElement {}

impl ToCss for NoPseudoElement {
    fn to_css<W: fmt::Write>(&self, _: &mut W) -> fmt::Result {
        match *self {}
    }
}

/// The name of an element, an attribute, a class or an id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Name(pub(crate) LocalName);

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl PrecomputedHash for Name {
    fn precomputed_hash(&self) -> u32 {
        self.0.precomputed_hash()
    }
}

impl ToCss for Name {
    fn to_css<W: fmt::Write>(&self, into: &mut W) -> fmt::Result {
        cssparser::serialize_identifier(&self.0, into)
    }
}

/// The value of an attribute, or a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value(pub(crate) String);

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl AsRef<str> for Value {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl ToCss for Value {
    fn to_css<W: fmt::Write>(&self, into: &mut W) -> fmt::Result {
        cssparser::serialize_string(&self.0, into)
    }
}

/// What of the standard is known, and what beside it.
struct Known;

impl<'i> Parser<'i> for Known {
    type Impl = Css;
    type Error = SelectorParseErrorKind;

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn parse_has(&self) -> bool {
        true
    }

    fn parse_non_ts_pseudo_class(
        &self,
        name: CowRcStr<'i>,
    ) -> Result<PseudoClass, ParseError<Self::Error>> {
        match &*name.to_ascii_lowercase() {
            "link" | "any-link" => Ok(PseudoClass::Link),
            "only-text" => Ok(PseudoClass::OnlyText),
            _ => Err(unknown()),
        }
    }

    fn parse_non_ts_functional_pseudo_class(
        &self,
        name: CowRcStr<'i>,
        arguments: &mut CssReader<'i>,
        _after_part: bool,
    ) -> Result<PseudoClass, ParseError<Self::Error>> {
        let class = match &*name.to_ascii_lowercase() {
            "has-text" => PseudoClass::HasText,
            "contains" => PseudoClass::Contains,
            _ => return Err(unknown()),
        };
        let text = arguments.expect_string()?;
        Ok(class(Value::from(&**text)))
    }
}

fn unknown() -> ParseError<SelectorParseErrorKind> {
    ParseError::custom(SelectorParseErrorKind::UnsupportedPseudoClassOrElement)
}
