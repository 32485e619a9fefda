//! What feeds write in their own way, and what they write too much of.

use super::*;

/// An item of RSS 2.0 with `inside`, in a document with `declared`.
fn item_with(declared: &str, inside: &str) -> (Teaser, Article) {
    one(&format!(
        "<rss version='2.0' {declared}><channel><item><title>T</title><link>/1</link>{inside}</item></channel></rss>"
    ))
}

/// Feeds of twenty years write their namespaces in every way; what they say of authors and rights must not go with one.
#[test]
fn namespaces_are_known_in_every_spelling() {
    for (declared, prefix) in [
        ("xmlns:x='http://purl.org/dc/elements/1.1/'", "x"),
        ("xmlns:x='HTTP://PURL.ORG/DC/Elements/1.1'", "x"),
        ("xmlns:x='https://www.purl.org/dc/elements/1.0/'", "x"),
        ("xmlns:dc='urn:by-mistake'", "dc"),
        ("xmlns:DC='urn:by-mistake'", "DC"),
        ("", "dc"),
    ] {
        let inside = format!("<{prefix}:creator>Ida Holm</{prefix}:creator>");
        let (_, article) = item_with(declared, &inside);
        assert_eq!(article.byline, ["Ida Holm"], "{declared}");
    }
    let inside = "<x:creator>Ida Holm</x:creator><x:rights>All mine</x:rights>";
    let (_, article) = item_with("xmlns:x='urn:unknown'", inside);
    assert_eq!((article.byline.len(), article.copyright), (0, None));
    // A declaration holds for its element and no further.
    let scoped = "<a xmlns:x='http://purl.org/dc/elements/1.1/'/><x:creator>Ida Holm</x:creator>";
    assert!(
        item_with("xmlns:x='urn:unknown'", scoped)
            .1
            .byline
            .is_empty()
    );
    // The root's default, whatever it is called, and none at all.
    for root in [
        "feed xmlns='http://www.w3.org/2005/ATOM'",
        "feed",
        "feed xmlns='urn:mine'",
        "a:feed xmlns:a='http://purl.org/atom/ns#'",
    ] {
        let prefix = if root.starts_with("a:") { "a:" } else { "" };
        let (teaser, _) = one(&format!(
            "<{root}><{prefix}entry><{prefix}title>Moor</{prefix}title><{prefix}link href='/1'/></{prefix}entry></{prefix}feed>"
        ));
        assert_eq!(teaser.title, "Moor", "{root}");
    }
    let (teaser, _) = one(
        "<rss xmlns='urn:mine'><channel><item><title>Moor</title><link>/1</link></item></channel></rss>",
    );
    assert_eq!(teaser.title, "Moor");
}

/// A person in another format's clothes is a person.
#[test]
fn authors_are_read_in_the_form_of_the_other_format() {
    let named = "<author><name>Ida Holm</name><email>ida@paper.example</email></author>";
    assert_eq!(item_with("", named).1.byline, ["Ida Holm"]);
    let (_, article) = one(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title><link href='/1'/>\
         <author>Ida Holm (ida@paper.example)</author></entry></feed>",
    );
    assert_eq!(article.byline, ["Ida Holm"]);
}

/// A note has no title and is news all the same.
#[test]
fn an_item_without_a_title_is_called_by_what_it_says() {
    let untitled = |inside: &str| {
        one(&format!(
            "<rss><channel><item><link>/1</link>{inside}</item></channel></rss>"
        ))
        .0
        .title
    };
    let body = "&lt;p&gt;The mill turns again.&lt;/p&gt;";
    assert_eq!(
        untitled(&format!("<content:encoded>{body}</content:encoded>")),
        "The mill turns again."
    );
    assert_eq!(
        untitled(&format!("<description>{body}</description>")),
        "The mill turns again."
    );
    let entry = |inside: &str| {
        one(&format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='/1'/>{inside}</entry></feed>")).0.title
    };
    assert_eq!(
        entry("<title/><content>The mill turns again.</content>"),
        "The mill turns again."
    );
    assert_eq!(
        entry(
            "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>The mill turns.</p><p>More.</p></div></content>"
        ),
        "The mill turns. More."
    );
}

/// What a feed forgot to escape, or encoded as old ones do, is read to its last word.
#[test]
fn atom_texts_are_whole_however_they_are_written() {
    let title = |title: &str| {
        one(&format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry>{title}<link href='/1'/></entry></feed>"
        ))
        .0
        .title
    };
    assert_eq!(
        title("<title>The <em>old</em> mill &amp; its <b>wheel</b></title>"),
        "The old mill & its wheel"
    );
    assert_eq!(title("<title type='text'>A <x>B</x> C</title>"), "A B C");
    assert_eq!(
        title("<title type='text'>Use of &lt;b> and &lt;T></title>"),
        "Use of <b> and <T>"
    );
    assert_eq!(
        title("<title type='html'>&lt;b>Bold&lt;/b> and &lt;T></title>"),
        "Bold and <T>"
    );
    assert_eq!(
        title("<title type='TEXT/HTML; charset=utf-8'>&lt;b>Bold&lt;/b></title>"),
        "Bold"
    );
    // `<i>Die Mühle</i>` and `Die <Mühle>`, the second unpadded and over two lines.
    assert_eq!(
        title("<title mode='base64' type='text/html'>PGk+RGllIE3DvGhsZTwvaT4=</title>"),
        "Die Mühle"
    );
    assert_eq!(
        title("<title mode='BASE64'>RGll\nIDxNw7xobGU+</title>"),
        "Die <Mühle>"
    );
    assert_eq!(
        title("<title type='image/png'>RGll</title><summary>Words</summary>"),
        "Words"
    );
}

/// Who wrote it is not lost because a list was expected, nor published with an address.
#[test]
fn authors_of_a_json_feed_are_read_in_every_shape() {
    for (authors, names) in [
        (r#""authors": {"name": "Ida Holm"}"#, &["Ida Holm"][..]),
        (r#""authors": "Ida Holm""#, &["Ida Holm"]),
        (
            r#""authors": ["Ida Holm", {"name": "Bo Ek <bo@paper.example>"}]"#,
            &["Ida Holm", "Bo Ek"],
        ),
        (
            r#""author": [{"name": "Ida Holm"}, {"url": "/x"}]"#,
            &["Ida Holm"],
        ),
        (r#""author": "ida@paper.example (Ida Holm)""#, &["Ida Holm"]),
    ] {
        let item = format!(r#"{{"id":"1","url":"/1","title":"T",{authors}}}"#);
        let feed = format!(r#"{{"version":"https://jsonfeed.org/version/1.1","items":[{item}]}}"#);
        assert_eq!(one(&feed).1.byline, names, "{authors}");
        let feed = format!(
            r#"{{"version":"https://jsonfeed.org/version/1","items":[{{"id":"1","url":"/1","title":"T"}}],{authors}}}"#
        );
        assert_eq!(one(&feed).1.byline, names, "of the feed: {authors}");
    }
}

/// Terms that came with a picture or a file are terms; passing the item on without them breaks them.
#[test]
fn licences_of_media_rss_are_read() {
    let terms = "https://terms.example/by/";
    for inside in [
        format!("<media:license href='{terms}'>By</media:license>"),
        format!("<media:license>{terms}</media:license>"),
        format!("<media:group><media:license href='{terms}'/></media:group>"),
        format!(
            "<media:group><media:content url='/1.jpg'><media:license href='{terms}'/></media:content></media:group>"
        ),
        format!(
            "<media:content url='/1.jpg'><media:copyright url='{terms}'>Holm</media:copyright></media:content>"
        ),
        format!("<creativeCommons:license>{terms}</creativeCommons:license>"),
        format!("<dcterms:license rdf:resource='{terms}'/>"),
    ] {
        let (_, article) = item_with("", &inside);
        assert_eq!(
            article.licence.as_ref().map(Url::as_str),
            Some(terms),
            "{inside}"
        );
    }
    let of_file =
        "<media:content url='/1.jpg'><media:copyright>© Ida Holm</media:copyright></media:content>";
    assert_eq!(
        item_with("", of_file).1.copyright.as_deref(),
        Some("© Ida Holm")
    );
}

/// A reader is led to the article, not past a counter that may be gone tomorrow.
#[test]
fn the_original_link_is_the_articles() {
    let link = |inside: &str| item_with("", inside).0.url.to_string();
    let original = "http://news.example/mill";
    for inside in [
        format!("<feedburner:origLink>{original}</feedburner:origLink>"),
        format!(
            "<x:origLink xmlns:x='http://pheedo.example/ns'>{original}?utm_source=rss</x:origLink>"
        ),
        format!("<originalLink>{original}</originalLink>"),
    ] {
        assert_eq!(link(&inside), original, "{inside}");
    }
    assert_eq!(
        link("<feedburner:origLink>none</feedburner:origLink>"),
        "http://news.example/1"
    );
    let (teaser, _) = one(&format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title><link href='http://count.example/7'/>\
         <feedburner:origLink>{original}</feedburner:origLink></entry></feed>"
    ));
    assert_eq!(teaser.url.as_str(), original);
}

/// Three notes of one page are three items, and one article with a stray fragment is one.
#[test]
fn items_with_ids_of_their_own_may_be_places_of_one_page() {
    let urls = |items: &[(&str, &str)]| -> Vec<String> {
        let items = items.iter().map(|(link, guid)| {
            let guid = if guid.is_empty() {
                String::new()
            } else {
                format!("<guid>{guid}</guid>")
            };
            format!("<item><title>T of {link}</title><link>{link}</link>{guid}</item>")
        });
        let feed = format!(
            "<rss><channel>{}</channel></rss>",
            items.collect::<String>()
        );
        let teasers = read_feed(&feed).expect("a feed");
        teasers
            .iter()
            .map(|it| it.url.as_str()["http://news.example".len()..].to_owned())
            .collect()
    };
    for (items, read) in [
        (
            &[("/log#a", "a"), ("/log#b", "b")][..],
            &["/log#a", "/log#b"][..],
        ),
        (
            &[
                ("/log#a", "http://news.example/log#a"),
                ("/log#b", "http://news.example/log#b"),
            ],
            &["/log#a", "/log#b"],
        ),
        // One alone is what it will be beside others.
        (&[("/log#a", "a")], &["/log#a"]),
        // No ids, ids that name the page, or one id for both.
        (&[("/log#a", ""), ("/log#b", "")], &["/log"]),
        (&[("/log#a", "http://news.example/log")], &["/log"]),
        (&[("/log#a", "x"), ("/log#b", "x")], &["/log"]),
        // Fragments that count, and a fragment that all links have.
        (
            &[("/1#xtor=RSS-3", "1"), ("/2#comments", "2")],
            &["/1", "/2"],
        ),
        (&[("/1#rss", "1"), ("/2#rss", "2")], &["/1", "/2"]),
    ] {
        assert_eq!(urls(items), read, "{items:?}");
    }
}

/// A few megabytes of names or notices must not cost minutes, nor be copied into thousands of items.
#[test]
fn what_may_be_long_or_many_has_a_limit() {
    let many = |element: &str| -> String {
        (0..20_000)
            .map(|n| format!("<{element}>N{n}</{element}>"))
            .collect()
    };
    let started = std::time::Instant::now();
    let (_, article) = item_with("", &many("dc:creator"));
    assert_eq!(article.byline.len(), 100);
    let (_, article) = item_with("", &many("dc:contributor"));
    assert_eq!(article.editors.len(), 30);
    let (_, article) = item_with("", &(many("category") + "<dc:creator>A</dc:creator>"));
    assert_eq!(article.keywords.len(), 50);
    let items: String = (0..4_900)
        .map(|n| format!("<item><title>T{n}</title><link>{n}</link></item>"))
        .collect();
    let long = "c".repeat(500_000);
    let feed = |channel: &str, attributes: &str| {
        let feed = format!("<rss {attributes}><channel>{channel}{items}</channel></rss>");
        read_feed(&feed).expect("a feed")
    };
    let noticed = feed(
        &format!("<copyright>{long}</copyright><language>{long}</language>"),
        "",
    );
    assert_eq!(noticed.len(), 4_900);
    let article = noticed[4_000].article.as_deref().expect("a notice");
    let notice = article.copyright.as_deref().expect("a notice");
    assert_eq!((notice.chars().count(), &article.language), (2_001, &None));
    assert!(notice.ends_with('…'), "a part of a reservation is one");
    let based = feed("", &format!("xml:base='http://news.example/{long}/'"));
    assert_eq!(based[7].url.as_str(), "http://news.example/feed/7");
    let nested: String = (0..90)
        .map(|depth| {
            let declared: String = (0..10)
                .map(|n| format!(" xmlns:p{depth}x{n}='urn:x'"))
                .collect();
            format!("<x{declared}>")
        })
        .collect();
    let deep = nested + &"<y/>".repeat(20_000) + &"</x>".repeat(90);
    assert_eq!(item_with("", &deep).0.title, "T");
    let error = read_feed(&format!(
        "<rss{}/>",
        (0..2_000)
            .map(|n| format!(" xmlns:p{n}='u'"))
            .collect::<String>()
    ));
    assert!(error.err().unwrap_or_default().contains("namespaces"));
    // Quadratic in any of these, it took minutes.
    assert!(
        started.elapsed() < std::time::Duration::from_secs(30),
        "{:?}",
        started.elapsed()
    );
}
