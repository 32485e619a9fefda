//! Every open connection, one look at all of them every few seconds, and who has to go when there is no room.
//!
//! In: the marks that connections leave in their [`Activity`], and newcomers. Out: word to a connection that it is to
//! leave, or is cut off; for a newcomer a place, or none. One timer for all of them, and nothing of it is in the way of
//! a request.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::activity::{Activity, ConnectionVerdict};
use super::client::Client;
use super::limits::Limits;
use super::observed::{Looks, Observed, PlaceKind};
use super::traffic::{CutReason, ShedReason, Traffic};

/// Every open connection, as it was at the last looks.
#[derive(Debug)]
pub(super) struct Connections {
    limits: Limits,
    every: Duration,
    longest: Looks,
    open: Mutex<OpenConnections>,
    /// Told when a connection has ended.
    ended: Notify,
    traffic: Arc<Traffic>,
}

#[derive(Debug, Default)]
struct OpenConnections {
    next: u64,
    connections: BTreeMap<u64, Observed>,
    /// Places taken by client, those of connections that are told to go left out. Only clients that have one.
    clients: HashMap<Client, Held>,
    /// The sum of these.
    taken: usize,
    reserved: usize,
    /// Nobody could make room for a newcomer, and before this nobody is looked for again.
    no_room_until: Option<Instant>,
}

#[derive(Debug, Default)]
struct Held {
    places: usize,
    /// The same for newcomers of this client.
    no_room_until: Option<Instant>,
}

/// Of a hundred connections so many are sent away together when there is no room: looking for them takes a while.
const MAKE_ROOM_PERCENT: usize = 2;
/// So many times the reserved places may be told to go and not have heard it yet. More would only wait here instead of
/// in the kernel's queue.
const BEHIND: usize = 3;
/// After nobody was found who could be sent away, nobody is looked for again for so long.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

impl Connections {
    /// Looks often enough to keep `limits`, with nobody there yet.
    pub(super) fn within(limits: Limits, traffic: Arc<Traffic>) -> Self {
        let shortest = limits
            .head
            .min(limits.idle)
            .min(limits.stalled)
            .min(limits.drain);
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

    /// A place for a newcomer, if need be at the cost of others. `None`: the reserved places are taken too, by
    /// connections that have not had their say yet.
    ///
    /// A client that has its share loses idle connections of its own for the new one. Where all places are taken, idle
    /// connections go first, of the client that has most; then, of a client that has at least twice as many as the
    /// newcomer's would, one that stalls, else the oldest. What cannot be had so is a reserved place.
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
                open.taken += 1;
            }
            PlaceKind::Reserved(_) => open.reserved += 1,
        }
        let number = open.next;
        open.next += 1;
        let seen = Observed::new(activity.clone(), client, trusted, place);
        open.connections.insert(number, seen);
        self.traffic.open(open.taken, open.reserved);
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
        if open.taken < self.limits.connections {
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

    /// Sends away up to `most` of the connections with a rank, the highest first; false if none has one.
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
            open.tell_to_go(*number);
            self.traffic.cut(CutReason::NoRoom);
        }
        !ranked.is_empty()
    }

    /// Whether a reserved place is free, if need be by the end of one that is silent or has its answer, else of one that
    /// does not read it: of the client that has most of them, the oldest.
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
            let has_had_its_say = marks.silent || marks.closing;
            let share = of.get(&seen.client).copied();
            (has_had_its_say || marks.unread).then_some((has_had_its_say, share, Reverse(number)))
        });
        let Some((_, _, Reverse(number))) = ends.max() else {
            return false;
        };
        open.tell_to_go(number);
        true
    }

    /// The connection is over.
    fn leave(&self, number: u64) {
        let mut open = self.open();
        if let Some(seen) = open.connections.remove(&number)
            && !seen.going
        {
            open.give_back(seen.client, seen.place);
        }
        self.traffic.open(open.taken, open.reserved);
        drop(open);
        self.ended.notify_one();
    }

    /// Waits until a connection has ended, and no longer than `most`.
    pub(super) async fn one_has_ended(&self, most: Duration) {
        let _ = tokio::time::timeout(most, self.ended.notified()).await;
    }

    /// Whether connections that are to go should go first: because as many descriptors are in use as there are places,
    /// and then they are told to hurry, or because more come than can be sent away.
    pub(super) fn is_overfull(&self) -> bool {
        let open = self.open();
        let all = open.connections.len();
        if all >= self.limits.connections + self.limits.reserved {
            for seen in open.connections.values().filter(|seen| seen.going) {
                seen.activity.tell(ConnectionVerdict::Cut);
            }
            return true;
        }
        all > open.taken + self.limits.reserved * BEHIND
    }

    /// Sends some away, idle ones, because the system has no room for a newcomer.
    pub(super) fn make_room(&self) {
        let mut open = self.open();
        let room = part(self.limits.connections);
        self.send_away(&mut open, room, |it| {
            let idle = it.seen.is_idle();
            (idle || it.seen.is_stalled()).then_some((idle, !it.seen.trusted, it.places, it.age))
        });
    }

    /// Looks for ever.
    pub(super) async fn look_after(&self) {
        let mut next = tokio::time::interval(self.every);
        next.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            next.tick().await;
            self.look();
        }
    }

    /// One look at everyone.
    fn look(&self) {
        for seen in self.open().connections.values_mut() {
            if let Some(cut) = seen.look(&self.longest) {
                self.traffic.cut(cut);
            }
        }
    }

    /// Tells everyone the same.
    pub(super) fn tell_all(&self, verdict: ConnectionVerdict) {
        for seen in self.open().connections.values_mut() {
            seen.tell(verdict);
        }
    }

    /// Waits until nobody is there any more.
    pub(super) async fn all_have_ended(&self) {
        while !self.open().connections.is_empty() {
            self.one_has_ended(self.every).await;
        }
    }

    fn open(&self) -> MutexGuard<'_, OpenConnections> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OpenConnections {
    /// Counts the connection's place as free, and ends it: by a reset, unless its last answer may be on its way yet.
    fn tell_to_go(&mut self, number: u64) {
        let Some(seen) = self.connections.get_mut(&number) else {
            return;
        };
        seen.going = true;
        let on_its_way =
            seen.place == PlaceKind::Ordinary && seen.is_idle() && !seen.is_long_idle();
        seen.tell(match on_its_way {
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
        self.taken -= 1;
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
    /// The older, the greater.
    age: Reverse<u64>,
}

/// The part of so many places that is made free at once.
fn part(places: usize) -> usize {
    (places * MAKE_ROOM_PERCENT / 100).max(1)
}

fn is_past(until: Option<Instant>, now: Instant) -> bool {
    until.is_none_or(|until| until <= now)
}

/// A connection with a place, which is free again when this is dropped.
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

    /// Counts a request of `client` that was answered with 503, and tells the log of it once a minute.
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
                "all connections are taken, and none is idle; newcomers are answered with 503"
            ),
        }
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.connections.leave(self.number);
    }
}
