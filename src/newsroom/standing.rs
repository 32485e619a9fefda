//! The home page and the pages that hardly ever change.

use jiff::Timestamp;

use super::article::CLAUSES;
use super::dates;
use super::frame::{self, Page, TOPICS, cut, escape, pieces};
use super::piece::{PORTAL, Piece};
use super::schedule::{self, Section};

/// What crawlers may read: everything but the search.
pub(super) const ROBOTS: &str = "# 岱岳网 (demonstration): be welcome, leave the search alone\nUser-agent: *\nDisallow: /search\n";

/// The front page: the newest of every section.
pub(super) fn home(now: Timestamp) -> String {
    let made = schedule::last_change(now);
    let mut main = String::new();
    if let Some(first) = pieces(Section::Tupian, made, 1).first() {
        main.push_str(&format!(
            "<div class=\"focus\"><a href=\"{path}\"><img src=\"{picture}\" width=\"340\" height=\"226\" alt=\"\" /><b>{title}</b></a></div>\n",
            path = first.path(),
            picture = first.picture(),
            title = escape(&cut(&first.title, 22)),
        ));
    }
    main.push_str(&block(
        Section::Tanews,
        &pieces(Section::Tanews, made, 9),
        "news",
    ));
    main.push_str("<div class=\"clear\"></div>\n");
    main.push_str(&block(
        Section::Shehui,
        &pieces(Section::Shehui, made, 8),
        "half",
    ));
    main.push_str(&block(
        Section::Luntan,
        &pieces(Section::Luntan, made, 8),
        "half",
    ));
    main.push_str("<div class=\"clear\"></div>\n");
    main.push_str(&gallery(&pieces(Section::Tupian, made, 4)));
    let page = Page {
        title: "首页".to_owned(),
        description: format!("{PORTAL}，山下的新闻，身边的事。"),
        main,
        side: frame::boxes(None, made),
        ..Page::default()
    };
    frame::whole(&page, made)
}

fn block(section: Section, pieces: &[Piece], class: &str) -> String {
    let rows: String = pieces
        .iter()
        .map(|piece| {
            format!(
                "<li><span>{}</span><a href=\"{}?utm_source=home\" target=\"_blank\">{}</a></li>\n",
                dates::month_day(piece.spot.published),
                piece.path(),
                escape(&cut(&piece.title, 18)),
            )
        })
        .collect();
    format!(
        "<div class=\"block {class}\"><h2><a href=\"/{}/\">{}</a></h2><ul>\n{rows}</ul></div>\n",
        section.id(),
        section.name(),
    )
}

fn gallery(pieces: &[Piece]) -> String {
    let cards: String = pieces
        .iter()
        .map(|piece| {
            format!(
                "<a href=\"{}\"><img src=\"{}\" width=\"158\" height=\"106\" alt=\"\" /><i>{}</i></a>\n",
                piece.path(),
                piece.picture(),
                escape(&cut(&piece.title, 10)),
            )
        })
        .collect();
    let section = Section::Tupian;
    format!(
        "<div class=\"block gallery\"><h2><a href=\"/{}/\">{}</a></h2>\n{cards}<div class=\"clear\"></div></div>\n",
        section.id(),
        section.name(),
    )
}

/// A page of text: 版权声明, 关于本网, 联系我们, 站内搜索, or a special topic.
pub(super) fn text(path: &str, now: Timestamp) -> Option<String> {
    let (title, lines): (&str, Vec<&str>) = match path {
        "/copyright.htm" => ("版权声明", CLAUSES.to_vec()),
        "/about.htm" => (
            "关于本网",
            vec![
                "岱岳网是一个虚构的地方新闻网站，用来演示新闻订阅。",
                "页面上的人物、地名、事件、媒体和数字全部是编写的，与任何真实的人和事无关。",
            ],
        ),
        "/contact.htm" => (
            "联系我们",
            vec!["新闻热线：0000-8210110", "版权事务：rights@news.example"],
        ),
        "/search" => ("站内搜索", vec!["演示网站没有搜索功能。"]),
        _ => return topic(path, now),
    };
    let paragraphs: String = lines
        .iter()
        .map(|line| format!("<p>　　{}</p>\n", escape(line)))
        .collect();
    Some(plain(title, &paragraphs, now))
}

fn topic(path: &str, now: Timestamp) -> Option<String> {
    let wanted = path.strip_prefix("/zhuanti/")?.strip_suffix(".htm")?;
    let (number, title) = TOPICS.iter().find(|(number, _)| *number == wanted)?;
    let section = match *number {
        "1" => Section::Tanews,
        "2" => Section::Tupian,
        _ => Section::Shehui,
    };
    let made = schedule::last_change(now);
    Some(plain(
        title,
        &frame::headlines("专题报道", &pieces(section, made, 10)),
        made,
    ))
}

/// What is answered where there is nothing.
pub(super) fn missing(now: Timestamp) -> String {
    plain(
        "页面不存在",
        "<p>　　您要看的页面不存在或已经删除。<a href=\"/\">返回首页</a></p>\n",
        now,
    )
}

fn plain(title: &str, html: &str, now: Timestamp) -> String {
    let made = schedule::last_change(now);
    let page = Page {
        title: title.to_owned(),
        description: title.to_owned(),
        trail: title.to_owned(),
        main: format!(
            "<div class=\"article\">\n<h1>{title}</h1>\n<div class=\"TRS_Editor\">\n{html}</div>\n</div>"
        ),
        side: frame::boxes(None, made),
        ..Page::default()
    };
    frame::whole(&page, made)
}
