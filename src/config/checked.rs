//! The configuration after every check: what the other rooms read.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use regex::Regex;
use url::Url;

use super::filter::Filter;
use super::hosts::Hosts;
use super::network::Network;
use super::partner::Partner;
use super::request::PublisherRequest;
use super::secret::Secret;
use crate::model::{FeedId, PartnerId, Publisher, PublisherId, Section, without_parameters};

/// Query parameters that only count, by the publisher on whose hosts they do: names, or beginnings with `*` behind them.
pub type Tracking = BTreeMap<PublisherId, Vec<String>>;

/// A configuration that holds together: every reference resolves, every value is in range.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file it was read from, which a reload reads again; `None` for a text.
    pub file: Option<PathBuf>,
    /// `[server]`
    pub server: Server,
    /// `[cache] memory`, in bytes.
    pub cache_memory_bytes: u64,
    /// `[store] path`. Without it and without a database everything is held in memory.
    pub store_path: Option<PathBuf>,
    /// `[store] postgres-url-env`. With a path besides, that is where a copy is kept to start from.
    pub store_database: Option<DatabaseUrl>,
    /// `[replicas]`
    pub replicas: Replicas,
    /// The bound on what the store keeps of articles.
    pub store_limit_bytes: u64,
    /// `[fetch]`
    pub fetch: Fetch,
    /// `[publishers.ID]`
    pub publishers: BTreeMap<PublisherId, Arc<Publisher>>,
    /// `[publishers.ID] tracking-parameters`
    pub tracking: Arc<Tracking>,
    /// `[feeds.ID]`
    pub feeds: BTreeMap<FeedId, Arc<FeedSpec>>,
    /// `[partners.ID]`
    pub partners: BTreeMap<PartnerId, Arc<Partner>>,
    /// Which publisher each host belongs to.
    pub hosts: Hosts,
}

impl Config {
    /// Every URL that the operator named to be fetched, and so vouches for, with its publisher.
    pub fn named(&self) -> Vec<(Option<PublisherId>, Url)> {
        let sections = self.feeds.values().flat_map(|feed| {
            let publisher = &feed.publisher.id;
            let named = |section: &Section| (Some(publisher.clone()), section.url.clone());
            feed.sections.iter().map(named)
        });
        let publishers = self.publishers.values();
        let publishers = publishers.map(|it| (Some(it.id.clone()), it.url.clone()));
        sections.chain(publishers).collect()
    }

    /// `url` without the parameters that only count on its publisher's site. `asking` is as in [`Self::publisher_of`]; without
    /// it, any publisher on whose host `url` is counts.
    pub fn without_tracking(&self, url: &Url, asking: Option<&PublisherId>) -> Url {
        let owner = match asking {
            _ if self.tracking.is_empty() => None,
            Some(asking) => self.hosts.owner(url, asking),
            None => {
                let mut with_tracking = self.tracking.keys();
                with_tracking.find(|id| self.hosts.owner(url, id) == Some(*id))
            }
        };
        match owner.and_then(|owner| self.tracking.get(owner)) {
            Some(names) => without_parameters(url, names),
            None => url.clone(),
        }
    }

    /// The publisher that `url` belongs to, asked for by the publisher `asking`; `None` on a stranger's host.
    ///
    /// The nearest host counts: the same host (`www.` aside), else a host above it, else another of the same site
    /// ([`crate::model::same_site`]). On one host a publisher's home page counts before another's section, and of
    /// several with their home there the one that is asking.
    pub fn publisher_of(&self, url: &Url, asking: &PublisherId) -> Option<&Arc<Publisher>> {
        self.publishers.get(self.hosts.owner(url, asking)?)
    }
}

/// This byline as one of several over one database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replicas {
    /// Its name among them. Without it, it is the machine's name and the port.
    pub name: Option<String>,
    /// For how long it goes on serving when it is cut off from the database; `None` is for ever.
    pub isolated_for: Option<Duration>,
}

/// The URL of a PostgreSQL database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    /// The environment variable that holds it, for messages.
    pub variable: String,
    /// The URL, which has a password.
    pub url: Secret,
}

/// Where byline listens and what readers reach.
#[derive(Debug, Clone)]
pub struct Server {
    /// The socket.
    pub listen: SocketAddr,
    /// The base of every URL that byline prints; always ends with `/`.
    pub public_url: Url,
    /// The token of the admin endpoints. Without a token there are no admin endpoints.
    pub admin_token: Option<Secret>,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
}

impl Server {
    /// Whether `address` is a proxy's that tells the truth about its clients.
    pub fn trusts(&self, address: IpAddr) -> bool {
        let mut networks = self.trusted_proxies.iter();
        networks.any(|network| network.contains(address))
    }
}

/// How origins are asked.
#[derive(Debug, Clone)]
pub struct Fetch {
    /// `User-Agent`, with a contact.
    pub user_agent: String,
    /// Requests to one host at once.
    pub per_host: usize,
    /// Between the starts of two requests to one host.
    pub min_interval: Duration,
    /// For one request, from connecting to the last byte.
    pub timeout: Duration,
    /// The largest page, after decompression.
    pub max_page_bytes: u64,
    /// What the origins of single publishers are sent besides.
    pub publishers: Vec<PublisherRequest>,
}

/// `[feeds.ID]`, with its publisher.
#[derive(Debug, Clone)]
pub struct FeedSpec {
    /// The id.
    pub id: FeedId,
    /// Whose sections these are.
    pub publisher: Arc<Publisher>,
    /// The title for people.
    pub title: String,
    /// One sentence for people.
    pub description: String,
    /// The listing pages, in order; never empty.
    pub sections: Vec<Section>,
    /// Between two refreshes.
    pub interval: Duration,
    /// The longest that the interval may grow for sections that rarely change; never below `interval`.
    pub max_interval: Duration,
    /// The most items it shows.
    pub limit: usize,
    /// What the sections are.
    pub kind: SectionKind,
    /// How many pages of each section are read, the first included; at least 1.
    pub pages: usize,
    /// Answered with 410.
    pub gone: bool,
    /// How to read the list; without it byline finds the list itself.
    pub select: Option<Select>,
    /// Of every publisher, since a feed may list articles of any.
    pub tracking: Arc<Tracking>,
    /// What these match is cut out of titles.
    pub title_cut: Vec<Regex>,
    /// Which of the listed articles it shows.
    pub filter: Filter,
}

impl FeedSpec {
    /// The host of its first section; empty for a retired feed without sections.
    pub fn host(&self) -> &str {
        let first = self.sections.first();
        first
            .and_then(|section| section.url.host_str())
            .unwrap_or_default()
    }
}

impl SectionKind {
    /// Each kind and its word in feeds.toml.
    pub(super) const WORDS: [(&'static str, Self); 5] = [
        ("html", Self::Html),
        ("json", Self::Json),
        ("feed", Self::Feed),
        ("sitemap", Self::Sitemap),
        ("wordpress", Self::Wordpress),
    ];
}

/// What a section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SectionKind {
    /// A page for people.
    #[default]
    Html,
    /// A list endpoint.
    Json,
    /// An RSS, Atom or JSON feed.
    Feed,
    /// A sitemap, or an index of sitemaps.
    Sitemap,
    /// The posts of WordPress's REST API.
    Wordpress,
}

/// `[feeds.ID.select]`: CSS selectors, or paths into JSON when the feed's kind is [`SectionKind::Json`]; each is known to parse.
///
/// All but `item` and `next` are applied within an item. A path is a JSON Pointer (`/data/list`, RFC 6901)
/// or keys joined by dots (`data.list`); the empty path is the whole document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Select {
    /// One element per article.
    pub item: String,
    /// The title's element; the link's text when absent.
    pub title: Option<String>,
    /// The element with `href`; the first link when absent.
    pub link: Option<String>,
    /// The date's element.
    pub date: Option<String>,
    /// The abstract's element.
    pub summary: Option<String>,
    /// The image's element.
    pub image: Option<String>,
    /// The link to the section's next page, in the whole page; byline finds it itself when absent.
    pub next: Option<String>,
}
