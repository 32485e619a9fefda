//! The Quay Gazette: an invented local paper, in English and in the markup of today.
//!
//! In: a request and the time. Out: a page in UTF-8. Everything on it is invented: people, places, agencies and figures.
//! What it shows of byline: bylines, articles of agencies, pictures of the paper's photographers and of others, local times
//! without an offset, a © line with another holder than the paper's name, and terms. `english/feeds.toml` reads it.

mod pages;
mod pieces;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use jiff::Timestamp;

use self::pieces::{Piece, Section};
use super::answer::{self, Found};
use super::picture;

/// What describes this newsroom to byline.
pub(crate) const FEEDS: &str = include_str!("english/feeds.toml");

const ROBOTS: &str = "# The Quay Gazette (demonstration): be welcome, leave the search alone\nUser-agent: *\nDisallow: /search\n";

/// The answer to `request` at `now`: a pure function. Bodies and queries are ignored.
pub fn respond<B>(request: &Request<B>, now: Timestamp) -> Response<Bytes> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return answer::not_allowed();
    }
    let found = find(request.uri().path(), now).unwrap_or_else(|| Found {
        status: StatusCode::NOT_FOUND,
        ..Found::page_in_utf8(pages::missing(now), now)
    });
    answer::to(request, found)
}

fn find(path: &str, now: Timestamp) -> Option<Found> {
    let made = pieces::last_change(now);
    match path {
        "/" => return Some(Found::page_in_utf8(pages::home(now), made)),
        "/robots.txt" => return Some(Found::fixed(ROBOTS, "text/plain; charset=utf-8")),
        "/style.css" => {
            let style = include_str!("english/style.css");
            return Some(Found::fixed(style, "text/css; charset=utf-8"));
        }
        _ => {}
    }
    let (first, file) = path
        .strip_prefix('/')?
        .split_once('/')
        .unwrap_or((path.strip_prefix('/')?, "-"));
    let Some(section) = Section::named(first) else {
        let html = pages::standing(path, now)?;
        return Some(Found::page_in_utf8(html, made));
    };
    match file {
        "-" => return Some(Found::moved(format!("/{}/", section.id))),
        "" => return Some(Found::page_in_utf8(pages::section(section, now), made)),
        _ => {}
    }
    let (name, kind) = file.rsplit_once('.')?;
    let id = name.rsplit('-').next()?.parse().ok()?;
    let piece = Piece::at(section, section.slots().find(id, now)?)?;
    if path == piece.path() {
        let changed = piece.slot.published;
        return Some(Found::page_in_utf8(pages::article(&piece), changed));
    }
    (kind == "png" && piece.picture().as_deref() == Some(path)).then(|| {
        let png = picture::landscape(480, 320, piece.slot.id.unsigned_abs());
        Found::fixed(png, "image/png")
    })
}
