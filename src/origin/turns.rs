//! Whose turn it is to fetch a robots.txt, when several replicas meet its host.
//!
//! In: an origin. Out: the file as another replica fetched it, or the turn to fetch it. Those who wait for another
//! replica look again when it is done, or when its turn is over.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::timeout;

use super::shared::{SharedAway, SharedManners};
use crate::model::{MannersNews, RobotsTurn, SharedRobots};

/// News of robots.txt files that wait for those who wait. Who missed some looks again.
const NEWS: usize = 256;
/// The longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// The shortest wait before a look.
const SHORTEST_WAIT: Duration = Duration::from_millis(20);

/// Hears whose turn is over.
#[derive(Debug)]
pub(super) struct RobotsTurns {
    news: broadcast::Sender<Option<Arc<str>>>,
}

/// A turn to fetch a file. It ends when it is dropped.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    manners: &'a dyn SharedManners,
    origin: &'a str,
    found: Option<SharedRobots>,
    /// What was known of the file before.
    pub(super) before: Option<SharedRobots>,
}

/// What came of asking.
#[derive(Debug)]
pub(super) enum Asked<'a> {
    Known(Box<SharedRobots>),
    Mine(Box<Turn<'a>>),
}

impl RobotsTurns {
    pub(super) fn of(manners: &Arc<dyn SharedManners>) -> Arc<Self> {
        let turns = Arc::new(Self {
            news: broadcast::channel(NEWS).0,
        });
        let listening = Arc::downgrade(&turns);
        manners.listen(Box::new(move |news| {
            let Some(turns) = listening.upgrade() else {
                return false;
            };
            // Without receivers nobody waits.
            match news {
                MannersNews::Robots { origin } => {
                    let _ = turns.news.send(Some(origin.as_str().into()));
                }
                MannersNews::Gap => {
                    let _ = turns.news.send(None);
                }
                MannersNews::Host { .. } => {}
            }
            true
        }));
        turns
    }

    /// The file of `origin`, or the turn to fetch it, which lasts for `turn` at most.
    pub(super) async fn ask<'a>(
        &self,
        manners: &'a dyn SharedManners,
        origin: &'a str,
        agent: &'a str,
        turn: Duration,
    ) -> Result<Asked<'a>, SharedAway> {
        loop {
            let mut news = self.news.subscribe();
            let asked = timeout(PATIENCE, manners.robots(origin, agent, turn)).await;
            let wait = match asked.unwrap_or(Err(SharedAway))? {
                RobotsTurn::Known(file) => return Ok(Asked::Known(Box::new(file))),
                RobotsTurn::Fetch(before) => {
                    return Ok(Asked::Mine(Box::new(Turn {
                        manners,
                        origin,
                        found: None,
                        before,
                    })));
                }
                RobotsTurn::Wait(wait) => wait.max(SHORTEST_WAIT),
            };
            let over = async {
                loop {
                    match news.recv().await {
                        Ok(Some(of)) if *of != *origin => {}
                        Ok(_) | Err(RecvError::Lagged(_) | RecvError::Closed) => return,
                    }
                }
            };
            let _ = timeout(wait, over).await;
        }
    }
}

impl Turn<'_> {
    /// Ends the turn with what was found.
    pub(super) fn end(mut self, found: SharedRobots) {
        self.found = Some(found);
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.manners.end_turn(self.origin, self.found.take());
    }
}
