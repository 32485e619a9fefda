//! The way to the other replicas, and what to do while it is broken.
//!
//! In: questions about hosts. Out: answers, or how many replicas share a host's pace while nobody can be asked. Says
//! once when that begins, and once when it is over.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::{Instant, timeout};

use super::shared::{SharedAway, SharedManners};
use crate::model::{HostAnswer, HostMessage};

/// The longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// After a question that could not be asked, and after one that nobody answered.
const PAUSE: Duration = Duration::from_secs(1);
const LONG_PAUSE: Duration = Duration::from_secs(10);
/// Spans are asked for so much longer, at least and at most, than their starts take.
const SLACK: Duration = Duration::from_millis(20);
const MOST_SLACK: Duration = Duration::from_secs(1);

/// What all hosts share of the way to the others.
#[derive(Debug)]
pub(super) struct Budget {
    manners: Arc<dyn SharedManners>,
    state: Mutex<BudgetState>,
}

#[derive(Debug, Default)]
struct BudgetState {
    /// Nobody is asked before.
    away_until: Option<Instant>,
    is_away: bool,
    /// How long an answer takes: the longest lately.
    round_trip: Duration,
}

impl Budget {
    pub(super) fn new(manners: Arc<dyn SharedManners>) -> Self {
        Self {
            manners,
            state: Mutex::default(),
        }
    }

    /// Asks the others. `None` when they cannot be asked.
    pub(super) async fn ask(&self, message: HostMessage) -> Option<HostAnswer> {
        let answer = timeout(PATIENCE, self.manners.ask(message)).await;
        let mut state = self.state.lock();
        match answer {
            Ok(Ok(answer)) => {
                let took = answer
                    .answered_at
                    .saturating_duration_since(answer.asked_at);
                // One slow answer is remembered for some time.
                state.round_trip = took.max(state.round_trip.mul_f64(0.9));
                state.away_until = None;
                if std::mem::take(&mut state.is_away) {
                    tracing::info!("the pace of hosts is shared with the other replicas again");
                }
                Some(answer)
            }
            Ok(Err(SharedAway)) => {
                self.gone(&mut state, PAUSE);
                None
            }
            Err(_) => {
                self.gone(&mut state, LONG_PAUSE);
                None
            }
        }
    }

    pub(super) fn tell(&self, message: HostMessage) {
        self.manners.tell(message);
    }

    /// The number of replicas that share each host's pace, while they cannot be asked.
    pub(super) fn alone_among(&self, now: Instant) -> Option<u32> {
        let is_away = self
            .state
            .lock()
            .away_until
            .is_some_and(|until| until > now);
        is_away.then(|| self.manners.replicas())
    }

    /// How much longer a span is asked for, so that its starts fit although nobody knows when exactly it begins.
    pub(super) fn slack(&self) -> Duration {
        let round_trip = self.state.lock().round_trip;
        (round_trip * 2).clamp(SLACK, MOST_SLACK)
    }

    fn gone(&self, state: &mut BudgetState, pause: Duration) {
        state.away_until = Some(Instant::now() + pause);
        if !std::mem::replace(&mut state.is_away, true) {
            let replicas = self.manners.replicas();
            // The store warns of the outage itself.
            tracing::info!(
                replicas,
                "until the database is back, each host is asked once in as many intervals as there were replicas"
            );
        }
    }
}
