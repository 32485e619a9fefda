//! Credits in every form in which pages have them.

use super::*;
use crate::extract::article;
use crate::page::{Budget, Context};
use crate::testing::url;

const IMAGE: &str = "https://news.example/p/harbour-4711.jpg";
const TEXT: &str = "<p>The harbour opened on Monday, after three years of work, with a feast and a row of old ships.</p>\
    <p>Hundreds of people came, some of them from the islands, and stayed until late in the evening.</p>";

/// The pictures of an article whose page has `head` in its head and `inside` before its text.
fn pictures(head: &str, inside: &str) -> Vec<Picture> {
    let page = format!(
        "<html><head><title>The harbour opens</title>{head}</head><body><article><h1>The harbour opens</h1>\
         <div class=\"article-body\">{inside}{TEXT}{TEXT}</div></article></body></html>"
    );
    let at = Context {
        url: &url("https://news.example/harbour"),
        zone: &jiff::tz::TimeZone::UTC,
        language: "en",
        now: crate::testing::at(1_700_000_000),
        budget: &Budget::unbounded(),
    };
    article::read(&page, &at).expect("an article").pictures
}

fn one(head: &str, inside: &str) -> Picture {
    let mut pictures = pictures(head, inside);
    assert!(pictures.len() <= 1, "{inside}: {pictures:?}");
    pictures
        .pop()
        .unwrap_or_else(|| Picture::at(url("https://none.example/")))
}

fn facts(picture: &Picture) -> [Option<&str>; 4] {
    [
        picture.caption.as_deref(),
        picture.credit.as_deref(),
        picture.holder.as_deref(),
        picture.licence.as_ref().map(Url::as_str),
    ]
}

/// An owner who is named on the page and not in the feed asks for the picture to be taken down.
#[test]
fn the_credit_of_the_lead_image_is_read_in_every_markup() {
    let caption = "The harbour at dawn.";
    let img = format!("<img src=\"{IMAGE}\">");
    for inside in [
        format!(
            "<figure>{img}<figcaption>{caption} Photo: Ann Lee/Cape Wire</figcaption></figure>"
        ),
        format!(
            "<figure>{img}<figcaption>{caption} <span class=\"credit\">Ann Lee/Cape Wire</span></figcaption></figure>"
        ),
        format!(
            "<figure>{img}<figcaption>{caption}</figcaption><span class=\"photo-credit\">Photo: Ann Lee/Cape Wire</span></figure>"
        ),
        format!(
            "<figure>{img}<figcaption>{caption}<br>Foto: <cite class=\"photographer\">Ann Lee/Cape Wire</cite></figcaption></figure>"
        ),
        format!(
            "<figure><picture><source srcset=\"/x.webp\">{img}</picture><div>{caption} (Ann Lee/Cape Wire)</div></figure>"
        ),
        format!(
            "<div class=\"pic\">{img}</div><p class=\"caption\">{caption} Photo: Ann Lee/Cape Wire</p>"
        ),
        format!("<p>{img}</p><p>{caption} Photo: Ann Lee/Cape Wire</p>"),
        format!(
            "<table><tr><td>{img}</td></tr><tr><td>{caption} Photo: Ann Lee/Cape Wire</td></tr></table>"
        ),
        format!(
            "<figure data-caption=\"{caption}\" data-credit=\"Ann Lee/Cape Wire\">{img}</figure>"
        ),
        format!(
            "<img src=\"{IMAGE}\" data-caption=\"{caption}\" data-iptc-byline=\"Ann Lee\" data-iptc-source=\"Cape Wire\">"
        ),
        format!(
            "<figure>{img}<figcaption>{caption} <span itemprop=\"copyrightHolder\" class=\"copyright\">© Ann Lee/Cape Wire</span></figcaption></figure>"
        ),
    ] {
        let head = format!("<meta property=\"og:image\" content=\"{IMAGE}\">");
        let picture = one(&head, &inside);
        let expected = [
            Some(caption),
            Some("Ann Lee/Cape Wire"),
            Some("Cape Wire"),
            None,
        ];
        assert_eq!(facts(&picture), expected, "{inside}");
        assert_eq!(picture.url.as_str(), IMAGE);
    }
}

/// The picture that a page is shared with is its first picture, cut to another size.
#[test]
fn the_lead_image_in_another_size_is_the_same_picture() {
    let figure = |file: &str, who: &str| {
        format!(
            "<figure><img src=\"https://news.example/p/{file}\"><figcaption>A ship. Photo: {who}/Cape Wire</figcaption></figure>"
        )
    };
    let head =
        "<meta property=\"og:image\" content=\"https://cdn.example/s/harbour-4711-1024x683.webp\">";
    let two = figure("other-4712.jpg", "Bo Ek") + &figure("harbour-4711.jpg", "Ann Lee");
    let found = pictures(head, &two);
    let credits: Vec<_> = found
        .iter()
        .map(|it| (it.url.path(), it.credit.as_deref()))
        .collect();
    assert_eq!(
        credits,
        [
            ("/s/harbour-4711-1024x683.webp", Some("Ann Lee/Cape Wire")),
            ("/p/other-4712.jpg", Some("Bo Ek/Cape Wire")),
            ("/p/harbour-4711.jpg", Some("Ann Lee/Cape Wire")),
        ]
    );
    let head = "<meta property=\"og:image\" content=\"https://cdn.example/s/0815.jpg\">";
    let alone = pictures(head, &figure("harbour-4711.jpg", "Ann Lee"));
    assert_eq!(
        alone[0].credit.as_deref(),
        Some("Ann Lee/Cape Wire"),
        "an article's only picture"
    );
    let unknown = pictures(head, &two);
    assert!(
        unknown.iter().all(|it| it.url.path() != "/s/0815.jpg"),
        "{unknown:?}"
    );
}

/// Search engines ask publishers for these facts in JSON-LD, in any of its shapes.
#[test]
fn image_objects_are_read() {
    let all = r#""creditText":"Cape Wire","creator":{"@type":"Person","name":"Ann Lee"},
        "copyrightNotice":"© 2024 Cape Wire","license":"https://licences.example/by","caption":"The harbour at dawn.""#;
    let article = |image: &str| {
        format!(r#"{{"@type":"NewsArticle","headline":"The harbour opens","image":{image}}}"#)
    };
    let expected = [
        Some("The harbour at dawn."),
        Some("Ann Lee/Cape Wire"),
        Some("Cape Wire"),
        Some("https://licences.example/by"),
    ];
    for json in [
        article(&format!(
            r#"{{"@type":"ImageObject","url":"{IMAGE}",{all}}}"#
        )),
        article(&format!(
            r#"[{{"@type":"ImageObject","contentUrl":"{IMAGE}",{all}}}]"#
        )),
        format!(
            r##"{{"@graph":[{},{{"@type":"ImageObject","@id":"#i","url":"{IMAGE}",{all}}}]}}"##,
            article(r##"{"@id":"#i"}"##)
        ),
        format!(
            r#"[{},{{"@type":"ImageObject","contentUrl":"{IMAGE}",{all}}}]"#,
            article(&format!("\"{IMAGE}\""))
        ),
    ] {
        let head = format!("<script type=\"application/ld+json\">{json}</script>");
        assert_eq!(facts(&one(&head, "")), expected, "{json}");
    }
    let by = |creator: &str| {
        let image = format!(r#"{{"@type":"ImageObject","url":"{IMAGE}","creator":{creator}}}"#);
        let json = article(&image);
        one(
            &format!("<script type=\"application/ld+json\">{json}</script>"),
            "",
        )
    };
    let picture = by(r#"{"@type":"Organization","name":"Nordkap"}"#);
    assert_eq!(
        (picture.credit.as_deref(), picture.holder.as_deref()),
        (Some("Nordkap"), Some("Nordkap"))
    );
    let picture = by(r#"[{"@type":"Person","name":"Ann Lee"},{"@type":"Person","name":"Bo Ek"}]"#);
    assert_eq!(
        (picture.credit.as_deref(), picture.holder.as_deref()),
        (Some("Ann Lee, Bo Ek"), None)
    );
}

/// What belongs to one picture must not be said of another, nor a sentence of the text be taken for a credit.
#[test]
fn a_picture_has_only_its_own_credit() {
    let second = "https://news.example/p/quay-4712.jpg";
    let inside = format!(
        "<figure><img src=\"{IMAGE}\"></figure>{TEXT}<figure><img src=\"{second}\"><figcaption>The quay. Photo: Bo Ek</figcaption></figure>"
    );
    let found = pictures("", &inside);
    let credits: Vec<_> = found
        .iter()
        .map(|it| (it.url.as_str(), it.credit.as_deref()))
        .collect();
    assert_eq!(credits, [(second, Some("Bo Ek"))]);
    let sidebar = format!(
        "<aside class=\"related\"><figure><img src=\"{IMAGE}\"><figcaption>Photo: Bo Ek</figcaption></figure></aside>"
    );
    assert_eq!(pictures("", &sidebar), []);
    let agency = format!(
        "<p><img src=\"{IMAGE}\"></p><p>Ships sailed again on Monday. (Ann Lee/Cape Wire)</p>"
    );
    assert_eq!(pictures("", &agency), [], "the text's");
    let source = format!("<p><img src=\"{IMAGE}\"></p><p>Source: Cape Wire</p>");
    assert_eq!(pictures("", &source), [], "the article's");
    let prose = format!(
        "<p><img src=\"{IMAGE}\"></p><p>Nobody knew of the picture: it hung in the hall, and nobody looked.</p>"
    );
    assert_eq!(pictures("", &prose), []);
}

/// A page of a million pictures and captions must not hold a thread.
#[test]
fn many_pictures_cost_little() {
    let figure = "<figure><img src=\"/p/harbour-4711.jpg\"><figcaption>A ship. Photo: Ann Lee/Cape Wire</figcaption></figure>";
    let found = pictures("", &figure.repeat(5_000));
    assert_eq!(found.len(), 1);
    let long = "Foto Kapp ".repeat(100_000);
    for inside in [
        format!(
            "<img src=\"{IMAGE}\" title=\"{long}\" data-credit=\"{long}\" data-copyright=\"{long}\">"
        ),
        format!("<figure><img src=\"{IMAGE}\"><figcaption>{long}</figcaption></figure>"),
    ] {
        assert_eq!(pictures("", &inside), []);
    }
    let nested = format!(
        "{}<img src=\"/p/harbour-4711.jpg\">Photo: Ann Lee{}",
        "<figure>".repeat(300),
        "</figure>".repeat(300)
    );
    assert_eq!(pictures("", &nested).len(), 1);
}
