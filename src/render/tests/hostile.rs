//! What pages might say to get something run, and the same in harmless words.

use std::sync::Arc;

use url::Url;

use super::samples::{self, Sketch, publisher, sketch};
use crate::model::{Feed, Grant, Item};

/// Where every payload reports to. The browser tests put an address of theirs in its place.
const WITNESS: &str = "https://evil.example/pwned";

/// The lines of a list, with `\u{…}`, `\n` and `\r` for what cannot stand in it.
fn lines(list: &str) -> Vec<String> {
    let read = |line: &str| {
        let line = line.replace("PWNED", WITNESS);
        let line = line.replace("\\r", "\r").replace("\\n", "\n");
        let mut parts = line.split("\\u{");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (code, rest) = part.split_once('}').expect("a closed escape");
            let code = u32::from_str_radix(code, 16).expect("hexadecimal digits");
            text.push(char::from_u32(code).expect("a character"));
            text.push_str(rest);
        }
        text
    };
    list.lines().map(read).collect()
}

/// Titles, summaries, names and notices.
pub(crate) fn texts() -> Vec<String> {
    lines(include_str!("hostile/texts.txt"))
}

/// Links that our parser takes for URLs.
pub(crate) fn links() -> Vec<Url> {
    let links = lines(include_str!("hostile/links.txt"));
    links
        .iter()
        .filter_map(|link| Url::parse(link).ok())
        .collect()
}

/// An item that says `text` wherever an item says something.
fn saying(n: usize, text: &str) -> Sketch {
    sketch(&publisher("岱岳网", "zh-CN"), n).with(|it| {
        it.title = text.to_owned();
        it.content.summary = Some(format!("{text}。"));
        it.source.name = text.to_owned();
        it.rights.holder = text.to_owned();
        it.rights.notice = text.to_owned();
        it.language = text.to_owned();
        it.grant = Grant::Full;
    })
}

/// A feed where `text` stands in every place for text.
pub(crate) fn feed_saying(text: &str) -> Feed {
    let mut publisher = publisher(text, "zh-CN");
    publisher.policy.rights.notice = text.to_owned();
    samples::feed(publisher, text, vec![saying(1, text).item()])
}

/// A feed where `link` stands in every place for a link.
pub(crate) fn feed_linking(link: &Url) -> Feed {
    let mut publisher = publisher("岱岳网", "zh-CN");
    publisher.url = link.clone();
    publisher.policy.rights.terms = Some(link.clone());
    let item: Arc<Item> = sketch(&publisher, 1)
        .with(|it| {
            it.link = link.clone();
            it.source.url = Some(link.clone());
            it.content.image = Some(link.clone());
            it.rights.terms = Some(link.clone());
        })
        .item();
    let mut feed = samples::feed(publisher, "泰安新闻", vec![item]);
    feed.home = link.clone();
    feed
}
