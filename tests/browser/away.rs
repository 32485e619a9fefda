//! A browser that is away is an origin that fails.

use std::process::Command;
use std::sync::Arc;

use byline::app::{App, Seams};
use byline::clock::SystemClock;
use byline::gateway::TroubleKind;
use byline::origin::Wire;
use byline::render::Format;
use byline::store::Store;

use crate::driver::{Driver, Kind};
use crate::site::{Reply, Site};
use crate::{ENTRIES, configured, free_port};

fn app(site: &Site, driver: &str) -> App {
    let seams = Seams {
        clock: Arc::new(SystemClock),
        transport: Arc::new(Wire::new().expect("a client")),
    };
    App::over(configured(site, driver, ""), seams, Store::in_memory())
}

/// An operator whose chromedriver has died reads that, and what to do, once and not for every feed.
#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_away_is_a_trouble_in_words() {
    let site = Site::start().await;
    let port = free_port().await;
    let app = app(&site, &format!("http://127.0.0.1:{port}"));
    let gateway = app.gateway();
    assert!(gateway.refresh("city").await.is_err());
    let troubles = gateway.troubles(&gateway.health());
    let browser = troubles.iter().find(|it| it.kind == TroubleKind::Browser);
    let browser = browser.unwrap_or_else(|| panic!("{troubles:?}"));
    assert!(
        browser
            .what
            .contains(&format!("chromedriver --port={port}")),
        "{}",
        browser.what
    );
    assert_eq!(browser.feeds.len(), 1);
    assert_eq!(site.asked(), Vec::<String>::new());
    gateway.close().await;
}

/// Readers keep the feed that they had while the browser is away.
async fn the_last_good_snapshot_stays_while_the_browser_is_away(kind: Kind) {
    let Some(driver) = Driver::start(kind) else {
        return;
    };
    let site = Site::start().await;
    let body = format!(
        "<ul id=list></ul><script>{ENTRIES} for (let n = 0; n < 9; n++) list.append(entry(n));</script>"
    );
    site.put("/city", Reply::html(body));
    let app = app(&site, &driver.url());
    let gateway = app.gateway();
    gateway.refresh("city").await.expect("a refresh");
    let served = gateway
        .document("city", Format::Json)
        .await
        .expect("a feed");
    let before = String::from_utf8_lossy(served.document.body()).into_owned();
    assert!(
        before.contains("Bridge over the river closed for repairs"),
        "{before}"
    );
    gateway.close().await;
    drop(driver);
    assert!(gateway.refresh("city").await.is_err());
    let served = gateway
        .document("city", Format::Json)
        .await
        .expect("a feed");
    let after = String::from_utf8_lossy(served.document.body()).into_owned();
    assert!(
        after.contains("Bridge over the river closed for repairs"),
        "{after}"
    );
    gateway.close().await;
}

/// An operator with a page that seems empty is told what fills it, and of the endpoint that costs a hundredth.
async fn discover_and_check_say_what_to_set(kind: Kind) {
    let Some(driver) = Driver::start(kind) else {
        return;
    };
    let site = Site::start().await;
    site.put(
        "/city",
        Reply::html("<div id=root></div><script src=/app.js></script>"),
    );
    site.put(
        "/app.js",
        Reply::script("fetch('/api/list').then((r) => r.json()).then((list) => { root.innerHTML = '<ul>' + list.map((a) => `<li><h3><a href=\"${a.url}\">${a.title}</a></h3></li>`).join('') + '</ul>'; })"),
    );
    let articles: Vec<String> = (1..=9)
        .map(|n| format!("{{\"title\": \"The council decides on question number {n}\", \"url\": \"/a/{n}.html\"}}"))
        .collect();
    site.put(
        "/api/list",
        Reply::json(format!("[{}]", articles.join(","))),
    );
    let byline = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_byline"))
            .args(arguments)
            .output()
            .expect("byline runs");
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        (
            output.status.success(),
            text(&output.stdout),
            text(&output.stderr),
        )
    };
    let (url, at) = (site.url("/city"), driver.url());
    let (found, _, said) = byline(&["discover", &url]);
    assert!(
        !found && said.contains("a script fills this page; set `render = true`"),
        "{said}"
    );
    let (found, out, said) = byline(&[
        "discover",
        &url,
        "--browser",
        &at,
        "--no-sandbox",
        "--format",
        "toml",
    ]);
    assert!(found, "{said}");
    let section = format!(
        "sections  = [{:?}]\nkind      = \"json\"",
        site.url("/api/list")
    );
    assert!(
        out.contains(&section) && out.contains("link      = \"url\""),
        "{out}"
    );
    let folder = std::env::temp_dir().join(format!("byline-browser-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    for (render, told) in [("true", ""), ("false", "set render = true for it")] {
        let file = folder.join(format!("{render}.toml"));
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:0\"\n[fetch]\nmin-interval = \"1ms\"\n[browser]\nurl = \"{at}\"\nsandbox = false\n\
             [publishers.paper]\nname = \"The Paper\"\nurl = \"{}\"\nlanguage = \"en\"\ntimezone = \"UTC\"\n\
             [feeds.city]\npublisher = \"paper\"\ntitle = \"City\"\nsections = [\"{url}\"]\nrender = {render}\n",
            site.url("/")
        );
        std::fs::write(&file, text).expect("a file");
        let (_, out, said) =
            byline(&["check", "--online", "--config", &file.display().to_string()]);
        let said = out + &said;
        assert!(said.contains("9 articles") && said.contains(told), "{said}");
        assert!(
            said.contains("its scripts load 9 of these from an endpoint")
                && said.contains("kind      = \"json\""),
            "{said}"
        );
    }
    let _ = std::fs::remove_dir_all(&folder);
    assert_eq!(driver.sessions().await, 0, "browsers are left over");
}

with_each_browser!(
    the_last_good_snapshot_stays_while_the_browser_is_away,
    discover_and_check_say_what_to_set,
);
