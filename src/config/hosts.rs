//! Which publisher a URL belongs to.
//!
//! In: the publishers' home pages and their feeds' sections. Out: for any URL, the publisher on whose host it is.
//! One publisher may list another's articles; whose terms and time zone hold there follows from this. Pure.

use std::collections::BTreeMap;
use std::sync::Arc;

use url::Url;

use crate::model::{Publisher, PublisherId, bare_host, site};

/// Hosts and sites with the publishers that claim them.
#[derive(Debug, Clone, Default)]
pub struct Hosts {
    /// By [`bare_host`]: the host itself and every host below it.
    by_host: BTreeMap<String, Claims>,
    /// By [`site()`], for hosts that are not in `by_host`.
    by_site: BTreeMap<String, Claims>,
}

/// The publishers of one host.
#[derive(Debug, Clone, Default)]
struct Claims {
    /// Publishers whose home page is there.
    home: Vec<PublisherId>,
    /// Publishers that only have a section there.
    sections: Vec<PublisherId>,
}

impl Claims {
    fn add(&mut self, publisher: &PublisherId, is_home: bool) {
        let list = if is_home {
            &mut self.home
        } else {
            &mut self.sections
        };
        if !list.contains(publisher) {
            list.push(publisher.clone());
        }
    }

    /// A home page counts before a section; then who is asking, then the first id.
    fn answer(&self, asking: &PublisherId) -> Option<&PublisherId> {
        let list = if self.home.is_empty() {
            &self.sections
        } else {
            &self.home
        };
        list.iter()
            .find(|claim| *claim == asking)
            .or_else(|| list.iter().min())
    }
}

impl Hosts {
    /// The hosts of all home pages, and of `sections` with the publishers that list them.
    pub(super) fn of<'c>(
        publishers: &BTreeMap<PublisherId, Arc<Publisher>>,
        sections: impl Iterator<Item = (&'c PublisherId, &'c Url)>,
    ) -> Self {
        let mut hosts = Self::default();
        for publisher in publishers.values() {
            hosts.add(&publisher.url, &publisher.id, true);
        }
        for (publisher, section) in sections {
            hosts.add(section, publisher, false);
        }
        hosts
    }

    fn add(&mut self, url: &Url, publisher: &PublisherId, is_home: bool) {
        for (map, key) in [
            (&mut self.by_host, bare_host(url)),
            (&mut self.by_site, site(url)),
        ] {
            if let Some(key) = key {
                map.entry(key.to_owned())
                    .or_default()
                    .add(publisher, is_home);
            }
        }
    }

    /// The publisher that `url` belongs to, as `Config::publisher_of` has it.
    pub(super) fn owner(&self, url: &Url, asking: &PublisherId) -> Option<&PublisherId> {
        let (host, site) = (bare_host(url)?, site(url)?);
        // From the host itself up to its site, so that the nearest claim counts.
        let mut name = host;
        loop {
            if let Some(claims) = self.by_host.get(name) {
                return claims.answer(asking);
            }
            match name.split_once('.') {
                Some((_, parent)) if name != site && parent.len() >= site.len() => name = parent,
                _ => break,
            }
        }
        self.by_site.get(site)?.answer(asking)
    }
}
