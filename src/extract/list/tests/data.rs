//! Lists for machines: JSON-LD beside the page's own list, or in its place.

use super::*;

const LIST: &str = r#"{"@context": "https://schema.org", "@graph": [
    {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "item": {"@id": "/", "name": "Home"}}]},
    {"@type": "ItemList", "itemListElement": [
        {"@type": "ListItem", "position": 1, "item": {"@type": "NewsArticle", "url": "/s/ferry-1001",
            "headline": "Ferry returns to the old pier after ten years", "datePublished": "2015-01-20T08:30:00+08:00",
            "image": {"@type": "ImageObject", "url": "/i/ferry.jpg"}, "description": "Twice a day from spring."}},
        {"@type": "ListItem", "position": 2, "url": "http://news.example/s/choir-1002", "name": "School choir wins in Brno"},
        {"@type": "ListItem", "position": 3, "item": {"@type": ["NewsArticle"], "@id": "/s/tram-1003",
            "headline": "Tram line closes for repair", "datePublished": "2015-01-18"}}
    ]}]}"#;

/// A page that a script draws still tells machines what it lists.
#[test]
fn json_ld_serves_where_the_page_shows_nothing() {
    let html = format!("<body><div id=root></div><script type=application/ld+json>{LIST}</script>");
    let list = detect(&html, "http://news.example/s/").expect("a list");
    assert_eq!(
        paths(&list),
        ["/s/ferry-1001", "/s/choir-1002", "/s/tram-1003"]
    );
    assert_eq!(
        list.teasers[0]
            .published
            .map(|date| date.rfc3339())
            .as_deref(),
        Some("2015-01-20T08:30:00+08:00")
    );
}

/// What the page shows leads; what it announces fills the gaps.
#[test]
fn json_ld_completes_what_the_page_shows() {
    let html = format!(
        "<body><ul class=list><li><a href=/s/ferry-1001>Ferry returns to the old…</a>\
         <li><a href=/s/choir-1002>School choir wins in Brno</a><li><a href=/s/tram-1003>Tram line closes for repair</a>\
         <li><a href=/s/baker-1004>Baker opens a second shop</a></ul><script type=application/ld+json>{LIST}</script>"
    );
    let list = detect(&html, "http://news.example/s/").expect("a list");
    assert_eq!(list.teasers.len(), 4);
    let ferry = &list.teasers[0];
    assert_eq!(ferry.title, "Ferry returns to the old pier after ten years");
    assert_eq!(ferry.summary.as_deref(), Some("Twice a day from spring."));
    assert_eq!(
        ferry.image.as_ref().map(|url| url.path()),
        Some("/i/ferry.jpg")
    );
    assert!(ferry.published.is_some());
}

/// The state that a script starts from is read when there is nothing else.
#[test]
fn script_state_serves_where_the_page_shows_nothing() {
    let item = |n: u32| {
        format!(
            r#"{{"id": {n}, "title": "河滨步道第{n}段今日完成铺装并开放", "url": "/a/{n}.html", "publishedAt": 1421800740000}}"#
        )
    };
    let items: Vec<String> = (1001..1006).map(item).collect();
    let menu = r#"[{"title": "新闻", "url": "/n/"}, {"title": "民生", "url": "/l/"}, {"title": "图片", "url": "/p/"}]"#;
    let state = format!(
        r#"{{"props": {{"menu": {menu}, "feed": {{"list": [{}]}}}}}}"#,
        items.join(",")
    );
    let literal = |text: &str| serde_json::to_string(text).expect("a string");
    let (head, tail) = state.split_at(state.find("1003").expect("the third item"));
    let rows: String = items
        .iter()
        .enumerate()
        .map(|(n, item)| format!("a{n}:{item}\n"))
        .collect();
    let names = (0..items.len()).map(|n| format!("\"$a{n}\""));
    let names = names.collect::<Vec<_>>().join(",");
    for script in [
        // Next's app router writes a stream in pieces, whose rows may name each other.
        format!(
            "<script>(self.__next_f=self.__next_f||[]).push([0])</script><script>self.__next_f.push([1,{}])</script>\
             <script>self.__next_f.push([1,{}])</script>",
            literal(&format!("0:I[7,[],\"\"]\n1:[\"$\",\"main\",null,{head}")),
            literal(&format!("{tail}]\n"))
        ),
        format!(
            "<script>self.__next_f.push([1,{}])</script>",
            literal(&format!("{rows}1:{{\"list\":[{names}]}}\n"))
        ),
        format!(
            "<script>window.__STATE__ = JSON.parse({});</script>",
            literal(&state)
        ),
        // Nuxt 2 gives what stands in its state twice as an argument.
        format!(
            "<script>window.__NUXT__=(function(a,b){{return {{layout:a,data:[{}]}}}}(\"x\",1421800740000));</script>",
            state
                .replace("1421800740000", "b")
                .replace("\"title\"", "title")
        ),
        format!("<script id=__NEXT_DATA__ type=application/json>{state}</script>"),
        format!("<script>window.__INITIAL_STATE__ = {state};(function(){{}})()</script>"),
    ] {
        let html = format!("<body><div id=app></div>{script}");
        let list = detect(&html, "http://news.example/").expect("a list");
        assert_eq!(list.teasers.len(), 5, "{script}");
        assert_eq!(
            list.teasers[0]
                .published
                .map(|date| date.rfc3339())
                .as_deref(),
            Some("2015-01-21T08:39:00+08:00")
        );
    }
}
