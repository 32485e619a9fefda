//! A publisher and its terms, as the operator wrote them down.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::picture::BETWEEN_NAMES;
use super::{Grant, PublisherId, Rights, bare_host, same_site};

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
    /// What an article is whose page states no source; by its page when absent.
    pub unlabelled: Option<Unlabelled>,
    /// The credit template, with `{source}`.
    pub credit: String,
    /// What may leave of its own articles.
    pub grant: Grant,
    /// What may leave of what it took from others.
    pub reprint_grant: Grant,
    /// The reservation that goes along with a reprint.
    pub reprint_note: String,
    /// The days after publication within which questions of rights are to be raised, where it names a term.
    pub claims_within_days: Option<u32>,
    /// What is known of sources it reprints, by name.
    pub sources: BTreeMap<String, KnownSource>,
}

/// Whose an article is when its page states no source, as the operator decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlabelled {
    /// The publisher's own.
    Own,
    /// Another's, whom nobody named.
    Reprint,
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

impl Publisher {
    /// Whether `source` is the publisher itself, by one of its names or by its host. A source of several names is
    /// its own only if all are.
    pub fn owns(&self, source: &str) -> bool {
        let own = |name: &str| {
            let name = key(name);
            is_self(&name)
                || self.names().any(|mine| key(mine) == name)
                || bare_host(&self.url) == Some(name.strip_prefix("www.").unwrap_or(&name))
        };
        own(source) || {
            let mut parts = source.split(BETWEEN_NAMES).map(str::trim).peekable();
            parts.peek().is_some() && parts.all(|part| !part.is_empty() && own(part))
        }
    }

    /// Its name, the holder, and the sources that are the publisher itself.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [&self.name, &self.policy.rights.holder]
            .into_iter()
            .chain(&self.policy.own_sources)
            .map(String::as_str)
    }

    /// Whether a page names the publisher when it says `name`, in a longer or shorter form (`The Paper`,
    /// `The Paper Online`). Enough to see that it names nobody else; not enough to call anything own.
    pub(super) fn is_akin(&self, name: &str) -> bool {
        let name = key(name);
        self.names().any(|mine| {
            let mine = key(mine);
            let (short, long) = if mine.len() < name.len() {
                (&mine, &name)
            } else {
                (&name, &mine)
            };
            short.chars().nth(1).is_some() && long.contains(short.as_str())
        })
    }

    /// Whether `url` is of the publisher's site.
    pub(super) fn is_at(&self, url: &Url) -> bool {
        same_site(url, &self.url)
    }

    /// The source's name as readers know it: `本站` is the publisher's name.
    pub(super) fn spoken<'n>(&'n self, source: &'n str) -> &'n str {
        if is_self(&key(source)) {
            &self.name
        } else {
            source
        }
    }

    pub(super) fn known(&self, source: &str) -> Option<&KnownSource> {
        let name = folded(source);
        self.policy
            .sources
            .iter()
            .find(|(known, _)| folded(known) == name)
            .map(|(_, known)| known)
    }
}

/// Names compare without white space, width or case.
pub(super) fn folded(name: &str) -> String {
    if name.is_ascii() {
        let chars = name.chars().filter(|c| !c.is_whitespace());
        return chars.map(|c| c.to_ascii_lowercase()).collect();
    }
    name.nfkc()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Words by which a page names its own site as the source. The name is folded.
fn is_self(name: &str) -> bool {
    const SELF: &str = "本站|本网|本網|本网站|本網站|本报|本報|本刊|本台|本社|本站原创|本站原創|本网原创|本網原創|本报讯|原创|原創|自社|当サイト|自社記事";
    !name.is_ascii() && SELF.split('|').any(|word| word == name)
}

/// A publisher's name as names are compared: folded, and `The Paper` is `Paper`.
fn key(name: &str) -> String {
    let name = name.trim();
    let article = name.get(..4).filter(|it| it.eq_ignore_ascii_case("the "));
    folded(article.map_or(name, |it| &name[it.len()..]))
}
