use super::*;
use crate::model::{Article, Grant, Moment, SourceClaim};
use jiff::tz::TimeZone;
use url::Url;

mod habits;
mod lists;
mod podcasts;

fn read_feed(text: &str) -> Result<Vec<Teaser>, String> {
    let url = Url::parse("http://news.example/feed/").expect("a test URL");
    let at = Context {
        url: &url,
        zone: &TimeZone::UTC,
        language: "zh-CN",
        now: "2015-01-21T12:00:00+08:00".parse().expect("a test date"),
        budget: &crate::page::Budget::unbounded(),
    };
    read(text, &at).map_err(|error| error.to_string())
}

fn shown(text: &str) -> Option<crate::model::Show> {
    let url = Url::parse("http://news.example/feed/").expect("a test URL");
    let at = Context {
        url: &url,
        zone: &TimeZone::UTC,
        language: "en",
        now: "2015-01-21T12:00:00+08:00".parse().expect("a test date"),
        budget: &crate::page::Budget::unbounded(),
    };
    read_with_show(text, &at).expect("a feed").1
}

fn one(text: &str) -> (Teaser, Article) {
    let teasers = read_feed(text).expect("a feed");
    let [teaser] = <[Teaser; 1]>::try_from(teasers).expect("one item");
    let article = teaser.article.as_deref().cloned().unwrap_or_default();
    (teaser, article)
}

fn claim(name: &str, url: Option<&str>) -> Option<SourceClaim> {
    Some(SourceClaim {
        name: name.into(),
        url: url.map(|url| Url::parse(url).expect("a test URL")),
    })
}

/// A picture that comes with its owner's name must not go on without it.
#[test]
fn pictures_keep_their_owners() {
    let expected = [
        Some("The harbour"),
        Some("Ann Lee/Cape Wire"),
        Some("Cape Wire"),
        Some("https://licences.example/by"),
    ];
    let own = "<media:content url='/1.jpg' medium='image'><media:description>The harbour</media:description>\
        <media:credit role='photographer'>Ann Lee/Cape Wire</media:credit>\
        <media:copyright url='https://licences.example/by'>© Cape Wire</media:copyright></media:content>";
    let grouped = "<media:group><media:content url='/1.jpg' type='image/jpeg'/><media:content url='/1-s.jpg' type='image/jpeg'/>\
        <media:credit role='photographer'>Photo: Ann Lee/Cape Wire</media:credit><media:license href='https://licences.example/by'/>\
        <media:description>The harbour</media:description></media:group>";
    let beside = "<media:credit role='actor'>Bo Ek</media:credit><media:credit>Ann Lee/Cape Wire</media:credit>\
        <media:description>The harbour</media:description><media:content url='/1.jpg' medium='image'>\
        <media:license href='https://licences.example/by'/></media:content>";
    let rss = |inside: &str| {
        format!(
            "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><item><title>T</title><link>/a</link>{inside}</item></channel></rss>"
        )
    };
    let atom = |inside: &str| {
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:media='http://search.yahoo.com/mrss/'><entry><title>T</title>\
            <author><name>Cy Dow</name></author><link href='/a'/><link rel='enclosure' type='image/jpeg' href='/1.jpg'/>{inside}</entry></feed>"
        )
    };
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"/a","title":"T","image":"/1.jpg",
        "_byline":{"source":{"name":"S"},"image":{"credit":"Ann Lee/Cape Wire","caption":"The harbour","holder":"Cape Wire","licence":"https://licences.example/by"}}}]}"#;
    let mut feeds = vec![json.to_owned()];
    for inside in [own, grouped, beside] {
        let author = "<author>desk@news.example (Cy Dow)</author>";
        feeds.extend([rss(&format!("{author}{inside}")), atom(inside)]);
    }
    for feed in feeds {
        let (_, article) = one(&feed);
        let [picture] = &article.pictures[..] else {
            panic!("{feed}: {:?}", article.pictures);
        };
        let licence = picture.licence.as_ref().map(Url::as_str);
        let texts = [&picture.caption, &picture.credit, &picture.holder].map(Option::as_deref);
        assert_eq!([texts[0], texts[1], texts[2], licence], expected, "{feed}");
        assert_eq!(Some(&picture.url), article.image.as_ref());
    }
    // The terms of a picture are not those of the article.
    let (_, article) = one(&rss(&format!(
        "<author>desk@news.example (Cy Dow)</author>{own}"
    )));
    assert_eq!((article.licence, article.copyright), (None, None));
}

/// Whoever passes a feed on and drops its source, notice or licence breaks the terms it came under.
#[test]
fn rss_keeps_who_made_it_and_on_what_terms() {
    let (teaser, article) = one(r#"<?xml version="1.0" encoding="gb2312"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:c="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="https://search.yahoo.com/mrss" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:a="http://www.w3.org/2005/Atom">
<channel><title>山城网</title><language>zh-cn</language><copyright>© 山城网</copyright><item>
<title><![CDATA[<b>夜市</b> &amp; 灯会 AT&T]]></title><link> /a/1.htm?utm_source=rss </link>
<description>&lt;p&gt;今晚开市。&lt;/p&gt;</description>
<pubDate>Wed, 21 Jan 2015 09:39:00 +0800</pubDate><a:updated>2015-01-21T10:00:00+08:00</a:updated>
<author>desk@news.example (张一二)</author><dc:contributor>责任编辑:王五六</dc:contributor>
<source url="http://wire.example/rss">远山通讯社</source><dc:rights>&amp;copy; 远山通讯社,不得转载</dc:rights>
<dcterms:rightsHolder>远山通讯社</dcterms:rightsHolder>
<a:link rel="license" type="application/rsl+xml" href="/rsl"/><a:link rel="license" href="/terms"/>
<category>社会</category><category>夜市</category>
<media:content url="/clip.mp4" type="video/mp4"/><media:content url="/1.jpg" medium="image"/>
<c:encoded><![CDATA[<p onclick="x()">灯<script>x()</script>会<img src="2.jpg"></p>]]></c:encoded>
</item></channel></rss>"#);
    assert_eq!(teaser.url.as_str(), "http://news.example/a/1.htm");
    assert_eq!(teaser.title, "夜市 & 灯会 AT&T");
    assert_eq!(
        teaser.published.map(Moment::rfc3339).as_deref(),
        Some("2015-01-21T09:39:00+08:00")
    );
    assert_eq!(teaser.summary.as_deref(), Some("今晚开市。"));
    assert_eq!(
        teaser.image.as_ref().map(Url::as_str),
        Some("http://news.example/1.jpg")
    );
    assert_eq!(
        article.source,
        claim("远山通讯社", Some("http://wire.example/rss"))
    );
    assert_eq!(article.byline, ["张一二"]);
    assert_eq!(
        (&*article.editors[0].role, &*article.editors[0].name),
        ("责任编辑", "王五六")
    );
    assert_eq!(article.copyright.as_deref(), Some("© 远山通讯社,不得转载"));
    assert_eq!(article.holder.as_deref(), Some("远山通讯社"));
    assert_eq!(
        article.licence.as_ref().map(Url::as_str),
        Some("http://news.example/terms")
    );
    assert_eq!(article.keywords, ["社会", "夜市"]);
    assert_eq!(article.language.as_deref(), Some("zh-cn"));
    assert!(article.updated > article.published);
    let body = article
        .body
        .map(|body| body.as_str().to_owned())
        .unwrap_or_default();
    assert!(body.contains("http://news.example/a/2.jpg"), "{body}");
    assert!(
        !body.contains("script") && !body.contains("onclick"),
        "{body}"
    );
}

/// Old feeds are still served; RDF keeps its items beside the channel.
#[test]
fn rdf_and_feeds_without_namespaces_are_read() {
    let (teaser, article) = one(
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cc="http://web.resource.org/cc/">
<channel rdf:about="x"><title>t</title></channel>
<item rdf:about="http://news.example/1"><title>One</title><dc:creator>A B</dc:creator><dc:creator>C D</dc:creator>
<dc:source>Hill Wire</dc:source><cc:license rdf:resource="http://cc.example/by"/><dc:date>2015-01-20T08:00:00-03:30</dc:date>
</item></rdf:RDF>"#,
    );
    assert_eq!(teaser.url.as_str(), "http://news.example/1");
    assert_eq!(
        teaser.published.map(Moment::rfc3339).as_deref(),
        Some("2015-01-20T08:00:00-03:30")
    );
    assert_eq!(article.byline, ["A B", "C D"]);
    assert_eq!(article.source, claim("Hill Wire", None));
    assert!(article.licence.is_some());
    // `dc:` is not declared: many feeds forget it.
    let (_, article) = one("<rss><channel><item><title>R&D</title><link>/2</link>\
        <dc:creator>E</dc:creator></item></channel></rss>");
    assert_eq!(article.byline, ["E"]);
}

/// An item that says no more than a listing page is read from its own page, which may state its source.
#[test]
fn a_bare_item_is_left_to_its_page() {
    let (teaser, _) = one(
        "<rss><channel><item><title>T</title><guid>http://news.example/3</guid>\
        <description>D</description></item></channel></rss>",
    );
    assert_eq!((teaser.url.path(), teaser.article), ("/3", None));
}

/// Atom says of every text what it is; reading one as the other shows readers tags, or swallows words.
#[test]
fn atom_texts_are_read_as_what_they_are() {
    let (teaser, article) = one(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://news.example/x/" xml:lang="en">
<title>Hill Post</title><author><name>Hill Post</name></author><rights>© Hill Post</rights>
<entry><title>Use of &lt;b&gt; in HTML</title><id>urn:x:1</id>
<link rel="self" href="self"/><link href="1.htm"/><link rel="enclosure" type="image/png" href="i"/>
<published>2015-01-20T08:00:00Z</published><updated>2015-01-20T09:00:00Z</updated>
<author><name>Ann Lee</name></author><contributor><name>Editor: Bo Ek</name></contributor>
<source><title type="html">Hill &amp;amp; Dale Wire</title><link href="http://wire.example/"/></source>
<summary type="html">One &lt;i&gt;two&lt;/i&gt;</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Three <a href="y">four</a></p></div></content>
</entry></feed>"#,
    );
    assert_eq!(teaser.title, "Use of <b> in HTML");
    assert_eq!(teaser.url.as_str(), "http://news.example/x/1.htm");
    assert_eq!(teaser.summary.as_deref(), Some("One two"));
    assert_eq!(
        article.source,
        claim("Hill & Dale Wire", Some("http://wire.example/"))
    );
    assert_eq!(article.byline, ["Ann Lee"]);
    assert_eq!(article.editors[0].name, "Bo Ek");
    assert_eq!(
        article.copyright, None,
        "the feed's notice is not the source's"
    );
    assert_eq!(article.language.as_deref(), Some("en"));
    assert_eq!(
        article.body.as_ref().map(|body| body.as_str()),
        Some("<p>Three <a href=\"http://news.example/x/y\">four</a></p>")
    );
    assert_eq!(
        article.image.as_ref().map(Url::as_str),
        Some("http://news.example/x/i")
    );
}

/// A feed that was granted as a headline must not leave as a full text.
#[test]
fn a_grant_is_a_ceiling() {
    let ceiling = |grant: &str| {
        let (_, article) = one(&format!(
            "<rss xmlns:dcterms='http://purl.org/dc/terms/'><channel><item><title>T</title><link>/1</link>\
             <dcterms:accessRights>{grant}</dcterms:accessRights><content:encoded>&lt;p&gt;B&lt;/p&gt;</content:encoded>\
             </item></channel></rss>"
        ));
        (article.limits.ceiling(), article.body.is_some())
    };
    assert_eq!(ceiling("headline"), (Grant::Headline, false));
    assert_eq!(ceiling("excerpt"), (Grant::Excerpt, false));
    assert_eq!(ceiling("full"), (Grant::Full, true));
    assert_eq!(ceiling("open to all"), (Grant::Full, true));
}

/// JSON Feed's own fields and byline's.
#[test]
fn json_feeds_are_read() {
    let (teaser, article) = one(
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"x","language":"zh-CN",
"items":[{"id":"urn:x","url":"/1","title":"A < B","content_html":"<p>正文</p><p>来源:远山(山城网转载)</p>","summary":"摘要",
"date_published":"2015-01-21T09:39:00+08:00","authors":[{"name":"远山"}],"tags":["a"],
"_byline":{"source":{"name":"远山","url":"http://wire.example/"},"publisher":"山城网","reprint":true,"editors":[{"role":"编辑","name":"王五"}],
"rights":{"holder":"远山","notice":"不得转载","terms":"/terms"},"grant":"full","credit":"来源:远山(山城网转载)"}}]}"#,
    );
    assert_eq!(
        (&*teaser.title, teaser.summary.as_deref()),
        ("A < B", Some("摘要"))
    );
    assert_eq!(article.source, claim("远山", Some("http://wire.example/")));
    assert_eq!((article.byline.len(), article.editors.len()), (0, 1));
    assert_eq!(article.holder.as_deref(), Some("远山"));
    assert_eq!(article.copyright.as_deref(), Some("不得转载"));
    assert_eq!(
        article.body.as_ref().map(|body| body.as_str()),
        Some("<p>正文</p>"),
        "the credit line is composed anew"
    );
    let plain = r#"{"version":"https://jsonfeed.org/version/1","author":{"name":"Ann"},
        "items":[{"id":"http://news.example/n","content_text":"A note.\nTwo lines."}]}"#;
    let (teaser, article) = one(plain);
    assert_eq!(
        (&*teaser.title, teaser.url.path()),
        ("A note. Two lines.", "/n")
    );
    assert_eq!(article.byline, ["Ann"]);
}

/// A source that nobody stated must not turn into the publisher's own work on the way.
#[test]
fn an_unstated_source_stays_unstated() {
    let source = |provenance: &str| {
        let item = format!(
            "<rss xmlns:dcterms='http://purl.org/dc/terms/'><channel><item><title>T</title><link>/1</link>\
             <source url='http://news.example/'>山城网</source><dc:publisher>山城网</dc:publisher>\
             <dcterms:provenance>{provenance}</dcterms:provenance></item></channel></rss>"
        );
        let teasers = read_feed(&item).expect("a feed");
        teasers[0]
            .article
            .as_ref()
            .and_then(|article| article.source.clone())
    };
    assert_eq!(source("reprint"), None);
    assert_eq!(
        source("original"),
        claim("山城网", Some("http://news.example/"))
    );
}

/// A fault around the items costs a subscriber the whole feed, though every item is whole.
#[test]
fn faults_outside_of_the_items_are_passed_over() {
    let item = "<item><title>T</title><link>/a</link></item>";
    let entry = "<entry><title>T</title><link href='/a'/></entry>";
    let page = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">";
    for text in [
        format!("<rss><channel><language>en</langauge>{item}</channel></rss>"),
        format!("<rss><channel><image><url>/i.png</ur><title>x</image>{item}</channel></rss>"),
        format!("<rss><channel>{item}</chanel></rss>"),
        format!("<rss><channel></description>{item}</channel></rss>"),
        format!("<rss><channel>{item}</rss>"),
        format!("<rss><channel>{item}</channel></rss"),
        format!("<rss><channel>{item}</channel></"),
        format!("<rss><channel>{item}</channel>\n"),
        format!("<rss><channel>{item}</chan"),
        format!("<rdf:RDF><channel><title>x</titel></channel>{item}</rdf:RD"),
        format!("<feed><subtitle>x</subtitel>{entry}</feed"),
        format!("{page}<rss><channel>{item}</channel></rss>"),
        format!(
            "<?xml version='1.0'?>{page}<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>"
        ),
    ] {
        let (teaser, _) = one(&text);
        assert_eq!(teaser.title, "T", "{text}");
    }
}

/// A feed that breaks off would pass for all of it, and a fault within an item for half of its text.
#[test]
fn faults_that_may_hide_items_are_told() {
    let item = "<item><title>T</title><link>/a</link></item>";
    for text in [
        format!("<rss><channel>{item}"),
        format!("<rss><channel>{item}<item"),
        format!("<rss><channel>{item}<item></ite"),
        format!("<rdf:RDF><channel></channel>{item}"),
        format!("<rdf:RDF><channel>{item}</chan"),
        "<rss><channel><item><title>T</titel><link>/a</link></item></channel></rss>".to_owned(),
        "<rss><channel><item><title>T</title><link>/a</link></channel></rss>".to_owned(),
        "<feed><entry><title>T</title><link href='/a'/></feed>".to_owned(),
    ] {
        let error = read_feed(&text).err().unwrap_or_default();
        assert!(error.contains("malformed"), "{text}: {error}");
    }
    let page = read_feed("<!DOCTYPE html><html><br><p>x</html>").err();
    assert!(page.is_some_and(|error| error.contains("a page, not a feed")));
}

/// The message alone must say what is wrong, and where.
#[test]
fn what_is_no_feed_is_told() {
    for (text, words) in [
        ("", "the document is empty"),
        ("hello", "it begins with `hello`"),
        ("<!DOCTYPE html><html></html>", "kind = \"html\""),
        ("<opml/>", "its root is <opml>"),
        ("{\"a\":1}", "kind = \"json\""),
        ("{\"a\":", "malformed at line 1, column 5"),
        (
            "<rss>\n<channel></item></rss>",
            "malformed at line 2, column 1",
        ),
        (
            "<rss><channel><item>",
            "malformed at line 1, column 21: it ends too early",
        ),
        ("<rss><channel/></rss>", "the feed has no items"),
        (
            "<rss><channel><item><title>t</title></item></channel></rss>",
            "none with both a link and a title",
        ),
    ] {
        let error = read_feed(text).err().unwrap_or_default();
        assert!(error.contains(words), "{text}: {error}");
    }
}

/// A small document must not cost much memory or time.
#[test]
fn bombs_are_refused() {
    let lol = "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><rss><channel><item>\
        <title>&b;</title><link>/1</link></item></channel></rss>";
    let error = read_feed(lol).err().unwrap_or_default();
    assert!(error.contains("entities of its own"), "{error}");
    let error = read_feed(&"<a>".repeat(300_000)).err().unwrap_or_default();
    assert!(error.contains("levels of nesting"), "{error}");
    let error = read_feed(&format!("<rss>{}", "<a/>".repeat(300_000)))
        .err()
        .unwrap_or_default();
    assert!(error.contains("elements"), "{error}");
    // Without a declaration a reference stays what it is.
    let (teaser, _) = one(
        "<rss><channel><item><title>&nbsp;a &b; &#0; c</title><link>/1</link></item></channel></rss>",
    );
    assert_eq!(teaser.title, "a &b; c");
}

proptest::proptest! {
    /// The text is a stranger's.
    #[test]
    fn no_text_panics(text in "(<|</|&#|&|>|/>|rss|item|link|title|<!\\[CDATA\\[|\\]\\]>|<!DOCTYPE |<!--|-->|=|\"|:|;|\u{6cf0}| ){0,40}") {
        let _ = read_feed(&text);
        let _ = read_feed(&format!("<rss><channel><item>{text}"));
    }
}

/// A zone that is not understood puts every item of a feed hours off.
#[test]
fn zones_are_read_as_feeds_name_them() {
    for (stated, expected) in [
        ("Wed, 21 Jan 2015 02:39:00 MET", "2015-01-21T02:39:00+01:00"),
        (
            "Wed, 21 Jan 2015 03:39:00 SAST",
            "2015-01-21T03:39:00+02:00",
        ),
        (
            "Tue, 20 Jan 2015 17:39:00 America/Los_Angeles",
            "2015-01-20T17:39:00-08:00",
        ),
        (
            "Tue, 20 Jan 2015 22:39:00 America/Argentina/Buenos_Aires",
            "2015-01-20T22:39:00-03:00",
        ),
        (
            "2015-01-21T02:39:00+01:00[Europe/Oslo]",
            "2015-01-21T02:39:00+01:00",
        ),
        (
            "Wed, 21 Jan 2015 08:39 (GMT+7)",
            "2015-01-21T08:39:00+07:00",
        ),
    ] {
        let (teaser, _) = one(&format!(
            "<rss version='2.0'><channel><item><title>夜市</title><link>/a/1.htm</link>\
             <pubDate>{stated}</pubDate></item></channel></rss>"
        ));
        let published = teaser.published.map(Moment::rfc3339);
        assert_eq!(published.as_deref(), Some(expected), "{stated}");
    }
}
