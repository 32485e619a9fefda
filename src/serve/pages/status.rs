//! `/status`: the state of every feed. Feeds that need attention come first.

use askama::Template;
use jiff::Timestamp;

use crate::gateway::{FeedHealth, HealthState, ReplicaStatus, StoreSize, Trouble, TroubleKind};
use crate::model::FeedId;

/// Rows on the page. `/status.json` has all feeds.
const ROWS: usize = 1000;

#[derive(Template)]
#[template(path = "status.html", config = "src/serve/pages/askama.toml")]
struct StatusPage {
    root: &'static str,
    summary: String,
    store: Option<String>,
    troubles: Vec<TroubleRow>,
    rows: Vec<FeedRow>,
    left_out: usize,
    replicas: Vec<ReplicaRow>,
}

/// A byline over the same database.
struct ReplicaRow {
    name: String,
    this: bool,
    alive: bool,
    version: String,
    address: String,
    applied: i64,
    digest: String,
}

/// What is wrong beyond a single feed.
struct TroubleRow {
    title: String,
    since: Option<String>,
    what: String,
    feeds: Option<String>,
}

struct FeedRow {
    id: String,
    title: String,
    state: &'static str,
    attention: bool,
    items: String,
    last: String,
    next: String,
    interval: String,
    error: Option<String>,
}

/// The page at `now`.
pub(crate) fn status(
    feeds: &[FeedHealth],
    troubles: &[Trouble],
    store: Option<&StoreSize>,
    fleet: Vec<ReplicaStatus>,
    now: Timestamp,
) -> Result<String, askama::Error> {
    let mut order: Vec<&FeedHealth> = feeds.iter().collect();
    order.sort_by_key(|feed| {
        let trouble = feed.failing_since.is_some() || feed.last_error.is_some();
        (
            !feed.needs_attention,
            !trouble,
            feed.state == HealthState::Gone,
        )
    });
    let count = |state: HealthState| feeds.iter().filter(|feed| feed.state == state).count();
    let attention = feeds.iter().filter(|feed| feed.needs_attention).count();
    StatusPage {
        root: "./",
        summary: format!(
            "{} fresh, {} stale, {} never read, {} retired; {attention} to be looked at.",
            count(HealthState::Fresh),
            count(HealthState::Stale),
            count(HealthState::Never),
            count(HealthState::Gone),
        ),
        store: store.map(in_words),
        troubles: troubles
            .iter()
            .map(|trouble| trouble_row(trouble, now))
            .collect(),
        rows: order
            .iter()
            .take(ROWS)
            .map(|feed| feed_row(feed, now))
            .collect(),
        left_out: feeds.len().saturating_sub(ROWS),
        replicas: fleet.into_iter().map(replica_row).collect(),
    }
    .render()
}

fn replica_row(replica: ReplicaStatus) -> ReplicaRow {
    ReplicaRow {
        name: replica.name,
        this: replica.this,
        alive: replica.alive,
        version: replica.version,
        address: replica.address,
        applied: replica.applied,
        digest: replica.config_digest,
    }
}

/// How full the store is.
fn in_words(size: &StoreSize) -> String {
    let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
    let share = match &*size.feeds_at_their_share {
        [] => String::new(),
        feeds => format!(
            " More than their share: {}. What these listed longest ago is forgotten.",
            named(feeds.iter().map(String::as_str).collect())
        ),
    };
    format!(
        "Store: {} of {} MiB; {} articles, {} first-seen dates.{share}",
        megabytes(size.bytes),
        megabytes(size.limit_bytes),
        size.articles,
        size.dates,
    )
}

/// The first of `names`, and how many more there are.
fn named(mut names: Vec<&str>) -> String {
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let names = names.join(", ");
    match more {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}

/// Feeds that are named with a trouble. The others are counted.
const NAMED: usize = 8;

fn trouble_row(trouble: &Trouble, now: Timestamp) -> TroubleRow {
    let title = match (trouble.kind, &trouble.host) {
        (TroubleKind::Store, _) => "Store".to_owned(),
        (TroubleKind::Reload, _) => "Configuration".to_owned(),
        (TroubleKind::Replica, _) => "Replicas".to_owned(),
        (TroubleKind::Origin, host) => host.clone().unwrap_or_default(),
    };
    let feeds: Vec<&str> = trouble.feeds.iter().map(FeedId::as_str).collect();
    TroubleRow {
        title,
        since: trouble
            .since
            .map(|since| spell(now.as_second() - since.as_second())),
        what: trouble.what.clone(),
        feeds: (!feeds.is_empty()).then(|| format!("Feeds: {}", named(feeds))),
    }
}

fn feed_row(feed: &FeedHealth, now: Timestamp) -> FeedRow {
    let seconds = |at: Timestamp| now.as_second() - at.as_second();
    FeedRow {
        id: feed.feed.to_string(),
        title: feed.title.clone(),
        state: feed.state.as_str(),
        attention: feed.needs_attention,
        items: feed
            .items
            .map_or_else(String::new, |items| match feed.filtered {
                0 => items.to_string(),
                filtered => format!("{items}, {filtered} filtered"),
            }),
        last: feed
            .last_success
            .map_or_else(String::new, |at| format!("{} ago", spell(seconds(at)))),
        next: match feed.next_refresh.map(|at| -seconds(at)) {
            _ if feed.state == HealthState::Gone => String::new(),
            Some(wait) if wait > 0 => format!("in {}", spell(wait)),
            _ => "now".to_owned(),
        },
        interval: spell(i64::try_from(feed.interval_seconds).unwrap_or(i64::MAX)),
        error: feed.last_error.clone(),
    }
}

/// A span of time for people.
fn spell(seconds: i64) -> String {
    match seconds.max(0) {
        s @ ..120 => format!("{s} s"),
        s @ ..7200 => format!("{} min", s / 60),
        s @ ..172_800 => format!("{} h", s / 3600),
        s => format!("{} d", s / 86_400),
    }
}
