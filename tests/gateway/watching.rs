//! What operators and their monitors see.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::support::{Newspaper, Reply, Running, Story, environment, parsed, section};

/// A monitor that caused fetches would hammer origins all day long.
#[tokio::test]
async fn watching_never_fetches() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    for path in ["/status", "/status.json", "/metrics", "/readyz", "/healthz"] {
        let answer = gateway.get(path).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(
            answer.status,
            if path == "/readyz" { 503 } else { 200 },
            "{path}"
        );
    }
    assert_eq!(
        (newspaper.hits("/news/"), newspaper.hits("/robots.txt")),
        (0, 0)
    );
    let status = gateway.get("/status.json").await.json();
    assert_eq!(status["feeds"][0]["state"], "never");
    assert_eq!(status["ready"], false);

    gateway.get("/feeds/news.rss").await;
    let ready = gateway.get("/readyz").await;
    assert_eq!((ready.status, ready.text()), (200, "ready\n"));
}

/// The operator must learn from the status page alone which feed, since when, why, and what to do.
#[tokio::test]
async fn trouble_is_seen_and_forgotten_when_it_is_over() {
    let newspaper = Newspaper::start().await;
    let stories: Vec<Story> = (1..=9).map(Story::own).collect();
    newspaper.publish(&stories);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    gateway.gateway.refresh("news").await.unwrap();
    newspaper.put("/news/", Reply::html(section(&stories[..2])));
    gateway.clock.advance(Duration::from_secs(3600));
    let _ = gateway.gateway.refresh("news").await;
    gateway.clock.advance(Duration::from_secs(60));
    let status = gateway.get("/status.json").await.json();
    let feed = &status["feeds"][0];
    assert_eq!(
        (
            &feed["feed"],
            &feed["state"],
            &feed["items"],
            &feed["needs_attention"]
        ),
        (&"news".into(), &"stale".into(), &9.into(), &true.into())
    );
    assert_eq!(feed["last_success"], "2015-01-21T04:00:00Z");
    assert_eq!(feed["failing_since"], "2015-01-21T05:00:00Z");
    assert!(
        feed["last_error"]
            .as_str()
            .unwrap()
            .contains("usually lists 9")
    );
    let page = gateway.get("/status").await;
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    assert!(page.text().contains("1 stale") && page.text().contains("usually lists 9"));

    newspaper.publish(&stories);
    gateway.gateway.refresh("news").await.unwrap();
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let feed = gateway.get("/status.json").await.json()["feeds"][0].clone();
    assert_eq!(
        (&feed["state"], &feed["failing_since"]),
        (&"fresh".into(), &serde_json::Value::Null)
    );
    assert_eq!(feed["last_error"], serde_json::Value::Null);
}

/// Labels are byline's own or stand in feeds.toml, so that strangers cannot fill a monitor's memory.
#[tokio::test]
async fn metrics_count_what_was_asked_and_no_more() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1), Story::reprint(2)]);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    gateway.get("/feeds/news.rss").await;
    let feed = gateway.get("/feeds/news.json").await;
    gateway
        .ask(
            "GET",
            "/feeds/news.json",
            &[("if-none-match", feed.header("etag"))],
        )
        .await;
    for path in [
        "/feeds/evil%22%7D.rss",
        "/evil{x=\"1\"}",
        "/items/evil",
        "/admin/evil",
    ] {
        gateway.get(path).await;
    }
    newspaper.put("/news/", Reply::status(500));
    let _ = gateway.gateway.refresh("news").await;
    let metrics = gateway.get("/metrics").await;
    assert_eq!(
        metrics.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    let text = metrics.text();
    for line in [
        "byline_requests_total{route=\"feed\",status=\"200\"} 2",
        "byline_requests_total{route=\"feed\",status=\"304\"} 1",
        "byline_requests_total{route=\"feed\",status=\"404\"} 1",
        "byline_requests_total{route=\"admin\",status=\"401\"} 1",
        "byline_refreshes_total{feed=\"news\",outcome=\"changed\"} 1",
        "byline_refreshes_total{feed=\"news\",outcome=\"origin-failed\"} 1",
        "byline_feed_failing{feed=\"news\"} 1",
        "byline_origin_requests_total{host=\"127.0.0.1\",result=\"server-error\"} 1",
        "byline_items{grant=\"full\"} 1",
        "byline_items{grant=\"headline\"} 1",
        "byline_feeds{state=\"fresh\"} 1",
    ] {
        assert!(
            text.lines().any(|it| it == line),
            "{line} is not in\n{text}"
        );
    }
    assert!(!text.contains("evil"));
    let documents = "byline_memory_bytes{part=\"documents\"} ";
    assert!(value_of(text, documents) > 1000.0);
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(
            (name.starts_with("byline_") || name.starts_with("process_"))
                && value.parse::<f64>().is_ok(),
            "{line}"
        );
        let metric = name.split('{').next().unwrap();
        assert!(text.contains(&format!("# TYPE {metric} ")), "{line}");
    }
}

/// An operator who looks while the host is left alone must read what is wrong with it, not that it is left alone; a
/// load balancer must go on sending readers, who are served what there is.
#[tokio::test]
async fn a_dead_origin_is_named_wherever_operators_look() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    let toml = newspaper
        .feeds_toml("")
        .replace(&newspaper.address.to_string(), "127.0.0.1:9");
    let gateway = Running::start(&toml).await;
    for _ in 0..4 {
        let _ = gateway.gateway.refresh("news").await;
    }
    let status = gateway.get("/status.json").await.json();
    let trouble = &status["troubles"][0];
    assert_eq!(
        (&trouble["kind"], &trouble["host"]),
        (&"origin".into(), &"127.0.0.1:9".into())
    );
    assert_eq!(trouble["feeds"][0], "news");
    let what = trouble["what"].as_str().expect("words").to_owned();
    assert!(
        what.contains("no connection") && !what.contains("robots.txt"),
        "{what}"
    );
    let page = gateway.get("/status").await;
    assert!(page.text().contains("no connection"), "{}", page.text());
    let ready = gateway.get("/readyz").await;
    assert_eq!(ready.status, 200);
    assert!(
        ready.text().starts_with("ready\norigin: "),
        "{}",
        ready.text()
    );
    let metrics = gateway.get("/metrics").await;
    for line in [
        "byline_troubles{kind=\"origin\"} 1",
        "byline_troubles{kind=\"store\"} 0",
        "byline_origin_failing{host=\"127.0.0.1:9\"} 1",
    ] {
        assert!(metrics.text().lines().any(|it| it == line), "{line}");
    }
}

/// An operator who runs byline for years must see how full its store is before it forgets articles.
#[tokio::test]
async fn the_stores_size_is_shown_where_there_is_one() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    let name = format!("byline-watching-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    let store = byline::store::Store::open(Some(&folder)).expect("a store");
    let gateway = Running::with_store(&newspaper.feeds_toml(""), store).await;
    gateway.gateway.refresh("news").await.expect("a refresh");
    let status = gateway.get("/status.json").await.json();
    let limit = status["store"]["limit_bytes"].as_u64().expect("a limit");
    assert!(
        status["store"]["bytes"].is_u64() && limit > 1 << 20,
        "{status}"
    );
    let metrics = gateway.get("/metrics").await;
    let line = format!("byline_store_limit_bytes {limit}");
    assert!(metrics.text().lines().any(|it| it == line), "{line}");
    assert!(
        metrics
            .text()
            .contains("\nbyline_store_articles{known=\"facts\"} ")
    );
    assert!(gateway.get("/status").await.text().contains("Store: "));

    let in_memory = Running::start(&newspaper.feeds_toml("")).await;
    assert_eq!(
        in_memory.get("/status.json").await.json()["store"],
        serde_json::Value::Null
    );
    assert!(
        !in_memory
            .get("/metrics")
            .await
            .text()
            .contains("byline_store_")
    );
    gateway.stop().await;
    let _ = std::fs::remove_dir_all(&folder);
}

/// An operator whose newsroom sees an old rule applied must be able to tell whether the file that was changed is in force.
#[tokio::test]
async fn the_configuration_in_force_is_told_from_one_that_was_refused() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    let before = gateway.get("/status.json").await.json()["config"].clone();
    assert_eq!(before["loaded_at"], "2015-01-21T04:00:00Z");
    assert_eq!(before["refused_at"], serde_json::Value::Null);

    gateway.clock.advance(Duration::from_secs(60));
    let changed = newspaper.feeds_toml("").replace("新闻", "要闻");
    gateway.gateway.reload(parsed(&changed)).await;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let after = gateway.get("/status.json").await.json()["config"].clone();
    assert_eq!(after["loaded_at"], "2015-01-21T04:01:00Z");
    assert_ne!(after["digest"], before["digest"]);
    let metrics = gateway.get("/metrics").await;
    let info = format!("byline_config_info{{digest={}}} ", after["digest"]);
    assert_eq!(value_of(metrics.text(), &info), 1.0);
    let refused = "byline_config_refused_timestamp_seconds ";
    assert_eq!(value_of(metrics.text(), refused), 0.0);
}

/// Connections and memory run out slowly; who sees the bound beside the use acts before readers are turned away.
#[tokio::test]
async fn what_is_used_stands_beside_its_bound() {
    let newspaper = Newspaper::start().await;
    newspaper.publish(&[Story::own(1)]);
    let gateway = Running::start(&newspaper.feeds_toml("")).await;
    gateway.get("/feeds/news.rss").await;
    let metrics = gateway.get("/metrics").await;
    let value = |name: &str| value_of(metrics.text(), name);
    let open = value("byline_connections{place=\"ordinary\"} ");
    assert!(open >= 1.0 && open < value("byline_connections_limit{place=\"ordinary\"} "));
    assert!(value("byline_client_share ") >= 1.0);
    let parts =
        ["documents", "lists"].map(|it| value(&format!("byline_memory_bytes{{part=\"{it}\"}} ")));
    assert!(parts.iter().all(|part| *part > 0.0), "{parts:?}");
    assert!(parts.iter().sum::<f64>() < value("byline_memory_limit_bytes "));
    if cfg!(target_os = "linux") {
        assert!(value("process_resident_memory_bytes ") > 1e6);
        assert!(value("process_cpu_seconds_total ") > 0.0);
        assert!(value("process_open_fds ") < value("process_max_fds "));
    }
    let status = gateway.get("/status.json").await.json();
    assert!(
        status["connections"]["limits"]["ordinary"].as_u64()
            > status["connections"]["ordinary"].as_u64()
    );
    assert!(
        status["memory"]["documents"].as_u64() > Some(1000),
        "{status}"
    );
}

/// A metric that the documentation names and that is not there makes an alert that never fires.
#[tokio::test]
async fn documentation_alerts_and_dashboard_name_the_metrics_that_there_are() {
    let newspaper = Newspaper::start().await;
    let folder = std::env::temp_dir().join(format!("byline-metrics-{}", std::process::id()));
    let store = byline::store::Store::open(Some(&folder)).expect("a store");
    // Some metrics are there with an endpoint only.
    let endpoint = "[notify.desk]\nurl = \"https://desk.example/\"\nsecret-env = \"SECRET\"\nevents = [\"feed.trouble\"]\n";
    let toml = format!("{}{endpoint}", newspaper.feeds_toml(""));
    let environment = |name: &str| match name {
        "SECRET" => Some("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=".to_owned()),
        name => environment(name),
    };
    let config = byline::config::parse(&toml, "feeds.toml", &environment)
        .unwrap()
        .config;
    let gateway = Running::over(config, store).await;
    let metrics = gateway.get("/metrics").await;
    let types = metrics
        .text()
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE "));
    let there: BTreeSet<&str> = types.filter_map(|line| line.split(' ').next()).collect();
    gateway.stop().await;
    let _ = std::fs::remove_dir_all(&folder);

    let documented: BTreeSet<&str> = include_str!("../../docs/operations.md")
        .lines()
        .filter(|line| line.starts_with("| `byline_") || line.starts_with("| `process_"))
        .flat_map(|line| line.split('|').nth(1).expect("a cell").split(','))
        .map(|name| name.trim().trim_matches('`'))
        .collect();
    if cfg!(target_os = "linux") {
        assert_eq!(there, documented);
    }
    for (file, text) in [
        (
            "rules",
            include_str!("../../packaging/prometheus/byline.rules.yaml"),
        ),
        (
            "their tests",
            include_str!("../../packaging/prometheus/byline.rules.test.yaml"),
        ),
        (
            "dashboard",
            include_str!("../../packaging/grafana/byline.json"),
        ),
    ] {
        let words = text.split(|it: char| !it.is_ascii_alphanumeric() && it != '_');
        let named = words.filter(|it| it.starts_with("byline_") || it.starts_with("process_"));
        for name in named {
            assert!(
                documented.contains(name),
                "{name} in the {file} is no metric"
            );
        }
    }
}

fn value_of(metrics: &str, name: &str) -> f64 {
    let mut lines = metrics.lines();
    let value = lines.find_map(|line| line.strip_prefix(name));
    let value = value.unwrap_or_else(|| panic!("{name}is not in\n{metrics}"));
    value.parse().unwrap()
}
