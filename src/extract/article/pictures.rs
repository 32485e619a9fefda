//! Whose the pictures of an article are, and what they show.
//!
//! In: the page's lines and elements before the body is cut, its JSON-LD, and the picture and the body that were chosen.
//! Out: a [`Picture`] for the lead image, and one for each picture in the body that the page credits. The rule: a picture
//! is said to be what stands in its own figure, directly behind it, in its own attributes, or in JSON-LD under its address.

mod credit;
mod owner;
pub(super) mod stated;
#[cfg(test)]
mod tests;
mod words;

use foldhash::HashSet;
use html5ever::local_name;
use url::Url;

use self::stated::Stated;
use super::body::BodyPlace;
use super::head::squash;
use super::labels::{self, Kind};
use super::structured::Structured;
use crate::extract::sanitize;
use crate::model::{Picture, SafeHtml};
use crate::page::Base;
use crate::page::dom::Element;
use crate::page::hints::Hints;
use crate::page::lines::{Flow, Line};

/// Pictures of one page that are looked at.
const PICTURE_LIMIT: usize = 512;
/// A longer text is no caption.
const CAPTION_UNITS: f32 = 160.0;
/// A longer line that nothing marks as a caption is one only with a label.
const SHORT_UNITS: f32 = 60.0;
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
    /// In document order, up to the end of the body; and whether the picture stands in a menu, a margin or a box.
    shown: Vec<(Picture, bool)>,
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
        .take(PICTURE_LIMIT)
        .collect();
    let shown = images.iter().enumerate().filter_map(|(at, &image)| {
        let url = sanitize::picture(flow.elements[image].node, base)?;
        // An image behind the body ends nothing: its own figure is behind the body, too.
        let next = images.get(at + 1).copied().unwrap_or(flow.elements.len());
        let visible = visible(flow, image, next).stated();
        let stated = attributes(flow, image, base);
        let picture = visible.picture(url.clone()).or(stated.picture(url));
        let is_apart = flow.elements[image].place.has(Hints::FURNITURE);
        Some((picture, is_apart))
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
        let in_body: Vec<Url> = body
            .into_iter()
            .flat_map(SafeHtml::pictures)
            .filter_map(|url| Url::parse(&url).ok())
            .take(PICTURE_LIMIT)
            .collect();
        let mut seen = HashSet::default();
        let mut pictures: Vec<Picture> = Vec::new();
        if let Some(lead) = lead {
            seen.insert(lead);
            pictures.push(self.lead(lead, in_body.len() <= 1));
        }
        for url in in_body.iter().filter(|&url| seen.insert(url)) {
            let mut picture = merged(Picture::at(url.clone()), self.shown(url));
            picture = merged(picture, self.stated(url));
            // The body has the caption.
            picture.caption = None;
            pictures.extend(Some(picture).filter(Picture::is_credited));
        }
        pictures.retain(Picture::says_something);
        pictures
    }

    /// What is shown with the picture at `url`, or with the same picture in another size.
    fn shown(&self, url: &Url) -> Option<&Picture> {
        let said = self.shown.iter().map(|(picture, _)| picture);
        let mut said = said.filter(|picture| picture.says_something());
        let exact = said.clone().find(|picture| picture.url == *url);
        exact.or_else(|| said.find(|picture| is_same(&picture.url, url)))
    }

    /// What JSON-LD states of the picture at `url`.
    fn stated(&self, url: &Url) -> Option<&Picture> {
        let mut pictures = self.stated.iter().map(|(picture, _)| picture);
        pictures.find(|picture| is_same(&picture.url, url))
    }

    /// `has_one` says that the body has no more than one picture.
    fn lead(&self, url: &Url, has_one: bool) -> Picture {
        let lead = Picture::at(url.clone());
        let mut articles = self.stated.iter().filter(|(_, is_articles)| *is_articles);
        let only_stated = articles.next().filter(|_| articles.next().is_none());
        let stated = self.stated(url).or(only_stated.map(|(picture, _)| picture));
        let shown = self.shown(url);
        let is_shown = self.shown.iter().any(|(it, _)| is_same(&it.url, url));
        // An article's only picture is the one that it is shared with, under another name.
        let only = || {
            let own = self.shown.iter().filter(|(_, is_apart)| !is_apart);
            let mut said = own.map(|(it, _)| it).filter(|it| it.says_something());
            said.next().filter(|_| said.next().is_none())
        };
        let is_elsewhere = has_one && !is_shown && stated.is_none();
        let shown = shown.or_else(|| is_elsewhere.then(only).flatten());
        merged(merged(lead, shown), stated)
    }
}

/// What `other` adds to a picture.
fn merged(picture: Picture, other: Option<&Picture>) -> Picture {
    match other {
        Some(other) => picture.or(other.clone()),
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
            let mut visible = read(flow, &found);
            if visible.credits.is_empty() && is_short(flow, figure) {
                visible.credits.extend(beside(flow, figure, &found));
            }
            return visible;
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
    unmarked(flow, first_line, next)
}

/// A caption that nothing marks as one, on the lines from `first` on: it counts only with a credit in it.
fn unmarked(flow: &Flow<'_>, first: usize, next: usize) -> Visible {
    let end = match next < flow.elements.len() {
        true => flow.lines_of(next).start,
        false => flow.lines.len(),
    };
    let mut before = String::new();
    for line in flow.lines[..end].iter().skip(first).take(2) {
        if line.units > CAPTION_UNITS || line.is_link() || is_of_article(line) {
            break;
        }
        // Running text may end with its own author's name.
        let found = match line.units > SHORT_UNITS {
            true => credit::announced(&line.text),
            false => credit::stated(&line.text),
        };
        let split = found.unwrap_or_default();
        // The credit may have a line of its own behind the caption's.
        if !split.credit.is_empty() && (before.is_empty() || split.caption.is_empty()) {
            return Visible {
                caption: before + &split.caption,
                credits: vec![split.credit],
            };
        }
        before.clone_from(&line.text);
    }
    Visible::default()
}

/// Whether a line has labels of the article's facts: its source is not the picture's.
fn is_of_article(line: &Line) -> bool {
    let mut labels = labels::scan(line, &[], "").into_iter();
    labels.any(|found| !matches!(found.kind, Kind::Other | Kind::Rights))
}

/// The credit in a figure whose captions hold none.
fn beside(flow: &Flow<'_>, figure: usize, captions: &[usize]) -> Option<String> {
    let mut text = flow.text_of(figure);
    for &caption in captions {
        text = text.replacen(&flow.text_of(caption), " ", 1);
    }
    credit::alone(&squash(&text))
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
            if let Some(found) = credit::whole(&named) {
                text = text.replacen(&named, &format!(" {} ", found.caption), 1);
                push(&mut visible.credits, found.credit);
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
    // `title="Foto: Jan Kapp"`.
    let mut in_words = None;
    for element in flow.around(image).take(3) {
        let is_frame = element == image || flow.elements[element].after - element <= NEAR_ELEMENTS;
        if !is_frame {
            break;
        }
        let own = flow.elements[element].node.element();
        for (name, value) in own.into_iter().flat_map(Element::attributes) {
            let name = &**name;
            if name.starts_with("data-") {
                stated.take(name, value, |href| base.web(href));
            } else if matches!(name, "title" | "alt") && element == image {
                in_words = in_words.or_else(|| credit::announced(value).map(|found| found.credit));
            }
        }
    }
    stated.credit = stated.credit.or(in_words);
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
