//! Which publisher a URL belongs to.
//!
//! In: the publishers' home pages and their feeds' sections. Out: for any URL, the publisher on whose host it is.
//! One publisher may list another's articles; whose terms and time zone hold there follows from this. Pure.

use std::collections::BTreeMap;
use std::sync::Arc;

use url::Url;

use super::{Config, FeedSpec};
use crate::model::{FeedId, Publisher, PublisherId, bare_host, site};

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
    /// Of all home pages and sections.
    pub fn of(
        publishers: &BTreeMap<PublisherId, Arc<Publisher>>,
        feeds: &BTreeMap<FeedId, Arc<FeedSpec>>,
    ) -> Self {
        let mut hosts = Self::default();
        for publisher in publishers.values() {
            hosts.add(&publisher.url, &publisher.id, true);
        }
        for feed in feeds.values() {
            for section in &feed.sections {
                hosts.add(&section.url, &feed.publisher.id, false);
            }
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

    fn owner(&self, url: &Url, asking: &PublisherId) -> Option<&PublisherId> {
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

impl Config {
    /// The publisher that `url` belongs to, asked for by the publisher `asking`; `None` on a stranger's host.
    ///
    /// The nearest host counts: the same host (`www.` aside), else a host above it, else another of the same site
    /// ([`crate::model::same_site`]). On one host a publisher's home page counts before another's section, and of
    /// several with their home there the one that is asking.
    pub fn publisher_of(&self, url: &Url, asking: &PublisherId) -> Option<&Arc<Publisher>> {
        self.publishers.get(self.hosts.owner(url, asking)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse;

    fn config() -> Config {
        let publisher = |id: &str, url: &str| {
            format!(
                "[publishers.{id}]\nname = \"{id}\"\nurl = \"{url}\"\nlanguage = \"en\"\ntimezone = \"UTC\"\n"
            )
        };
        let feed = |id: &str, publisher: &str, section: &str| {
            format!(
                "[feeds.{id}]\npublisher = \"{publisher}\"\ntitle = \"{id}\"\nsections = [\"{section}\"]\n"
            )
        };
        let text = [
            publisher("harbour", "https://www.harbour.example/"),
            publisher("island", "https://island.harbour.example/"),
            publisher("lantern", "https://lantern.com.cn/"),
            publisher("morning", "https://shared.example/"),
            publisher("evening", "https://shared.example/evening/"),
            feed("a", "harbour", "https://island.harbour.example/all/"),
            feed("b", "lantern", "https://lantern-sport.com.cn/"),
            feed("c", "morning", "https://shared.example/news/"),
            feed("d", "evening", "https://shared.example/evening/news/"),
            feed("e", "island", "https://island.harbour.example/news/"),
        ]
        .concat();
        parse(&text, "feeds.toml", &|_| None)
            .unwrap_or_else(|invalid| panic!("{invalid}"))
            .config
    }

    fn owner(config: &Config, url: &str, asking: &str) -> Option<String> {
        let url = Url::parse(url).expect("a test URL");
        let asking = asking.parse().expect("a test id");
        let publisher = config.publisher_of(&url, &asking);
        publisher.map(|publisher| publisher.id.to_string())
    }

    /// An article under the wrong publisher goes out under another's rights, dated in another's zone.
    #[test]
    fn the_nearest_host_tells_whose_a_url_is() {
        let config = config();
        for (url, publisher) in [
            ("https://harbour.example/a", Some("harbour")),
            ("http://www.harbour.example:8080/a", Some("harbour")),
            ("https://img.harbour.example/a", Some("harbour")),
            ("https://island.harbour.example/a", Some("island")),
            ("https://www.island.harbour.example/a", Some("island")),
            ("https://news.island.harbour.example/a", Some("island")),
            ("https://lantern.com.cn/a", Some("lantern")),
            ("https://news.lantern-sport.com.cn/a", Some("lantern")),
            ("https://stranger.com.cn/a", None),
            ("https://stranger.example/a", None),
            ("mailto:a@harbour.example", None),
        ] {
            let found = owner(&config, url, "lantern");
            assert_eq!(found.as_deref(), publisher, "{url}");
        }
    }

    /// A section on another publisher's host does not make its articles the lister's.
    #[test]
    fn a_home_page_counts_before_anothers_section() {
        let found = owner(&config(), "https://island.harbour.example/a", "harbour");
        assert_eq!(found.as_deref(), Some("island"));
    }

    /// Two publishers on one host each keep what they list.
    #[test]
    fn on_a_shared_host_the_one_that_asks_is_meant() {
        for (asking, publisher) in [
            ("morning", "morning"),
            ("evening", "evening"),
            ("lantern", "evening"),
        ] {
            let found = owner(&config(), "https://shared.example/a", asking);
            assert_eq!(found.as_deref(), Some(publisher));
        }
    }
}
