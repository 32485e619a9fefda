//! What must hold whatever strangers send: the properties, one function for each target.
//!
//! In: bytes that libFuzzer invents. Out: nothing, or a panic that names the promise that was broken. An input has a
//! budget: [`MEMORY_BYTES`] here, and seconds by the options that `run` gives to libFuzzer.

mod output;

use std::alloc::System;

use byline::config::{self, Select};
use byline::extract::{
    article as article_page, date as dates, feed as feed_section, json as json_section,
    list as list_page, select as select_page,
};
use byline::origin::charset as charsets;
use byline::origin::robots::Robots;
use byline::page::{Budget, Context};
use byline::serve::respond::conditions::RepresentationValidators;
use cap::Cap;
use http::header::{HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use jiff::{Timestamp, tz::TimeZone};
use url::Url;

/// What reading one input may take at once, with what libFuzzer itself holds. What takes more ends the process, which is a
/// finding; an honest page of 64 KiB takes some 5 MB.
const MEMORY_BYTES: usize = 192 * 1024 * 1024;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, MEMORY_BYTES);

/// Calls `look` with a page's surroundings; always the same ones, so that a finding can be repeated.
fn at<T>(language: &str, look: impl FnOnce(&Context<'_>) -> T) -> T {
    let url = Url::parse("http://news.example/tanews/").expect("a URL");
    look(&Context {
        url: &url,
        zone: &TimeZone::get("Asia/Shanghai").expect("a zone"),
        language,
        now: Timestamp::from_second(1_800_000_000).expect("a time"),
        budget: &Budget::of_page(LONGEST_BYTES),
    })
}

/// The first byte, which chooses between variants, and the rest as a page would be read.
fn chosen(data: &[u8]) -> Option<(u8, std::borrow::Cow<'_, str>)> {
    let (first, rest) = data.split_first()?;
    Some((*first, String::from_utf8_lossy(rest)))
}

/// The longest input that `run` lets libFuzzer make: what an input makes of itself is bounded by its size.
const LONGEST_BYTES: usize = 64 * 1024;

const LANGUAGES: [&str; 4] = ["zh-CN", "en-US", "en-GB", "fr"];

/// A listing page: found, remembered, discovered or selected.
pub fn section(data: &[u8]) {
    let Some((choice, html)) = chosen(data) else {
        return;
    };
    at(LANGUAGES[usize::from(choice >> 2) % 4], |at| {
        let listing = match choice & 3 {
            0 => select_page::discover(&html, at).map(|(listing, _)| listing),
            1 => {
                let select = Select {
                    item: "li, .item".into(),
                    title: Some("h3".into()),
                    link: Some("a".into()),
                    date: Some("span, time".into()),
                    ..Select::default()
                };
                select_page::read(&html, at, &select)
            }
            _ => list_page::read(&html, at),
        };
        let _ = list_page::next_page(&html, at, None);
        let _ = list_page::advertised(&html, at);
        let Ok(listing) = listing else { return };
        assert!(!listing.teasers.is_empty(), "an empty list is an error");
        if let Some(choice) = &listing.choice {
            let again = list_page::read_remembered(&html, at, choice)
                .expect("the same page has the list still");
            assert!(!again.teasers.is_empty());
        }
        output::hold(&listing.teasers, at);
    });
}

/// An article page: what is read of it leaves within the grant, sanitised.
pub fn article(data: &[u8]) {
    let Some((choice, html)) = chosen(data) else {
        return;
    };
    at(LANGUAGES[usize::from(choice) % 4], |at| {
        let Ok(article) = article_page::read(&html, at) else {
            return;
        };
        output::is_sound(&article, at);
        output::hold(&[output::teaser(article)], at);
    });
}

/// A date alone, and in running text.
pub fn date(data: &[u8]) {
    let Some((choice, text)) = chosen(data) else {
        return;
    };
    at(LANGUAGES[usize::from(choice) % 4], |at| {
        let latest = at.now.checked_add(dates::SKEW).expect("a time");
        if let Some(moment) = dates::parse(&text, at) {
            assert!(moment.timestamp() <= latest, "no date is to come");
            output::is_a_date(moment);
        }
        if let Some(found) = dates::find(&text, at) {
            assert!(!text[found.range].is_empty(), "its place is in the text");
            assert!(found.moment.timestamp() <= latest, "no date is to come");
            output::is_a_date(found.moment);
        }
    });
}

/// A body in an encoding that a header, the page or the operator claims: text, always.
pub fn charset(data: &[u8]) {
    let mut lines = data.splitn(3, |&byte| byte == b'\n');
    let mut claim = || std::str::from_utf8(lines.next()?).ok();
    let (header, forced) = (claim(), claim().filter(|it| !it.is_empty()));
    let Some(body) = lines.next() else { return };
    let read = charsets::decode(body, header, forced);
    assert_eq!(
        charsets::known(read.charset),
        Some(read.charset),
        "it names an encoding"
    );
    assert!(
        read.text.len() <= body.len().saturating_mul(3) + 3,
        "text does not swell beyond U+FFFD for each byte"
    );
    let again = charsets::decode(read.text.as_bytes(), None, Some("utf-8"));
    assert_eq!(
        again.text,
        read.text.strip_prefix('\u{feff}').unwrap_or(&read.text),
        "text is text"
    );
    if forced.and_then(charsets::known).is_some() {
        assert_eq!(
            forced.and_then(charsets::known),
            Some(read.charset),
            "the operator's word is the last"
        );
    }
}

/// `feeds.toml`: a configuration that can be used, or messages with their lines.
pub fn feeds_toml(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let environment = |name: &str| {
        name.starts_with("BYLINE_")
            .then(|| "0123456789abcdef".to_owned())
    };
    let lines = text.lines().count() + 1;
    let problems = match config::parse(text, "feeds.toml", &environment) {
        Ok(loaded) => {
            let config = loaded.config;
            assert!(config.cache_memory_bytes >= 1 << 20 && config.fetch.per_host >= 1);
            assert!(!config.fetch.timeout.is_zero() && config.fetch.max_page_bytes >= 1024);
            for feed in config.feeds.values() {
                assert!(
                    !feed.interval.is_zero()
                        && feed.max_interval >= feed.interval
                        && feed.limit > 0
                );
                assert!(
                    feed.gone || !feed.sections.is_empty(),
                    "a feed is made of something"
                );
                for section in &feed.sections {
                    assert!(
                        matches!(section.url.scheme(), "http" | "https"),
                        "{}",
                        section.url
                    );
                }
            }
            loaded.warnings
        }
        Err(invalid) => {
            assert!(
                invalid
                    .problems
                    .iter()
                    .any(|it| it.severity == config::Severity::Error),
                "a refusal says why"
            );
            invalid.problems
        }
    };
    for problem in problems {
        assert!(
            problem.line.is_none_or(|line| (1..=lines).contains(&line)),
            "{problem}"
        );
        assert!(
            !problem.message.is_empty() && !problem.to_string().contains('\n'),
            "{problem}"
        );
    }
}

/// A list endpoint: paths on the first lines, the document below.
pub fn json_source(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.splitn(4, '\n');
    let mut path = || lines.next().map(str::to_owned);
    let (Some(item), title, link) = (path(), path(), path()) else {
        return;
    };
    let Some(document) = lines.next() else { return };
    let written = |path: Option<String>| path.filter(|it| !it.is_empty());
    let select = Select {
        item,
        title: written(title),
        link: written(link),
        ..Select::default()
    };
    at("zh-CN", |at| {
        let Ok(teasers) = json_section::read(document, at, &select) else {
            return;
        };
        assert!(!teasers.is_empty(), "an empty list is an error");
        output::hold(&teasers, at);
    });
}

/// A feed as a section: what it states goes on within the grant, and what we make of it is a feed again.
pub fn feed_source(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    at("en", |at| {
        // A sitemap and the posts of WordPress are read by the same code, and begin in their own way.
        if let Ok(feed_section::Sitemap::Articles(teasers)) = feed_section::read_sitemap(&text, at) {
            output::hold(&teasers, at);
        }
        let read = feed_section::read(&text, at);
        let Ok(teasers) = read.or_else(|_| feed_section::read_wordpress(&text, at)) else {
            return;
        };
        assert!(!teasers.is_empty(), "an empty feed is an error");
        for article in teasers
            .iter()
            .filter_map(|teaser| teaser.article.as_deref())
        {
            output::is_sound(article, at);
        }
        output::hold(&teasers, at);
    });
}

/// `robots.txt` below a link on the first line: an answer, and the same one each time.
pub fn robots(data: &[u8]) {
    let mut lines = data.splitn(2, |&byte| byte == b'\n');
    let (Some(link), Some(rules)) = (lines.next(), lines.next()) else {
        return;
    };
    let Ok(link) = std::str::from_utf8(link) else {
        return;
    };
    let Ok(url) = Url::parse("http://news.example/")
        .expect("a URL")
        .join(link)
    else {
        return;
    };
    let rules = Robots::parse(rules, &["byline"]);
    let answer = rules.forbids(&url);
    assert_eq!(answer, rules.forbids(&url));
    assert!(
        rules
            .delay()
            .is_none_or(|delay| delay <= byline::origin::robots::MAX_DELAY)
    );
}

/// Preconditions: lines of `If-None-Match`, and after an empty line of `If-Modified-Since`.
pub fn conditional(data: &[u8]) {
    const ETAG: &str = "\"0123456789abcdef\"";
    let mut request = HeaderMap::new();
    let mut name = IF_NONE_MATCH;
    for line in data.split(|&byte| byte == b'\n').take(64) {
        if line.is_empty() {
            name = IF_MODIFIED_SINCE;
        } else if let Ok(value) = HeaderValue::from_bytes(line) {
            request.append(&name, value);
        }
    }
    let modified = HeaderValue::from_static("Wed, 21 Jan 2015 01:39:00 GMT");
    let etag = HeaderValue::from_static(ETAG);
    let validators = RepresentationValidators {
        etag: &etag,
        last_modified: Some(&modified),
    };
    let held = validators.hold(&request);
    assert_eq!(
        held,
        validators.hold(&request),
        "the answer depends on the request alone"
    );
    let tags: Vec<&[u8]> = request
        .get_all(IF_NONE_MATCH)
        .iter()
        .map(HeaderValue::as_bytes)
        .collect();
    let dates = request.get_all(IF_MODIFIED_SINCE).iter().count();
    if !tags.is_empty() {
        let named = tags.iter().any(|line| {
            line.trim_ascii() == b"*"
                || line.windows(ETAG.len()).any(|part| part == ETAG.as_bytes())
        });
        assert!(
            named || !held,
            "only the tag itself spares a reader the document"
        );
        // Alone on a line it is understood whatever the other lines say.
        if tags.iter().any(|line| *line == ETAG.as_bytes()) {
            assert!(held);
        }
    } else if dates != 1 {
        assert!(!held, "no date, or two, is no precondition");
    }
    let strict = RepresentationValidators {
        last_modified: None,
        ..validators
    };
    assert!(
        tags.is_empty() || strict.hold(&request) == held,
        "beside a tag a date says nothing"
    );
}
