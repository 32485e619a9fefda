//! `[cache] memory` bounds what is held: many feeds cost reads from the store, not memory, and never an error.
//!
//! `BYLINE_FEEDS` says how many (150); the measurement of record is 5000 with a release build:
//! `BYLINE_FEEDS=5000 BYLINE_BINARY=target/release/byline cargo test --test binary memory:: -- --nocapture`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::origin::{self, Origin};
use crate::process::{Demo, Folder, free_address};

/// The most that a byline with 64 MiB of cache may hold in all.
const LIMIT_MIB: u64 = 160;
const ITEMS: u32 = 50;
/// Distinct section pages; the feeds share them, so that the origin is not what is measured.
const PAGES: u64 = 20;

/// More feeds than fit: each is served, whether it is held, in the store, or neither yet.
#[test]
fn many_feeds_fit_into_the_memory_they_are_given() {
    let feeds = origin::setting("BYLINE_FEEDS", 150);
    let text: Arc<str> = "城南小学的新图书室今天上午开门,学生们排着队进去看书,家长也来了。"
        .repeat(12)
        .into();
    let at = Origin::start(move |path, stream| {
        let page = origin::article(path)
            .map(|page| page.replace("假期也不关门。", &text))
            .or_else(|| {
                let number: u64 = path.strip_prefix("/f")?.strip_suffix('/')?.parse().ok()?;
                let first = u32::try_from(number % PAGES).ok()? * ITEMS;
                Some(origin::section("north", first..first + ITEMS))
            });
        match page {
            Some(page) => origin::reply(stream, "200 OK", "", page.as_bytes()),
            None => origin::reply(stream, "404 Not Found", "", b""),
        }
    });
    let (folder, address) = (Folder::new("memory"), free_address());
    let names: Vec<String> = (0..feeds).map(|number| format!("f{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let text = origin::feeds_toml(&address, &at.address, &names, "新闻")
        .replace("\"300ms\"", "\"6h\"")
        .replace("timeout = \"1s\"", "timeout = \"1m\"")
        .replace("[store]", "[cache]\nmemory = \"64MiB\"\n[store]");
    std::fs::write(folder.path().join("feeds.toml"), text).expect("feeds.toml");
    let serving = Demo::serve(&folder, &address, &[(origin::ADMIN, origin::TOKEN)]);
    let started = Instant::now();
    for round in ["cold", "known"] {
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                        until_whole(&serving, name, round == "known");
                    }
                });
            }
        });
        eprintln!(
            "{feeds} feeds {round}: {:?}, peak {:?} MiB",
            started.elapsed(),
            serving.peak_mib()
        );
    }
    if let Some(peak) = serving.peak_mib() {
        assert!(peak < LIMIT_MIB, "it held {peak} MiB at its peak");
    }
    let said = folder.said();
    assert!(
        !said.contains("WARN") && !said.contains("ERROR"),
        "{}",
        &said[..said.len().min(2000)]
    );
}

/// Asks for a feed until it is whole; one that is known is so at once.
fn until_whole(serving: &Demo, name: &str, known: bool) {
    let patience = Instant::now() + Duration::from_secs(600);
    loop {
        let answer = serving.try_ask("GET", &format!("/feeds/{name}.json"), "", "");
        if let Some((status, _, body)) = answer {
            assert!(
                status == 200 || (status == 504 && !known),
                "{name}: {status} {body}"
            );
            if body.matches("\"id\":").count() >= ITEMS as usize {
                return;
            }
            assert!(!known, "{name} was whole before: {body}");
        }
        assert!(Instant::now() < patience, "{name} is never whole");
        std::thread::sleep(Duration::from_millis(200));
    }
}
