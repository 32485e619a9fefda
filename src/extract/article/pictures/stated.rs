//! What is stated of a picture for machines: in JSON-LD (`ImageObject`), in `data-*` attributes by the names of IPTC Photo
//! Metadata, in Media RSS, in JSON Feed.
//!
//! In: values as they are stated. Out: a [`Picture`].

use url::Url;

use super::{credit, owner};
use crate::extract::article::head::squash;
use crate::model::Picture;

/// The statements on one picture, as trimmed strings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::extract) struct Stated {
    pub(in crate::extract) caption: Option<String>,
    pub(in crate::extract) credit: Option<String>,
    /// Who made it, by name.
    pub(in crate::extract) makers: Vec<String>,
    /// Who holds the rights, by name.
    pub(in crate::extract) holder: Option<String>,
    /// A notice with the holder's name in it.
    pub(in crate::extract) notice: Option<String>,
    /// The organisation that it came from.
    pub(in crate::extract) source: Option<String>,
    pub(in crate::extract) licence: Option<Url>,
}

impl Stated {
    /// The picture at `url`, as it is stated.
    pub(in crate::extract) fn picture(self, url: Url) -> Picture {
        let text = |text: Option<String>| text.map(|text| squash(&text));
        let mut credit = self.credit.as_deref().and_then(name).unwrap_or_default();
        let is_new = |credit: &str, name: &String| !credit.contains(name.as_str());
        // A credit line may name the agency alone.
        let makers = self.makers.iter().filter_map(|maker| name(maker));
        let makers: Vec<String> = makers.filter(|name| is_new(&credit, name)).collect();
        let source = self.source.as_deref().and_then(name);
        let source = source.filter(|name| is_new(&credit, name));
        let parts = [makers.join(", "), credit].into_iter().chain(source);
        credit = parts
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("/");
        let credit = Some(credit).filter(|credit| !credit.is_empty());
        let holder = text(self.holder)
            .and_then(|holder| credit::holder_in(&holder))
            .or_else(|| self.notice.as_deref().and_then(credit::holder_in))
            .or_else(|| owner::organisation(credit.as_deref()?));
        Picture {
            url,
            caption: text(self.caption).filter(|caption| !caption.is_empty()),
            credit,
            holder,
            licence: self.licence,
        }
    }

    /// Takes the value of a `data-*` attribute, or of another that is named like one of IPTC's facts.
    pub(super) fn take(&mut self, name: &str, value: &str, web: impl Fn(&str) -> Option<Url>) {
        const AROUND: [&str; 12] = [
            "data", "iptc", "xmp", "exif", "dc", "image", "img", "photo", "picture", "pic",
            "media", "text",
        ];
        let value = squash(value);
        if value.is_empty() {
            return;
        }
        let parts = name.split(['-', '_', ':', '.']);
        let folded: String = parts.filter(|part| !AROUND.contains(part)).collect();
        // A word for a switch, or data of a program, is no name.
        let is_text = value.chars().filter(|c| c.is_alphabetic()).nth(1).is_some()
            && !value.contains(['{', '}', '<', '>'])
            && !value.contains("://")
            && !matches!(&*value, "true" | "false" | "null" | "undefined");
        match folded.as_str() {
            "license" | "licence" | "licenseurl" | "licenceurl" | "webstatement" | "usageterms" => {
                self.licence = self.licence.take().or_else(|| {
                    let is_address = value.starts_with("http") || value.starts_with('/');
                    is_address.then(|| web(&value)).flatten()
                });
            }
            _ if !is_text => {}
            "credit" | "credits" | "creditline" | "attribution" => keep(&mut self.credit, value),
            "creator" | "byline" | "bylines" | "photographer" | "author" | "artist" => {
                self.makers.push(value);
            }
            "copyrightholder" | "copyrightowner" | "holder" | "rightsholder" | "owner" => {
                keep(&mut self.holder, value);
            }
            "copyright" | "copyrightnotice" | "rights" | "copyrights" => {
                keep(&mut self.notice, value);
            }
            "source" | "agency" | "provider" | "supplier" => keep(&mut self.source, value),
            "caption" | "captionabstract" | "description" => keep(&mut self.caption, value),
            _ => {}
        }
    }
}

/// The credit in a value, without a label.
fn name(value: &str) -> Option<String> {
    credit::whole(value).map(|found| found.credit)
}

/// The first statement counts.
fn keep(fact: &mut Option<String>, value: String) {
    if fact.is_none() {
        *fact = Some(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::url;

    fn of(attributes: &[(&str, &str)]) -> Picture {
        let mut stated = Stated::default();
        for (name, value) in attributes {
            stated.take(name, value, |href| Url::parse(href).ok());
        }
        stated.picture(url("http://news.example/1.jpg"))
    }

    /// Content systems pass IPTC's facts on under their names, spelled in many ways.
    #[test]
    fn iptc_names_are_read_from_data_attributes() {
        let expected = Picture {
            url: url("http://news.example/1.jpg"),
            caption: Some("The harbour at dawn".into()),
            credit: Some("Ann Lee/Cape Wire".into()),
            holder: Some("Cape Wire".into()),
            licence: Some(url("https://licences.example/by")),
        };
        for spelled in [
            [
                "data-creator",
                "data-credit-line",
                "data-copyright-notice",
                "data-caption",
                "data-license",
            ],
            [
                "data-iptc-by-line",
                "data-iptc-credit",
                "data-iptc-copyright-notice",
                "data-iptc-caption-abstract",
                "data-web-statement",
            ],
            [
                "data-image-photographer",
                "data-image-credit",
                "data-image-copyright",
                "data-image-caption",
                "data-image-licence",
            ],
        ] {
            let values = [
                "Ann Lee",
                "Cape Wire",
                "© 2024 Cape Wire",
                "The harbour at dawn",
                "https://licences.example/by",
            ];
            let attributes: Vec<(&str, &str)> = spelled.into_iter().zip(values).collect();
            assert_eq!(of(&attributes), expected, "{spelled:?}");
        }
    }

    /// What a program keeps in an attribute must not be printed as a photographer.
    #[test]
    fn data_of_programs_is_no_credit() {
        for (name, value) in [
            ("data-source", "https://cdn.example/1.jpg"),
            ("data-credit", "true"),
            ("data-author", "{\"id\":7}"),
            ("data-rights", "3"),
            ("data-src", "Ann Lee"),
        ] {
            let picture = of(&[(name, value)]);
            assert!(!picture.says_something(), "{name}={value}: {picture:?}");
        }
    }

    /// The holder is who is stated to be, whoever made the picture.
    #[test]
    fn a_stated_holder_counts_before_the_credit() {
        let picture = of(&[
            ("data-credit", "Photo: Ann Lee/Cape Wire"),
            ("data-copyright-owner", "The Harbour Trust"),
        ]);
        assert_eq!(picture.credit.as_deref(), Some("Ann Lee/Cape Wire"));
        assert_eq!(picture.holder.as_deref(), Some("The Harbour Trust"));
        let agency = of(&[
            ("data-photographer", "Ann Lee"),
            ("data-agency", "Cape Wire"),
        ]);
        assert_eq!(agency.credit.as_deref(), Some("Ann Lee/Cape Wire"));
        assert_eq!(agency.holder.as_deref(), Some("Cape Wire"));
    }
}
