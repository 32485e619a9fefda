//! What replicas share about origins and partners, over the store's database.
//!
//! In: questions of `origin`, and what partners asked for. Out: the store's answers. The store knows no origin and
//! `origin` no store, so they meet here. Without a database there is nothing of it.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::time::{MissedTickBehavior, interval};

use super::conductor::Gateway;
use super::partner_state::PartnerState;
use crate::clock::Clock;
use crate::config::Rate;
use crate::model::{HostAnswer, HostMessage, PartnerId, RobotsTurn, SharedRobots};
use crate::origin::{NewsListener, SharedAway, SharedManners};
use crate::store::Manners;

/// Between two exchanges of what partners used of their rates.
const RATES_EVERY: Duration = Duration::from_secs(1);

impl SharedManners for Manners {
    fn ask(&self, message: HostMessage) -> BoxFuture<'_, Result<HostAnswer, SharedAway>> {
        async move { Self::ask(self, message).await.ok_or(SharedAway) }.boxed()
    }

    fn tell(&self, message: HostMessage) {
        Self::tell(self, message);
    }

    fn listen(&self, listener: NewsListener) {
        Self::listen(self, listener);
    }

    fn replicas(&self) -> u32 {
        Self::replicas(self)
    }

    fn robots<'a>(
        &'a self,
        origin: &'a str,
        agent: &'a str,
        turn: Duration,
    ) -> BoxFuture<'a, Result<RobotsTurn, SharedAway>> {
        async move {
            Self::robots(self, origin, agent, turn)
                .await
                .ok_or(SharedAway)
        }
        .boxed()
    }

    fn end_turn(&self, origin: &str, found: Option<SharedRobots>) {
        Self::end_turn(self, origin, found);
    }
}

impl Gateway {
    /// Shares with the other replicas what partners used of their rates, once a second, for ever. And says how many
    /// replicas share the pace of hosts.
    ///
    /// Between two exchanges each replica counts alone: beyond its rate a partner gets at most what each replica lets
    /// through in that second.
    pub async fn share_manners(self: Arc<Self>, manners: Manners) {
        let mut ticks = interval(RATES_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            manners.set_replicas(u32::try_from(self.live_replicas()).unwrap_or(u32::MAX));
            let config = self.config();
            let limited = config.partners.values();
            let limited = limited.filter_map(|partner| Some((partner.id.clone(), partner.rate?)));
            exchange(&self.partner_state, limited, &manners, &*self.clock).await;
        }
    }
}

/// Tells the others what was used of the rates of `limited` here, and learns what is used of them in all.
async fn exchange(
    partner_state: &PartnerState,
    limited: impl Iterator<Item = (PartnerId, Rate)>,
    manners: &Manners,
    clock: &dyn Clock,
) {
    let used = partner_state.take_unshared(limited);
    if used.is_empty() {
        return;
    }
    let told = used.iter();
    let told: Vec<_> = told
        .map(|(id, used, rate)| (id.to_string(), *used, rate.per))
        .collect();
    let shared = manners.share_rates(&told).await;
    partner_state.shared(&used, shared.as_deref(), clock.steady());
}

#[cfg(test)]
mod tests;
