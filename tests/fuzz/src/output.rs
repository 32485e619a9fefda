//! What leaves byline: items under every grant, in every format, read back by another's reader and by ours.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use byline::config;
use byline::extract::{Teaser, feed};
use byline::model::{
    Article, Audience, Content, Feed, Grant, Guid, Item, ItemFacts, Moment, Publisher,
};
use byline::page::Dom;
use byline::page::{Budget, Context};
use byline::render::{self, Format, Site};
use jiff::tz::TimeZone;
use url::Url;

/// More than these of a page are not rendered: an execution should not take long.
const ITEMS: usize = 8;

/// One publisher for each grant.
fn publishers() -> &'static [Arc<Publisher>] {
    static PUBLISHERS: OnceLock<Vec<Arc<Publisher>>> = OnceLock::new();
    PUBLISHERS.get_or_init(|| {
        let of = |grant: &str| {
            let text = format!(
                "[publishers.paper]\nname = \"岱岳网\"\nurl = \"http://news.example/\"\nlanguage = \"zh-CN\"\n\
                 timezone = \"Asia/Shanghai\"\n[publishers.paper.rights]\nown-sources = [\"Paper\"]\n\
                 grant = \"{grant}\"\nreprint-grant = \"headline\"\n\
                 [feeds.tanews]\npublisher = \"paper\"\ntitle = \"T\"\nsections = [\"http://news.example/tanews/\"]\ninterval = \"10m\"\n"
            );
            let loaded = config::parse(&text, "feeds.toml", &|_| None);
            let config = loaded.unwrap_or_else(|invalid| panic!("{invalid}")).config;
            config.publishers.values().next().expect("it is there").clone()
        };
        ["headline", "excerpt", "full"].map(of).to_vec()
    })
}

/// A teaser that stands for an article page.
pub(crate) fn teaser(article: Article) -> Teaser {
    Teaser {
        url: Url::parse("http://news.example/tanews/1.htm").expect("a URL"),
        title: article.title.clone().unwrap_or_default(),
        published: article.published,
        summary: None,
        image: None,
        article: Some(Box::new(article)),
    media: byline::model::Media::default(),
language: None,
}
}

/// A date that is printed is read back as itself.
pub(crate) fn is_a_date(moment: Moment) {
    let printed = moment.rfc3339();
    let read: jiff::Timestamp = printed
        .parse()
        .unwrap_or_else(|error| panic!("{printed}: {error}"));
    assert_eq!(
        read.as_second(),
        moment.timestamp().as_second(),
        "{printed}"
    );
    assert!(!moment.rfc822().is_empty());
}

/// What an article states can be passed on without harm to whoever reads it.
pub(crate) fn is_sound(article: &Article, at: &Context<'_>) {
    for date in [article.published, article.updated].into_iter().flatten() {
        is_a_date(date);
    }
    let urls = [&article.image, &article.canonical, &article.based_on];
    for url in urls.into_iter().flatten().chain(&article.more_pages) {
        assert!(matches!(url.scheme(), "http" | "https"), "{url}");
    }
    let Some(body) = &article.body else { return };
    Dom::parse(body.as_str(), &Budget::unbounded()).expect("what was sanitised is simple");
    // Another reader of pages than byline's own looks for harm.
    let page = dom_query::Document::from(body.as_str());
    let harmful = "script, style, iframe, object, embed, form, input, button, svg, math, meta, link, base, template, video, audio";
    let found = page.select(harmful);
    assert!(!found.exists(), "{} in {}", found.html(), body.as_str());
    for node in page.select("*").nodes() {
        for attribute in node.attrs() {
            let (name, value) = (&*attribute.name.local, &*attribute.value);
            assert!(
                !name.starts_with("on") && name != "style",
                "{name} in {}",
                body.as_str()
            );
            if matches!(name, "href" | "src" | "cite") {
                let url = at
                    .url
                    .join(value)
                    .unwrap_or_else(|error| panic!("{value}: {error}"));
                let allowed = match name {
                    "href" => matches!(url.scheme(), "http" | "https" | "mailto"),
                    _ => matches!(url.scheme(), "http" | "https"),
                };
                assert!(allowed, "{name}={value}");
            }
        }
    }
}

/// Whatever was listed, what is published of it is sound, within the grant, and can be read.
pub(crate) fn hold(teasers: &[Teaser], at: &Context<'_>) {
    let mut known = BTreeSet::new();
    for teaser in teasers {
        assert!(
            matches!(teaser.url.scheme(), "http" | "https"),
            "{}",
            teaser.url
        );
        assert!(
            known.insert(Guid::of(&teaser.url)),
            "{} is listed twice",
            teaser.url
        );
        if let Some(date) = teaser.published {
            is_a_date(date);
        }
    }
    for publisher in publishers() {
        let items: Vec<Item> = teasers
            .iter()
            .take(ITEMS)
            .map(|teaser| item(teaser, publisher, at))
            .collect();
        for &format in Format::ALL {
            let written = written(publisher, &items, format);
            keeps_the_grant(publisher, &items, format, &written);
            reads_back(&items, format, &written, at);
        }
    }
}

/// An item as the gateway makes one.
fn item(teaser: &Teaser, publisher: &Publisher, at: &Context<'_>) -> Item {
    let article = teaser.article.as_deref();
    let now = Moment::in_zone(at.now, &TimeZone::UTC);
    let facts = ItemFacts {
        guid: Guid::of(&teaser.url),
        link: teaser.url.clone(),
        title: teaser.title.clone(),
        published: teaser.published,
        updated: article
            .and_then(|article| article.updated)
            .or(teaser.published)
            .unwrap_or(now),
        byline: article
            .map(|article| article.byline.clone())
            .unwrap_or_default(),
        editors: article
            .map(|article| article.editors.clone())
            .unwrap_or_default(),
        sections: vec![],
        keywords: Vec::new(),
        language: article
            .and_then(|article| article.language.clone())
            .unwrap_or_else(|| publisher.language.clone()),
    };
    let body = article.and_then(|article| article.body.clone());
    let content = Content {
        summary: article
            .and_then(|article| article.summary.clone())
            .or_else(|| teaser.summary.clone()),
        text: body
            .as_ref()
            .map(|body| byline::extract::sanitize::plain_text(body.as_str())),
        body,
        image: article
            .and_then(|article| article.image.clone())
            .or_else(|| teaser.image.clone()),
        pictures: article
            .map(|article| article.pictures.clone())
            .unwrap_or_default(),
        max_snippet_chars: article.and_then(|article| article.limits.max_snippet_chars),
        read: article.is_some(),
    media: byline::model::Media::default(),
};
    let around = byline::model::Circumstances {
        own_host: true,
        labelling: byline::model::Labelling::Unusual,
    };
    Item::new(facts, content, publisher.rule(article, around))
}

fn written(publisher: &Arc<Publisher>, items: &[Item], format: Format) -> Vec<u8> {
    let feed = Feed {
        show: None,
        id: "tanews".parse().expect("an id"),
        title: "泰安新闻".into(),
        description: "T".into(),
        home: publisher.url.clone(),
        publisher: publisher.clone(),
        interval: Duration::from_secs(600),
        items: items.iter().cloned().map(Arc::new).collect(),
        tombstones: vec![],
    };
    let site = Site {
        public_url: Url::parse("http://feeds.example/").expect("a URL"),
        hubs: vec![],
    };
    render::feed(&feed, format, Audience::Public, &site)
        .unwrap_or_else(|error| panic!("{format}: {error}"))
}

/// The document says nothing that depends on what is not granted.
fn keeps_the_grant(publisher: &Arc<Publisher>, items: &[Item], format: Format, written_all: &[u8]) {
    let mut withheld = false;
    let bare: Vec<Item> = items
        .iter()
        .map(|item| {
            let seen = item.content(Audience::Public);
            let grant = item.grant_for(Audience::Public);
            assert_eq!(seen.grant, grant);
            assert!(
                grant >= Grant::Full || seen.body.is_none(),
                "a body beyond the grant"
            );
            assert!(
                grant >= Grant::Excerpt || (seen.summary.is_none() && seen.image.is_none()),
                "text beyond the grant"
            );
            if grant > Grant::Headline {
                return item.clone();
            }
            withheld = true;
            let ruling = publisher_ruling(item);
            Item::new(
                item.facts().clone(),
                Content {
                    read: item.is_complete(),
                    ..Content::default()
                },
                ruling,
            )
        })
        .collect();
    if withheld {
        assert!(
            written(publisher, &bare, format) == written_all,
            "a headline tells of its body in {format}"
        );
    }
}

fn publisher_ruling(item: &Item) -> byline::model::Ruling {
    byline::model::Ruling {
        rights: item.rights().clone(),
        credit: item.credit().clone(),
        grant: Grant::Headline,
        ceiling: item.ceiling(),
        withheld_pictures: vec![],
        publisher: None,
    }
}

/// A reader that is not ours finds every item under its guid, and so does ours, by its link.
fn reads_back(items: &[Item], format: Format, written: &[u8], at: &Context<'_>) {
    let text = std::str::from_utf8(written).unwrap_or_else(|error| panic!("{format}: {error}"));
    let parsed =
        feed_rs::parser::parse(written).unwrap_or_else(|error| panic!("{format}: {error}\n{text}"));
    let guids: Vec<String> = items
        .iter()
        .map(|item| item.facts().guid.to_string())
        .collect();
    let found: Vec<&str> = parsed.entries.iter().map(|entry| &*entry.id).collect();
    assert_eq!(found, guids, "{format}: {text}");
    let ours = feed::read(text, at).unwrap_or_else(|error| panic!("{format}: {error}\n{text}"));
    let read: Vec<String> = ours
        .iter()
        .map(|teaser| Guid::of(&teaser.url).to_string())
        .collect();
    assert_eq!(read, guids, "{format}: {text}");
}
