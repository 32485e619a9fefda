//! What unit tests of several rooms need.

use jiff::Timestamp;
use jiff::tz::Offset;
use url::Url;

use crate::extract::Teaser;
use crate::model::{Moment, Precision};

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
    }
}
