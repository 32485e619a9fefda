//! The state of partners: how often each asked, and what is left of its rate.
//!
//! It is stored by id, so it grows with `feeds.toml` only, and a reload does not reset it.

use std::collections::BTreeMap;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};

use crate::clock::Steady;
use crate::config::Rate;
use crate::model::PartnerId;

/// How often a partner asked, since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartnerCounts {
    /// Answers with content.
    pub delivered: u64,
    /// Answers that nothing changed.
    pub unchanged: u64,
    /// Keys that were known and did not open what was asked for.
    pub refused: u64,
    /// Items in the answers with content.
    pub items: u64,
}

/// How often partners asked, since the start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartnerUsage {
    /// Every partner of `feeds.toml` that has asked.
    pub partners: BTreeMap<PartnerId, PartnerCounts>,
    /// Requests with a key that no partner has.
    pub unknown_keys: u64,
}

/// The state of all partners.
#[derive(Debug, Default)]
pub(super) struct PartnerState(Mutex<PartnerMemory>);

#[derive(Debug, Default)]
pub(super) struct PartnerMemory {
    pub(super) usage: PartnerUsage,
    pub(super) allowances: BTreeMap<PartnerId, RateAllowance>,
}

/// What was used of a partner's rate since the last exchange with other replicas, as time.
pub(super) type Unshared = (PartnerId, Duration, Rate);

impl PartnerState {
    /// What was used of the rates of `limited` since the last call.
    pub(super) fn take_unshared(
        &self,
        limited: impl Iterator<Item = (PartnerId, Rate)>,
    ) -> Vec<Unshared> {
        let mut memory = self.memory();
        let taken = limited.map(|(partner, rate)| {
            let allowance = memory.allowances.entry(partner.clone()).or_default();
            (partner, std::mem::take(&mut allowance.unshared), rate)
        });
        taken.collect()
    }

    /// What all replicas have used of the rates, after `told` was told to them; `None` when it could not be told.
    pub(super) fn shared(
        &self,
        told: &[Unshared],
        shared: Option<&[(String, Duration)]>,
        now: Steady,
    ) {
        let mut memory = self.memory();
        let Some(shared) = shared else {
            for (partner, used, rate) in told {
                let allowance = memory.allowances.entry(partner.clone()).or_default();
                allowance.unshared = (allowance.unshared + *used).min(rate.per);
            }
            return;
        };
        for (partner, used) in shared {
            if let Some(allowance) = memory.allowances.get_mut(partner.as_str()) {
                // Requests since then are in no exchange yet.
                allowance.used = *used + allowance.unshared;
                allowance.then = Some(now);
            }
        }
    }

    pub(super) fn memory(&self) -> MutexGuard<'_, PartnerMemory> {
        self.0.lock()
    }

    pub(super) fn count(&self, partner: &PartnerId, count: impl FnOnce(&mut PartnerCounts)) {
        let mut memory = self.memory();
        match memory.usage.partners.get_mut(partner) {
            Some(counts) => count(counts),
            None => count(memory.usage.partners.entry(partner.clone()).or_default()),
        }
    }
}

/// What is left of a partner's rate: all of it at once, and then as time gives it back (GCRA, ITU-T I.371).
#[derive(Debug, Default)]
pub(super) struct RateAllowance {
    /// How much of the rate was in use at `then`, as the time until all of it is free again.
    used: Duration,
    then: Option<Steady>,
    /// How much was taken of which the other replicas do not know.
    unshared: Duration,
}

impl RateAllowance {
    /// Takes one request, or says when there will be one to take.
    pub(super) fn take(&mut self, rate: Rate, now: Steady) -> Result<(), Duration> {
        let back = self.then.map_or(Duration::ZERO, |then| now.since(then));
        // The rate may have been changed since.
        self.used = self.used.saturating_sub(back).min(rate.per);
        self.then = Some(now);
        let one = rate.per / rate.requests.max(1);
        let used = self.used + one;
        if used > rate.per {
            return Err(used - rate.per);
        }
        self.used = used;
        self.unshared = (self.unshared + one).min(rate.per);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn at(second: u64) -> Steady {
        Steady::at(Duration::from_secs(second))
    }

    /// "600/h" in a contract is what it says, and a partner that keeps to it is never sent away.
    #[test]
    fn a_rate_gives_all_at_once_and_then_as_time_passes() {
        let rate = Rate {
            requests: 3,
            per: HOUR,
        };
        let mut allowance = RateAllowance::default();
        for _ in 0..3 {
            assert_eq!(allowance.take(rate, at(0)), Ok(()));
        }
        assert_eq!(allowance.take(rate, at(0)), Err(HOUR / 3));
        assert_eq!(
            allowance.take(rate, at(1199)),
            Err(Duration::from_secs(1)),
            "being sent away costs nothing"
        );
        assert_eq!(allowance.take(rate, at(1200)), Ok(()));
        assert!(allowance.take(rate, at(1200)).is_err());
        assert_eq!(allowance.take(rate, at(90_000)), Ok(()));
        let half = Rate {
            requests: 1,
            per: HOUR / 2,
        };
        let wait = allowance.take(half, at(90_000)).expect_err("not yet");
        assert!(
            wait <= HOUR / 2,
            "a reload never shuts a partner out for longer than its rate"
        );
    }
}
