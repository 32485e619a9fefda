//! One budget for each host over several replicas, in paused time. What they share is a few lines in memory here.

use std::collections::HashMap;
use std::sync::Weak;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::*;
use crate::model::{
    GrantedSpan, HostAnswer, HostKnowledge, HostMessage, MannersNews, RobotsTurn, SharedRobots,
};
use crate::origin::pace::{HostPermit, Pace};

const SECOND: Duration = Duration::from_secs(1);
const HALF: Duration = Duration::from_millis(500);
/// From a replica to the others, and back.
const WAY: Duration = Duration::from_millis(3);

/// What the replicas share.
struct Others {
    begun: Instant,
    hosts: Mutex<HashMap<String, HostRow>>,
    robots: Mutex<HashMap<String, RobotsRow>>,
    replicas: Mutex<Vec<Weak<Replica>>>,
    asked: AtomicUsize,
    away: AtomicBool,
}

struct HostRow {
    next_free: Instant,
    closed_until: Instant,
    asked: bool,
    failures: u32,
    running: HashMap<usize, (u32, Instant)>,
}

struct RobotsRow {
    file: Option<SharedRobots>,
    good_until: Instant,
    holder: usize,
    turn_until: Instant,
}

/// One replica's way to them.
struct Replica {
    number: usize,
    others: Arc<Others>,
    listeners: Mutex<Vec<NewsListener>>,
}

impl std::fmt::Debug for Replica {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "replica {}", self.number)
    }
}

impl Others {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            begun: Instant::now(),
            hosts: Mutex::default(),
            robots: Mutex::default(),
            replicas: Mutex::default(),
            asked: AtomicUsize::new(0),
            away: AtomicBool::new(false),
        })
    }

    fn replica(self: &Arc<Self>) -> Arc<Replica> {
        let mut replicas = self.replicas.lock();
        let replica = Arc::new(Replica {
            number: replicas.len(),
            others: Arc::clone(self),
            listeners: Mutex::default(),
        });
        replicas.push(Arc::downgrade(&replica));
        replica
    }

    fn all_but(&self, number: usize) -> Vec<Arc<Replica>> {
        let replicas = self.replicas.lock();
        let live = replicas.iter().filter_map(Weak::upgrade);
        live.filter(|replica| replica.number != number).collect()
    }

    fn mark(&self, at: Instant) -> i64 {
        i64::try_from((at - self.begun).as_micros()).expect("a short test")
    }

    /// As the statement of the store does it.
    fn told(&self, by: usize, message: &HostMessage) -> HostAnswer {
        let now = Instant::now();
        self.asked.fetch_add(1, Ordering::Relaxed);
        let mut hosts = self.hosts.lock();
        let row = hosts.entry(message.host.clone()).or_insert(HostRow {
            next_free: now,
            closed_until: now,
            asked: false,
            failures: 0,
            running: HashMap::new(),
        });
        if let Some(unused) = message.unused
            && unused.end == self.mark(row.next_free)
        {
            row.next_free -= unused.length;
        }
        if let Some(closing) = message.closing
            && Instant::from_std(closing.until) > row.closed_until
        {
            (row.closed_until, row.asked) = (Instant::from_std(closing.until), closing.asked);
        }
        match message.failures {
            Some(0) => row.failures = 0,
            Some(failures) => row.failures = row.failures.max(failures),
            None => {}
        }
        if let Some((running, lasting)) = message.running {
            row.running.insert(by, (running, now + lasting));
        }
        let start = row.next_free.max(now);
        let elsewhere = |from: Instant, whom: usize| {
            let others = row.running.iter();
            let others = others.filter(|(of, (_, until))| **of != whom && *until > from);
            others.fold((0, from), |(sum, latest), (_, (running, until))| {
                (sum + running, latest.max(*until))
            })
        };
        let (running, until) = elsewhere(start, by);
        let is_given = |room: u32| row.closed_until <= now && running <= room;
        let knowledge = |whom: usize| {
            let (running, until) = elsewhere(now, whom);
            HostKnowledge {
                closed_for: row.closed_until.saturating_duration_since(now),
                asked: row.asked,
                failures: row.failures,
                elsewhere: (running, until - now),
            }
        };
        let span = message.wanted.filter(|wanted| is_given(wanted.room));
        let is_wanted = message.wanted.is_some() && span.is_none() && row.closed_until <= now;
        let is_news = message.closing.is_some() || message.running.is_some() || is_wanted;
        for other in self.all_but(by).into_iter().filter(|_| is_news) {
            let news = MannersNews::Host {
                host: message.host.clone(),
                knowledge: knowledge(other.number),
                wanted: is_wanted,
            };
            tokio::spawn(async move {
                tokio::time::sleep(WAY).await;
                other.listeners.lock().retain(|listener| listener(&news));
            });
        }
        let mut knowledge = knowledge(by);
        knowledge.elsewhere = (running, until.saturating_duration_since(now));
        let span = span.map(|wanted| {
            row.next_free = start + wanted.length;
            GrantedSpan {
                starts_in: start - now,
                ends_in: row.next_free - now,
                start: self.mark(start),
                end: self.mark(row.next_free),
            }
        });
        HostAnswer {
            knowledge,
            span,
            asked_at: now.into_std(),
            answered_at: now.into_std(),
        }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

impl SharedManners for Replica {
    fn ask(
        &self,
        message: HostMessage,
    ) -> BoxFuture<'_, std::result::Result<HostAnswer, SharedAway>> {
        async move {
            if self.others.away.load(Ordering::Relaxed) {
                return Err(SharedAway);
            }
            let asked_at = Instant::now().into_std();
            tokio::time::sleep(WAY).await;
            let answer = self.others.told(self.number, &message);
            tokio::time::sleep(WAY).await;
            Ok(HostAnswer {
                asked_at,
                answered_at: Instant::now().into_std(),
                ..answer
            })
        }
        .boxed()
    }

    fn tell(&self, message: HostMessage) {
        let (others, number) = (Arc::clone(&self.others), self.number);
        tokio::spawn(async move {
            tokio::time::sleep(WAY).await;
            if !others.away.load(Ordering::Relaxed) {
                others.told(number, &message);
            }
        });
    }

    fn listen(&self, listener: NewsListener) {
        self.listeners.lock().push(listener);
    }

    fn replicas(&self) -> u32 {
        u32::try_from(self.others.replicas.lock().len()).expect("a few")
    }

    fn robots<'a>(
        &'a self,
        origin: &'a str,
        _agent: &'a str,
        turn: Duration,
    ) -> BoxFuture<'a, std::result::Result<RobotsTurn, SharedAway>> {
        async move {
            tokio::time::sleep(WAY).await;
            let now = Instant::now();
            let mut robots = self.others.robots.lock();
            let row = robots.entry(origin.to_owned()).or_insert(RobotsRow {
                file: None,
                good_until: now,
                holder: self.number,
                turn_until: now,
            });
            if row.good_until > now {
                let mut file = row.file.clone().expect("a good file");
                file.good_for = row.good_until - now;
                return Ok(RobotsTurn::Known(file));
            }
            if row.turn_until > now {
                return Ok(RobotsTurn::Wait(row.turn_until - now));
            }
            (row.holder, row.turn_until) = (self.number, now + turn);
            Ok(RobotsTurn::Fetch(row.file.clone()))
        }
        .boxed()
    }

    fn end_turn(&self, origin: &str, found: Option<SharedRobots>) {
        let now = Instant::now();
        let mut robots = self.others.robots.lock();
        let row = robots.get_mut(origin).expect("a turn");
        if row.holder != self.number {
            return;
        }
        row.turn_until = now;
        if let Some(found) = found {
            row.good_until = now + found.good_for;
            row.file = Some(found);
        }
        let news = MannersNews::Robots {
            origin: origin.to_owned(),
        };
        for other in self.others.all_but(self.number) {
            other.listeners.lock().retain(|listener| listener(&news));
        }
    }
}

/// `count` replicas, each with a pace of its own.
fn paces(count: usize, per_host: usize) -> (Arc<Others>, Vec<Arc<Pace>>) {
    let others = Others::new();
    let paces = (0..count).map(|_| Pace::shared(per_host, others.replica()));
    let paces = paces.collect();
    (others, paces)
}

async fn try_permit(pace: &Pace, interval: Duration) -> std::result::Result<HostPermit, Closed> {
    let (urgency, deadline) = (Urgency::now(), Instant::now() + SECOND * 3000);
    let permit = pace.permit("news.example", interval, &urgency, deadline);
    permit.await
}

async fn permit(pace: &Pace) -> HostPermit {
    try_permit(pace, HALF).await.expect("a permit")
}

/// What was asked of the host: when each request began, and how many ran at once at the most.
#[derive(Default)]
struct HostLog {
    starts: Vec<Instant>,
    running: usize,
    most: usize,
}

/// Asks the host `each` times from each of `paces` at once; an answer takes `answer`.
async fn burst(paces: &[Arc<Pace>], each: usize, answer: Duration) -> HostLog {
    let log = Arc::new(Mutex::new(HostLog::default()));
    let mut tasks = Vec::new();
    for _ in 0..each {
        for pace in paces {
            let (pace, log) = (Arc::clone(pace), Arc::clone(&log));
            tasks.push(tokio::spawn(async move {
                let permit = permit(&pace).await;
                {
                    let mut log = log.lock();
                    log.starts.push(Instant::now());
                    log.running += 1;
                    log.most = log.most.max(log.running);
                }
                tokio::time::sleep(answer).await;
                log.lock().running -= 1;
                permit.answered();
                drop(permit);
            }));
        }
    }
    for task in tasks {
        task.await.expect("no panic");
    }
    Arc::into_inner(log).expect("no other").into_inner()
}

fn shortest_pause(starts: &[Instant]) -> Duration {
    let pauses = starts.windows(2).map(|two| two[1] - two[0]);
    pauses.min().expect("two starts")
}

/// A publisher who is read by three replicas must not be asked three times as fast. And the others are not asked
/// before each request: that would cost more than the request.
#[tokio::test(start_paused = true)]
async fn the_pace_of_a_host_is_one_over_all_replicas() {
    let (others, paces) = paces(3, 2);
    let log = burst(&paces, 20, SECOND / 20).await;
    assert_eq!(log.starts.len(), 60);
    assert!(
        shortest_pause(&log.starts) >= HALF,
        "{:?}",
        shortest_pause(&log.starts)
    );
    let took = log.starts[59] - log.starts[0];
    assert!(took < HALF * 59 * 11 / 10, "needlessly slow: {took:?}");
    assert!(
        others.asked() < 30,
        "{} questions for 60 requests",
        others.asked()
    );
}

/// A replica that is alone over a database asks as fast as one without.
#[tokio::test(start_paused = true)]
async fn a_replica_alone_loses_nothing() {
    let (others, paces) = paces(1, 2);
    let log = burst(&paces, 40, SECOND / 20).await;
    assert!(shortest_pause(&log.starts) >= HALF);
    let took = log.starts[39] - log.starts[0];
    assert!(took < HALF * 39 + SECOND / 5, "{took:?}");
    assert!(others.asked() <= 11, "{}", others.asked());
}

/// Two feeds of one host, refreshed on two replicas now and then: a question costs milliseconds, not intervals.
#[tokio::test(start_paused = true)]
async fn a_single_request_begins_at_once() {
    let (others, paces) = paces(2, 2);
    for pace in paces.iter().cycle().take(10) {
        let asked = Instant::now();
        permit(pace).await.answered();
        assert!(asked.elapsed() <= WAY * 2, "{:?}", asked.elapsed());
        tokio::time::sleep(SECOND * 30).await;
    }
    assert_eq!(others.asked(), 10);
}

/// `per-host` is a promise to the publisher, whose server is slow already: it holds over all replicas. And none is
/// shut out.
#[tokio::test(start_paused = true)]
async fn requests_at_once_are_counted_over_all_replicas() {
    for per_host in [1, 2] {
        let (_, paces) = paces(3, per_host);
        let began = Instant::now();
        let log = burst(&paces, 6, SECOND * 7).await;
        assert_eq!(log.most, per_host, "at once");
        assert!(shortest_pause(&log.starts) >= HALF);
        let least = SECOND * 7 * 18 / u32::try_from(per_host).expect("small");
        assert!(
            began.elapsed() < least * 3 / 2,
            "needlessly slow: {:?} instead of {least:?}",
            began.elapsed()
        );
    }
}

/// Who asks one replica to wait must not be asked by another, nor sooner than it said.
#[tokio::test(start_paused = true)]
async fn a_pause_holds_on_all_replicas() {
    let (others, paces) = paces(2, 2);
    let waiting = Arc::clone(&paces[1]);
    let first = permit(&paces[0]).await;
    let queued = tokio::spawn(async move { try_permit(&waiting, HALF).await.map(|_| ()) });
    tokio::time::sleep(SECOND / 10).await;
    first.asked_to_wait(Some(SECOND * 90), SECOND);
    let closed = queued.await.expect("no panic").expect_err("closed");
    assert!(
        closed.asked && closed.retry_after > SECOND * 89,
        "{closed:?}"
    );
    // One that knows nothing of it yet.
    let (closed_late, third) = (Instant::now(), Pace::shared(2, others.replica()));
    let refused = try_permit(&third, HALF).await.expect_err("closed");
    assert!(refused.asked && closed_late.elapsed() < SECOND);
    tokio::time::advance(SECOND * 91).await;
    permit(&third).await.answered();
}

/// A host that is down is asked ever more rarely by all of them together, and as before when it is back.
#[tokio::test(start_paused = true)]
async fn failures_count_on_all_replicas() {
    let (_, paces) = paces(2, 2);
    let mut pauses = Vec::new();
    for pace in paces.iter().cycle().take(6) {
        let pause = permit(pace).await.failed();
        pauses.push(pause.as_secs());
        tokio::time::sleep(pause + SECOND / 10).await;
    }
    // Jitter stretches each by half at most.
    for (pause, doubled) in pauses.iter().zip([1, 2, 4, 8, 16, 32]) {
        assert!((doubled..=doubled * 3 / 2).contains(pause), "{pauses:?}");
    }
    permit(&paces[0]).await.answered();
    tokio::time::sleep(SECOND).await;
    assert!(permit(&paces[1]).await.failed() < SECOND * 2);
}

/// Without the database nobody knows what the others do: each takes its share, and together they keep the pace.
#[tokio::test(start_paused = true)]
async fn each_takes_its_share_while_the_others_cannot_be_asked() {
    let (others, paces) = paces(3, 2);
    others.away.store(true, Ordering::Relaxed);
    let log = burst(&paces[..1], 10, SECOND / 20).await;
    let asked = others.asked();
    assert!(shortest_pause(&log.starts) >= HALF * 3);
    assert!(log.starts[9] - log.starts[0] < HALF * 3 * 10, "and no less");
    assert_eq!(asked, 0);
    others.away.store(false, Ordering::Relaxed);
    tokio::time::sleep(SECOND * 2).await;
    let log = burst(&paces[..1], 10, SECOND / 20).await;
    assert!(log.starts[9] - log.starts[0] < HALF * 10, "shared again");
}

/// A refresh that is given up must not hold the host against the other replicas.
#[tokio::test(start_paused = true)]
async fn time_that_is_not_needed_is_given_back() {
    let (_, paces) = paces(2, 1);
    let delay = SECOND * 30;
    let wait = |pace: &Arc<Pace>| {
        let pace = Arc::clone(pace);
        tokio::spawn(async move {
            try_permit(&pace, delay).await.expect("a permit").answered();
        })
    };
    let began = Instant::now();
    wait(&paces[0]).await.expect("no panic");
    let given_up = wait(&paces[0]);
    tokio::time::sleep(SECOND).await;
    given_up.abort();
    tokio::time::sleep(SECOND).await;
    wait(&paces[1]).await.expect("no panic");
    let waited = began.elapsed();
    assert!(waited >= delay && waited < delay + SECOND, "{waited:?}");
}

/// A connection that broke may have swallowed a `Retry-After`: nothing reserved before counts any more.
#[tokio::test(start_paused = true)]
async fn after_a_gap_everything_is_asked_for_anew() {
    let others = Others::new();
    let replica = others.replica();
    let pace = Pace::shared(2, replica.clone());
    let waiting: Vec<_> = (0..4)
        .map(|_| {
            let pace = Arc::clone(&pace);
            tokio::spawn(async move { try_permit(&pace, HALF).await.map(|_| ()) })
        })
        .collect();
    tokio::time::sleep(SECOND / 10).await;
    others
        .hosts
        .lock()
        .get_mut("news.example")
        .expect("asked for")
        .closed_until = Instant::now() + SECOND * 60;
    replica
        .listeners
        .lock()
        .retain(|listener| listener(&MannersNews::Gap));
    let mut started = 0;
    for one in waiting {
        started += usize::from(one.await.expect("no panic").is_ok());
    }
    assert_eq!(started, 1, "the others wait for the host");
}

/// A robots.txt for two replicas.
fn origins<F>(script: F) -> (Vec<Origin>, Arc<Script<F>>)
where
    F: Fn(&Ask) -> Option<Result1> + Send + Sync + 'static,
{
    let (origin, script) = origin(script);
    let others = Others::new();
    let of_replica = || {
        Origin {
            robots: Arc::default(),
            ..origin.clone()
        }
        .sharing(others.replica())
    };
    (vec![of_replica(), of_replica(), of_replica()], script)
}

/// A host that three replicas meet in one moment sends its robots.txt once, and its rules hold for all of them.
#[tokio::test(start_paused = true)]
async fn a_robots_txt_is_fetched_once_for_all_replicas() {
    let (origins, script) = origins(|ask| {
        if is_robots(ask) {
            let headers = [(ETAG, "\"a\"")];
            if ask.headers.contains_key(IF_NONE_MATCH) {
                return Some(answer(304, &headers, ""));
            }
            let rules = "User-agent: *\nDisallow: /private/\nCrawl-delay: 1";
            return Some(answer(200, &headers, rules));
        }
        html("x")
    });
    let read = |path: &'static str| {
        let all = origins.iter().cloned();
        let all: Vec<_> = all
            .map(|origin| {
                tokio::spawn(
                    async move { get(&origin, &format!("http://news.example/{path}")).await },
                )
            })
            .collect();
        async move {
            let mut read = 0;
            for one in all {
                read += usize::from(one.await.expect("no panic").is_ok());
            }
            read
        }
    };
    assert_eq!((read("private/1").await, read("1").await), (0, 3));
    let robots = || {
        script
            .asked()
            .iter()
            .filter(|(_, ask)| is_robots(ask))
            .count()
    };
    assert_eq!(robots(), 1);
    // It is fetched again when it is old, and asked whether it has changed.
    tokio::time::advance(SECOND * 5 * 3600).await;
    assert_eq!((read("private/1").await, read("1").await), (0, 3));
    assert_eq!(robots(), 2);
    let starts: Vec<Instant> = script.asked().iter().map(|(at, _)| *at).collect();
    assert!(
        starts[1..4].windows(2).all(|two| two[1] - two[0] >= SECOND),
        "Crawl-delay"
    );
}

/// A replica that dies while it fetches a robots.txt must not keep the others from the host for ever; and what cannot
/// be read is forbidden on all of them, without each asking for it.
#[tokio::test(start_paused = true)]
async fn a_turn_ends_with_its_replica() {
    let (origins, script) = origins(|ask| match is_robots(ask) {
        true => Some(answer(503, &[], "")),
        false => html("x"),
    });
    let slow = origins[0].clone();
    let given_up = tokio::spawn(async move { get(&slow, "http://news.example/1").await });
    tokio::time::sleep(SECOND / 50).await;
    given_up.abort();
    let unreachable = fault(&origins[1], "http://news.example/1").await;
    assert!(
        matches!(unreachable, Fault::RobotsUnreachable { .. }),
        "{unreachable:?}"
    );
    let asked = script.asked().len();
    let unreachable = fault(&origins[2], "http://news.example/1").await;
    assert!(
        matches!(unreachable, Fault::RobotsUnreachable { .. }),
        "{unreachable:?}"
    );
    assert_eq!(script.asked().len(), asked, "known from the other one");
}
