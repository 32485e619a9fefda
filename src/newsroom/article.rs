//! Articles and forum threads.
//!
//! In: a [`Piece`]. Out: its page, with the whole set of labels: time, author, source, abstract,
//! dateline, two editors, the notice of rights, and boxes of other headlines after it. An article's
//! page is written once, when it appears, as such systems do: its boxes show that moment.

use jiff::Timestamp;

use super::frame::{self, Page, escape};
use super::listing;
use super::piece::{PORTAL, Piece};
use super::schedule::{Matter, Section};
use super::{cast, chance, dates};

/// The clauses about rights, under every article and on `/copyright.htm`.
pub(super) const CLAUSES: [&str; 4] = [
    "1、本网所载文字、图片和音视频，版权归作者或页面内声明的版权人所有。未经书面许可，任何单位和个人不得转载、摘编或建立镜像。",
    "2、已获本网书面许可的，应在许可范围内使用，并标明“来源:岱岳网”。",
    "3、凡标明“来源:XXX(非岱岳网)”的内容，均取自其他媒体，目的在于传递信息，不代表本网赞同其观点；权利人提出异议的，本网立即撤下。",
    "4、对内容版权等问题有异议的，请在内容发布之日起30日内与本网联系：rights@news.example。",
];

/// An article's page; `overleaf` for the second of two.
pub(super) fn page(piece: &Piece, overleaf: bool) -> String {
    let made = piece.spot.published;
    let section = piece.spot.section;
    let (id, name) = (section.id(), section.name());
    let title = escape(&piece.title);
    let main = format!(
        "<div class=\"article\">\n<h1>{title}</h1>\n{labels}\n{summary}{body}{turn}<div class=\"bj\">{editors}</div>\n<div class=\"share\"><a href=\"javascript:void(0)\">收藏</a> <a href=\"javascript:window.print()\">打印</a> <a href=\"javascript:void(0)\">分享到朋友圈</a></div>\n{notice}</div>\n{related}",
        labels = labels(piece),
        summary = summary(piece, overleaf),
        body = body(piece, overleaf),
        turn = turn(piece, overleaf),
        editors = editors(piece),
        notice = notice(),
        related = frame::headlines("相关新闻", &frame::pieces(section, made, 6).split_off(1)),
    );
    let page = Page {
        title: piece.title.clone(),
        description: piece.summary.clone(),
        head: head(piece),
        trail: format!("<a href=\"/{id}/\">{name}</a> &gt; 正文"),
        main,
        side: frame::boxes(None, made),
    };
    frame::whole(&page, made)
}

/// `meta` as such systems write it; 社会 writes none.
fn head(piece: &Piece) -> String {
    let day = dates::local(piece.spot.published).strftime("%Y-%m-%d");
    match piece.spot.section {
        Section::Tanews => format!(
            "<meta name=\"contentid\" content=\"{}\" />\n<meta name=\"publishdate\" content=\"{day}\" />\n<meta name=\"source\" content=\"来源:{}\" />\n<meta name=\"author\" content=\"{}\" />\n",
            piece.spot.id,
            escape(&piece.source),
            1_000_000 + chance::draw("author", piece.spot.id.unsigned_abs()) % 9_000,
        ),
        Section::Tupian => format!(
            "<meta name=\"ArticleTitle\" content=\"{}\" />\n<meta name=\"PubDate\" content=\"{}\" />\n<meta name=\"ContentSource\" content=\"{}\" />\n",
            escape(&piece.title),
            dates::to_the_minute(piece.spot.published),
            escape(&piece.source),
        ),
        Section::Shehui | Section::Luntan => String::new(),
    }
}

/// Time, author and source: one text, spans, or cells, by section.
fn labels(piece: &Piece) -> String {
    let (author, source) = (escape(&piece.author), escape(&piece.source));
    let time = dates::full(piece.spot.published);
    match piece.spot.section {
        Section::Shehui => format!(
            "<div class=\"info\"><span class=\"time\">{time}</span> <span>作者:{author}</span> <span>来源:{source}</span> <span class=\"zoom\">字号：<a href=\"javascript:doZoom(18)\">大</a> <a href=\"javascript:doZoom(14)\">小</a></span></div>"
        ),
        Section::Tupian => format!(
            "<table class=\"info\" align=\"center\"><tr><td>{time}</td><td>作者:{author}</td><td>来源:{source}</td></tr></table>"
        ),
        Section::Tanews | Section::Luntan => format!(
            "<div class=\"info\">{time} 作者:{author}&nbsp; 来源:{source}&nbsp; <a href=\"javascript:doZoom(18)\">大</a> <a href=\"javascript:doZoom(14)\">小</a></div>"
        ),
    }
}

fn summary(piece: &Piece, overleaf: bool) -> String {
    if overleaf || piece.summary.is_empty() {
        return String::new();
    }
    format!(
        "<div class=\"zhaiyao\"><b>摘要：</b>{}</div>\n",
        escape(&piece.summary)
    )
}

fn body(piece: &Piece, overleaf: bool) -> String {
    let mut body = String::from("<!-- 正文 begin -->\n<div id=\"zoom\" class=\"TRS_Editor\">\n");
    if let (Some(caption), false) = (&piece.caption, overleaf) {
        body.push_str(&format!(
            "<p align=\"center\"><img src=\"./{}\" width=\"480\" height=\"320\" alt=\"{caption}\" /></p>\n<p align=\"center\"><font color=\"#666666\">{caption}</font></p>\n",
            piece.picture_name(),
            caption = escape(caption),
        ));
    }
    let paragraphs = if overleaf {
        &piece.overleaf
    } else {
        &piece.paragraphs
    };
    for text in paragraphs {
        body.push_str(&format!("<p>　　{}</p>\n", escape(text)));
    }
    body.push_str("</div>\n<!-- 正文 end -->\n");
    body
}

/// The links between the two pages of a long article.
fn turn(piece: &Piece, overleaf: bool) -> String {
    if piece.overleaf.is_empty() {
        return String::new();
    }
    let second = piece.overleaf_name();
    let first = second.replace("_1.htm", ".htm");
    if overleaf {
        format!(
            "<div class=\"pager\"><a href=\"./{first}\">上一页</a> <a href=\"./{first}\">1</a> <b>2</b></div>\n"
        )
    } else {
        format!(
            "<div class=\"pager\"><b>1</b> <a href=\"./{second}\">2</a> <a href=\"./{second}\">下一页</a></div>\n"
        )
    }
}

fn editors(piece: &Piece) -> String {
    let (first, responsible) = cast::editors(piece.spot.id.unsigned_abs());
    format!("<p>初审编辑:{first}</p><p>责任编辑:{responsible}</p>")
}

fn notice() -> String {
    let clauses: String = CLAUSES
        .iter()
        .map(|clause| format!("<p>{clause}</p>\n"))
        .collect();
    format!("<div class=\"banquan\"><h4>版权与免责声明</h4>\n{clauses}</div>\n")
}

/// A forum thread as it stands at `now`.
pub(super) fn thread(piece: &Piece, now: Timestamp) -> String {
    let title = escape(&piece.title);
    let posts = piece.posts_at(now);
    let mut floors = String::new();
    let text: String = piece
        .paragraphs
        .iter()
        .map(|text| format!("<p>{}</p>", escape(text)))
        .collect();
    floors.push_str(&floor("楼主", &piece.author, piece.spot.published, &text));
    for (place, post) in posts.iter().enumerate() {
        let name = match place {
            0 => "沙发".to_owned(),
            1 => "板凳".to_owned(),
            _ => format!("{}楼", place + 2),
        };
        floors.push_str(&floor(&name, &post.author, post.at, &escape(&post.text)));
    }
    let kind = match piece.spot.matter {
        Matter::Notice => "站务公告",
        Matter::Story(_) | Matter::Bulletin(_) | Matter::Daily => "百姓杂谈",
    };
    let main = format!(
        "<div class=\"thread\">\n<h1>[{kind}] {title}</h1>\n<div class=\"stat\">查看：{views} | 回复：{answers}</div>\n{floors}<div class=\"bj\"><p>来源:{PORTAL} 作者:{author}</p>{editors}</div>\n{notice}</div>\n",
        views = listing::views(piece, now),
        answers = posts.len(),
        author = escape(&piece.author),
        editors = editors(piece),
        notice = notice(),
    );
    let page = Page {
        title: format!("{}_{}", piece.title, Section::Luntan.name()),
        description: piece.title.clone(),
        trail: format!(
            "<a href=\"/{}/\">{}</a> &gt; {kind}",
            Section::Luntan.id(),
            Section::Luntan.name()
        ),
        main,
        side: frame::boxes(Some(Section::Luntan), piece.spot.published),
        ..Page::default()
    };
    frame::whole(&page, piece.spot.published)
}

fn floor(name: &str, author: &str, at: Timestamp, html: &str) -> String {
    format!(
        "<table class=\"post\" cellspacing=\"0\"><tr><td class=\"who\" width=\"120\" valign=\"top\"><b>{author}</b><br />{name}</td><td class=\"what\" valign=\"top\"><div class=\"authi\">发表于 {}</div><div class=\"t_f\">{html}</div></td></tr></table>\n",
        dates::full(at),
        author = escape(author),
    )
}
