//! Why a page yields no facts.

use crate::page::{Unreadable, challenge};

/// Why a page yields nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// The page costs more to read than any page made for people.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// There is no list.
    #[error("{found}; {remedy}")]
    NoList {
        /// What was found instead.
        found: String,
        /// What to try.
        remedy: String,
    },
    /// There is no article.
    #[error("{found}; {remedy}")]
    NoArticle {
        /// What was found instead.
        found: String,
        /// What to try.
        remedy: String,
    },
}

impl ExtractError {
    /// There is no list: what was found instead, and what to try.
    pub(super) fn no_list(found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::NoList {
            found: found.into(),
            remedy: remedy.into(),
        }
    }

    /// This error, or where `html` is a captcha page, an error that says so.
    pub(super) fn or_challenge(self, html: &str) -> Self {
        if !challenge::is_asked(html) {
            return self;
        }
        let found = "the origin asks visitors to prove that they are human".to_owned();
        let remedy =
            "ask the publisher to let byline's user agent through; byline does not get round it"
                .to_owned();
        match self {
            Self::NoList { .. } => Self::NoList { found, remedy },
            Self::NoArticle { .. } => Self::NoArticle { found, remedy },
            Self::Unreadable(_) => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing() -> ExtractError {
        ExtractError::NoList {
            found: "the page has 1 link".into(),
            remedy: "give another".into(),
        }
    }

    /// An operator who reads `no list` would look for selectors that cannot help.
    #[test]
    fn a_captcha_is_called_one() {
        for page in [
            r#"<title>Just a moment...</title><p>Checking"#,
            r#"<div class="G-Recaptcha" data-sitekey="x"></div>"#,
            r#"<script src="https://news.example/cdn-cgi/challenge-platform/h/b.js"></script>"#,
            "<html><title>安全验证</title>",
        ] {
            assert!(
                nothing().or_challenge(page).to_string().contains("human"),
                "{page}"
            );
        }
    }

    /// Every other page keeps what was said of it.
    #[test]
    fn other_pages_are_not_suspected() {
        let text =
            "The decision ends a year of talks between the town and the operators of the line. ";
        let comments = format!(
            "<style>p {{ color: red }}</style>{}<form><div class=g-recaptcha></div></form>",
            format!("<p>{text}</p>").repeat(20)
        );
        let titled = "<title>关于验证码的新闻</title><p>The captcha turned ten.";
        for page in [titled, &comments] {
            assert_eq!(nothing().or_challenge(page), nothing(), "{page}");
        }
    }
}
