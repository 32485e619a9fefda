//! A gateway whose origin misbehaves in every way, reloaded and killed in between: whatever is answered is right.
//!
//! `BYLINE_CHAOS_SECONDS` says for how long (5; `tests/all` takes 60), `BYLINE_SEED` how the origin misbehaves: what
//! it does to the n-th request for a path follows from both.

use std::collections::HashMap;
use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::origin::{self, ADMIN, Dice, Origin, TOKEN};
use crate::process::{Demo, Folder, free_address, try_ask};
use crate::record::Record;

const FEEDS: [&str; 6] = ["north", "south", "east", "west", "city", "sport"];
/// A feed that was served once is never waited for longer, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(5);

/// The origin's state.
struct Newspaper {
    seed: u64,
    good: AtomicBool,
    asked: Mutex<HashMap<String, u64>>,
    misdeeds: AtomicU64,
}

impl Newspaper {
    fn answer(&self, path: &str, stream: &mut TcpStream) {
        let nth = {
            let mut asked = self.asked.lock().expect("no panic");
            let nth = asked.entry(path.to_owned()).or_default();
            *nth += 1;
            *nth
        };
        if path == "/robots.txt" {
            return origin::reply(stream, "404 Not Found", "", b"");
        }
        let name = FEEDS.iter().find(|name| path == format!("/{name}/"));
        let good = name.map(|name| origin::section(name, (nth as u32..nth as u32 + 20).rev()));
        let Some(good) = good.or_else(|| origin::article(path)) else {
            return origin::reply(stream, "404 Not Found", "", b"");
        };
        let mixed = path.bytes().fold(self.seed, |sum, byte| {
            sum.wrapping_mul(131) ^ u64::from(byte)
        });
        let misdeed = Dice::new(mixed ^ (nth << 32)).below(20);
        if self.good.load(Ordering::Relaxed) || misdeed < 5 {
            return origin::reply(stream, "200 OK", "", good.as_bytes());
        }
        self.misdeeds.fetch_add(1, Ordering::Relaxed);
        misbehave(misdeed, path, good.as_bytes(), stream);
    }
}

fn misbehave(misdeed: u64, path: &str, good: &[u8], stream: &mut TcpStream) {
    let half = &good[..good.len() / 2];
    let error = b"<html><head><title>Error</title></head><body><h1>Error</h1></body></html>";
    match misdeed {
        5 => std::thread::sleep(Duration::from_secs(3)),
        6 => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 90000\r\n\r\n");
            for byte in good.iter().take(30) {
                std::thread::sleep(Duration::from_millis(100));
                let _ = stream.write_all(&[*byte]);
            }
        }
        7 => {} // closed without a word
        8 => origin::reply(stream, "404 Not Found", "", error),
        9 => origin::reply(stream, "429 Too Many Requests", "Retry-After: 1\r\n", error),
        10 => origin::reply(stream, "500 Internal Server Error", "", error),
        11 => origin::reply(stream, "503 Service Unavailable", "Retry-After: 1\r\n", error),
        12 => origin::reply(stream, "200 OK", "", b""),
        13 => origin::reply(
            stream,
            "200 OK",
            "",
            "<html><head><title>安全验证</title></head><body><form><p>请输入验证码以继续访问</p><input name=captcha></form></body></html>".as_bytes(),
        ),
        14 => origin::reply(stream, "302 Found", &format!("Location: {path}\r\n"), b""),
        15 => origin::reply(stream, "200 OK", "Content-Encoding: gzip\r\n", good),
        16 => {
            // Cut off, and said to be longer.
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n", good.len());
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(half);
        }
        17 => origin::reply(stream, "302 Found", "Location: http://169.254.169.254/latest/\r\n", b""),
        18 => origin::reply(stream, "200 OK", "", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".repeat(3000)),
        _ => origin::reply(stream, "200 OK", "", "<div>".repeat(60_000).as_bytes()),
    }
}

/// Under reloads and kills, over an origin that does one right thing in four: every answer is valid, of its own feed,
/// within every takedown, no older than the one before; and when the origin is well again the news come through.
#[test]
fn whatever_the_origin_does_every_answer_is_right() {
    let seconds = origin::setting("BYLINE_CHAOS_SECONDS", 5);
    let seed = origin::setting("BYLINE_SEED", 1);
    let newspaper = Arc::new(Newspaper {
        seed,
        good: AtomicBool::new(true),
        asked: Mutex::default(),
        misdeeds: AtomicU64::new(0),
    });
    let answering = newspaper.clone();
    let at = Origin::start(move |path, stream| answering.answer(path, stream));
    let (folder, address) = (Folder::new("chaos"), free_address());
    let write = |title: &str| {
        let text = origin::feeds_toml(&address, &at.address, &FEEDS, title);
        std::fs::write(folder.path().join("feeds.toml"), text).expect("feeds.toml");
    };
    write("新闻");
    let record = Arc::new(Mutex::new(Record::default()));
    let serve = || Demo::serve(&folder, &address, &[(ADMIN, TOKEN)]);
    let mut serving = serve();
    // Until it has had two whole refreshes, a feed may be cold.
    news(&record, &serving, 2);

    newspaper.good.store(false, Ordering::Relaxed);
    let over = Arc::new(AtomicBool::new(false));
    let answers = Arc::new(AtomicU64::new(0));
    let readers: Vec<_> = (0..3u64)
        .map(|reader| {
            let (address, over, record, answers) = (
                address.clone(),
                over.clone(),
                record.clone(),
                answers.clone(),
            );
            std::thread::spawn(move || {
                let mut dice = Dice::new(seed + 77 * reader);
                while !over.load(Ordering::Relaxed) {
                    if asks(&address, &record, &mut dice) {
                        answers.fetch_add(1, Ordering::Relaxed);
                    }
                    std::thread::sleep(Duration::from_millis(10));
                }
            })
        })
        .collect();
    let mut dice = Dice::new(seed);
    let (mut reloads, mut kills) = (0, 0);
    let end = Instant::now() + Duration::from_secs(seconds);
    while Instant::now() < end && readers.iter().all(|reader| !reader.is_finished()) {
        std::thread::sleep(Duration::from_millis(300 + dice.below(700)));
        match dice.below(5) {
            // What it remembers of its origin's manners ends there, so it asks at once again.
            0 | 4 => {
                serving.kill();
                serving = serve();
                kills += 1;
            }
            1 => {
                std::fs::write(
                    folder.path().join("feeds.toml"),
                    "[feeds.north]\nsections = 7\n",
                )
                .expect("written");
                serving.hang_up();
                std::thread::sleep(Duration::from_millis(100));
                write("新闻");
                reloads += 1;
            }
            _ => {
                write(["新闻", "要闻", "快讯"][dice.below(3) as usize]);
                serving.hang_up();
                reloads += 1;
            }
        }
    }
    over.store(true, Ordering::Relaxed);
    for reader in readers {
        reader
            .join()
            .unwrap_or_else(|_| panic!("seed {seed}; it said:\n{}", tail(&folder.said())));
    }
    newspaper.good.store(true, Ordering::Relaxed);
    // What it remembers of the origin's manners ends with the process.
    write("新闻");
    serving.kill();
    serving = serve();
    news(&record, &serving, 1);
    let said = folder.said();
    assert!(!said.contains("panicked"), "{}", tail(&said));
    let record = record.lock().expect("no panic");
    eprintln!(
        "{seconds} s, seed {seed}: {} answers right, {} misdeeds, {reloads} reloads, {kills} kills, {} items, {} takedowns",
        answers.load(Ordering::Relaxed),
        newspaper.misdeeds.load(Ordering::Relaxed),
        record.items.len(),
        record.withdrawn.len()
    );
}

/// Reads every feed until each has something newer than now, `times` times.
fn news(record: &Mutex<Record>, serving: &Demo, times: usize) {
    let newest = |feed: &str| {
        record
            .lock()
            .expect("no panic")
            .newest
            .get(feed)
            .map(|(_, last)| *last)
    };
    for feed in FEEDS {
        let mut before = newest(feed);
        let mut renewed = 0;
        let patience = Instant::now() + Duration::from_secs(60);
        while renewed < times {
            let asked = record.lock().expect("no panic").clone();
            let path = format!("/feeds/{feed}.json");
            if let Some((200, _, body)) = serving.try_ask("GET", &path, "", "") {
                record
                    .lock()
                    .expect("no panic")
                    .compare(feed, &body, &asked);
            }
            if newest(feed) > before {
                (before, renewed) = (newest(feed), renewed + 1);
            }
            assert!(Instant::now() < patience, "{feed} never has news");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Asks for something and holds the answer against the record; whether there was one.
fn asks(address: &str, record: &Mutex<Record>, dice: &mut Dice) -> bool {
    let feed = FEEDS[dice.below(6) as usize];
    let before = record.lock().expect("no panic").clone();
    let asked = Instant::now();
    let get = |path: String| {
        let (status, head, body) = try_ask(address, "GET", &path, "", "")?;
        assert!(
            asked.elapsed() < PATIENCE,
            "{path} took {:?}",
            asked.elapsed()
        );
        assert_eq!(status, 200, "{path}: {head}\n{body}");
        Some(body)
    };
    match dice.below(12) {
        0 => {
            let chosen = record.lock().expect("no panic").pick_for_takedown(dice);
            let Some(guid) = chosen else {
                return false;
            };
            let done = origin::take_down(address, &guid);
            if done {
                record.lock().expect("no panic").withdrawn.insert(guid);
            }
            done
        }
        1 => {
            let Some(guid) = before.withdrawn.iter().next() else {
                return false;
            };
            let path = format!("/items/{}", guid.trim_start_matches("urn:uuid:"));
            let answer = try_ask(address, "GET", &path, "", "");
            answer.is_some_and(|(status, ..)| {
                assert_eq!(status, 410, "{path}");
                true
            })
        }
        2 => get("/healthz".into()).is_some(),
        3 => get("/".into()).is_some_and(|page| page.contains("/feeds/north")),
        4 => get(format!("/feeds/{feed}/embed.html")).is_some_and(|page| page.contains("来源")),
        5..=7 => {
            let format = ["rss", "atom"][dice.below(2) as usize];
            let Some(body) = get(format!("/feeds/{feed}.{format}")) else {
                return false;
            };
            let parsed = feed_rs::parser::parse(body.as_bytes())
                .unwrap_or_else(|error| panic!("{feed}.{format}: {error}\n{body}"));
            let withdrawn = record.lock().expect("no panic").asked_of(feed);
            assert!(
                parsed.entries.len() + withdrawn >= 10,
                "{feed}.{format} has {} items, and {withdrawn} were withdrawn",
                parsed.entries.len()
            );
            for entry in parsed.entries {
                assert!(
                    !before.withdrawn.contains(&entry.id),
                    "{} is back after its takedown",
                    entry.id
                );
                let own = entry
                    .links
                    .iter()
                    .any(|link| link.href.contains(&format!("/{feed}/")));
                assert!(own, "{feed}.{format}: {:?}", entry.links);
            }
            true
        }
        _ => {
            let Some(body) = get(format!("/feeds/{feed}.json")) else {
                return false;
            };
            record
                .lock()
                .expect("no panic")
                .compare(feed, &body, &before);
            true
        }
    }
}

fn tail(said: &str) -> &str {
    let start = said.len().saturating_sub(4000);
    &said[said.ceil_char_boundary(start)..]
}
