//! JSON Feed 1.0 and 1.1. What byline says beyond the standard stands under `_byline`.

use quick_xml::escape::partial_escape;
use serde_json::Value;

use super::item_draft::{
    self, ItemDraft, authors_of_all, grant, is_image, keywords, language, literal, moment, name,
    notice, summary, web,
};
use super::{enclosures, show};
use crate::extract::ExtractError;
use crate::extract::article::StatedPicture;
use crate::extract::bounds::EDITORS;
use crate::extract::list::fields::markup;
use crate::extract::teaser::ITEM_LIMIT;
use crate::model::{Editor, Picture, Show, SourceClaim};
use crate::page::Context;

pub(super) fn read(
    text: &str,
    at: &Context<'_>,
) -> Result<(Vec<ItemDraft>, Option<Show>), ExtractError> {
    let feed: Value = serde_json::from_str(text).map_err(|error| {
        ExtractError::no_list(
            format!(
                "the feed is malformed at line {}, column {}: it is not JSON there",
                error.line(),
                error.column()
            ),
            "tell the publisher; byline reads on when the feed is whole again",
        )
    })?;
    let is_feed = string(&feed["version"]).is_some_and(|version| version.contains("jsonfeed"));
    let Some(items) = feed["items"].as_array().filter(|_| is_feed) else {
        return Err(ExtractError::no_list(
            "this is JSON, but no JSON Feed".to_owned(),
            "set `kind = \"json\"` and say where its items are",
        ));
    };
    let tag = string(&feed["language"]).and_then(language);
    let authors = authors_of_all(names(&feed));
    let stated = string(&feed["_byline"]["rights"]["notice"]);
    let stated = stated.and_then(|text| notice(&partial_escape(text)));
    let home = string(&feed["home_page_url"]).and_then(|home| web(home, at.url));
    let home = home.unwrap_or_else(|| at.url.clone());
    let draft = |value: &Value| {
        let mut draft = item(value, at);
        if value["_byline"].is_null() {
            draft.inherit_authors(&authors);
        }
        draft.inherit_notice(stated.as_deref());
        draft.place_on(Some(&home));
        draft.of_site(string(&feed["title"]));
        if draft.article.language.is_none() {
            draft.article.language.clone_from(&tag);
        }
        draft
    };
    let drafts = items.iter().take(ITEM_LIMIT).map(draft).collect();
    Ok((drafts, show::of_byline(&feed["_byline"]["show"])))
}

fn item(value: &Value, at: &Context<'_>) -> ItemDraft {
    let mut draft = ItemDraft::default();
    let url = |value: &Value| string(value).and_then(|href| web(href, at.url));
    let text = |value: &Value| string(value).and_then(literal);
    draft.id = string(&value["id"]).map(str::to_owned);
    draft.url = url(&value["url"])
        .or_else(|| url(&value["external_url"]))
        .or_else(|| {
            let id = string(&value["id"]).filter(|id| id.starts_with("http"))?;
            web(id, at.url)
        });
    let byline = &value["_byline"];
    let rights = &byline["rights"];
    draft.credit = text(&byline["credit"]);
    draft.grant = string(&byline["grant"]).and_then(grant);
    draft.reprint = byline["reprint"].as_bool();
    draft.publisher = text(&byline["publisher"]);
    let page = draft.url.clone().unwrap_or_else(|| at.url.clone());
    draft.body = body(value, &draft).map(|html| (html, page));
    for author in names(value) {
        draft.author(&author);
    }
    let article = &mut draft.article;
    article.title = string(&value["title"]).and_then(|title| markup::title(&partial_escape(title)));
    article.summary = text(&value["summary"]).map(summary);
    if article.summary.is_none() && article.title.is_none() {
        // A note has neither; its beginning stands in.
        article.summary = text(&value["content_text"])
            .or_else(|| item_draft::plain(string(&value["content_html"])?))
            .map(summary);
    }
    article.published = string(&value["date_published"]).and_then(|date| moment(date, at));
    article.updated = string(&value["date_modified"]).and_then(|date| moment(date, at));
    article.image = url(&value["image"])
        .or_else(|| url(&value["banner_image"]))
        .or_else(|| {
            let mut files = list(&value["attachments"]);
            files.find_map(|file| {
                let url = url(&file["url"])?;
                is_image(&url, string(&file["mime_type"])).then_some(url)
            })
        });
    let mut recordings = Vec::new();
    for file in list(&value["attachments"]) {
        if let Some(url) = url(&file["url"]) {
            let (length, duration) = (&file["size_in_bytes"], &file["duration_in_seconds"]);
            let stated = string(&file["mime_type"]);
            let duration = duration.as_f64().filter(|&seconds| seconds >= 1.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is positive, and a fraction of a second goes"
            )]
            let duration = duration.map(|seconds| seconds as u64);
            enclosures::add(&mut recordings, url, stated, length.as_u64(), duration);
        }
    }
    draft.media = enclosures::of_byline(&byline["media"], recordings);
    let article = &mut draft.article;
    let said = &byline["image"];
    let stated = StatedPicture {
        caption: text(&said["caption"]),
        credit: text(&said["credit"]),
        holder: text(&said["holder"]),
        licence: url(&said["licence"]),
        ..StatedPicture::default()
    };
    let image = article.image.iter().cloned();
    article.pictures = image
        .map(|image| stated.clone().picture(image))
        .filter(Picture::says_something)
        .collect();
    article.keywords = keywords(
        list(&value["tags"])
            .filter_map(string)
            .filter_map(|word| name(&partial_escape(word))),
    );
    article.language = string(&value["language"]).and_then(language);
    article.source = text(&byline["source"]["name"]).map(|name| SourceClaim {
        name,
        url: url(&byline["source"]["url"]),
    });
    let word = |value: &Value| string(value).and_then(|text| name(&partial_escape(text)));
    article.editors = list(&byline["editors"])
        .filter_map(|editor| {
            Some(Editor {
                role: word(&editor["role"]).unwrap_or_default(),
                name: word(&editor["name"])?,
            })
        })
        .take(EDITORS)
        .collect();
    article.copyright = string(&rights["notice"]).and_then(|text| notice(&partial_escape(text)));
    article.holder = word(&rights["holder"]);
    article.licence = url(&rights["terms"]);
    // Where nobody is named, byline names the source, since readers would show the feed's author.
    let source = article.source.as_ref().map(|source| &source.name);
    if article.byline.len() == 1 && article.byline.first() == source {
        article.byline.clear();
    }
    draft
}

fn body(value: &Value, draft: &ItemDraft) -> Option<String> {
    if let Some(html) = string(&value["content_html"]) {
        return Some(html.to_owned());
    }
    let text = string(&value["content_text"]).filter(|text| literal(text) != draft.credit)?;
    let paragraphs = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| format!("<p>{}</p>", partial_escape(line)));
    Some(paragraphs.collect())
}

/// The names under `authors`, or the `author` of version 1.0, as HTML: objects as the specification wants them, or plain
/// names, one or a list.
fn names(value: &Value) -> impl Iterator<Item = String> {
    list(&value["authors"])
        .chain(list(&value["author"]))
        .filter_map(|author| string(author).or_else(|| string(&author["name"])))
        .map(|name| partial_escape(name).into_owned())
}

/// The values of a list; a value that should be in one is one.
fn list(value: &Value) -> impl Iterator<Item = &Value> {
    let single = (!value.is_array() && !value.is_null()).then_some(value);
    value.as_array().into_iter().flatten().chain(single)
}

fn string(value: &Value) -> Option<&str> {
    value
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}
