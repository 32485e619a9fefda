//! `/metrics`: counters and gauges in the Prometheus text format, version 0.0.4.
//!
//! In: what the gateway and the router have counted. Out: lines. Every label is byline's own word or comes from
//! `feeds.toml`; nothing from a request becomes a label.

use std::fmt::{Display, Write};
use std::sync::Arc;

use jiff::Timestamp;

use super::process;
use crate::gateway::{FeedHealth, Gateway, HealthState, OriginOutcome, Trouble, TroubleKind};
use crate::model::Grant;
use crate::serve::net::Traffic;
use crate::traces;

/// `Content-Type` of the format.
pub(crate) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What was counted of requests and connections.
pub(crate) struct ServeCounts {
    /// By route and status.
    pub(crate) requests: Vec<(&'static str, u16, u64)>,
    pub(crate) traffic: Arc<Traffic>,
    /// When this byline began to serve.
    pub(crate) started_at: Timestamp,
    /// Admin tokens that were wrong, and tokens that were not compared.
    pub(crate) guesses: (u64, u64),
}

/// All metrics as text.
pub(crate) fn text(
    gateway: &Gateway,
    feeds: &[FeedHealth],
    troubles: &[Trouble],
    counted: &ServeCounts,
) -> String {
    let mut out = Lines::default();
    out.metric("byline_build_info", "gauge", "The version that runs.");
    out.line(&[("version", &env!("CARGO_PKG_VERSION"))], 1);
    out.metric("byline_requests_total", "counter", "Requests answered.");
    for (route, status, count) in &counted.requests {
        out.line(&[("route", route), ("status", status)], count);
    }
    of_process(counted.started_at, &mut out);
    of_config(gateway, &mut out);
    of_connections(counted, &mut out);
    of_troubles(troubles, &mut out);
    of_feeds(feeds, gateway, &mut out);
    out.metric(
        "byline_origin_requests_total",
        "counter",
        "Requests to origins, by host as feeds.toml names it and result.",
    );
    for host in gateway.origin_counts() {
        for &outcome in OriginOutcome::ALL {
            if host.of(outcome) > 0 {
                let labels: [(&str, &dyn Display); 2] =
                    [("host", &host.host), ("result", &outcome.as_str())];
                out.line(&labels, host.of(outcome));
            }
        }
    }
    of_memory(gateway, &mut out);
    of_store(gateway, &mut out);
    of_partners(gateway, &mut out);
    of_endpoints(gateway, &mut out);
    of_traces(&mut out);
    out.text
}

/// What the process uses, under the names that Prometheus' own libraries give it.
fn of_process(started_at: Timestamp, out: &mut Lines) {
    let help = "When the process began to serve, in seconds since 1970.";
    out.metric("process_start_time_seconds", "gauge", help);
    out.line(&[], started_at.as_second());
    let Some(used) = process::used() else {
        return;
    };
    let help = "CPU time used, in seconds.";
    out.metric("process_cpu_seconds_total", "counter", help);
    out.line(&[], used.cpu.as_secs_f64());
    let help = "Resident memory, in bytes.";
    out.metric("process_resident_memory_bytes", "gauge", help);
    out.line(&[], used.resident_bytes);
    out.metric("process_open_fds", "gauge", "Open file descriptors.");
    out.line(&[], used.open_files);
    let help = "The most file descriptors that may be open.";
    out.metric("process_max_fds", "gauge", help);
    out.line(&[], used.most_files);
}

fn of_config(gateway: &Gateway, out: &mut Lines) {
    let config = gateway.config_health();
    let help = "The configuration in force, by what tells it from others.";
    out.metric("byline_config_info", "gauge", help);
    out.line(&[("digest", &config.digest)], 1);
    let help = "Since when the configuration is in force, in seconds since 1970.";
    out.metric("byline_config_loaded_timestamp_seconds", "gauge", help);
    out.line(&[], config.loaded_at.as_second());
    let help =
        "When a newer feeds.toml was refused, in seconds since 1970; 0 if the last one was not.";
    out.metric("byline_config_refused_timestamp_seconds", "gauge", help);
    let refused = config.refused_at.map_or(0, Timestamp::as_second);
    out.line(&[], refused);
}

/// Spans that ended and were not delivered wait for the collector, or are lost.
fn of_traces(out: &mut Lines) {
    if let Some((ended, delivered)) = traces::counted() {
        let help = "Spans of traces that ended, and those of them that the collector took.";
        out.metric("byline_spans_total", "counter", help);
        out.line(&[("state", &"ended")], ended);
        out.line(&[("state", &"delivered")], delivered);
    }
}

fn of_memory(gateway: &Gateway, out: &mut Lines) {
    let help = "Bytes in memory by part: documents and their items, what sections listed, rows that wait to be written.";
    out.metric("byline_memory_bytes", "gauge", help);
    out.line(&[("part", &"documents")], gateway.cache_weight_bytes());
    out.line(&[("part", &"lists")], gateway.teaser_weight_bytes());
    let queued = gateway.store_size().map_or(0, |size| size.queued_bytes);
    out.line(&[("part", &"queue")], queued);
    let help = "The most that documents and lists may take together, [cache] memory.";
    out.metric("byline_memory_limit_bytes", "gauge", help);
    out.line(&[], gateway.config().cache_memory_bytes);
}

fn of_connections(counted: &ServeCounts, out: &mut Lines) {
    let traffic = &counted.traffic;
    let (ordinary, reserved) = traffic.connections();
    let help = "Connections open now, and those on the places that are left for operators.";
    out.metric("byline_connections", "gauge", help);
    out.line(&[("place", &"ordinary")], ordinary);
    out.line(&[("place", &"reserved")], reserved);
    if let Some(bounds) = traffic.bounds() {
        let help = "The most connections at once, by place.";
        out.metric("byline_connections_limit", "gauge", help);
        out.line(&[("place", &"ordinary")], bounds.ordinary);
        out.line(&[("place", &"reserved")], bounds.reserved);
        let help = "The most connections, and requests that are not answered from memory, of one client at once.";
        out.metric("byline_client_share", "gauge", help);
        out.line(&[], bounds.per_client);
    }
    let help =
        "Requests answered with 503, because a client has its share or all places are occupied.";
    out.metric("byline_requests_shed_total", "counter", help);
    for (reason, count) in traffic.shed_so_far() {
        out.line(&[("reason", &reason.as_str())], count);
    }
    let help = "Connections cut, by what they did not do in time, or for a newcomer.";
    out.metric("byline_connections_cut_total", "counter", help);
    for (reason, count) in traffic.cut_so_far() {
        out.line(&[("reason", &reason.as_str())], count);
    }
    let (wrong, unlooked) = counted.guesses;
    let help = "Admin tokens that were wrong, or not looked at after too many wrong ones.";
    out.metric("byline_admin_refused_total", "counter", help);
    out.line(&[("reason", &"wrong-token")], wrong);
    out.line(&[("reason", &"too-often")], unlooked);
}

fn of_troubles(troubles: &[Trouble], out: &mut Lines) {
    let help = "What is wrong now, by where: the store, a refused reload, the browser, other replicas, origins that fail, \
                endpoints of [notify].";
    out.metric("byline_troubles", "gauge", help);
    let (mut store, mut reload, mut browser, mut replica) = (0, 0, 0, 0);
    let (mut origin, mut notify) = (0, 0);
    for trouble in troubles {
        *match trouble.kind {
            TroubleKind::Store => &mut store,
            TroubleKind::Reload => &mut reload,
            TroubleKind::Browser => &mut browser,
            TroubleKind::Replica => &mut replica,
            TroubleKind::Origin => &mut origin,
            TroubleKind::Notify => &mut notify,
        } += 1;
    }
    for (kind, count) in [
        (TroubleKind::Store, store),
        (TroubleKind::Reload, reload),
        (TroubleKind::Browser, browser),
        (TroubleKind::Replica, replica),
        (TroubleKind::Origin, origin),
        (TroubleKind::Notify, notify),
    ] {
        out.line(&[("kind", &kind.as_str())], count);
    }
    let help = "1 while sections of an origin fail; hosts as feeds.toml names them.";
    out.metric("byline_origin_failing", "gauge", help);
    for host in troubles.iter().filter_map(|it| it.host.as_ref()) {
        out.line(&[("host", host)], 1);
    }
}

fn of_feeds(feeds: &[FeedHealth], gateway: &Gateway, out: &mut Lines) {
    let now = gateway.now();
    out.metric("byline_feeds", "gauge", "Feeds by state.");
    let (mut fresh, mut stale, mut never, mut gone) = (0usize, 0usize, 0usize, 0usize);
    for feed in feeds {
        *match feed.state {
            HealthState::Fresh => &mut fresh,
            HealthState::Stale => &mut stale,
            HealthState::Never => &mut never,
            HealthState::Gone => &mut gone,
        } += 1;
    }
    for (state, count) in [
        (HealthState::Fresh, fresh),
        (HealthState::Stale, stale),
        (HealthState::Never, never),
        (HealthState::Gone, gone),
    ] {
        out.line(&[("state", &state.as_str())], count);
    }
    let help = "How refreshes ended, by feed.";
    out.metric("byline_refreshes_total", "counter", help);
    for feed in feeds {
        for (result, count) in &feed.results {
            let labels: [(&str, &dyn Display); 2] =
                [("feed", &feed.feed), ("outcome", &result.as_str())];
            out.line(&labels, count);
        }
    }
    let help = "Since a feed was last made or found unchanged, in seconds.";
    out.metric("byline_snapshot_age_seconds", "gauge", help);
    for feed in feeds {
        if let Some(at) = feed.last_success {
            out.line(&[("feed", &feed.feed)], now.as_second() - at.as_second());
        }
    }
    let help = "1 while a feed's refreshes fail.";
    out.metric("byline_feed_failing", "gauge", help);
    for feed in feeds {
        let failing = u8::from(feed.failing_since.is_some());
        out.line(&[("feed", &feed.feed)], failing);
    }
    let help = "1 while a page is not what it used to be and someone has to look.";
    out.metric("byline_feed_needs_attention", "gauge", help);
    for feed in feeds {
        let needs = u8::from(feed.needs_attention);
        out.line(&[("feed", &feed.feed)], needs);
    }
    let help = "Items in memory by what everyone is given of them.";
    out.metric("byline_items", "gauge", help);
    let (mut headline, mut excerpt, mut full) = (0, 0, 0);
    for (grant, count) in feeds.iter().flat_map(|feed| &feed.by_grant) {
        *match grant {
            Grant::Headline => &mut headline,
            Grant::Excerpt => &mut excerpt,
            Grant::Full => &mut full,
        } += count;
    }
    for (grant, count) in [
        (Grant::Headline, headline),
        (Grant::Excerpt, excerpt),
        (Grant::Full, full),
    ] {
        out.line(&[("grant", &grant)], count);
    }
}

fn of_store(gateway: &Gateway, out: &mut Lines) {
    let Some(size) = gateway.store_size() else {
        return;
    };
    let help = "Bytes of the store's articles and first-seen dates, as last counted.";
    out.metric("byline_store_bytes", "gauge", help);
    out.line(&[], size.bytes);
    let help = "The most of them that [store] limit leaves.";
    out.metric("byline_store_limit_bytes", "gauge", help);
    out.line(&[], size.limit_bytes);
    let help =
        "Articles in the store: those whose facts are known, and those whose first-seen date is.";
    out.metric("byline_store_articles", "gauge", help);
    out.line(&[("known", &"facts")], size.articles);
    out.line(&[("known", &"first-seen")], size.dates);
    let help = "Rows that wait to be written.";
    out.metric("byline_store_queued_rows", "gauge", help);
    out.line(&[], size.queued_rows);
    let help = "1 for a feed that lists more articles than its share of the store holds.";
    out.metric("byline_store_share_exceeded", "gauge", help);
    for feed in &size.feeds_at_their_share {
        out.line(&[("feed", feed)], 1);
    }
}

fn of_partners(gateway: &Gateway, out: &mut Lines) {
    let usage = gateway.partner_usage();
    let help = "Requests with a partner's key.";
    out.metric("byline_partner_requests_total", "counter", help);
    for (partner, counts) in &usage.partners {
        for (result, count) in [
            ("delivered", counts.delivered),
            ("unchanged", counts.unchanged),
            ("refused", counts.refused),
        ] {
            out.line(&[("partner", partner), ("result", &result)], count);
        }
    }
    let help = "Items delivered to partners.";
    out.metric("byline_partner_items_total", "counter", help);
    for (partner, counts) in &usage.partners {
        out.line(&[("partner", partner)], counts.items);
    }
    let help = "Requests with a key that nobody has.";
    out.metric("byline_unknown_keys_total", "counter", help);
    out.line(&[], usage.unknown_keys);
}

fn of_endpoints(gateway: &Gateway, out: &mut Lines) {
    let endpoints = gateway.endpoint_health();
    if endpoints.is_empty() {
        return;
    }
    let help = "Events that wait for an endpoint of [notify].";
    out.metric("byline_notify_queued", "gauge", help);
    for it in &endpoints {
        out.line(&[("endpoint", &it.endpoint)], it.queued);
    }
    let help = "Events that an endpoint took, attempts that failed, and events that were dropped.";
    out.metric("byline_notify_events_total", "counter", help);
    for it in &endpoints {
        for (result, count) in [
            ("sent", it.sent),
            ("failed", it.failed),
            ("dropped", it.dropped),
        ] {
            let labels: [(&str, &dyn Display); 2] =
                [("endpoint", &it.endpoint), ("result", &result)];
            out.line(&labels, count);
        }
    }
    let help = "1 while an endpoint takes no events.";
    out.metric("byline_notify_failing", "gauge", help);
    for it in &endpoints {
        let failing = u8::from(it.failing_since.is_some());
        out.line(&[("endpoint", &it.endpoint)], failing);
    }
}

#[derive(Default)]
struct Lines {
    text: String,
    name: &'static str,
}

impl Lines {
    fn metric(&mut self, name: &'static str, kind: &str, help: &str) {
        self.name = name;
        // Writing to a string cannot fail.
        let _ = write!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn line(&mut self, labels: &[(&str, &dyn Display)], value: impl Display) {
        self.text.push_str(self.name);
        for (index, (name, label)) in labels.iter().enumerate() {
            self.text.push(if index == 0 { '{' } else { ',' });
            let escaped = label
                .to_string()
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n");
            let _ = write!(self.text, "{name}=\"{escaped}\"");
        }
        if !labels.is_empty() {
            self.text.push('}');
        }
        let _ = writeln!(self.text, " {value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A label that breaks its line would make the whole page unreadable for the monitor.
    #[test]
    fn labels_are_escaped() {
        let mut lines = Lines::default();
        lines.metric("byline_x", "counter", "X.");
        lines.line(&[("a", &"q\"\\\n"), ("b", &1)], 7);
        lines.line(&[], 2);
        assert_eq!(
            lines.text,
            "# HELP byline_x X.\n# TYPE byline_x counter\nbyline_x{a=\"q\\\"\\\\\\n\",b=\"1\"} 7\nbyline_x 2\n"
        );
    }
}
