//! `/metrics`: counters and gauges in the Prometheus text format, version 0.0.4.
//!
//! In: what the gateway and the router have counted. Out: lines. Every label is byline's own word or comes from
//! `feeds.toml`; nothing from a request becomes a label.

use std::fmt::{Display, Write};
use std::sync::Arc;

use crate::gateway::{FeedHealth, Gateway, HealthState, OriginOutcome, Trouble, TroubleKind};
use crate::model::Grant;
use crate::serve::net::Traffic;

/// `Content-Type` of the format.
pub(crate) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What was counted of requests and connections.
pub(crate) struct ServeCounts {
    /// By route and status.
    pub(crate) requests: Vec<(&'static str, u16, u64)>,
    pub(crate) traffic: Arc<Traffic>,
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
    let help = "Bytes that the cache holds, as weighed against [cache] memory.";
    out.metric("byline_cache_weight_bytes", "gauge", help);
    out.line(&[], gateway.cache_weight_bytes());
    of_store(gateway, &mut out);
    of_partners(gateway, &mut out);
    out.text
}

fn of_connections(counted: &ServeCounts, out: &mut Lines) {
    let traffic = &counted.traffic;
    let (ordinary, reserved) = traffic.connections();
    let help = "Connections open now, and those on the places that are left for operators.";
    out.metric("byline_connections", "gauge", help);
    out.line(&[("place", &"ordinary")], ordinary);
    out.line(&[("place", &"reserved")], reserved);
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
    let help = "What is wrong now, by where: the store, a refused reload, other replicas, origins that fail.";
    out.metric("byline_troubles", "gauge", help);
    let (mut store, mut reload, mut replica, mut origin) = (0, 0, 0, 0);
    for trouble in troubles {
        *match trouble.kind {
            TroubleKind::Store => &mut store,
            TroubleKind::Reload => &mut reload,
            TroubleKind::Replica => &mut replica,
            TroubleKind::Origin => &mut origin,
        } += 1;
    }
    for (kind, count) in [
        (TroubleKind::Store, store),
        (TroubleKind::Reload, reload),
        (TroubleKind::Replica, replica),
        (TroubleKind::Origin, origin),
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
