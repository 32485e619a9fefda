//! The origin of the replicas: two hosts that note each request, and have something new in a section each time they are asked.

use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use crate::history::{Closure, Fetch};
use crate::origin::{self, Origin};
use crate::scene::Scene;

/// The feeds, and the host of each.
pub(crate) const FEEDS: [(&str, &str); 4] = [
    ("north", HOSTS[0]),
    ("south", HOSTS[0]),
    ("east", HOSTS[1]),
    ("west", HOSTS[1]),
];
const HOSTS: [&str; 2] = ["127.0.0.1", "127.0.0.2"];
/// How many articles a section lists.
const LISTED: u32 = 20;

/// The paper. It runs as long as the test process does.
pub(crate) struct Paper {
    published: [AtomicU32; FEEDS.len()],
    /// Nothing new any more.
    is_still: AtomicBool,
    /// For how many seconds a host's next section asks for a pause; 0 for none.
    closes: [AtomicU64; HOSTS.len()],
}

impl Paper {
    /// Returns it with the address of each host.
    pub(crate) fn start(scene: &Arc<Scene>) -> (Arc<Self>, [String; HOSTS.len()]) {
        let paper = Arc::new(Self {
            published: [(); FEEDS.len()].map(|()| AtomicU32::new(LISTED)),
            is_still: AtomicBool::new(false),
            closes: [AtomicU64::new(0), AtomicU64::new(0)],
        });
        let addresses = [0, 1].map(|host| {
            let (paper, scene) = (paper.clone(), scene.clone());
            let answer = move |path: &str, stream: &mut TcpStream| {
                paper.answer(&scene, host, path, stream);
            };
            Origin::start_at(HOSTS[host], answer).address
        });
        (paper, addresses)
    }

    fn answer(&self, scene: &Scene, host: usize, path: &str, stream: &mut TcpStream) {
        let at = scene.now();
        let fetch = Fetch {
            host: HOSTS[host],
            path: path.to_owned(),
            at,
        };
        scene.note(|history| history.fetches.push(fetch));
        if let Some(page) = origin::article(path) {
            return origin::reply(stream, "200 OK", "", page.as_bytes());
        }
        let feed = FEEDS.iter().position(|(name, at)| {
            *at == HOSTS[host] && path.trim_matches('/') == *name && path.ends_with('/')
        });
        let Some(feed) = feed else {
            return origin::reply(stream, "404 Not Found", "", b"");
        };
        let pause = self.closes[host].swap(0, Ordering::SeqCst);
        if pause > 0 {
            let closure = Closure {
                host: HOSTS[host],
                from: at,
                until: at + pause * 1000,
            };
            scene.note(|history| history.closures.push(closure));
            let fields = format!("Retry-After: {pause}\r\n");
            return origin::reply(stream, "429 Too Many Requests", &fields, b"");
        }
        let new = u32::from(!self.is_still.load(Ordering::SeqCst));
        let newest = self.published[feed].fetch_add(new, Ordering::SeqCst) + new;
        let page = origin::section(FEEDS[feed].0, (newest + 1 - LISTED..=newest).rev());
        origin::reply(stream, "200 OK", "", page.as_bytes());
    }

    /// The number of the newest article of each feed.
    pub(crate) fn newest(&self) -> [u32; FEEDS.len()] {
        [0, 1, 2, 3].map(|feed| self.published[feed].load(Ordering::SeqCst))
    }

    /// Asks for a pause of `seconds` with the next answer of `host`.
    pub(crate) fn close(&self, host: usize, seconds: u64) {
        self.closes[host % HOSTS.len()].store(seconds, Ordering::SeqCst);
    }

    /// Publishes nothing any more.
    pub(crate) fn be_still(&self) {
        self.is_still.store(true, Ordering::SeqCst);
    }
}
