//! The reaper: looks at every open connection every few seconds, and decides which one ends when there is no room.
//!
//! In: the marks that connections leave in their [`Activity`], and new connections. Out: places for new connections, and
//! verdicts for connections that have to end. All connections share one timer, and no request waits for it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::activity::{Activity, ConnectionVerdict};
use super::client::Client;
use super::limits::Limits;
use super::observed::{Looks, Observed, PlaceKind};
use super::traffic::{CutReason, ShedReason, Traffic};

/// Every open connection, as the last looks found it.
#[derive(Debug)]
pub(super) struct Connections {
    limits: Limits,
    every: Duration,
    longest: Looks,
    open: Mutex<OpenConnections>,
    /// Notified when a connection has ended.
    ended: Notify,
    traffic: Arc<Traffic>,
}

#[derive(Debug, Default)]
struct OpenConnections {
    next: u64,
    connections: BTreeMap<u64, Observed>,
    /// The ordinary places of each client that has any. A connection that was sent away has no place any more.
    clients: HashMap<Client, Held>,
    /// The sum of these.
    ordinary: usize,
    reserved: usize,
    /// No connection could make room for a new one. Before this time the search is not repeated.
    no_room_until: Option<Instant>,
}

#[derive(Debug, Default)]
struct Held {
    places: usize,
    /// The same for new connections of this client.
    no_room_until: Option<Instant>,
}

/// How many of a hundred connections are sent away together when there is no room. Looking for them takes a while.
const MAKE_ROOM_PERCENT: usize = 2;
/// This many times the reserved places may be sent away and still be open. Beyond that, new connections wait in the
/// kernel's queue.
const BEHIND: usize = 3;
/// The time between two searches for a connection to send away, after a search that found no connection.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

impl Connections {
    /// No connections yet. The looks are frequent enough to enforce `limits`.
    pub(super) fn within(limits: Limits, traffic: Arc<Traffic>) -> Self {
        let shortest = limits
            .head
            .min(limits.idle)
            .min(limits.stalled)
            .min(limits.drain);
        traffic.bounded(&limits);
        let every = (shortest / 4).max(Duration::from_millis(5));
        let looks = |limit: Duration| {
            u32::try_from(limit.as_nanos().div_ceil(every.as_nanos())).unwrap_or(u32::MAX)
        };
        Self {
            every,
            longest: Looks {
                head: looks(limits.head),
                idle: looks(limits.idle),
                stalled: looks(limits.stalled),
                leaving: looks(limits.drain),
            },
            open: Mutex::default(),
            ended: Notify::new(),
            traffic,
            limits,
        }
    }

    pub(super) const fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn traffic(&self) -> &Traffic {
        &self.traffic
    }

    /// A place for a new connection of `client`. Other connections may lose theirs for it:
    ///
    /// - The client has its share: idle connections of the same client end.
    /// - All places are occupied: idle connections end, first those of the client with the most places. If none is
    ///   idle, one connection ends of a client that has at least twice as many places as this client would have: one
    ///   that stalls, or else the oldest.
    ///
    /// Where this frees no ordinary place, the new connection gets a reserved one. `None`: those are occupied too, by
    /// connections whose request was not read yet.
    pub(super) fn admit(
        self: &Arc<Self>,
        client: Client,
        trusted: bool,
        activity: Arc<Activity>,
    ) -> Option<Admitted> {
        let mut open = self.open();
        let place = self.place_for(&mut open, client, trusted);
        if matches!(place, PlaceKind::Reserved(_)) && !self.has_reserved(&mut open) {
            return None;
        }
        match place {
            PlaceKind::Ordinary => {
                open.clients.entry(client).or_default().places += 1;
                open.ordinary += 1;
            }
            PlaceKind::Reserved(_) => open.reserved += 1,
        }
        let number = open.next;
        open.next += 1;
        let seen = Observed::new(activity.clone(), client, trusted, place);
        open.connections.insert(number, seen);
        self.traffic.open(open.ordinary, open.reserved);
        Some(Admitted {
            connections: self.clone(),
            number,
            activity,
            place,
        })
    }

    fn place_for(&self, open: &mut OpenConnections, client: Client, trusted: bool) -> PlaceKind {
        let now = Instant::now();
        let (held, own_until) = match open.clients.get(&client) {
            Some(held) => (held.places, held.no_room_until),
            None => (0, None),
        };
        if !trusted && held >= self.limits.per_client {
            if is_past(own_until, now) {
                if let Some(held) = open.clients.get_mut(&client) {
                    held.no_room_until = Some(now + LOOK_AGAIN);
                }
                let room = part(self.limits.per_client);
                let own_idle = |it: &Candidate<'_>| {
                    let own = it.seen.client == client && !it.seen.trusted;
                    (own && it.seen.is_idle()).then_some((it.seen.looks.idle, it.age))
                };
                if self.send_away(open, room, own_idle) {
                    return PlaceKind::Ordinary;
                }
            }
            return PlaceKind::Reserved(ShedReason::Share);
        }
        if open.ordinary < self.limits.connections {
            return PlaceKind::Ordinary;
        }
        if is_past(open.no_room_until, now) {
            open.no_room_until = Some(now + LOOK_AGAIN);
            let room = part(self.limits.connections);
            let idle = |it: &Candidate<'_>| {
                let rank = (!it.seen.trusted, it.places, it.seen.looks.idle, it.age);
                it.seen.is_idle().then_some(rank)
            };
            let of_another = |it: &Candidate<'_>| {
                let has_many = !it.seen.trusted && it.places >= 2 * (held + 1);
                has_many.then(|| (it.places, it.seen.is_stalled(), it.age))
            };
            if self.send_away(open, room, idle) || self.send_away(open, 1, of_another) {
                return PlaceKind::Ordinary;
            }
        }
        PlaceKind::Reserved(ShedReason::Full)
    }

    /// Sends away up to `most` of the connections that `rank` ranks, the highest first. `false`: it ranks no connection.
    fn send_away<R: Ord>(
        &self,
        open: &mut OpenConnections,
        most: usize,
        rank: impl Fn(&Candidate<'_>) -> Option<R>,
    ) -> bool {
        let mut ranked: Vec<(R, u64)> = Vec::new();
        for (&number, seen) in &open.connections {
            if seen.going || seen.place != PlaceKind::Ordinary {
                continue;
            }
            let places = open.clients.get(&seen.client).map_or(0, |held| held.places);
            let candidate = Candidate {
                seen,
                places,
                age: Reverse(number),
            };
            if let Some(rank) = rank(&candidate) {
                ranked.push((rank, number));
            }
        }
        if ranked.len() > most {
            ranked.select_nth_unstable_by(most, |one, other| other.0.cmp(&one.0));
            ranked.truncate(most);
        }
        for (_, number) in &ranked {
            open.send_away_one(*number);
            self.traffic.cut(CutReason::NoRoom);
        }
        !ranked.is_empty()
    }

    /// Whether a reserved place is free, or can be freed: by the end of a connection that is silent or has its answer,
    /// or else of one that does not read its answer. The oldest of the client with the most reserved places ends.
    fn has_reserved(&self, open: &mut OpenConnections) -> bool {
        if open.reserved < self.limits.reserved {
            return true;
        }
        let reserved = || {
            let all = open.connections.iter();
            all.filter(|(_, seen)| !seen.going && seen.place != PlaceKind::Ordinary)
        };
        let mut of: HashMap<Client, usize> = HashMap::new();
        for (_, seen) in reserved() {
            *of.entry(seen.client).or_default() += 1;
        }
        let ends = reserved().filter_map(|(&number, seen)| {
            let marks = seen.activity.marks();
            let is_done = marks.silent || marks.closing;
            let share = of.get(&seen.client).copied();
            (is_done || marks.unread).then_some((is_done, share, Reverse(number)))
        });
        let Some((_, _, Reverse(number))) = ends.max() else {
            return false;
        };
        open.send_away_one(number);
        true
    }

    /// Removes a connection that has ended.
    fn leave(&self, number: u64) {
        let mut open = self.open();
        if let Some(seen) = open.connections.remove(&number)
            && !seen.going
        {
            open.give_back(seen.client, seen.place);
        }
        self.traffic.open(open.ordinary, open.reserved);
        drop(open);
        self.ended.notify_one();
    }

    /// Waits until a connection has ended, but no longer than `most`.
    pub(super) async fn one_has_ended(&self, most: Duration) {
        let _ = tokio::time::timeout(most, self.ended.notified()).await;
    }

    /// Whether connections that were sent away have to end before another is accepted: all descriptors for connections
    /// are in use (then those connections are reset), or more come than can be sent away.
    pub(super) fn is_overfull(&self) -> bool {
        let open = self.open();
        let all = open.connections.len();
        if all >= self.limits.connections + self.limits.reserved {
            for seen in open.connections.values().filter(|seen| seen.going) {
                seen.activity.give(ConnectionVerdict::Cut);
            }
            return true;
        }
        all > open.ordinary + self.limits.reserved * BEHIND
    }

    /// Sends away some connections, idle ones first, because the system has no room for another.
    pub(super) fn make_room(&self) {
        let mut open = self.open();
        let room = part(self.limits.connections);
        self.send_away(&mut open, room, |it| {
            let idle = it.seen.is_idle();
            (idle || it.seen.is_stalled()).then_some((idle, !it.seen.trusted, it.places, it.age))
        });
    }

    /// Looks at all connections again and again.
    pub(super) async fn look_after(&self) {
        let mut next = tokio::time::interval(self.every);
        next.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            next.tick().await;
            self.look();
        }
    }

    /// One look at all connections.
    fn look(&self) {
        for seen in self.open().connections.values_mut() {
            if let Some(cut) = seen.look(&self.longest) {
                self.traffic.cut(cut);
            }
        }
    }

    /// Gives every connection this verdict.
    pub(super) fn give_all(&self, verdict: ConnectionVerdict) {
        for seen in self.open().connections.values_mut() {
            seen.give(verdict);
        }
    }

    /// Waits until no connection is open.
    pub(super) async fn all_have_ended(&self) {
        while !self.open().connections.is_empty() {
            self.one_has_ended(self.every).await;
        }
    }

    fn open(&self) -> MutexGuard<'_, OpenConnections> {
        self.open.lock()
    }
}

impl OpenConnections {
    /// Counts the connection's place as free and ends the connection: by a reset, unless its last answer may still be on
    /// its way.
    fn send_away_one(&mut self, number: u64) {
        let Some(seen) = self.connections.get_mut(&number) else {
            return;
        };
        seen.going = true;
        let on_its_way =
            seen.place == PlaceKind::Ordinary && seen.is_idle() && !seen.is_long_idle();
        seen.give(match on_its_way {
            true => ConnectionVerdict::Leave,
            false => ConnectionVerdict::Cut,
        });
        let (client, place) = (seen.client, seen.place);
        self.give_back(client, place);
    }

    fn give_back(&mut self, client: Client, place: PlaceKind) {
        if place != PlaceKind::Ordinary {
            self.reserved -= 1;
            return;
        }
        self.ordinary -= 1;
        self.no_room_until = None;
        if let Some(held) = self.clients.get_mut(&client) {
            held.places -= 1;
            held.no_room_until = None;
            if held.places == 0 {
                self.clients.remove(&client);
            }
        }
    }
}

/// A connection that may be sent away.
struct Candidate<'c> {
    seen: &'c Observed,
    /// How many places its client has.
    places: usize,
    /// Greater for an older connection.
    age: Reverse<u64>,
}

/// How many of so many `places` are freed at once.
fn part(places: usize) -> usize {
    (places * MAKE_ROOM_PERCENT / 100).max(1)
}

fn is_past(until: Option<Instant>, now: Instant) -> bool {
    until.is_none_or(|until| until <= now)
}

/// A connection with a place. Dropping it frees the place.
#[derive(Debug)]
pub(super) struct Admitted {
    connections: Arc<Connections>,
    number: u64,
    pub(super) activity: Arc<Activity>,
    pub(super) place: PlaceKind,
}

impl Admitted {
    pub(super) fn limits(&self) -> &Limits {
        self.connections.limits()
    }

    pub(super) fn traffic(&self) -> &Traffic {
        self.connections.traffic()
    }

    /// Counts a request of `client` that was answered with 503. The log has a line about it once a minute at most.
    pub(super) fn was_shed(&self, shed: ShedReason, client: Client) {
        if !self.traffic().shed(shed) {
            return;
        }
        let limits = self.limits();
        match shed {
            ShedReason::Share => tracing::warn!(
                %client,
                share = limits.per_client,
                "a client has its share of connections or requests; more of it are answered with 503. If it is your \
                 proxy, name it in [server] trusted-proxies"
            ),
            ShedReason::Full => tracing::warn!(
                connections = limits.connections,
                "all places for connections are occupied, and none is idle; new connections are answered with 503"
            ),
        }
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.connections.leave(self.number);
    }
}
