use super::*;
use jiff::tz::TimeZone;

fn read_with(text: &str, select: &Select) -> Result<Vec<Teaser>, String> {
    let url = Url::parse("http://news.example/api/list.json").expect("a test URL");
    let at = Context {
        url: &url,
        zone: &TimeZone::get("Asia/Shanghai").expect("a zone"),
        language: "zh-CN",
        now: "2015-01-21T12:00:00+08:00".parse().expect("a test date"),
        budget: &crate::page::Budget::unbounded(),
    };
    read(text, &at, select).map_err(|error| error.to_string())
}

fn at(item: &str) -> Select {
    Select {
        item: item.into(),
        ..Select::default()
    }
}

fn dates(text: &str) -> Vec<Option<String>> {
    let teasers = read_with(text, &at("")).expect("a list");
    teasers
        .iter()
        .map(|teaser| teaser.published.map(Moment::rfc3339))
        .collect()
}

/// A publisher whose pages a script fills can only be read this way.
#[test]
fn an_item_is_read_by_the_operators_paths() {
    let text = r#"{"code":0,"data":{"list":[
        {"h":{"t":"<b>山城</b>夜市 &amp; 灯会"},"u":"/a/1.htm?utm_source=x","when":{"at":"2015-01-21 09:39:00"},
         "txt":"<p>今晚开市。</p>","pic":["//img.example/1.jpg"]},
        {"h":{"t":"第二条"},"u":"http://news.example/a/2.htm","when":null}]}}"#;
    for item in ["data.list", "/data/list"] {
        let select = Select {
            item: item.into(),
            title: Some("h.t".into()),
            link: Some("/u".into()),
            date: Some("when.at".into()),
            summary: Some("txt".into()),
            image: Some("pic.0".into()),
            next: None,
        };
        let teasers = read_with(text, &select).expect("a list");
        assert_eq!(teasers.len(), 2);
        let first = &teasers[0];
        assert_eq!(first.title, "山城夜市 & 灯会");
        assert_eq!(first.url.as_str(), "http://news.example/a/1.htm");
        assert_eq!(
            first.published.map(Moment::rfc3339).as_deref(),
            Some("2015-01-21T09:39:00+08:00")
        );
        assert_eq!(first.summary.as_deref(), Some("今晚开市。"));
        assert_eq!(
            first.image.as_ref().map(Url::as_str),
            Some("http://img.example/1.jpg")
        );
        assert_eq!(teasers[1].published, None);
    }
}

/// Most endpoints use one of a few dozen names; an operator should not have to write them down.
#[test]
fn well_known_names_need_no_path() {
    let text = r#"[{"Title":"a","web_url":"/1","publishTime":"2015-01-20 08:00","digest":"s","imgUrl":"/i.png"},
        {"headline":"b","link":{"href":"/2"},"date":"3小时前","image":{"src":"/j.png"}}]"#;
    let teasers = read_with(text, &at("")).expect("a list");
    let seen: Vec<_> = teasers
        .iter()
        .map(|it| {
            (
                &*it.title,
                it.url.path(),
                it.published.is_some(),
                it.image.is_some(),
            )
        })
        .collect();
    assert_eq!(seen, [("a", "/1", true, true), ("b", "/2", true, true)]);
}

/// Epochs come in seconds and milliseconds, as numbers and as texts; a wrong guess is off by decades.
#[test]
fn numbers_are_epochs() {
    let text = r#"[{"title":"a","url":"/1","date":1421804340},{"title":"b","url":"/2","date":1421804340000},
        {"title":"c","url":"/3","date":"1421804340"},{"title":"d","url":"/4","date":1421804340.5},
        {"title":"e","url":"/5","date":20150121},{"title":"f","url":"/6","date":7}]"#;
    let epoch = Some("2015-01-21T09:39:00+08:00".to_owned());
    let dates = dates(text);
    assert_eq!(
        dates[..4],
        [epoch.clone(), epoch.clone(), epoch.clone(), epoch]
    );
    assert!(
        dates[4]
            .as_ref()
            .is_some_and(|date| date.starts_with("2015-01-21"))
    );
    assert_eq!(dates[5], None);
}

/// A wrapper that only a browser's script can take off would leave the section unreadable.
#[test]
fn wrappers_come_off() {
    let list = r#"[{"title":"a","url":"/1"}]"#;
    for text in [
        format!("\u{feff} {list}\n"),
        format!(")]}}'\n{list}"),
        format!("for(;;);{list}"),
        format!("callback({list});"),
        format!("/**/ jQuery_123.cb && jQuery_123.cb({list})"),
        format!("var list = {list};"),
        format!("window[\"list\"] = {list} ;// end"),
    ] {
        assert_eq!(
            read_with(&text, &at("")).map(|teasers| teasers.len()),
            Ok(1),
            "{text}"
        );
    }
}

/// The operator must read from the message alone which path is wrong and what could stand there.
#[test]
fn an_error_names_the_path_and_what_is_there_instead() {
    let text = r#"{"data":{"items":[{"t":"a","u":"/1"}],"total":1}}"#;
    type Change = fn(&mut Select);
    let with = |change: Change| {
        let mut select = at("data.items");
        (select.title, select.link) = (Some("t".into()), Some("u".into()));
        change(&mut select);
        read_with(text, &select).err().unwrap_or_default()
    };
    let cases: [(Change, &str); 7] = [
        (
            |it| it.item = "data.list".into(),
            "the item path `data.list` found nothing: `data` has no `list`; there are `items`, `total`; the document has lists at `data.items` (1)",
        ),
        (
            |it| it.item = "data.total".into(),
            "`data.total` is a number, not a list",
        ),
        (
            |it| it.item = String::new(),
            "the item path `` found 1 items, but the title path `t` found no title",
        ),
        (
            |it| it.title = Some("name".into()),
            "found 1 items, but the title path `name` found no title in them; there are `t`, `u`",
        ),
        (|it| it.link = None, "there is no link in them"),
        (
            |it| it.date = Some("d".into()),
            "the date path `d` found nothing in any of 1 items",
        ),
        (
            |it| it.image = Some("i.0".into()),
            "the image path `i.0` found nothing",
        ),
    ];
    for (change, words) in cases {
        let error = with(change);
        assert!(error.contains(words), "{error}");
    }
    for (text, words) in [
        ("", "the document is empty"),
        ("<!doctype html><p>", "this is a page, not JSON"),
        ("<?xml version='1.0'?><rss/>", "kind = \"feed\""),
        ("hello", "it begins with `hello`"),
        (
            "cb({\"a\":\n [1,}",
            "the JSON is malformed, at line 2, column 5",
        ),
        ("cb([1,", "the JSON ends too early, at line 1, column 6"),
        ("[1] [2]", "behind the JSON value stands `[2]`"),
        ("[]", "is empty"),
        ("7", "it begins with `7`"),
    ] {
        let error = read_with(text, &at("")).err().unwrap_or_default();
        assert!(error.contains(words), "{text}: {error}");
    }
}

/// One request must not take the process down.
#[test]
fn deep_nesting_is_an_error() {
    let error = read_with(&"[".repeat(200_000), &at(""))
        .err()
        .unwrap_or_default();
    assert!(error.contains("malformed"), "{error}");
}

proptest::proptest! {
    /// The text is a stranger's.
    #[test]
    fn no_text_panics(text in "[\\[\\]{}\",:a-c0-9()=;' \u{6cf0}/*-]{0,60}", item in "[a-c./~0]{0,6}") {
        let _ = read_with(&text, &at(&item));
    }
}

/// A time that is hours off puts tomorrow's news on top, and the name of its key says how it is meant.
#[test]
fn a_name_that_says_utc_is_believed() {
    let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
    let url = Url::parse("http://news.example/api").expect("a test URL");
    let at = Context {
        url: &url,
        zone: &zone,
        language: "zh-CN",
        now: "2026-05-02T12:00:00Z".parse().expect("a test date"),
        budget: &crate::page::Budget::unbounded(),
    };
    let date = |fields: &str, path: Option<&str>| {
        let text = format!(r#"[{{"title": "Title of it", "url": "/1", {fields}}}]"#);
        let select = Select {
            date: path.map(str::to_owned),
            ..Select::default()
        };
        let teasers = read(&text, &at, &select).expect("a list");
        teasers[0].published.map(|it| it.as_stated())
    };
    let noon = Some("2026-05-01T20:00:00+08:00".to_owned());
    for (fields, path) in [
        (r#""date_gmt": "2026-05-01T12:00:00""#, Some("date_gmt")),
        (
            r#""a": {"publishedUtc": "2026-05-01 12:00"}"#,
            Some("a.publishedUtc"),
        ),
        (
            r#""a": {"utc_time": "2026-05-01 12:00"}"#,
            Some("/a/utc_time"),
        ),
        (
            r#""pubdate": {"local": "2026-05-01 20:00", "utc": "2026-05-01 12:00"}"#,
            Some("pubdate"),
        ),
        // Found by its name, the exact one first.
        (
            r#""date": "2026-05-01T19:00:00", "date_gmt": "2026-05-01T12:00:00""#,
            None,
        ),
        (r#""publishedAtUTC": "2026-05-01T12:00:00""#, None),
        // What has a zone, or is local.
        (
            r#""date_gmt": "2026-05-01T20:00:00+08:00""#,
            Some("date_gmt"),
        ),
        (r#""date": "2026-05-01T20:00:00""#, None),
        (r#""gmt_create": "2026-05-01T20:00:00""#, Some("gmt_create")),
        (r#""date_utc": 1777636800"#, Some("date_utc")),
    ] {
        assert_eq!(date(fields, path), noon, "{fields}");
    }
    let day = date(r#""date_gmt": "2026-05-01""#, Some("date_gmt"));
    assert_eq!(day.as_deref(), Some("2026-05-01"));
}
