//! The manners that replicas share: the seam through which several bylines keep one budget for each host.
//!
//! In: messages about hosts and robots.txt files. Out: spans of a host's time that belong to this replica alone, what
//! the other replicas learned, and whose turn it is to fetch a robots.txt. Who keeps it is not for `origin` to know.
//! Without it a byline is alone, and [`super::pace`] and [`super::robots_cache`] cost what they cost.

use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::model::{HostAnswer, HostMessage, MannersNews, RobotsTurn, SharedRobots};

/// The others cannot be asked at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what the replicas share is away")]
pub struct SharedAway;

/// Hears what other replicas told. Returns `false` when it wants to hear no more. It must not wait.
pub type NewsListener = Box<dyn Fn(&MannersNews) -> bool + Send + Sync>;

/// What all replicas know of hosts together.
pub trait SharedManners: std::fmt::Debug + Send + Sync + 'static {
    /// Tells `message` and asks for the span that it wants. A span that is not used is nobody's loss beyond its end.
    ///
    /// # Errors
    /// [`SharedAway`], at once where that is known.
    fn ask(&self, message: HostMessage) -> BoxFuture<'_, Result<HostAnswer, SharedAway>>;

    /// Tells `message`, now or when the others can be told again. It does not wait.
    fn tell(&self, message: HostMessage);

    /// Has `listener` hear of what other replicas told.
    fn listen(&self, listener: NewsListener);

    /// How many replicas live, this one included, as far as is known; at least one.
    fn replicas(&self) -> u32;

    /// The robots.txt of `origin` for this user agent, or whose turn it is to fetch it. A turn lasts for `turn` at
    /// most.
    ///
    /// # Errors
    /// [`SharedAway`].
    fn robots<'a>(
        &'a self,
        origin: &'a str,
        agent: &'a str,
        turn: Duration,
    ) -> BoxFuture<'a, Result<RobotsTurn, SharedAway>>;

    /// Ends the turn of this replica to fetch the robots.txt of `origin`: with what it found, or with nothing. It
    /// does not wait. A turn that another replica has by now stays its own.
    fn end_turn(&self, origin: &str, found: Option<SharedRobots>);
}
