//! Traces as a collector gets them: `cargo test --features otlp --test otlp`. The binary is a process, the collector a socket
//! of the test, and the bytes are read by the definition of OTLP's messages.

#![expect(clippy::expect_used, reason = "a test that cannot go on should panic")]

#[expect(dead_code, reason = "the other tests of the binary need more of it")]
#[path = "binary/origin.rs"]
mod origin;
#[expect(dead_code, reason = "the other tests of the binary need more of it")]
#[path = "binary/process.rs"]
mod process;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use origin::{article, feeds_toml, reply, section};
use process::{Demo, Folder, free_address};

/// What nobody but byline may read, each where it could come from.
const SECRETS: [&str; 4] = [
    "key-of-the-paper",
    "key-of-a-partner",
    "cookie-of-a-reader",
    "192.0.2.7",
];
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

/// A server on loopback: each request's head and body go to the test, with the socket that waits for an answer.
fn listen() -> (String, Receiver<(String, Vec<u8>, TcpStream)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("its address").to_string();
    let (asked, requests) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(&stream);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).is_ok_and(|it| it > 0)
            {
            }
            let head = head.to_ascii_lowercase();
            let length = head.split("content-length: ").nth(1);
            let length = length.and_then(|it| it.lines().next()?.parse().ok());
            let mut body = vec![0; length.unwrap_or(0)];
            if reader.read_exact(&mut body).is_ok() {
                let _ = asked.send((head, body, stream));
            }
        }
    });
    (address, requests)
}

/// An origin with a section of two articles. Returns its address, and the heads of the requests that come.
fn paper() -> (String, Receiver<String>) {
    let (address, requests) = listen();
    let (asked, heads) = channel();
    std::thread::spawn(move || {
        for (head, _, mut stream) in requests {
            let path = head.split(' ').nth(1).unwrap_or_default();
            match path {
                "/news/" => reply(&mut stream, "200 OK", "", section("news", 1..3).as_bytes()),
                _ => match article(path) {
                    Some(page) => reply(&mut stream, "200 OK", "", page.as_bytes()),
                    None => reply(&mut stream, "404 Not Found", "", b""),
                },
            }
            let _ = asked.send(head);
        }
    });
    (address, heads)
}

/// A collector that takes everything. Returns its address, and the bodies of the requests that come.
fn collector() -> (String, Receiver<Vec<u8>>) {
    let (address, requests) = listen();
    let (taken, bodies) = channel();
    std::thread::spawn(move || {
        for (head, body, mut stream) in requests {
            assert!(head.starts_with("post /v1/traces "), "{head}");
            assert!(
                head.contains("content-type: application/x-protobuf"),
                "{head}"
            );
            reply(&mut stream, "200 OK", "", b"");
            let _ = taken.send(body);
        }
    });
    (address, bodies)
}

/// `byline serve` over the paper, with its traces to `collector`; `keys` are lines of `[server]`.
fn serve(folder: &Folder, paper: &str, keys: &str, collector: &str, more: &[(&str, &str)]) -> Demo {
    let address = free_address();
    let feeds = feeds_toml(&address, paper, &["news"], "News")
        .replace("[server]\n", &format!("[server]\n{keys}\n"))
        .replace("interval = \"300ms\"", "interval = \"1h\"")
        .replace(
            "[publishers.paper.rights]",
            "headers = { X-Api-Key = { env = \"PAPER_API_KEY\" } }\n[publishers.paper.rights]",
        );
    std::fs::write(folder.path().join("feeds.toml"), feeds).expect("feeds.toml");
    let endpoint = format!("http://{collector}");
    let mut environment = vec![
        (origin::ADMIN, origin::TOKEN),
        ("PAPER_API_KEY", "key-of-the-paper"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        (
            "OTEL_RESOURCE_ATTRIBUTES",
            "deployment.environment.name=test",
        ),
        ("OTEL_BSP_SCHEDULE_DELAY", "200"),
    ];
    environment.extend(more);
    Demo::serve(folder, &address, &environment)
}

/// A span, with its attributes as text.
#[derive(Debug, Default)]
struct Span {
    trace: String,
    id: String,
    parent: String,
    name: String,
    kind: u64,
    is_error: bool,
    said: BTreeMap<String, String>,
}

/// The fields of a message, by number: what is a number, and what has a length.
fn fields(mut left: &[u8]) -> Vec<(u64, u64, &[u8])> {
    fn number(left: &mut &[u8]) -> u64 {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = left.split_first().expect("a whole number");
            *left = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        number
    }
    let mut fields = Vec::new();
    while !left.is_empty() {
        let tag = number(&mut left);
        let (value, length) = match tag & 7 {
            0 => (number(&mut left), 0),
            1 => (0, 8),
            2 => (0, number(&mut left)),
            5 => (0, 4),
            other => panic!("no wire type: {other}"),
        };
        let (bytes, rest) = left.split_at(usize::try_from(length).expect("a length"));
        left = rest;
        fields.push((tag >> 3, value, bytes));
    }
    fields
}

/// The messages in field `number`.
fn all(bytes: &[u8], number: u64) -> impl Iterator<Item = &[u8]> {
    fields(bytes)
        .into_iter()
        .filter(move |it| it.0 == number)
        .map(|it| it.2)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `KeyValue` messages.
fn attributes<'b>(pairs: impl Iterator<Item = &'b [u8]>) -> BTreeMap<String, String> {
    pairs
        .map(|pair| {
            let value = all(pair, 2).next().expect("a value");
            let value = match fields(value).first() {
                Some((1, _, said)) => text(said),
                Some((_, number, _)) => number.to_string(),
                None => String::new(),
            };
            (text(all(pair, 1).next().expect("a key")), value)
        })
        .collect()
}

/// The spans of `ExportTraceServiceRequest` messages, each of which says what sends it.
fn spans(bodies: &[Vec<u8>]) -> Vec<Span> {
    let mut spans = Vec::new();
    for resource_spans in bodies.iter().flat_map(|body| all(body, 1)) {
        let resource = all(resource_spans, 1).next().expect("a resource");
        let resource = attributes(all(resource, 1));
        assert_eq!(resource["service.name"], "byline");
        assert_eq!(resource["deployment.environment.name"], "test");
        for span in all(resource_spans, 2).flat_map(|scope| all(scope, 2)) {
            let mut read = Span {
                said: attributes(all(span, 9)),
                ..Span::default()
            };
            for (field, number, bytes) in fields(span) {
                match field {
                    1 => read.trace = hex(bytes),
                    2 => read.id = hex(bytes),
                    4 => read.parent = hex(bytes),
                    5 => read.name = text(bytes),
                    6 => read.kind = number,
                    15 => read.is_error = fields(bytes).iter().any(|it| (it.0, it.1) == (3, 2)),
                    _ => {}
                }
            }
            spans.push(read);
        }
    }
    spans
}

/// An operator who looks for what takes long sees each request to an origin below the refresh that it belongs to. Whoever
/// reads the traces learns no key and no reader's address, and origins learn nothing of traces.
#[test]
fn a_refresh_is_one_trace_that_says_nothing_secret() {
    let folder = Folder::new("otlp");
    let ((paper, heads), (collector, bodies)) = (paper(), collector());
    let trusted = "trusted-proxies = [\"127.0.0.1\"]";
    let serving = serve(&folder, &paper, trusted, &collector, &[]);
    serving.until("/feeds/news.json", |feed| feed.contains("王五六"));
    let headers = "X-Forwarded-For: 192.0.2.7\r\nCookie: a=cookie-of-a-reader\r\n";
    let path = "/feeds/news.rss?key=key-of-a-partner";
    serving
        .try_ask("GET", path, headers, "")
        .expect("an answer");
    serving
        .try_ask("GET", "/nowhere", headers, "")
        .expect("an answer");
    assert!(serving.terminate().success());

    let bodies: Vec<Vec<u8>> = bodies.try_iter().collect();
    let spans = spans(&bodies);
    let said = |span: &Span, key: &str| span.said.get(key).cloned().unwrap_or_default();
    let below = |span: &Span, name: &str| -> Vec<&Span> {
        let is_child = |it: &&Span| it.parent == span.id && it.trace == span.trace;
        spans
            .iter()
            .filter(is_child)
            .filter(|it| it.name == name)
            .collect()
    };
    let refresh: Vec<&Span> = spans.iter().filter(|it| it.name == "refresh").collect();
    let [refresh] = refresh[..] else {
        panic!("{spans:#?}");
    };
    assert_eq!(
        (said(refresh, "feed.id").as_str(), refresh.parent.as_str()),
        ("news", "")
    );

    let [section] = below(refresh, "section")[..] else {
        panic!("{spans:#?}");
    };
    let page = format!("http://{paper}/news/");
    assert_eq!(said(section, "url.full"), page);
    assert_eq!(below(section, "extract").len(), 1);
    let asked = below(section, "GET");
    let robots = asked
        .iter()
        .find(|it| said(it, "url.full").ends_with("/robots.txt"));
    let robots = robots.expect("robots.txt is asked for first");
    assert!(robots.is_error, "404");
    let asked = asked
        .iter()
        .find(|it| said(it, "url.full") == page)
        .expect("the page");
    let (host, port) = paper.split_once(':').expect("a port");
    for (key, value) in [
        ("http.request.method", "GET"),
        ("http.response.status_code", "200"),
        ("server.address", host),
        ("server.port", port),
    ] {
        assert_eq!(said(asked, key), value, "{key}");
    }
    assert_eq!((asked.kind, asked.is_error), (3, false));
    let articles = below(refresh, "article");
    assert_eq!(articles.len(), 2);
    for article in articles {
        assert_eq!(
            (below(article, "GET").len(), below(article, "extract").len()),
            (1, 1)
        );
    }
    let published = below(refresh, "publish");
    assert!(
        published.iter().any(|it| !below(it, "store").is_empty()),
        "{spans:#?}"
    );

    let requests: Vec<&Span> = spans.iter().filter(|it| it.kind == 2).collect();
    let feed = requests
        .iter()
        .find(|it| said(it, "url.path") == "/feeds/news.rss");
    let feed = feed.expect("the request with a key");
    assert_eq!(feed.name, "GET feed");
    assert_eq!(said(feed, "http.route"), "feed");
    let nowhere = requests
        .iter()
        .find(|it| said(it, "url.path") == "/nowhere");
    let nowhere = nowhere.expect("the request for nothing");
    assert_eq!(
        (nowhere.name.as_str(), nowhere.is_error),
        ("GET other", false)
    );
    assert_eq!(said(nowhere, "http.response.status_code"), "404");

    let sent: Vec<String> = bodies
        .iter()
        .map(|it| String::from_utf8_lossy(it).into_owned())
        .collect();
    for secret in SECRETS.iter().chain(&[origin::TOKEN]) {
        assert!(
            !sent.iter().any(|it| it.contains(secret)),
            "{secret} was sent"
        );
    }
    let heads: Vec<String> = heads.try_iter().collect();
    assert!(
        heads
            .iter()
            .any(|it| it.contains("\r\nx-api-key: key-of-the-paper\r\n")),
        "the key was used"
    );
    for head in heads {
        assert!(
            !head.contains("traceparent") && !head.contains("tracestate"),
            "{head}"
        );
    }
}

/// A stranger who could name the trace would have each request sampled, and mix its spans into another's.
#[test]
fn a_trusted_proxy_alone_says_whose_trace_a_request_is_part_of() {
    for (keys, trusted) in [("trusted-proxies = [\"127.0.0.1\"]", true), ("", false)] {
        let folder = Folder::new("otlp-proxy");
        let ((paper, _), (collector, bodies)) = (paper(), collector());
        let sampled = [("OTEL_TRACES_SAMPLER", "parentbased_always_off")];
        let serving = serve(&folder, &paper, keys, &collector, &sampled);
        let headers = format!("traceparent: 00-{TRACE}-{PARENT}-01\r\n");
        serving
            .try_ask("GET", "/feeds.opml", &headers, "")
            .expect("an answer");
        assert!(serving.terminate().success());
        let found = spans(&bodies.try_iter().collect::<Vec<_>>());
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|it| (it.trace.as_str(), it.parent.as_str()))
            .collect();
        let expected = if trusted {
            vec![(TRACE, PARENT)]
        } else {
            Vec::new()
        };
        assert_eq!(found, expected, "{keys}");
    }
}

/// A collector that hangs must cost spans: no reader's second, no memory without end, no log without end, no late stop.
#[test]
fn a_collector_that_hangs_costs_spans_and_nothing_else() {
    let folder = Folder::new("otlp-hang");
    let ((paper, _), (collector, hanging)) = (paper(), listen());
    let small = [
        ("OTEL_BSP_MAX_QUEUE_SIZE", "16"),
        ("OTEL_EXPORTER_OTLP_TIMEOUT", "500"),
    ];
    let serving = serve(&folder, &paper, "", &collector, &small);
    serving.until("/feeds/news.json", |feed| feed.contains("王五六"));
    let started = Instant::now();
    for _ in 0..200 {
        serving.get("/feeds/news.rss");
    }
    assert!(
        started.elapsed() < Duration::from_secs(20),
        "{:?}",
        started.elapsed()
    );
    let told = serving.until("/metrics", |it| {
        it.contains("byline_spans_total")
            && folder
                .said()
                .contains("the collector of traces does not take them")
    });
    let ended = told
        .lines()
        .find_map(|line| line.strip_prefix("byline_spans_total{state=\"ended\"} "));
    assert!(
        ended
            .and_then(|it| it.parse::<u32>().ok())
            .is_some_and(|it| it > 200),
        "{told}"
    );
    assert!(
        told.contains("byline_spans_total{state=\"delivered\"} 0\n"),
        "{told}"
    );
    let stopped = Instant::now();
    assert!(serving.terminate().success());
    assert!(
        stopped.elapsed() < Duration::from_secs(10),
        "{:?}",
        stopped.elapsed()
    );
    let log = folder.said();
    assert_eq!(log.matches("does not take them").count(), 1, "{log}");
    assert!(log.contains("not all spans were delivered"), "{log}");
    drop(hanging);
}

/// Without an endpoint nothing is exported, and the log has no word of it; a wrong one must not keep the feeds away.
#[test]
fn without_a_collector_there_are_no_traces() {
    for (endpoint, complaint) in [("", false), ("collector.example: 4318", true)] {
        let folder = Folder::new("otlp-none");
        let (paper, _) = paper();
        let serving = serve(
            &folder,
            &paper,
            "",
            "",
            &[("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)],
        );
        assert!(!serving.get("/metrics").contains("byline_spans_total"));
        assert!(serving.terminate().success());
        let log = folder.said();
        assert_eq!(log.contains("no traces: "), complaint, "{log}");
    }
}
