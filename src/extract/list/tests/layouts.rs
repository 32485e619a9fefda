//! The four layouts of the portal, each between the same menus and boxes.

use super::*;
use crate::extract::Teaser;

fn dates(list: &Listing) -> Vec<String> {
    let stated = |teaser: &Teaser| teaser.published.map(|date| date.as_stated());
    list.teasers
        .iter()
        .map(|teaser| stated(teaser).unwrap_or_default())
        .collect()
}

/// A reader of the section's feed must not get another section's headlines.
fn holds_no_box(list: &Listing) {
    for teaser in &list.teasers {
        assert!(
            !teaser.url.path().starts_with("/feature/")
                && !teaser.url.path().starts_with("/special/")
                && teaser.url.host_str() != Some("bbs.news.example"),
            "{teaser:?}"
        );
    }
}

/// The section that the first publisher's readers subscribe to, without a selector.
#[test]
fn headings_with_abstracts_and_dates() {
    let html = include_str!("../../../../tests/sections/headings.html");
    let list = detect(html, "http://news.example/dynews/").expect("a list");
    holds_no_box(&list);
    assert_eq!(list.teasers.len(), 10);
    let first = &list.teasers[0];
    assert_eq!(first.title, "城南老桥加固工程本月完工 两侧人行道同步拓宽");
    assert_eq!(first.url.path(), "/dynews/201501/t20150121_11768000.htm");
    let summary = first.summary.as_deref().unwrap_or_default();
    assert!(
        summary.starts_with("记者从市住建局获悉") && summary.ends_with("原走向。"),
        "{summary}"
    );
    assert_eq!(dates(&list)[0], "2015-01-21T13:00:00+08:00");
}

/// A narrow column cuts its titles; the feed must not.
#[test]
fn plain_lists_with_cut_titles_and_days() {
    let html = include_str!("../../../../tests/sections/plain.html");
    let list = detect(html, "http://news.example/life/").expect("a list");
    holds_no_box(&list);
    assert_eq!(list.teasers.len(), 14);
    assert_eq!(
        list.teasers[0].title,
        "城南老桥加固工程本月完工 两侧人行道同步拓宽"
    );
    let dates = dates(&list);
    assert_eq!(dates[0], "2015-01-21");
    assert_eq!(dates[13], "2014-12-11", "the most recent such day");
}

/// Cards have two links to one article, and a grey picture until a script has run.
#[test]
fn picture_cards_without_dates() {
    let html = include_str!("../../../../tests/sections/cards.html");
    let list = detect(html, "http://news.example/photo/").expect("a list");
    holds_no_box(&list);
    assert_eq!(list.teasers.len(), 12);
    for teaser in &list.teasers {
        let image = teaser.image.as_ref().expect("a picture");
        assert!(image.path().starts_with("/photo/201501/W020150"), "{image}");
        assert!(teaser.title.chars().count() > 8);
    }
}

/// In a forum's table every cell is a link; only one is the thread.
#[test]
fn forum_rows_with_relative_dates() {
    let html = include_str!("../../../../tests/sections/threads.html");
    let list = detect(html, "http://news.example/forum/").expect("a list");
    holds_no_box(&list);
    assert_eq!(list.teasers.len(), 10);
    assert_eq!(list.teasers[0].title, "周末想带孩子去看冰灯 有同去的吗");
    assert_eq!(list.teasers[0].url.path(), "/forum/thread-90210-1-1.html");
    let dates = dates(&list);
    assert_eq!(dates[1], "2015-01-21T21:55:00+08:00");
    assert_eq!(dates[5], "2015-01-20T21:40:00+08:00");
    assert_eq!(dates[9], "2015-01-16");
}

/// Some lists link only `read more`; a feed of ten times `read more` is no feed.
#[test]
fn titles_beside_links_that_only_say_more() {
    let mut html = String::from(
        "<body><nav><a href=/a>World</a><a href=/b>Sport</a><a href=/c>Arts</a></nav><main>",
    );
    for (n, title) in [
        "Ferry returns to the old pier",
        "School choir wins in Brno",
        "Tram line closes for repair",
        "Baker opens a second shop",
    ]
    .iter()
    .enumerate()
    {
        html.push_str(&format!(
            "<div class=card><h3>{title}</h3><p>What the council said about it on Monday evening, in short.</p>\
             <span>{} January 2015</span><a href=/story/{n}00{n}>Read more</a></div>",
            20 - n
        ));
    }
    let list = detect(&html, "http://news.example/").expect("a list");
    let titles: Vec<&str> = list.teasers.iter().map(|t| t.title.as_str()).collect();
    assert_eq!(titles.len(), 4, "{titles:?}");
    assert_eq!(titles[0], "Ferry returns to the old pier");
    assert_eq!(dates(&list)[1], "2015-01-19");
}

/// A day's heading dates what stands under it.
#[test]
fn dates_that_head_groups() {
    let mut html = String::from("<body><div id=list>");
    for day in (18..=21).rev() {
        html.push_str(&format!("<h4>2015年1月{day}日</h4><ul class=day>"));
        for n in 0..4 {
            html.push_str(&format!(
                "<li><a href=/a/{day}{n}77.html>河滨步道第{day}{n}段今日完成铺装并开放</a></li>"
            ));
        }
        html.push_str("</ul>");
    }
    let list = detect(&html, "http://news.example/roll/").expect("a list");
    assert_eq!(list.teasers.len(), 16);
    let dates = dates(&list);
    assert_eq!(
        (dates[0].as_str(), dates[5].as_str()),
        ("2015-01-21", "2015-01-20")
    );
}

/// How long a film runs is not when it was published.
#[test]
fn running_times_are_no_dates() {
    let mut html = String::from("<body><ul class=films>");
    for n in 0..6 {
        html.push_str(&format!(
            "<li><h3><a href=/film/10{n}>Harbour pilot on his last winter at sea, part {n}</a></h3><span>0{n}:37</span></li>"
        ));
    }
    let list = detect(&html, "http://news.example/films/").expect("a list");
    assert!(list.teasers.iter().all(|teaser| teaser.published.is_none()));
}

/// A front page has no one list; its blocks together are it, its menus and ranking are not.
#[test]
fn a_front_page_gives_its_blocks() {
    let mut html = String::from("<body><div class=nav>");
    for name in ["新闻", "民生", "图片", "财经"] {
        html.push_str(&format!("<a href=/{}/>{name}</a>", name.len()));
    }
    html.push_str("</div><div class=page>");
    let mut n = 1000;
    for block in 0..6 {
        html.push_str(&format!(
            "<div class=b{block}x><h2><a href=/s{block}/>栏目</a></h2><ul>"
        ));
        for _ in 0..7 {
            n += 1;
            html.push_str(&format!(
                "<li><a href=/n/2015/0121/{n}.html>社区工坊第{n}期手工课本周六开放报名</a></li>"
            ));
        }
        html.push_str("</ul></div>");
    }
    html.push_str("</div><div class=hot-rank><h3>点击排行</h3><ul>");
    for n in 0..8 {
        html.push_str(&format!(
            "<li><a href=/n/2015/0110/{n}999.html>上周最多人点开的那一篇报道之{n}</a></li>"
        ));
    }
    html.push_str("</ul></div>");
    let list = detect(&html, "http://news.example/").expect("a list");
    assert_eq!(list.teasers.len(), 42, "{:#?}", list.explain);
}

/// An operator pastes what `discover` prints; it must select the same.
#[test]
fn discovered_selectors_select_the_same() {
    for (html, address) in [
        (
            include_str!("../../../../tests/sections/headings.html"),
            "http://news.example/dynews/",
        ),
        (
            include_str!("../../../../tests/sections/plain.html"),
            "http://news.example/life/",
        ),
        (
            include_str!("../../../../tests/sections/cards.html"),
            "http://news.example/photo/",
        ),
        (
            include_str!("../../../../tests/sections/threads.html"),
            "http://news.example/forum/",
        ),
    ] {
        let reading = Reading::of(address);
        let (found, suggested) =
            crate::extract::select::discover(html, &reading.at()).expect("a list");
        let select = suggested.expect("selectors").select;
        let read = crate::extract::select::read(html, &reading.at(), &select).expect("a list");
        assert_eq!(paths(&read), paths(&found), "{select:?}");
        // Cards have none but what their addresses tell, which selectors cannot say.
        if select.date.is_some() {
            assert_eq!(dates(&read), dates(&found), "{select:?}");
        }
        let titles = |list: &Listing| {
            list.teasers
                .iter()
                .map(|t| t.title.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(titles(&read), titles(&found), "{select:?}");
    }
}
