//! An origin that means harm takes its own feeds down, and nobody else's.
//!
//! Each [`Shape`] is a page, or a feed, of at most 4 MB that is built to exhaust its reader's memory or CPU; on the wire
//! it has some KB. All of them are feeds of one publisher, read at the same time, again and again. Beside them is a
//! plain paper, whose readers and whose takedown must not notice.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::origin::{self, ADMIN, Origin, TOKEN};
use crate::process::{Demo, Folder, free_address};

const MB: usize = 1 << 20;
/// `BYLINE_HOSTILE_SECONDS` says for how long (30).
const SECONDS: u64 = 30;
/// The most memory that byline may take meanwhile, in MiB. The aborts took 4,000 and more.
const LIMIT_MIB: u64 = 700;

struct Shape {
    name: &'static str,
    /// What its feed has in `feeds.toml` besides the usual.
    spec: &'static str,
    /// The section. `BASE` is the origin's URL.
    section: fn() -> String,
    /// Its articles.
    article: fn(usize) -> String,
}

const SELECT: &str = "select = { item = \"#list li\", title = \"a\", link = \"a\" }\n";
const FOUND: &str = "";
const FEED: &str = "kind = \"feed\"\n";

const SHAPES: [Shape; 20] = [
    Shape {
        name: "long-base-selected",
        spec: SELECT,
        section: || long_base(4500),
        article: plain,
    },
    Shape {
        name: "long-base-found",
        spec: FOUND,
        section: || long_base(4500),
        article: plain,
    },
    Shape {
        name: "long-base-article",
        spec: SELECT,
        section: || listing("long-base-article", 10),
        article: long_base_article,
    },
    Shape {
        name: "names-multiply",
        spec: SELECT,
        section: || listing("names-multiply", 5),
        article: names_multiply,
    },
    Shape {
        name: "folded-state",
        spec: FOUND,
        section: folded_state,
        article: plain,
    },
    Shape {
        name: "channel-copied",
        spec: FEED,
        section: channel_copied,
        article: plain,
    },
    Shape {
        name: "authors-copied",
        spec: FEED,
        section: authors_copied,
        article: plain,
    },
    Shape {
        name: "base-copied",
        spec: FEED,
        section: base_copied,
        article: plain,
    },
    Shape {
        name: "ampersands-article",
        spec: SELECT,
        section: || listing("ampersands-article", 10),
        article: |_| article(&"&a".repeat(MB)),
    },
    Shape {
        name: "ampersands-feed",
        spec: FEED,
        section: || {
            rss(&format!(
                "<description>{}</description>",
                "&amp;a".repeat(600_000)
            ))
        },
        article: plain,
    },
    Shape {
        name: "many-creators",
        spec: FEED,
        section: || rss(&numbered("<dc:creator>", "</dc:creator>")),
        article: plain,
    },
    Shape {
        name: "many-contributors",
        spec: FEED,
        section: || rss(&numbered("<dc:contributor>", "</dc:contributor>")),
        article: plain,
    },
    Shape {
        name: "many-categories",
        spec: FEED,
        section: || rss(&numbered("<category>", "</category>")),
        article: plain,
    },
    Shape {
        name: "many-json-authors",
        spec: FEED,
        section: many_json_authors,
        article: plain,
    },
    Shape {
        name: "long-cdata",
        spec: FEED,
        section: || {
            rss(&format!(
                "<description><![CDATA[{}]]></description>",
                "word ".repeat(700_000)
            ))
        },
        article: plain,
    },
    Shape {
        name: "many-namespaces",
        spec: FEED,
        section: many_namespaces,
        article: plain,
    },
    Shape {
        name: "large-articles",
        spec: SELECT,
        section: || listing("large-articles", 50),
        article: |_| {
            article(&"<p>The town and the harbour and the ships that came there.".repeat(60_000))
        },
    },
    Shape {
        name: "long-links",
        spec: SELECT,
        section: long_links,
        article: plain,
    },
    Shape {
        name: "many-links",
        spec: FOUND,
        section: || listing("many-links", 36_000),
        article: plain,
    },
    Shape {
        name: "new-links-each-time",
        spec: SELECT,
        section: new_links,
        article: plain,
    },
];

fn plain(number: usize) -> String {
    article(&format!(
        "<p>Story {number} of the harbour has a second paragraph of its own, as others have."
    ))
}

fn article(more: &str) -> String {
    format!(
        "<html lang=en><head><meta charset=utf-8><title>Story of the harbour town</title></head><body><h1>Story of the harbour town</h1>\
         <div class=info>2015-01-21 09:30:00 Source: Paper</div><div class=content><p>The harbour opened its new quay on Friday morning, and \
         many people came to see the ships that lay there.</p>{more}</div></body></html>"
    )
}

fn page(head: &str, items: &str) -> String {
    format!(
        "<html lang=en><head><meta charset=utf-8><title>News</title>{head}</head><body><ul id=list>{items}</ul></body></html>"
    )
}

fn items(number: usize, link: impl Fn(usize) -> String) -> String {
    (0..number).fold(String::new(), |mut items, n| {
        let _ = write!(
            items,
            "<li><h3><a href=\"{}\">Story number {n} of the harbour town</a></h3></li>",
            link(n)
        );
        items
    })
}

fn listing(name: &str, number: usize) -> String {
    page("", &items(number, |n| format!("/{name}/{n}.htm")))
}

fn long_base(number: usize) -> String {
    let base = format!("<base href=\"BASE/{}/\">", "x".repeat(MB));
    page(&base, &items(number, |n| format!("{n}.htm")))
}

fn long_base_article(_: usize) -> String {
    let base = format!(
        "<title>Story of the harbour town</title><base href=\"BASE/{}/\">",
        "x".repeat(MB)
    );
    let pictures: String = (0..4500)
        .map(|n| format!("<p>Words of the town.<img src=\"{n}.jpg\">"))
        .collect();
    article(&pictures).replacen("<title>Story of the harbour town</title>", &base, 1)
}

fn names_multiply(_: usize) -> String {
    let references = |id: &str| vec![format!("{{\"@id\":\"#{id}\"}}"); 300].join(",");
    let data = format!(
        "{{\"@graph\":[{{\"@type\":\"NewsArticle\",\"headline\":\"Story of the harbour town\",\"author\":[{}]}},\
         {{\"@id\":\"#a\",\"@type\":\"Person\",\"name\":[{}]}},{{\"@id\":\"#b\",\"x\":1,\"name\":[{}]}},{{\"@id\":\"#c\",\"x\":1,\"name\":\"N\"}}]}}",
        references("a"),
        references("b"),
        references("c")
    );
    article(&format!(
        "<script type=\"application/ld+json\">{data}</script>"
    ))
}

fn folded_state() -> String {
    let objects =
        vec!["{\"title\":1,\"url\":2,\"summary\":1,\"text\":1,\"abstract\":1}"; 4000].join(",");
    let long = "word ".repeat(60_000);
    format!(
        "<html><head><title>News</title></head><body><script type=\"application/json\">[{{\"list\":3}},\"{long}\",\"/a/1.htm\",{objects}]</script></body></html>"
    )
}

fn rss(item: &str) -> String {
    feed(
        "",
        &format!("<item><title>Story</title><link>BASE/a/1.htm</link>{item}</item>"),
    )
}

fn feed(channel: &str, items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>N</title><link>BASE/</link>{channel}{items}</channel></rss>"
    )
}

fn many_items() -> String {
    (0..4900)
        .map(|n| format!("<item><title>Story {n}</title><link>BASE/a/{n}.htm</link></item>"))
        .collect()
}

fn channel_copied() -> String {
    let long = "c".repeat(500_000);
    feed(
        &format!(
            "<copyright>{long}</copyright><language>en</language><managingEditor>{long}</managingEditor>"
        ),
        &many_items(),
    )
}

fn authors_copied() -> String {
    let authors: String = (0..2000)
        .map(|n| format!("<author><name>{}{n}</name></author>", "n".repeat(200)))
        .collect();
    let entries: String = (0..4900).map(|n| format!("<entry><title>Story {n}</title><link href=\"BASE/a/{n}.htm\"/><id>g{n}</id></entry>")).collect();
    format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>N</title><id>n</id>{authors}{entries}</feed>"
    )
}

fn base_copied() -> String {
    let entries: String = (0..4900)
        .map(|n| {
            format!("<entry><title>Story {n}</title><link href=\"{n}.htm\"/><id>g{n}</id></entry>")
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"BASE/{}/\"><title>N</title><id>n</id>{entries}</feed>",
        "x".repeat(MB)
    )
}

fn numbered(begin: &str, end: &str) -> String {
    (0..100_000).map(|n| format!("{begin}N{n}{end}")).collect()
}

fn many_json_authors() -> String {
    let authors: Vec<String> = (0..100_000)
        .map(|n| format!("{{\"name\":\"N{n}\"}}"))
        .collect();
    format!(
        "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"N\",\"items\":[{{\"id\":\"1\",\"url\":\"BASE/a/1.htm\",\"title\":\"Story\",\"authors\":[{}]}}]}}",
        authors.join(",")
    )
}

fn many_namespaces() -> String {
    let mut deep = String::new();
    for level in 0..95 {
        deep += "<a";
        for n in 0..250 {
            let _ = write!(deep, " xmlns:n{level}x{n}=\"u{n}\"");
        }
        deep += ">";
    }
    let items = many_items();
    feed(
        "",
        &format!(
            "{}{deep}{}{}",
            &items[..items.len().min(3000)]
                .rsplit_once("<item>")
                .map_or("", |(whole, _)| whole),
            "<b/>".repeat(100_000),
            "</a>".repeat(95)
        ),
    )
}

fn long_links() -> String {
    page("", &items(6, |n| format!("/a/{n}{}", "ac".repeat(300_000))))
}

fn new_links() -> String {
    static ROUND: AtomicUsize = AtomicUsize::new(0);
    let round = ROUND.fetch_add(1, Ordering::Relaxed);
    page("", &items(20_000, |n| format!("/new/{round}-{n}.htm")))
}

/// 46,000 rules, each of which is looked for in the whole of a link.
fn robots() -> String {
    "User-agent: *\n".to_owned() + &"Disallow: *ab\n".repeat(36_000)
}

fn answer(base: &str, path: &str, stream: &mut TcpStream) {
    let named = |shape: &&Shape| path.trim_start_matches('/').starts_with(shape.name);
    let body = if path == "/robots.txt" {
        robots()
    } else if let Some(shape) = SHAPES.iter().find(named) {
        let file = path.rsplit('/').next().unwrap_or_default();
        match file
            .strip_suffix(".htm")
            .and_then(|number| number.parse().ok())
        {
            Some(number) => (shape.article)(number),
            None => (shape.section)(),
        }
    } else {
        plain(0)
    };
    let body = body.replace("BASE", base);
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(body.as_bytes()).expect("into memory");
    let packed = packed.finish().expect("into memory");
    origin::reply(stream, "200 OK", "Content-Encoding: gzip\r\n", &packed);
}

/// The feeds of the bad publisher and one of a good one.
fn feeds_toml(listen: &str, bad: &str, good: &str) -> String {
    let mut text = origin::feeds_toml(listen, good, &["north"], "News")
        .replace("[store]", "[cache]\nmemory = \"16MiB\"\n[store]");
    text = text
        .replace("timeout = \"1s\"", "timeout = \"10s\"")
        .replace("\"300ms\"", "\"2s\"");
    let _ = write!(
        text,
        "[publishers.bad]\nname = \"Paper\"\nurl = \"http://{bad}/\"\nlanguage = \"en\"\ntimezone = \"UTC\"\n[publishers.bad.rights]\ngrant = \"full\"\n"
    );
    for Shape { name, spec, .. } in &SHAPES {
        let _ = write!(
            text,
            "[feeds.{name}]\npublisher = \"bad\"\ntitle = \"Bad\"\nsections = [\"http://{bad}/{name}/\"]\ninterval = \"2s\"\n{spec}"
        );
    }
    text
}

/// The worst pages there are cost their own publisher its feeds; every other reader, and a rights holder, is served.
#[test]
fn one_origin_with_every_attack_takes_down_nobody_elses_feed() {
    let bad = Arc::new(std::sync::OnceLock::<String>::new());
    let base = bad.clone();
    let attacker = Origin::start(move |path, stream| {
        answer(base.get().map_or("", String::as_str), path, stream)
    });
    let _ = bad.set(format!("http://{}", attacker.address));
    let newest = AtomicU64::new(10);
    let paper = Origin::start(move |path, stream| {
        if path == "/north/" {
            let newest = u32::try_from(newest.fetch_add(1, Ordering::Relaxed)).unwrap_or(10);
            origin::reply(
                stream,
                "200 OK",
                "",
                origin::section("north", (newest - 10..=newest).rev()).as_bytes(),
            );
        } else {
            match origin::article(path) {
                Some(page) => origin::reply(stream, "200 OK", "", page.as_bytes()),
                None => origin::reply(stream, "404 Not Found", "", b""),
            }
        }
    });
    let (folder, address) = (Folder::new("hostile"), free_address());
    std::fs::write(
        folder.path().join("feeds.toml"),
        feeds_toml(&address, &attacker.address, &paper.address),
    )
    .expect("feeds.toml");
    let serving = Demo::serve(&folder, &address, &[(ADMIN, TOKEN)]);
    let end =
        Instant::now() + Duration::from_secs(origin::setting("BYLINE_HOSTILE_SECONDS", SECONDS));
    // The attack is under way before the first reader of the good feed comes.
    std::thread::sleep(Duration::from_secs(2));
    let timed = |path: &str| {
        let began = Instant::now();
        let answer = serving.try_ask("GET", path, "", "");
        let (status, _, body) =
            answer.unwrap_or_else(|| panic!("no answer to {path}: {}", folder.said()));
        (status, body, began.elapsed())
    };
    let (status, first, cold) = timed("/feeds/north.json");
    assert_eq!(status, 200, "{first}");
    let guid = serde_json::from_str::<serde_json::Value>(&first).expect("JSON")["items"][3]["id"]
        .as_str()
        .expect("a guid")
        .to_owned();
    let (mut slowest, mut last, mut changes, mut takedown) = (Duration::ZERO, first, 0, None);
    while Instant::now() < end {
        let (_, _, health) = timed("/healthz");
        let (status, body, waited) = timed("/feeds/north.json");
        assert_eq!(status, 200);
        slowest = slowest.max(health).max(waited);
        if body != last {
            changes += 1;
            last = body;
        }
        if takedown.is_none() && changes == 2 {
            let began = Instant::now();
            assert!(origin::take_down(&address, &guid), "it is acknowledged");
            takedown = Some(began.elapsed());
        }
        assert!(
            takedown.is_none() || !timed("/feeds/north.rss").1.contains(&guid),
            "in force"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    let peak = serving.peak_mib();
    eprintln!(
        "{} attacks at once: cold feed of another publisher {cold:?}, slowest answer {slowest:?}, its feed changed {changes} times, takedown {takedown:?}, peak {peak:?} MiB",
        SHAPES.len()
    );
    assert!(cold < Duration::from_secs(15), "{cold:?}");
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    assert!(changes >= 3, "its feed goes on being refreshed: {changes}");
    assert!(
        takedown.is_some_and(|took| took < Duration::from_secs(5)),
        "{takedown:?}"
    );
    assert!(peak.is_none_or(|peak| peak < LIMIT_MIB), "{peak:?} MiB");
    assert!(!folder.said().contains("panicked"), "{}", folder.said());
    assert!(serving.terminate().success());
}
