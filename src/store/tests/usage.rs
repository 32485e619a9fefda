//! The usage log, in each backend and in memory.

use super::*;

fn used(second: i64, partner: &str) -> Use {
    Use {
        when: at(second),
        partner: partner.parse().expect("a test id"),
        feed: feed(),
        form: "rss".into(),
        items: 2,
        grant: Grant::Full,
        status: 200,
    }
}

fn seconds(store: &Store, query: &UseQuery, limit: usize) -> Vec<i64> {
    let uses = store.uses(query, limit).expect("a sound store");
    uses.iter().map(|it| it.when.as_second()).collect()
}

/// What a partner was given is shown to the rights holder: whole, in order, and after a restart too.
#[test]
fn the_log_is_read_as_it_was_written() {
    let all = UseQuery::default();
    for place in Place::each() {
        {
            let store = place.open();
            assert!(seconds(&store, &all, 10).is_empty());
            // Two at one moment are two.
            store.put_uses(&[used(10, "harbour"), used(10, "harbour"), used(11, "other")]);
            store.flush().expect("durable");
        }
        let store = place.open();
        store.put_uses(&[used(12, "harbour")]);
        assert_eq!(seconds(&store, &all, 10), [10, 10, 11, 12]);
        assert_eq!(seconds(&store, &all, 3), [10, 10, 11]);
        let of = |partner: Option<&str>, since: i64, until: i64| UseQuery {
            partner: partner.map(|id| id.parse().expect("a test id")),
            since: Timestamp::from_second(since).ok(),
            until: Timestamp::from_second(until).ok(),
        };
        let harbour = of(Some("harbour"), 0, 99);
        assert_eq!(seconds(&store, &harbour, 10), [10, 10, 12]);
        assert_eq!(seconds(&store, &harbour, 2), [10, 10]);
        assert_eq!(seconds(&store, &of(None, 11, 12), 10), [11]);
        let first = store.uses(&all, 1).expect("a sound store");
        assert_eq!(first, [used(10, "harbour")]);
    }
}

/// Without a backend the log takes a bounded part of memory, and the newest entries stay.
#[test]
fn in_memory_the_oldest_entries_go() {
    let store = Store::in_memory();
    let many: Vec<Use> = (0..60_000).map(|second| used(second, "harbour")).collect();
    store.put_uses(&many);
    let left = seconds(&store, &UseQuery::default(), usize::MAX);
    assert!(left.len() > 1000 && left.len() < 60_000, "{}", left.len());
    assert_eq!(left.last(), Some(&59_999));
}
