//! Two replicas over one PostgreSQL ask one host.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use parking_lot::Mutex;

use super::*;
use crate::clock::{Steady, SystemClock};
use crate::config;
use crate::origin::{
    Answer, Ask, Asking, Fault, FetchError, Fetched, Origin, Transport, TransportError,
};
use crate::store::{DEFAULT_LIMIT_BYTES, Store};
use crate::testing::database::Server;
use crate::testing::url;

const INTERVAL: Duration = Duration::from_millis(200);

/// A publisher's server. `/busy` answers 429.
#[derive(Default)]
struct Publisher {
    asked: Mutex<Vec<(Instant, String)>>,
}

impl Transport for Publisher {
    fn exchange(&self, ask: Ask) -> BoxFuture<'_, Result<Answer, TransportError>> {
        let path = ask.url.path().to_owned();
        self.asked.lock().push((Instant::now(), path.clone()));
        let header =
            |value| HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(value))]);
        let (status, headers, body) = match path.as_str() {
            "/robots.txt" => (
                200,
                header("text/plain"),
                "User-agent: *\nDisallow: /private/",
            ),
            "/busy" => {
                let wait = [(RETRY_AFTER, HeaderValue::from_static("60"))];
                (429, HeaderMap::from_iter(wait), "")
            }
            _ => (200, header("text/html"), "<p>x"),
        };
        async move {
            tokio::time::sleep(Duration::from_millis(5)).await;
            Ok(Answer {
                status: StatusCode::from_u16(status).expect("a status"),
                headers,
                body: Bytes::from_static(body.as_bytes()),
            })
        }
        .boxed()
    }
}

impl Publisher {
    fn count(&self, of: impl Fn(&str) -> bool) -> usize {
        self.asked
            .lock()
            .iter()
            .filter(|(_, path)| of(path))
            .count()
    }
}

/// Replicas over a database of the test's own. The store goes last: it has the connections.
struct Fleet {
    replicas: Vec<(Origin, Manners)>,
    publisher: Arc<Publisher>,
    store: Store,
}

/// `None` without PostgreSQL.
async fn fleet(server: Option<&Server>) -> Option<Fleet> {
    let server = server?;
    let opened = Store::open_database(&server.url(&server.database()), DEFAULT_LIMIT_BYTES);
    let store = opened.expect("a store");
    let publisher = Arc::<Publisher>::default();
    let fetch = config::Fetch {
        user_agent: "byline/0.1 (+http://127.0.0.1:8080/about)".into(),
        per_host: 2,
        min_interval: INTERVAL,
        timeout: Duration::from_secs(15),
        max_page_bytes: 1 << 20,
        publishers: Vec::new(),
    };
    let mut replicas = Vec::new();
    for _ in 0..2 {
        let manners = store.manners().expect("a database");
        manners.set_replicas(2);
        // Connected from now on.
        let patience = Instant::now() + Duration::from_secs(60);
        while manners.share_rates(&[]).await.is_none() {
            assert!(Instant::now() < patience, "no connection");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let origin = Origin::new(&fetch, [], publisher.clone(), Arc::new(SystemClock));
        replicas.push((origin.sharing(Arc::new(manners.clone())), manners));
    }
    Some(Fleet {
        replicas,
        publisher,
        store,
    })
}

async fn get(origin: &Origin, path: &str) -> Result<Fetched, FetchError> {
    let page = url(&format!("http://news.example{path}"));
    origin.page(&page, None, &Asking::by_command()).await
}

/// Asks for `each` pages on each replica at once. Returns how many came.
async fn burst(fleet: &Fleet, each: usize) -> usize {
    let came = Arc::new(AtomicUsize::new(0));
    let mut tasks = Vec::new();
    for n in 0..each {
        for (origin, _) in &fleet.replicas {
            let (origin, came) = (origin.clone(), came.clone());
            tasks.push(tokio::spawn(async move {
                let page = get(&origin, &format!("/{n}")).await;
                came.fetch_add(usize::from(page.is_ok()), Ordering::Relaxed);
            }));
        }
    }
    for task in tasks {
        task.await.expect("no panic");
    }
    came.load(Ordering::Relaxed)
}

/// Two replicas must not ask a publisher twice as fast as one, nor read its rules twice; and that must cost the
/// database less than the publisher.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_replicas_ask_a_host_as_one() {
    let Some(fleet) = fleet(Server::shared()).await else {
        return;
    };
    let statements = || {
        let each = fleet
            .replicas
            .iter()
            .map(|(_, manners)| manners.statements());
        each.sum::<u64>()
    };
    let before = statements();
    assert_eq!(burst(&fleet, 12).await, 24);
    let statements = statements() - before;
    assert_eq!(fleet.publisher.count(|path| path == "/robots.txt"), 1);
    let asked = fleet.publisher.asked.lock();
    assert_eq!(asked.len(), 25);
    let took = asked[24].0 - asked[0].0;
    // A busy machine begins some late, so the whole is looked at: alone, each would take half of it.
    assert!(took > INTERVAL * 24 * 9 / 10, "{took:?}");
    assert!(statements < 20, "{statements} statements for 25 requests");
    eprintln!("{statements} statements for 25 requests, {took:?}");
    drop(asked);
    drop(fleet.replicas);
    drop(fleet.store);
}

/// What a publisher answers to one replica holds for the other, also for what already waits there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_that_one_replica_is_asked_for_holds_on_the_other() {
    let Some(fleet) = fleet(Server::shared()).await else {
        return;
    };
    let (first, second) = (&fleet.replicas[0].0, &fleet.replicas[1].0);
    get(first, "/0").await.expect("a page");
    let waiting: Vec<_> = (0..30)
        .map(|n| {
            let second = second.clone();
            tokio::spawn(async move { get(&second, &format!("/{n}")).await })
        })
        .collect();
    get(first, "/busy").await.expect_err("429");
    let asked = fleet.publisher.count(|_| true);
    let mut refused = 0;
    for one in waiting {
        if let Err(error) = one.await.expect("no panic") {
            assert!(matches!(error.fault, Fault::Closed(_)), "{error}");
            refused += 1;
        }
    }
    assert!(refused > 15, "{refused} of 30");
    let more = fleet.publisher.count(|_| true) - asked;
    assert!(
        more <= 1,
        "{more} requests after the host had asked for a pause"
    );
    let error = get(second, "/1").await.expect_err("closed");
    assert!(matches!(error.fault, Fault::Closed(_)), "{error}");
}

/// A database that dies must not stop feeds, nor have two replicas ask as fast as two; and after it is back, they are
/// one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_database_each_replica_takes_its_share() {
    let server = Server::start(None);
    let Some(fleet) = fleet(server.as_ref()).await else {
        return;
    };
    let server = server.expect("it runs");
    assert_eq!(burst(&fleet, 1).await, 2);
    server.tell("kill");
    let before = fleet.publisher.count(|_| true);
    assert_eq!(burst(&fleet, 6).await, 12);
    let asked = fleet.publisher.asked.lock().clone();
    let took = asked[asked.len() - 1].0 - asked[before].0;
    assert!(took > INTERVAL * 10 * 9 / 10, "{took:?}");
    server.tell("start");
    let patience = Instant::now() + Duration::from_secs(60);
    for (_, manners) in &fleet.replicas {
        while manners.share_rates(&[]).await.is_none() {
            assert!(Instant::now() < patience, "no connection");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    get(&fleet.replicas[0].0, "/busy").await.expect_err("429");
    let error = get(&fleet.replicas[1].0, "/1").await.expect_err("closed");
    assert!(matches!(error.fault, Fault::Closed(_)), "{error}");
}

/// "600/h" in a contract is 600 over all replicas, and what a replica knows of it outlives the replica.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partners_rate_is_one_over_all_replicas() {
    let Some(fleet) = fleet(Server::shared()).await else {
        return;
    };
    let partner: PartnerId = "harbour".parse().expect("a test id");
    let rate = Rate {
        requests: 10,
        per: Duration::from_secs(3600),
    };
    let clock = SystemClock;
    let states = [PartnerState::default(), PartnerState::default()];
    let take = |state: &PartnerState, now: Steady| {
        let mut memory = state.memory();
        let allowance = memory.allowances.entry(partner.clone()).or_default();
        allowance.take(rate, now).is_ok()
    };
    let limited = || [(partner.clone(), rate)].into_iter();
    let mut let_through = 0;
    for round in 0..6 {
        for (state, (_, manners)) in states.iter().zip(&fleet.replicas) {
            // Two requests to each in a second.
            let_through += (0..2).filter(|_| take(state, clock.steady())).count();
            exchange(state, limited(), manners, &clock).await;
        }
        assert!(let_through > round, "nobody is sent away too soon");
    }
    assert!((10..=12).contains(&let_through), "{let_through}");
    let fresh = PartnerState::default();
    exchange(&fresh, limited(), &fleet.replicas[0].1, &clock).await;
    assert!(
        !take(&fresh, clock.steady()),
        "a replica that was started anew"
    );
}
