//! Hours of a whole gateway in seconds: real schedule, real refreshes, real pace; a scripted transport and tokio's
//! paused time.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use byline::app::{App, Seams};
use byline::clock::{Clock, Steady};
use byline::config;
use byline::gateway::{Gateway, OriginOutcome};
use byline::origin::{Answer, Ask, Transport, TransportError};
use byline::render::Format;
use byline::store::Store;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::Timestamp;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::support::{Story, environment, noon, section};

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

type Asked = Arc<Mutex<HashMap<String, Vec<(Instant, u16)>>>>;
type Site = dyn Fn(&Ask) -> Option<(String, String)> + Send + Sync;

/// Origins that answer after 50 ms with what `site` has at a URL, body and ETag, and hang where it has nothing.
struct Origins {
    site: Box<Site>,
    asked: Asked,
}

impl Transport for Origins {
    fn exchange(&self, ask: Ask) -> BoxFuture<'_, Result<Answer, TransportError>> {
        Box::pin(async move {
            let answer = |status: u16, body: String, etag: &str| {
                let mut asked = self.asked.lock().unwrap();
                let times = asked.entry(ask.url.to_string()).or_default();
                times.push((Instant::now(), status));
                let mut headers = HeaderMap::new();
                headers.insert("etag", HeaderValue::from_str(etag).unwrap());
                headers.insert("content-type", HeaderValue::from_static("text/html"));
                Answer {
                    status: StatusCode::from_u16(status).unwrap(),
                    headers,
                    body: body.into(),
                }
            };
            tokio::time::sleep(Duration::from_millis(50)).await;
            if ask.url.path() == "/robots.txt" {
                return Ok(answer(404, String::new(), "\"\""));
            }
            let Some((body, etag)) = (self.site)(&ask) else {
                tokio::time::sleep(ask.timeout).await;
                return Err(TransportError::Timeout(ask.timeout));
            };
            let known = ask.headers.get("if-none-match");
            Ok(match known {
                Some(known) if *known == *etag => answer(304, String::new(), &etag),
                _ => answer(200, body, &etag),
            })
        })
    }
}

/// Runs a gateway over `site` for `time`.
async fn run(
    toml: &str,
    time: Duration,
    site: impl Fn(&Ask) -> Option<(String, String)> + Send + Sync + 'static,
) -> (Arc<Gateway>, Asked) {
    let (gateway, asked, keeping) = start(toml, site);
    tokio::time::sleep(time).await;
    keeping.abort();
    (gateway, asked)
}

/// Starts a gateway over `site`, and the task that keeps its feeds fresh.
fn start(
    toml: &str,
    site: impl Fn(&Ask) -> Option<(String, String)> + Send + Sync + 'static,
) -> (Arc<Gateway>, Asked, JoinHandle<()>) {
    let asked = Asked::default();
    let origins = Origins {
        site: Box::new(site),
        asked: asked.clone(),
    };
    let seams = Seams {
        clock: Arc::new(Simulated(Instant::now())),
        transport: Arc::new(origins),
    };
    let config = config::parse(toml, "feeds.toml", &environment).unwrap();
    let app = App::over(config.config, seams, Store::in_memory());
    let gateway = app.gateway().clone();
    let keeping = tokio::spawn(gateway.clone().keep_fresh());
    (gateway, asked, keeping)
}

const HEAD: &str = r#"
[server]
public-url = "http://feeds.example/"
[fetch]
user-agent = "byline-test/0.1 (+http://feeds.example/about)"
[publishers.paper]
name = "Paper"
url = "http://news.example/"
language = "zh-CN"
timezone = "Asia/Shanghai"
"#;

/// One slow host must not make another's readers wait.
#[tokio::test(start_paused = true)]
async fn every_feed_is_refreshed_in_time_while_some_hosts_hang() {
    println!("{}", in_time(400, 20).await);
}

/// The same at full size: 10,000 feeds on 500 hosts, of which 25 hang.
#[tokio::test(start_paused = true)]
#[ignore = "renders 10,000 feeds, which takes minutes without optimisation"]
async fn ten_thousand_feeds_are_refreshed_in_time_while_some_hosts_hang() {
    println!("{}", in_time(10_000, 500).await);
}

/// Runs `feeds` feeds on `hosts` hosts, of which every twentieth hangs.
async fn in_time(feeds: usize, hosts: usize) -> String {
    let mut toml = HEAD.to_owned();
    for feed in 0..feeds {
        let host = feed % hosts;
        write!(
            toml,
            "[feeds.f{feed}]\npublisher = \"paper\"\ntitle = \"F\"\nkind = \"feed\"\nsections = [\"http://h{host}.example/{feed}\"]\n",
        )
        .unwrap();
    }
    let hangs = |host: &str| {
        let number = host.trim_start_matches('h').split('.').next();
        number.unwrap().parse::<usize>().unwrap().is_multiple_of(20)
    };
    let (gateway, asked) = run(&toml, Duration::from_secs(35 * 60), move |ask| {
        let feed = "<rss version='2.0'><channel><title>F</title><item><title>One</title><link>http://news.example/1.htm</link><author>a@news.example (A)</author><source url='http://news.example/'>Paper</source><description>One paragraph.</description></item></channel></rss>";
        (!hangs(ask.url.host_str().unwrap())).then(|| (feed.to_owned(), "\"1\"".to_owned()))
    })
    .await;
    let end = Instant::now();
    let asked = asked.lock().unwrap();
    let limit = Duration::from_secs(600).mul_f64(1.2);
    let (mut read, mut longest, mut shortest) = (0, Duration::ZERO, Duration::MAX);
    for (url, times) in asked.iter().filter(|(url, _)| !url.ends_with("robots.txt")) {
        read += 1;
        for pair in times.windows(2) {
            longest = longest.max(pair[1].0 - pair[0].0);
            shortest = shortest.min(pair[1].0 - pair[0].0);
        }
        let last = end - times.last().unwrap().0;
        assert!(last < limit, "{url} was last asked {last:?} ago");
    }
    let hanging = hosts.div_ceil(20) * (feeds / hosts);
    assert_eq!(read, feeds - hanging);
    assert!(longest < limit && shortest > Duration::from_secs(600).mul_f64(0.85));
    let never = gateway
        .health()
        .iter()
        .filter(|it| it.state.as_str() == "never")
        .count();
    assert_eq!(
        never,
        feeds / 20,
        "what hangs is never read, and all else is"
    );
    format!("{read} feeds in time: between two refreshes {shortest:?} to {longest:?}")
}

/// A section of ten stories, whose articles are at the section's own host or, with `dead`, at hosts that hang.
fn ten_stories(feed: u32, dead: bool) -> String {
    let stories: Vec<Story> = (0..10).map(|n| Story::own(feed * 10 + n)).collect();
    let page = section(&stories);
    match dead {
        true => page.replace("href=\".", &format!("href=\"http://dead{feed}.example")),
        false => page,
    }
}

/// A reader of any feed has headlines within five seconds, whichever of a thousand cold feeds of one slow host it is,
/// and whatever hosts their articles are on.
#[tokio::test(start_paused = true)]
async fn a_reader_of_any_cold_feed_of_a_slow_host_has_headlines_in_five_seconds() {
    const FEEDS: u32 = 1000;
    let mut toml = HEAD.to_owned();
    for feed in 0..FEEDS {
        write!(
            toml,
            "[feeds.f{feed}]\npublisher = \"paper\"\ntitle = \"F\"\nsections = [\"http://news.example/f{feed}/\"]\n[feeds.f{feed}.select]\nitem = \"#list li\"\ntitle = \"h3 a\"\nlink = \"h3 a\"\n",
        )
        .unwrap();
    }
    let (gateway, asked, keeping) = start(&toml, |ask| {
        let path = ask.url.path();
        if let Some(number) = path.strip_prefix("/f") {
            let feed: u32 = number.trim_end_matches('/').parse().ok()?;
            return Some((
                ten_stories(feed, feed.is_multiple_of(2)),
                "\"1\"".to_owned(),
            ));
        }
        let number = path.trim_end_matches(".htm").rsplit('_').next()?;
        let is_dead = ask.url.host_str()?.starts_with("dead");
        (!is_dead).then(|| {
            (
                Story::own(number.parse().unwrap()).page(),
                "\"1\"".to_owned(),
            )
        })
    });
    // All feeds come due together, and a thousand sections take their host eight minutes.
    let mut longest = Duration::ZERO;
    for turn in 0..100_u32 {
        tokio::time::sleep(Duration::from_secs(7)).await;
        let feed = format!("f{}", (turn * 373 + 500) % FEEDS);
        let began = Instant::now();
        let served = gateway.document(&feed, Format::Rss).await.unwrap();
        longest = longest.max(began.elapsed());
        assert_eq!(served.items, 10, "{feed}");
    }
    println!("the longest that a reader waited: {longest:?}");
    assert!(longest <= Duration::from_secs(5), "{longest:?}");
    tokio::time::sleep(Duration::from_secs(300)).await;
    keeping.abort();
    let health = gateway.health();
    let never = health.iter().filter(|it| it.state.as_str() == "never");
    assert_eq!(never.count(), 0, "sections go before articles");
    let starts = asked.lock().unwrap();
    let of_host = |url: &&String| url.starts_with("http://news.example/");
    let mut starts: Vec<Instant> = starts
        .iter()
        .filter(|(url, _)| of_host(url))
        .flat_map(|(_, times)| times.iter().map(|(at, _)| *at))
        .collect();
    starts.sort();
    let closest = starts.windows(2).map(|pair| pair[1] - pair[0]).min();
    assert!(closest >= Some(Duration::from_millis(499)), "{closest:?}");
}

/// A publisher must not notice in its bill that its portal is read: a day of 20 sections, with a new article in each
/// every two hours.
#[tokio::test(start_paused = true)]
async fn a_day_of_a_portal_is_mostly_not_modified() {
    let mut toml = HEAD.to_owned();
    for feed in 0..20 {
        write!(
            toml,
            "[feeds.s{feed}]\npublisher = \"paper\"\ntitle = \"S\"\nsections = [\"http://news.example/s{feed}/\"]\n[feeds.s{feed}.select]\nitem = \"#list li\"\ntitle = \"h3 a\"\nlink = \"h3 a\"\ndate = \"span\"\n",
        )
        .unwrap();
    }
    let began = Instant::now();
    let (gateway, asked) = run(&toml, Duration::from_secs(24 * 3600), move |ask| {
        let path = ask.url.path();
        let number = path.trim_end_matches(".htm").rsplit('_').next();
        if let Some(number) = number.and_then(|number| number.parse().ok()) {
            return Some((Story::own(number).page(), format!("\"{number}\"")));
        }
        let section_number: u32 = path
            .trim_matches('/')
            .trim_start_matches('s')
            .parse()
            .ok()?;
        let news = u32::try_from(began.elapsed().as_secs() / 7200).unwrap();
        let stories: Vec<Story> = (0..10)
            .rev()
            .map(|n| Story::own(1000 * (section_number + 1) + news + n))
            .collect();
        let page = section(&stories).replace("href=\".", "href=\"/news");
        Some((page, format!("\"{news}\"")))
    })
    .await;

    let asked = asked.lock().unwrap();
    let (mut sections, mut articles) = ((0, 0), (0, 0));
    let mut starts: Vec<Instant> = Vec::new();
    for (url, times) in asked.iter() {
        starts.extend(times.iter().map(|(at, _)| *at));
        let sum = if url.ends_with('/') {
            assert!((138..=170).contains(&times.len()), "{url}: {}", times.len());
            &mut sections
        } else {
            &mut articles
        };
        sum.0 += times.len();
        sum.1 += times.iter().filter(|(_, status)| *status == 304).count();
    }
    starts.sort();
    let closest = starts.windows(2).map(|pair| pair[1] - pair[0]).min();
    let counts = gateway.origin_counts();
    let share = counts[0].not_modified_share().unwrap();
    println!(
        "a day of 20 sections: {} requests for sections ({:.1} each, {:.1} % of them 304), {} for articles ({:.1} a \
         section, {:.1} % of them 304), {} in all; closest two starts {closest:?}; share of 304 {:.1} %",
        sections.0,
        sections.0 as f64 / 20.0,
        100.0 * sections.1 as f64 / sections.0 as f64,
        articles.0,
        articles.0 as f64 / 20.0,
        100.0 * articles.1 as f64 / articles.0 as f64,
        counts[0].total(),
        100.0 * share,
    );
    assert!(sections.1 * 10 > sections.0 * 9, "nine of ten are 304");
    // Ten stories at the start and one every two hours, each read once and looked at again at most four times a day.
    let most = 20 * 22;
    assert!(articles.0 - articles.1 <= most, "an article is read once");
    assert!(articles.0 <= most * 5);
    assert_eq!(counts[0].of(OriginOutcome::ServerError), 0);
}
