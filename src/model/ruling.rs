//! The ruling on one article: whose is it, who must be named, what may leave.
//!
//! In: a publisher's terms and what a page states. Out: a [`Ruling`]. A page may narrow what the publisher
//! grants, never widen it, and where its statements differ the narrower one holds.

use super::publisher::{KnownSource, Publisher, folded};
use super::{
    Article, Circumstances, Credit, Grant, Labelling, Picture, Provenance, PublisherId, Rights,
    Source, SourceClaim, SourceLabel,
};
use serde::{Deserialize, Serialize};
use url::Url;

/// The ruling on one article. There is no default: the code that makes an item says whose it is.
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
    /// The pictures that leave to nobody, by their addresses: they are another's, and the grant for reprints ends before
    /// them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld_pictures: Vec<Url>,
    /// Whose terms these are, where that is not the publisher of the feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<RuledBy>,
}

/// The publisher whose terms an item has that stands in another's feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuledBy {
    /// Its id in `feeds.toml`.
    pub id: PublisherId,
    /// Its name as readers know it.
    pub name: String,
}

impl Ruling {
    /// The same in a feed of another publisher. Who may have more of that publisher's feed has no permission of
    /// `publisher`, so that nothing more than `grant` leaves to anyone.
    #[must_use]
    pub fn of_another(self, publisher: &Publisher) -> Self {
        Self {
            ceiling: self.grant,
            publisher: Some(RuledBy {
                id: publisher.id.clone(),
                name: publisher.name.clone(),
            }),
            ..self
        }
    }
}

/// A page's own notice longer than this is a page of legal text, not a notice; the terms URL has that.
const NOTICE_LIMIT_CHARS: usize = 500;

impl Publisher {
    /// Rules on an article; `None` is an article that was not read yet, which is a headline.
    pub fn rule(&self, article: Option<&Article>, around: Circumstances) -> Ruling {
        let claim = article.and_then(|article| self.claim(article));
        let known = claim.as_ref().and_then(|claim| self.known(&claim.name));
        let provenance = self.provenance(article, claim.as_ref(), around);
        let source = self.source(claim.as_ref(), provenance, known);
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
            rights: self.rights_of(article, provenance, &source.name, known),
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
            withheld_pictures: article.map_or_else(Vec::new, |article| self.withheld(article)),
            publisher: None,
        }
    }

    /// Rules on an item that was ruled on under other terms, when its article is not known: the same
    /// source in its `credit`, and no more than the `ceiling` that the page itself left open. `byline` and `pictures` are the
    /// item's.
    pub fn rule_again(
        &self,
        credit: &Credit,
        ceiling: Grant,
        byline: &[String],
        pictures: &[Picture],
    ) -> Ruling {
        let source = credit.source();
        let article = Article {
            source: source.map(|source| SourceClaim {
                name: source.name.clone(),
                url: source.url.clone(),
            }),
            byline: byline.to_vec(),
            pictures: pictures.to_vec(),
            ..Article::default()
        };
        // What nobody stated stays unstated, and what was the publisher's own by its page stays that.
        let around = Circumstances {
            own_host: true,
            labelling: Labelling::Usual,
        };
        let ruling = self.rule(Some(&article), around);
        Ruling {
            grant: ruling.grant.narrowed_by(ceiling),
            ceiling: ruling.ceiling.narrowed_by(ceiling),
            ..ruling
        }
    }

    /// The pictures that no reader may see: a picture leaves like an abstract, from `excerpt` on.
    fn withheld(&self, article: &Article) -> Vec<Url> {
        let pictures = article.pictures.iter();
        pictures
            .filter(|picture| self.grant_of_picture(picture, &article.byline) < Grant::Excerpt)
            .map(|picture| picture.url.clone())
            .collect()
    }

    /// How much the grant for reprints leaves of a picture. It does not narrow a picture that names nobody, the publisher
    /// itself, or only authors of the article: that one goes with the article.
    fn grant_of_picture(&self, picture: &Picture, byline: &[String]) -> Grant {
        let is_author = |name: &str| byline.iter().any(|author| folded(author) == folded(name));
        // `Ann Lee/The Paper` is the publisher's; of `The Paper/Cape Wire` the holder names both.
        let is_own = picture.holder.is_none() && picture.owners().any(|name| self.owns(name));
        if is_own {
            return Grant::Full;
        }
        picture
            .owners()
            .filter(|name| !self.owns(name) && (picture.holder.is_some() || !is_author(name)))
            .map(|name| {
                let known = self.known(name).and_then(|known| known.grant);
                known.unwrap_or(self.policy.reprint_grant)
            })
            .min()
            .unwrap_or(Grant::Full)
    }

    /// Own, reprint or unstated, by what the page claims and where it lies.
    fn provenance(
        &self,
        article: Option<&Article>,
        claim: Option<&SourceClaim>,
        around: Circumstances,
    ) -> Provenance {
        let Some(article) = article else {
            return Provenance::Unstated;
        };
        match claim {
            Some(claim) if !self.owns(&claim.name) => Provenance::Reprint,
            // A stranger's host may say anything for machines; a label is said to everyone.
            Some(_) if around.own_host || article.source_label == SourceLabel::Named => {
                Provenance::Own
            }
            Some(_) => Provenance::Unstated,
            None => self.unlabelled(article, around),
        }
    }

    /// Whom to name: the source as the page states it, the publisher where the article is its own without that.
    fn source(
        &self,
        claim: Option<&SourceClaim>,
        provenance: Provenance,
        known: Option<&KnownSource>,
    ) -> Source {
        match claim {
            Some(claim) if provenance == Provenance::Reprint => Source {
                name: claim.name.clone(),
                // A link to the publisher's own pages about a source does not lead to the source.
                url: known
                    .and_then(|known| known.url.clone())
                    .or_else(|| claim.url.clone().filter(|url| !self.is_at(url))),
            },
            claim => Source {
                name: claim
                    .map_or(self.name.as_str(), |claim| self.spoken(&claim.name))
                    .to_owned(),
                url: Some(self.url.clone()),
            },
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

    fn rights_of(
        &self,
        article: Option<&Article>,
        provenance: Provenance,
        source: &str,
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
                stated_holder.unwrap_or_else(|| source.to_owned()),
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
    use crate::model::UseLimits;
    use url::Url;

    const AT_HOME: Circumstances = Circumstances {
        own_host: true,
        labelling: Labelling::Unusual,
    };

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
        let publisher = crate::testing::publisher();
        for own in ["岱岳网", " 岱岳 日报 ", "岱岳网/岱岳日报"] {
            assert_eq!(
                publisher
                    .rule(Some(&from(own)), AT_HOME)
                    .credit
                    .provenance(),
                Provenance::Own,
                "{own}"
            );
        }
        for other in ["新华社", "岱岳网/新华社", "岱岳网友"] {
            let ruling = publisher.rule(Some(&from(other)), AT_HOME);
            assert_eq!(ruling.credit.provenance(), Provenance::Reprint, "{other}");
            assert!(ruling.grant < Grant::Full, "{other}");
        }
    }

    /// Data for machines may tell of another's rights where the visible page does not.
    #[test]
    fn what_it_was_based_on_and_who_holds_it_tell_of_another() {
        let publisher = crate::testing::publisher();
        let own = publisher.url.join("earlier.htm").expect("a test URL");
        let elsewhere = crate::testing::url("https://wire.example/a");
        let based = |url: &Url, source: Option<&str>| Article {
            based_on: Some(url.clone()),
            ..source.map(from).unwrap_or_default()
        };
        for (article, name) in [
            (based(&elsewhere, None), "wire.example"),
            (based(&elsewhere, Some("岱岳网")), "wire.example"),
            (based(&elsewhere, Some("新华社")), "新华社"),
        ] {
            let ruling = publisher.rule(Some(&article), AT_HOME);
            assert_eq!(ruling.credit.provenance(), Provenance::Reprint);
            assert_eq!(ruling.credit.source().map(|it| &*it.name), Some(name));
        }
        let ruling = publisher.rule(Some(&based(&own, Some("岱岳网"))), AT_HOME);
        assert_eq!(ruling.credit.provenance(), Provenance::Own);

        let held = |source: Option<&str>| Article {
            holder: Some("Cape Wire".into()),
            ..source.map(from).unwrap_or_default()
        };
        let ruling = publisher.rule(Some(&held(None)), AT_HOME);
        assert_eq!(
            ruling.credit.source().map(|it| &*it.name),
            Some("Cape Wire")
        );
        let ruling = publisher.rule(Some(&held(Some("岱岳网"))), AT_HOME);
        assert_eq!(ruling.credit.provenance(), Provenance::Own);
        assert_eq!(ruling.rights.holder, "Cape Wire");
        assert_eq!(ruling.ceiling, publisher.policy.reprint_grant);
    }

    /// A source's own terms stand in place of the general ones.
    #[test]
    fn a_known_source_brings_its_url_grant_and_notice() {
        let ruling = crate::testing::publisher().rule(Some(&from("新华社")), AT_HOME);
        assert_eq!(ruling.grant, Grant::Excerpt);
        assert_eq!(ruling.rights.notice, "新华社专稿。");
        assert_eq!(ruling.rights.holder, "新华社");
        assert_eq!(
            ruling
                .credit
                .source()
                .and_then(|source| source.url.as_ref())
                .map(Url::as_str),
            Some("http://xinhua.example/")
        );
    }

    /// Nothing may leave of an article nobody has read, or whose source nobody has stated.
    #[test]
    fn unread_is_a_headline_and_unstated_is_a_reprint() {
        let publisher = crate::testing::publisher();
        let unread = publisher.rule(None, AT_HOME);
        assert_eq!(
            (unread.grant, unread.credit.provenance()),
            (Grant::Headline, Provenance::Unstated)
        );
        let unstated = publisher.rule(Some(&Article::default()), AT_HOME);
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
            crate::testing::publisher()
                .rule(Some(&article), AT_HOME)
                .grant,
            Grant::Headline
        );
        article.limits = UseLimits {
            no_archive: true,
            ..UseLimits::default()
        };
        assert_eq!(
            crate::testing::publisher()
                .rule(Some(&article), AT_HOME)
                .grant,
            Grant::Excerpt
        );
    }

    /// What the page itself says of its rights goes along, once.
    #[test]
    fn the_pages_own_notice_is_carried() {
        let mut article = from("岱岳网");
        article.copyright = Some("© 2015 岱岳网".into());
        assert_eq!(
            crate::testing::publisher()
                .rule(Some(&article), AT_HOME)
                .rights
                .notice,
            "未经书面许可不得转载。 © 2015 岱岳网"
        );
        article.copyright = Some("未经书面许可 不得转载".into());
        assert_eq!(
            crate::testing::publisher()
                .rule(Some(&article), AT_HOME)
                .rights
                .notice,
            "未经书面许可不得转载。"
        );
    }

    fn pictured(credit: Option<&str>, holder: Option<&str>) -> Article {
        let picture = Picture {
            credit: credit.map(Into::into),
            holder: holder.map(Into::into),
            ..Picture::at(crate::testing::url("http://news.example/1.jpg"))
        };
        Article {
            byline: vec!["Ann Lee".into()],
            pictures: vec![picture],
            ..from("岱岳网")
        }
    }

    /// A picture that another owns is not the publisher's to give, even beside its own text.
    #[test]
    fn a_picture_of_another_follows_the_grant_for_reprints() {
        let mut publisher = crate::testing::publisher();
        let withheld = |publisher: &Publisher, credit, holder| {
            let ruling = publisher.rule(Some(&pictured(credit, holder)), AT_HOME);
            assert_eq!(ruling.grant, Grant::Full, "the text is the publisher's own");
            !ruling.withheld_pictures.is_empty()
        };
        for (credit, holder) in [
            (None, None),
            (Some("岱岳网"), None),
            (Some("张三/岱岳日报"), None),
            (Some("张三/岱岳日报"), Some("岱岳日报")),
            (Some("Bo Ek"), Some("岱岳网")),
            (Some("Ann Lee"), None),
            // The source's own grant opens it.
            (Some("新华社记者 张三"), Some("新华社")),
        ] {
            assert!(
                !withheld(&publisher, credit, holder),
                "{credit:?} {holder:?}"
            );
        }
        for (credit, holder) in [
            (Some("Bo Ek"), None),
            (Some("Ann Lee/Cape Wire"), Some("Cape Wire")),
            (Some("Ann Lee, Bo Ek"), None),
            (Some("岱岳网/Cape Wire"), Some("岱岳网/Cape Wire")),
            (None, Some("Ann Lee")),
            (Some("新华社/Cape Wire"), Some("新华社/Cape Wire")),
        ] {
            assert!(
                withheld(&publisher, credit, holder),
                "{credit:?} {holder:?}"
            );
        }
        publisher.policy.reprint_grant = Grant::Excerpt;
        assert!(!withheld(
            &publisher,
            Some("Ann Lee/Cape Wire"),
            Some("Cape Wire")
        ));
    }

    /// An operator who narrows the terms must not wait for the origin until they hold for pictures.
    #[test]
    fn pictures_are_ruled_on_again() {
        let mut publisher = crate::testing::publisher();
        publisher.policy.reprint_grant = Grant::Excerpt;
        let article = pictured(Some("Bo Ek/Cape Wire"), Some("Cape Wire"));
        let image = article.pictures[0].url.clone();
        let mut item = crate::testing::item(Grant::Full, None, "Text.");
        item = item.with_pictures(Some(image.clone()), article.pictures.clone());
        let again = |publisher: &Publisher, item: &crate::model::Item| {
            publisher.rule_again(item.credit(), item.ceiling(), &[], item.pictures())
        };
        let open = item.ruled(again(&publisher, &item));
        assert!(open.content(crate::model::Audience::Public).image.is_some());
        publisher.policy.reprint_grant = Grant::Headline;
        let closed = item.ruled(again(&publisher, &item));
        let seen = closed.content(crate::model::Audience::Partner(Grant::Full));
        assert_eq!((seen.image, seen.picture), (None, None));
    }
}
