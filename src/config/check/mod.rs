//! [`Raw`] to [`Config`]: every required key, every reference, every range, with all problems reported.
//!
//! A check that fails reports and answers `None`; the others go on. When anything was reported as an
//! error the result is not used, so no half-checked value can leave this room.

mod browser;
mod feed;
mod filter;
mod notify;
mod partner;
mod publisher;
mod request;
mod server;
mod table;
mod way;
mod zone;

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

pub(crate) use self::zone::zone as time_zone;

use super::checked::{Config, FeedSpec, Fetch};
use super::hosts::Hosts;
use super::plain_id::plain_id;
use super::problem::{Report, TOP_LEVEL};
use super::raw::{At, Raw};
use super::request::{PublisherRequest, origins};
use super::secret::Environment;
use super::wording::{quoted, subject};
use super::{address, units};
use crate::model::{EndpointId, FeedId, IdError, PartnerId, PublisherId};

/// Below this, origins on other machines are asked faster than is polite.
const POLITE_MIN_INTERVAL: Duration = Duration::from_millis(100);

/// The configuration, if nothing had to be left out of it.
pub(super) fn config(
    raw: &Raw,
    env: Environment<'_>,
    now: Timestamp,
    report: &mut Report<'_>,
) -> Option<Config> {
    let server = server::server(raw.server.as_ref(), env, report);
    let cache_memory_bytes = server::memory(raw.cache.as_ref(), report);
    let store = server::store(raw.store.as_ref(), env, report);
    let has_database = raw
        .store
        .as_ref()
        .is_some_and(|it| it.value.postgres_url_env.is_some());
    let replicas = server::replicas(raw.replicas.as_ref(), has_database, report);
    let base = server.as_ref().map(|server| &server.public_url);
    let fetch = server::fetch(raw.fetch.as_ref(), base, env, report);
    let browser = browser::browser(raw.browser.as_ref(), report);
    let rendering = browser::rendering(raw, report);

    let mut publishers = BTreeMap::new();
    for (id, written) in &raw.publishers {
        let valid: Option<PublisherId> = checked_id("publishers", id, written, report);
        let publisher = publisher::publisher(id, valid.as_ref(), written, report);
        if let (Some(id), Some(publisher)) = (valid, publisher) {
            publishers.insert(id, Arc::new(publisher));
        }
    }
    let mut tracking = BTreeMap::new();
    for (name, written) in &raw.publishers {
        let names = publisher::tracking(name, written, report);
        if let (Some(names), Ok(id)) = (names, name.parse()) {
            tracking.insert(id, names);
        }
    }
    let tracking = Arc::new(tracking);
    let mut requests = Vec::new();
    for (name, written) in &raw.publishers {
        let request = request::request(name, written, env, report);
        if let (Some(request), Ok(id)) = (request, name.parse::<PublisherId>()) {
            requests.push((id, request));
        }
    }

    let mut feeds = BTreeMap::new();
    for (id, written) in &raw.feeds {
        let valid: Option<FeedId> = checked_id("feeds", id, written, report);
        let known = feed::NamedPublishers {
            written: &raw.publishers,
            valid: &publishers,
            tracking: &tracking,
            file: raw,
        };
        let feed = feed::feed(id, valid.as_ref(), written, &known, report);
        if let (Some(id), Some(feed)) = (valid, feed) {
            feeds.insert(id, Arc::new(feed));
        }
    }
    if raw.feeds.is_empty() && !report.is_struck(TOP_LEVEL, "feeds") {
        report.error(
            0,
            "the file has no feed; add [feeds.ID] with publisher, title and sections (`byline schema --sample` prints a whole file)",
        );
    }
    unused_publishers(raw, report);
    if let Some(fetch) = &fetch {
        too_fast(raw, fetch, &feeds, report);
    }

    let mut tokens = partner::KnownTokens::new(server.as_ref());
    let mut partners = BTreeMap::new();
    for (id, written) in &raw.partners {
        let valid: Option<PartnerId> = checked_id("partners", id, written, report);
        let known = partner::PartnerContext {
            feeds: &raw.feeds,
            env,
            now,
        };
        let partner = partner::partner(id, valid.as_ref(), written, &known, &mut tokens, report);
        if let (Some(id), Some(partner)) = (valid, partner) {
            partners.insert(id, Arc::new(partner));
        }
    }

    let mut endpoints = BTreeMap::new();
    for (id, written) in &raw.notify {
        let valid: Option<EndpointId> = checked_id("notify", id, written, report);
        let endpoint = notify::endpoint(id, valid.as_ref(), written, &raw.feeds, env, report);
        if let (Some(id), Some(endpoint)) = (valid, endpoint) {
            endpoints.insert(id, Arc::new(endpoint));
        }
    }

    let store = store?;
    let sections = || {
        feeds.values().flat_map(|feed: &Arc<FeedSpec>| {
            let sections = feed.sections.iter();
            sections.map(|section| {
                let lister = feed.lister(std::slice::from_ref(section));
                (&lister.id, &section.url)
            })
        })
    };
    let hosts = Hosts::of(&publishers, sections());
    let requests = requests.into_iter().filter_map(|(id, request)| {
        let home = publishers.get(&id).map(|publisher| &publisher.url);
        let own = sections().filter(|(lister, _)| **lister == id);
        let own = home
            .into_iter()
            .chain(own.map(|(_, url)| url))
            .filter(|url| hosts.owner(url, &id) == Some(&id));
        let origins = origins(own);
        let is_of_use = !origins.is_empty() || request.proxies.is_some();
        is_of_use.then(|| PublisherRequest {
            publisher: id.clone(),
            origins,
            headers: request.headers,
            proxies: request.proxies,
            authorities: request.authorities,
        })
    });
    let fetch = fetch.map(|fetch| Fetch {
        publishers: requests.collect(),
        ..fetch
    });
    Some(Config {
        file: None,
        server: server?,
        cache_memory_bytes: cache_memory_bytes?,
        store_path: store.path,
        store_database: store.database,
        store_limit_bytes: store.limit_bytes,
        replicas: replicas?,
        fetch: fetch?,
        browser: browser?,
        rendering,
        publishers,
        tracking,
        feeds,
        partners,
        notify: endpoints,
        hosts,
    })
}

fn checked_id<Id: FromStr<Err = IdError>, T>(
    kind: &str,
    id: &str,
    written: &At<T>,
    report: &mut Report<'_>,
) -> Option<Id> {
    id.parse()
        .map_err(|_| {
            let such_as = plain_id(id).map_or_else(String::new, |plain| {
                format!(", such as {}", quoted(&plain))
            });
            report.error(
                written.span.start,
                format!(
                    "{}: the id cannot stand in a URL; use 1 to 64 of a-z, 0-9, \"-\" and \"_\", beginning with a letter or digit{such_as}",
                    subject(kind, id)
                ),
            );
        })
        .ok()
}

fn unused_publishers(raw: &Raw, report: &mut Report<'_>) {
    let named = raw.feeds.values().map(|feed| &feed.value.publisher);
    let of_sections = raw.feeds.values().flat_map(|feed| feed::named(&feed.value));
    let used: Option<BTreeSet<&str>> = named
        .map(|publisher| publisher.as_ref().map(|it| it.value.0.as_str()))
        .chain(of_sections.map(|it| Some(it.value.0.as_str())))
        .collect();
    // A feed that names no publisher, or one that cannot be read, may be meant for this one.
    let Some(used) = used.filter(|used| !used.is_empty() && !report.is_struck(TOP_LEVEL, "feeds"))
    else {
        return;
    };
    for (id, written) in &raw.publishers {
        if used.contains(id.as_str()) {
            continue;
        }
        report.warn(
            written.span.start,
            format!(
                "{} has no feed; add one, or remove it",
                subject("publishers", id)
            ),
        );
    }
}

fn too_fast(
    raw: &Raw,
    fetch: &Fetch,
    feeds: &BTreeMap<FeedId, Arc<FeedSpec>>,
    report: &mut Report<'_>,
) {
    let written = raw
        .fetch
        .as_ref()
        .and_then(|fetch| fetch.value.min_interval.as_ref());
    let mut sections = feeds.values().flat_map(|feed| &feed.sections);
    if let Some(written) = written
        && fetch.min_interval < POLITE_MIN_INTERVAL
        && let Some(section) = sections.find(|section| !address::is_loopback(&section.url))
    {
        report.warn(
            written.span.start,
            format!(
                "[fetch]: min-interval \"{}\" is too fast for {}; use \"500ms\" or more for machines of others",
                units::spoken(fetch.min_interval),
                section.url.host_str().unwrap_or_default(),
            ),
        );
    }
}
