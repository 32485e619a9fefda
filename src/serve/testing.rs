//! What tests of this room share: a publisher, a feed and its items; parts of requests and replies.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body_util::BodyExt;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::config::{Config, FeedSpec, Fetch, Hosts, SectionKind, Server};
use crate::model::{
    Content, Credit, Editor, Feed, Grant, Guid, Item, ItemFacts, Moment, Picture, Policy,
    Provenance, Publisher, Rights, Ruling, SafeHtml, Section, Source,
};
use crate::render::Site;

use super::net::Reply;

pub(crate) use crate::testing::url;

pub(crate) fn site() -> Site {
    Site {
        public_url: url("https://byline.example/"),
        hubs: Vec::new(),
    }
}

/// A publisher with all its terms.
pub(crate) fn publisher(id: &str, name: &str, language: &str) -> Arc<Publisher> {
    Arc::new(Publisher {
        id: id.parse().expect("a test id"),
        name: name.into(),
        url: url(&format!("http://{id}.example/")),
        language: language.into(),
        zone: TimeZone::fixed(jiff::tz::offset(8)),
        policy: Policy {
            rights: Rights {
                holder: name.into(),
                notice: format!("{name}: notice of rights"),
                terms: Some(url(&format!("http://{id}.example/copyright.htm"))),
                contact: Some(format!("mailto:rights@{id}.example")),
            },
            own_sources: Vec::new(),
            unlabelled: None,
            credit: "Source: {source}".into(),
            grant: Grant::Excerpt,
            reprint_grant: Grant::Headline,
            reprint_note: "Taken from another medium.".into(),
            claims_within_days: Some(30),
            sources: BTreeMap::new(),
        },
    })
}

pub(crate) fn spec(id: &str, title: &str, publisher: &Arc<Publisher>) -> FeedSpec {
    FeedSpec {
        id: id.parse().expect("a test id"),
        publisher: publisher.clone(),
        title: title.into(),
        description: format!("About {title}"),
        sections: vec![Section {
            url: publisher.url.join(id).expect("a test URL"),
            label: title.into(),
        }],
        interval: Duration::from_secs(600),
        max_interval: Duration::from_secs(3600),
        limit: 50,
        kind: SectionKind::Html,
        pages: 1,
        gone: false,
        select: None,
        tracking: Arc::default(),
        title_cut: Vec::new(),
        filter: crate::config::Filter::default(),
    }
}

pub(crate) fn config(specs: Vec<FeedSpec>) -> Config {
    let publishers = specs
        .iter()
        .map(|spec| (spec.publisher.id.clone(), spec.publisher.clone()));
    Config {
        tracking: Arc::default(),
        file: None,
        server: Server {
            listen: ([127, 0, 0, 1], 0).into(),
            public_url: site().public_url,
            admin_token: None,
            trusted_proxies: Vec::new(),
        },
        cache_memory_bytes: 1 << 20,
        store_path: None,
        store_database: None,
        replicas: Default::default(),
        store_limit_bytes: 2 << 30,
        fetch: Fetch {
            user_agent: "byline/0.1 (+https://byline.example/about)".into(),
            per_host: 2,
            min_interval: Duration::from_millis(500),
            timeout: Duration::from_secs(15),
            max_page_bytes: 4 << 20,
            publishers: Vec::new(),
        },
        publishers: publishers.collect(),
        feeds: specs
            .into_iter()
            .map(|spec| (spec.id.clone(), Arc::new(spec)))
            .collect(),
        partners: BTreeMap::new(),
        hosts: Hosts::default(),
    }
}

/// An item with `text` wherever an origin may write.
pub(crate) fn item(number: usize, text: &str, publisher: &Publisher, grant: Grant) -> Arc<Item> {
    let link = publisher
        .url
        .join(&format!("a/{number}.htm"))
        .expect("a test URL");
    let at: Timestamp = "2015-01-21T01:39:00Z".parse().expect("a test date");
    let at = Moment::in_zone(at, &publisher.zone);
    Arc::new(Item::new(
        ItemFacts {
            guid: Guid::of(&link),
            link,
            title: format!("Title {text}"),
            published: Some(at),
            updated: at,
            byline: vec![format!("Author {text}")],
            editors: vec![Editor {
                role: format!("Role {text}"),
                name: format!("Editor {text}"),
            }],
            sections: Vec::new(),
            keywords: Vec::new(),
            language: publisher.language.clone(),
        },
        Content {
            summary: Some(format!("Summary {text}")),
            body: Some(SafeHtml::from_sanitized("<p>Body</p>".into())),
            text: Some("Body".into()),
            image: Some(publisher.url.clone()),
            pictures: vec![Picture {
                credit: Some(format!("Photographer {text}")),
                ..Picture::at(publisher.url.clone())
            }],
            max_snippet_chars: None,
            read: true,
            media: crate::model::Media::default(),
        },
        Ruling {
            rights: Rights {
                holder: format!("Holder {text}"),
                notice: format!("Notice {text}"),
                terms: publisher.policy.rights.terms.clone(),
                contact: publisher.policy.rights.contact.clone(),
            },
            credit: Credit::compose(
                "Source: {source}",
                Source {
                    name: format!("Source {text}"),
                    url: Some(publisher.url.clone()),
                },
                Provenance::Own,
                &publisher.name,
                &publisher.language,
            ),
            grant,
            ceiling: grant,
            withheld_pictures: vec![],
            publisher: None,
        },
    ))
}

pub(crate) fn feed(spec: &FeedSpec, items: Vec<Arc<Item>>) -> Arc<Feed> {
    Arc::new(Feed {
        id: spec.id.clone(),
        title: spec.title.clone(),
        description: spec.description.clone(),
        home: spec.sections[0].url.clone(),
        publisher: spec.publisher.clone(),
        interval: spec.interval,
        items,
        tombstones: Vec::new(),
    })
}

/// Header fields of a request.
pub(crate) fn headers(of: &[(HeaderName, &str)]) -> HeaderMap {
    of.iter()
        .map(|(name, value)| {
            let value = HeaderValue::from_bytes(value.as_bytes()).expect("a test header");
            (name.clone(), value)
        })
        .collect()
}

pub(crate) async fn body_of(reply: Reply) -> Bytes {
    let Ok(body) = reply.into_body().collect().await;
    body.to_bytes()
}
