//! From the path of a request to the page, picture or file that it names.

use bytes::Bytes;
use http::header::HOST;
use http::{Method, Request, Response, StatusCode};
use jiff::Timestamp;

use super::answer::{self, Found};
use super::piece::Piece;
use super::schedule::{self, PAGES, Section};
use super::{article, listing, picture, standing};

const HTML: &str = "text/html";
const HTML_GB2312: &str = "text/html; charset=gb2312";
const HTML_GBK: &str = "text/html; charset=GBK";

/// The answer to `request` at `now`: a pure function. Bodies and queries are ignored.
pub fn respond<B>(request: &Request<B>, now: Timestamp) -> Response<Bytes> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return answer::not_allowed();
    }
    let path = request.uri().path();
    let found = find(path, host(request), now).unwrap_or_else(|| Found {
        status: StatusCode::NOT_FOUND,
        ..Found::page(&standing::missing(now), HTML_GB2312, now)
    });
    answer::to(request, found)
}

/// The client's name for this server, for addresses without a scheme. What could not be a host and a
/// port is left out.
fn host<B>(request: &Request<B>) -> Option<&str> {
    let host = request.headers().get(HOST)?.to_str().ok()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    (!host.is_empty() && host.len() < 256 && host.chars().all(plain)).then_some(host)
}

fn find(path: &str, host: Option<&str>, now: Timestamp) -> Option<Found> {
    let made = schedule::last_change(now);
    match path {
        "/" | "/index.htm" => Some(Found::page(&standing::home(now), HTML_GB2312, made)),
        "/robots.txt" => Some(Found::fixed(standing::ROBOTS, "text/plain; charset=utf-8")),
        "/style/portal.css" => Some(Found::fixed(
            include_str!("assets/portal.css"),
            "text/css; charset=utf-8",
        )),
        "/style/portal.js" => Some(Found::fixed(
            include_str!("assets/portal.js"),
            "text/javascript; charset=utf-8",
        )),
        "/images/blank.gif" => Some(Found::fixed(picture::BLANK_GIF, "image/gif")),
        "/images/banner.png" => Some(Found::fixed(picture::landscape(1000, 96, 6), "image/png")),
        _ => in_section(path, host, now).or_else(|| {
            standing::text(path, now).map(|html| Found::page(&html, HTML_GB2312, made))
        }),
    }
}

/// `/tanews/…`: a page of the list, an article, a picture.
fn in_section(path: &str, host: Option<&str>, now: Timestamp) -> Option<Found> {
    let (id, rest) = match path.strip_prefix('/')?.split_once('/') {
        Some(parts) => parts,
        None => {
            let section = Section::named(path.strip_prefix('/')?)?;
            return Some(Found::moved(format!("/{}/", section.id())));
        }
    };
    let section = Section::named(id)?;
    if let Some(number) = list_page(rest) {
        let html = listing::page(section, number, host, now);
        let changed = match section {
            // Its times count from now, by the minute.
            Section::Luntan => now,
            Section::Tanews | Section::Shehui | Section::Tupian => schedule::last_change(now),
        };
        let content_type = match section {
            Section::Tanews => HTML_GB2312,
            Section::Tupian => HTML_GBK,
            Section::Shehui | Section::Luntan => HTML,
        };
        return Some(Found::page(&html, content_type, changed));
    }
    let file = rest.rsplit('/').next()?;
    let piece = Piece::at(schedule::find(section, number_in(file)?, now)?);
    let changed = piece.changed(now);
    let content_type = match section {
        Section::Tanews | Section::Tupian => HTML_GB2312,
        Section::Shehui | Section::Luntan => HTML,
    };
    if path == piece.path() {
        let html = match section {
            Section::Luntan => article::thread(&piece, now),
            Section::Tanews | Section::Shehui | Section::Tupian => article::page(&piece, false),
        };
        return Some(Found::page(&html, content_type, changed));
    }
    if !piece.overleaf.is_empty() && path == overleaf_path(&piece) {
        let html = article::page(&piece, true);
        return Some(Found::page(&html, content_type, changed));
    }
    (piece.caption.is_some() && path == piece.picture()).then(|| {
        let png = picture::landscape(480, 320, piece.spot.id.unsigned_abs());
        Found::fixed(png, "image/png")
    })
}

fn overleaf_path(piece: &Piece) -> String {
    piece.path().replace(".htm", "_1.htm")
}

/// The number of a list's page: `` and `index.htm` are 0, `index_1.htm` is the next older.
fn list_page(file: &str) -> Option<i64> {
    match file {
        "" | "index.htm" => Some(0),
        _ => {
            let number = file.strip_prefix("index_")?.strip_suffix(".htm")?;
            let number = number.parse().ok()?;
            (1..PAGES).contains(&number).then_some(number)
        }
    }
}

/// The article's number in a file's name: its longest run of digits but the date, which is as long.
fn number_in(file: &str) -> Option<i64> {
    let number = file
        .split(|c: char| !c.is_ascii_digit())
        .rfind(|digits| (7..=9).contains(&digits.len()))?;
    number.parse().ok()
}
