//! The preferences that Firefox is started with. With them Firefox connects to the proxy and to nothing else.
//!
//! In: the proxy's address and a session's password. Out: the part of a new session's capabilities that is Firefox's
//! (`moz:firefoxOptions`).
//!
//! Two locks, each of which holds alone. The proxy, by a script that names it for every URL, and no other way when it fails. And
//! below that, in the sockets: every name is the proxy's address and every port the proxy's port, so that a connection past the
//! proxy ends at the proxy, where it has no password. Only a script can name a proxy that is spoken to over TLS. The preferences
//! are in the profile, which the driver makes for its own user alone.
//!
//! Firefox cannot be told the proxy's key, so it takes any: all its connections end at the proxy, on this machine.

use serde_json::{Map, Value, json};

use super::proxy::Way;

/// Of JavaScript in one process, in MiB. What lies outside of it counts against the bound of the session.
const HEAP_MIB: u64 = 256;

/// Preferences that are set to `false`.
const OFF: [&str; 32] = [
    // Ways past the proxy: when it fails, and for what Firefox asks itself.
    "network.proxy.allow_bypass",
    "network.proxy.failover_direct",
    // Ways over UDP, and connections on a guess.
    "media.peerconnection.enabled",
    "network.dns.echconfig.enabled",
    "network.early-hints.enabled",
    "network.http.altsvc.enabled",
    "network.http.http3.enable",
    "network.predictor.enabled",
    "network.prefetch-next",
    "network.protocol-handler.external-default",
    "network.webtransport.enabled",
    "dom.push.enabled",
    // The address that feeds.toml names is asked for, and no other in its place.
    "dom.security.https_first",
    "dom.security.https_only_mode",
    "network.stricttransportsecurity.preloadlist",
    // Reports and questions to Firefox's maker. The proxy would refuse them.
    "app.normandy.enabled",
    "app.update.auto",
    "browser.newtabpage.enabled",
    "browser.region.update.enabled",
    "browser.safebrowsing.downloads.remote.enabled",
    "browser.safebrowsing.malware.enabled",
    "browser.safebrowsing.phishing.enabled",
    "browser.search.update",
    "datareporting.policy.dataSubmissionEnabled",
    "extensions.getAddons.cache.enabled",
    "extensions.systemAddon.update.enabled",
    "extensions.update.enabled",
    "media.gmp-manager.updateEnabled",
    "network.captive-portal-service.enabled",
    "network.connectivity-service.enabled",
    "privacy.trackingprotection.enabled",
    "toolkit.telemetry.enabled",
];

/// Preferences that are set to a number.
const NUMBERS: [(&str, u64); 12] = [
    ("network.proxy.type", 2),
    // No DNS over HTTPS.
    ("network.trr.mode", 5),
    ("network.http.speculative-parallel-limit", 0),
    ("security.OCSP.enabled", 0),
    ("security.cert_pinning.enforcement_level", 0),
    ("browser.startup.page", 0),
    ("javascript.options.mem.max", HEAP_MIB),
    ("dom.popup_maximum", 0),
    // The most that pages may store on the disk, in KiB.
    ("dom.quotaManager.temporaryStorage.fixedLimit", 65_536),
    // Not allowed.
    ("media.autoplay.default", 5),
    ("permissions.default.desktop-notification", 2),
    ("permissions.default.image", 2),
];

pub(super) fn capabilities(way: &Way<'_>) -> Value {
    let script = format!(
        "data:application/x-ns-proxy-autoconfig,function FindProxyForURL() {{ return \"HTTPS {}\" }}",
        way.name()
    );
    let off = OFF.iter().map(|name| ((*name).to_owned(), json!(false)));
    let numbers = NUMBERS
        .iter()
        .map(|(name, number)| ((*name).to_owned(), json!(number)));
    let mut preferences: Map<String, Value> = off.chain(numbers).collect();
    for (name, value) in [
        ("network.proxy.autoconfig_url", json!(script)),
        ("network.proxy.no_proxies_on", json!("")),
        ("network.proxy.allow_hijacking_localhost", json!(true)),
        ("network.dns.forceResolve", json!(way.proxy.ip())),
        (
            "network.socket.forcePort",
            json!(format!("1-65535={}", way.proxy.port())),
        ),
        ("network.dns.disableIPv6", json!(way.proxy.is_ipv4())),
        ("network.dns.disablePrefetch", json!(true)),
        ("dom.disable_open_during_load", json!(true)),
    ] {
        preferences.insert(name.to_owned(), value);
    }
    json!({
        "browserName": "firefox",
        "acceptInsecureCerts": true,
        // A second connection, for what WebDriver has no command for (`bidi`).
        "webSocketUrl": true,
        "moz:firefoxOptions": {"args": ["-headless"], "prefs": preferences},
    })
}
