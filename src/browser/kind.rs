//! The browsers that byline knows, and what a driver is asked for to start one of them.
//!
//! In: a session's way through the proxy. Out: the capabilities of a new session (W3C WebDriver §7), from which the driver takes
//! the browser that it has, and from its answer which one that is. Each browser's options are in a file of its own.

use serde_json::{Value, json};

use super::proxy::Way;
use super::{chromium, firefox};

/// Sessions of a byline wait for elements this long and as many milliseconds more as their proxy's port says. byline never
/// waits for elements: this is how another byline knows what one left behind that has crashed.
pub(super) const MARK: u64 = 1 << 40;

/// For a script of byline's own in a page, in milliseconds.
const SCRIPT_MILLISECONDS: u64 = 10_000;

/// A browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Chromium,
    Firefox,
}

impl Kind {
    /// The browser that the answer to a new session names.
    pub(super) fn of(capabilities: &Value) -> Option<Self> {
        match capabilities["browserName"].as_str()? {
            "chrome" | "chromium" | "chrome-headless-shell" => Some(Self::Chromium),
            "firefox" => Some(Self::Firefox),
            _ => None,
        }
    }

    /// Whether what a page stored can be cleared. Else a browser shows one page.
    pub(super) const fn forgets(self) -> bool {
        matches!(self, Self::Chromium)
    }
}

/// The capabilities of a session: a Chromium, or else a Firefox.
///
/// Firefox cannot be told the proxy's key and takes any, so it is asked for only where nobody stands between: on this machine.
pub(super) fn capabilities(way: &Way<'_>, sandbox: bool) -> Value {
    let mut browsers = vec![chromium::capabilities(way, sandbox)];
    if way.proxy.ip().is_loopback() {
        browsers.push(firefox::capabilities(way));
    }
    json!({
        "alwaysMatch": {
            // The page is looked at while it loads.
            "pageLoadStrategy": "none",
            "unhandledPromptBehavior": "dismiss",
            "timeouts": {
                "script": SCRIPT_MILLISECONDS,
                "pageLoad": SCRIPT_MILLISECONDS,
                "implicit": MARK + u64::from(way.proxy.port()),
            },
        },
        "firstMatch": browsers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Firefox on another machine would believe whoever answers there for byline's proxy.
    #[test]
    fn firefox_is_asked_for_on_this_machine_alone() {
        for (proxy, browsers) in [
            ("127.0.0.1:4480", 2),
            ("[::1]:4480", 2),
            ("10.0.0.5:4480", 1),
        ] {
            let way = Way {
                proxy: proxy.parse().expect("an address"),
                password: "0123",
                key_digest: "digest",
            };
            let asked = capabilities(&way, true);
            let named: Vec<_> = asked["firstMatch"]
                .as_array()
                .expect("a list")
                .iter()
                .map(Kind::of)
                .collect();
            assert_eq!(
                named,
                [Some(Kind::Chromium), Some(Kind::Firefox)][..browsers],
                "{proxy}"
            );
        }
    }
}
