//! Drivers of other forms: a Grid below a path, browsers that reach the proxy at another address, a driver with one browser.

use crate::driver::{Driver, Kind};
use crate::site::{Reply, Site};
use crate::{ENTRIES, Setup, free_port};

fn list() -> Reply {
    Reply::html(format!(
        "<ul id=list></ul><script>{ENTRIES} for (let n = 0; n < 9; n++) list.append(entry(n));</script>"
    ))
}

/// A Grid whose browsers are elsewhere: they must find the proxy at the address that feeds.toml names, and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn browsers_reach_the_proxy_where_it_listens() {
    let Some(driver) = Driver::with(Kind::Chromium, &["--url-base=/wd/hub"]) else {
        return;
    };
    let at = format!("{}/wd/hub", driver.url());
    // Another address of loopback stands for another machine's.
    let port = free_port().await;
    let keys = format!("proxy-listen = \"127.0.0.2:{port}\"");
    let it = Setup::at(driver, &at, &keys).await;
    let witness = Site::start().await;
    let (own, other) = (witness.address, witness.address.port());
    it.site.put(
        "/city",
        Reply::html(format!(
            "<p id=out>nothing<script>for (const url of ['http://{own}/a', 'http://127.0.0.2:{other}/b', 'http://localhost:{other}/c', 'http://a.localhost:{other}/d'])
             fetch(url, {{mode: 'no-cors'}}).then(() => {{ out.textContent = 'GOT ' + url }}, () => {{}});</script>"
        )),
    );
    it.show("/city", None).await.expect("a page");
    assert_eq!(*witness.connections.lock().expect("no panic"), 0);
    it.site.put("/city", list());
    let text = it.text("/city", Some("li.entry")).await;
    assert_eq!(text.matches("<li class=\"entry\">").count(), 9);
    it.browser.close().await;
}

/// An operator who names an address that this machine does not have reads which key to correct, and not that the driver is away.
#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_cannot_listen_is_told_by_its_key() {
    let Some(driver) = Driver::start(Kind::Chromium) else {
        return;
    };
    let at = driver.url();
    // TEST-NET-1 (RFC 5737), which no machine has.
    let it = Setup::at(driver, &at, "proxy-listen = \"192.0.2.1:4480\"").await;
    let error = it.show("/city", None).await.expect_err("no page");
    let said = error.to_string();
    assert!(
        said.contains("cannot listen on 192.0.2.1:4480") && said.contains("set proxy-listen"),
        "{said}"
    );
}

/// geckodriver has one browser; who asks for two reads what to set.
#[tokio::test(flavor = "multi_thread")]
async fn one_geckodriver_shows_one_page_at_once() {
    let Some(it) = Setup::new(Kind::Firefox).await else {
        return;
    };
    it.site.put("/city", list());
    let both = tokio::join!(it.show("/city", None), it.show("/city", None));
    let failed = [both.0, both.1].into_iter().filter_map(Result::err);
    let said: Vec<String> = failed.map(|error| error.to_string()).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].contains("set sessions = 1 in [browser]"),
        "{said:?}"
    );
    it.browser.close().await;
    let keys = "sessions = 1";
    let Some(it) = Setup::with(Kind::Firefox, keys).await else {
        return;
    };
    it.site.put("/city", list());
    let both = tokio::join!(it.show("/city", None), it.show("/city", None));
    assert!(both.0.is_ok() && both.1.is_ok());
    it.browser.close().await;
}
