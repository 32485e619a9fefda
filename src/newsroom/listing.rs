//! The four sections' lists, each in markup of its own.
//!
//! In: a section, a page number, the time. Out: the page. What each layout is there to show is said
//! at its function.

use jiff::Timestamp;

use super::dates;
use super::frame::{self, Page, cut, escape};
use super::piece::{PORTAL, Piece};
use super::schedule::{self, PAGES, Section};

/// Page `number` of a section's list, 0 being the newest.
pub(super) fn page(section: Section, number: i64, host: Option<&str>, now: Timestamp) -> String {
    let skipped = usize::try_from(number * section.listed()).unwrap_or(0);
    let count = usize::try_from(section.listed()).unwrap_or(0);
    let pieces: Vec<Piece> = schedule::newest(section, now)
        .skip(skipped)
        .take(count)
        .map(Piece::at)
        .collect();
    let (head, list) = match section {
        Section::Tanews => (String::new(), abstracts(&pieces)),
        // Every relative link of this page starts at the root.
        Section::Shehui => ("<base href=\"/\" />\n".to_owned(), plain(&pieces)),
        Section::Tupian => (String::new(), cards(&pieces, host)),
        Section::Luntan => (String::new(), threads(&pieces, number, now)),
    };
    let name = section.name();
    let made = schedule::last_change(now);
    let page = Page {
        title: if number == 0 {
            name.to_owned()
        } else {
            format!("{name}_第{}页", number + 1)
        },
        description: format!("{PORTAL}{name}频道"),
        head,
        trail: name.to_owned(),
        main: format!(
            "<div class=\"title\"><h1>{name}</h1></div>\n{list}\n{}",
            pager(section, number)
        ),
        side: frame::boxes(Some(section), made),
    };
    frame::whole(&page, made)
}

/// 泰安新闻: heading, date label and abstract; links relative to the section.
fn abstracts(pieces: &[Piece]) -> String {
    let mut list = String::from("<div id=\"main2\">\n<ul>\n");
    for (place, piece) in pieces.iter().enumerate() {
        let picture = match &piece.caption {
            Some(_) => format!(
                "<img src=\".{}\" width=\"120\" height=\"80\" alt=\"\" />",
                piece.picture().trim_start_matches("/tanews")
            ),
            None => String::new(),
        };
        list.push_str(&format!(
            "<li>{picture}<h3><a href=\"{}\" target=\"_blank\">{}</a></h3><label>{}</label>\n<p>{}</p></li>\n",
            piece.path_from_section(),
            escape(&piece.title),
            dates::to_the_minute(piece.spot.published),
            escape(&piece.summary),
        ));
        if place % 5 == 4 {
            // An empty row, as a ruler: it looks like the others and holds nothing.
            list.push_str("<li class=\"line\"></li>\n");
        }
    }
    list.push_str("</ul>\n</div>");
    list
}

/// 社会: one line each; titles cut short, the whole title in `title`; days without a year; tracked links
/// that `<base>` resolves.
fn plain(pieces: &[Piece]) -> String {
    let mut list = String::from("<ul class=\"newslist\">\n");
    for piece in pieces {
        list.push_str(&format!(
            "<li><span>{}</span>·<a href=\"{}?utm_source=shehui&amp;utm_medium=list\" title=\"{}\" target=\"_blank\">{}</a></li>\n",
            dates::month_day(piece.spot.published),
            piece.path().trim_start_matches('/'),
            escape(&piece.title),
            escape(&cut(&piece.title, 24)),
        ));
    }
    list.push_str("</ul>");
    list
}

/// 图片: cards without dates; pictures that a script loads; addresses without a scheme.
fn cards(pieces: &[Piece], host: Option<&str>) -> String {
    let root = host
        .map(|host| format!("//{}", escape(host)))
        .unwrap_or_default();
    let mut list = String::from("<div class=\"piclist\">\n");
    for piece in pieces {
        list.push_str(&format!(
            "<div class=\"card\"><a class=\"pic\" href=\"{root}{path}\" target=\"_blank\"><img src=\"/images/blank.gif\" data-src=\"{root}{picture}\" width=\"212\" height=\"142\" alt=\"\" /></a><a class=\"txt\" href=\"{root}{path}\" target=\"_blank\">{title}</a></div>\n",
            path = piece.path(),
            picture = piece.picture(),
            title = escape(&piece.title),
        ));
    }
    list.push_str("<div class=\"clear\"></div>\n</div>");
    list
}

/// 论坛: rows of a table; pinned threads on top; times that count from now; authors and answers.
fn threads(pieces: &[Piece], number: i64, now: Timestamp) -> String {
    let mut table = String::from(
        "<table id=\"threadlist\" width=\"690\" cellspacing=\"0\" cellpadding=\"0\">\n<tr class=\"th\"><th>主题</th><th width=\"100\">作者</th><th width=\"80\">回复/查看</th><th width=\"100\">发表时间</th></tr>\n",
    );
    let pinned: Vec<Piece> = match number {
        0 => schedule::pinned(now).into_iter().map(Piece::at).collect(),
        _ => Vec::new(),
    };
    for (piece, class) in pinned
        .iter()
        .map(|piece| (piece, "top"))
        .chain(pieces.iter().map(|piece| (piece, "row")))
    {
        let mark = match class {
            "top" => "<em>置顶</em> ",
            _ => "",
        };
        let answers = piece.posts_at(now).len();
        table.push_str(&format!(
            "<tr class=\"{class}\"><td class=\"subject\">{mark}<a href=\"{}?spm=dyw.list\">{}</a></td><td class=\"by\">{}</td><td class=\"num\">{answers}/{}</td><td class=\"when\">{}</td></tr>\n",
            piece.path_from_section(),
            escape(&piece.title),
            escape(&piece.author),
            views(piece, now),
            dates::ago(piece.spot.published, now),
        ));
    }
    table.push_str("</table>");
    table
}

/// How often a thread was looked at: it grows with its answers, so a thread at rest keeps its bytes.
pub(super) fn views(piece: &Piece, now: Timestamp) -> usize {
    let base = usize::try_from(piece.spot.id.unsigned_abs() % 37).unwrap_or(0);
    12 + base + piece.posts_at(now).len() * 29
}

/// The way to older pages: written by a script on three sections, plain links on 社会.
fn pager(section: Section, number: i64) -> String {
    if section != Section::Shehui {
        return format!(
            "<div class=\"pager\"><script type=\"text/javascript\">createPageHTML({PAGES}, {number}, \"index\", \"htm\");</script></div>"
        );
    }
    let link = |to: i64, text: &str| {
        let class = match text {
            "下一页" => " class=\"next\"",
            _ => "",
        };
        match to {
            0 => format!("<a href=\"shehui/index.htm\">{text}</a> "),
            _ if (1..PAGES).contains(&to) => {
                format!("<a{class} href=\"shehui/index_{to}.htm\">{text}</a> ")
            }
            _ => String::new(),
        }
    };
    let numbers: String = (0..PAGES)
        .map(|to| {
            let text = (to + 1).to_string();
            if to == number {
                format!("<b>{text}</b> ")
            } else {
                link(to, &text)
            }
        })
        .collect();
    format!(
        "<div class=\"pager\">{}{numbers}{}</div>",
        link(number - 1, "上一页"),
        link(number + 1, "下一页"),
    )
}
