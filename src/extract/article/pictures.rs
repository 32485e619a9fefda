//! Whose the pictures of an article are, and what they show.
//!
//! In: the page's lines and elements before the body is cut, its JSON-LD, and the picture and the body that were chosen.
//! Out: a [`Picture`] for the lead image, and one for each picture in the body that the page credits. The rule: a picture
//! is said to be what stands in its own figure, directly behind it, in its own attributes, or in JSON-LD under its address.

mod credit;
mod stated;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use dom_query::local_name;
use url::Url;

pub(in crate::extract) use self::stated::Stated;

use super::body::BodyPlace;
use super::head::squash;
use super::structured::Structured;
use crate::extract::sanitize;
use crate::model::{Picture, SafeHtml};
use crate::page::Base;
use crate::page::hints::Hints;
use crate::page::lines::Flow;

/// Pictures of one page that are looked at.
const PICTURE_LIMIT: usize = 256;
/// A longer text is no caption.
const CAPTION_UNITS: f32 = 160.0;
/// The most lines of a caption and its credit.
const CAPTION_LINES: usize = 8;
/// Elements behind a picture among which its caption may be.
const NEAR_ELEMENTS: usize = 24;
/// How far up a figure is looked for.
const FIGURE_DEPTH: usize = 8;
/// Elements that are named for who made a picture or has it.
const CREDIT: Hints = Hints::CREDIT
    .with(Hints::AUTHOR)
    .with(Hints::SOURCE)
    .with(Hints::COPYRIGHT);

/// The pictures of a page with what is said of them.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    /// In document order, up to the end of the body.
    shown: Vec<Picture>,
    /// By JSON-LD; and whether it states that the picture is the article's.
    stated: Vec<(Picture, bool)>,
}

/// Reads what a page says of its pictures.
pub(super) fn find(
    flow: &Flow<'_>,
    body: BodyPlace,
    structured: &Structured,
    base: &Base<'_>,
) -> Pictures {
    let end = flow.elements[body.element].after;
    let images: Vec<usize> = (0..end)
        .filter(|&element| is_image(flow, element))
        .filter(|&element| !flow.elements[element].place.has(Hints::FURNITURE))
        .take(PICTURE_LIMIT)
        .collect();
    let shown = images.iter().enumerate().filter_map(|(at, &image)| {
        let url = sanitize::picture(&flow.elements[image].node, base)?;
        // An image behind the body ends nothing: its own figure is behind the body, too.
        let next = images.get(at + 1).copied().unwrap_or(flow.elements.len());
        let visible = visible(flow, image, next).stated();
        let stated = attributes(flow, image, base);
        let picture = visible.picture(url.clone()).or(stated.picture(url));
        Some(picture)
    });
    let shown = shown.collect();
    let stated = structured.pictures.iter();
    let stated = stated.filter_map(|object| {
        let url = base.web(&object.url)?;
        Some((object.stated.clone().picture(url), object.is_articles))
    });
    Pictures {
        shown,
        stated: stated.collect(),
    }
}

impl Pictures {
    /// What is said of the lead image at `lead`, and of the credited pictures in `body`.
    pub(super) fn of(self, lead: Option<&Url>, body: Option<&SafeHtml>) -> Vec<Picture> {
        let mut pictures: Vec<Picture> = Vec::new();
        pictures.extend(lead.map(|lead| self.lead(lead)));
        pictures.retain(Picture::says_something);
        let in_body: HashSet<String> = body
            .into_iter()
            .flat_map(SafeHtml::pictures)
            .map(|url| url.into_owned())
            .collect();
        for picture in &self.shown {
            if !in_body.contains(picture.url.as_str()) {
                continue;
            }
            let mut picture = merged(picture.clone(), self.stated(&picture.url));
            if pictures.iter().any(|known| known.url == picture.url) {
                continue;
            }
            // The body has the caption.
            picture.caption = None;
            if picture.is_credited() {
                pictures.push(picture);
            }
        }
        pictures
    }

    /// What JSON-LD states of the picture at `url`.
    fn stated(&self, url: &Url) -> Option<&Picture> {
        let mut pictures = self.stated.iter().map(|(picture, _)| picture);
        pictures.find(|picture| is_same(&picture.url, url))
    }

    fn lead(&self, url: &Url) -> Picture {
        let exact = self.shown.iter().find(|picture| picture.url == *url);
        let same = || self.shown.iter().find(|picture| is_same(&picture.url, url));
        // An article's only picture is the one that it is shared with, in a size of its own.
        let only = || {
            let mut said = self.shown.iter().filter(|picture| picture.says_something());
            said.next().filter(|_| said.next().is_none())
        };
        let mut own = self.stated.iter().filter(|(_, is_articles)| *is_articles);
        let only_stated = own.next().filter(|_| own.next().is_none());
        let only_stated = only_stated.map(|(picture, _)| picture);
        let stated = self.stated(url).or(only_stated);
        let shown = exact.or_else(same);
        let shown = shown.or_else(|| only().filter(|_| stated.is_none()));
        let at_url = Picture::at(url.clone());
        merged(
            shown.map_or(at_url.clone(), |shown| at_url.or(shown.clone())),
            stated,
        )
    }
}

fn merged(picture: Picture, stated: Option<&Picture>) -> Picture {
    match stated {
        Some(stated) => picture.or(stated.clone()),
        None => picture,
    }
}

fn is_image(flow: &Flow<'_>, element: usize) -> bool {
    let name = &flow.elements[element].name;
    *name == local_name!("img") || &**name == "amp-img"
}

/// What stands around a picture.
#[derive(Default)]
struct Visible {
    caption: String,
    credits: Vec<String>,
}

impl Visible {
    fn stated(self) -> Stated {
        Stated {
            caption: Some(self.caption).filter(|caption| !caption.is_empty()),
            credit: Some(self.credits.join("/")).filter(|credit| !credit.is_empty()),
            ..Stated::default()
        }
    }
}

/// What is shown with the picture at `image`; the page's next picture is at `next`.
fn visible(flow: &Flow<'_>, image: usize, next: usize) -> Visible {
    let figure = flow
        .around(image)
        .skip(1)
        .take(FIGURE_DEPTH)
        .find(|&element| flow.elements[element].name == local_name!("figure"));
    if let Some(figure) = figure {
        let found = captions(flow, figure + 1..flow.elements[figure].after);
        if !found.is_empty() {
            return read(flow, &found);
        }
        if is_short(flow, figure) {
            return read(flow, &[figure]);
        }
    }
    let behind = figure.map_or(image + 1, |figure| flow.elements[figure].after);
    let first_line = flow.lines_of(image).start;
    let near = behind..next.min(behind + NEAR_ELEMENTS).min(flow.elements.len());
    let found: Vec<usize> = captions(flow, near)
        .into_iter()
        .filter(|&element| flow.lines_of(element).start <= first_line + 2)
        .collect();
    if !found.is_empty() {
        return read(flow, &found);
    }
    // A caption that nothing marks as one counts only with a credit in it.
    let Some(line) = flow.lines.get(first_line) else {
        return Visible::default();
    };
    let is_behind = next >= flow.elements.len() || flow.lines_of(next).start > first_line;
    if line.units > CAPTION_UNITS / 2.0 || !is_behind {
        return Visible::default();
    }
    let split = credit::split(&line.text);
    if split.credit.is_empty() {
        return Visible::default();
    }
    Visible {
        caption: split.caption,
        credits: vec![split.credit],
    }
}

/// The outermost captions in a range of elements, and the credits beside them.
fn captions(flow: &Flow<'_>, range: std::ops::Range<usize>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut after = range.start;
    for element in range.take(4 * NEAR_ELEMENTS) {
        let it = &flow.elements[element];
        let is_caption = it.name == local_name!("figcaption")
            || it.hints.has(Hints::CAPTION.with(Hints::CREDIT));
        if element >= after && is_caption && is_short(flow, element) && !has_image(flow, element) {
            found.push(element);
            after = it.after;
        }
    }
    found
}

fn has_image(flow: &Flow<'_>, element: usize) -> bool {
    let inner = element..flow.elements[element].after;
    inner.take(NEAR_ELEMENTS).any(|inner| is_image(flow, inner))
}

/// Whether an element has so little text that it may be a caption, and some.
fn is_short(flow: &Flow<'_>, element: usize) -> bool {
    let lines = flow.lines_of(element);
    (1..=CAPTION_LINES).contains(&lines.len())
        && lines.map(|line| flow.lines[line].units).sum::<f32>() <= CAPTION_UNITS
}

/// Parts the text of captions from the credits in it.
fn read(flow: &Flow<'_>, captions: &[usize]) -> Visible {
    let mut visible = Visible::default();
    let mut texts: Vec<String> = Vec::new();
    for &caption in captions {
        let mut text = flow.text_of(caption);
        let inner = (caption..flow.elements[caption].after).take(NEAR_ELEMENTS);
        let mut after = caption;
        for element in inner {
            let it = &flow.elements[element];
            if element < after || !it.hints.has(CREDIT) {
                continue;
            }
            let named = flow.text_of(element);
            // `<figcaption class="credit">` may hold the caption, too.
            let is_all = named.len() == text.len() && !it.hints.has(Hints::CREDIT);
            if named.is_empty() || is_all || it.name == local_name!("figcaption") {
                continue;
            }
            after = it.after;
            if let Some(credit) = credit::whole(&named) {
                text = text.replacen(&named, " ", 1);
                push(&mut visible.credits, credit);
            }
        }
        texts.push(squash(&text));
    }
    let text = texts.join(" ");
    let split = credit::split(text.trim());
    visible.caption = match visible.credits.is_empty() {
        true => split.caption,
        // The label may stand outside of the element that has the credit.
        false => credit::without_open_label(&split.caption),
    };
    if !split.credit.is_empty() {
        push(&mut visible.credits, split.credit);
    }
    visible
}

fn push(credits: &mut Vec<String>, credit: String) {
    if !credits.iter().any(|known| known.contains(&credit)) {
        credits.push(credit);
    }
}

/// What the attributes of a picture and of its figure state.
fn attributes(flow: &Flow<'_>, image: usize, base: &Base<'_>) -> Stated {
    let mut stated = Stated::default();
    for element in flow.around(image).take(3) {
        let is_frame = element == image || flow.elements[element].after - element <= NEAR_ELEMENTS;
        if !is_frame {
            break;
        }
        for attribute in flow.elements[element].node.attrs() {
            if attribute.name.local.starts_with("data-") {
                stated.take(&attribute.name.local, &attribute.value, |href| {
                    base.web(href)
                });
            }
        }
    }
    stated
}

/// Whether two addresses are those of one picture in two sizes.
fn is_same(one: &Url, other: &Url) -> bool {
    one == other || stem(one).is_some_and(|one| stem(other) == Some(one))
}

/// What the addresses of a picture's sizes have in common: the file's name without `-1024x683` and its ending.
fn stem(url: &Url) -> Option<&str> {
    let file = url.path().rsplit('/').next()?;
    let (mut stem, _) = file.rsplit_once('.')?;
    loop {
        let size = stem.rfind(['-', '_', '@']).map_or("", |at| &stem[at + 1..]);
        let is_size = !size.is_empty()
            && size.len() <= 9
            && (size == "scaled"
                || (size.contains('x') && size.chars().all(|c| c.is_ascii_digit() || c == 'x'))
                || (size.trim_matches(['w', 'h']).len() + 1 == size.len()
                    && size
                        .trim_matches(['w', 'h'])
                        .bytes()
                        .all(|b| b.is_ascii_digit())));
        if !is_size {
            break;
        }
        stem = &stem[..stem.len() - size.len() - 1];
    }
    // `image.jpg` and `1.jpg` are many pictures.
    let is_telling =
        stem.len() >= 8 || (stem.len() >= 5 && stem.bytes().any(|b| b.is_ascii_digit()));
    is_telling.then_some(stem)
}
