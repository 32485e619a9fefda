//! The three formats together: well-formed, parsed back by others, the same every time.

mod frames;
pub(super) mod hostile;
mod properties;
pub(super) mod samples;

use samples::site;

use super::{Format, Site, feed, licence, opml};
use crate::model::{Audience, Feed, Grant};

fn rendered(it: &Feed, format: Format, audience: Audience) -> String {
    let bytes = feed(it, format, audience, &site()).expect("it renders");
    String::from_utf8(bytes).expect("UTF-8")
}

/// Writes every sample where `BYLINE_SAMPLES` says, for validators that are not written in Rust.
#[test]
fn samples_are_written_on_request() {
    let Some(folder) = std::env::var_os("BYLINE_SAMPLES") else {
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    for (name, it) in samples::all() {
        for &format in Format::ALL {
            let text = rendered(&it, format, Audience::Public);
            std::fs::write(folder.join(format!("{name}.{format}")), text)
                .expect("a writable folder");
        }
    }
    std::fs::write(folder.join("feeds.opml"), subscriptions()).expect("a writable folder");
    std::fs::write(folder.join("licence.xml"), terms()).expect("a writable folder");
}

fn subscriptions() -> String {
    let feeds = [samples::plain_feed(), samples::strange_feed()];
    let bytes = opml(
        feeds.iter().map(|feed| super::Subscription {
            id: &feed.id,
            title: &feed.title,
            description: &feed.description,
            home: &feed.home,
            publisher: &feed.publisher,
        }),
        &site(),
    );
    String::from_utf8(bytes.expect("it renders")).expect("UTF-8")
}

fn terms() -> String {
    let feed = samples::plain_feed();
    let bytes = licence(&feed.publisher, [&feed.id], &site()).expect("it renders");
    String::from_utf8(bytes).expect("UTF-8")
}

/// A change of bytes is a change for every subscriber; these show it to the one who makes it.
#[test]
fn the_formats_look_like_this() {
    let mut it = samples::mourning_feed();
    it.items = samples::plain_feed().items;
    let of = |format| rendered(&it, format, Audience::Public);
    // One element a line, and no version, for the reader of the snapshot.
    let lines = |xml: String| {
        xml.replace(env!("CARGO_PKG_VERSION"), "VERSION")
            .replace("><", ">\n<")
    };
    insta::assert_snapshot!("rss", lines(of(Format::Rss)));
    insta::assert_snapshot!("atom", lines(of(Format::Atom)));
    let json: serde_json::Value = serde_json::from_str(&of(Format::Json)).expect("JSON");
    insta::assert_snapshot!("json", serde_json::to_string_pretty(&json).expect("JSON"));
    insta::assert_snapshot!("opml", subscriptions());
    insta::assert_snapshot!("licence", terms());
}

/// A cache that sees new bytes for old content sends a whole feed to everyone.
#[test]
fn the_same_content_gives_the_same_bytes() {
    for (name, it) in samples::all() {
        for &format in Format::ALL {
            assert_eq!(
                rendered(&it, format, Audience::Public),
                rendered(&it.clone(), format, Audience::Public),
                "{name}.{format}"
            );
        }
    }
}

/// One bad character in one headline must not take a whole feed from its readers.
#[test]
fn every_sample_is_well_formed_to_a_strict_parser() {
    for (name, it) in samples::all() {
        for &format in Format::ALL {
            let text = rendered(&it, format, Audience::Partner(Grant::Full));
            match format {
                Format::Json => {
                    serde_json::from_str::<serde_json::Value>(&text).expect(name);
                }
                Format::Rss | Format::Atom => {
                    roxmltree::Document::parse(&text).expect(name);
                }
            }
            assert!(
                text.chars()
                    .all(|c| matches!(c, '\t' | '\n' | ' '..='\u{fffc}' | '\u{10000}'..))
            );
        }
    }
    roxmltree::Document::parse(&subscriptions()).expect("OPML");
    roxmltree::Document::parse(&terms()).expect("RSL");
}

/// A directory reads the podcast's own tags, nested as Apple has them; a name with brackets must not become markup.
#[test]
fn a_podcast_is_named_as_a_whole() {
    let mut it = samples::podcast_feed();
    it.show = Some(std::sync::Arc::new(crate::model::Show {
        categories: vec![crate::model::ShowCategory {
            name: "Arts & <b>Crafts</b>".into(),
            within: vec!["Books".into()],
        }],
        explicit: Some(false),
        owner: Some(crate::model::ShowOwner {
            name: Some("Kim \"K\" Lee".into()),
            email: "kim@news.example".into(),
        }),
        ..crate::model::Show::default()
    }));
    let itunes = "http://www.itunes.com/dtds/podcast-1.0.dtd";
    for format in [Format::Rss, Format::Atom] {
        let text = rendered(&it, format, Audience::Public);
        let document = roxmltree::Document::parse(&text).expect("well-formed");
        let named = |name: &str| {
            let mut nodes = document.descendants();
            nodes
                .find(|node| node.has_tag_name((itunes, name)))
                .expect(name)
        };
        assert!(
            named("category")
                .attribute("text")
                .is_some_and(|it| it.contains("Crafts"))
        );
        let within = named("category").children().find(|it| it.is_element());
        assert_eq!(within.and_then(|it| it.attribute("text")), Some("Books"));
        assert_eq!(named("email").text(), Some("kim@news.example"));
        assert_eq!(
            named("email").parent().map(|it| it.tag_name().name()),
            Some("owner")
        );
        assert_eq!(named("name").text(), Some("Kim \"K\" Lee"));
    }
    // Where nothing may be heard, nothing is said of the podcast.
    it.items
        .retain(|item| item.content(Audience::Public).media.is_none());
    assert!(!rendered(&it, Format::Rss, Audience::Public).contains("itunes"));
}

/// A recording is the work itself: it leaves where the grant is full, in each format, and nowhere else.
#[test]
fn recordings_leave_with_the_body() {
    let it = samples::podcast_feed();
    let address = "http://news.example/m/7.mp3?a=1&b=2";
    for &format in Format::ALL {
        let text = rendered(&it, format, Audience::Public);
        let read = feed_rs::parser::parse(text.as_bytes()).expect("feed-rs reads it");
        let files = |n: usize| {
            let entry = &read.entries[n];
            let media = entry.media.iter().flat_map(|media| &media.content);
            let media = media.filter_map(|file| file.url.as_ref().map(url::Url::to_string));
            let links = entry.links.iter().map(|link| link.href.clone());
            media.chain(links).collect::<Vec<_>>()
        };
        // Where RSS has other files, too, feed-rs reads these alone.
        let is_there = files(0).iter().any(|file| file == address);
        assert!(
            is_there || format == Format::Rss,
            "{format}: {:?}",
            files(0)
        );
        assert!(
            !files(1).iter().any(|file| file.contains("/m/7")),
            "{format}"
        );
        // Two files, a transcript and chapters, of one item of the two.
        assert_eq!(text.matches("news.example/m/7").count(), 4, "{format}");
        if format == Format::Rss {
            let document = roxmltree::Document::parse(&text).expect("well-formed");
            let enclosures = document
                .descendants()
                .filter(|node| node.has_tag_name("enclosure"));
            let found: Vec<_> = enclosures
                .map(|it| {
                    (
                        it.attribute("url"),
                        it.attribute("length"),
                        it.attribute("type"),
                    )
                })
                .collect();
            assert_eq!(found, [(Some(address), Some("1000"), Some("audio/mpeg"))]);
            let itunes = "http://www.itunes.com/dtds/podcast-1.0.dtd";
            let duration = document
                .descendants()
                .find(|node| node.has_tag_name((itunes, "duration")));
            assert_eq!(duration.and_then(|it| it.text()), Some("3725"));
        }
    }
    let plain = rendered(&samples::plain_feed(), Format::Rss, Audience::Public);
    assert!(!plain.contains("xmlns:itunes") && !plain.contains("xmlns:podcast"));
}

/// What another reader makes of the feed is what the page said.
#[test]
fn an_independent_reader_reads_the_same_values() {
    let it = samples::plain_feed();
    for &format in Format::ALL {
        let text = rendered(&it, format, Audience::Public);
        let read = feed_rs::parser::parse(text.as_bytes()).expect("feed-rs reads it");
        assert_eq!(read.title.expect("a title").content, "泰安新闻", "{format}");
        assert_eq!(
            read.language.as_deref(),
            Some("zh-CN").map(|tag| if format == Format::Rss { "zh-cn" } else { tag })
        );
        assert_eq!(read.entries.len(), 4);
        for (entry, item) in read.entries.iter().zip(&it.items) {
            let facts = item.facts();
            assert_eq!(entry.id, facts.guid.to_string());
            assert_eq!(entry.title.as_ref().expect("a title").content, facts.title);
            assert_eq!(entry.links[0].href, facts.link.as_str());
            assert_eq!(
                entry.published.map(|at| at.timestamp()),
                facts.published.map(|at| at.timestamp().as_second()),
                "{format}"
            );
            let authors: Vec<&str> = entry
                .authors
                .iter()
                .filter_map(|it| it.name.as_deref())
                .collect();
            let reprint_in_json = format == Format::Json && facts.byline.is_empty();
            if !reprint_in_json {
                assert_eq!(authors, facts.byline, "{format}");
            }
            let seen = item.content(Audience::Public);
            let summary = entry.summary.as_ref().map(|it| it.content.as_str());
            match seen.summary {
                Some(abstract_) if format == Format::Json => {
                    assert_eq!(summary, Some(&*abstract_));
                }
                Some(abstract_) => {
                    assert!(
                        summary.expect("a summary").contains(&*abstract_),
                        "{format}"
                    );
                }
                None if format == Format::Json => assert_eq!(summary, None),
                None => assert_eq!(plain(summary.expect("a credit")), item.credit().line()),
            }
            let content = entry.content.as_ref().and_then(|it| it.body.as_deref());
            if let Some(body) = seen.body {
                let content = content.expect("a body");
                assert!(content.starts_with(body.as_str()), "{format}");
                assert!(plain(content).ends_with(item.credit().line()), "{format}");
            }
        }
    }
}

/// Whose a picture is, is the first thing that its owner's lawyers look for; what a caption says must not become markup.
#[test]
fn an_independent_reader_finds_whose_a_picture_is() {
    let it = samples::pictured_feed();
    let credit = "Ann Lee/Cape Wire";
    let caption = "The harbour & the quay at dawn";
    let licence = "https://licences.example/by?a=1&b=2";
    for format in [Format::Rss, Format::Atom] {
        let text = rendered(&it, format, Audience::Public);
        let document = roxmltree::Document::parse(&text).expect("XML");
        let entries = document.descendants().filter(|node| {
            node.has_tag_name("item") || node.has_tag_name(("http://www.w3.org/2005/Atom", "entry"))
        });
        let media = "http://search.yahoo.com/mrss/";
        let facts: Vec<Vec<_>> = entries
            .map(|entry| {
                let of_picture = entry
                    .children()
                    .filter(|node| node.has_tag_name((media, "content")))
                    .flat_map(|content| content.children());
                of_picture
                    .map(|node| {
                        let attribute = node.attributes().next();
                        (
                            node.tag_name().name(),
                            node.text(),
                            attribute.map(|it| it.value()),
                        )
                    })
                    .collect()
            })
            .collect();
        let photographer = ("credit", Some(credit), Some("photographer"));
        let description = ("description", Some(caption), None);
        let expected = [
            vec![
                description,
                photographer,
                ("copyright", Some("© Cape Wire"), Some(licence)),
            ],
            vec![photographer],
            vec![("copyright", Some(licence), Some(licence))],
            vec![description],
            vec![],
        ];
        assert_eq!(facts, expected, "{format}");
        let read = feed_rs::parser::parse(text.as_bytes()).expect("feed-rs reads it");
        let first = read.entries[0]
            .media
            .iter()
            .find(|it| !it.credits.is_empty());
        let first = first.expect("a picture with a credit");
        assert_eq!(first.credits[0].entity, credit, "{format}");
        let described = first.description.as_ref().expect("a caption");
        assert_eq!(described.content, caption, "{format}");
        assert!(!text.contains("harbour-4"), "{format}: a withheld picture");
    }
    let text = rendered(&it, Format::Json, Audience::Partner(Grant::Full));
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let image = |n: usize| &json["items"][n]["_byline"]["image"];
    let all = serde_json::json!({
        "credit": credit, "caption": caption, "holder": "Cape Wire", "licence": licence,
    });
    assert_eq!(*image(0), all);
    assert_eq!(*image(1), serde_json::json!({"credit": credit}));
    assert!(image(4).is_null() && json["items"][4]["image"].is_null());
    assert!(!text.contains("harbour-4"), "a withheld picture");
}

/// The text of HTML without anything that would have to be resolved, a paragraph a line.
fn plain(html: &str) -> String {
    let lines = html.replace("</p><p>", "\n");
    let mut text = String::new();
    for part in lines.split('<') {
        text += part.split_once('>').map_or(part, |(_, text)| text);
    }
    text
}

/// The credit line is what keeps an item honest where no reader shows `source` or `rights`. Run into the abstract
/// it would be read as its last sentence.
#[test]
fn the_credit_line_is_a_paragraph_of_its_own_with_a_link_to_the_source() {
    let it = samples::plain_feed();
    let own = "<p>来源:<a href=\"http://news.example/\">岱岳网</a></p>";
    let abstract_ = format!("<p>今晨山上普降小雪,气象台提示注意安全。</p>{own}");
    let wanted = [
        &*abstract_,
        &abstract_,
        "<p>来源:<a href=\"https://wire.example/\">远山通讯社</a>(岱岳网转载)</p>",
        "<p>来源未注明(岱岳网刊载)</p>",
    ];
    for (format, item, summary, content) in [
        (Format::Rss, "item", "description", "encoded"),
        (Format::Atom, "entry", "summary", "content"),
    ] {
        let xml = rendered(&it, format, Audience::Public);
        let document = roxmltree::Document::parse(&xml).expect("XML");
        let items: Vec<_> = document
            .descendants()
            .filter(|node| node.tag_name().name() == item)
            .collect();
        let html = |node: &roxmltree::Node<'_, '_>, name: &str| -> Option<String> {
            let mut inner = node.children().filter(|it| it.tag_name().name() == name);
            let found = inner
                .find(|it| it.tag_name().namespace() != Some("http://search.yahoo.com/mrss/"))?;
            Some(found.children().filter_map(|it| it.text()).collect())
        };
        for (node, wanted) in items.iter().zip(wanted) {
            assert_eq!(html(node, summary).as_deref(), Some(wanted), "{format}");
        }
        let body = html(&items[0], content).expect("a body");
        assert!(body.ends_with(own), "{body}");
    }
    let json = rendered(&it, Format::Json, Audience::Public);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(
        json["items"][2]["content_text"],
        "来源:远山通讯社(岱岳网转载)"
    );
    assert_eq!(json["items"][1]["content_html"], *abstract_);
}

/// A credit whose source has no page known, or a name like markup, must not become a link to somewhere else.
#[test]
fn a_credit_without_a_page_of_its_source_is_not_linked() {
    let publisher = samples::publisher("岱岳网", "zh-CN");
    let credited = |name: &str, page: Option<&str>| {
        let item = samples::sketch(&publisher, 1).with(|it| {
            it.grant = Grant::Headline;
            it.provenance = crate::model::Provenance::Reprint;
            it.source = crate::model::Source {
                name: name.into(),
                url: page.map(samples::url),
            };
        });
        let it = samples::feed(publisher.clone(), "泰安新闻", vec![item.item()]);
        let rss = rendered(&it, Format::Rss, Audience::Public);
        let document = roxmltree::Document::parse(&rss).expect("XML");
        let item = document
            .descendants()
            .find(|node| node.has_tag_name("item"))
            .expect("an item");
        let of = |name: &str| {
            let node = item.children().find(|it| it.has_tag_name(name));
            node.expect("an element")
        };
        let text = of("description").text().unwrap_or_default().to_owned();
        (
            text,
            of("source").attribute("url").unwrap_or_default().to_owned(),
        )
    };
    assert_eq!(
        credited("远山社", None),
        (
            "<p>来源:远山社(岱岳网转载)</p>".into(),
            "http://news.example/".into()
        )
    );
    assert_eq!(
        credited("R&D <b>", Some("https://wire.example/?a=1&b=\"2\"")).0,
        "<p>来源:<a href=\"https://wire.example/?a=1&amp;b=%222%22\">R&amp;D &lt;b&gt;</a>(岱岳网转载)</p>"
    );
    assert_eq!(
        credited("远山社", Some("javascript:alert(1)")).0,
        "<p>来源:远山社(岱岳网转载)</p>"
    );
}

/// RSS Guard 4 opens the last link of an entry's descendants that is an alternate one, and joins the names of all
/// authors there: the source's home page opened instead of the article.
#[test]
fn a_source_s_link_and_author_are_not_taken_for_the_entry_s_own() {
    let it = samples::plain_feed();
    let atom = rendered(&it, Format::Atom, Audience::Public);
    let document = roxmltree::Document::parse(&atom).expect("XML");
    let entries = document
        .descendants()
        .filter(|node| node.tag_name().name() == "entry");
    for (entry, item) in entries.zip(&it.items) {
        let last = entry
            .descendants()
            .filter(|node| node.tag_name().name() == "link")
            .rfind(|link| link.attribute("rel").is_none_or(|rel| rel == "alternate"));
        let opened = last.and_then(|link| link.attribute("href"));
        assert_eq!(opened, Some(item.facts().link.as_str()));
        let authors: Vec<&str> = entry
            .descendants()
            .filter(|node| node.tag_name().name() == "author")
            .filter_map(|author| author.first_element_child()?.text())
            .collect();
        match (item.facts().byline.as_slice(), item.credit().source()) {
            ([], Some(source)) => assert_eq!(authors, [&*source.name]),
            (named, _) => assert_eq!(authors, named),
        }
    }
}

/// Machines must not read "free" or "permitted" where the publisher said "with written permission".
#[test]
fn the_licence_permits_nothing_and_is_not_free() {
    let mut feed = samples::plain_feed();
    for (terms, contact) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut publisher = (*samples::plain_feed().publisher).clone();
        if !terms {
            publisher.policy.rights.terms = None;
        }
        if !contact {
            publisher.policy.rights.contact = None;
        }
        feed.publisher = publisher.into();
        let xml = licence(&feed.publisher, [&feed.id], &site()).expect("it renders");
        let xml = String::from_utf8(xml).expect("UTF-8");
        let document = roxmltree::Document::parse(&xml).expect("XML");
        let all = |name: &'static str| {
            document
                .descendants()
                .filter(move |it| it.tag_name().name() == name)
        };
        assert_eq!(all("content").count(), 4);
        assert_eq!(all("permits").count(), 0);
        for licence in all("license") {
            let of = |name: &str| licence.children().find(|it| it.tag_name().name() == name);
            assert_eq!(of("prohibits").and_then(|it| it.text()), Some("all"));
            let payment = of("payment").expect("a missing payment means free");
            assert_eq!(payment.attribute("type"), Some("purchase"));
            assert!(
                payment
                    .first_element_child()
                    .and_then(|it| it.text())
                    .is_some()
            );
            assert_eq!(of("legal").is_some(), contact);
        }
    }
}

/// `ttl` and `max-age` disagree, and readers wait for the longer; too short, and they are told to hurry.
#[test]
fn the_interval_is_told_in_whole_minutes_and_never_as_zero() {
    let mut it = samples::plain_feed();
    for (seconds, ttl, period, frequency) in [
        (600, "10", "hourly", "6"),
        (5, "1", "hourly", "720"),
        (90, "2", "hourly", "40"),
        (7 * 3600, "420", "daily", "3"),
        (40 * 24 * 3600, "57600", "yearly", "9"),
        (900 * 24 * 3600, "1296000", "yearly", "1"),
    ] {
        it.interval = std::time::Duration::from_secs(seconds);
        let rss = rendered(&it, Format::Rss, Audience::Public);
        for part in [
            format!("<ttl>{ttl}</ttl>"),
            format!("<sy:updatePeriod>{period}</sy:updatePeriod>"),
            format!("<sy:updateFrequency>{frequency}</sy:updateFrequency>"),
        ] {
            assert!(rss.contains(&part), "{part}");
        }
    }
}

/// Fifty articles of one minute are told apart, and the printed minute stays what it was.
#[test]
fn no_two_entries_share_their_updated() {
    let it = samples::full_feed();
    for (format, name) in [(Format::Rss, "updated"), (Format::Atom, "updated")] {
        let text = rendered(&it, format, Audience::Public);
        let document = roxmltree::Document::parse(&text).expect("XML");
        let stamps: std::collections::BTreeSet<&str> = document
            .descendants()
            .filter(|node| {
                node.tag_name().name() == name
                    && node
                        .parent()
                        .is_some_and(|it| ["item", "entry"].contains(&it.tag_name().name()))
            })
            .filter_map(|node| node.text())
            .collect();
        assert_eq!(stamps.len(), 50, "{format}");
        assert!(stamps.iter().all(|it| it.starts_with("2015-01-21T09:39:")
            && it.ends_with("+08:00")
            && it.len() == 25));
    }
}

/// A subscriber filters by what an article is about, in whichever format: its sections, its category, its keywords, each once.
#[test]
fn the_keywords_of_a_page_are_categories_behind_the_sections() {
    let publisher = samples::publisher("岱岳网", "zh-CN");
    let sketch = samples::sketch(&publisher, 1).with(|it| {
        it.keywords = ["泰安新闻", "天气", "Snow & ice"]
            .map(String::from)
            .to_vec();
    });
    let it = samples::feed(publisher, "泰安新闻", vec![sketch.item()]);
    let expected = ["泰安新闻", "天气", "Snow & ice"];
    for (format, of) in [(Format::Rss, None), (Format::Atom, Some("term"))] {
        let text = rendered(&it, format, Audience::Public);
        let document = roxmltree::Document::parse(&text).expect("XML");
        let categories = document.descendants().filter(|node| {
            node.tag_name().name() == "category"
                && node
                    .parent()
                    .is_some_and(|it| ["item", "entry"].contains(&it.tag_name().name()))
        });
        let names: Vec<&str> = categories
            .filter_map(|node| of.map_or_else(|| node.text(), |name| node.attribute(name)))
            .collect();
        assert_eq!(names, expected, "{format}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&rendered(&it, Format::Json, Audience::Public)).expect("JSON");
    assert_eq!(json["items"][0]["tags"], serde_json::json!(expected));
}

/// RSS Guard 4 reads a fraction of a second as an offset of hours; more items than a minute has seconds still differ.
#[test]
fn no_time_has_a_fraction_of_a_second() {
    let mut it = samples::full_feed();
    let at = |text: &str, precision| {
        let at: jiff::Timestamp = text.parse().expect("a test date");
        crate::model::Moment::new(at, jiff::tz::Offset::UTC, precision)
    };
    let precise = at("2026-03-01T08:00:00.25Z", crate::model::Precision::Second);
    let coarse = at("2026-03-01T08:00:00Z", crate::model::Precision::Minute);
    let items = (0..150).map(|n| {
        let updated = if n % 2 == 0 { precise } else { coarse };
        let publisher = &samples::publisher("岱岳网", "zh-CN");
        samples::sketch(publisher, n)
            .with(|it| {
                it.published = Some(updated);
                it.updated = updated;
            })
            .item()
    });
    it.items = items.collect();
    for format in [Format::Rss, Format::Atom, Format::Json] {
        let text = rendered(&it, format, Audience::Public);
        assert!(text.contains("2026-03-01T08:00:0"), "{format}");
        let fraction = text
            .match_indices("2026-03-01T08:0")
            .find(|(at, _)| text.as_bytes()[at + 19] == b'.');
        assert_eq!(fraction, None, "{format}");
    }
    let atom = rendered(&it, Format::Atom, Audience::Public);
    let stamps: std::collections::BTreeSet<&str> = atom
        .split("<entry>")
        .skip(1)
        .filter_map(|entry| entry.split("<updated>").nth(1)?.split('<').next())
        .collect();
    assert_eq!(stamps.len(), 150);
    assert!(
        stamps.contains("2026-03-01T08:00:00+00:00"),
        "a stated second is kept"
    );
}

/// Validators warn of the tombstones' namespace; a feed that withdrew nothing must not pay for it.
#[test]
fn tombstones_are_named_only_while_there_are_any() {
    let atom = |it: &Feed| rendered(it, Format::Atom, Audience::Public);
    assert!(!atom(&samples::plain_feed()).contains("tombstones"));
    let shown = atom(&samples::mourning_feed());
    assert!(shown.contains("<at:comment>应权利人要求 &lt;撤除&gt; &#x26; 致歉</at:comment>"));
    assert_eq!(
        shown.matches("<at:deleted-entry ref=\"urn:uuid:").count(),
        2
    );
}

/// Hubs are optional; without one nothing may point at one.
#[test]
fn a_site_without_hubs_names_none() {
    let site = Site {
        hubs: vec![],
        ..site()
    };
    for &format in Format::ALL {
        let bytes =
            feed(&samples::plain_feed(), format, Audience::Public, &site).expect("it renders");
        assert!(!String::from_utf8_lossy(&bytes).contains("hub"), "{format}");
    }
}
