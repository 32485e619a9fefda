//! The ruling on one article: whose is it, who must be named, what may leave.
//!
//! In: a publisher's terms and what a page states. Out: a [`Ruling`]. A page may narrow what the publisher
//! grants, never widen it, and where its statements differ the narrower one holds.

use serde::{Deserialize, Serialize};
use url::Url;

use super::publisher::{KnownSource, Publisher, folded};
use super::{Article, Credit, Grant, Item, Provenance, Rights, Source, SourceClaim};

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
        let claim = article.and_then(|article| self.claim(article));
        let known = claim.as_ref().and_then(|claim| self.known(&claim.name));
        let provenance = match &claim {
            None => Provenance::Unstated,
            Some(claim) if self.owns(&claim.name) => Provenance::Own,
            Some(_) => Provenance::Reprint,
        };
        let source = match &claim {
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
        let mut page_ceiling = article.map_or(Grant::Headline, |article| article.limits.ceiling());
        if provenance == Provenance::Own
            && article.is_some_and(|article| self.is_held_by_another(article))
        {
            page_ceiling = page_ceiling.narrowed_by(self.policy.reprint_grant);
        }
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

    /// Where the article came from, by all that its page says. What it was based on and who holds it tell of
    /// another medium where the source is not stated, or is stated to be the publisher itself.
    fn claim(&self, article: &Article) -> Option<SourceClaim> {
        let stated = article.source.clone();
        if stated.as_ref().is_some_and(|claim| !self.owns(&claim.name)) {
            return stated;
        }
        let holder = article.holder.as_deref().filter(|name| !self.owns(name));
        let based_on = article.based_on.as_ref().filter(|url| !self.is_at(url));
        match (based_on, holder) {
            (Some(based_on), holder) => Some(SourceClaim {
                name: holder.or_else(|| based_on.host_str())?.to_owned(),
                url: Some(based_on.clone()),
            }),
            (None, Some(holder)) if stated.is_none() => Some(SourceClaim {
                name: holder.to_owned(),
                url: None,
            }),
            (None, _) => stated,
        }
    }

    /// The page says that it made the article, and that another holds the rights.
    fn is_held_by_another(&self, article: &Article) -> bool {
        article
            .holder
            .as_deref()
            .is_some_and(|holder| !self.owns(holder))
    }

    /// Whether `url` is one of the publisher's site, or of a site under or above it.
    fn is_at(&self, url: &Url) -> bool {
        let bare = |url: &Url| {
            let host = url.host_str().unwrap_or_default();
            host.strip_prefix("www.").unwrap_or(host).to_owned()
        };
        let (theirs, ours) = (bare(url), bare(&self.url));
        let under = |lower: &str, upper: &str| {
            lower
                .strip_suffix(upper)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        under(&theirs, &ours) || under(&ours, &theirs)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{UseLimits, publisher_for_tests};

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

    /// Data for machines may tell of another's rights where the visible page does not.
    #[test]
    fn what_it_was_based_on_and_who_holds_it_tell_of_another() {
        let publisher = publisher_for_tests();
        let own = publisher.url.join("earlier.htm").expect("a test URL");
        let elsewhere = Url::parse("https://wire.example/a").expect("a test URL");
        let based = |url: &Url, source: Option<&str>| Article {
            based_on: Some(url.clone()),
            ..source.map(from).unwrap_or_default()
        };
        for (article, name) in [
            (based(&elsewhere, None), "wire.example"),
            (based(&elsewhere, Some("岱岳网")), "wire.example"),
            (based(&elsewhere, Some("新华社")), "新华社"),
        ] {
            let ruling = publisher.rule(Some(&article));
            assert_eq!(ruling.credit.provenance(), Provenance::Reprint);
            assert_eq!(ruling.credit.source().name, name);
        }
        let ruling = publisher.rule(Some(&based(&own, Some("岱岳网"))));
        assert_eq!(ruling.credit.provenance(), Provenance::Own);

        let held = |source: Option<&str>| Article {
            holder: Some("Cape Wire".into()),
            ..source.map(from).unwrap_or_default()
        };
        let ruling = publisher.rule(Some(&held(None)));
        assert_eq!(ruling.credit.source().name, "Cape Wire");
        let ruling = publisher.rule(Some(&held(Some("岱岳网"))));
        assert_eq!(ruling.credit.provenance(), Provenance::Own);
        assert_eq!(ruling.rights.holder, "Cape Wire");
        assert_eq!(ruling.ceiling, publisher.policy.reprint_grant);
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
