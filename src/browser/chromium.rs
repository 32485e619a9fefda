//! The options that Chromium is started with. With them Chromium connects to the proxy and to nothing else.
//!
//! In: the proxy's port, a session's password, the proxy's key. Out: the capabilities of a new session (W3C WebDriver §7, and
//! `goog:chromeOptions`).
//!
//! The password is the first label of the proxy's name, `PASSWORD.localhost`, which Chromium takes for this machine without
//! asking anyone, and sends with each connection as the name that it wants to speak to (TLS, RFC 6066 §3). It stands among the
//! preferences and not on the command line, which other users of the machine can read.

use serde_json::{Value, json};

/// Sessions of a byline wait for elements this long and as many milliseconds more as their proxy's port says. byline never
/// waits for elements: this is how another byline knows what one left behind that has crashed.
pub(super) const MARK: u64 = 1 << 40;

/// For a script of byline's own in a page, in milliseconds.
const SCRIPT_MILLISECONDS: u64 = 10_000;

/// Of V8 in one tab, in MiB. What lies outside of it counts against the bound of the session.
const HEAP_MIB: u64 = 256;

/// The capabilities of a session.
pub(super) fn capabilities(port: u16, password: &str, key_digest: &str, sandbox: bool) -> Value {
    let mut arguments = vec![
        "--headless=new".to_owned(),
        "--disable-gpu".to_owned(),
        "--hide-scrollbars".to_owned(),
        "--mute-audio".to_owned(),
        "--window-size=1280,4000".to_owned(),
        format!("--js-flags=--max-old-space-size={HEAP_MIB}"),
        // The proxy's key, for every host.
        format!("--ignore-certificate-errors-spki-list={key_digest}"),
        // No name is looked up, and what would go past the proxy goes nowhere.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE *.localhost".to_owned(),
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
        // The page is looked at while it loads.
        "pageLoadStrategy": "none",
        "unhandledPromptBehavior": "dismiss",
        "timeouts": {
            "script": SCRIPT_MILLISECONDS,
            "pageLoad": SCRIPT_MILLISECONDS,
            "implicit": MARK + u64::from(port),
        },
        "goog:chromeOptions": {
            "args": arguments,
            "prefs": {
                "proxy": {
                    "mode": "fixed_servers",
                    "server": format!("https://{password}.localhost:{port}"),
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
