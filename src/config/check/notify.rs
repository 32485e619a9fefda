//! `[notify.NAME]`: where events are sent, which ones, and signed with what. No message repeats a secret.

use std::collections::{BTreeMap, BTreeSet};

use url::{Host, Url};

use super::server;
use super::table::TableCheck;
use crate::config::address;
use crate::config::notify::{Endpoint, SigningKey};
use crate::config::problem::Report;
use crate::config::raw::{At, RawFeed, RawNotify, Variable};
use crate::config::secret::Environment;
use crate::config::wording::{quoted, subject};
use crate::model::{EndpointId, EventKind};

/// More secrets than this are no change of one for another.
const MOST_KEYS: usize = 5;

pub(super) fn endpoint(
    name: &str,
    id: Option<&EndpointId>,
    raw: &At<RawNotify>,
    feeds: &BTreeMap<String, At<RawFeed>>,
    env: Environment<'_>,
    report: &mut Report<'_>,
) -> Option<Endpoint> {
    let (start, raw) = (raw.span.start, &raw.value);
    let mut table = TableCheck::new(report, subject("notify", name), start);
    let allow_private = raw.allow_private.as_ref().is_some_and(|it| it.value);
    let url = table
        .required(
            "url",
            raw.url.as_ref(),
            "url = \"https://…\", where events are sent",
        )
        .and_then(|written| {
            let url = table.url("url", written)?;
            let at = written.span.start;
            if !allow_private && is_private(&url) {
                table.error(
                    at,
                    &format!(
                        "url leads to {}, which is not a public address; add allow-private = true if it is meant",
                        quoted(url.host_str().unwrap_or_default())
                    ),
                );
                return None;
            }
            if url.scheme() == "http" && !is_private(&url) {
                table.warn(
                    at,
                    "url is an http:// address, so anybody on the way reads the events; use https:// if the receiver has it",
                );
            }
            Some(url)
        });
    let secret_env = table.required(
        "secret-env",
        raw.secret_env.as_ref(),
        "secret-env = \"BYLINE_NOTIFY_…\", the environment variable that holds the secret that messages are signed with",
    );
    let keys = secret_env.and_then(|name| keys(name, env, &mut table));
    let events = events(raw, &mut table);
    let feeds = match &raw.feeds {
        Some(written) => table
            .feeds(
                written,
                feeds,
                "name the feeds, or remove the key for all of them",
            )
            .map(Some),
        None => Some(None),
    };
    Some(Endpoint {
        id: id?.clone(),
        url: url?,
        secret_env: secret_env?.value.0.clone(),
        keys: keys?,
        events: events?,
        feeds: feeds?,
        allow_private,
    })
}

/// Whether the host as written is no public one. What a name leads to is judged when it is connected to.
fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => address::is_private(ip.into()),
        Some(Host::Ipv6(ip)) => address::is_private(ip.into()),
        Some(Host::Domain(_)) | None => address::is_loopback(url),
    }
}

/// The secrets in the environment variable `name`; none when it is not set.
fn keys(
    name: &At<Variable>,
    env: Environment<'_>,
    table: &mut TableCheck<'_, '_>,
) -> Option<Vec<SigningKey>> {
    let at = name.span.start;
    let remedy = "such as \"BYLINE_NOTIFY_SECRET\", never the secret";
    let name = server::variable("secret-env", name, remedy, table)?;
    let value = env(name).unwrap_or_default();
    let written: Vec<&str> = value.split_whitespace().collect();
    if written.is_empty() {
        table.warn(
            at,
            &format!("secret-env {} is not set in the environment, so nothing is sent there; set it before `byline serve`", quoted(name)),
        );
        return Some(Vec::new());
    }
    let keys: Option<Vec<SigningKey>> = written.iter().map(|it| SigningKey::parse(it)).collect();
    let keys = keys.filter(|keys| keys.len() <= MOST_KEYS);
    if keys.is_none() {
        table.error(
            at,
            &format!("secret-env {} does not hold a secret of the form whsec_…, 24 to 64 bytes in base64 (or up to {MOST_KEYS} with spaces between them, while one takes the place of another); use what `echo \"whsec_$(openssl rand -base64 32)\"` prints", quoted(name)),
        );
    }
    keys
}

fn events(raw: &RawNotify, table: &mut TableCheck<'_, '_>) -> Option<BTreeSet<EventKind>> {
    let written = table.required(
        "events",
        raw.events.as_ref(),
        "events = [\"feed.trouble\", \"feed.recovered\", \"feed.needs-a-look\"], or \"item.published\" and \"item.withdrawn\"",
    )?;
    if written.value.is_empty() && !table.is_struck("events") {
        table.error(
            written.span.start,
            "events is empty; name the events that are sent there, or remove the table",
        );
    }
    let words: Vec<_> = EventKind::ALL.iter().map(|it| (it.as_str(), *it)).collect();
    let events: BTreeSet<EventKind> = written
        .value
        .iter()
        .filter_map(|event| table.word("event", event, &words))
        .collect();
    (!events.is_empty()).then_some(events)
}
