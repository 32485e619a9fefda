//! The browsers: opened when a page needs one, kept for a while, bounded, ended.
//!
//! In: a page, and the client of origins through which its proxy asks. Out: the page as a fetched one, and the JSON that its scripts
//! loaded. A browser is kept for one publisher, whose cached scripts it need not ask for again; cookies and what a page stored are
//! forgotten after each page.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::net::TcpStream;
use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout};
use url::Url;

use super::driver::{Driver, DriverError};
use super::kind::MARK;
use super::policy::Sites;
use super::proxy::Proxy;
use super::session::{NotShown, Session, fault};
use super::visit::{Bounds, Cost, Endpoint, Visit};
use crate::config;
use crate::model::{PublisherId, Validators};
use crate::origin::{Asking, Fault, FetchError, Fetched, Origin};

/// A browser that has nothing to show is ended after this time.
const IDLE: Duration = Duration::from_secs(60);
/// A browser shows so many pages, and is then replaced: what leaks is given back.
const PAGES: usize = 50;

/// The browsers of one driver. Clones share them.
#[derive(Clone)]
pub struct Browser {
    shared: Arc<Shared>,
}

struct Shared {
    config: config::Browser,
    /// The driver's client and the proxy, once a page was wanted.
    ready: OnceCell<(Driver, Proxy)>,
    room: Arc<Semaphore>,
    idle: Mutex<Vec<Idle>>,
    /// What keeps the driver from being used.
    fault: Mutex<Option<String>>,
}

struct Idle {
    session: Session,
    publisher: Option<PublisherId>,
    since: Instant,
}

/// A page to show.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'w> {
    /// Where it is.
    pub url: &'w Url,
    /// The selector of its list's items; without it, the page is ready when it is quiet.
    pub item: Option<&'w str>,
    /// What is known of it.
    pub known: Option<&'w Validators>,
    /// Hosts of other sites that it may load from.
    pub sites: &'w [String],
}

/// A page that was shown.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The page.
    pub fetched: Fetched,
    /// JSON that its scripts loaded.
    pub endpoints: Vec<Endpoint>,
    /// What it cost.
    pub cost: Cost,
}

impl std::fmt::Debug for Browser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Browser")
            .field("config", &self.shared.config)
            .finish_non_exhaustive()
    }
}

impl Browser {
    /// The browsers of the driver that `config` names. Nothing is asked or opened until a page is wanted.
    pub fn new(config: &config::Browser) -> Self {
        Self {
            shared: Arc::new(Shared {
                config: config.clone(),
                ready: OnceCell::new(),
                room: Arc::new(Semaphore::new(config.sessions.max(1))),
                idle: Mutex::default(),
                fault: Mutex::default(),
            }),
        }
    }

    /// The configuration.
    pub fn config(&self) -> &config::Browser {
        &self.shared.config
    }

    /// What keeps the driver from being used, in words with a remedy; `None` when the last page found it in order.
    pub fn fault(&self) -> Option<String> {
        self.shared.fault.lock().clone()
    }

    /// Shows a page and reads it once it is ready. Waits for a free browser.
    ///
    /// Dropping the future ends the browser that shows it.
    ///
    /// # Errors
    /// As a fetch of the page fails, and [`Fault::Browser`] and [`Fault::Restless`].
    pub async fn page(
        &self,
        origin: &Origin,
        wanted: Wanted<'_>,
        asking: &Asking,
    ) -> Result<Rendered, FetchError> {
        let shared = &self.shared;
        // The semaphore is never closed. If it were, the page would be shown without a permit.
        let permit = Arc::clone(&shared.room).acquire_owned().await.ok();
        let failed = |fault| FetchError {
            url: Box::new(wanted.url.clone()),
            at: None,
            fault,
        };
        let opened = shared.session(&asking.publisher, permit).await;
        let mut session = opened.map_err(failed)?;
        let sites = Sites {
            page: wanted.url.clone(),
            named: wanted.sites.to_vec(),
        };
        let bounds = Bounds {
            requests: shared.config.max_requests,
            bytes: shared.config.max_bytes,
        };
        let visit = Arc::new(Visit::new(origin.clone(), asking.clone(), sites, bounds));
        let limit = usize::try_from(origin.max_page_bytes()).unwrap_or(usize::MAX);
        // Boxed, since every refresh has room for it.
        let show = session.show(wanted.url, &visit, wanted.item, limit, &shared.config);
        let shown = Box::pin(show).await;
        let is_spent = matches!(shown, Err(NotShown { is_spent: true, .. }));
        let at = shown.as_ref().ok().map(|it| it.url.clone());
        let at = at.unwrap_or_else(|| wanted.url.clone());
        if !is_spent && session.pages < PAGES && session.rest(Some(&at)).await {
            self.keep(session, asking.publisher.clone());
        } else {
            session.end().await;
        }
        let cost = visit.cost();
        tracing::debug!(url = %wanted.url, requests = cost.requests, bytes = cost.bytes, "a page was shown");
        let shown = shown.map_err(|it| {
            self.note(&it.error.fault);
            it.error
        })?;
        *shared.fault.lock() = None;
        let Some(document) = visit.document(&shown.url) else {
            return Err(failed(Fault::Restless {
                found: "the page went elsewhere while it was read".to_owned(),
                remedy: "give the address that a browser ends at".to_owned(),
            }));
        };
        let fetched = origin
            .rendered(&document, &shown.url, shown.text, wanted.known)
            .await
            .map_err(failed)?;
        Ok(Rendered {
            fetched,
            endpoints: visit.endpoints(),
            cost,
        })
    }

    /// Ends all browsers that have nothing to show.
    pub async fn close(&self) {
        let idle = std::mem::take(&mut *self.shared.idle.lock());
        for it in idle {
            it.session.end().await;
        }
    }

    fn note(&self, fault: &Fault) {
        if let Fault::Browser { reason, .. } = fault {
            *self.shared.fault.lock() = Some(reason.clone());
        }
    }

    /// Keeps a browser for the next page of this publisher, for a while.
    fn keep(&self, mut session: Session, publisher: Option<PublisherId>) {
        session.permit = None;
        let since = Instant::now();
        self.shared.idle.lock().push(Idle {
            session,
            publisher,
            since,
        });
        let shared = Arc::downgrade(&self.shared);
        tokio::spawn(async move {
            sleep(IDLE).await;
            let Some(shared) = shared.upgrade() else {
                return;
            };
            let old = {
                let mut idle = shared.idle.lock();
                let at = idle.iter().position(|it| it.since <= since);
                at.map(|at| idle.remove(at))
            };
            if let Some(old) = old {
                old.session.end().await;
            }
        });
    }
}

impl Shared {
    /// A browser for a page of `publisher`: its own from before, or a new one.
    async fn session(
        &self,
        publisher: &Option<PublisherId>,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Result<Session, Fault> {
        let (own, others) = {
            let mut idle = self.idle.lock();
            let own = idle.iter().rposition(|it| it.publisher == *publisher);
            let own = own.map(|at| idle.remove(at).session);
            // With this one open, no more than the bound may be.
            let busy = self
                .config
                .sessions
                .saturating_sub(self.room.available_permits());
            let over = (idle.len() + busy).saturating_sub(self.config.sessions);
            let others: Vec<Idle> = idle.drain(..over).collect();
            (own, others)
        };
        for it in others {
            it.session.end().await;
        }
        if let Some(mut session) = own {
            session.permit = permit;
            return Ok(session);
        }
        let opened = async {
            let (driver, proxy) = self.ready().await?;
            Session::open(driver, proxy, &self.config, permit).await
        };
        opened.await.map_err(|error| {
            let fault = fault(&error, &self.config);
            *self.fault.lock() = Some(fault.to_string());
            fault
        })
    }

    async fn ready(&self) -> Result<&(Driver, Proxy), DriverError> {
        let make = || async {
            let driver = Driver::new(&self.config.url)?;
            let address = self.config.proxy_listen;
            let proxy = Proxy::start(address).await.map_err(DriverError::Own)?;
            // Ports say whose a browser is on this machine alone.
            if address.ip().is_loopback() {
                end_left_over(&driver, proxy.address).await;
            }
            Ok((driver, proxy))
        };
        self.ready.get_or_try_init(make).await
    }
}

/// Ends the sessions of a byline that is no more: those whose proxy nobody listens on, and those of another that had
/// the port of this one.
async fn end_left_over(driver: &Driver, own: SocketAddr) {
    for (id, implicit) in driver.sessions().await {
        let port = implicit
            .checked_sub(MARK)
            .and_then(|it| u16::try_from(it).ok());
        let Some(port) = port else {
            continue;
        };
        let connecting = TcpStream::connect((own.ip(), port));
        let is_alive = port != own.port()
            && matches!(timeout(Duration::from_secs(1), connecting).await, Ok(Ok(_)));
        if !is_alive {
            tracing::info!(session = id.0, "a browser of an earlier byline is ended");
            let _ = driver.delete_session(&id).await;
        }
    }
}
