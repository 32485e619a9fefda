//! The checker checked: it finds nothing in a calm history, and each rule finds what breaks it and nothing else.

use crate::check::{Rule, check};
use crate::history::{
    Closure, Disturbance, Fetch, History, Listing, Millis, Promises, Read, Refusal, Shown,
    Takedown, Word,
};

const PROMISES: Promises = Promises {
    section_spacing: 2000,
    pace: 100,
    per_host: 2,
    travel: 250,
    closing: 1000,
    visible_within: 3000,
};

fn item(number: u32) -> Shown {
    Shown {
        guid: format!("guid-{number}"),
        url: format!("http://127.0.0.1/north/{number}.htm"),
        dates: Some((None, 1000 + i64::from(number))),
    }
}

fn read(replica: usize, asked: Millis, newest: u32) -> Read {
    Read {
        replica,
        feed: "north".into(),
        format: "json",
        asked,
        answered: asked + 5,
        etag: format!("\"{newest}\""),
        items: (newest.saturating_sub(9)..=newest)
            .rev()
            .map(item)
            .collect(),
    }
}

fn edit(read: &mut Read, change: impl FnOnce(&mut Vec<Shown>)) {
    let mut items = read.items.to_vec();
    change(&mut items);
    read.items = items.into();
}

fn fetch(path: &str, at: Millis) -> Fetch {
    Fetch {
        host: "127.0.0.1",
        path: path.into(),
        at,
    }
}

fn takedown(number: u32, asked: Millis, word: Word) -> Takedown {
    Takedown {
        replica: 1,
        guid: item(number).guid,
        asked,
        answered: asked + 50,
        word,
    }
}

fn trouble(replica: Option<usize>, from: Millis, until: Millis) -> Disturbance {
    Disturbance {
        what: "a fault".into(),
        replica,
        from,
        until,
    }
}

/// A minute of three replicas: an article every three seconds, each of them read soon after; one takedown.
fn calm() -> History {
    let mut history = History::default();
    for step in 0..20 {
        let (at, newest) = (step * 3000, 10 + u32::try_from(step).expect("small"));
        history.fetches.push(fetch("/north/", at));
        history
            .fetches
            .push(fetch(&format!("/north/{newest}.htm"), at + 110));
        for replica in 0..3 {
            history
                .reads
                .push(read(replica, at + 500 + 7 * replica as u64, newest));
        }
    }
    let taken = takedown(12, 20_000, Word::Confirmed);
    let is_late = |read: &&mut Read| read.asked > 20_000;
    for read in history.reads.iter_mut().filter(is_late) {
        edit(read, |items| items.retain(|item| item.guid != taken.guid));
    }
    history.takedowns.push(taken);
    history.listings.extend((0..3).map(|replica| Listing {
        replica,
        asked: 60_000,
        guids: vec![item(12).guid],
    }));
    history
}

#[track_caller]
fn only(rule: Rule, history: &History) {
    let found = check(history, &PROMISES);
    assert!(
        !found.is_empty() && found.iter().all(|it| it.rule == rule),
        "{found:#?}"
    );
}

#[track_caller]
fn nothing(history: &History) {
    let found = check(history, &PROMISES);
    assert!(found.is_empty(), "{found:#?}");
}

/// A checker that cries wolf is switched off soon.
#[test]
fn a_calm_history_keeps_every_promise() {
    nothing(&calm());
}

/// A rights holder who was told "done" must not find that nobody knows of it.
#[test]
fn a_takedown_that_one_replica_forgot_is_found() {
    for word in [Word::Confirmed, Word::Stored] {
        let mut history = calm();
        history.takedowns.push(takedown(3, 40_000, word));
        for listing in history.listings.iter_mut().skip(1) {
            listing.guids.push(item(3).guid);
        }
        only(Rule::NothingLost, &history);
    }
    // Nothing was promised.
    let mut history = calm();
    history.takedowns.push(takedown(3, 40_000, Word::Unknown));
    nothing(&history);
}

/// Withdrawn is withdrawn everywhere, in a single answer of a single replica too.
#[test]
fn an_item_that_is_shown_after_its_confirmation_is_found() {
    let mut history = calm();
    let late = history.reads.iter_mut().find(|read| read.asked > 20_050);
    edit(late.expect("a read"), |items| items.push(item(12)));
    only(Rule::NotShown, &history);
    // Whoever asked before had it on its way.
    let mut history = calm();
    let mut before = read(2, 20_040, 16);
    before.answered = 30_000;
    history.reads.push(before);
    nothing(&history);
    // 202 says that it may still be shown; the list says when that has ended.
    let mut history = calm();
    history.takedowns[0].word = Word::Stored;
    history.reads.push(read(2, 20_060, 16));
    nothing(&history);
    history
        .takedowns
        .push(takedown(12, 20_005, Word::Confirmed));
    only(Rule::NotShown, &history);
}

/// A feed reader knows articles by their guids, and shows those with another one again.
#[test]
fn a_guid_or_date_that_differs_is_found() {
    let mut history = calm();
    edit(&mut history.reads[7], |items| {
        items[0].dates = Some((Some(7), 1012));
    });
    only(Rule::SameForAll, &history);
    // What one replica has not read yet is of its first sight there, and on all for the same reason.
    let mut history = calm();
    for read in &mut history.reads[6..8] {
        edit(read, |items| items[0].dates = Some((None, 7)));
    }
    nothing(&history);
    edit(&mut history.reads[8], |items| {
        items[0].dates = Some((None, 8));
    });
    only(Rule::SameForAll, &history);
    // Back to the first.
    let mut history = calm();
    edit(&mut history.reads[9], |items| {
        items[1].dates = Some((None, 7));
    });
    only(Rule::SameForAll, &history);
    let mut history = calm();
    edit(&mut history.reads[7], |items| {
        items[0].guid = "another".into();
    });
    only(Rule::SameForAll, &history);
    let mut history = calm();
    edit(&mut history.reads[7], |items| items[0].dates = None);
    nothing(&history);
}

/// A feed that goes back shows old news as new, and drops what was there.
#[test]
fn a_feed_that_goes_back_is_found() {
    let mut history = calm();
    history.reads.push(read(2, 15_900, 14));
    only(Rule::NeverBack, &history);
    // On another replica that is a little late it is nothing.
    let mut history = calm();
    history.reads.push(read(2, 15_501, 14));
    nothing(&history);
    // The newest one was withdrawn.
    let mut history = calm();
    let mut without = read(2, 15_900, 15);
    edit(&mut without, |items| drop(items.remove(0)));
    history.reads.push(without.clone());
    only(Rule::NeverBack, &history);
    history.takedowns.push(takedown(15, 15_890, Word::Unknown));
    nothing(&history);
}

/// A replica that hears of nothing would serve yesterday's news for ever.
#[test]
fn a_replica_that_lags_is_found_unless_it_is_troubled() {
    let mut history = calm();
    history.reads.retain(|read| read.replica != 2);
    let mut old = read(2, 31_000, 15);
    edit(&mut old, |items| items.retain(|it| *it != item(12)));
    history.reads.push(old);
    only(Rule::SoonVisible, &history);
    history.disturbances.push(trouble(Some(0), 15_000, 31_000));
    only(Rule::SoonVisible, &history);
    history.disturbances.push(trouble(Some(2), 25_000, 31_000));
    nothing(&history);
}

/// Three replicas must not be three visitors to an origin.
#[test]
fn a_page_that_is_fetched_twice_is_found_unless_there_was_a_reason() {
    for path in ["/north/", "/north/13.htm", "/robots.txt"] {
        let mut history = calm();
        history.fetches.push(fetch(path, 10_000));
        history.fetches.push(fetch(path, 10_500));
        only(Rule::FetchedOnce, &history);
        let at = if path == "/north/" { 9_900 } else { 10_100 };
        history.disturbances.push(trouble(Some(1), at, 10_600));
        if path == "/north/" {
            only(Rule::FetchedOnce, &history);
            history.disturbances.push(trouble(None, at, 10_600));
        }
        if path == "/north/13.htm" {
            history.disturbances.push(trouble(None, at - 200, 10_600));
        }
        nothing(&history);
    }
}

/// An origin counts requests, not replicas.
#[test]
fn a_host_that_is_asked_too_fast_is_found() {
    let mut history = calm();
    // Each of three replicas keeps the pace for itself.
    for number in 100..130 {
        let at = 40_000 + (number - 100) * 34;
        history
            .fetches
            .push(fetch(&format!("/north/{number}.htm"), at));
    }
    only(Rule::Pace, &history);
    // A network that held some back for a moment breaks nothing.
    let mut history = calm();
    for number in 100..130_u64 {
        let at = (40_000 + (number - 100) * 150).max(40_300);
        history
            .fetches
            .push(fetch(&format!("/north/{number}.htm"), at));
    }
    nothing(&history);
}

/// An origin in trouble that says so must be left alone by everyone.
#[test]
fn a_closed_host_that_is_asked_is_found() {
    let mut history = calm();
    history.closures.push(Closure {
        host: "127.0.0.1",
        from: 27_000,
        until: 32_000,
    });
    only(Rule::Closed, &history);
    history.closures[0].until = 30_000;
    nothing(&history);
}

/// A reader never suffers from a database that is away.
#[test]
fn a_reader_who_is_refused_is_found() {
    let refusal = |may_stop| Refusal {
        replica: 1,
        feed: "north".into(),
        asked: 30_000,
        answered: 30_010,
        status: 503,
        may_stop,
    };
    let mut history = calm();
    history.refusals.push(refusal(false));
    history.disturbances.push(trouble(Some(1), 29_000, 31_000));
    only(Rule::Served, &history);
    history.refusals[0] = refusal(true);
    nothing(&history);
    history.disturbances[0].replica = Some(2);
    only(Rule::Served, &history);
}
