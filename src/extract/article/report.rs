//! An article as the JSON that `byline article` prints, for people and scripts.

use html5ever::local_name;
use serde_json::{Map, Value, json};

use crate::model::{Article, SafeHtml};
use crate::page::lines::Flow;
use crate::page::{Budget, Dom};

/// `{title, date, author, source, editor, summary, body, image, copyright}` and whatever else is known.
///
/// The nine are always there, `null` when the page does not state them; names are joined as their script joins
/// them; the date is as precise as the page printed it; the body is plain text, a paragraph a line.
pub fn report(article: &Article) -> Value {
    let mut report = Map::new();
    let mut put = |key: &str, value: Value| {
        report.insert(key.to_owned(), value);
    };
    let names = |names: Vec<&str>| {
        if names.is_empty() {
            Value::Null
        } else {
            Value::from(joined(&names))
        }
    };
    put("title", json!(article.title));
    put(
        "date",
        json!(article.published.map(|date| date.as_stated())),
    );
    put(
        "author",
        names(article.byline.iter().map(String::as_str).collect()),
    );
    put(
        "source",
        json!(article.source.as_ref().map(|source| &source.name)),
    );
    put("editor", names(editors(article)));
    put("summary", json!(article.summary));
    put("body", json!(article.body.as_ref().map(text)));
    put("image", json!(article.image));
    put("copyright", json!(article.copyright));
    if !article.byline.is_empty() {
        put("byline", json!(article.byline));
    }
    if !article.editors.is_empty() {
        put("editors", json!(article.editors));
    }
    if let Some(url) = article
        .source
        .as_ref()
        .and_then(|source| source.url.as_ref())
    {
        put("source_url", json!(url));
    }
    if let Some(updated) = article.updated {
        put("updated", json!(updated.as_stated()));
    }
    let known = [
        ("category", json!(article.category)),
        ("language", json!(article.language)),
        ("canonical", json!(article.canonical)),
        ("based_on", json!(article.based_on)),
        ("holder", json!(article.holder)),
        ("publisher", json!(article.publisher)),
        ("licence", json!(article.licence)),
    ];
    for (key, value) in known {
        if !value.is_null() {
            put(key, value);
        }
    }
    if !article.pictures.is_empty() {
        put("pictures", json!(article.pictures));
    }
    if !article.keywords.is_empty() {
        put("keywords", json!(article.keywords));
    }
    if !article.site_names.is_empty() {
        put("site_names", json!(article.site_names));
    }
    if !article.more_pages.is_empty() {
        put("more_pages", json!(article.more_pages));
    }
    if article.limits != crate::model::UseLimits::default() {
        put("limits", json!(article.limits));
    }
    if let Some(body) = &article.body {
        put("body_html", json!(body));
    }
    Value::Object(report)
}

/// Each editor once, however many roles; proofreaders only where there is nobody else.
fn editors(article: &Article) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for proofreaders in [false, true] {
        for editor in &article.editors {
            if editor.role.contains('校') == proofreaders && !names.contains(&editor.name.as_str())
            {
                names.push(&editor.name);
            }
        }
        if !names.is_empty() {
            break;
        }
    }
    names
}

fn joined(names: &[&str]) -> String {
    let is_cjk = names
        .iter()
        .any(|name| name.chars().any(crate::page::lines::is_cjk));
    names.join(if is_cjk { "、" } else { ", " })
}

/// The body as text, a line for each line that a browser would begin.
pub(super) fn text(body: &SafeHtml) -> String {
    let Ok(dom) = Dom::parse(body.as_str(), &Budget::unbounded()) else {
        return String::new(); // it was parsed within the same bounds before
    };
    let flow = Flow::of(&dom);
    // Captions belong to the pictures, which a text has not.
    let lines: Vec<&str> = flow
        .lines
        .iter()
        .filter(|line| {
            !flow
                .around(line.block)
                .any(|element| flow.elements[element].name == local_name!("figcaption"))
        })
        .map(|line| line.text.as_str())
        .collect();
    lines.join("\n")
}
