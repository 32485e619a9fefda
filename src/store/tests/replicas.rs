//! What several bylines over one database promise each other.

use std::time::Duration;

use super::database::Server;
use super::*;

fn me(name: &str, incarnation: i64) -> ReplicaSelf {
    ReplicaSelf {
        name: name.into(),
        incarnation,
        version: "1",
        address: "127.0.0.1:8080".into(),
        isolated_for: None,
    }
}

/// A replica: its store, and who it is.
struct Replica(Store, ReplicaSelf);

impl Replica {
    fn start(url: &str, name: &str, incarnation: i64) -> Self {
        let replica = Self::unjoined(url, name, incarnation);
        assert_eq!(replica.join(), Joined::Yes);
        replica
    }

    fn unjoined(url: &str, name: &str, incarnation: i64) -> Self {
        let store = Store::open_database(url, DEFAULT_LIMIT_BYTES).expect("a store");
        Self(store, me(name, incarnation))
    }

    fn shared(&self) -> &Replication {
        self.0.replication().expect("a database")
    }

    fn join(&self) -> Joined {
        self.shared()
            .join(&self.1, "digest")
            .wait()
            .expect("an answer")
    }

    fn turn(&self) -> Turn {
        let turn = self.shared().take_turn(&self.1, &feed(), false);
        turn.wait().expect("an answer")
    }

    /// The generation of a turn that must be granted.
    #[track_caller]
    fn generation(&self) -> i64 {
        match self.turn() {
            Turn::Mine { generation, .. } => generation,
            other @ (Turn::Theirs { .. } | Turn::HeldOff { .. }) => panic!("{other:?}"),
        }
    }

    fn publish(&self, second: i64, fence: Fence) -> Published {
        let encoded =
            EncodedSnapshot::of(snapshot(second), Duration::ZERO).expect("it can be encoded");
        let (me, feed) = (Some(&self.1), feed());
        let published = self.0.publish_snapshot(me, &feed, encoded, fence);
        wait(published).expect("an answer")
    }

    fn stored(&self) -> Option<(Snapshot, i64)> {
        let stored = self.0.numbered_snapshot(&feed())?;
        Some((stored.snapshot, stored.number))
    }

    fn unconfirmed(&self) -> Vec<String> {
        let open = self.shared().unconfirmed(None).wait().expect("an answer");
        open.into_iter().map(|it| it.replica).collect()
    }
}

const fn turn(generation: i64, ends: bool) -> Fence {
    Fence::Turn { generation, ends }
}

/// Two replicas that refresh one feed ask its origin twice; and one that was paused must not bring back an older state.
#[test]
fn a_feed_is_refreshed_in_turns_and_a_late_one_publishes_nothing() {
    let Some(server) = Server::shared() else {
        return;
    };
    let name = server.database();
    let url = server.url(&name);
    let (a, b) = (Replica::start(&url, "a", 1), Replica::start(&url, "b", 2));
    let first = a.generation();
    assert_eq!(b.turn(), Turn::Theirs { holder: "a".into() });
    assert_eq!(a.publish(1000, turn(first, false)), Published::As(1));
    assert_eq!(b.turn(), Turn::Theirs { holder: "a".into() }, "it goes on");
    // The first one is stopped, and its lease runs out.
    server.sql(
        &name,
        "UPDATE byline.replicas SET lease_until = 'epoch' WHERE name = 'a'",
    );
    let second = b.generation();
    assert!(second > first);
    assert_eq!(a.publish(1500, turn(first, true)), Published::Superseded);
    assert_eq!(b.publish(2000, turn(second, true)), Published::As(2));
    assert_eq!(a.publish(1500, turn(first, true)), Published::Superseded);
    assert_eq!(a.stored(), Some((snapshot(2000), 2)));
    // Who comes next learns that it was refreshed meanwhile, also without a change.
    let third = b.generation();
    let renewed = b.shared().renew_snapshot(&b.1, &feed(), third, at(9000));
    assert_eq!(renewed.wait(), Ok(Published::As(3)));
    let changes = b.shared().refreshes_after(1).wait().expect("an answer");
    let [change] = &changes[..] else {
        panic!("{changes:?}");
    };
    assert_eq!((change.number, change.content), (3, 2));
    assert_eq!(change.refreshed_at(), at(9000));
    // That date is of a replica's clock, which may be wrong; how long ago it was is not.
    assert!(change.age.is_some_and(|age| age < Duration::from_secs(600)));
    assert_eq!(b.stored().map(|it| it.0.refreshed_at), Some(at(9000)));
    assert_eq!(a.join(), Joined::Yes);
    assert!(matches!(a.turn(), Turn::Mine { refreshed: 3, .. }));
}

/// A takedown rewrites what is stored. It must not undo a refresh that another replica publishes at that moment.
#[test]
fn a_snapshot_is_replaced_only_by_what_was_made_of_it() {
    let Some(server) = Server::shared() else {
        return;
    };
    let url = server.url(&server.database());
    let (a, b) = (Replica::start(&url, "a", 1), Replica::start(&url, "b", 2));
    a.publish(1000, turn(a.generation(), true));
    assert_eq!(b.publish(1000, Fence::Snapshot(1)), Published::As(2));
    assert_eq!(a.publish(3000, Fence::Snapshot(1)), Published::Superseded);
    assert_eq!(
        a.publish(3000, turn(a.generation(), true)),
        Published::As(3)
    );
    assert_eq!(b.publish(1000, Fence::Snapshot(2)), Published::Superseded);
    assert_eq!(b.stored(), Some((snapshot(3000), 3)));
}

/// An origin that is down is asked by one replica, at its pace, and not by each at its own.
#[test]
fn an_origin_that_failed_is_left_alone_by_all() {
    let Some(server) = Server::shared() else {
        return;
    };
    let url = server.url(&server.database());
    let (a, b) = (Replica::start(&url, "a", 1), Replica::start(&url, "b", 2));
    let failed = Some((Duration::from_secs(600), "no answer".to_owned()));
    let ended = a.shared().end_turn(&a.1, &feed(), a.generation(), failed);
    ended.wait().expect("durable");
    for replica in [&a, &b] {
        let Turn::HeldOff { wait, reason } = replica.turn() else {
            panic!("asked again");
        };
        assert!(wait > Duration::from_secs(500) && reason == "no answer");
    }
    let insisted = b.shared().take_turn(&b.1, &feed(), true);
    let Ok(Turn::Mine { generation, .. }) = insisted.wait() else {
        panic!("an operator insists");
    };
    b.publish(1000, turn(generation, true));
    assert!(matches!(a.turn(), Turn::Mine { .. }), "it is well again");
}

/// Readers of two replicas must never be told two dates for one article.
#[test]
fn the_first_replica_to_see_an_article_dates_it_for_all() {
    let Some(server) = Server::shared() else {
        return;
    };
    let url = server.url(&server.database());
    let stores: Vec<Store> = (0..4)
        .map(|_| Store::open_database(&url, DEFAULT_LIMIT_BYTES).expect("a store"))
        .collect();
    let links: Vec<(Guid, Url)> = (0..50).map(link).collect();
    let dates: Vec<_> = std::thread::scope(|scope| {
        let seen = stores.iter().enumerate().map(|(n, store)| {
            let (links, now) = (&links, at(1000 + i64::try_from(n).expect("few")));
            scope.spawn(move || store.first_seen(&feed(), links, now))
        });
        let seen: Vec<_> = seen.collect();
        seen.into_iter()
            .map(|seen| seen.join().expect("no panic"))
            .collect()
    });
    assert_eq!(dates[0].len(), links.len());
    assert!(dates.iter().all(|it| *it == dates[0]), "{dates:?}");
    let later = stores[0].first_seen(&feed(), &links, at(9000));
    assert_eq!(later, dates[0]);
}

/// A takedown counts as done only when nobody shows the item: not while a replica has not said so, whether it lives or not.
#[test]
fn a_takedown_waits_for_every_replica_that_may_serve() {
    let Some(server) = Server::shared() else {
        return;
    };
    let name = server.database();
    let url = server.url(&name);
    let (a, mut b) = (
        Replica::start(&url, "a", 1),
        Replica::unjoined(&url, "b", 2),
    );
    b.1.isolated_for = Some(Duration::from_secs(30));
    assert_eq!(b.join(), Joined::Yes);
    a.0.take_down(takedown(1)).expect("durable");
    assert_eq!(a.unconfirmed(), ["a", "b"]);
    let followed = b.shared().takedowns_after(0).wait().expect("an answer");
    let change = followed.into_iter().next().expect("a takedown");
    assert_eq!(change.takedown, Some(takedown(1)));
    assert!(b.0.follow_takedown(change.guid, change.takedown.clone()));
    assert!(!b.0.follow_takedown(change.guid, change.takedown));
    assert_eq!(b.0.takedowns(), a.0.takedowns());
    b.shared()
        .note_applied(&b.1, change.number)
        .wait()
        .expect("durable");
    assert_eq!(a.unconfirmed(), ["a"]);
    a.shared()
        .note_applied(&a.1, change.number)
        .wait()
        .expect("durable");
    assert!(a.unconfirmed().is_empty());

    a.0.take_down(takedown(2)).expect("durable");
    let gone = "UPDATE byline.replicas SET lease_until = clock_timestamp() - interval '1 hour'";
    server.sql(&name, gone);
    assert_eq!(
        b.unconfirmed(),
        ["a", "b"],
        "a goes on serving, and b for a while"
    );
    let stopped = "UPDATE byline.replicas SET stops_at = clock_timestamp() - interval '2 seconds' WHERE name = 'b'";
    server.sql(&name, stopped);
    assert_eq!(b.unconfirmed(), ["a"], "b has stopped");
    assert_eq!(b.shared().forget("a").wait(), Ok(Forgotten::Yes));
    assert_eq!(b.shared().forget("a").wait(), Ok(Forgotten::Unknown));
    assert!(b.unconfirmed().is_empty());
    b.0.undo_takedown(link(1).0).expect("durable");
    let after = a.shared().takedowns_after(2).wait().expect("an answer");
    assert!(after.iter().all(|it| it.takedown.is_none()) && after.len() == 1);
}

/// Two replicas of one name would confirm for each other what only one of them has done.
#[test]
fn a_name_is_one_replicas_until_it_is_gone() {
    let Some(server) = Server::shared() else {
        return;
    };
    let name = server.database();
    let url = server.url(&name);
    let old = Replica::start(&url, "a", 1);
    let new = Replica::unjoined(&url, "a", 2);
    assert!(matches!(new.join(), Joined::NameTaken { lease_ms: 1.. }));
    assert_eq!(old.shared().forget("a").wait(), Ok(Forgotten::IsAlive));
    let (standing, members) = old
        .shared()
        .renew_lease(&old.1, "other")
        .wait()
        .expect("an answer");
    assert!(standing.is_member);
    assert_eq!(members.len(), 1);
    assert_eq!(members[0].config_digest, "other");
    assert!(members[0].is_alive());
    // A process that is gone has no connection, and its successor need not wait.
    drop(old);
    let patience = std::time::Instant::now() + Duration::from_secs(20);
    while new.join() != Joined::Yes {
        assert!(std::time::Instant::now() < patience);
        std::thread::sleep(Duration::from_millis(20));
    }
    let old = Replica::unjoined(&url, "a", 1);
    let standing = old.shared().standing(&old.1).wait().expect("an answer");
    assert!(!standing.is_member);
    assert_eq!(
        old.turn(),
        Turn::Theirs {
            holder: String::new()
        }
    );
    new.shared().leave(&new.1, false).wait().expect("durable");
    assert_eq!(new.shared().members().wait(), Ok(Vec::new()));
}

/// A replica that is restarted while the database is away serves what it had, and nothing that was withdrawn.
#[test]
fn a_local_copy_is_enough_to_start_from() {
    const NOW: i64 = 1_421_804_340;
    let Some(server) = Server::start(None) else {
        return;
    };
    let url = server.url(&server.database());
    let (scratch, empty) = (Scratch::new(), Scratch::new());
    let open = |scratch: &Scratch| Store::open_replica(&url, Some(&scratch.0), DEFAULT_LIMIT_BYTES);
    let replica = Replica(open(&scratch).expect("a store"), me("a", 1));
    assert_eq!(replica.join(), Joined::Yes);
    replica.publish(NOW, turn(replica.generation(), true));
    replica.0.take_down(takedown(1)).expect("durable");
    replica.0.take_down(takedown(2)).expect("durable");
    replica.0.undo_takedown(link(2).0).expect("durable");
    drop(replica);
    // A store of one byline's own is never taken for the copy: its takedowns would be forgotten.
    let own = Scratch::new();
    own.open().take_down(takedown(3)).expect("durable");
    let refusal = open(&own).expect_err("a store of its own").to_string();
    assert!(refusal.contains("byline store copy --from"), "{refusal}");
    server.tell("kill");
    let refusal = open(&empty).expect_err("nothing to serve from").to_string();
    assert!(refusal.contains("is away"), "{refusal}");
    let store = Replica(open(&scratch).expect("a store"), me("a", 2));
    assert_eq!(store.0.takedowns(), [takedown(1)]);
    assert_eq!(store.stored(), Some((snapshot(NOW), 0)));
    assert!(store.0.fault().is_some());
    server.tell("start");
    let patience = std::time::Instant::now() + Duration::from_secs(60);
    while store.stored() != Some((snapshot(NOW), 1)) {
        assert!(std::time::Instant::now() < patience);
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whoever follows is told at once, on a connection of its own, and does not have to ask every second.
#[tokio::test]
async fn a_change_is_heard() {
    let Some(server) = Server::shared() else {
        return;
    };
    let url = server.url(&server.database());
    let open = move || Replica::start(&url, "a", 1);
    let a = tokio::task::spawn_blocking(open).await.expect("no panic").0;
    let store = a.clone();
    let heard = a.replication().expect("a database");
    let taken_down = tokio::task::spawn_blocking(move || store.take_down(takedown(1)));
    let heard = tokio::time::timeout(Duration::from_secs(20), heard.news()).await;
    heard.expect("it is told");
    taken_down.await.expect("no panic").expect("durable");
    tokio::task::spawn_blocking(move || drop(a))
        .await
        .expect("no panic");
}
