//! The credit line: the attribution that must be shown, composed here and nowhere else.

use serde::{Deserialize, Serialize};
use url::Url;

/// The organisation an item is credited to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Its home page, when known.
    pub url: Option<Url>,
}

/// Whether the publisher made it or took it from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provenance {
    /// The source is one of the publisher's own.
    Own,
    /// The source is another medium.
    Reprint,
    /// The page names no source, or was not read yet. Held to the terms of a reprint.
    Unstated,
}

impl Provenance {
    /// Whether the terms for reprints apply.
    pub const fn is_reprint(self) -> bool {
        !matches!(self, Self::Own)
    }

    /// The word for `dcterms:provenance`.
    pub const fn as_str(self) -> &'static str {
        if self.is_reprint() {
            "reprint"
        } else {
            "original"
        }
    }
}

/// Who must be named, and how. There is no default.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Credit {
    line: String,
    source: Option<Source>,
    provenance: Provenance,
}

impl Credit {
    /// Composes the line from the publisher's template (`来源:{source}`) and the words of its language.
    ///
    /// Own: `来源:岱岳网`. Reprint: `来源:新华社(岱岳网转载)`. Unstated: `来源未注明(岱岳网刊载)`, and no source.
    pub fn compose(
        template: &str,
        source: Source,
        provenance: Provenance,
        publisher: &str,
        language: &str,
    ) -> Self {
        let words = CreditWords::of(language);
        let line = match provenance {
            Provenance::Own => template.replace("{source}", &source.name),
            Provenance::Reprint => {
                template.replace("{source}", &source.name)
                    + &words.reprinted.replace("{publisher}", publisher)
            }
            Provenance::Unstated => words.unstated.replace("{publisher}", publisher),
        };
        Self {
            line,
            source: (provenance != Provenance::Unstated).then_some(source),
            provenance,
        }
    }

    /// The template for `language` when `feeds.toml` gives no template.
    pub fn default_template(language: &str) -> &'static str {
        CreditWords::of(language).source
    }

    /// The line that every rendition shows.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// The organisation named in it; `None` where the page states no source.
    pub const fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    /// Own, reprint or unstated.
    pub const fn provenance(&self) -> Provenance {
        self.provenance
    }
}

struct CreditWords {
    source: &'static str,
    reprinted: &'static str,
    unstated: &'static str,
}

impl CreditWords {
    /// By primary subtag and script (BCP 47); English where there is nothing better.
    fn of(language: &str) -> Self {
        let tag = language.to_ascii_lowercase();
        let traditional = ["zh-hant", "zh-tw", "zh-hk", "zh-mo"]
            .iter()
            .any(|t| tag.starts_with(t));
        match tag.split('-').next().unwrap_or_default() {
            "zh" if traditional => Self {
                source: "來源:{source}",
                reprinted: "({publisher}轉載)",
                unstated: "來源未註明({publisher}刊載)",
            },
            "zh" => Self {
                source: "来源:{source}",
                reprinted: "({publisher}转载)",
                unstated: "来源未注明({publisher}刊载)",
            },
            "ja" => Self {
                source: "出典:{source}",
                reprinted: "({publisher}が転載)",
                unstated: "出典の記載なし({publisher}掲載)",
            },
            "de" => Self {
                source: "Quelle: {source}",
                reprinted: " (übernommen von {publisher})",
                unstated: "Quelle nicht angegeben (erschienen bei {publisher})",
            },
            "fr" => Self {
                source: "Source : {source}",
                reprinted: " (repris par {publisher})",
                unstated: "Source non indiquée (publié par {publisher})",
            },
            "ru" => Self {
                source: "Источник: {source}",
                reprinted: " (перепечатано: {publisher})",
                unstated: "Источник не указан (опубликовано: {publisher})",
            },
            _ => Self {
                source: "Source: {source}",
                reprinted: " (republished by {publisher})",
                unstated: "Source not stated (published by {publisher})",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(provenance: Provenance, language: &str) -> String {
        let source = Source {
            name: "新华社".into(),
            url: None,
        };
        let template = Credit::default_template(language);
        Credit::compose(template, source, provenance, "岱岳网", language)
            .line()
            .to_owned()
    }

    /// Clause 3 of the notice: what was copied from elsewhere says so, and names the true source.
    #[test]
    fn a_reprint_names_both_the_source_and_who_reprinted_it() {
        assert_eq!(line(Provenance::Own, "zh-CN"), "来源:新华社");
        assert_eq!(
            line(Provenance::Reprint, "zh-CN"),
            "来源:新华社(岱岳网转载)"
        );
        assert_eq!(
            line(Provenance::Reprint, "zh-TW"),
            "來源:新华社(岱岳网轉載)"
        );
        assert_eq!(
            line(Provenance::Reprint, "en-GB"),
            "Source: 新华社 (republished by 岱岳网)"
        );
    }

    /// An item whose page names nobody must not be passed off as the publisher's own.
    #[test]
    fn an_unstated_source_is_said_to_be_unstated() {
        assert_eq!(
            line(Provenance::Unstated, "zh-CN"),
            "来源未注明(岱岳网刊载)"
        );
        assert!(Provenance::Unstated.is_reprint());
    }
}
