//! A publisher, its terms, and the ruling on one article: whose is it, who must be named, what may leave.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::{Article, Credit, Grant, Item, Provenance, PublisherId, Rights, Source, SourceClaim};

/// Who runs an origin, and whose rights terms apply.
#[derive(Debug, Clone)]
pub struct Publisher {
    /// The id in `feeds.toml` and in `/licenses/ID.xml`.
    pub id: PublisherId,
    /// Its name as readers know it.
    pub name: String,
    /// Its home page.
    pub url: Url,
    /// The language of its pages (BCP 47).
    pub language: String,
    /// The zone of the local times that its pages print.
    pub zone: TimeZone,
    /// Its rights terms.
    pub policy: Policy,
}

/// A publisher's rights terms, as the operator wrote them down.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Holder, notice, terms and contact of its own articles.
    pub rights: Rights,
    /// The sources that are the publisher itself, besides its name and the holder.
    pub own_sources: Vec<String>,
    /// The credit template, with `{source}`.
    pub credit: String,
    /// What may leave of its own articles.
    pub grant: Grant,
    /// What may leave of what it took from others.
    pub reprint_grant: Grant,
    /// The reservation that goes along with a reprint.
    pub reprint_note: String,
    /// What is known of sources it reprints, by name.
    pub sources: BTreeMap<String, KnownSource>,
}

/// What the operator knows of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownSource {
    /// Its home page.
    pub url: Option<Url>,
    /// A grant of its own, in place of `reprint-grant`.
    pub grant: Option<Grant>,
    /// A notice of its own, in place of `reprint-note`.
    pub notice: Option<String>,
}

/// The ruling on one article. There is no default: whoever makes an item says whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// Whose it is and on what terms.
    pub rights: Rights,
    /// Who must be named.
    pub credit: Credit,
    /// What may leave.
    pub grant: Grant,
    /// What may leave to a partner with written permission, at most: all that the page leaves open of
    /// the publisher's own, and no more than `grant` of what is another's.
    pub ceiling: Grant,
}

/// A page's own notice longer than this is a page of legal text, not a notice; the terms URL has that.
const NOTICE_LIMIT_CHARS: usize = 500;

impl Publisher {
    /// Rules on an article; `None` is an article that was not read yet, which is a headline.
    pub fn rule(&self, article: Option<&Article>) -> Ruling {
        let claim = article.and_then(|article| article.source.as_ref());
        let known = claim.and_then(|claim| self.known(&claim.name));
        let provenance = match claim {
            None => Provenance::Unstated,
            Some(claim) if self.owns(&claim.name) => Provenance::Own,
            Some(_) => Provenance::Reprint,
        };
        let source = match claim {
            Some(claim) if provenance == Provenance::Reprint => Source {
                name: claim.name.clone(),
                url: known
                    .and_then(|known| known.url.clone())
                    .or_else(|| claim.url.clone())
                    .unwrap_or_else(|| self.url.clone()),
            },
            Some(claim) => Source {
                name: claim.name.clone(),
                url: self.url.clone(),
            },
            None => Source {
                name: self.name.clone(),
                url: self.url.clone(),
            },
        };
        let configured = match provenance {
            Provenance::Own => self.policy.grant,
            Provenance::Reprint | Provenance::Unstated => known
                .and_then(|known| known.grant)
                .unwrap_or(self.policy.reprint_grant),
        };
        let page_ceiling = article.map_or(Grant::Headline, |article| article.limits.ceiling());
        let grant = configured.narrowed_by(page_ceiling);
        Ruling {
            rights: self.rights_of(article, provenance, &source, known),
            credit: Credit::compose(
                &self.policy.credit,
                source,
                provenance,
                &self.name,
                &self.language,
            ),
            grant,
            ceiling: if provenance == Provenance::Own {
                page_ceiling
            } else {
                grant
            },
        }
    }

    /// Rules on an item that was ruled on under other terms, when its article is not at hand: the same
    /// source, and what the page itself was known to leave open.
    pub fn rule_again(&self, item: &Item) -> Ruling {
        let source = item.credit().source();
        let stated = item.credit().provenance() != Provenance::Unstated;
        let article = Article {
            source: stated.then(|| SourceClaim {
                name: source.name.clone(),
                url: Some(source.url.clone()),
            }),
            ..Article::default()
        };
        let ruling = self.rule(Some(&article));
        Ruling {
            grant: ruling.grant.narrowed_by(item.ceiling()),
            ceiling: ruling.ceiling.narrowed_by(item.ceiling()),
            ..ruling
        }
    }

    /// Whether `source` is the publisher itself. A source of several names is its own only if all are.
    pub fn owns(&self, source: &str) -> bool {
        let own = |name: &str| {
            let name = folded(name);
            [&self.name, &self.policy.rights.holder]
                .into_iter()
                .chain(&self.policy.own_sources)
                .any(|mine| folded(mine) == name)
        };
        own(source) || {
            let mut parts = source
                .split(['/', '、', ',', '，', ';', '；', '|'])
                .map(str::trim)
                .peekable();
            parts.peek().is_some() && parts.all(|part| !part.is_empty() && own(part))
        }
    }

    fn known(&self, source: &str) -> Option<&KnownSource> {
        let name = folded(source);
        self.policy
            .sources
            .iter()
            .find(|(known, _)| folded(known) == name)
            .map(|(_, known)| known)
    }

    fn rights_of(
        &self,
        article: Option<&Article>,
        provenance: Provenance,
        source: &Source,
        known: Option<&KnownSource>,
    ) -> Rights {
        let ours = &self.policy.rights;
        let stated_holder = article.and_then(|article| article.holder.clone());
        let (holder, notice) = match provenance {
            Provenance::Own => (
                stated_holder.unwrap_or_else(|| ours.holder.clone()),
                ours.notice.clone(),
            ),
            Provenance::Reprint => (
                stated_holder.unwrap_or_else(|| source.name.clone()),
                known
                    .and_then(|known| known.notice.clone())
                    .unwrap_or_else(|| self.policy.reprint_note.clone()),
            ),
            // Nobody is named, so nobody is made the holder but whom the page itself names.
            Provenance::Unstated => (
                stated_holder.unwrap_or_else(|| ours.holder.clone()),
                ours.notice.clone(),
            ),
        };
        let stated = article.and_then(|article| article.copyright.as_deref());
        Rights {
            holder,
            notice: with_stated(notice, stated),
            terms: article
                .and_then(|article| article.licence.clone())
                .or_else(|| ours.terms.clone()),
            contact: ours.contact.clone(),
        }
    }
}

/// The configured notice, and the page's own where it says something else.
fn with_stated(notice: String, stated: Option<&str>) -> String {
    match stated {
        Some(stated)
            if stated.chars().count() <= NOTICE_LIMIT_CHARS
                && !folded(&notice).contains(&folded(stated)) =>
        {
            format!("{notice} {stated}")
        }
        _ => notice,
    }
}

/// Names compare without white space, width or case.
fn folded(name: &str) -> String {
    name.nfkc()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The publisher of tests: 岱岳网, own articles in full, reprints as headlines.
#[cfg(test)]
pub(crate) fn publisher_for_tests() -> Publisher {
    let url = |text: &str| Url::parse(text).expect("a test URL");
    Publisher {
        id: "dyw".parse().expect("a test id"),
        name: "岱岳网".into(),
        url: url("http://news.example/"),
        language: "zh-CN".into(),
        zone: TimeZone::UTC,
        policy: Policy {
            rights: Rights {
                holder: "岱岳网".into(),
                notice: "未经书面许可不得转载。".into(),
                terms: Some(url("http://news.example/copyright.htm")),
                contact: Some("mailto:rights@news.example".into()),
            },
            own_sources: vec!["岱岳日报".into()],
            credit: "来源:{source}".into(),
            grant: Grant::Full,
            reprint_grant: Grant::Headline,
            reprint_note: "转载自其他媒体。".into(),
            sources: BTreeMap::from([(
                "新华社".into(),
                KnownSource {
                    url: Some(url("http://xinhua.example/")),
                    grant: Some(Grant::Excerpt),
                    notice: Some("新华社专稿。".into()),
                },
            )]),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SourceClaim, UseLimits};

    fn from(source: &str) -> Article {
        Article {
            source: Some(SourceClaim {
                name: source.into(),
                url: None,
            }),
            ..Article::default()
        }
    }

    /// A partner that reads "own" on a reprint would republish what nobody may give.
    #[test]
    fn only_the_publishers_own_sources_are_its_own() {
        let publisher = publisher_for_tests();
        for own in ["岱岳网", " 岱岳 日报 ", "岱岳网/岱岳日报"] {
            assert_eq!(
                publisher.rule(Some(&from(own))).credit.provenance(),
                Provenance::Own,
                "{own}"
            );
        }
        for other in ["新华社", "岱岳网/新华社", "岱岳网友"] {
            let ruling = publisher.rule(Some(&from(other)));
            assert_eq!(ruling.credit.provenance(), Provenance::Reprint, "{other}");
            assert!(ruling.grant < Grant::Full, "{other}");
        }
    }

    /// A source's own terms stand in place of the general ones.
    #[test]
    fn a_known_source_brings_its_url_grant_and_notice() {
        let ruling = publisher_for_tests().rule(Some(&from("新华社")));
        assert_eq!(ruling.grant, Grant::Excerpt);
        assert_eq!(ruling.rights.notice, "新华社专稿。");
        assert_eq!(ruling.rights.holder, "新华社");
        assert_eq!(
            ruling.credit.source().url.as_str(),
            "http://xinhua.example/"
        );
    }

    /// Nothing may leave of an article nobody has read, or whose source nobody has stated.
    #[test]
    fn unread_is_a_headline_and_unstated_is_a_reprint() {
        let publisher = publisher_for_tests();
        let unread = publisher.rule(None);
        assert_eq!(
            (unread.grant, unread.credit.provenance()),
            (Grant::Headline, Provenance::Unstated)
        );
        let unstated = publisher.rule(Some(&Article::default()));
        assert_eq!(
            (unstated.grant, unstated.credit.provenance()),
            (Grant::Headline, Provenance::Unstated)
        );
    }

    /// `nosnippet` on the page beats `grant = "full"` in feeds.toml.
    #[test]
    fn a_page_narrows_the_grant() {
        let mut article = from("岱岳网");
        article.limits = UseLimits {
            no_snippet: true,
            ..UseLimits::default()
        };
        assert_eq!(
            publisher_for_tests().rule(Some(&article)).grant,
            Grant::Headline
        );
        article.limits = UseLimits {
            no_archive: true,
            ..UseLimits::default()
        };
        assert_eq!(
            publisher_for_tests().rule(Some(&article)).grant,
            Grant::Excerpt
        );
    }

    /// What the page itself says of its rights goes along, once.
    #[test]
    fn the_pages_own_notice_is_carried() {
        let mut article = from("岱岳网");
        article.copyright = Some("© 2015 岱岳网".into());
        assert_eq!(
            publisher_for_tests().rule(Some(&article)).rights.notice,
            "未经书面许可不得转载。 © 2015 岱岳网"
        );
        article.copyright = Some("未经书面许可 不得转载".into());
        assert_eq!(
            publisher_for_tests().rule(Some(&article)).rights.notice,
            "未经书面许可不得转载。"
        );
    }
}
