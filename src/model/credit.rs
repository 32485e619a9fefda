//! The credit line: the attribution that must be shown, composed here and nowhere else.

use serde::{Deserialize, Serialize};
use url::Url;

use super::Picture;

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

    /// Who must be named beside a picture: `Photo: Ann Lee/Cape Wire`; `None` where the page names nobody.
    ///
    /// The holder goes along where the credit does not name it: `Photo: Ann Lee © Cape Wire`.
    pub fn of_picture(picture: &Picture, language: &str) -> Option<String> {
        let holder = picture.holder.as_deref();
        let named = match (picture.credit.as_deref(), holder) {
            (Some(credit), Some(holder)) if !credit.contains(holder) => {
                format!("{credit} © {holder}")
            }
            (Some(credit), _) => credit.to_owned(),
            (None, holder) => format!("© {}", holder?),
        };
        Some(
            CreditWords::of(language)
                .picture
                .replace("{credit}", &named),
        )
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
    picture: &'static str,
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
                picture: "圖片:{credit}",
            },
            "zh" => Self {
                source: "来源:{source}",
                reprinted: "({publisher}转载)",
                unstated: "来源未注明({publisher}刊载)",
                picture: "图片:{credit}",
            },
            "ja" => Self {
                source: "出典:{source}",
                reprinted: "({publisher}が転載)",
                unstated: "出典の記載なし({publisher}掲載)",
                picture: "写真:{credit}",
            },
            "de" => Self {
                source: "Quelle: {source}",
                reprinted: " (übernommen von {publisher})",
                unstated: "Quelle nicht angegeben (erschienen bei {publisher})",
                picture: "Foto: {credit}",
            },
            "fr" => Self {
                source: "Source : {source}",
                reprinted: " (repris par {publisher})",
                unstated: "Source non indiquée (publié par {publisher})",
                picture: "Photo : {credit}",
            },
            "ru" => Self {
                source: "Источник: {source}",
                reprinted: " (перепечатано: {publisher})",
                unstated: "Источник не указан (опубликовано: {publisher})",
                picture: "Фото: {credit}",
            },
            _ => Self {
                source: "Source: {source}",
                reprinted: " (republished by {publisher})",
                unstated: "Source not stated (published by {publisher})",
                picture: "Photo: {credit}",
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

    /// A reader must see whose a picture is, the agency as well as the photographer, and each name once.
    #[test]
    fn a_pictures_owners_are_named() {
        let line = |credit: Option<&str>, holder: Option<&str>, language| {
            let picture = Picture {
                credit: credit.map(Into::into),
                holder: holder.map(Into::into),
                ..Picture::at(crate::testing::url("http://news.example/1.jpg"))
            };
            Credit::of_picture(&picture, language)
        };
        let (both, wire) = (Some("Ann Lee/Cape Wire"), Some("Cape Wire"));
        assert_eq!(
            line(both, wire, "en").as_deref(),
            Some("Photo: Ann Lee/Cape Wire")
        );
        assert_eq!(
            line(Some("Ann Lee"), wire, "de-AT").as_deref(),
            Some("Foto: Ann Lee © Cape Wire")
        );
        assert_eq!(
            line(None, wire, "zh-CN").as_deref(),
            Some("图片:© Cape Wire")
        );
        assert_eq!(line(None, None, "fr"), None);
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
