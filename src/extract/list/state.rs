//! Lists in the state that a page's scripts start from, as Next and Nuxt write it, whole or as a stream.
//!
//! In: a page whose markup shows no list. Out: the best list of titled addresses in its scripts.

use foldhash::HashMap;
use html5ever::local_name;
use serde_json::{Map, Value};

use super::fields::link::Links;
use super::fields::{values, wording};
use super::{script, unite};
use crate::extract::Teaser;
use crate::page::elements::Page;
use crate::page::{Budget, Context};

/// Scripts beyond this are programs, in bytes.
const SCRIPT_LIMIT_BYTES: usize = 8 * 1024 * 1024;
/// Levels of values that are followed.
const DEPTH_LIMIT: usize = 40;
/// A shorter list is a menu of the site's.
const LEAST_ITEMS: usize = 3;
/// Lists whose titles are shorter on average are menus.
const LEAST_QUALITY: f32 = 0.3;

const TITLES: [&str; 9] = [
    "title",
    "headline",
    "widgetTitle",
    "newsTitle",
    "name",
    "subject",
    "articleTitle",
    "shortTitle",
    "text",
];
const ADDRESSES: [&str; 12] = [
    "url",
    "link",
    "href",
    "webUrl",
    "newsUrl",
    "articleUrl",
    "canonicalUrl",
    "pcUrl",
    "path",
    "permalink",
    "uri",
    "slug",
];
const DATES: [&str; 16] = [
    "datePublished",
    "publishedAt",
    "published_at",
    "publishDate",
    "publishTime",
    "publish_time",
    "published",
    "pubDate",
    "pubTime",
    "newsTime",
    "firstPublished",
    "date",
    "createdAt",
    "created_at",
    "ctime",
    "time",
];
const SUMMARIES: [&str; 8] = [
    "summary",
    "description",
    "abstract",
    "excerpt",
    "dek",
    "intro",
    "digest",
    "subtitle",
];
const IMAGES: [&str; 9] = [
    "image",
    "thumbnail",
    "thumb",
    "cover",
    "img",
    "pic",
    "imageUrl",
    "thumbnails",
    "picture",
];

/// The list with the most headlines, in its order; empty when there is none.
pub(super) fn list(page: &Page<'_>, links: &Links<'_>, at: &Context<'_>) -> Vec<Teaser> {
    let stream = stream(page, at.budget);
    let rows = script::rows(&stream);
    let mut best = Best {
        links,
        at,
        rows: rows.iter().map(|(id, value)| (*id, value)).collect(),
        weight: 0.0,
        teasers: Vec::new(),
    };
    for script in scripts(page) {
        if let Some(data) = data(&script, at.budget) {
            best.search(&data, 0);
        }
    }
    rows.iter().for_each(|(_, value)| best.search(value, 0));
    unite::duplicates(best.teasers)
}

/// The texts of the scripts that may hold data.
fn scripts(page: &Page<'_>) -> impl Iterator<Item = String> {
    let is_script = move |at: &usize| page.element(*at).name == local_name!("script");
    let scripts = (0..page.len()).filter(is_script);
    scripts
        .map(move |at| page.node(at).text())
        .filter(|script| script.len() <= SCRIPT_LIMIT_BYTES)
}

/// The stream that scripts add to in pieces.
fn stream(page: &Page<'_>, budget: &Budget) -> String {
    let mut stream = String::new();
    for script in scripts(page) {
        for piece in script::pieces(&script) {
            if stream.len() + piece.len() <= SCRIPT_LIMIT_BYTES && budget.make(piece.len()) {
                stream.push_str(&piece);
            }
        }
    }
    stream
}

/// A script that is JSON, or that assigns data: `window.__STATE__ = {…};`.
fn data(script: &str, budget: &Budget) -> Option<Value> {
    let script = script.trim();
    let data = if script.starts_with(['{', '[']) {
        script
    } else {
        let (before, after) = script.split_once('=')?;
        let assigns = before.len() <= 120 && !before.contains(['(', '{']);
        assigns.then_some(after.trim_start())?
    };
    let is_json = data.starts_with(['{', '[']);
    let mut values = serde_json::Deserializer::from_str(data).into_iter::<Value>();
    let json = is_json.then(|| values.next()?.ok()).flatten();
    Some(unfolded(
        json.or_else(|| script::value(data, budget))?,
        budget,
    ))
}

/// Nuxt writes its state as one array whose objects hold places in it; they are put back.
fn unfolded(value: Value, budget: &Budget) -> Value {
    let Value::Array(items) = &value else {
        return value;
    };
    let refers = |field: &Value| field.as_u64().is_some_and(|n| (n as usize) < items.len());
    let folded = items.len() > 8
        && items
            .iter()
            .filter_map(Value::as_object)
            .filter(|fields| !fields.is_empty())
            .take(20)
            .all(|fields| fields.values().all(refers));
    if !folded {
        return value;
    }
    let place = |field: &Value| {
        let value = items.get(field.as_u64()? as usize)?;
        // Many fields may name one long text. Objects and lists hold places again, which say nothing of an item.
        let bytes = match value {
            Value::String(text) => text.len(),
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
            Value::Array(_) | Value::Object(_) => return None,
        };
        let affordable = budget.make(bytes + size_of::<Value>());
        affordable.then(|| value.clone())
    };
    let objects = items.iter().filter_map(Value::as_object).map(|fields| {
        fields
            .iter()
            .filter_map(|(key, field)| Some((key.clone(), place(field)?)))
            .collect::<Map<String, Value>>()
    });
    Value::Array(objects.map(Value::Object).collect())
}

struct Best<'b> {
    links: &'b Links<'b>,
    at: &'b Context<'b>,
    /// The rows of a stream, which others name: `"$2a"`.
    rows: HashMap<&'b str, &'b Value>,
    weight: f32,
    teasers: Vec<Teaser>,
}

impl Best<'_> {
    fn search(&mut self, value: &Value, depth: usize) {
        if depth > DEPTH_LIMIT || !self.at.budget.go_on() {
            return;
        }
        match value {
            Value::Array(items) => {
                if items.len() >= LEAST_ITEMS {
                    self.weigh(items);
                }
                items.iter().for_each(|item| self.search(item, depth + 1));
            }
            Value::Object(fields) => fields
                .values()
                .for_each(|field| self.search(field, depth + 1)),
            _ => {}
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of items")]
    fn weigh(&mut self, items: &[Value]) {
        let teasers: Vec<Teaser> = items.iter().filter_map(|item| self.teaser(item)).collect();
        let quality: f32 = teasers
            .iter()
            .map(|teaser| wording::headline_quality(&teaser.title))
            .sum();
        let enough = teasers.len() >= LEAST_ITEMS && teasers.len() * 2 >= items.len().min(40);
        if enough && quality > self.weight && quality >= LEAST_QUALITY * teasers.len() as f32 {
            self.weight = quality;
            self.teasers = teasers;
        }
    }

    /// An object with a title and an address, itself or one level below.
    fn teaser(&self, item: &Value) -> Option<Teaser> {
        let named = |name: &str| self.rows.get(name.strip_prefix('$')?).copied();
        let fields = item.as_str().map_or(Some(item), named)?.as_object()?;
        self.of_fields(fields).or_else(|| {
            let inner = fields.values().filter_map(Value::as_object);
            inner.into_iter().find_map(|fields| self.of_fields(fields))
        })
    }

    fn of_fields(&self, fields: &Map<String, Value>) -> Option<Teaser> {
        let first = |names: &[&str]| names.iter().find_map(|name| fields.get(*name));
        let title = first(&TITLES).and_then(values::text)?;
        let url = ADDRESSES
            .iter()
            .filter_map(|name| fields.get(*name)?.as_str())
            .filter(|text| text.contains('/'))
            .find_map(|text| self.links.article(text))?;
        let teaser = Teaser {
            url,
            title,
            published: first(&DATES).and_then(|value| values::moment(value, self.at)),
            summary: first(&SUMMARIES).and_then(values::text),
            image: first(&IMAGES).and_then(|value| values::image(value, self.links)),
            article: None,
            media: crate::model::Media::default(),
            language: None,
        };
        let affordable = self.at.budget.make(teaser.weight_bytes());
        affordable.then_some(teaser)
    }
}
