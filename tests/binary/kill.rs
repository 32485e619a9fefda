//! kill -9 at any moment, while feeds are refreshed and items are withdrawn: what was told stays told.
//!
//! `BYLINE_KILLS` says how often (5; `tests/all` takes 200), `BYLINE_SEED` which moments.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use crate::database::Server;
use crate::origin::{self, ADMIN, DATABASE, Dice, Origin, TOKEN};
use crate::process::{Demo, Folder, free_address, try_ask};
use crate::record::Record;

const FEEDS: [&str; 3] = ["north", "south", "east"];
/// "At once", with room for a machine that does other things too.
const AT_ONCE: Duration = Duration::from_secs(3);

/// An origin that has something new each time it is asked, and can be made to hang.
struct Newspaper {
    published: AtomicU32,
    hangs: Mutex<bool>,
    wakes: Condvar,
}

impl Newspaper {
    fn start() -> (Arc<Self>, Origin) {
        let newspaper = Arc::new(Self {
            published: AtomicU32::new(20),
            hangs: Mutex::new(false),
            wakes: Condvar::new(),
        });
        let asked = newspaper.clone();
        let origin = Origin::start(move |path, stream| {
            let hangs = asked.hangs.lock().expect("no panic");
            drop(asked.wakes.wait_while(hangs, |hangs| *hangs));
            if let Some(page) = origin::article(path) {
                origin::reply(stream, "200 OK", "", page.as_bytes());
            } else if let Some(name) = FEEDS.iter().find(|name| path == format!("/{name}/")) {
                let newest = asked.published.fetch_add(1, Ordering::Relaxed);
                let page = origin::section(name, (newest - 20..=newest).rev());
                origin::reply(stream, "200 OK", "", page.as_bytes());
            } else {
                origin::reply(stream, "404 Not Found", "", b"");
            }
        });
        (newspaper, origin)
    }

    fn hang(&self, hangs: bool) {
        *self.hangs.lock().expect("no panic") = hangs;
        self.wakes.notify_all();
    }
}

/// Everything acknowledged and everything served survives a kill at any moment; feeds are there at once while the
/// origin is down.
#[test]
fn a_kill_at_any_moment_loses_nothing_that_was_told() {
    let kills = origin::setting("BYLINE_KILLS", 5);
    killed_again_and_again(kills, "kill", "path = \"data\"", "");
}

/// The same with a database as the store, whichever connection the kill cuts.
#[test]
fn a_kill_loses_nothing_that_a_database_was_told() {
    let Some(server) = Server::shared() else {
        return;
    };
    let url = server.url(&server.database());
    let store = format!("postgres-url-env = \"{DATABASE}\"");
    let kills = origin::setting("BYLINE_KILLS", 5);
    killed_again_and_again(kills.div_ceil(4).max(3), "kill-database", &store, &url);
}

fn killed_again_and_again(kills: u64, name: &str, store: &str, url: &str) {
    let seed = origin::setting("BYLINE_SEED", 1);
    let mut dice = Dice::new(seed);
    let (newspaper, at) = Newspaper::start();
    let (folder, address) = (Folder::new(name), free_address());
    let text = origin::feeds_toml(&address, &at.address, &FEEDS, "新闻");
    let text = text.replace("path = \"data\"", store);
    let environment = [(ADMIN, TOKEN), (DATABASE, url)];
    std::fs::write(folder.path().join("feeds.toml"), text).expect("feeds.toml");
    let record = Arc::new(Mutex::new(Record::default()));
    let (mut slowest, mut early) = (Duration::ZERO, 0);
    for round in 0..kills {
        newspaper.hang(round > 0);
        let starting = Demo::starting(&folder, &address, &environment);
        if round > 0 && dice.below(5) == 0 {
            // Before or just as it opens its store.
            std::thread::sleep(Duration::from_millis(dice.below(150)));
            starting.kill();
            early += 1;
            continue;
        }
        let serving = starting.ready();
        slowest = slowest.max(all_is_there(&serving, &record));
        newspaper.hang(false);

        let over = Arc::new(AtomicBool::new(false));
        let (one, two) = (dice.below(u64::MAX), dice.below(u64::MAX));
        let load = [
            load(&address, &over, &record, move |at, record| {
                reads(at, record, one)
            }),
            load(&address, &over, &record, move |at, record| {
                withdraws(at, record, two)
            }),
        ];
        // The first time there is nothing yet that could be lost.
        while round == 0 && record.lock().expect("no panic").renewed() < FEEDS.len() {
            std::thread::sleep(Duration::from_millis(20));
        }
        std::thread::sleep(Duration::from_millis(20 + dice.below(1200)));
        serving.kill();
        over.store(true, Ordering::Relaxed);
        for thread in load {
            thread
                .join()
                .unwrap_or_else(|_| panic!("round {round} of seed {seed}"));
        }
    }
    newspaper.hang(true);
    let serving = Demo::serve(&folder, &address, &environment);
    all_is_there(&serving, &record);
    let record = record.lock().expect("no panic");
    eprintln!(
        "{kills} kills, {early} of them while starting; {} items and {} takedowns held; slowest answer after a start {slowest:?}",
        record.items.len(),
        record.withdrawn.len()
    );
    assert_eq!(record.newest.len(), FEEDS.len());
    assert!(
        kills < 5 || !record.withdrawn.is_empty(),
        "nothing was withdrawn"
    );
}

/// While the origin hangs, every feed that was ever served is served at once, as it was told; and every takedown holds.
fn all_is_there(serving: &Demo, record: &Mutex<Record>) -> Duration {
    let mut record = record.lock().expect("no panic");
    let before = record.clone();
    let mut slowest = Duration::ZERO;
    for &feed in before.newest.keys() {
        let asked = Instant::now();
        let body = serving.get(&format!("/feeds/{feed}.json"));
        slowest = slowest.max(asked.elapsed());
        record.compare(feed, &body, &before);
    }
    assert!(slowest < AT_ONCE, "the store served after {slowest:?}");
    let bearer = format!("Authorization: Bearer {TOKEN}\r\n");
    let (status, _, list) = serving
        .try_ask("GET", "/admin/takedowns", &bearer, "")
        .expect("an answer");
    assert_eq!(status, 200);
    for guid in &before.withdrawn {
        assert!(
            list.contains(guid.as_str()),
            "the takedown of {guid} is forgotten"
        );
    }
    slowest
}

/// Does `work` again and again until it is over.
fn load(
    address: &str,
    over: &Arc<AtomicBool>,
    record: &Arc<Mutex<Record>>,
    mut work: impl FnMut(&str, &Mutex<Record>) + Send + 'static,
) -> std::thread::JoinHandle<()> {
    let (address, over, record) = (address.to_owned(), over.clone(), record.clone());
    std::thread::spawn(move || {
        while !over.load(Ordering::Relaxed) {
            work(&address, &record);
            std::thread::sleep(Duration::from_millis(15));
        }
    })
}

/// Reads a feed; a stale one, as it soon is, refreshes it.
fn reads(address: &str, record: &Mutex<Record>, dice: u64) {
    let mut dice = Dice::new(
        dice ^ u64::from(
            std::time::UNIX_EPOCH
                .elapsed()
                .map_or(0, |at| at.subsec_micros()),
        ),
    );
    let feed = FEEDS[dice.below(3) as usize];
    let before = record.lock().expect("no panic").clone();
    if let Some((200, _, body)) = try_ask(address, "GET", &format!("/feeds/{feed}.json"), "", "") {
        record
            .lock()
            .expect("no panic")
            .compare(feed, &body, &before);
    }
}

/// Withdraws an item that was served, now and then.
fn withdraws(address: &str, record: &Mutex<Record>, dice: u64) {
    let mut dice = Dice::new(
        dice ^ u64::from(
            std::time::UNIX_EPOCH
                .elapsed()
                .map_or(0, |at| at.subsec_micros()),
        ),
    );
    if dice.below(8) > 0 {
        return;
    }
    let standing = record
        .lock()
        .expect("no panic")
        .pick_for_takedown(&mut dice);
    if let Some(guid) = standing
        && origin::take_down(address, &guid)
    {
        record.lock().expect("no panic").withdrawn.insert(guid);
    }
}
