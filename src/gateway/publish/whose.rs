//! Whose terms and zone hold for an article, whichever feed lists it.
//!
//! In: the configuration in force, a feed, the URL of an article. Out: the publisher that rules on it, and what is known
//! beside its page. Pure.
//!
//! A URL on a publisher's host is that publisher's: one that lists another's article does not speak for it, and a
//! partner's permission for the one's feed opens nothing of the other's. What is on no publisher's host is ruled on by the
//! publisher that lists it, and is its own only where the article's page prints a label that says so. The lister is the
//! publisher of the section, which is the feed's unless the section names another; of several sections, the first in
//! the feed's order.

use std::collections::HashMap;
use std::sync::Arc;

use url::Url;

use crate::config::{Config, FeedSpec};
use crate::model::{
    Article, Circumstances, Item, Labelling, Publisher, PublisherId, Ruling, Section, SourceLabel,
};

/// Who rules on the articles of one feed.
pub(in crate::gateway) struct Whose<'c> {
    config: &'c Config,
    spec: &'c FeedSpec,
    /// By publisher. Empty while it is not known.
    labelling: HashMap<PublisherId, Labelling>,
}

/// Who rules on one article.
#[derive(Clone, Copy)]
pub(in crate::gateway) struct Owner<'c> {
    pub(in crate::gateway) publisher: &'c Publisher,
    pub(in crate::gateway) around: Circumstances,
    /// It is another than the publisher of the feed.
    pub(in crate::gateway) is_another: bool,
}

/// The publisher on whose host `url` is, as far as a section of `lister` is concerned.
pub(in crate::gateway) fn publisher<'c>(
    config: &'c Config,
    lister: &Publisher,
    url: &Url,
) -> Option<&'c Arc<Publisher>> {
    config.publisher_of(url, &lister.id)
}

/// What a section of `lister` may say of the item at `url`.
///
/// `None` when it is another publisher's: its own page has the facts. On no publisher's host a feed cannot make an item its
/// publisher's own, since a feed prints no label.
pub(in crate::gateway) fn claimed(
    config: &Config,
    lister: &Publisher,
    url: &Url,
    mut article: Box<Article>,
) -> Option<Arc<Article>> {
    match publisher(config, lister, url) {
        Some(owner) if owner.id != lister.id => return None,
        Some(_) => {}
        None => article.source_label = SourceLabel::Absent,
    }
    Some(Arc::from(article))
}

impl<'c> Whose<'c> {
    /// Rules with what the feed's articles have in common. `articles` are those that were read, with the sections that
    /// list them and their URLs.
    pub(in crate::gateway) fn of_read<'a>(
        config: &'c Config,
        spec: &'c FeedSpec,
        articles: impl Iterator<Item = (&'a [Section], &'a Url, &'a Article)>,
    ) -> Self {
        let mut whose = Self::of_unread(config, spec);
        let mut by_owner: HashMap<PublisherId, (&Publisher, Vec<&Article>)> = HashMap::new();
        for (sections, url, article) in articles {
            if let Some(owner) = publisher(config, spec.lister(sections), url) {
                let (_, theirs) = by_owner
                    .entry(owner.id.clone())
                    .or_insert_with(|| (owner, Vec::new()));
                theirs.push(article);
            }
        }
        whose.labelling = by_owner
            .into_iter()
            .map(|(id, (owner, theirs))| (id, Labelling::of(owner, theirs)))
            .collect();
        whose
    }

    /// Rules while articles are still on their way, and what they have in common is not known. An item that counted as
    /// its publisher's own for five seconds would show what may not leave.
    pub(in crate::gateway) fn of_unread(config: &'c Config, spec: &'c FeedSpec) -> Self {
        Self {
            config,
            spec,
            labelling: HashMap::new(),
        }
    }

    /// Who rules on the article at `url`, which `sections` list.
    pub(in crate::gateway) fn of(&self, url: &Url, sections: &[Section]) -> Owner<'_> {
        let lister = self.spec.lister(sections);
        let owner = publisher(self.config, lister, url);
        let labelling = owner.and_then(|owner| self.labelling.get(&owner.id));
        let ruler = owner.unwrap_or(lister);
        let is_another = ruler.id != self.spec.publisher.id;
        Owner {
            // The feed's own terms are those of its spec.
            publisher: if is_another {
                ruler
            } else {
                &self.spec.publisher
            },
            around: Circumstances {
                own_host: owner.is_some(),
                labelling: labelling.copied().unwrap_or(Labelling::Usual),
            },
            is_another,
        }
    }
}

impl Owner<'_> {
    /// Rules on an article.
    pub(in crate::gateway) fn rule(&self, article: Option<&Article>) -> Ruling {
        self.named(self.publisher.rule(article, self.around))
    }

    /// Rules on an item again, when its article is not known.
    pub(in crate::gateway) fn rule_again(&self, item: &Item) -> Ruling {
        self.named(self.publisher.rule_again(
            item.credit(),
            item.ceiling(),
            &item.facts().byline,
            item.pictures(),
        ))
    }

    fn named(&self, ruling: Ruling) -> Ruling {
        if self.is_another {
            ruling.of_another(self.publisher)
        } else {
            ruling
        }
    }
}
