//! What is seen and done from outside while replicas are troubled: readers and takedowns, and the history of both.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::history::{
    Disturbance, History, Listing, Millis, Read, Refusal, Shown, Takedown, Word, number,
};
use crate::origin::{Dice, TOKEN};
use crate::paper::FEEDS;
use crate::process::try_ask;

/// A replica, a feed and a format.
type Document = (usize, usize, &'static str);

struct Parsed {
    text: String,
    items: Arc<[Shown]>,
}

/// The run as its load sees it.
pub(crate) struct Scene {
    began: Instant,
    history: Mutex<History>,
    /// Where each replica listens.
    pub(crate) addresses: Vec<String>,
    /// The last document of each replica, feed and format, and what is in it.
    last: Mutex<HashMap<Document, Parsed>>,
    /// Takedowns that were answered with 202.
    open: Mutex<Vec<Takedown>>,
    pub(crate) may_stop: AtomicBool,
    pub(crate) is_over: AtomicBool,
}

impl Scene {
    pub(crate) fn new(addresses: Vec<String>) -> Arc<Self> {
        Arc::new(Self {
            began: Instant::now(),
            history: Mutex::default(),
            addresses,
            last: Mutex::default(),
            open: Mutex::default(),
            may_stop: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
        })
    }

    pub(crate) fn now(&self) -> Millis {
        Millis::try_from(self.began.elapsed().as_millis()).expect("a short run")
    }

    pub(crate) fn note(&self, note: impl FnOnce(&mut History)) {
        note(&mut self.history.lock().expect("no panic"));
    }

    pub(crate) fn history(&self) -> History {
        self.history.lock().expect("no panic").clone()
    }

    /// Notes what lasted from `from` until now.
    pub(crate) fn disturbed(&self, what: &str, replica: Option<usize>, from: Millis) {
        let disturbance = Disturbance {
            what: what.to_owned(),
            replica,
            from,
            until: self.now(),
        };
        self.note(|history| history.disturbances.push(disturbance));
    }

    /// Reads a feed of a replica and notes what is in it. Returns the number of its newest article, if it was served.
    pub(crate) fn read(&self, replica: usize, feed: usize, format: &'static str) -> Option<Read> {
        let name = FEEDS[feed].0;
        let asked = self.now();
        let path = format!("/feeds/{name}.{format}");
        let (status, head, body) = try_ask(&self.addresses[replica], "GET", &path, "", "")?;
        let answered = self.now();
        if status != 200 {
            let refusal = Refusal {
                replica,
                feed: name.to_owned(),
                asked,
                answered,
                status,
                may_stop: self.may_stop.load(Ordering::SeqCst),
            };
            self.note(|history| history.refusals.push(refusal));
            return None;
        }
        let field = |line: &str| line.strip_prefix("etag:").map(|it| it.trim().to_owned());
        let read = Read {
            replica,
            feed: name.to_owned(),
            format,
            asked,
            answered,
            etag: head.lines().find_map(field).unwrap_or_default(),
            items: self.items((replica, feed, format), body),
        };
        self.note(|history| history.reads.push(read.clone()));
        Some(read)
    }

    /// What is in a document; read once as long as it is the same.
    fn items(&self, key: Document, body: String) -> Arc<[Shown]> {
        let mut last = self.last.lock().expect("no panic");
        if let Some(parsed) = last.get(&key)
            && parsed.text == body
        {
            return parsed.items.clone();
        }
        let items: Arc<[Shown]> = match key.2 {
            "json" => json_items(&body),
            _ => xml_items(&body),
        }
        .into();
        let parsed = Parsed {
            text: body,
            items: items.clone(),
        };
        last.insert(key, parsed);
        items
    }

    /// Reads of one replica until it is over.
    pub(crate) fn reads(&self, replica: usize, mut dice: Dice) {
        while !self.is_over.load(Ordering::SeqCst) {
            let format = ["json", "json", "atom", "rss"][dice.below(4) as usize];
            self.read(replica, dice.below(FEEDS.len() as u64) as usize, format);
            std::thread::sleep(Duration::from_millis(25));
        }
    }

    /// Takedowns at all replicas until it is over.
    pub(crate) fn takes_down(&self, mut dice: Dice) {
        while !self.is_over.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(300 + dice.below(900)));
            let replica = dice.below(self.addresses.len() as u64) as usize;
            let item = self.one_of_the_newest(&mut dice);
            if let Some(guid) = item {
                self.take_down(replica, guid);
            }
            self.ask_after(dice.below(self.addresses.len() as u64) as usize);
        }
    }

    /// An item that a feed shows now.
    fn one_of_the_newest(&self, dice: &mut Dice) -> Option<String> {
        let last = self.last.lock().expect("no panic");
        let feed = dice.below(FEEDS.len() as u64) as usize;
        let of_feed = |replica| last.get(&(replica, feed, "json"));
        let shown = (0..self.addresses.len()).find_map(of_feed)?;
        let item = shown.items.get(dice.below(8) as usize)?;
        Some(item.guid.clone())
    }

    fn take_down(&self, replica: usize, guid: String) {
        let asked = self.now();
        let body = format!("{{\"guid\":\"{guid}\",\"reason\":\"a letter\"}}");
        let answer = self.admin(replica, "POST", &body);
        let takedown = Takedown {
            replica,
            guid,
            asked,
            answered: self.now(),
            word: match answer {
                Some((200, _)) => Word::Confirmed,
                Some((202, _)) => Word::Stored,
                Some(_) | None => Word::Unknown,
            },
        };
        if takedown.word == Word::Stored {
            self.open.lock().expect("no panic").push(takedown.clone());
        }
        self.note(|history| history.takedowns.push(takedown));
    }

    fn admin(&self, replica: usize, method: &str, body: &str) -> Option<(u16, String)> {
        let fields = format!("Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n");
        let address = &self.addresses[replica];
        let (status, _, body) = try_ask(address, method, "/admin/takedowns", &fields, body)?;
        Some((status, body))
    }

    /// The takedowns that a replica lists, and whether each is confirmed.
    fn list(&self, replica: usize) -> Option<HashMap<String, bool>> {
        let (status, body) = self.admin(replica, "GET", "")?;
        if status != 200 {
            return None;
        }
        let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
        let takedowns = body["takedowns"].as_array().expect("takedowns").iter();
        let listed = takedowns.map(|it| {
            let guid = it["guid"].as_str().expect("a guid").to_owned();
            // Where the database does not say, there is no such field.
            let unconfirmed = it["unconfirmed"].as_array();
            (guid, unconfirmed.is_some_and(Vec::is_empty))
        });
        Some(listed.collect())
    }

    /// Looks which takedowns that were answered with 202 are confirmed by now.
    fn ask_after(&self, replica: usize) {
        if self.open.lock().expect("no panic").is_empty() {
            return;
        }
        let Some(listed) = self.list(replica) else {
            return;
        };
        let answered = self.now();
        self.open.lock().expect("no panic").retain(|takedown| {
            let is_open = listed.get(&takedown.guid) != Some(&true);
            if !is_open {
                let word = Word::Confirmed;
                let confirmed = Takedown {
                    replica,
                    answered,
                    word,
                    ..takedown.clone()
                };
                self.note(|history| history.takedowns.push(confirmed));
            }
            is_open
        });
    }

    /// Notes what each replica lists as withdrawn. Returns how many takedowns none of them says is confirmed.
    pub(crate) fn lists(&self) -> usize {
        for replica in 0..self.addresses.len() {
            let asked = self.now();
            let listed = self.list(replica).expect("a list");
            let guids = listed.into_keys().collect();
            self.note(|history| {
                history.listings.push(Listing {
                    replica,
                    asked,
                    guids,
                });
            });
            self.ask_after(replica);
        }
        self.open.lock().expect("no panic").len()
    }
}

impl Scene {
    /// What a replica says of an item: its status.
    pub(crate) fn status_of(&self, replica: usize, guid: &str) -> Option<u16> {
        let path = format!("/items/{}", guid.trim_start_matches("urn:uuid:"));
        let (status, ..) = try_ask(&self.addresses[replica], "GET", &path, "", "")?;
        Some(status)
    }
}

/// Seconds of Unix time.
fn seconds(date: &str) -> i64 {
    let date: jiff::Timestamp = date.parse().expect("a date");
    date.as_second()
}

fn json_items(body: &str) -> Vec<Shown> {
    let body: serde_json::Value = serde_json::from_str(body).expect("a feed is JSON");
    let items = body["items"].as_array().expect("items").iter();
    let shown = items.map(|item| {
        let text = |key: &str| item[key].as_str();
        Shown {
            guid: text("id").expect("an id").to_owned(),
            url: text("url").expect("a URL").to_owned(),
            dates: text("date_modified")
                .map(|updated| (text("date_published").map(seconds), seconds(updated))),
        }
    });
    shown.collect()
}

/// Atom's dates are told apart from each other, and RSS has one of two: JSON Feed's are the ones to compare.
fn xml_items(body: &str) -> Vec<Shown> {
    let feed = feed_rs::parser::parse(body.as_bytes()).expect("a feed");
    let entries = feed.entries.into_iter().map(|entry| {
        let own = entry.links.iter().find(|link| number(&link.href) > 0);
        Shown {
            guid: entry.id,
            url: own.expect("a link").href.clone(),
            dates: None,
        }
    });
    entries.collect()
}
