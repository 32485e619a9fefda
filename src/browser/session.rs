//! One browser, and the pages that it shows one after the other.
//!
//! In: a page to show. Out: its markup once it is ready ([`super::readiness`]), or why there is none and whether the browser is
//! still good for another page. A browser that hangs, or takes more memory than it may, is ended.

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, MissedTickBehavior, interval};
use url::Url;

use super::bidi::{close_tab, deny_downloads};
use super::driver::{Driver, DriverError, SessionId, Started};
use super::kind::{self, Kind};
use super::memory;
use super::proxy::{Pass, Proxy};
use super::readiness::{self, Look, Traffic, Verdict, Watch};
use super::visit::Visit;
use crate::config;
use crate::origin::{Fault, FetchError};

const LOOK: &str = include_str!("look.js");
const SERIALISE: &str = include_str!("serialise.js");
/// What is shown between two pages.
const NOTHING: &str = "about:blank";
/// Between two looks at a page.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How long a browser may show what the proxy has not answered for, as it does between two pages.
const ELSEWHERE: Duration = Duration::from_secs(2);
/// So many looks without an answer are a script that does not end.
const HANGS: u32 = 2;
/// Looks between two looks at the memory.
const MEMORY_EVERY: u32 = 3;

/// A browser.
pub(super) struct Session {
    driver: Driver,
    /// `None` once it is ended.
    id: Option<SessionId>,
    kind: Kind,
    /// On this machine.
    process: Option<u32>,
    /// The tab, as WebDriver BiDi names it, of a browser whose driver cannot end a script that never ends: byline closes the tab
    /// itself then. The URL is that of the BiDi connection.
    tab: Option<(Url, String)>,
    pass: Pass,
    /// While it shows a page and until it has ended, no other browser takes its place.
    pub(super) permit: Option<OwnedSemaphorePermit>,
    /// Pages that it has shown.
    pub(super) pages: usize,
}

/// A page as it was shown.
pub(super) struct Shown {
    pub(super) url: Url,
    pub(super) text: String,
}

/// Why a page was not shown.
pub(super) struct NotShown {
    pub(super) error: FetchError,
    /// Whether the browser must not be used again.
    pub(super) is_spent: bool,
}

/// What `serialise.js` returns.
#[derive(Deserialize)]
struct Serialised {
    url: String,
    kind: String,
    large: bool,
    text: String,
}

impl Session {
    /// Starts a browser. It goes on starting when the caller goes away, and is then ended.
    pub(super) async fn open(
        driver: &Driver,
        proxy: &Proxy,
        config: &config::Browser,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Result<Self, DriverError> {
        let pass = proxy.pass().map_err(DriverError::Own)?;
        let capabilities = kind::capabilities(&proxy.way(&pass), config.sandbox);
        let is_here = is_this_machine(config);
        let driver = driver.clone();
        let opening = tokio::spawn(async move {
            let Started {
                id,
                kind,
                process,
                web_socket,
            } = driver.new_session(&capabilities).await?;
            let mut session = Self {
                driver,
                id: Some(id.clone()),
                kind,
                process: process.filter(|_| is_here),
                tab: None,
                pass,
                permit,
                pages: 0,
            };
            if kind == Kind::Firefox {
                let old = || {
                    DriverError::Own("Firefox lets byline neither forbid downloads nor close tabs over WebDriver BiDi; byline needs Firefox 153 or later with geckodriver 0.37 or later".to_owned())
                };
                let web_socket = web_socket.ok_or_else(old)?;
                if !deny_downloads(&web_socket).await {
                    return Err(old());
                }
                let window = session.driver.window(&id).await?;
                // Firefox waits for the script when it closes the last tab.
                session.driver.open_tab(&id).await?;
                session.tab = Some((web_socket, window));
            }
            Ok(session)
        });
        opening
            .await
            .unwrap_or_else(|error| Err(DriverError::Own(error.to_string())))
    }

    /// Shows the page of `visit` at `url` until it is ready. `item` is the selector of its list, where there is one.
    pub(super) async fn show(
        &mut self,
        url: &Url,
        visit: &Arc<Visit>,
        item: Option<&str>,
        limit_bytes: usize,
        config: &config::Browser,
    ) -> Result<Shown, NotShown> {
        self.pages += 1;
        self.pass.lead_to(Some(Arc::clone(visit)));
        let failed = |(fault, is_spent): (Fault, bool)| NotShown {
            error: FetchError {
                url: Box::new(url.clone()),
                at: None,
                fault,
            },
            is_spent,
        };
        let Some(id) = self.id.clone() else {
            let gone = DriverError::Own("the session has ended".to_owned());
            return Err(failed((fault(&gone, config), true)));
        };
        let of_driver = |error: DriverError| failed((fault(&error, config), true));
        self.driver
            .navigate(&id, url.as_str())
            .await
            .map_err(of_driver)?;
        let end = Instant::now() + config.timeout;
        let mut watch = Watch::new(Instant::now());
        let (mut elsewhere, mut hangs) = (None::<Instant>, 0);
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for tick in 0_u32.. {
            ticks.tick().await;
            if let Some(error) = visit.failed() {
                let is_spent = false;
                return Err(NotShown { error, is_spent });
            }
            if tick % MEMORY_EVERY == 0 && self.is_too_large(config.memory_bytes).await {
                return Err(failed((too_large(config), true)));
            }
            let now = Instant::now();
            if now >= end {
                if watch.is_readable() {
                    break;
                }
                return Err(failed((restless(&watch, visit, config), true)));
            }
            let arguments = json!([item, readiness::ELEMENTS]);
            let look = self.driver.execute(&id, LOOK, arguments, 0).await;
            match look {
                Ok(seen) => match loaded(seen, visit) {
                    Place::Nowhere => {}
                    Place::Page(look) => {
                        elsewhere = None;
                        if watch.see(look, traffic(visit), now) == Verdict::Read {
                            break;
                        }
                    }
                    Place::Elsewhere(to) => {
                        let since = *elsewhere.get_or_insert(now);
                        if now.saturating_duration_since(since) >= ELSEWHERE {
                            return Err(failed((led_away(&to), false)));
                        }
                    }
                },
                // The page is being replaced by another.
                Err(DriverError::Refused { error, .. }) if error == "javascript error" => {}
                // A machine that is busy is slow once; a script that does not end is so again.
                Err(error) if is_hang(&error) => {
                    hangs += 1;
                    if hangs >= HANGS {
                        return Err(failed((hang(), true)));
                    }
                    if self.is_too_large(config.memory_bytes).await {
                        return Err(failed((too_large(config), true)));
                    }
                }
                Err(error) if self.is_too_large(config.memory_bytes).await || is_crash(&error) => {
                    return Err(failed((too_large(config), true)));
                }
                Err(error) => return Err(of_driver(error)),
            }
        }
        let arguments = json!([limit_bytes]);
        // A character has up to six bytes in the driver's JSON.
        let limit = limit_bytes.saturating_mul(6);
        let text = self.driver.execute(&id, SERIALISE, arguments, limit).await;
        let value = match text {
            Ok(value) => value,
            Err(DriverError::TooLarge(_)) => {
                let limit_bytes = limit_bytes as u64;
                return Err(failed((Fault::TooLarge { limit_bytes }, true)));
            }
            Err(error) if is_hang(&error) => return Err(failed((hang(), true))),
            Err(error) => return Err(of_driver(error)),
        };
        shown(value, limit_bytes).map_err(|fault| failed((fault, false)))
    }

    /// Whether the browser has taken more than `limit_bytes`.
    async fn is_too_large(&self, limit_bytes: u64) -> bool {
        let Some(process) = self.process else {
            return false;
        };
        let bytes = spawn_blocking(move || memory::of_tree(process)).await;
        bytes
            .ok()
            .flatten()
            .is_some_and(|bytes| bytes > limit_bytes)
    }

    /// Leaves the page, and forgets what it kept. Returns whether the browser is good for another page.
    pub(super) async fn rest(&self, shown: Option<&Url>) -> bool {
        let Some(id) = self.id.as_ref().filter(|_| self.kind.forgets()) else {
            return false;
        };
        let origin = shown.map(|url| url.origin().ascii_serialization());
        let cleared = async {
            self.driver.navigate(id, NOTHING).await?;
            self.driver
                .cdp(id, "Network.clearBrowserCookies", json!({}))
                .await?;
            if let Some(origin) = origin {
                let stored = json!({
                    "origin": origin,
                    "storageTypes": "appcache,cookies,file_systems,indexeddb,local_storage,websql,service_workers,cache_storage",
                });
                self.driver
                    .cdp(id, "Storage.clearDataForOrigin", stored)
                    .await?;
            }
            Ok::<_, DriverError>(())
        };
        let is_clear = cleared.await.is_ok();
        self.pass.lead_to(None);
        is_clear
    }

    /// Ends the browser, whatever it does.
    pub(super) async fn end(mut self) {
        self.pass.lead_to(None);
        if let Some(id) = self.id.take() {
            Box::pin(end(&self.driver, &id, self.tab.take())).await;
        }
    }
}

async fn end(driver: &Driver, id: &SessionId, tab: Option<(Url, String)>) {
    if let Some((web_socket, tab)) = tab
        && !close_tab(&web_socket, &tab).await
    {
        tracing::warn!("a tab could not be closed, so its browser may run on");
    }
    if let Err(error) = driver.delete_session(id).await {
        tracing::warn!(%error, "a browser could not be ended");
    }
}

/// A session that nobody waits for any more is ended all the same.
impl Drop for Session {
    fn drop(&mut self) {
        self.pass.lead_to(None);
        if let (Some(id), Ok(runtime)) = (self.id.take(), Handle::try_current()) {
            let (driver, tab) = (self.driver.clone(), self.tab.take());
            let permit = self.permit.take();
            runtime.spawn(async move {
                end(&driver, &id, tab).await;
                drop(permit);
            });
        }
    }
}

/// What the browser shows.
enum Place {
    /// Nothing yet.
    Nowhere,
    /// A page that the proxy has answered for.
    Page(Look),
    /// Something else: what the proxy has refused, or what needs no network.
    Elsewhere(String),
}

fn loaded(seen: Value, visit: &Visit) -> Place {
    let Ok(look) = serde_json::from_value::<Look>(seen) else {
        return Place::Nowhere;
    };
    match Url::parse(&look.url) {
        Ok(url) if visit.document(&url).is_some() => Place::Page(look),
        Ok(url) if url.as_str() == NOTHING => Place::Nowhere,
        Ok(url) => Place::Elsewhere(match url.host_str() {
            Some(host) => host.to_owned(),
            None => format!("{}:", url.scheme()),
        }),
        Err(_) => Place::Nowhere,
    }
}

fn led_away(to: &str) -> Fault {
    Fault::Restless {
        found: format!("a script of the page leads to {to}, which byline did not load"),
        remedy: "give the address of the page itself; the publisher's render-sites name other sites that it may load from".to_owned(),
    }
}

fn traffic(visit: &Visit) -> Traffic {
    let (pending, last) = visit.traffic();
    Traffic { pending, last }
}

fn shown(value: Value, limit_bytes: usize) -> Result<Shown, Fault> {
    let odd = |found: String| Fault::Restless {
        found,
        remedy: "open the page in a browser to see what its scripts do".to_owned(),
    };
    let Ok(read) = serde_json::from_value::<Serialised>(value) else {
        return Err(odd("the page's scripts answer for the browser".to_owned()));
    };
    if read.large {
        let limit_bytes = limit_bytes as u64;
        return Err(Fault::TooLarge { limit_bytes });
    }
    if !read.kind.contains("html") {
        return Err(Fault::NotAPage {
            found: "the browser shows something else".to_owned(),
            remedy: "leave out render, and set kind to what it is",
        });
    }
    let mut url = Url::parse(&read.url).map_err(|_| odd("the page has no address".to_owned()))?;
    url.set_fragment(None);
    Ok(Shown {
        url,
        text: read.text,
    })
}

/// Whether a script of the page keeps the browser from answering.
fn is_hang(error: &DriverError) -> bool {
    match error {
        DriverError::Timeout(_) => true,
        DriverError::Refused { error, .. } => error == "script timeout" || error == "timeout",
        DriverError::Away(_)
        | DriverError::TooLarge(_)
        | DriverError::Unknown(_)
        | DriverError::Own(_) => false,
    }
}

/// Whether the page's own process has ended, as it does when memory runs out.
fn is_crash(error: &DriverError) -> bool {
    match error {
        DriverError::Refused { error, message } => {
            let is_said = ["crash", "out of memory"]
                .iter()
                .any(|it| message.contains(it));
            is_said || error == "tab crashed" || error == "no such window"
        }
        DriverError::Away(_)
        | DriverError::TooLarge(_)
        | DriverError::Timeout(_)
        | DriverError::Unknown(_)
        | DriverError::Own(_) => false,
    }
}

fn hang() -> Fault {
    Fault::Restless {
        found: "a script of the page does not end, and its browser was ended".to_owned(),
        remedy: "if its list comes from an endpoint, set kind = \"json\" for that (`byline discover --browser` looks for it)".to_owned(),
    }
}

fn too_large(config: &config::Browser) -> Fault {
    Fault::Restless {
        found: format!(
            "the page took more than {} MiB of memory, and its browser was ended",
            config.memory_bytes >> 20
        ),
        remedy: "if the page is meant to, raise memory in [browser]".to_owned(),
    }
}

fn restless(watch: &Watch, visit: &Visit, config: &config::Browser) -> Fault {
    let found = format!("the page did not come to rest within {:?}", config.timeout);
    let remedy = match (visit.exceeded(), watch.last()) {
        (Some(bound), _) => {
            format!("it used up {bound} of [browser]: raise it if the page is meant to need that")
        }
        (None, None) => "raise timeout in [browser]; min-interval in [fetch] holds between its requests, too".to_owned(),
        (None, Some(_)) => "set select.item, so that byline knows which list to wait for, or raise timeout in [browser]".to_owned(),
    };
    Fault::Restless { found, remedy }
}

/// What is wrong with the driver, and what to do.
pub(super) fn fault(error: &DriverError, config: &config::Browser) -> Fault {
    let remedy = match error {
        DriverError::Own(reason) => {
            return Fault::Browser {
                reason: reason.clone(),
                retry_after: None,
            };
        }
        DriverError::Refused { message, .. } if message.contains("already started") => {
            "geckodriver has one browser at a time: set sessions = 1 in [browser]; if it is one that nobody uses, restart geckodriver"
                .to_owned()
        }
        DriverError::Refused { error, .. } if error == "session not created" && config.sandbox => {
            format!(
                "byline needs {}; where Chromium runs as root or in a container, set sandbox = false in [browser]",
                drivers(config)
            )
        }
        DriverError::Refused { .. } | DriverError::Unknown(_) => {
            format!("byline needs {}; the driver's log says more", drivers(config))
        }
        DriverError::Away(_) | DriverError::Timeout(_) | DriverError::TooLarge(_) => {
            let port = config.url.port_or_known_default().unwrap_or_default();
            format!("start it (`chromedriver --port={port}`), or correct url in [browser]")
        }
    };
    let url = config.url.as_str().trim_end_matches('/');
    Fault::Browser {
        reason: format!("the browser at {url} cannot be used: {error}; {remedy}"),
        retry_after: None,
    }
}

/// The drivers that byline can use, in words.
fn drivers(config: &config::Browser) -> &'static str {
    match config.proxy_listen.ip().is_loopback() {
        true => "chromedriver with Chromium, or geckodriver with Firefox",
        false => {
            "chromedriver with Chromium, since proxy-listen is an address that other machines reach"
        }
    }
}

/// Whether the driver's processes are this machine's, as far as byline is told: the driver and the proxy are both on loopback.
fn is_this_machine(config: &config::Browser) -> bool {
    config::is_loopback(&config.url) && config.proxy_listen.ip().is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::url;

    /// The memory of some process here says nothing of a browser that has the same number on another machine.
    #[test]
    fn processes_of_other_machines_are_not_looked_at() {
        for (driver, listen, is_here) in [
            ("http://localhost:4444", "127.0.0.1:0", true),
            ("http://127.0.0.1:4444", "[::1]:4480", true),
            // A hub here, whose nodes are elsewhere.
            ("http://127.0.0.1:4444", "10.0.0.5:4480", false),
            ("http://10.0.0.9:4444", "127.0.0.1:0", false),
        ] {
            let proxy_listen = listen.parse().expect("an address");
            let at = config::Browser::at(url(driver));
            let config = config::Browser { proxy_listen, ..at };
            assert_eq!(is_this_machine(&config), is_here, "{driver} {listen}");
        }
    }
}
