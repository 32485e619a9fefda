//! The wiring: a configuration, a clock and a transport become a running gateway.
//!
//! In: what `commands` read and opened. Out: an [`App`] that serves until it is told to stop.
//! Everything that a test replaces is an argument here: the two seams, and nothing else.

use std::future::Future;
use std::sync::Arc;

use crate::clock::{SharedClock, SystemClock};
use crate::config::Config;
use crate::gateway::Gateway;
use crate::origin::{Origin, Transport, TransportError, Wire};
use crate::serve::{self, net};
use crate::store::{Manners, Store, StoreError};

/// The seams: what differs between the real thing and a test.
pub struct Seams {
    /// Wall time.
    pub clock: SharedClock,
    /// The way to origins.
    pub transport: Arc<dyn Transport>,
}

/// Why the gateway cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The HTTP client cannot be built.
    #[error(transparent)]
    Transport(#[from] TransportError),
}

impl Seams {
    /// The machine's clock and real HTTP.
    pub fn real() -> Result<Self, StartError> {
        Ok(Self {
            clock: Arc::new(SystemClock),
            transport: Arc::new(Wire::new()?),
        })
    }
}

/// The store that `config` names: the database, where it names one. Blocks.
pub fn store(config: &Config) -> Result<Store, StoreError> {
    let limit_bytes = config.store_limit_bytes;
    let path = config.store_path.as_deref();
    match &config.store_database {
        Some(database) => Store::open_database(database.url.expose(), limit_bytes),
        None => Store::open_within(path, limit_bytes),
    }
}

/// A gateway ready to serve.
pub struct App {
    gateway: Arc<Gateway>,
    /// This replica's share of each host's budget and of partners' rates; `None` without a database.
    manners: Option<Manners>,
}

impl App {
    /// Opens the store that `config` names and wires the gateway over it.
    pub fn new(config: Config, seams: Seams) -> Result<Self, StartError> {
        let store = match (&config.store_database, &config.store_path) {
            (Some(database), Some(path)) => {
                let url = database.url.expose();
                Store::open_replica(url, Some(path), config.store_limit_bytes)?
            }
            _ => store(&config)?,
        };
        let (gateway, manners) = Self::gateway_over(config, seams, store);
        Ok(Self {
            gateway: Arc::new(gateway.joined()?),
            manners,
        })
    }

    /// Wires the gateway over an open store. It is no replica: it only asks the store that replicas share.
    pub fn over(config: Config, seams: Seams, store: Store) -> Self {
        let (gateway, manners) = Self::gateway_over(config, seams, store);
        Self {
            gateway: Arc::new(gateway),
            manners,
        }
    }

    fn gateway_over(config: Config, seams: Seams, store: Store) -> (Gateway, Option<Manners>) {
        let mut origin = Origin::new(
            &config.fetch,
            config.named(),
            seams.transport,
            seams.clock.clone(),
        );
        let manners = store.manners();
        if let Some(manners) = &manners {
            origin = origin.sharing(Arc::new(manners.clone()));
        }
        let gateway = Gateway::new(config, seams.clock, origin, store);
        (gateway, manners)
    }

    /// The gateway, for commands and tests that ask it themselves.
    pub const fn gateway(&self) -> &Arc<Gateway> {
        &self.gateway
    }

    /// Serves on `listeners` and keeps the feeds fresh, until `stop` resolves; then finishes what is in
    /// flight.
    pub async fn serve(self, listeners: Vec<net::Listener>, stop: impl Future<Output = ()> + Send) {
        let in_step = tokio::spawn(self.gateway.clone().keep_in_step());
        let refreshing = tokio::spawn(self.gateway.clone().keep_fresh());
        let sharing = self.manners.clone().map(|manners| {
            let gateway = self.gateway.clone();
            tokio::spawn(gateway.share_manners(manners))
        });
        let sending = tokio::spawn(self.gateway.clone().send_notices());
        serve::serve(listeners, self.gateway.clone(), stop).await;
        refreshing.abort();
        sending.abort();
        in_step.abort();
        if let Some(sharing) = sharing {
            sharing.abort();
        }
        self.gateway.close().await;
    }
}
