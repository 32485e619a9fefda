//! `[browser]`, `render` and `render-sites`.

use std::time::Duration;

use super::{FEED, PUBLISHER, config, messages};

const BROWSER: &str = "[browser]\nurl = \"http://127.0.0.1:4444\"\n";

/// A feed that says render where nothing can show its page would never be read.
#[test]
fn render_needs_a_browser_and_a_page() {
    let rendered = format!("{PUBLISHER}{FEED}render = true\n");
    let [said] = &messages(&rendered)[..] else {
        panic!("{:?}", messages(&rendered));
    };
    assert!(
        said.starts_with("10: feed \"city\": render needs a browser; add [browser]"),
        "{said}"
    );
    assert_eq!(
        messages(&format!("{BROWSER}{rendered}")),
        Vec::<String>::new()
    );
    let publisher = format!("{PUBLISHER}render = true\n{FEED}");
    let said = messages(&publisher).join("\n");
    assert!(
        said.starts_with("6: publisher \"dyw\": render needs a browser"),
        "{said}"
    );
    let feed = format!("{BROWSER}{rendered}kind = \"feed\"\n");
    let said = messages(&feed).join("\n");
    assert!(
        said.contains("render has no use with kind = \"feed\""),
        "{said}"
    );
    // A publisher's word is for its pages; its endpoints and feeds are read as ever.
    let mixed = format!("{BROWSER}{PUBLISHER}render = true\n{FEED}kind = \"feed\"\n");
    assert_eq!(messages(&mixed), Vec::<String>::new());
}

/// What is nearest counts: the section's word before the feed's, and that before the publisher's.
#[test]
fn the_nearest_word_says_what_is_rendered() {
    let rendered = |publisher: &str, feed: &str, section: &str| {
        let text = format!(
            "{BROWSER}{PUBLISHER}{publisher}[feeds.city]\npublisher = \"dyw\"\ntitle = \"City\"\n{feed}sections = [\"http://news.example/a\", {{ url = \"http://news.example/b\"{section} }}]\n"
        );
        let config = config(&text);
        let feed = config.feeds.values().next().expect("a feed");
        let paths: Vec<String> = feed
            .rendered
            .iter()
            .map(|url| url.path().to_owned())
            .collect();
        let articles = config.rendering.values().any(|it| it.articles);
        (paths.join(" "), articles)
    };
    let (on, off) = ("render = true\n", "render = false\n");
    assert_eq!(rendered("", "", ""), (String::new(), false));
    assert_eq!(rendered(on, "", ""), ("/a /b".to_owned(), true));
    assert_eq!(rendered(on, off, ""), (String::new(), true));
    assert_eq!(
        rendered("", on, ", render = false"),
        ("/a".to_owned(), false)
    );
    assert_eq!(
        rendered("", "", ", render = true"),
        ("/b".to_owned(), false)
    );
}

/// An operator who slips reads what to write.
#[test]
fn what_is_wrong_with_the_browser_is_told_with_its_remedy() {
    for (line, remedy) in [
        ("url = \"https://127.0.0.1:4444\"", "is not http://"),
        (
            "url = \"http://grid.example:4444\"",
            "url is on another machine",
        ),
        ("proxy-listen = \"10.0.0.5\"", "has no port"),
        (
            "proxy-listen = \"0.0.0.0:4480\"",
            "use the one that browsers reach",
        ),
        (
            "proxy-listen = \"grid.example:4480\"",
            "is no IP address with a port",
        ),
        (
            "proxy-listen = \"203.0.113.5:4480\"",
            "is an address of the internet",
        ),
        ("sessions = 0", "use 1 to 32"),
        ("timeout = \"10m\"", "use \"4m\" or less"),
        ("memory = \"64MiB\"", "use \"256MiB\" or more"),
        ("max-bytes = \"1KiB\"", "use \"64KiB\" or more"),
        ("max-requests = 5000", "use 1 to 2000"),
    ] {
        let url = if line.starts_with("url") {
            ""
        } else {
            "url = \"http://127.0.0.1:4444\"\n"
        };
        let said = messages(&format!("[browser]\n{url}{line}\n{PUBLISHER}{FEED}")).join("\n");
        assert!(said.contains(remedy), "{line}: {said}");
    }
    let said = messages(&format!("[browser]\n{PUBLISHER}{FEED}")).join("\n");
    assert!(
        said.contains("url is missing; add url = \"http://127.0.0.1:4444\""),
        "{said}"
    );
    for (site, right) in [
        ("assets.example", true),
        ("*.assets.example", true),
        ("https://assets.example/", false),
        ("localhost", false),
    ] {
        let said = messages(&format!(
            "{BROWSER}{PUBLISHER}render-sites = [\"{site}\"]\n{FEED}"
        ))
        .join("\n");
        assert_eq!(said.is_empty(), right, "{site}: {said}");
    }
    let default = config(&format!("{BROWSER}{PUBLISHER}{FEED}"))
        .browser
        .expect("a browser");
    assert!(default.sandbox && default.timeout == Duration::from_secs(60));
}

/// A Grid on another machine needs to be told where its browsers find the proxy.
#[test]
fn a_grid_elsewhere_has_an_address_to_reach() {
    let grid = "[browser]\nurl = \"http://10.0.0.9:4444/wd/hub\"\n";
    let said = messages(&format!("{grid}{PUBLISHER}{FEED}")).join("\n");
    assert!(
        said.contains("set proxy-listen to an address of this machine"),
        "{said}"
    );
    for listen in ["10.0.0.5:4480", "[::1]:0"] {
        let text = format!("{grid}proxy-listen = \"{listen}\"\n{PUBLISHER}{FEED}");
        assert_eq!(messages(&text), Vec::<String>::new());
        let browser = config(&text).browser.expect("a browser");
        assert_eq!(browser.proxy_listen, listen.parse().expect("an address"));
    }
}
