//! Wrong admin tokens: slowed down for each client, counted, and logged once for each client.
//!
//! In: a client, and whether its token was wrong. Out: whether its next token is compared. A client has [`AT_ONCE`] wrong
//! tokens at once and one more every [`EACH`]. Beyond that, no token of it is compared, not even the right one: a right
//! token that still worked would let the client go on guessing at full speed. An operator with the same address has to
//! wait too. Requests through a proxy are counted apart from direct ones. At most [`CLIENTS`] are remembered.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use http::HeaderMap;
use parking_lot::{Mutex, MutexGuard};
use tokio::time::Instant;

use crate::serve::net::Client;
use crate::serve::net::client::is_relayed;

/// Wrong tokens that a client has at once.
const AT_ONCE: u32 = 10;
/// The time for one more wrong token.
const EACH: Duration = Duration::from_secs(6);
/// How many clients are remembered: those that guessed last.
const CLIENTS: usize = 4096;
/// The time between two lines in the log, however many clients guess.
const QUIET: Duration = Duration::from_secs(10);

/// The clients that guessed lately, and how many wrong tokens there were in all.
#[derive(Debug, Default)]
pub(crate) struct Guesses {
    memory: Mutex<RememberedClients>,
    wrong: AtomicU64,
    unlooked: AtomicU64,
}

#[derive(Debug, Default)]
struct RememberedClients {
    clients: BTreeMap<Guesser, Guessed>,
    logged_at: Option<Instant>,
}

/// The unit by which guesses are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Guesser {
    client: Client,
    relayed: bool,
}

/// The guesses of one client (GCRA, ITU-T I.371).
#[derive(Debug)]
struct Guessed {
    /// From this time on no guess counts any more.
    forgotten_at: Instant,
    logged: bool,
}

impl Guesser {
    pub(crate) fn of(client: Client, headers: &HeaderMap) -> Self {
        Self {
            client,
            relayed: is_relayed(headers),
        }
    }
}

impl Guesses {
    /// Whether the next token of `who` is compared.
    ///
    /// # Errors
    /// How long `who` has to wait.
    pub(crate) fn may_try(&self, who: Guesser) -> Result<(), Duration> {
        let now = Instant::now();
        let memory = self.memory();
        let wait = memory
            .clients
            .get(&who)
            .map_or(Duration::ZERO, |it| it.wait(now));
        drop(memory);
        if wait.is_zero() {
            return Ok(());
        }
        self.unlooked.fetch_add(1, Relaxed);
        Err(wait)
    }

    /// Notes a wrong token of `who`. The log has a line when its tokens are no longer compared.
    pub(crate) fn was_wrong(&self, who: Guesser) {
        self.wrong.fetch_add(1, Relaxed);
        let now = Instant::now();
        let mut memory = self.memory();
        memory.make_room(who, now);
        let guessed = memory.clients.entry(who).or_insert(Guessed {
            forgotten_at: now,
            logged: false,
        });
        guessed.forgotten_at = guessed.forgotten_at.max(now) + EACH;
        if guessed.logged || guessed.wait(now).is_zero() {
            return;
        }
        guessed.logged = true;
        let is_due = memory
            .logged_at
            .is_none_or(|at| now.duration_since(at) >= QUIET);
        if is_due {
            memory.logged_at = Some(now);
            let proxied = if who.relayed { " through a proxy" } else { "" };
            tracing::warn!(
                client = %who.client,
                "{AT_ONCE} wrong admin tokens came{proxied}; from there one is looked at every {} s now, others get 429. \
                 If none of your programs has a wrong token, somebody is guessing",
                EACH.as_secs()
            );
        }
    }

    /// Wrong tokens, and tokens that were not compared, since the start.
    pub(crate) fn so_far(&self) -> (u64, u64) {
        (self.wrong.load(Relaxed), self.unlooked.load(Relaxed))
    }

    fn memory(&self) -> MutexGuard<'_, RememberedClients> {
        self.memory.lock()
    }
}

impl RememberedClients {
    /// Makes room for `who`: forgets the client that guessed longest ago.
    fn make_room(&mut self, who: Guesser, now: Instant) {
        if self.clients.len() < CLIENTS || self.clients.contains_key(&who) {
            return;
        }
        self.clients.retain(|_, it| it.forgotten_at > now);
        if self.clients.len() >= CLIENTS {
            let first = self.clients.iter().min_by_key(|(_, it)| it.forgotten_at);
            if let Some(first) = first.map(|(&who, _)| who) {
                self.clients.remove(&first);
            }
        }
    }
}

impl Guessed {
    /// The time until the next token is compared.
    fn wait(&self, now: Instant) -> Duration {
        let held = self.forgotten_at.saturating_duration_since(now);
        held.saturating_sub(EACH * (AT_ONCE - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    fn guesser(last: u8, relayed: bool) -> Guesser {
        Guesser {
            client: Client::of([192, 0, 2, last].into()),
            relayed,
        }
    }

    /// Of nine thousand guesses in two seconds, eleven are compared; an operator who mistypes twice notices nothing.
    #[tokio::test(start_paused = true)]
    async fn few_tokens_are_looked_at_and_then_one_now_and_then() {
        let guesses = Guesses::default();
        let guess = |who| {
            let may_try = guesses.may_try(who);
            if may_try.is_ok() {
                guesses.was_wrong(who);
            }
            may_try.is_ok()
        };
        let (one, other) = (guesser(1, false), guesser(2, false));
        assert_eq!((0..9000).filter(|_| guess(one)).count(), AT_ONCE as usize);
        assert!(guess(other), "another address has its own");
        assert!(guess(guesser(1, true)), "and so have those behind a proxy");
        let wait = guesses.may_try(one).expect_err("not yet");
        assert!(wait <= EACH, "{wait:?}");
        advance(EACH).await;
        assert_eq!((0..9000).filter(|_| guess(one)).count(), 1);
        advance(EACH * AT_ONCE).await;
        assert_eq!((0..9000).filter(|_| guess(one)).count(), AT_ONCE as usize);
        let (wrong, unlooked) = guesses.so_far();
        assert_eq!(wrong, u64::from(AT_ONCE) * 2 + 3);
        assert_eq!(unlooked, 27_000 - u64::from(AT_ONCE) * 2);
    }

    /// A stranger with a million addresses must not fill the memory.
    #[tokio::test(start_paused = true)]
    async fn the_memory_is_bounded() {
        let guesses = Guesses::default();
        for n in 0..CLIENTS as u32 + 50 {
            let client = Client::of(std::net::Ipv4Addr::from(n).into());
            guesses.was_wrong(Guesser {
                client,
                relayed: false,
            });
        }
        assert!(guesses.memory().clients.len() <= CLIENTS);
        advance(EACH * 2).await;
        guesses.was_wrong(guesser(1, false));
        assert_eq!(guesses.memory().clients.len(), 1);
    }
}
