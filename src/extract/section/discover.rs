//! Selectors for a list that was found without any, so that an operator can read, edit and keep them.
//!
//! In: a page. Out: its [`Listing`] with selectors that select the very same articles, where there are such.
//! Nothing is trusted that was not tried: each candidate is applied as feeds.toml would apply it, and what it
//! finds is compared with what detection found.

use std::collections::BTreeSet;

use url::Url;

use super::choice::Place;
use super::{Listing, read};
use crate::config::Select;
use crate::extract::{Context, ExtractError};

/// Elements that hold a date in lists, the most telling first.
const DATES: [&str; 12] = [
    "time",
    "label",
    ".date",
    ".time",
    "[class*=date]",
    "[class*=time]",
    "em",
    "i",
    "small",
    "td:last-child",
    "span",
    "p",
];
/// Elements that hold an abstract.
const SUMMARIES: [&str; 4] = ["[class*=summary]", "[class*=desc]", "p", "dd"];
/// A selector for a part must find it in this share of the articles that have it, in percent.
const ENOUGH_PERCENT: usize = 90;

/// The list of `html` as detection finds it, with selectors of its own where some select the same.
///
/// # Errors
/// As [`read`].
pub fn discover(html: &str, at: &Context<'_>) -> Result<Listing, ExtractError> {
    let mut found = read(html, at, None)?;
    let places = found
        .choice
        .as_ref()
        .map_or(&[][..], |choice| &choice.places);
    let candidates: Vec<Select> = places.iter().flat_map(candidates).collect();
    found.select = candidates
        .into_iter()
        .find(|select| selects(html, at, select, &found))
        .map(|select| with_parts(html, at, select, &found));
    Ok(found)
}

/// Selectors for a place, the shortest first.
fn candidates(place: &Place) -> Vec<Select> {
    let steps: Vec<&str> = place
        .block
        .split('>')
        .filter(|step| !step.is_empty())
        .collect();
    let mut all = Vec::new();
    for link in &place.links {
        let (first, rest) = link.split_once('>').unwrap_or((link, ""));
        for from in (0..steps.len()).rev() {
            let block = steps[from..].join(" > ");
            let rest = rest.replace('>', " > ");
            all.push(Select {
                item: format!("{block} > {first}"),
                title: (!rest.is_empty()).then(|| rest.clone()),
                link: (!rest.is_empty()).then_some(rest),
                ..Select::default()
            });
        }
    }
    all
}

/// Whether `select` selects exactly the articles that were found.
fn selects(html: &str, at: &Context<'_>, select: &Select, found: &Listing) -> bool {
    read(html, at, Some(select)).is_ok_and(|listing| urls(&listing) == urls(found))
}

fn urls(listing: &Listing) -> BTreeSet<&Url> {
    listing.teasers.iter().map(|teaser| &teaser.url).collect()
}

/// Adds selectors for the date, the abstract and the image, each as far as one agrees with what was found.
fn with_parts(html: &str, at: &Context<'_>, mut select: Select, found: &Listing) -> Select {
    let agreeing =
        |select: &Select, same: &dyn Fn(&super::Teaser, &super::Teaser) -> Option<bool>| {
            let Ok(listing) = read(html, at, Some(select)) else {
                return false;
            };
            let judged: Vec<bool> = found
                .teasers
                .iter()
                .filter_map(|wanted| {
                    let got = listing.teasers.iter().find(|got| got.url == wanted.url)?;
                    same(wanted, got)
                })
                .collect();
            let right = judged.iter().filter(|&&right| right).count();
            !judged.is_empty() && right * 100 >= judged.len() * ENOUGH_PERCENT
        };
    let with = |select: &Select, set: &dyn Fn(&mut Select)| {
        let mut tried = select.clone();
        set(&mut tried);
        tried
    };
    for date in DATES {
        let tried = with(&select, &|select| select.date = Some(date.to_owned()));
        if agreeing(&tried, &|wanted, got| {
            wanted.published.map(|at| got.published == Some(at))
        }) {
            select = tried;
            break;
        }
    }
    for summary in SUMMARIES {
        let tried = with(&select, &|select| select.summary = Some(summary.to_owned()));
        if agreeing(&tried, &|wanted, got| {
            wanted
                .summary
                .as_ref()
                .map(|_| got.summary == wanted.summary)
        }) {
            select = tried;
            break;
        }
    }
    let tried = with(&select, &|select| select.image = Some("img".to_owned()));
    if agreeing(&tried, &|wanted, got| {
        wanted.image.as_ref().map(|_| got.image == wanted.image)
    }) {
        select = tried;
    }
    select
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    /// What an operator pastes must give the feed that was shown.
    #[test]
    fn the_selectors_select_what_was_found() {
        let rows: String = (1..=12)
            .map(|n| {
                format!(
                    "<li><h3><a href=\"./201501/t20150121_{n}.htm\">城南小学第{n}间图书室今天开门迎客</a></h3>\
                     <p>图书室有三千册书,都是居民捐来的,第{n}间也一样,每天放学以后开放。</p><label>2015-01-{:02}</label></li>",
                    21 - n
                )
            })
            .collect();
        let html = format!(
            "<html><body><div id=nav><ul><li><a href=/>首页</a><li><a href=/b/>社会</a><li><a href=/c/>图片</a></ul></div>\
             <div id=main2><ul class=list>{rows}</ul></div><div class=side><ul><li><a href=/x/1.htm>论坛热帖一则</a></ul></div></body></html>"
        );
        let url = Url::parse("http://news.example/tanews/").expect("a test URL");
        let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
        let now = "2015-01-22T12:00:00+08:00".parse().expect("a test time");
        let at = Context {
            url: &url,
            zone: &zone,
            language: "zh-CN",
            now,
        };
        let found = discover(&html, &at).expect("a list");
        assert_eq!(found.teasers.len(), 12);
        let select = found.select.clone().expect("selectors");
        let again = read(&html, &at, Some(&select)).expect("a list");
        assert_eq!(urls(&again), urls(&found));
        assert!(
            again
                .teasers
                .iter()
                .all(|teaser| teaser.published.is_some()),
            "{select:?}"
        );
        assert!(
            again.teasers.iter().all(|teaser| teaser.summary.is_some()),
            "{select:?}"
        );
    }
}
