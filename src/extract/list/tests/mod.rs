//! Detection on invented pages: the four layouts of the portal, pages that change, pages that are none.

mod bad_input;
mod data;
mod dates;
mod entries;
mod groups;
mod layouts;
mod stability;
mod titles;

use jiff::tz::TimeZone;
use url::Url;

use super::{Choice, Listing, read, read_remembered};
use crate::extract::ExtractError;
use crate::page::{Budget, Context};

/// What a test stands on: a page's address, a zone, a moment.
struct Reading {
    url: Url,
    zone: TimeZone,
    budget: Budget,
}

impl Reading {
    fn of(address: &str) -> Self {
        Self {
            url: Url::parse(address).expect("a test URL"),
            zone: TimeZone::get("Asia/Shanghai").expect("a zone"),
            budget: Budget::unbounded(),
        }
    }

    fn at(&self) -> Context<'_> {
        Context {
            url: &self.url,
            zone: &self.zone,
            language: "zh-CN",
            now: "2015-01-21T22:00:00+08:00".parse().expect("a time"),
            budget: &self.budget,
        }
    }
}

fn detect(html: &str, address: &str) -> Result<Listing, ExtractError> {
    read(html, &Reading::of(address).at())
}

fn again(html: &str, address: &str, choice: &Choice) -> Result<Listing, ExtractError> {
    read_remembered(html, &Reading::of(address).at(), choice)
}

fn paths(list: &Listing) -> Vec<&str> {
    list.teasers
        .iter()
        .map(|teaser| teaser.url.path())
        .collect()
}
