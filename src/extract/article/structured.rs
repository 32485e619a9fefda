//! What an article page states of its article in JSON-LD (schema.org `NewsArticle` and similar types).
//!
//! In: the page's JSON-LD scripts. Out: [`Structured`], of the one object that is about this page. `@graph`,
//! references by `@id`, arrays and single values are all followed, a few levels deep.

use std::collections::HashMap;

use serde_json::Value;
use url::Url;

use super::head::squash;
use super::pictures::stated::Stated;
use crate::model::URL_LIMIT_BYTES;
use crate::page::{Budget, json_ld};

/// How far references are followed.
const DEPTH_LIMIT: usize = 6;
/// An article's images and other images of its page, of which something is stated.
const PICTURE_LIMIT: usize = 64;
/// No article has more authors.
const NAME_LIMIT: usize = 64;

/// The statements, as trimmed strings. The callers decide which of them to believe.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Structured {
    pub(super) headline: Option<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) creators: Vec<String>,
    pub(super) editors: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) source: Option<(String, Option<String>)>,
    pub(super) holder: Option<String>,
    pub(super) notice: Option<String>,
    pub(super) licence: Option<String>,
    pub(super) based_on: Option<String>,
    pub(super) description: Option<String>,
    pub(super) image: Option<String>,
    /// The page's `ImageObject`s, those of the article first.
    pub(super) pictures: Vec<ImageObject>,
    pub(super) language: Option<String>,
    pub(super) keywords: Vec<String>,
    pub(super) section: Option<String>,
    /// The steps of the page's breadcrumb, without the home page.
    pub(super) breadcrumb: Vec<String>,
    /// The names of the web site and of the newsroom behind it, whatever object is about this page.
    pub(super) sites: Vec<String>,
}

/// What is stated of a picture.
#[derive(Debug, PartialEq)]
pub(super) struct ImageObject {
    pub(super) url: String,
    /// It is the `image` of the article.
    pub(super) is_articles: bool,
    pub(super) stated: Stated,
}

impl Structured {
    /// Reads the scripts; `title` tells the page's own article from others that it lists.
    pub(super) fn of(scripts: &[String], title: &str, budget: &Budget) -> Self {
        let documents: Vec<Value> = scripts
            .iter()
            .filter_map(|script| json_ld::parse(script))
            .collect();
        let mut objects = Vec::new();
        for document in &documents {
            collect(document, &mut objects, 0);
        }
        let by_id: HashMap<&str, &Value> = objects
            .iter()
            // An object with only an id is a reference; the object that it refers to has more keys.
            .filter(|object| object.as_object().is_some_and(|map| map.len() > 1))
            .filter_map(|object| Some((object.get("@id")?.as_str()?, *object)))
            .collect();
        let sites = sites(&objects);
        let breadcrumb = breadcrumb(&objects);
        let title = folded(title);
        let best = objects
            .iter()
            .filter_map(|object| {
                let rank = rank(object)?;
                let headline = text(object, "headline").or_else(|| text(object, "name"));
                let ours = headline.is_some_and(|headline| {
                    let headline = folded(&headline);
                    !headline.is_empty() && (title.contains(&headline) || headline.contains(&title))
                });
                Some((rank + u8::from(ours) * 4, *object))
            })
            // The first of equals: max_by_key gives the last.
            .rev()
            .max_by_key(|(rank, _)| *rank);
        let Some((_, article)) = best else {
            return Self {
                sites,
                breadcrumb,
                ..Self::default()
            };
        };
        let graph = Graph { by_id, budget };
        let mut pictures = graph.pictures(article.get("image"));
        let others = objects.iter().filter(|object| is_picture(object));
        pictures.extend(others.filter_map(|object| graph.picture(object, false)));
        pictures.truncate(PICTURE_LIMIT);
        Self {
            pictures,
            headline: text(article, "headline"),
            published: text(article, "datePublished").or_else(|| text(article, "dateCreated")),
            modified: text(article, "dateModified"),
            authors: graph.names(article, "author"),
            creators: graph.names(article, "creator"),
            editors: graph.names(article, "editor"),
            publisher: graph.names(article, "publisher").into_iter().next(),
            source: graph
                .names(article, "sourceOrganization")
                .into_iter()
                .next()
                .map(|name| {
                    let url = graph.url(article, "sourceOrganization");
                    (name, url)
                }),
            holder: graph.names(article, "copyrightHolder").into_iter().next(),
            notice: text(article, "copyrightNotice").or_else(|| text(article, "creditText")),
            licence: graph.url(article, "license"),
            based_on: graph.url(article, "isBasedOn"),
            description: text(article, "description"),
            image: graph.url(article, "image"),
            language: text(article, "inLanguage"),
            keywords: keywords(article.get("keywords")),
            section: text(article, "articleSection"),
            breadcrumb,
            sites,
        }
    }
}

fn is_picture(object: &Value) -> bool {
    json_ld::types(object.get("@type")).any(|name| name == "ImageObject" || name == "Photograph")
}

/// The names of objects that stand for the site: `WebSite`, `NewsMediaOrganization`.
fn sites(objects: &[&Value]) -> Vec<String> {
    let is_site = |object: &&&Value| {
        json_ld::types(object.get("@type"))
            .any(|name| matches!(name, "WebSite" | "NewsMediaOrganization"))
    };
    let mut names: Vec<String> = Vec::new();
    for site in objects.iter().filter(is_site) {
        for name in ["name", "alternateName"]
            .iter()
            .filter_map(|key| text(site, key))
        {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// The names of the steps of the first `BreadcrumbList`, without those that lead to a home page.
fn breadcrumb(objects: &[&Value]) -> Vec<String> {
    let is_list =
        |object: &&&Value| json_ld::types(object.get("@type")).any(|name| name == "BreadcrumbList");
    let steps = objects
        .iter()
        .find(is_list)
        .and_then(|list| list.get("itemListElement")?.as_array());
    steps
        .into_iter()
        .flatten()
        .take(NAME_LIMIT)
        .filter(|step| {
            let item = step.get("item");
            let url = item.and_then(|item| item.as_str().or_else(|| item.get("@id")?.as_str()));
            let path = url.and_then(|url| url.split_once("://")?.1.split_once('/'));
            path.is_none_or(|(_, path)| !path.is_empty())
        })
        .filter_map(|step| text(step, "name").or_else(|| text(step.get("item")?, "name")))
        .collect()
}

/// Articles rank before pages. Objects of other types are not about the page.
fn rank(object: &Value) -> Option<u8> {
    json_ld::types(object.get("@type"))
        .filter_map(|name| match name {
            "WebPage" | "ItemPage" | "CollectionPage" => Some(1),
            name => json_ld::is_article(name).then_some(3),
        })
        .max()
}

struct Graph<'a> {
    by_id: HashMap<&'a str, &'a Value>,
    budget: &'a Budget,
}

impl<'a> Graph<'a> {
    /// The object behind a reference.
    fn resolve(&self, value: &'a Value) -> &'a Value {
        value
            .as_object()
            .filter(|map| map.len() == 1)
            .and_then(|map| map.get("@id")?.as_str())
            .and_then(|id| self.by_id.get(id).copied())
            .unwrap_or(value)
    }

    fn names(&self, object: &'a Value, key: &str) -> Vec<String> {
        let mut names = Vec::new();
        if let Some(value) = object.get(key) {
            self.push_names(value, &mut names, 0);
        }
        names
    }

    fn push_names(&self, value: &'a Value, names: &mut Vec<String>, depth: usize) {
        // References may multiply: a hundred to one object whose hundred lead to another.
        if depth > DEPTH_LIMIT || names.len() >= NAME_LIMIT || !self.budget.go_on() {
            return;
        }
        match self.resolve(value) {
            Value::String(name) if self.budget.make(name.len()) => {
                names.extend(Some(squash(name)).filter(|name| !name.is_empty()));
            }
            Value::Array(several) => {
                for one in several {
                    self.push_names(one, names, depth + 1);
                }
            }
            object @ Value::Object(_) => {
                let part = |key: &str| object.get(key).and_then(Value::as_str);
                if let Some(name) = object.get("name") {
                    self.push_names(name, names, depth + 1);
                } else if let Some((given, family)) = part("givenName").zip(part("familyName"))
                    && self.budget.make(given.len() + family.len())
                {
                    names.push(squash(&format!("{given} {family}")));
                }
            }
            _ => {}
        }
    }

    /// What is stated of each picture of an article's list.
    fn pictures(&self, value: Option<&'a Value>) -> Vec<ImageObject> {
        let listed = match value.map(|value| self.resolve(value)) {
            Some(Value::Array(several)) => several.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        let listed = listed.iter().take(PICTURE_LIMIT);
        listed
            .filter_map(|one| self.picture(self.resolve(one), true))
            .collect()
    }

    /// What is stated of a picture (schema.org `ImageObject`), and its address.
    fn picture(&self, object: &'a Value, is_articles: bool) -> Option<ImageObject> {
        let is_organisation = |value: &Value| {
            json_ld::types(value.get("@type")).any(|name| name.ends_with("Organization"))
        };
        let by_organisation = object
            .get("creator")
            .is_some_and(|creator| is_organisation(self.resolve(creator)));
        let mut makers = self.names(object, "creator");
        if makers.is_empty() {
            makers = self.names(object, "author");
        }
        let source = match by_organisation {
            true => makers.pop(),
            false => self.names(object, "sourceOrganization").into_iter().next(),
        };
        let stated = Stated {
            caption: text(object, "caption").or_else(|| text(object, "description")),
            credit: text(object, "creditText"),
            makers,
            holder: self.names(object, "copyrightHolder").into_iter().next(),
            notice: text(object, "copyrightNotice"),
            source,
            licence: self
                .url(object, "license")
                .and_then(|url| Url::parse(&url).ok())
                .filter(|url| matches!(url.scheme(), "http" | "https"))
                .filter(|url| url.as_str().len() <= URL_LIMIT_BYTES),
        };
        let url = ["contentUrl", "url", "@id"]
            .iter()
            .find_map(|key| self.url(object, key));
        (stated != Stated::default()).then_some(ImageObject {
            url: url?,
            is_articles,
            stated,
        })
    }

    fn url(&self, object: &'a Value, key: &str) -> Option<String> {
        let mut value = object.get(key)?;
        for _ in 0..DEPTH_LIMIT {
            value = match self.resolve(value) {
                Value::String(url) => {
                    return Some(url.trim().to_owned()).filter(|url| !url.is_empty());
                }
                Value::Array(several) => several.first()?,
                Value::Object(map) => map
                    .get("url")
                    .or_else(|| map.get("contentUrl"))
                    .or_else(|| map.get("@id"))?,
                _ => return None,
            };
        }
        None
    }
}

fn collect<'a>(value: &'a Value, objects: &mut Vec<&'a Value>, depth: usize) {
    if depth > DEPTH_LIMIT {
        return;
    }
    match value {
        Value::Array(several) => {
            for one in several {
                collect(one, objects, depth + 1);
            }
        }
        Value::Object(map) => {
            objects.push(value);
            for (key, inner) in map {
                let leads_on = matches!(
                    key.as_str(),
                    "@graph"
                        | "mainEntity"
                        | "mainEntityOfPage"
                        | "author"
                        | "publisher"
                        | "isPartOf"
                        | "breadcrumb"
                );
                if leads_on && (inner.is_object() || inner.is_array()) {
                    collect(inner, objects, depth + 1);
                }
            }
        }
        _ => {}
    }
}

/// Plain text under a key; of an array its first.
fn text(object: &Value, key: &str) -> Option<String> {
    let value = match object.get(key)? {
        Value::Array(several) => several.first()?,
        value => value,
    };
    let text = match value {
        Value::String(text) => text,
        Value::Object(map) => map.get("@value").or_else(|| map.get("name"))?.as_str()?,
        _ => return None,
    };
    Some(squash(text)).filter(|text| !text.is_empty())
}

fn keywords(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(list)) => list
            .split([',', '，', ';'])
            .map(squash)
            .filter(|word| !word.is_empty())
            .collect(),
        Some(Value::Array(words)) => words
            .iter()
            .filter_map(Value::as_str)
            .map(squash)
            .filter(|word| !word.is_empty())
            .collect(),
        _ => Vec::new(),
    }
}

fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Structured {
        Structured::of(
            &[json.to_owned()],
            "麦收开镰 - 岱岳网",
            &Budget::unbounded(),
        )
    }

    /// Large publishers put every fact behind a reference.
    #[test]
    fn graphs_and_references_are_followed() {
        let facts = read(
            r##"{"@context":"https://schema.org","@graph":[
                {"@type":"Organization","@id":"#org","name":"岱岳网"},
                {"@type":"Person","@id":"#zhang","name":"张三"},
                {"@type":["NewsArticle"],"headline":"麦收开镰","author":[{"@id":"#zhang"},{"@type":"Person","name":"李四"}],
                 "publisher":{"@id":"#org"},"sourceOrganization":{"name":"岱岳日报","url":"http://daily.example/"},
                 "copyrightHolder":{"@id":"#org"},"copyrightNotice":"© 岱岳网","license":"http://news.example/l",
                 "isBasedOn":{"@type":"CreativeWork","url":"http://daily.example/1"},
                 "datePublished":"2015-01-21T09:39:00+08:00","image":{"url":"http://news.example/i.jpg"}}]}"##,
        );
        assert_eq!(facts.authors, ["张三", "李四"]);
        assert_eq!(facts.publisher.as_deref(), Some("岱岳网"));
        assert_eq!(
            facts.source,
            Some(("岱岳日报".into(), Some("http://daily.example/".into())))
        );
        assert_eq!(facts.holder.as_deref(), Some("岱岳网"));
        assert_eq!(facts.licence.as_deref(), Some("http://news.example/l"));
        assert_eq!(facts.based_on.as_deref(), Some("http://daily.example/1"));
        assert_eq!(facts.image.as_deref(), Some("http://news.example/i.jpg"));
    }

    /// A page that lists other articles must not take their authors for its own.
    #[test]
    fn the_object_about_this_page_is_read() {
        let facts = read(
            r#"[{"@type":"NewsArticle","headline":"别的新闻","author":"王五"},
                {"@type":"NewsArticle","headline":"麦收开镰","author":"张三"}]"#,
        );
        assert_eq!(facts.authors, ["张三"]);
    }

    /// A person whose name comes in two parts is a person.
    #[test]
    fn given_and_family_names_are_put_together() {
        let facts = read(
            r#"{"@type":"Article","headline":"麦收开镰",
                "author":{"@type":"Person","givenName":"Ann","familyName":"Lee"},"creator":["Bo Dahl"]}"#,
        );
        assert_eq!(facts.authors, ["Ann Lee"]);
        assert_eq!(facts.creators, ["Bo Dahl"]);
    }

    /// Real scripts are sloppy; a stray line break must not cost the date.
    #[test]
    fn sloppy_json_is_read_and_broken_json_ignored() {
        let facts = read("<!-- {\"@type\":\"Article\",\"headline\":\"麦收\n开镰\"}; -->");
        assert_eq!(facts.headline.as_deref(), Some("麦收 开镰"));
        assert_eq!(read("{\"@type\":"), Structured::default());
    }
}
