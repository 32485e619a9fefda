//! What the demo, and the tests of the gateway over it, count on.

use std::collections::BTreeSet;

use bytes::Bytes;
use dom_query::Document;
use http::header::{CONTENT_TYPE, ETAG, HOST, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use http::{Request, Response, StatusCode};
use jiff::{Timestamp, ToSpan};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use url::Url;

use super::schedule::Section;
use super::server::serve_at;
use super::*;

const HOST_NAME: &str = "127.0.0.1:8081";

/// 20:01 on a winter's evening in Tai'an: 社会 spans one day, the forum has yesterday's pinned thread
/// until noon.
fn evening() -> Timestamp {
    "2026-11-23T12:01:30Z".parse().expect("a time")
}

/// 00:20: the lists reach back over midnight.
fn after_midnight() -> Timestamp {
    "2026-11-23T16:20:00Z".parse().expect("a time")
}

fn get(path: &str, now: Timestamp) -> Response<Bytes> {
    let request = Request::get(path)
        .header(HOST, HOST_NAME)
        .body(())
        .expect("a request");
    respond(&request, now)
}

fn text(path: &str, now: Timestamp) -> String {
    let answer = get(path, now);
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    let (text, _, broken) = encoding_rs::GB18030.decode(answer.body());
    assert!(!broken, "{path} is not GB18030");
    text.into_owned()
}

/// Item, title, and date selectors of the module's documentation.
const LISTS: [(&str, &str, &str, Option<&str>); 4] = [
    ("/tanews/", "#main2 li", "h3 a", Some("label")),
    ("/shehui/", "ul.newslist li", "a", Some("span")),
    ("/tupian/", ".piclist .card", "a.txt", None),
    (
        "/luntan/",
        "#threadlist tr.row",
        "td.subject a",
        Some("td.when"),
    ),
];

/// The addresses of a section's list, resolved as a browser does, without their queries.
fn listed(path: &str, now: Timestamp) -> Vec<String> {
    let (_, item, title, _) = LISTS
        .into_iter()
        .find(|(section, ..)| path.starts_with(section))
        .expect("a section");
    let page = Document::from(text(path, now));
    let base = base(&page, path);
    page.select(item)
        .iter()
        .filter_map(|row| row.select(title).attr("href"))
        .map(|href| base.join(&href).expect("a link").path().to_owned())
        .collect()
}

fn base(page: &Document, path: &str) -> Url {
    let here = Url::parse(&format!("http://{HOST_NAME}{path}")).expect("an address");
    match page.select("base").attr("href") {
        Some(href) => here.join(&href).expect("a base"),
        None => here,
    }
}

/// A gateway that refreshes twice in the same second must see the same bytes.
#[test]
fn equal_time_gives_equal_pages() {
    for path in [
        "/",
        "/tanews/",
        "/shehui/",
        "/tupian/index_3.htm",
        "/luntan/",
    ] {
        assert_eq!(get(path, evening()).body(), get(path, evening()).body());
    }
}

/// A newcomer who copies the documented selectors into feeds.toml must get full lists.
#[test]
fn documented_selectors_find_every_list() {
    for (path, item, title, date) in LISTS {
        let page = Document::from(text(path, evening()));
        let rows: Vec<_> = page
            .select(item)
            .iter()
            .filter(|row| row.select(title).exists())
            .collect();
        assert!((12..=30).contains(&rows.len()), "{path}: {}", rows.len());
        let titles: BTreeSet<_> = rows
            .iter()
            .map(|row| match row.select(title).attr("title") {
                Some(whole) => whole.to_string(),
                None => row.select(title).text().to_string(),
            })
            .collect();
        assert_eq!(titles.len(), rows.len(), "{path} says something twice");
        for row in &rows {
            if let Some(date) = date {
                assert!(!row.select(date).text().is_empty(), "{path} has no date");
            }
        }
    }
}

/// The forms of dates and titles that a section reader has to cope with must really be there.
#[test]
fn lists_are_awkward_in_the_promised_ways() {
    let now = after_midnight();
    let shehui = text("/shehui/", now);
    assert!(shehui.contains("<span>11-23</span>") && shehui.contains("<span>11-24</span>"));
    assert!(shehui.contains("…</a>") && shehui.contains("<base href=\"/\" />"));
    let luntan = text("/luntan/", now);
    for form in ["分钟前", "昨天 23:", "昨天 12:00", "2026-11-01"] {
        assert!(luntan.contains(form), "{form}");
    }
    assert!(text("/luntan/", evening()).contains("1小时前"));
    let tupian = text("/tupian/", now);
    assert!(tupian.contains(&format!("data-src=\"//{HOST_NAME}/tupian/")));
    assert!(text("/tanews/", now).contains("createPageHTML(5, 0, \"index\", \"htm\")"));
}

/// Every page must decode; some must need four-byte characters; a header may say nothing.
#[test]
fn pages_are_gb18030_declared_as_gb2312() {
    let mut beyond_gbk = false;
    for (path, ..) in LISTS {
        for article in listed(path, evening()) {
            let page = text(&article, evening());
            assert!(page.contains("charset=gb2312"), "{article}");
            beyond_gbk |= page.contains('㑇');
        }
    }
    assert!(beyond_gbk);
    let header = |path: &str| get(path, evening()).headers()[CONTENT_TYPE].clone();
    assert_eq!(header("/tanews/"), "text/html; charset=gb2312");
    assert_eq!(header("/shehui/"), "text/html");
}

/// A label that is missing would be blamed on the reader of articles.
#[test]
fn every_article_has_the_whole_set_of_labels() {
    let (mut reprints, mut empty_sources, mut empty_authors) = (0, 0, 0);
    for (path, ..) in LISTS {
        for page in ["", "index_1.htm"] {
            for article in listed(&format!("{path}{page}"), evening()) {
                let page = text(&article, evening());
                for label in [
                    "<title>",
                    "<h1>",
                    "作者:",
                    "来源:",
                    "初审编辑:",
                    "责任编辑:",
                    "版权与免责声明",
                    "30日内",
                    "<h2>重磅专题</h2>",
                    "首页</a> &gt;",
                ] {
                    assert!(page.contains(label), "{article} lacks {label}");
                }
                assert!(
                    !page.contains(['{', '}']) || page.contains("TRS"),
                    "{article}"
                );
                let body = Document::from(page);
                let labels = body.select(".info").text().to_string();
                let all = body.select("#zoom").text().to_string();
                reprints += usize::from(labels.contains("(非岱岳网)"));
                empty_sources += usize::from(labels.trim().ends_with("来源:"));
                empty_authors += usize::from(labels.contains("作者:\u{a0}"));
                let abstract_ = body.select(".zhaiyao").text().replace("摘要：", "");
                assert!(
                    all.contains(&abstract_),
                    "{article}: the abstract is not in the body"
                );
            }
        }
    }
    assert!(reprints > 2 && empty_sources > 0 && empty_authors > 10);
}

/// A dead link in a demo is the first thing a newcomer clicks.
#[test]
fn every_link_answers() {
    let now = evening();
    let mut open: Vec<String> = vec!["/".to_owned()];
    open.extend(LISTS.map(|(path, ..)| path.to_owned()));
    open.extend(LISTS.map(|(path, ..)| format!("{path}index_4.htm")));
    open.extend(["/zhuanti/1.htm", "/copyright.htm"].map(str::to_owned));
    for (path, ..) in LISTS {
        open.extend(listed(path, now).into_iter().take(2));
    }
    let mut seen = BTreeSet::new();
    let (mut second_pages, mut pictures) = (0, 0);
    for path in open {
        let page = Document::from(text(&path, now));
        let base = base(&page, &path);
        let links = page.select("a[href], link[href], form[action], img[src], script[src]");
        for link in links.iter() {
            let names = ["href", "src", "action", "data-src"];
            for value in names.iter().filter_map(|name| link.attr(name)) {
                let address = base.join(&value).expect("an address");
                if address.scheme() == "http" && seen.insert(address.to_string()) {
                    assert_eq!(address.authority(), HOST_NAME);
                    pictures += usize::from(address.path().ends_with(".png"));
                    if address.path().ends_with(".png") && pictures > 6 {
                        continue; // drawing each of them takes its time
                    }
                    let status = get(address.as_str(), now).status();
                    assert_eq!(status, StatusCode::OK, "{address} on {path}");
                    second_pages += usize::from(address.path().ends_with("_1.htm"));
                }
            }
        }
    }
    assert!(seen.len() > 150 && second_pages > 0, "{}", seen.len());
}

/// A reader must see the feed move, and must not lose an item that stands above another.
#[test]
fn lists_move_from_the_top_and_lose_from_the_bottom() {
    for (section, fewest) in Section::ALL.into_iter().zip([55, 2, 11, 23]) {
        let ids = |now| -> Vec<i64> {
            let count = usize::try_from(section.listed()).expect("a count");
            schedule::newest(section, now)
                .take(count)
                .map(|spot| spot.id)
                .collect()
        };
        let mut now = evening();
        let (mut before, mut arrived) = (ids(now), 0);
        for _ in 0..240 {
            now += 30.seconds();
            let after = ids(now);
            let new = after.iter().take_while(|id| **id != before[0]).count();
            assert_eq!(after[new..], before[..before.len() - new], "at {now}");
            arrived += new;
            before = after;
        }
        assert!(arrived >= fewest, "{arrived} in two hours");
    }
    for (path, ..) in LISTS {
        let (before, after) = (
            listed(path, evening()),
            listed(path, evening() + 50.minutes()),
        );
        let new = after.iter().take_while(|one| **one != before[0]).count();
        let kept = after.len() - new;
        assert!(new > 0 && after[new..] == before[..kept], "{path}");
    }
}

/// What was listed once is linked from feeds: it must stay.
#[test]
fn older_articles_stay_and_keep_their_bytes() {
    let article = listed("/tanews/", evening()).pop().expect("an article");
    let first = text(&article, evening());
    assert_eq!(first, text(&article, evening() + 2000.hours()));
}

/// An article that has not appeared yet must not be found by counting.
#[test]
fn the_future_is_not_served() {
    let newest = listed("/tanews/", evening()).remove(0);
    let early = evening() - 10.minutes();
    assert_eq!(get(&newest, early).status(), StatusCode::NOT_FOUND);
    for path in [
        "/tanews/209901/t20990101_67847500.htm",
        "/tanews/t1.htm",
        "/luntan/thread-999999999-1-1.html",
        "/luntan/thread-0-1-1.html",
        "/tanews/index_5.htm",
        "/tanews/index_-1.htm",
        "/%00",
        "/zhuanti/9.htm",
    ] {
        assert_eq!(
            get(path, evening()).status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let dawn = Timestamp::UNIX_EPOCH;
    for (path, ..) in LISTS {
        assert_eq!(get(path, dawn).status(), StatusCode::OK);
    }
    assert_eq!(get("/", Timestamp::MIN).status(), StatusCode::OK);
    assert_eq!(get("/luntan/", Timestamp::MAX).status(), StatusCode::OK);
}

/// An unchanged page must cost a 304, or the demo's log of revalidation shows nothing.
#[test]
fn known_pages_are_not_sent_again() {
    let whole = get("/tanews/", evening());
    for (ask, with) in [(IF_NONE_MATCH, ETAG), (IF_MODIFIED_SINCE, LAST_MODIFIED)] {
        let request = Request::get("/tanews/")
            .header(ask, &whole.headers()[&with])
            .header(HOST, HOST_NAME);
        let request = request.body(()).expect("a request");
        let again = respond(&request, evening());
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert!(again.body().is_empty());
        assert_eq!(again.headers()[ETAG], whole.headers()[ETAG]);
        let later = respond(&request, evening() + 5.minutes());
        assert_eq!(later.status(), StatusCode::OK);
    }
    let head = respond(
        &Request::head("/tanews/").body(()).expect("a request"),
        evening(),
    );
    assert!(head.body().is_empty());
    assert_eq!(
        head.headers()["content-length"],
        whole.body().len().to_string()
    );
    let post = respond(&Request::post("/").body(()).expect("a request"), evening());
    assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED);
}

/// Whoever talks to the newsroom must not be able to write into its pages.
#[test]
fn a_strange_host_is_not_printed() {
    let request = Request::get("/tupian/")
        .header(HOST, "a\"><script>")
        .body(())
        .expect("a request");
    let page = encoding_rs::GB18030
        .decode(respond(&request, evening()).body())
        .0
        .into_owned();
    assert!(!page.contains("<script>") && page.contains("href=\"/tupian/"));
}

/// A silent client must not hold a place for ever, and closing must not wait for it.
#[tokio::test(start_paused = true)]
async fn silent_clients_are_dismissed() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(serve_at(listener, respond, evening, async {
        let _ = stopped.await;
    }));
    for first in ["GET / HT", "GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n"] {
        let mut client = tokio::net::TcpStream::connect(address)
            .await
            .expect("a connection");
        client.write_all(first.as_bytes()).await.expect("a write");
        let mut got = Vec::new();
        client.read_to_end(&mut got).await.expect("the end");
        assert_eq!(
            got.starts_with(b"HTTP/1.1 200 OK"),
            first.contains("robots")
        );
    }
    let _idle = tokio::net::TcpStream::connect(address)
        .await
        .expect("a connection");
    stop.send(()).expect("a server");
    server.await.expect("no panic").expect("no error");
}
