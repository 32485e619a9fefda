//! Sitemaps, and the posts of WordPress.

use super::*;
use jiff::tz::TimeZone;

fn context_of<T>(read: impl FnOnce(&Context<'_>) -> T) -> T {
    let url = Url::parse("http://news.example/sitemap.xml").expect("a test URL");
    read(&Context {
        url: &url,
        zone: &TimeZone::get("Asia/Shanghai").expect("a zone"),
        language: "zh-CN",
        now: "2026-11-28T12:00:00+08:00".parse().expect("a test date"),
        budget: &crate::page::Budget::unbounded(),
    })
}

fn sitemap(text: &str) -> Result<Sitemap, String> {
    context_of(|at| read_sitemap(text, at).map_err(|error| error.to_string()))
}

/// A site without feeds has a sitemap, which names its news with titles and dates.
#[test]
fn a_sitemap_lists_articles_newest_first() {
    let text = "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
        xmlns:n='http://www.google.com/schemas/sitemap-news/0.9' xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>\
        <url><loc>http://news.example/</loc></url><url><loc>http://news.example/undated</loc></url>\
        <url><loc> http://news.example/old </loc><lastmod>2026-11-20</lastmod></url>\
        <url><loc>http://news.example/new</loc><lastmod>2026-11-27T10:00:00Z</lastmod>\
        <n:news><n:publication><n:name>P</n:name><n:language>en</n:language></n:publication>\
        <n:publication_date>2026-11-27T09:00:00Z</n:publication_date><n:title>A &amp; B</n:title></n:news>\
        <image:image><image:loc>http://news.example/i.jpg</image:loc></image:image></url></urlset>";
    let Ok(Sitemap::Articles(teasers)) = sitemap(text) else {
        panic!("it lists articles");
    };
    let paths: Vec<&str> = teasers.iter().map(|it| it.url.path()).collect();
    assert_eq!(paths, ["/new", "/old", "/undated"]);
    let new = &teasers[0];
    assert_eq!(
        (new.title.as_str(), new.language.as_deref()),
        ("A & B", Some("en"))
    );
    let published = new.published.map(|at| at.timestamp().to_string());
    assert_eq!(published.as_deref(), Some("2026-11-27T09:00:00Z"));
    assert_eq!(new.image.as_ref().map(Url::path), Some("/i.jpg"));
    assert!(teasers[1].title.is_empty() && teasers[1].published.is_some());
}

/// An index leads to the sitemaps of its own site, and nowhere else.
#[test]
fn an_index_names_the_sitemaps_of_its_site() {
    let entry = |url: &str, day: u32| {
        format!("<sitemap><loc>{url}</loc><lastmod>2026-11-{day}</lastmod></sitemap>")
    };
    let many: String = (0..200)
        .map(|n| entry(&format!("http://news.example/old-{n}.xml"), 10))
        .collect();
    let text = format!(
        "<sitemapindex>{}{}{}{}{many}</sitemapindex>",
        entry("http://news.example/1.xml", 20),
        entry("http://www.news.example/2.xml.gz", 21),
        entry("http://other.example/3.xml", 22),
        entry("http://news.example/sitemap.xml", 23),
    );
    let Ok(Sitemap::Index(urls)) = sitemap(&text) else {
        panic!("it is an index");
    };
    assert_eq!(urls[0].as_str(), "http://www.news.example/2.xml.gz");
    assert_eq!(urls[1].as_str(), "http://news.example/1.xml");
    assert_eq!(urls.len(), 50);
}

/// An operator must learn what stands at the address in place of a list.
#[test]
fn what_is_no_list_is_told() {
    for (text, words) in [
        ("<rss><channel/></rss>", "kind = \"feed\""),
        ("<html><body>", "a page"),
        ("<x/>", "its root is <x>"),
        ("<urlset></urlset>", "lists no articles"),
        (
            "<urlset><url><loc>http://news.example/a</loc>",
            "ends too early",
        ),
        ("<sitemapindex/>", "no sitemap of this site"),
    ] {
        let error = sitemap(text).err().unwrap_or_default();
        assert!(error.contains(words), "{text}: {error}");
    }
    for (text, words) in [
        ("<html>", "a page or XML"),
        (r#"{"code":"x","message":"No route"}"#, "No route"),
        ("[{\"a\":", "malformed at line 1"),
        ("[]", "no items"),
        ("[1, null, {}]", "none with both"),
    ] {
        let error = context_of(|at| read_wordpress(text, at)).err();
        let error = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(words), "{text}: {error}");
    }
}

/// What WordPress knows of a post (its author, its time, its topics) is lost in its pages and feeds.
#[test]
fn the_posts_of_wordpress_keep_what_it_knows() {
    let text = r#"[{"date":"2026-11-27T18:00:00","date_gmt":"2026-11-27T10:00:00","modified_gmt":"2026-11-27T11:00:00",
        "guid":{"rendered":"http://news.example/?p=1"},"link":"http://news.example/ferry/","title":{"rendered":"Ferry &#8211; again"},
        "yoast_head_json":{"og_site_name":"The Harbour Post"},
        "content":{"rendered":"<p>The ferry <b>runs</b>.</p>","protected":false},"excerpt":{"rendered":"<p>It runs.</p>"},
        "_embedded":{"author":[{"name":"Ann Lee"}],"wp:featuredmedia":[{"source_url":"/i.jpg","caption":{"rendered":"<p>The ferry</p>"}}],
        "wp:term":[[{"taxonomy":"post_tag","name":"ferry"}],[{"taxonomy":"category","name":"Port &amp; sea"}],[{"taxonomy":"format","name":"x"}]]}},
        {"date":"2026-11-26T18:00:00","link":"/closed/","title":{"rendered":"Closed"},"content":{"rendered":"secret","protected":true},
        "excerpt":{"rendered":"secret"},"_embedded":{"author":[{"code":"rest_user_invalid_id"}]}}]"#;
    let teasers = context_of(|at| read_wordpress(text, at)).expect("posts");
    let [ferry, closed] = <[Teaser; 2]>::try_from(teasers).expect("two posts");
    let article = ferry.article.expect("it says more than a list");
    assert_eq!(ferry.title, "Ferry – again");
    assert_eq!(article.byline, ["Ann Lee"]);
    // What names its own site is the site's own work, where feeds.toml says so of pages.
    assert_eq!(article.site_names, ["The Harbour Post"]);
    assert_eq!(article.keywords, ["Port & sea", "ferry"]);
    let dates = [article.published, article.updated].map(|at| at.map(Moment::rfc3339));
    let expected = ["2026-11-27T18:00:00+08:00", "2026-11-27T19:00:00+08:00"];
    assert_eq!(dates, expected.map(|at| Some(at.to_owned())));
    assert_eq!(
        article.body.as_ref().map(|body| body.as_str()),
        Some("<p>The ferry <b>runs</b>.</p>")
    );
    assert_eq!(
        article.image.as_ref().map(Url::as_str),
        Some("http://news.example/i.jpg")
    );
    assert_eq!(article.pictures[0].caption.as_deref(), Some("The ferry"));
    let published = closed.published.map(Moment::rfc3339);
    assert_eq!(published.as_deref(), Some("2026-11-26T18:00:00+08:00"));
    assert_eq!((closed.summary, closed.article), (None, None));
}
