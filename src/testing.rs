//! What unit tests of several rooms need.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use url::Url;

use crate::extract::Teaser;
use crate::model::{
    Content, Credit, Grant, Guid, Item, ItemFacts, KnownSource, Moment, Policy, Precision,
    Provenance, Publisher, Rights, Ruling, SafeHtml, Source,
};

/// A real PostgreSQL, as the tests of the binary start it.
#[path = "../tests/binary/database.rs"]
pub(crate) mod database;

/// A URL that is written in a test.
pub(crate) fn url(text: &str) -> Url {
    Url::parse(text).expect("a test URL")
}

/// A time that is written in a test, in seconds since 1970.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a test time")
}

/// A headline that links to `url`, dated to the minute, in UTC.
pub(crate) fn teaser(url: Url, title: &str, published: Option<i64>) -> Teaser {
    Teaser {
        url,
        title: title.to_owned(),
        published: published.map(|second| Moment::new(at(second), Offset::UTC, Precision::Minute)),
        summary: None,
        image: None,
        article: None,
        media: crate::model::Media::default(),
        language: None,
    }
}

/// The publisher 岱岳网, which grants its own articles in full and reprints as headlines.
pub(crate) fn publisher() -> Publisher {
    Publisher {
        id: "dyw".parse().expect("a test id"),
        name: "岱岳网".into(),
        url: url("http://news.example/"),
        language: "zh-CN".into(),
        zone: TimeZone::UTC,
        policy: Policy {
            rights: Rights {
                holder: "岱岳网".into(),
                notice: "未经书面许可不得转载。".into(),
                terms: Some(url("http://news.example/copyright.htm")),
                contact: Some("mailto:rights@news.example".into()),
            },
            own_sources: vec!["岱岳日报".into()],
            unlabelled: None,
            credit: "来源:{source}".into(),
            grant: Grant::Full,
            reprint_grant: Grant::Headline,
            reprint_note: "转载自其他媒体。".into(),
            claims_within_days: None,
            sources: BTreeMap::from([(
                "新华社".into(),
                KnownSource {
                    url: Some(url("http://xinhua.example/")),
                    grant: Some(Grant::Excerpt),
                    notice: Some("新华社专稿。".into()),
                },
            )]),
        },
    }
}

/// An item with `text`, of which `grant` may leave.
pub(crate) fn item(grant: Grant, summary: Option<&str>, text: &str) -> Item {
    let link = url("http://news.example/a.htm");
    let at = Moment::new(Timestamp::UNIX_EPOCH, Offset::UTC, Precision::Second);
    Item::new(
        ItemFacts {
            guid: Guid::of(&link),
            link: link.clone(),
            title: "Title".into(),
            published: Some(at),
            updated: at,
            byline: vec![],
            editors: vec![],
            sections: vec![],
            keywords: Vec::new(),
            language: "en".into(),
        },
        Content {
            summary: summary.map(Into::into),
            body: Some(SafeHtml::from_sanitized(format!("<p>{text}</p>"))),
            text: Some(text.into()),
            image: Some(link.clone()),
            pictures: vec![],
            max_snippet_chars: None,
            read: true,
            media: crate::model::Media::default(),
        },
        Ruling {
            rights: Rights {
                holder: "Holder".into(),
                notice: "Notice".into(),
                terms: None,
                contact: None,
            },
            credit: Credit::compose(
                "Source: {source}",
                Source {
                    name: "Source".into(),
                    url: Some(link),
                },
                Provenance::Own,
                "Publisher",
                "en",
            ),
            grant,
            ceiling: Grant::Full,
            withheld_pictures: vec![],
            publisher: None,
        },
    )
}
