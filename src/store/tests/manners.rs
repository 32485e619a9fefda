//! What replicas may rely on when they share hosts, robots.txt files and partners' rates.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::database::Server;
use super::*;
use crate::model::{
    Closing, HostAnswer, HostKnowledge, HostMessage, MannersNews, RobotsTurn, SharedRobots,
    UnusedSpan, WantedSpan,
};

const SECOND: Duration = Duration::from_secs(1);
const AGENT: &str = "byline/0.1";

/// Replicas over a database, and the store whose connections they use.
async fn replicas(count: usize, server: &Server) -> (Vec<Manners>, Store, String) {
    let name = server.database();
    let store = Store::open_database(&server.url(&name), DEFAULT_LIMIT_BYTES).expect("a store");
    let mut all = Vec::new();
    for _ in 0..count {
        let manners = store.manners().expect("a database");
        connected(&manners).await;
        all.push(manners);
    }
    (all, store, name)
}

async fn connected(manners: &Manners) {
    let patience = Instant::now() + SECOND * 60;
    while manners.share_rates(&[]).await.is_none() {
        assert!(Instant::now() < patience, "no connection");
        tokio::time::sleep(SECOND / 50).await;
    }
}

fn message(host: &str) -> HostMessage {
    HostMessage {
        host: host.to_owned(),
        ..HostMessage::default()
    }
}

fn wanted(host: &str, length: Duration, room: u32) -> HostMessage {
    HostMessage {
        wanted: Some(WantedSpan { length, room }),
        ..message(host)
    }
}

async fn ask(manners: &Manners, message: HostMessage) -> HostAnswer {
    manners.ask(message).await.expect("the database is there")
}

/// What one replica hears of the others.
fn heard_by(manners: &Manners) -> mpsc::Receiver<MannersNews> {
    let (tell, heard) = mpsc::channel();
    let tell = parking_lot::Mutex::new(tell);
    manners.listen(Box::new(move |news| tell.lock().send(news.clone()).is_ok()));
    heard
}

fn of_host(heard: &mpsc::Receiver<MannersNews>) -> (HostKnowledge, bool) {
    loop {
        match heard.recv_timeout(SECOND * 30).expect("news") {
            MannersNews::Host {
                knowledge, wanted, ..
            } => return (knowledge, wanted),
            MannersNews::Robots { .. } | MannersNews::Gap => {}
        }
    }
}

/// Two replicas that own the same moment of a host ask it together. And time between spans is lost for the readers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spans_of_a_host_never_overlap() {
    let Some(server) = Server::shared() else {
        return;
    };
    let (replicas, _store, _) = replicas(3, server).await;
    let mut tasks = Vec::new();
    for (which, manners) in replicas.iter().enumerate() {
        let manners = manners.clone();
        tasks.push(tokio::spawn(async move {
            let mut spans = Vec::new();
            for n in 0..40_u64 {
                // Several hosts in one statement, in another order on each replica.
                let hosts = ["a.example", "b.example", "c.example"];
                let asked = (0..3).map(|at| hosts[(at + which) % 3]).map(|host| {
                    let message = wanted(host, Duration::from_millis(100 + n), 0);
                    ask(&manners, message)
                });
                for (at, answer) in futures_util::future::join_all(asked)
                    .await
                    .into_iter()
                    .enumerate()
                {
                    let span = answer.span.expect("the host is open");
                    assert!(span.ends_in > span.starts_in && answer.answered_at >= answer.asked_at);
                    spans.push((hosts[(at + which) % 3], span.start, span.end));
                }
            }
            spans
        }));
    }
    let mut spans = Vec::new();
    for task in tasks {
        spans.extend(task.await.expect("no panic"));
    }
    assert_eq!(spans.len(), 360);
    spans.sort_unstable();
    let mut next_to_each_other = 0;
    for two in spans.windows(2).filter(|two| two[0].0 == two[1].0) {
        assert!(two[0].2 <= two[1].1, "{two:?}");
        next_to_each_other += usize::from(two[0].2 == two[1].1);
    }
    assert_eq!(next_to_each_other, 357, "no time is lost between them");
    let statements: u64 = replicas.iter().map(Manners::statements).sum();
    assert!(statements < 360, "{statements}");
}

/// A host that closed is closed for all; nothing shortens a pause; and a database whose clock was set back closes
/// none for long.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_replica_tells_of_a_host_all_know() {
    let Some(server) = Server::shared() else {
        return;
    };
    let (replicas, _store, name) = replicas(2, server).await;
    let (first, second) = (&replicas[0], &replicas[1]);
    let heard = heard_by(second);
    let closing = |pause: Duration, asked| {
        let until = Instant::now() + pause;
        Some(Closing { until, asked })
    };
    first.tell(HostMessage {
        closing: closing(SECOND * 600, true),
        failures: Some(3),
        ..message("a.example")
    });
    let (knowledge, is_wanted) = of_host(&heard);
    assert!(knowledge.closed_for > SECOND * 590 && knowledge.closed_for <= SECOND * 600);
    assert_eq!(
        (knowledge.asked, knowledge.failures, is_wanted),
        (true, 3, false)
    );
    second.tell(HostMessage {
        closing: closing(SECOND * 10, false),
        failures: Some(1),
        ..message("a.example")
    });
    let answer = ask(second, wanted("a.example", SECOND, 1)).await;
    assert_eq!(answer.span, None);
    assert!(answer.knowledge.asked && answer.knowledge.closed_for > SECOND * 590);
    assert_eq!(answer.knowledge.failures, 3);
    first.tell(HostMessage {
        failures: Some(0),
        ..message("a.example")
    });
    let open =
        "UPDATE byline.hosts SET closed_until = now(), next_free = now() + interval '9 days'";
    ask(first, message("a.example")).await;
    server.sql(&name, open);
    let answer = ask(second, wanted("a.example", SECOND, 1)).await;
    assert_eq!(answer.knowledge.failures, 0);
    let starts_in = answer.span.expect("it is open").starts_in;
    assert!(starts_in <= SECOND * 600, "{starts_in:?}");
}

/// The owner of a span learns how many requests of others run, and those who keep it waiting learn that it waits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn running_requests_are_known_to_all() {
    let Some(server) = Server::shared() else {
        return;
    };
    let (replicas, _store, _) = replicas(2, server).await;
    let (first, second) = (&replicas[0], &replicas[1]);
    let (heard_first, heard_second) = (heard_by(first), heard_by(second));
    first.tell(HostMessage {
        running: Some((2, SECOND * 60)),
        ..message("a.example")
    });
    let (knowledge, _) = of_host(&heard_second);
    assert_eq!(knowledge.elsewhere.0, 2);
    assert!(knowledge.elsewhere.1 > SECOND * 50);
    let refused = ask(second, wanted("a.example", SECOND, 1)).await;
    assert_eq!((refused.span, refused.knowledge.elsewhere.0), (None, 2));
    let (knowledge, is_wanted) = of_host(&heard_first);
    assert_eq!(
        (is_wanted, knowledge.elsewhere.0),
        (true, 0),
        "its own do not count"
    );
    assert!(
        ask(first, wanted("a.example", SECOND, 0))
            .await
            .span
            .is_some()
    );
    assert!(
        ask(second, wanted("a.example", SECOND, 2))
            .await
            .span
            .is_some()
    );
    first.tell(HostMessage {
        running: Some((0, SECOND)),
        ..message("a.example")
    });
    assert_eq!(of_host(&heard_second).0.elsewhere.0, 0);
    // What a replica that died left behind ends by itself.
    second.tell(HostMessage {
        running: Some((1, SECOND / 20)),
        ..message("a.example")
    });
    of_host(&heard_first);
    tokio::time::sleep(SECOND / 10).await;
    assert!(
        ask(first, wanted("a.example", SECOND, 0))
            .await
            .span
            .is_some()
    );
}

/// What is given back is the next one's; what others reserved behind it stays where it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_the_last_span_can_be_given_back() {
    let Some(server) = Server::shared() else {
        return;
    };
    let (replicas, _store, _) = replicas(2, server).await;
    let minute = wanted("a.example", SECOND * 60, 0);
    let span = ask(&replicas[0], minute.clone())
        .await
        .span
        .expect("a span");
    let unused = Some(UnusedSpan {
        end: span.end,
        length: SECOND * 50,
    });
    replicas[0].tell(HostMessage {
        unused,
        ..message("a.example")
    });
    ask(&replicas[0], message("a.example")).await;
    let next = ask(&replicas[1], minute.clone())
        .await
        .span
        .expect("a span");
    assert_eq!(next.start, span.end - 50_000_000);
    replicas[0].tell(HostMessage {
        unused,
        ..message("a.example")
    });
    ask(&replicas[0], message("a.example")).await;
    let last = ask(&replicas[0], minute).await.span.expect("a span");
    assert_eq!(last.start, next.end);
}

fn robots(text: &str) -> SharedRobots {
    SharedRobots {
        text: Some(text.as_bytes().to_vec()),
        validators: Some(Validators {
            etag: Some("\"a\"".into()),
            ..Validators::default()
        }),
        good_for: SECOND * 3600,
        failures: 0,
        reason: String::new(),
        timed_out: false,
    }
}

/// A robots.txt is fetched by one replica at a time, read by all, and fetched by another when that one has died.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_replica_at_a_time_fetches_a_robots_txt() {
    const ORIGIN: &str = "http://news.example";
    let Some(server) = Server::shared() else {
        return;
    };
    let (replicas, _store, name) = replicas(3, server).await;
    let turn = |which: usize| {
        let manners = replicas[which].clone();
        async move {
            manners
                .robots(ORIGIN, AGENT, SECOND * 60)
                .await
                .expect("there")
        }
    };
    let turns = futures_util::future::join_all((0..3).map(turn)).await;
    let is_mine = |turn: &RobotsTurn| matches!(turn, RobotsTurn::Fetch(None));
    let holder = turns.iter().position(is_mine).expect("one");
    let other = (holder + 1) % 3;
    assert_eq!(
        turns.iter().filter(|turn| is_mine(turn)).count(),
        1,
        "{turns:?}"
    );
    let waits = turn(other).await;
    assert!(
        matches!(waits, RobotsTurn::Wait(wait) if wait > SECOND * 30),
        "{waits:?}"
    );
    // Another one's turn is not ended by those who wait.
    replicas[other].end_turn(ORIGIN, Some(robots("Disallow: /no/")));
    let heard = heard_by(&replicas[other]);
    replicas[holder].end_turn(ORIGIN, Some(robots("Allow: /泰/\n\u{0}\u{1}")));
    let is_robots =
        |news: MannersNews| matches!(news, MannersNews::Robots { origin } if origin == ORIGIN);
    assert!(is_robots(heard.recv_timeout(SECOND * 30).expect("news")));
    let RobotsTurn::Known(known) = turn(other).await else {
        panic!("it is known");
    };
    assert_eq!(known.text, robots("Allow: /泰/\n\u{0}\u{1}").text);
    assert_eq!(known.validators, robots("").validators);
    assert!(known.good_for > SECOND * 3590 && known.good_for <= SECOND * 3600);

    // It grows old, its host fails, and that is known to all.
    server.sql(&name, "UPDATE byline.robots SET good_until = now()");
    let RobotsTurn::Fetch(Some(before)) = turn(other).await else {
        panic!("it is to be fetched");
    };
    assert_eq!(before.text, known.text);
    let failed = SharedRobots {
        failures: 2,
        reason: "503".into(),
        timed_out: true,
        ..before
    };
    let failed = SharedRobots {
        good_for: SECOND * 60,
        ..failed
    };
    replicas[other].end_turn(ORIGIN, Some(failed));
    let patience = Instant::now() + SECOND * 30;
    let known = loop {
        match turn(holder).await {
            RobotsTurn::Known(known) => break known,
            RobotsTurn::Wait(_) | RobotsTurn::Fetch(_) => {
                assert!(Instant::now() < patience);
                tokio::time::sleep(SECOND / 50).await;
            }
        }
    };
    assert_eq!(
        (known.failures, &*known.reason, known.timed_out),
        (2, "503", true)
    );
    // Another user agent may be shown another file.
    let asked = replicas[holder]
        .robots(ORIGIN, "other/1", SECOND / 20)
        .await;
    assert_eq!(asked, Some(RobotsTurn::Fetch(None)));
    // Its replica dies.
    tokio::time::sleep(SECOND / 10).await;
    let asked = replicas[other].robots(ORIGIN, "other/1", SECOND * 60).await;
    assert_eq!(asked, Some(RobotsTurn::Fetch(None)));
}

/// Pages name hosts without end: what says nothing any more goes, and robots.txt files have a bound.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_known_of_hosts_is_pruned() {
    let Some(server) = Server::shared() else {
        return;
    };
    let (replicas, _store, name) = replicas(1, server).await;
    server.sql(
        &name,
        "INSERT INTO byline.hosts SELECT n || '.example', now() - interval '2 hours', now() - interval '2 hours', false, 0, '{}', 0 \
         FROM generate_series(1, 500) n; \
         INSERT INTO byline.hosts VALUES ('closed', now(), now() + interval '1 minute', true, 0, '{}', 0); \
         INSERT INTO byline.robots (origin, agent, body, good_until, holder, turn_until) \
         SELECT 'http://' || n, 'a', convert_to(repeat('x', 500000), 'UTF8'), now() + n * interval '1 second', '', now() \
         FROM generate_series(1, 200) n; \
         INSERT INTO byline.robots (origin, agent, good_until, holder, turn_until) \
         VALUES ('http://old', 'a', now() - interval '3 days', '', now())",
    );
    replicas[0].prune().await;
    assert_eq!(
        server.sql(&name, "SELECT string_agg(host, ' ') FROM byline.hosts"),
        "closed"
    );
    let left = server.sql(
        &name,
        "SELECT count(*) > 100 AND sum(octet_length(body)) <= 67108864 AND min(good_until) > now() \
         AND bool_or(origin = 'http://200') FROM byline.robots",
    );
    assert_eq!(left, "t");
}

/// While the database is away nobody waits for it; a pause that a host asked for meanwhile is told when it is back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_outlives_an_outage_of_the_database() {
    let Some(server) = Server::start(None) else {
        return;
    };
    let (replicas, _store, _) = replicas(2, &server).await;
    let heard = heard_by(&replicas[1]);
    server.tell("kill");
    let patience = Instant::now() + SECOND * 30;
    while replicas[0]
        .ask(wanted("a.example", SECOND, 0))
        .await
        .is_some()
    {
        assert!(Instant::now() < patience);
    }
    let asked = Instant::now();
    replicas[0].tell(HostMessage {
        closing: Some(Closing {
            until: Instant::now() + SECOND * 600,
            asked: true,
        }),
        ..message("a.example")
    });
    assert_eq!(replicas[0].ask(wanted("a.example", SECOND, 0)).await, None);
    assert_eq!(
        replicas[0].robots("http://a.example", AGENT, SECOND).await,
        None
    );
    assert!(asked.elapsed() < SECOND * 2, "{:?}", asked.elapsed());
    server.tell("start");
    for manners in &replicas {
        connected(manners).await;
    }
    while let Ok(news) = heard.try_recv() {
        drop(news);
    }
    let answer = ask(&replicas[1], wanted("a.example", SECOND, 0)).await;
    let patience = Instant::now() + SECOND * 30;
    let mut closed_for = answer.knowledge.closed_for;
    while closed_for < SECOND * 500 {
        assert!(Instant::now() < patience);
        tokio::time::sleep(SECOND / 20).await;
        closed_for = ask(&replicas[1], message("a.example"))
            .await
            .knowledge
            .closed_for;
    }
}
