//! Which publisher a URL belongs to, in a file with several.

use crate::config::{Config, parse};

fn config() -> Config {
    let publisher = |id: &str, url: &str| {
        format!(
            "[publishers.{id}]\nname = \"{id}\"\nurl = \"{url}\"\nlanguage = \"en\"\ntimezone = \"UTC\"\n"
        )
    };
    let feed = |id: &str, publisher: &str, section: &str| {
        format!(
            "[feeds.{id}]\npublisher = \"{publisher}\"\ntitle = \"{id}\"\nsections = [\"{section}\"]\n"
        )
    };
    let text = [
        publisher("harbour", "https://www.harbour.example/"),
        publisher("island", "https://island.harbour.example/"),
        publisher("lantern", "https://lantern.com.cn/"),
        publisher("morning", "https://shared.example/"),
        publisher("evening", "https://shared.example/evening/"),
        feed("a", "harbour", "https://island.harbour.example/all/"),
        feed("b", "lantern", "https://lantern-sport.com.cn/"),
        feed("c", "morning", "https://shared.example/news/"),
        feed("d", "evening", "https://shared.example/evening/news/"),
        feed("e", "island", "https://island.harbour.example/news/"),
    ]
    .concat();
    parse(&text, "feeds.toml", &|_| None)
        .unwrap_or_else(|invalid| panic!("{invalid}"))
        .config
}

fn owner(config: &Config, url: &str, asking: &str) -> Option<String> {
    let url = crate::testing::url(url);
    let asking = asking.parse().expect("a test id");
    let publisher = config.publisher_of(&url, &asking);
    publisher.map(|publisher| publisher.id.to_string())
}

/// An article under the wrong publisher goes out under another's rights, dated in another's zone.
#[test]
fn the_nearest_host_tells_whose_a_url_is() {
    let config = config();
    for (url, publisher) in [
        ("https://harbour.example/a", Some("harbour")),
        ("http://www.harbour.example:8080/a", Some("harbour")),
        ("https://img.harbour.example/a", Some("harbour")),
        ("https://island.harbour.example/a", Some("island")),
        ("https://www.island.harbour.example/a", Some("island")),
        ("https://news.island.harbour.example/a", Some("island")),
        ("https://lantern.com.cn/a", Some("lantern")),
        ("https://news.lantern-sport.com.cn/a", Some("lantern")),
        ("https://stranger.com.cn/a", None),
        ("https://stranger.example/a", None),
        ("mailto:a@harbour.example", None),
    ] {
        let found = owner(&config, url, "lantern");
        assert_eq!(found.as_deref(), publisher, "{url}");
    }
}

/// A section on another publisher's host does not make its articles the lister's.
#[test]
fn a_home_page_counts_before_anothers_section() {
    let found = owner(&config(), "https://island.harbour.example/a", "harbour");
    assert_eq!(found.as_deref(), Some("island"));
}

/// Two publishers on one host each keep what they list.
#[test]
fn on_a_shared_host_the_one_that_asks_is_meant() {
    for (asking, publisher) in [
        ("morning", "morning"),
        ("evening", "evening"),
        ("lantern", "evening"),
    ] {
        let found = owner(&config(), "https://shared.example/a", asking);
        assert_eq!(found.as_deref(), Some(publisher));
    }
}
