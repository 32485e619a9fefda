//! The setup: the configuration in force, what follows from it, and its replacement by another while byline serves.
//!
//! In: a valid [`Config`]. Out: a [`Setup`], swapped as a whole, and a [`Reloaded`] that says what changed.
//! A feed whose part of `feeds.toml` stays as it was keeps its state. One whose part changed gets a new state
//! with another edition: what is in the cache under the old edition is not served again, but stated anew under
//! the new terms (`publish::restate`) by the first request, and then refreshed.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::feed_state::FeedState;
use super::refusal::Refusal;
use crate::browser::Browser;
use crate::config::{Config, FeedSpec};
use crate::model::{FeedId, Guid};
use crate::origin::Origin;
use crate::render::Site;

/// What a configuration sets up.
#[derive(Debug)]
pub(super) struct Setup {
    pub(super) config: Arc<Config>,
    /// When it took effect.
    pub(super) since: Timestamp,
    digest: OnceLock<String>,
    pub(super) origin: Origin,
    /// The browser that shows pages which a script fills.
    pub(super) browser: Option<Browser>,
    pub(super) site: Site,
    // Ids come from feeds.toml, so this map cannot grow while serving.
    pub(super) feed_states: BTreeMap<FeedId, Arc<FeedState>>,
}

/// What a reload did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reloaded {
    /// Feeds that are new.
    pub added: Vec<FeedId>,
    /// Feeds that are no longer there and answer 404.
    pub removed: Vec<FeedId>,
    /// Feeds that answer 410 from now on.
    pub retired: Vec<FeedId>,
    /// Feeds that are stated anew under changed terms, and refreshed.
    pub changed: Vec<FeedId>,
    /// How many feeds stay as they were.
    pub unchanged: usize,
    /// What is probably not meant, and what cannot change while byline runs.
    pub warnings: Vec<String>,
}

impl Setup {
    /// What `config` sets up from `now` on.
    pub(super) fn new(config: Arc<Config>, origin: Origin, now: Timestamp) -> Self {
        let site = Site {
            public_url: config.server.public_url.clone(),
            hubs: Vec::new(),
        };
        let publishers =
            Sha256::digest(format!("{:?} {:?}", config.publishers, config.hosts)).into();
        let edition = |spec: &FeedSpec| edition(spec, &publishers, &site);
        let feed_state =
            |spec: &Arc<FeedSpec>| Arc::new(FeedState::new(spec.clone(), edition(spec)));
        let feed_states = config
            .feeds
            .iter()
            .map(|(id, spec)| (id.clone(), feed_state(spec)))
            .collect();
        Self {
            browser: config.browser.as_ref().map(Browser::new),
            config,
            since: now,
            digest: OnceLock::new(),
            origin,
            site,
            feed_states,
        }
    }

    /// The feeds that need the browser.
    pub(super) fn rendered_feeds(&self) -> Vec<FeedId> {
        let feeds = self.config.feeds.iter();
        let rendered = feeds.filter(|(_, feed)| {
            let rendering = self.config.rendering.get(&feed.publisher.id);
            !feed.rendered.is_empty() || rendering.is_some_and(|it| it.articles)
        });
        rendered.map(|(id, _)| id.clone()).collect()
    }

    /// What tells this configuration from others: 16 hexadecimal digits.
    pub(super) fn digest(&self) -> &str {
        self.digest.get_or_init(|| digest_of(&self.config))
    }

    /// Whether there are partners, and so private documents.
    pub(super) fn has_partners(&self) -> bool {
        !self.config.partners.is_empty()
    }

    /// The state of `feed`, or why it has no state.
    pub(super) fn feed_state(&self, feed: &str) -> Result<&Arc<FeedState>, Refusal> {
        match self.feed_states.get(feed) {
            None => Err(Refusal::Unknown),
            Some(feed_state) if feed_state.spec.gone => Err(Refusal::Gone),
            Some(feed_state) => Ok(feed_state),
        }
    }

    /// This setup under `config` from `now` on, with the feed states that may stay.
    pub(super) fn succeeded_by(&self, config: Config, now: Timestamp) -> (Self, Reloaded) {
        let origin = self.origin.reconfigured(&config.fetch, config.named());
        let mut next = Self::new(Arc::new(config), origin, now);
        let is_same = |browser: &&Browser| next.config.browser.as_ref() == Some(browser.config());
        if let Some(browser) = self.browser.as_ref().filter(is_same) {
            next.browser = Some(browser.clone());
        }
        let mut report = Reloaded::default();
        for (id, feed_state) in &mut next.feed_states {
            match self.feed_states.get(id) {
                None => report.added.push(id.clone()),
                Some(before) if before.edition == feed_state.edition => {
                    *feed_state = before.clone();
                    report.unchanged += 1;
                }
                Some(before) if feed_state.spec.gone && !before.spec.gone => {
                    report.retired.push(id.clone());
                }
                Some(before) => {
                    feed_state.inherit(before);
                    report.changed.push(id.clone());
                }
            }
        }
        let gone = self
            .feed_states
            .keys()
            .filter(|id| !next.feed_states.contains_key(*id));
        report.removed = gone.cloned().collect();
        (next, report)
    }
}

/// What tells two configurations apart: everything that documents are made under.
fn digest_of(config: &Config) -> String {
    // Debug output has every field, so that a new field is never forgotten; secrets are not in it.
    let Config {
        fetch,
        publishers,
        tracking,
        feeds,
        partners,
        hosts,
        server,
        browser,
        rendering,
        notify,
        ..
    } = config;
    let public_url = &server.public_url;
    let all = format!(
        "{fetch:?} {publishers:?} {tracking:?} {feeds:?} {partners:?} {hosts:?} {public_url} \
         {browser:?} {rendering:?} {notify:?}"
    );
    short_digest(&all)
}

/// Tells `text` from others: the first 16 hexadecimal digits of its SHA-256.
pub(super) fn short_digest(text: &str) -> String {
    let digest = Sha256::digest(text);
    let bytes = digest.iter().take(8);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

/// What this feed's documents are made under. Another edition means other documents.
///
/// Any feed may list an article on the host of any publisher, whose terms hold for it.
fn edition(spec: &FeedSpec, publishers: &[u8; 32], site: &Site) -> [u8; 32] {
    // Debug output has every field, so that a new field is never forgotten.
    // Documents with other guids are other documents, too.
    Sha256::digest(format!("{spec:?} {publishers:?} {site:?} {}", Guid::RULE)).into()
}
