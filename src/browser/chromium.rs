//! The options that Chromium is started with. With them Chromium connects to the proxy and to nothing else.
//!
//! In: the proxy's address and key, and a session's password. Out: the part of a new session's capabilities that is Chromium's
//! (`goog:chromeOptions`).
//!
//! The password stands among the preferences and not on the command line, which other users of the machine can read.

use std::net::IpAddr;

use serde_json::{Value, json};

use super::proxy::Way;

/// Of V8 in one tab, in MiB. What lies outside of it counts against the bound of the session.
const HEAP_MIB: u64 = 256;

pub(super) fn capabilities(way: &Way<'_>, sandbox: bool) -> Value {
    let address = match way.proxy.ip() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    let mut arguments = vec![
        "--headless=new".to_owned(),
        "--disable-gpu".to_owned(),
        "--hide-scrollbars".to_owned(),
        "--mute-audio".to_owned(),
        "--window-size=1280,4000".to_owned(),
        format!("--js-flags=--max-old-space-size={HEAP_MIB}"),
        // The proxy's key, for every host.
        format!("--ignore-certificate-errors-spki-list={}", way.key_digest),
        // No name but the proxy's is known, and what would go past the proxy goes nowhere.
        format!("--host-resolver-rules=MAP *.localhost {address}, MAP * ~NOTFOUND"),
        "--dns-prefetch-disable".to_owned(),
        "--disable-quic".to_owned(),
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp".to_owned(),
        "--blink-settings=imagesEnabled=false".to_owned(),
        "--autoplay-policy=user-gesture-required".to_owned(),
        "--no-pings".to_owned(),
        "--no-first-run".to_owned(),
        "--no-default-browser-check".to_owned(),
        "--no-service-autorun".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-component-extensions-with-background-pages".to_owned(),
        "--disable-client-side-phishing-detection".to_owned(),
        "--disable-default-apps".to_owned(),
        "--disable-domain-reliability".to_owned(),
        "--disable-breakpad".to_owned(),
        "--disable-extensions".to_owned(),
        "--disable-field-trial-config".to_owned(),
        "--disable-notifications".to_owned(),
        "--disable-sync".to_owned(),
        "--metrics-recording-only".to_owned(),
        "--disable-features=OptimizationHints,MediaRouter,Translate,InterestFeedContentSuggestions,\
         CertificateTransparencyComponentUpdater,AutofillServerCommunication,NetworkTimeServiceQuerying,\
         DnsOverHttps,AsyncDns,SpeculationRulesPrefetchFuture,Prerender2,HttpsUpgrades"
            .to_owned(),
    ];
    if !sandbox {
        arguments.push("--no-sandbox".to_owned());
    }
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": {
            "args": arguments,
            "prefs": {
                "proxy": {
                    "mode": "fixed_servers",
                    "server": format!("https://{}", way.name()),
                    // This machine's own addresses, too.
                    "bypass_list": "<-loopback>",
                },
                "webrtc": {
                    "ip_handling_policy": "disable_non_proxied_udp",
                    "multiple_routes_enabled": false,
                    "nonproxied_udp_enabled": false,
                },
                "net": {"network_prediction_options": 2},
                "dns_over_https": {"mode": "off"},
                "download_restrictions": 3,
                "search": {"suggest_enabled": false},
                "safebrowsing": {"enabled": false},
                "signin": {"allowed": false},
                "profile": {
                    "default_content_setting_values": {
                        "geolocation": 2,
                        "images": 2,
                        "media_stream": 2,
                        "notifications": 2,
                        "popups": 2,
                    },
                },
            },
        },
    })
}
