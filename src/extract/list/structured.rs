//! The articles in a listing page's JSON-LD (schema.org `ItemList`, `NewsArticle` and similar types).
//!
//! In: a page. Out: teasers in the order stated. They only complete or support what the page shows: a JSON-LD list may name
//! five of fifty articles, or those of another page.

use foldhash::{HashMap, HashSet};
use html5ever::local_name;
use serde_json::{Map, Value};
use url::Url;

use super::fields::link::Links;
use super::fields::{title, values};
use crate::extract::Teaser;
use crate::model::Precision;
use crate::page::elements::Page;
use crate::page::{Context, json_ld};

/// Levels of objects that are followed.
const DEPTH_LIMIT: usize = 24;
/// The most articles that are read.
const ARTICLE_LIMIT: usize = 1000;
/// Fewer articles are no list: an article page describes itself in JSON-LD, too.
const LEAST_ARTICLES: usize = 3;

/// Types that are articles when a list holds them.
const OTHER_ARTICLES: [&str; 3] = ["VideoObject", "Review", "CreativeWork"];
/// Types of lists that hold the site's navigation.
const PLACES: [&str; 3] = ["BreadcrumbList", "SiteNavigationElement", "WPHeader"];

/// The articles in the page's JSON-LD; empty unless they make a list.
pub(super) fn announced(page: &Page<'_>, links: &Links<'_>, at: &Context<'_>) -> Vec<Teaser> {
    let mut found = Announcements {
        links,
        at,
        seen: HashSet::default(),
        teasers: Vec::new(),
    };
    for index in 0..page.len() {
        if page.element(index).name != local_name!("script")
            || !page
                .attr(index, "type")
                .is_some_and(json_ld::is_type_of_script)
        {
            continue;
        }
        if let Some(data) = json_ld::parse(&page.node(index).text()) {
            found.walk(&data, 0);
        }
    }
    if found.teasers.len() < LEAST_ARTICLES {
        found.teasers.clear();
    }
    found.teasers
}

struct Announcements<'f> {
    links: &'f Links<'f>,
    at: &'f Context<'f>,
    seen: HashSet<Url>,
    teasers: Vec<Teaser>,
}

impl Announcements<'_> {
    fn walk(&mut self, value: &Value, depth: usize) {
        let spent = !self.at.budget.go_on();
        if spent || depth > DEPTH_LIMIT || self.teasers.len() >= ARTICLE_LIMIT {
            return;
        }
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.walk(item, depth + 1)),
            Value::Object(fields) => {
                if is_a(fields, |name| PLACES.contains(&name)) {
                    return;
                }
                if is_a(fields, is_article) {
                    self.take(fields);
                } else if is_a(fields, |name| name == "ListItem") {
                    self.list_item(fields, depth);
                    return;
                }
                for key in [
                    "@graph",
                    "mainEntity",
                    "itemListElement",
                    "hasPart",
                    "blogPost",
                    "blogPosts",
                    "about",
                    "dataFeedElement",
                    "item",
                ] {
                    if let Some(inner) = fields.get(key) {
                        self.walk(inner, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    /// schema.org ListItem: the article inside, or its address and name.
    fn list_item(&mut self, fields: &Map<String, Value>, depth: usize) {
        match fields.get("item") {
            Some(Value::Object(item)) if is_a(item, is_article) => self.take(item),
            Some(inner @ (Value::Array(_) | Value::Object(_))) if fields.get("url").is_none() => {
                if let Value::Object(item) = inner {
                    self.take(item);
                } else {
                    self.walk(inner, depth + 1);
                }
            }
            _ => self.take(fields),
        }
    }

    fn take(&mut self, fields: &Map<String, Value>) {
        let field = |names: &[&str]| names.iter().find_map(|name| fields.get(*name));
        let url = ["url", "mainEntityOfPage", "@id", "item"]
            .iter()
            .find_map(|name| values::article(fields.get(*name)?, self.links));
        let Some(url) = url else { return };
        if !self.seen.insert(url.clone()) {
            return;
        }
        self.teasers.push(Teaser {
            url,
            title: field(&["headline", "name"])
                .and_then(values::text)
                .unwrap_or_default(),
            published: field(&["datePublished", "dateCreated", "uploadDate"])
                .and_then(|value| values::moment(value, self.at)),
            summary: field(&["description", "abstract"]).and_then(values::text),
            image: field(&["image", "thumbnailUrl"])
                .and_then(|value| values::image(value, self.links)),
            article: None,
            media: crate::model::Media::default(),
            language: None,
        });
    }
}

fn is_a(fields: &Map<String, Value>, test: impl Fn(&str) -> bool) -> bool {
    json_ld::types(fields.get("@type")).any(test)
}

fn is_article(name: &str) -> bool {
    json_ld::is_article(name) || OTHER_ARTICLES.contains(&name)
}

/// Completes the teasers that the page shows with what its JSON-LD states of them.
pub(super) fn complete(teasers: &mut [Teaser], announced: Vec<Teaser>) {
    let mut known: HashMap<Url, Teaser> = announced
        .into_iter()
        .map(|teaser| (teaser.url.clone(), teaser))
        .collect();
    for teaser in teasers {
        let Some(data) = known.remove(&teaser.url) else {
            continue;
        };
        if title::is_cut_beginning(&teaser.title, &data.title) {
            teaser.title = data.title;
        }
        // A day on the page and a time in the data are one date, stated more and less precisely.
        let finer = match (teaser.published, data.published) {
            (Some(shown), Some(stated)) => {
                shown.precision() == Precision::Day
                    && stated.precision() != Precision::Day
                    && stated.as_stated().starts_with(&shown.as_stated())
            }
            (None, _) => true,
            _ => false,
        };
        if finer {
            teaser.published = data.published;
        }
        teaser.summary = teaser.summary.take().or(data.summary);
        teaser.image = teaser.image.take().or(data.image);
    }
}
