//! The posts of a WordPress site, as its REST API lists them: `/wp-json/wp/v2/posts`, with `_embed` for names and pictures.
//!
//! In: a document. Out: drafts of items, in its order. `date_gmt` is in UTC, `date` local.

use serde_json::Value;

use super::item_draft::{ItemDraft, keywords, name, web};
use crate::extract::ExtractError;
use crate::extract::article::StatedPicture;
use crate::extract::json::moment;
use crate::extract::list::fields::markup;
use crate::extract::teaser::ITEM_LIMIT;
use crate::model::{Moment, Picture};
use crate::page::Context;

const REMEDY: &str =
    "give the address of its posts, such as \"https://news.example/wp-json/wp/v2/posts?_embed=1\"";

pub(super) fn read(text: &str, at: &Context<'_>) -> Result<Vec<ItemDraft>, ExtractError> {
    let posts: Value = serde_json::from_str(text).map_err(|error| {
        let what = if text.starts_with('<') {
            "this is a page or XML, not the list of posts of WordPress's API".to_owned()
        } else {
            format!(
                "the list of posts is malformed at line {}, column {}",
                error.line(),
                error.column()
            )
        };
        ExtractError::no_list(what, REMEDY)
    })?;
    let Some(posts) = posts.as_array() else {
        let said = string(&posts["message"]).unwrap_or("it is no list");
        let said: String = said.chars().filter(|c| !c.is_control()).take(200).collect();
        return Err(ExtractError::no_list(
            format!("this is JSON, but no list of posts: {said}"),
            REMEDY,
        ));
    };
    Ok(posts
        .iter()
        .take(ITEM_LIMIT)
        .map(|value| post(value, at))
        .collect())
}

fn post(value: &Value, at: &Context<'_>) -> ItemDraft {
    let mut draft = ItemDraft::default();
    let url = |value: &Value| string(value).and_then(|href| web(href, at.url));
    let html = |value: &Value| string(&value["rendered"]).map(str::to_owned);
    draft.url = url(&value["link"]);
    draft.id = string(&value["guid"]["rendered"]).map(str::to_owned);
    let page = draft.url.clone().unwrap_or_else(|| at.url.clone());
    let is_open = value["content"]["protected"].as_bool() != Some(true);
    draft.body = html(&value["content"])
        .filter(|_| is_open)
        .map(|html| (html, page.clone()));
    if let Some(excerpt) = html(&value["excerpt"]).filter(|_| is_open) {
        draft.describe(&excerpt, &page);
    }
    // A plugin of many sites states in each post what a page states as `og:site_name`.
    draft.of_site(string(&value["yoast_head_json"]["og_site_name"]));
    let embedded = &value["_embedded"];
    for author in list(&embedded["author"]).filter_map(|author| string(&author["name"])) {
        draft.author(author);
    }
    let terms = list(&embedded["wp:term"]).flat_map(list);
    let mut terms =
        terms.filter_map(|term| Some((term["taxonomy"].as_str()?, string(&term["name"])?)));
    let mut words: Vec<(bool, String)> = terms
        .by_ref()
        .take(200)
        .filter(|(taxonomy, _)| matches!(*taxonomy, "category" | "post_tag"))
        .filter_map(|(taxonomy, word)| Some((taxonomy != "category", name(word)?)))
        .collect();
    words.sort_by_key(|(is_tag, _)| *is_tag);
    let article = &mut draft.article;
    article.keywords = keywords(words.into_iter().map(|(_, word)| word));
    article.title = html(&value["title"]).and_then(|title| markup::title(&title));
    article.published = date(value, "date", at);
    article.updated = date(value, "modified", at);
    let picture = list(&embedded["wp:featuredmedia"]).next();
    if let Some(picture) = picture
        && let Some(image) = url(&picture["source_url"])
    {
        let stated = StatedPicture {
            caption: html(&picture["caption"]).and_then(|text| super::item_draft::plain(&text)),
            ..StatedPicture::default()
        };
        let said = Some(stated.picture(image.clone())).filter(Picture::says_something);
        article.pictures = said.into_iter().collect();
        article.image = Some(image);
    }
    draft
}

/// `NAME_gmt`, which is in UTC, or else `NAME`.
fn date(value: &Value, name: &str, at: &Context<'_>) -> Option<Moment> {
    let in_utc = string(&value[format!("{name}_gmt").as_str()]);
    in_utc
        .and_then(|text| moment(text, at, true))
        .or_else(|| moment(string(&value[name])?, at, false))
}

/// The values of a list.
fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn string(value: &Value) -> Option<&str> {
    let text = value.as_str().map(str::trim);
    text.filter(|text| !text.is_empty())
}
