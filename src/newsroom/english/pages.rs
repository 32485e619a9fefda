//! The paper's pages.

use jiff::Timestamp;

use super::pieces::{self, PAPER, Piece, SECTIONS, Section, local};
use crate::newsroom::frame::escape;

/// Who holds the rights in what the paper wrote itself.
const HOLDER: &str = "Quay Gazette Ltd";

const TERMS: [&str; 4] = [
    "Articles and pictures belong to Quay Gazette Ltd, or to the holder named with them. No reproduction without written permission.",
    "Who has permission uses the work within it, and names the source: “Source: The Quay Gazette”.",
    "Articles of agencies are marked with their source. Questions about them go to the agency.",
    "Who holds rights in something here and objects is heard within 30 days of publication, and the item is taken down: rights@gazette.example.",
];

/// The whole page. `title` is plain text, `head` and `main` are HTML.
fn page(title: &str, head: &str, main: &str, now: Timestamp) -> String {
    let navigation: String = SECTIONS
        .iter()
        .map(|section| format!("<a href=\"/{}/\">{}</a>\n", section.id, section.name))
        .collect();
    let title = match title {
        "" => PAPER.to_owned(),
        _ => format!("{} | {PAPER}", escape(title)),
    };
    format!(
        "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
        <title>{title}</title>\n<meta property=\"og:site_name\" content=\"{PAPER}\">\n{head}<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n\
        <body>\n<header><a class=\"name\" href=\"/\">{PAPER}</a>\n<nav>\n{navigation}</nav></header>\n<main>\n{main}</main>\n\
        <footer><p><a href=\"/about\">About us</a> <a href=\"/copyright\">Copyright</a> <a href=\"/contact\">Contact</a></p>\n\
        <p>© {} {HOLDER}. All rights reserved.</p></footer>\n</body>\n</html>\n",
        local(now).year()
    )
}

pub(super) fn home(now: Timestamp) -> String {
    let made = pieces::last_change(now);
    let blocks: String = SECTIONS
        .iter()
        .map(|section| {
            let rows: String = section.pieces(made).iter().take(5).map(row).collect();
            format!(
                "<section><h2><a href=\"/{}/\">{}</a></h2>\n<ul>\n{rows}</ul></section>\n",
                section.id, section.name
            )
        })
        .collect();
    page("", "", &blocks, made)
}

fn row(piece: &Piece) -> String {
    format!(
        "<li><a href=\"{}\">{}</a> <time>{}</time></li>\n",
        piece.path(),
        escape(&piece.title),
        piece.time()
    )
}

/// A section's list: teasers with pictures, standfirsts, bylines and times.
pub(super) fn section(section: &'static Section, now: Timestamp) -> String {
    let made = pieces::last_change(now);
    let mut list = format!("<h1>{}</h1>\n<div class=\"list\">\n", section.name);
    for piece in section.pieces(now) {
        let picture = picture(&piece, "");
        let author = match piece.author.as_str() {
            "" => String::new(),
            author => format!("<span class=\"by\">By {}</span> ", escape(author)),
        };
        list += &format!(
            "<article>{picture}<h2><a href=\"{}\">{}</a></h2>\n<p class=\"standfirst\">{}</p>\n<p class=\"meta\">{author}<time>{}</time></p></article>\n",
            piece.path(),
            escape(&piece.title),
            escape(&piece.summary),
            piece.time()
        );
    }
    list += "</div>\n";
    page(section.name, "", &list, made)
}

fn picture(piece: &Piece, caption: &str) -> String {
    let Some(url) = piece.picture() else {
        return String::new();
    };
    format!("<figure><img src=\"{url}\" width=\"480\" height=\"320\" alt=\"\">{caption}</figure>\n")
}

/// An article as it was when it appeared.
pub(super) fn article(piece: &Piece) -> String {
    let caption = piece.caption.as_deref().unwrap_or_default();
    let picture = picture(
        piece,
        &format!("<figcaption>{}</figcaption>", escape(caption)),
    );
    let author = match piece.author.as_str() {
        "" => String::new(),
        author => format!("<p class=\"byline\">By {}</p>\n", escape(author)),
    };
    let paragraphs: String = piece
        .paragraphs
        .iter()
        .map(|text| format!("<p>{}</p>\n", escape(text)))
        .collect();
    let main = format!(
        "<article>\n<h1>{}</h1>\n<p class=\"standfirst\">{}</p>\n{author}<p class=\"meta\">Published: <time>{}</time></p>\n<p class=\"meta\">Source: {}</p>\n{picture}<div class=\"body\">\n{paragraphs}</div>\n</article>\n",
        escape(&piece.title),
        escape(&piece.summary),
        piece.time(),
        escape(&piece.source),
    );
    let head = format!(
        "<meta name=\"description\" content=\"{}\">\n",
        escape(&piece.summary)
    );
    page(&piece.title, &head, &main, piece.slot.published)
}

/// A page that hardly ever changes.
pub(super) fn standing(path: &str, now: Timestamp) -> Option<String> {
    let (title, lines): (&str, &[&str]) = match path {
        "/copyright" => ("Copyright", &TERMS),
        "/about" => (
            "About us",
            &[
                "The Quay Gazette is an invented paper that shows what byline does.",
                "The people, places, agencies and figures in it are invented.",
            ],
        ),
        "/contact" => (
            "Contact",
            &[
                "Newsroom: desk@gazette.example",
                "Rights: rights@gazette.example",
            ],
        ),
        _ => return None,
    };
    let text: String = lines
        .iter()
        .map(|line| format!("<p>{line}</p>\n"))
        .collect();
    Some(page(
        title,
        "",
        &format!("<h1>{title}</h1>\n{text}"),
        pieces::last_change(now),
    ))
}

/// What is answered where there is nothing.
pub(super) fn missing(now: Timestamp) -> String {
    let text = "<h1>Page not found</h1>\n<p>There is nothing here. <a href=\"/\">To the front page</a></p>\n";
    page("Page not found", "", text, now)
}
