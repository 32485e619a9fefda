use super::*;

impl Pace {
    /// Whether a host is closed, and for how long.
    fn closed(&self, host: &str) -> Option<Closed> {
        let host = self.hosts.lock().get(host).map(Arc::clone)?;
        host.state.lock().closed(Instant::now())
    }
}

const SECOND: Duration = Duration::from_secs(1);

fn pace(per_host: usize, share: f64) -> Pace {
    Pace {
        jitter: Jitter::Fixed(share),
        ..Pace::new(per_host)
    }
}

fn far() -> Instant {
    Instant::now() + Duration::from_secs(600)
}

async fn permit(pace: &Pace, host: &str) -> HostPermit {
    pace.permit(host, SECOND, &Urgency::now(), far())
        .await
        .expect("a permit")
}

/// A publisher whose twenty sections are read must not see twenty requests at once.
#[tokio::test(start_paused = true)]
async fn requests_to_one_host_start_one_interval_apart() {
    let pace = pace(2, 0.0);
    let started = Instant::now();
    for at in 0..5 {
        drop(permit(&pace, "news.example").await);
        assert_eq!(started.elapsed().as_secs(), at);
    }
    drop(permit(&pace, "other.example").await);
    assert_eq!(started.elapsed().as_secs(), 4, "another host does not wait");
}

/// `per-host` holds however long each answer takes, and in the order of asking.
#[tokio::test(start_paused = true)]
async fn no_more_than_the_permitted_run_at_once() {
    let pace = Arc::new(pace(2, 0.0));
    let running = Arc::new(Mutex::new((0_usize, 0_usize)));
    let mut tasks = Vec::new();
    for _ in 0..10 {
        let (pace, running) = (Arc::clone(&pace), Arc::clone(&running));
        tasks.push(tokio::spawn(async move {
            let _permit = permit(&pace, "news.example").await;
            {
                let mut running = running.lock();
                running.0 += 1;
                running.1 = running.1.max(running.0);
            }
            tokio::time::sleep(SECOND * 10).await;
            running.lock().0 -= 1;
        }));
    }
    let started = Instant::now();
    for task in tasks {
        task.await.expect("no panic");
    }
    assert_eq!(running.lock().1, 2);
    assert!(started.elapsed() >= SECOND * 50);
}

/// A host that says when to come back is not asked before, by any feed; a year means an hour.
#[tokio::test(start_paused = true)]
async fn retry_after_closes_the_host() {
    let pace = pace(2, 0.0);
    let said = permit(&pace, "news.example")
        .await
        .asked_to_wait(Some(SECOND * 90), SECOND);
    assert_eq!(said, SECOND * 90);
    let closed = pace
        .permit("news.example", SECOND, &Urgency::now(), far())
        .await
        .expect_err("closed");
    assert_eq!((closed.retry_after, closed.asked), (SECOND * 90, true));
    tokio::time::advance(SECOND * 89).await;
    let started = Instant::now();
    let reopened = permit(&pace, "news.example").await;
    assert!(started.elapsed() >= SECOND, "the last second is waited for");
    assert_eq!(
        reopened.asked_to_wait(Some(SECOND * 31_536_000), SECOND),
        MAX_CLOSED
    );
}

/// Who already stands in the queue must not be sent after the host has closed.
#[tokio::test(start_paused = true)]
async fn those_who_wait_see_the_host_close() {
    for (pause, asked_again) in [(3, true), (90, false)] {
        let pace = Arc::new(pace(2, 0.0));
        let first = permit(&pace, "news.example").await;
        let started = Instant::now();
        let waiting = Arc::clone(&pace);
        let second = tokio::spawn(async move {
            waiting
                .permit("news.example", SECOND, &Urgency::now(), far())
                .await
                .map(|_| started.elapsed())
        });
        tokio::time::sleep(SECOND / 2).await;
        first.asked_to_wait(Some(SECOND * pause), SECOND);
        let second = second.await.expect("no panic");
        assert_eq!(second.is_ok(), asked_again, "{pause} s");
        assert!(second.is_err() || second.is_ok_and(|waited| waited >= SECOND * pause));
    }
}

/// A host that is down is asked ever more rarely, and at once again when it is back.
#[tokio::test(start_paused = true)]
async fn failures_double_the_pause_and_success_ends_it() {
    let pace = pace(2, 0.0);
    let mut pauses = Vec::new();
    for _ in 0..12 {
        let pause = permit(&pace, "news.example").await.failed();
        pauses.push(pause.as_secs());
        tokio::time::advance(pause).await;
    }
    assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    permit(&pace, "news.example").await.answered();
    assert_eq!(permit(&pace, "news.example").await.failed(), SECOND);
}

/// Two requests that fail side by side are one failure; a later failure never shortens what the host asked for.
#[tokio::test(start_paused = true)]
async fn pauses_neither_pile_up_nor_shrink() {
    let pace = pace(2, 0.0);
    let first = permit(&pace, "news.example").await;
    let second = permit(&pace, "news.example").await;
    assert_eq!(first.failed(), SECOND);
    assert_eq!(second.failed(), SECOND);
    assert_eq!(first.asked_to_wait(None, SECOND * 30), SECOND * 30);
    second.asked_to_wait(Some(SECOND * 3), SECOND);
    let closed = pace.closed("news.example").expect("closed");
    assert_eq!((closed.retry_after, closed.asked), (SECOND * 30, true));
    assert_eq!(pace.all_closed(), [("news.example".to_owned(), closed)]);
}

/// Hosts that fell together must not be asked together again.
#[tokio::test(start_paused = true)]
async fn jitter_stretches_a_pause_by_half_at_most() {
    let pause = permit(&pace(1, 0.999), "news.example").await.failed();
    assert!(pause > SECOND && pause < SECOND * 3 / 2, "{pause:?}");
    let random = Pace::new(1);
    let mut pauses = std::collections::HashSet::new();
    for n in 0..50 {
        let pause = permit(&random, &format!("host{n}.example")).await.failed();
        assert!((SECOND..=SECOND * 3 / 2).contains(&pause), "{pause:?}");
        pauses.insert(pause);
    }
    assert!(pauses.len() > 40);
}

/// Every wait ends: behind a slow host as well as in a long queue.
#[tokio::test(start_paused = true)]
async fn nobody_waits_beyond_the_deadline() {
    let pace = pace(1, 0.0);
    let held = permit(&pace, "news.example").await;
    let started = Instant::now();
    let closed = pace
        .permit(
            "news.example",
            SECOND,
            &Urgency::now(),
            started + SECOND * 4,
        )
        .await
        .expect_err("the only permit is held");
    assert_eq!((started.elapsed(), closed.asked), (SECOND * 4, false));
    drop(held);
    drop(
        pace.permit("news.example", SECOND * 30, &Urgency::now(), far())
            .await
            .expect("a permit"),
    );
    let closed = pace
        .permit(
            "news.example",
            SECOND,
            &Urgency::now(),
            Instant::now() + SECOND * 4,
        )
        .await
        .expect_err("30 s apart");
    assert!(closed.retry_after > SECOND * 25);
}

/// A reader waits for the headlines of a cold feed: hundreds of articles of other feeds must not come first.
#[tokio::test(start_paused = true)]
async fn sections_go_before_articles_and_what_a_reader_waits_for_first() {
    let pace = Arc::new(pace(1, 0.0));
    let held = permit(&pace, "news.example").await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let (waited_for, _) = watch::channel(false);
    let nobody = || watch::channel(false).1;
    let mut tasks = Vec::new();
    for (name, urgency) in [
        ("look", Urgency::look()),
        ("article", Urgency::article(nobody())),
        ("second article", Urgency::article(nobody())),
        ("section", Urgency::section(nobody())),
        ("waited for", Urgency::section(waited_for.subscribe())),
        ("at once", Urgency::now()),
    ] {
        let (pace, order) = (Arc::clone(&pace), Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            let permit = pace.permit("news.example", SECOND, &urgency, far()).await;
            order.lock().push(name);
            drop(permit);
        }));
        tokio::task::yield_now().await;
    }
    waited_for.send_replace(true);
    drop(held);
    for task in tasks {
        task.await.expect("no panic");
    }
    let first = ["waited for", "at once", "section"];
    let then = ["article", "second article", "look"];
    assert_eq!(*order.lock(), [first, then].concat());
}

/// A caller that leaves the queue must not take the turn with it.
#[tokio::test(start_paused = true)]
async fn a_place_that_is_given_up_is_the_next_ones() {
    let pace = Arc::new(pace(1, 0.0));
    let held = permit(&pace, "news.example").await;
    let queue = |pace: Arc<Pace>| tokio::spawn(async move { permit(&pace, "news.example").await });
    let (first, second) = (queue(Arc::clone(&pace)), queue(Arc::clone(&pace)));
    tokio::task::yield_now().await;
    first.abort();
    drop(held);
    assert!(tokio::time::timeout(SECOND * 3, second).await.is_ok());
}

/// Hosts come from pages: a page with a million links must not fill memory, nor make us forget who closed.
#[tokio::test(start_paused = true)]
async fn the_map_of_hosts_is_bounded() {
    let pace = pace(1, 0.0);
    permit(&pace, "closed.example")
        .await
        .asked_to_wait(Some(SECOND * 600), SECOND);
    let held = permit(&pace, "busy.example").await;
    for n in 0..HOSTS * 3 {
        drop(permit(&pace, &format!("h{n}.example")).await);
        if n % 100 == 0 {
            tokio::time::advance(SECOND).await;
        }
    }
    let hosts = pace.hosts.lock();
    assert!(hosts.len() <= HOSTS);
    assert!(hosts.contains_key("busy.example") && hosts.contains_key("closed.example"));
    drop(held);
}
