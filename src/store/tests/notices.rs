//! What endpoints of `[notify]` were told and what waits for them, in each backend and in memory.

use super::*;

fn endpoint(name: &str) -> crate::model::EndpointId {
    name.parse().expect("a test id")
}

fn event(endpoint_name: &str, second: i64, number: usize) -> (QueuePlace, QueuedEvent) {
    let id = format!("msg_{second}{number}");
    let place = QueuePlace::new(&endpoint(endpoint_name), &feed(), at(second), number, &id);
    let body = format!("{{\"type\":\"item.published\",\"n\":{number}}}");
    (place, QueuedEvent { id, body })
}

fn seconds(store: &Store, name: &str) -> Vec<i64> {
    let queue = store.queue(Some(&endpoint(name))).expect("a sound store");
    queue.iter().map(|it| it.queued_at().as_second()).collect()
}

/// A receiver is sent what waits for it, in order, also after a restart; what it took is not sent again.
#[test]
fn a_queue_is_read_in_the_order_of_time_and_without_what_left_it() {
    for place in Place::each() {
        let events = [
            event("ops", 12, 0),
            event("ops", 11, 1),
            event("ops", 11, 0),
        ];
        {
            let store = place.open();
            store.announce(&feed(), &"first", &events, at(12));
            store.announce(&feed(), &"second", &[event("ops-2", 9, 0)], at(13));
            assert_eq!(seconds(&store, "ops"), [11, 11, 12]);
            store.flush().expect("durable");
        }
        let store = place.open();
        assert_eq!(
            store.announced::<String>(&feed()).as_deref(),
            Some("second")
        );
        assert_eq!(seconds(&store, "ops-2"), [9]);
        let queue = store.queue(Some(&endpoint("ops"))).expect("a sound store");
        assert_eq!(queue[0].feed(), "tanews");
        assert_eq!(store.queued(&queue[0]), Some(events[2].1.clone()));
        // Before the removal is on disk, and after.
        store.unqueue(&queue[..1]);
        assert_eq!(
            (seconds(&store, "ops"), store.queued(&queue[0])),
            (vec![11, 12], None)
        );
        store.flush().expect("durable");
        assert_eq!(seconds(&store, "ops"), [11, 12]);
        assert_eq!(store.queue(None).expect("a sound store").len(), 3);
        store.forget_announced().expect("a sound store");
        assert_eq!(store.announced::<String>(&feed()), None);
        assert_eq!(seconds(&store, "ops"), [11, 12]);
    }
}

/// Without a file the same holds, and what was sent takes no memory.
#[test]
fn in_memory_a_queue_holds_what_waits_and_nothing_else() {
    let store = Store::in_memory();
    let events: Vec<_> = (0..100).map(|n| event("ops", n, 0)).collect();
    store.announce(&feed(), &1, &events, at(100));
    let queue = store.queue(None).expect("a store");
    assert_eq!(queue.len(), 100);
    store.unqueue(&queue);
    assert!(store.queue(None).expect("a store").is_empty());
    assert_eq!(store.announced(&feed()), Some(1));
    store.put_endpoint(&endpoint("ops"), &"answered", at(100));
    assert_eq!(
        store.endpoint::<String>(&endpoint("ops")).as_deref(),
        Some("answered")
    );
    assert!(store.may_send(&endpoint("ops"), "me", 60).expect("a store") && !store.is_shared());
}

/// What was announced and the events that follow from it are on disk together: a kill between them would lose events.
#[test]
fn an_event_is_on_disk_with_what_says_that_it_is() {
    let scratch = Scratch::new();
    let store = scratch.open();
    for round in 0..20 {
        store.announce(&feed(), &round, &[event("ops", round, 0)], at(round));
        drop(store.saved());
        let killed = Scratch::new();
        fs::create_dir_all(&killed.0).expect("a directory");
        fs::copy(scratch.file(), killed.file()).expect("a copy");
        let after = killed.open();
        let announced: Option<i64> = after.announced(&feed());
        let queued = after.queue(None).expect("a sound store");
        let queued = queued.last().map(|it| it.queued_at().as_second());
        assert_eq!(announced, queued);
    }
}

/// Of several bylines over one database one sends to an endpoint; when it is gone, another one does.
#[test]
fn one_of_several_senders_has_an_endpoint() {
    let Some(server) = database::Server::shared() else {
        return;
    };
    let name = server.database();
    let store = Place::Database(server.url(&name)).open();
    let may = |holder: &str, seconds| {
        store
            .may_send(&endpoint("ops"), holder, seconds)
            .expect("an answer")
    };
    assert!(store.is_shared());
    assert!(may("one", 60) && may("one", 60) && !may("two", 60));
    assert!(
        store
            .may_send(&endpoint("other"), "two", 60)
            .expect("an answer")
    );
    server.sql(
        &name,
        "UPDATE byline.senders SET until = now() - interval '1 second'",
    );
    assert!(may("two", 60) && !may("one", 60));
}
