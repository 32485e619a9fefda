//! Browsers that hang, that take too much, and that are left over are ended; the next page is read.

use std::time::Duration;

use crate::driver::Kind;
use crate::site::Reply;
use crate::{ENTRIES, Setup, configured};
use byline::browser::{Browser, Wanted};
use byline::origin::Asking;

fn list(it: &Setup) {
    let body = format!(
        "<ul id=list></ul><script>{ENTRIES} for (let n = 0; n < 9; n++) list.append(entry(n));</script>"
    );
    it.site.put("/city", Reply::html(body));
}

/// One page must not keep a browser busy for ever, nor a CPU.
async fn a_script_that_never_ends_costs_its_page_only(kind: Kind) {
    let Some(it) = Setup::with(kind, "sessions = 1").await else {
        return;
    };
    list(&it);
    it.site
        .put("/endless", Reply::html("<p>x<script>for (;;) {}</script>"));
    it.site.put(
        "/later",
        Reply::html("<p>x<script>setTimeout(() => { for (;;) {} }, 300)</script>"),
    );
    for path in ["/endless", "/later"] {
        let error = it.show(path, Some("li")).await.expect_err("no page");
        assert!(error.to_string().contains("does not end"), "{error}");
        assert_eq!(it.driver.sessions().await, 0, "the browser runs on");
    }
    let text = it.text("/city", Some("li.entry")).await;
    assert_eq!(text.matches("<li class=\"entry\">").count(), 9);
    it.browser.close().await;
}

/// One page must not take the machine's memory.
async fn a_page_that_takes_a_gigabyte_is_ended(kind: Kind) {
    let Some(it) = Setup::with(kind, "sessions = 1\nmemory = \"512MiB\"").await else {
        return;
    };
    list(&it);
    // In V8's heap, and outside of it.
    it.site.put(
        "/buffers",
        Reply::html("<p>x<script>const all = []; const id = setInterval(() => { all.push(new Uint8Array(32 << 20).fill(7)); if (all.length > 32) clearInterval(id); document.body.append('x'); }, 30)</script>"),
    );
    it.site.put(
        "/heap",
        Reply::html("<p>x<script>const all = []; const id = setInterval(() => { for (let i = 0; i < 200; i++) all.push(Array.from({length: 20000}, (_, n) => ({n}))); document.body.append('x'); }, 10)</script>"),
    );
    for path in ["/buffers", "/heap"] {
        let error = it.show(path, Some("li")).await.expect_err("no page");
        // V8 collects its garbage for a while before it gives up.
        let is_memory = error.to_string().contains("of memory");
        assert!(is_memory || path == "/heap", "{error}");
        assert!(
            error.to_string().contains("its browser was ended"),
            "{error}"
        );
        assert_eq!(it.driver.sessions().await, 0, "the browser runs on");
    }
    assert!(
        it.text("/city", Some("li.entry"))
            .await
            .contains("class=\"entry\"")
    );
    it.browser.close().await;
}

/// A page that never rests is told from one that has a list, in words that say what to set.
async fn a_page_that_never_rests_has_its_time(kind: Kind) {
    let Some(it) = Setup::with(kind, "timeout = \"4s\"").await else {
        return;
    };
    it.site.put("/city", Reply::html("<p>x<script>setInterval(() => document.body.append(document.createElement('p')), 100)</script>"));
    let error = it.show("/city", None).await.expect_err("no page");
    assert!(error.to_string().contains("set select.item"), "{error}");
    it.browser.close().await;
}

/// A refresh that is given up leaves no browser behind.
async fn browsers_that_nobody_waits_for_are_ended(kind: Kind) {
    let Some(it) = Setup::new(kind).await else {
        return;
    };
    it.site
        .put("/slow", Reply::html("<p>x").after(Duration::from_secs(30)));
    let abandoned = tokio::time::timeout(Duration::from_secs(3), it.show("/slow", None)).await;
    assert!(abandoned.is_err());
    gone(&it).await;
}

/// Nor does a byline that has crashed, where the driver lists its sessions: chromedriver does.
#[tokio::test(flavor = "multi_thread")]
async fn browsers_of_a_byline_that_has_crashed_are_ended_by_the_next() {
    let kind = Kind::Chromium;
    let Some(it) = Setup::new(kind).await else {
        return;
    };
    list(&it);
    // A byline whose runtime ends with its browser open: nothing is said to the driver.
    let (site, driver) = (it.site.clone(), it.driver.url());
    let origin = it.origin.clone();
    let crashed = std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let browser = Browser::new(&configured(&site, &driver, "").browser.expect("a browser"));
        let url = site.url("/city").parse().expect("a URL");
        runtime.block_on(async {
            let wanted = Wanted {
                url: &url,
                item: None,
                known: None,
                sites: &[],
            };
            let asking = Asking {
                publisher: Some("paper".parse().expect("an id")),
                ..Asking::by_command()
            };
            browser
                .page(&origin, wanted, &asking)
                .await
                .expect("a page");
        });
        runtime.shutdown_background();
        std::mem::forget(browser);
    });
    crashed.join().expect("it ends");
    assert_eq!(it.driver.sessions().await, 1, "nothing is left over");
    let Some(next) = Setup::new(kind).await else {
        return;
    };
    let config = configured(&it.site, &it.driver.url(), "").browser;
    let browser = Browser::new(&config.expect("a browser"));
    let next = Setup {
        browser,
        driver: next.driver,
        site: it.site.clone(),
        origin: it.origin.clone(),
    };
    next.show("/city", None).await.expect("a page");
    next.browser.close().await;
    gone(&it).await;
}

/// Waits until the driver has no session.
async fn gone(it: &Setup) {
    let gone = async {
        while it.driver.sessions().await > 0 {
            tokio::task::yield_now().await;
        }
    };
    let gone = tokio::time::timeout(Duration::from_secs(20), gone).await;
    gone.expect("the browser is ended");
}

with_each_browser!(
    a_script_that_never_ends_costs_its_page_only,
    a_page_that_takes_a_gigabyte_is_ended,
    a_page_that_never_rests_has_its_time,
    browsers_that_nobody_waits_for_are_ended,
);
