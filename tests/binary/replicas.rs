//! Three bylines over one database: what a reader, an origin and a rights holder may rely on.

use std::collections::BTreeMap;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::database::Server;
use crate::origin::{self, ADMIN, DATABASE, Origin, TOKEN};
use crate::process::{Demo, Folder, free_address, try_ask};

/// An origin that counts, and as many replicas as are named.
struct Scene {
    url: String,
    origin: Origin,
    fetched: Arc<AtomicU32>,
    newest: Arc<AtomicU32>,
    replicas: BTreeMap<&'static str, (Folder, String, Option<Demo>)>,
}

const BEARER: &str =
    "Authorization: Bearer a-token-for-tests-only\r\nContent-Type: application/json\r\n";

impl Scene {
    /// `isolated` is what `[replicas]` has beside the name.
    fn new(server: &Server, names: &[&'static str], store: &str, isolated: &str) -> Self {
        let (fetched, newest) = (Arc::<AtomicU32>::default(), Arc::new(AtomicU32::new(21)));
        let (count, last) = (fetched.clone(), newest.clone());
        let origin = Origin::start(move |path, stream| {
            if let Some(page) = origin::article(path) {
                origin::reply(stream, "200 OK", "", page.as_bytes());
            } else if path == "/north/" {
                count.fetch_add(1, Ordering::SeqCst);
                let newest = last.load(Ordering::SeqCst);
                let page = origin::section("north", (newest - 20..=newest).rev());
                origin::reply(stream, "200 OK", "", page.as_bytes());
            } else {
                origin::reply(stream, "404 Not Found", "", b"");
            }
        });
        let mut replicas = BTreeMap::new();
        for name in names {
            let (folder, address) = (Folder::new(&format!("replica-{name}")), free_address());
            let text = origin::feeds_toml(&address, &origin.address, &["north"], "新闻")
                .replace(
                    "path = \"data\"",
                    &format!("{store}postgres-url-env = \"{DATABASE}\""),
                )
                .replace("public-url = \"http://", "# \"http://")
                .replace(
                    "[fetch]",
                    &format!("[replicas]\nname = \"{name}\"\n{isolated}\n[fetch]"),
                )
                .replace("interval = \"300ms\"", "interval = \"2s\"")
                .replace(
                    "[server]",
                    "[server]\npublic-url = \"http://news.example/\"",
                );
            std::fs::write(folder.path().join("feeds.toml"), text).expect("feeds.toml");
            replicas.insert(*name, (folder, address, None));
        }
        let database = server.database();
        Self {
            url: format!("postgres://byline@127.0.0.1:{}/{database}", server.port),
            origin,
            fetched,
            newest,
            replicas,
        }
    }

    fn start(&mut self, name: &str) {
        let environment = [(ADMIN, TOKEN), (DATABASE, self.url.as_str())];
        let (folder, address, running) = self.replicas.get_mut(name).expect("a replica");
        *running = Some(Demo::serve(folder, address, &environment));
    }

    fn start_all(&mut self) {
        let names: Vec<&'static str> = self.replicas.keys().copied().collect();
        names.into_iter().for_each(|name| self.start(name));
    }

    fn at(&self, name: &str) -> &Demo {
        self.replicas[name].2.as_ref().expect("it runs")
    }

    fn kill(&mut self, name: &str) {
        let (.., running) = self.replicas.get_mut(name).expect("a replica");
        running.take().expect("it runs").kill();
    }

    fn said(&self, name: &str) -> String {
        self.replicas[name].0.said()
    }

    /// The feed at a replica, as JSON, or the status of the refusal.
    fn feed(&self, name: &str) -> Result<serde_json::Value, u16> {
        let (status, _, body) =
            try_ask(&self.replicas[name].1, "GET", "/feeds/north.json", "", "").ok_or(0_u16)?;
        match status {
            200 => Ok(serde_json::from_str(&body).expect("JSON")),
            status => Err(status),
        }
    }

    fn guids(&self, name: &str) -> Vec<String> {
        self.feed(name)
            .map_or_else(|_| Vec::new(), |feed| guids(&feed))
    }

    fn admin(&self, name: &str, method: &str, path: &str, body: &str) -> (u16, serde_json::Value) {
        let (status, _, body) =
            try_ask(&self.replicas[name].1, method, path, BEARER, body).expect("an answer");
        (status, serde_json::from_str(&body).expect("JSON"))
    }

    fn take_down(&self, name: &str, guid: &str) -> (u16, serde_json::Value) {
        self.admin(
            name,
            "POST",
            "/admin/takedowns",
            &format!("{{\"guid\":\"{guid}\"}}"),
        )
    }

    fn byline(&self, name: &str, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_byline"))
            .args(arguments)
            .envs([(ADMIN, TOKEN), (DATABASE, self.url.as_str())])
            .current_dir(self.replicas[name].0.path())
            .stdin(Stdio::null())
            .output()
            .expect("the binary runs")
    }
}

fn guids(feed: &serde_json::Value) -> Vec<String> {
    let items = feed["items"].as_array().expect("items");
    items
        .iter()
        .filter_map(|item| Some(item["id"].as_str()?.to_owned()))
        .collect()
}

#[track_caller]
fn until(what: &str, seconds: u64, holds: impl Fn() -> bool) -> Duration {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(seconds), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
    began.elapsed()
}

/// An operator who changes a title on all replicas must not have each of them ask the origin for what one has read.
#[test]
fn a_reload_of_all_replicas_is_one_fetch() {
    let Some(server) = Server::start(None) else {
        return;
    };
    let names = ["a", "b", "c"];
    let mut scene = Scene::new(&server, &names, "", "");
    for (folder, ..) in scene.replicas.values() {
        let file = folder.path().join("feeds.toml");
        let text = std::fs::read_to_string(&file).expect("feeds.toml");
        std::fs::write(
            &file,
            text.replace("interval = \"2s\"", "interval = \"1h\""),
        )
        .expect("feeds.toml");
    }
    scene.start_all();
    for name in names {
        until("the first items", 60, || scene.guids(name).len() > 10);
    }
    assert_eq!(scene.fetched.load(Ordering::SeqCst), 1);

    for (folder, ..) in scene.replicas.values() {
        let file = folder.path().join("feeds.toml");
        let text = std::fs::read_to_string(&file).expect("feeds.toml");
        std::fs::write(&file, text.replace("\"新闻\"", "\"要闻\"")).expect("feeds.toml");
    }
    std::thread::scope(|scope| {
        for name in names {
            let scene = &scene;
            scope.spawn(move || scene.admin(name, "POST", "/admin/reload", ""));
        }
    });
    let is_changed = |name: &str| scene.feed(name).is_ok_and(|feed| feed["title"] == "要闻");
    until("the new title on all", 10, || {
        names.iter().all(|name| is_changed(name))
    });
    until("a fetch", 10, || scene.fetched.load(Ordering::SeqCst) > 1);
    // Whoever still means to refresh the feed does so when it is read.
    let began = Instant::now();
    until("two seconds of readers", 10, || {
        names.iter().all(|name| is_changed(name)) && began.elapsed() > Duration::from_secs(2)
    });
    assert_eq!(scene.fetched.load(Ordering::SeqCst), 2);
}

/// Three replicas are one gateway: an origin is asked once, readers see one feed, and a takedown holds on all of them.
#[test]
fn three_replicas_are_one_gateway() {
    let Some(server) = Server::start(None) else {
        return;
    };
    let mut scene = Scene::new(&server, &["a", "b", "c"], "", "");
    let began = Instant::now();
    scene.start_all();
    // Cold readers of all three cause one fetch, and from then on there is one an interval.
    let names = ["a", "b", "c"];
    std::thread::scope(|scope| {
        for name in names {
            let scene = &scene;
            scope.spawn(move || {
                until("the first items", 60, || scene.guids(name).len() > 10);
            });
        }
    });
    let same = || {
        let feeds: Vec<_> = names
            .iter()
            .filter_map(|name| scene.feed(name).ok())
            .collect();
        feeds.len() == 3 && feeds.iter().all(|feed| *feed == feeds[0])
    };
    until("one feed on all", 30, same);
    // What one replica publishes, the others serve within a second, unless the machine is busy with something else.
    let late = [22, 23, 24].map(|newest| {
        scene.newest.store(newest, Ordering::SeqCst);
        let before = scene.guids("a");
        let is_new = |name: &str| {
            let now = scene.guids(name);
            now.iter().any(|guid| !before.contains(guid))
        };
        until("a new article", 30, || {
            names.iter().any(|name| is_new(name))
        });
        until("on all of them", 10, || {
            names.iter().all(|name| is_new(name))
        })
    });
    let soonest = late.iter().min().expect("three");
    assert!(*soonest < Duration::from_secs(1), "{late:?}");
    until("one feed on all", 30, same);
    until("some intervals", 30, || {
        began.elapsed() > Duration::from_secs(9)
    });
    let fetched = scene.fetched.load(Ordering::SeqCst);
    // Each refresh is a little early.
    let intervals = began.elapsed().as_secs_f64() / 1.7;
    assert!(
        f64::from(fetched) <= intervals + 1.0,
        "{fetched} in {intervals}"
    );

    let guid = scene.guids("a").pop().expect("an item");
    let (status, answer) = scene.take_down("b", &guid);
    assert_eq!(status, 200, "{answer}");
    for name in names {
        assert!(!scene.guids(name).contains(&guid), "{name}");
    }
    let (_, list) = scene.admin("c", "GET", "/admin/takedowns", "");
    assert_eq!(list["takedowns"][0]["guid"], guid.as_str());
    assert_eq!(list["takedowns"][0]["unconfirmed"], serde_json::json!([]));
    let (_, status) = scene.admin("a", "GET", "/status.json", "");
    let fleet = status["replicas"].as_array().expect("a fleet");
    assert!(
        fleet.len() == 3 && fleet.iter().all(|it| it["alive"] == true),
        "{fleet:?}"
    );
    assert!(scene.at("a").get("/status").contains("(this one)"));

    // One is killed: the others go on, and a takedown waits for it until it is said to be no more.
    scene.kill("a");
    let guid = scene.guids("b").pop().expect("an item");
    let (status, answer) = scene.take_down("b", &guid);
    assert_eq!(status, 202, "{answer}");
    let waits = serde_json::json!([{"replica": "a", "until": null}]);
    assert_eq!(answer["unconfirmed"], waits, "{answer}");
    scene.newest.store(25, Ordering::SeqCst);
    let before = scene.guids("c");
    until("it is refreshed on", 12, || {
        scene.guids("c").iter().any(|guid| !before.contains(guid))
    });
    let listed = String::from_utf8(scene.byline("b", &["replicas"]).stdout).expect("UTF-8");
    assert!(listed.contains("a gone for"), "{listed}");
    assert!(
        listed.contains("b alive") && listed.contains("c alive"),
        "{listed}"
    );
    let alive = scene.byline("b", &["replicas", "forget", "c"]);
    assert_eq!(alive.status.code(), Some(1));
    assert_eq!(
        scene
            .byline("b", &["replicas", "forget", "a"])
            .status
            .code(),
        Some(0)
    );
    let (_, list) = scene.admin("c", "GET", "/admin/takedowns", "");
    assert_eq!(
        list["takedowns"][0]["unconfirmed"],
        serde_json::json!([]),
        "{list}"
    );

    // One is stopped, and said to be no more. When it wakes up, it shows nothing that was withdrawn meanwhile.
    let guid = scene.guids("c").pop().expect("an item");
    scene.at("c").signal("-STOP");
    until("its lease has run out", 20, || {
        scene
            .byline("b", &["replicas", "forget", "c"])
            .status
            .success()
    });
    let (status, answer) = scene.take_down("b", &guid);
    assert_eq!(status, 200, "{answer}");
    scene.at("c").signal("-CONT");
    until("it serves again", 20, || match scene.feed("c") {
        Ok(feed) => {
            assert!(!guids(&feed).contains(&guid), "it shows what was withdrawn");
            true
        }
        Err(_) => false,
    });
    let (status, answer) = scene.take_down("c", &guid);
    assert_eq!(status, 200, "{answer}");

    // Another feeds.toml is warned of.
    let (folder, ..) = &scene.replicas["c"];
    let file = folder.path().join("feeds.toml");
    let text = std::fs::read_to_string(&file).expect("feeds.toml");
    std::fs::write(&file, text.replace("新闻", "要闻")).expect("feeds.toml");
    scene.at("c").hang_up();
    until("it is told", 20, || {
        scene.at("b").get("/status").contains("differs from ours")
    });
    assert!(scene.said("b").contains("feeds.toml differs from ours"));
    for name in ["b", "c"] {
        assert!(
            !scene.said(name).contains("panicked"),
            "{}",
            scene.said(name)
        );
    }
}

/// A database that is away costs readers nothing, and the log one message; and a replica starts without it.
#[test]
fn replicas_outlive_their_database() {
    let Some(server) = Server::start(None) else {
        return;
    };
    let mut scene = Scene::new(&server, &["a", "b"], "path = \"data\"\n", "");
    scene.start_all();
    until("the items", 60, || {
        ["a", "b"].iter().all(|name| scene.guids(name).len() > 10)
    });
    let guid = scene.guids("a").pop().expect("an item");
    assert_eq!(scene.take_down("a", &guid).0, 200);
    until("the copy is written", 30, || {
        scene.replicas["b"]
            .0
            .path()
            .join("data/copy/byline.redb")
            .exists()
    });
    server.tell("kill");
    until("it is noticed", 30, || scene.said("b").contains("is away"));
    assert!(scene.guids("b").len() > 10);
    let (status, answer) = scene.take_down("b", &scene.guids("b")[0]);
    assert_eq!(status, 503, "{answer}");
    assert!(answer.to_string().contains("is away"), "{answer}");
    // Refreshes pause: nobody knows who else asks.
    let fetched = scene.fetched.load(Ordering::SeqCst);
    let began = Instant::now();
    until("some intervals", 30, || {
        assert!(!scene.guids("a").is_empty());
        began.elapsed() > Duration::from_secs(7)
    });
    assert!(scene.fetched.load(Ordering::SeqCst) <= fetched + 1);
    let ready = scene.at("a").get("/readyz");
    assert!(
        ready.starts_with("ready") && ready.contains("is away"),
        "{ready}"
    );
    // One is restarted without the database.
    scene.kill("b");
    scene.start("b");
    until("the copy is served", 20, || scene.guids("b").len() > 10);
    assert!(!scene.guids("b").contains(&guid));
    server.tell("start");
    scene.newest.store(30, Ordering::SeqCst);
    let before = scene.guids("a");
    for name in ["a", "b"] {
        until("it is refreshed again", 40, || {
            scene.guids(name).iter().any(|guid| !before.contains(guid))
        });
    }
    assert_eq!(scene.take_down("b", &scene.guids("a")[1]).0, 200);
    until("it says so", 30, || {
        scene.said("a").contains("can be written again")
    });
    let said = scene.said("a");
    assert_eq!(said.matches("is away").count(), 1, "{said}");
    assert_eq!(said.matches("can be written again").count(), 1, "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

/// A strict newsroom's replica that is cut off stops, and a takedown is done when it has.
#[test]
fn a_replica_that_is_cut_off_stops_where_that_is_wanted() {
    let Some(server) = Server::start(None) else {
        return;
    };
    let strict = "isolated = \"stop\"\nisolated-for = \"10s\"";
    let mut scene = Scene::new(&server, &["a", "b"], "", strict);
    scene.start_all();
    until("the items", 60, || {
        ["a", "b"].iter().all(|name| scene.guids(name).len() > 10)
    });
    // To the others, a replica that is stopped is one that is cut off.
    let guid = scene.guids("b").pop().expect("an item");
    scene.at("a").signal("-STOP");
    let (status, answer) = scene.take_down("b", &guid);
    assert_eq!(status, 202, "{answer}");
    assert_eq!(answer["unconfirmed"][0]["replica"], "a");
    assert!(answer["unconfirmed"][0]["until"].is_string(), "{answer}");
    until("it counts as stopped", 20, || {
        let (_, list) = scene.admin("b", "GET", "/admin/takedowns", "");
        list["takedowns"][0]["unconfirmed"] == serde_json::json!([])
    });
    scene.at("a").signal("-CONT");
    until("it is back", 20, || match scene.feed("a") {
        Ok(feed) => {
            assert!(!guids(&feed).contains(&guid), "it shows what was withdrawn");
            true
        }
        Err(_) => false,
    });
    server.tell("kill");
    assert!(scene.guids("b").len() > 10, "for a while");
    until("it stops", 30, || scene.feed("b") == Err(503));
    let (head, _) = scene.at("b").ask("/feeds/north.rss");
    assert!(head.to_ascii_lowercase().contains("retry-after"), "{head}");
    let (head, body) = scene.at("b").ask("/readyz");
    assert!(
        head.contains("503") && body.contains("isolated"),
        "{head} {body}"
    );
    assert!(scene.at("b").get("/healthz").contains("ok"));
    server.tell("start");
    until("it serves again", 40, || scene.guids("b").len() > 10);
    drop(scene.origin);
}
