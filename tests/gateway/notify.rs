//! Endpoints of `[notify]` and what they are sent: the real gateway over a scripted transport and tokio's paused time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use byline::app::{App, Seams};
use byline::clock::{Clock, Steady};
use byline::config::{self, Config};
use byline::gateway::{EndpointHealth, Gateway, Subject, TroubleKind};
use byline::origin::{Answer, Ask, Transport, TransportError};
use byline::store::Store;
use futures_util::future::BoxFuture;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

use crate::support::{Story, noon, section};

const SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const TOML: &str = r##"
[server]
public-url = "http://feeds.example/"
[fetch]
user-agent = "byline-test/0.1 (+http://feeds.example/about)"
timeout = "10s"
[publishers.paper]
name = "岱岳网"
url = "http://news.example/"
language = "zh-CN"
timezone = "Asia/Shanghai"
[publishers.paper.rights]
notice = "未经书面许可不得转载。"
terms = "http://news.example/copyright.htm"
contact = "mailto:rights@news.example"
own-sources = ["岱岳网"]
grant = "full"
[feeds.news]
publisher = "paper"
title = "新闻"
sections = ["http://news.example/news/"]
interval = "10m"
[feeds.news.select]
item = "#list li"
title = "h3 a"
link = "h3 a"
date = "b"
[feeds.other]
publisher = "paper"
title = "其他"
sections = ["http://other.example/news/"]
[feeds.other.select]
item = "#list li"
title = "h3 a"
link = "h3 a"
[notify.ops]
url = "https://ops.example/hook"
secret-env = "TEST_SECRET"
events = ["feed.trouble", "feed.recovered", "feed.needs-a-look", "item.published", "item.withdrawn"]
"##;

/// Wall time that goes as tokio's does.
#[derive(Debug)]
struct Simulated(Instant);

impl Clock for Simulated {
    fn now(&self) -> Timestamp {
        noon().checked_add(self.0.elapsed()).unwrap()
    }
    fn steady(&self) -> Steady {
        Steady::at(self.0.elapsed())
    }
}

/// A message as the receiver got it.
#[derive(Debug, Clone)]
struct Hook {
    at: Duration,
    url: String,
    headers: HeaderMap,
    body: String,
}

impl Hook {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
    fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }
    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
    fn title(&self) -> String {
        let json = self.json();
        json["data"]["item"]["title"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

type Receive = dyn Fn(usize, &Hook) -> Result<(u16, Vec<(&'static str, String)>), TransportError>
    + Send
    + Sync;

/// The Web of a test: pages by URL, and a receiver.
struct World {
    begun: Instant,
    pages: Mutex<HashMap<String, (u16, String)>>,
    hooks: Mutex<Vec<Hook>>,
    receive: Mutex<Arc<Receive>>,
}

impl Transport for World {
    fn exchange(&self, ask: Ask) -> BoxFuture<'_, Result<Answer, TransportError>> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let mut headers = HeaderMap::new();
            if ask.method == http::Method::POST {
                let hook = Hook {
                    at: self.begun.elapsed(),
                    url: ask.url.to_string(),
                    headers: ask.headers,
                    body: String::from_utf8(ask.body.to_vec()).unwrap(),
                };
                let number = {
                    let mut hooks = self.hooks.lock().unwrap();
                    hooks.push(hook.clone());
                    hooks.len()
                };
                let receive = self.receive.lock().unwrap().clone();
                let (status, more) = receive(number, &hook)?;
                for (name, value) in more {
                    headers.insert(name, HeaderValue::from_str(&value).unwrap());
                }
                return Ok(answer(status, headers, String::new()));
            }
            headers.insert("content-type", HeaderValue::from_static("text/html"));
            let page = self.pages.lock().unwrap().get(ask.url.as_str()).cloned();
            let (status, body) = page.unwrap_or((404, String::new()));
            Ok(answer(status, headers, body))
        })
    }
}

fn answer(status: u16, headers: HeaderMap, body: String) -> Answer {
    Answer {
        status: StatusCode::from_u16(status).unwrap(),
        headers,
        body: body.into(),
    }
}

fn parsed(toml: &str) -> Config {
    let env = |name: &str| (name == "TEST_SECRET").then(|| SECRET.to_owned());
    config::parse(toml, "feeds.toml", &env)
        .unwrap_or_else(|invalid| panic!("{invalid}"))
        .config
}

/// A gateway and the task that sends, over a world.
struct Tested {
    world: Arc<World>,
    gateway: Arc<Gateway>,
    sending: tokio::task::JoinHandle<()>,
}

impl Tested {
    fn start(toml: &str, store: Store) -> Self {
        let world = Arc::new(World {
            begun: Instant::now(),
            pages: Mutex::default(),
            hooks: Mutex::default(),
            receive: Mutex::new(Arc::new(|_, _| Ok((204, Vec::new())))),
        });
        Self::over(world, toml, store)
    }

    fn over(world: Arc<World>, toml: &str, store: Store) -> Self {
        let seams = Seams {
            clock: Arc::new(Simulated(world.begun)),
            transport: world.clone(),
        };
        let gateway = App::over(parsed(toml), seams, store).gateway().clone();
        let sending = tokio::spawn(gateway.clone().send_notices());
        Self {
            world,
            gateway,
            sending,
        }
    }

    /// Puts a section that lists `stories`, each with a date in minutes after noon, and their articles.
    fn publish(&self, host: &str, stories: &[(Story, i64)]) {
        let mut pages = self.world.pages.lock().unwrap();
        let list: Vec<Story> = stories.iter().map(|(story, _)| story.clone()).collect();
        let mut page = section(&list);
        for (story, minute) in stories {
            let hour = 12 + minute.div_euclid(60);
            let date = format!("2015-01-21 {hour:02}:{:02}:00", minute.rem_euclid(60));
            let old = format!("2015-01-21 09:{:02}:00", story.number % 60);
            let article = story.page().replace(&old, &date);
            pages.insert(format!("http://{host}{}", story.path()), (200, article));
            page = page.replacen("<span>2015-01-21</span>", &format!("<b>{date}</b>"), 1);
        }
        pages.insert(format!("http://{host}/news/"), (200, page));
    }

    fn section_answers(&self, host: &str, status: u16, body: &str) {
        let mut pages = self.world.pages.lock().unwrap();
        pages.insert(format!("http://{host}/news/"), (status, body.to_owned()));
    }

    fn receive(
        &self,
        receive: impl Fn(usize, &Hook) -> Result<(u16, Vec<(&'static str, String)>), TransportError>
        + Send
        + Sync
        + 'static,
    ) {
        *self.world.receive.lock().unwrap() = Arc::new(receive);
    }

    async fn refresh(&self, feed: &str) {
        let _ = self.gateway.refresh(feed).await;
        // What follows from a refresh is found by a task of its own.
        self.pass(2).await;
    }

    async fn pass(&self, seconds: u64) {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }

    fn hooks(&self) -> Vec<Hook> {
        self.world.hooks.lock().unwrap().clone()
    }

    fn kinds(&self) -> Vec<String> {
        self.hooks().iter().map(Hook::kind).collect()
    }

    fn health(&self) -> EndpointHealth {
        self.gateway.endpoint_health().remove(0)
    }
}

fn stories(numbers: std::ops::RangeInclusive<u32>) -> Vec<(Story, i64)> {
    let newest_first = numbers.rev();
    newest_first
        .map(|it| (Story::own(it), i64::from(it) - 10))
        .collect()
}

/// The first filling of a feed is silent; after that each new item is sent once, oldest first, signed, with its whole credit
/// and rights and without its text.
#[tokio::test(start_paused = true)]
async fn a_new_item_is_sent_once_with_its_credit_and_rights() {
    let tested = Tested::start(TOML, Store::in_memory());
    tested.publish("news.example", &stories(1..=5));
    tested.refresh("news").await;
    assert_eq!(tested.kinds(), Vec::<String>::new());
    tested.pass(1200).await;
    // 11 and 12 are new; 6 is from before the first refresh.
    let mut more = stories(11..=12);
    more[0].0 = Story::reprint(12);
    more.extend(stories(2..=6));
    tested.publish("news.example", &more);
    tested.refresh("news").await;
    let hooks = tested.hooks();
    assert_eq!(tested.kinds(), ["item.published", "item.published"]);
    assert_eq!(
        [hooks[0].title(), hooks[1].title()],
        [Story::own(11).title, Story::own(12).title]
    );
    // Neither a refresh that finds the same nor a corrected article is a publication.
    tested.refresh("news").await;
    more[1].0.title.push_str("(更正)");
    tested.publish("news.example", &more);
    tested.pass(7200).await;
    tested.refresh("news").await;
    assert_eq!(tested.kinds().len(), 2);

    let hook = &hooks[1];
    assert_eq!(hook.url, "https://ops.example/hook");
    assert_eq!(hook.header("content-type"), "application/json");
    assert!(hook.header("user-agent").starts_with("byline-test/0.1"));
    let json = hook.json();
    assert_eq!(json["data"]["feed"]["id"], "news");
    assert_eq!(json["data"]["feed"]["title"], "新闻");
    let item = &json["data"]["item"];
    assert_eq!(item["source"]["name"], "泰山通讯社");
    assert_eq!(
        (&item["reprint"], &item["grant"]),
        (&true.into(), &"headline".into())
    );
    assert_eq!(item["credit"], "来源:泰山通讯社(岱岳网转载)");
    assert_eq!(item["authors"][0], "张一二");
    assert_eq!(item["editors"][1]["name"], "王五六");
    assert_eq!(item["rights"]["holder"], "泰山通讯社");
    assert_eq!(item["rights"]["terms"], "http://news.example/copyright.htm");
    assert_eq!(item["rights"]["contact"], "mailto:rights@news.example");
    assert_eq!(
        item["url"],
        format!("http://news.example{}", Story::own(12).path())
    );
    assert_eq!(item["published"], "2015-01-21T12:02:00+08:00");
    assert!(item["guid"].as_str().unwrap().starts_with("urn:uuid:"));
    assert!(!hook.body.contains(&Story::own(12).secret()));

    let key = STANDARD
        .decode(SECRET.trim_start_matches("whsec_"))
        .unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
    let (id, time) = (hook.header("webhook-id"), hook.header("webhook-timestamp"));
    mac.update(format!("{id}.{time}.{}", hook.body).as_bytes());
    let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    assert_eq!(hook.header("webhook-signature"), expected);
}

/// One bad answer is no alarm; two in a row are one, in the words of the status page, and then one all-clear.
#[tokio::test(start_paused = true)]
async fn a_feed_in_trouble_is_told_once_and_so_is_its_recovery() {
    let tested = Tested::start(TOML, Store::in_memory());
    tested.publish("news.example", &stories(1..=5));
    tested.refresh("news").await;
    tested.section_answers("news.example", 503, "");
    tested.refresh("news").await;
    tested.publish("news.example", &stories(1..=5));
    tested.pass(60).await;
    tested.refresh("news").await;
    assert_eq!(tested.kinds(), Vec::<String>::new());
    tested.section_answers("news.example", 503, "");
    for _ in 0..4 {
        tested.pass(60).await;
        tested.refresh("news").await;
    }
    assert_eq!(tested.kinds(), ["feed.trouble"]);
    let words = tested.gateway.health()[0].last_error.clone().unwrap();
    let json = tested.hooks()[0].json();
    assert_eq!(json["data"]["error"], words);
    assert!(words.contains("http://news.example/news/") && words.contains("503"));
    assert!(
        json["data"]["since"]
            .as_str()
            .unwrap()
            .starts_with("2015-01-21T04:")
    );
    tested.publish("news.example", &stories(1..=5));
    tested.pass(1000).await;
    tested.refresh("news").await;
    assert_eq!(tested.kinds(), ["feed.trouble", "feed.recovered"]);
    assert_eq!(tested.hooks()[1].json()["data"]["error"], Value::Null);
}

/// A page that is not what it was does not repair itself, so its operator is told at once.
#[tokio::test(start_paused = true)]
async fn a_page_that_needs_a_look_is_told_at_once() {
    let tested = Tested::start(TOML, Store::in_memory());
    tested.publish("news.example", &stories(1..=9));
    tested.refresh("news").await;
    let page = "<html><head><meta charset=utf-8><title>新闻</title></head><body><p>改版了。</p></body></html>";
    tested.section_answers("news.example", 200, page);
    tested.pass(700).await;
    tested.refresh("news").await;
    assert_eq!(tested.kinds(), ["feed.needs-a-look"]);
    let words = tested.gateway.health()[0].last_error.clone().unwrap();
    assert_eq!(tested.hooks()[0].json()["data"]["error"], words);
}

/// Whoever passed an item on must learn that it was withdrawn, and that it is back.
#[tokio::test(start_paused = true)]
async fn a_withdrawn_item_is_told_and_so_is_its_return() {
    let tested = Tested::start(TOML, Store::in_memory());
    tested.publish("news.example", &stories(1..=5));
    tested.refresh("news").await;
    let url = format!("http://news.example{}", Story::own(3).path());
    let subject = Subject::parse(&url, &tested.gateway.config()).unwrap();
    let guid = subject.guid;
    let reason = Some("an objection".to_owned());
    tested.gateway.take_down(subject, reason).await.unwrap();
    tested.pass(2).await;
    assert_eq!(tested.kinds(), ["item.withdrawn"]);
    let json = tested.hooks()[0].json();
    let item = &json["data"]["item"];
    assert_eq!(item["guid"], guid.to_string());
    assert_eq!(
        (&item["url"], &item["by"]),
        (&url.as_str().into(), &"operator".into())
    );
    assert_eq!(item["reason"], "an objection");
    assert_eq!(item.get("title"), None, "what is withdrawn is not spread");
    tested.pass(700).await;
    tested.refresh("news").await;
    assert_eq!(tested.kinds().len(), 1);
    tested.gateway.undo_takedown(guid).await.unwrap();
    tested.pass(700).await;
    tested.refresh("news").await;
    assert_eq!(tested.kinds(), ["item.withdrawn", "item.published"]);
    assert_eq!(
        tested.hooks()[1].json()["data"]["item"]["guid"],
        guid.to_string()
    );
}

/// A receiver that is down gets everything when it is back: with the same ids, in order, after pauses that grow and that honour
/// its `Retry-After`. Neither the refresh nor its readers wait for it.
#[tokio::test(start_paused = true)]
async fn what_is_not_accepted_is_sent_again() {
    let tested = Tested::start(TOML, Store::in_memory());
    tested.publish("news.example", &stories(1..=5));
    tested.refresh("news").await;
    tested.receive(|number, _| match number {
        1 => Err(TransportError::Timeout(Duration::from_secs(10))),
        2 => Ok((500, Vec::new())),
        3 => Ok((429, vec![("retry-after", "700".to_owned())])),
        _ => Ok((200, Vec::new())),
    });
    tested.pass(1200).await;
    let mut more = stories(11..=13);
    more.extend(stories(1..=5));
    tested.publish("news.example", &more);
    let began = Instant::now();
    tested.gateway.refresh("news").await.unwrap();
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    tested.pass(3).await;
    let health = tested.health();
    assert_eq!((health.queued, health.failed), (3, 1));
    assert!(health.failing_since.is_some() && health.retry_at.is_some());
    let troubles = tested.gateway.troubles(&tested.gateway.health());
    let trouble = troubles
        .iter()
        .find(|it| it.kind == TroubleKind::Notify)
        .unwrap();
    assert!(
        trouble
            .what
            .contains("[notify.ops] takes no events: no complete answer"),
        "{trouble:?}"
    );
    tested.pass(1000).await;
    let hooks = tested.hooks();
    let ids: Vec<&str> = hooks.iter().map(|it| it.header("webhook-id")).collect();
    assert_eq!(ids.len(), 6);
    assert!(ids[..4].iter().all(|id| *id == ids[0]));
    let titles: Vec<String> = hooks[3..].iter().map(Hook::title).collect();
    assert_eq!(titles, [11, 12, 13].map(|n| Story::own(n).title));
    assert!(
        hooks
            .iter()
            .all(|it| it.body == hooks[0].body || it.header("webhook-id") != ids[0])
    );
    let pauses: Vec<u64> = hooks
        .windows(2)
        .map(|two| (two[1].at - two[0].at).as_secs())
        .collect();
    assert!(
        (5..=8).contains(&pauses[0]) && (10..=16).contains(&pauses[1]),
        "{pauses:?}"
    );
    assert!(
        (700..=702).contains(&pauses[2]) && pauses[3] < 2,
        "{pauses:?}"
    );
    let health = tested.health();
    assert_eq!(
        (health.queued, health.sent, health.failed, health.dropped),
        (0, 3, 3, 0)
    );
    assert_eq!((health.failing_since, health.retry_at), (None, None));
}

/// 410 is a receiver's last word: it is asked no more until the operator has read feeds.toml again.
#[tokio::test(start_paused = true)]
async fn gone_stops_an_endpoint_until_a_reload() {
    let tested = Tested::start(TOML, Store::in_memory());
    tested.publish("news.example", &stories(1..=5));
    tested.refresh("news").await;
    tested.receive(|number, _| Ok((if number == 1 { 410 } else { 204 }, Vec::new())));
    let mut more = stories(11..=12);
    more.extend(stories(1..=5));
    tested.pass(1200).await;
    tested.publish("news.example", &more);
    tested.refresh("news").await;
    tested.pass(24 * 3600).await;
    assert_eq!(tested.hooks().len(), 1);
    assert!(tested.health().stopped);
    tested.gateway.reload(parsed(TOML)).await;
    tested.pass(5).await;
    assert_eq!((tested.hooks().len(), tested.health().stopped), (3, false));
}

/// A redirect is not followed, wherever it leads, and is no success.
#[tokio::test(start_paused = true)]
async fn a_redirect_is_a_failure_in_words() {
    let tested = Tested::start(TOML, Store::in_memory());
    tested.publish("news.example", &stories(1..=5));
    tested.refresh("news").await;
    tested.receive(|_, _| {
        Ok((
            307,
            vec![("location", "http://169.254.169.254/".to_owned())],
        ))
    });
    let mut more = stories(11..=11);
    more.extend(stories(1..=5));
    tested.pass(1200).await;
    tested.publish("news.example", &more);
    tested.refresh("news").await;
    assert!(
        tested
            .hooks()
            .iter()
            .all(|it| it.url == "https://ops.example/hook")
    );
    let error = tested.health().last.unwrap().error.unwrap();
    assert!(
        error.contains("307")
            && error.contains("169.254.169.254")
            && error.contains("not followed"),
        "{error}"
    );
}

/// What nobody takes for three days is dropped, with a count.
#[tokio::test(start_paused = true)]
async fn after_three_days_an_event_is_dropped() {
    let tested = Tested::start(TOML, Store::in_memory());
    tested.publish("news.example", &stories(1..=5));
    tested.refresh("news").await;
    tested.receive(|_, _| Ok((503, Vec::new())));
    let mut more = stories(11..=12);
    more.extend(stories(1..=5));
    tested.pass(1200).await;
    tested.publish("news.example", &more);
    tested.refresh("news").await;
    tested.pass(2 * 24 * 3600).await;
    assert_eq!(tested.health().queued, 2);
    let attempts = tested.hooks().len();
    // At most one in an hour at the end.
    assert!((40..80).contains(&attempts), "{attempts}");
    tested.pass(30 * 3600).await;
    let health = tested.health();
    assert_eq!((health.queued, health.dropped, health.sent), (0, 2, 0));
}

/// What was queued before a restart is sent after it, with the id of before, and nothing is announced twice.
#[tokio::test(start_paused = true)]
async fn a_restart_loses_nothing_and_repeats_nothing() {
    let store = Store::in_memory();
    let tested = Tested::start(TOML, store.clone());
    tested.publish("news.example", &stories(1..=5));
    tested.refresh("news").await;
    tested.receive(|_, _| Err(TransportError::Network("no connection".into())));
    tested.pass(1200).await;
    let mut more = stories(11..=12);
    more.extend(stories(1..=5));
    tested.publish("news.example", &more);
    tested.refresh("news").await;
    tested.section_answers("news.example", 500, "");
    for _ in 0..3 {
        tested.pass(60).await;
        tested.refresh("news").await;
    }
    tested.sending.abort();
    tested.gateway.close().await;
    let id = tested.hooks()[0].header("webhook-id").to_owned();
    let world = tested.world.clone();
    drop(tested);
    world.hooks.lock().unwrap().clear();

    let again = Tested::over(world, TOML, store);
    again.receive(|_, _| Ok((200, Vec::new())));
    for _ in 0..3 {
        again.pass(600).await;
        again.refresh("news").await;
    }
    assert_eq!(
        again.kinds(),
        ["item.published", "item.published", "feed.trouble"]
    );
    assert_eq!(again.hooks()[0].header("webhook-id"), id);
    again.publish("news.example", &more);
    again.pass(1000).await;
    again.refresh("news").await;
    assert_eq!(again.kinds()[3..], ["feed.recovered"]);
}

/// An endpoint gets what it asked for and nothing else; one that a reload adds gets what happens from then on.
#[tokio::test(start_paused = true)]
async fn an_endpoint_gets_the_events_and_feeds_that_it_names() {
    let narrow = TOML.replace(
        "events = [\"feed.trouble\", \"feed.recovered\", \"feed.needs-a-look\", \"item.published\", \"item.withdrawn\"]",
        "events = [\"item.published\"]\nfeeds = [\"other\"]",
    );
    let tested = Tested::start(&narrow, Store::in_memory());
    for host in ["news.example", "other.example"] {
        tested.publish(host, &stories(1..=5));
    }
    tested.refresh("news").await;
    tested.refresh("other").await;
    tested.pass(1200).await;
    let mut more = stories(11..=11);
    more.extend(stories(1..=5));
    for host in ["news.example", "other.example"] {
        tested.publish(host, &more);
    }
    tested.refresh("news").await;
    tested.refresh("other").await;
    let feeds: Vec<Value> = tested
        .hooks()
        .iter()
        .map(|it| it.json()["data"]["feed"]["id"].clone())
        .collect();
    assert_eq!(feeds, ["other"]);

    let second = format!(
        "{narrow}[notify.desk]\nurl = \"https://desk.example/\"\nsecret-env = \"TEST_SECRET\"\nevents = [\"item.published\"]\n"
    );
    tested.gateway.reload(parsed(&second)).await;
    let mut more = stories(12..=12);
    more.extend(stories(11..=11));
    more.extend(stories(1..=5));
    tested.publish("news.example", &more);
    tested.pass(700).await;
    tested.refresh("news").await;
    let urls: Vec<String> = tested.hooks().iter().map(|it| it.url.clone()).collect();
    assert_eq!(urls, ["https://ops.example/hook", "https://desk.example/"]);
    tested
        .gateway
        .reload(parsed(TOML.split("[notify").next().unwrap()))
        .await;
    assert_eq!(tested.gateway.endpoint_health(), []);
}

/// A message that a receiver cannot bear must not keep a feed's other news from it.
#[tokio::test(start_paused = true)]
async fn what_a_receiver_refuses_is_passed_by_the_rest() {
    let tested = Tested::start(TOML, Store::in_memory());
    tested.publish("news.example", &stories(1..=5));
    tested.refresh("news").await;
    let poison = Story::own(11).title;
    tested.receive(move |_, hook| Ok((if hook.title() == poison { 500 } else { 200 }, Vec::new())));
    tested.pass(1200).await;
    let mut more = stories(11..=13);
    more.extend(stories(1..=5));
    tested.publish("news.example", &more);
    tested.refresh("news").await;
    tested.pass(600).await;
    let health = tested.health();
    assert_eq!((health.sent, health.queued), (2, 1));
    tested.receive(|_, _| Ok((200, Vec::new())));
    tested.pass(2 * 3600).await;
    assert_eq!(tested.health().queued, 0);
}
