//! What every page has around its own content: head, masthead, navigation, boxes, footer, noise.
//!
//! In: a page's own parts, as HTML. Out: the whole document as text; [`super::answer`] makes bytes of
//! it. The markup is that of a content system of 2010: tables, `div`s, scripts, comments.

use jiff::Timestamp;

use super::dates;
use super::piece::{PORTAL, Piece};
use super::schedule::{self, Matter, Section};

/// The parts of a page that are its own.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Before `_岱岳网` in the title bar. Plain text.
    pub(super) title: String,
    /// `meta description`. Plain text.
    pub(super) description: String,
    /// More elements of the head. HTML.
    pub(super) head: String,
    /// The way here, below the home page. HTML; empty for the home page.
    pub(super) trail: String,
    /// The left column. HTML.
    pub(super) main: String,
    /// The right column. HTML.
    pub(super) side: String,
}

/// `text` with `&`, `<`, `>` and `"` as entities: safe in content and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            _ => safe.push(c),
        }
    }
    safe
}

/// `text` cut to the width of `limit` Chinese characters, with `…` where something went.
pub(super) fn cut(text: &str, limit: usize) -> String {
    let mut halves = 0;
    for (place, c) in text.char_indices() {
        halves += if c.is_ascii() { 1 } else { 2 };
        if halves > 2 * limit {
            return format!("{}…", text.get(..place).unwrap_or(text).trim_end());
        }
    }
    text.to_owned()
}

/// The whole page as it stood at `made`.
pub(super) fn whole(page: &Page, made: Timestamp) -> String {
    let day = dates::local(made);
    let weekday = match day.weekday().to_monday_zero_offset() {
        0 => "一",
        1 => "二",
        2 => "三",
        3 => "四",
        4 => "五",
        5 => "六",
        _ => "日",
    };
    let nav: String = Section::ALL
        .iter()
        .map(|section| {
            let (id, name) = (section.id(), section.name());
            format!("<li><a href=\"/{id}/\">{name}</a></li>\n")
        })
        .collect();
    let trail = if page.trail.is_empty() {
        String::new()
    } else {
        format!(
            "<div class=\"crumb\">您现在的位置：<a href=\"/\">首页</a> &gt; {}</div>\n",
            page.trail
        )
    };
    format!(
        r#"<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312" />
<title>{title}_{PORTAL}</title>
<meta name="keywords" content="{PORTAL},泰安,新闻,论坛" />
<meta name="description" content="{description}" />
{head}<link href="/style/portal.css" rel="stylesheet" type="text/css" />
<script type="text/javascript" src="/style/portal.js"></script>
</head>
<body>
<!-- masthead begin -->
<div id="topbar"><div class="wrap"><span class="fl">{year}年{month}月{dom}日 星期{weekday}</span><span class="fr">新闻热线：0000-8210110&nbsp;|&nbsp;广告合作：0000-8210120&nbsp;|&nbsp;<a href="/about.htm">关于本网</a></span></div></div>
<div id="masthead"><div class="wrap"><a class="logo" href="/"><b>{PORTAL}</b><i>dyw.example</i></a><span class="slogan">山下的新闻 身边的事</span><span class="sponsor">主办：岱岳日报社<br />协办：清溪科创园</span></div></div>
<div id="nav"><ul class="wrap"><li><a href="/">首页</a></li>
{nav}<li class="s"><form action="/search" method="get"><input type="text" name="q" size="14" /><input type="submit" value="搜索" /></form></li></ul></div>
<!-- masthead end -->
<div class="wrap">
{trail}<table id="layout" width="1000" border="0" cellspacing="0" cellpadding="0"><tr>
<td id="left" valign="top">
{main}
</td>
<td id="right" valign="top" width="262">
{side}
</td>
</tr></table>
</div>
<!-- footer begin -->
<div id="footer">
<p><a href="/about.htm">关于本网</a> | <a href="/copyright.htm">版权声明</a> | <a href="/contact.htm">联系我们</a> | <a href="/search">站内搜索</a></p>
<p>主办：岱岳日报社　新闻热线：0000-8210110　许可证编号：虚构第00000号</p>
<p>Copyright &copy; 2004-{year} {PORTAL} 版权所有 未经书面授权禁止复制或建立镜像</p>
</div>
<script type="text/javascript">
// 统计代码（演示页面，不发送任何数据）
var _stat = _stat || []; _stat.push(["site", "dyw"], ["page", document.title]);
</script>
<!-- footer end -->
</body>
</html>
"#,
        title = escape(&page.title),
        description = escape(&page.description),
        head = page.head,
        main = page.main,
        side = page.side,
        year = day.year(),
        month = day.month(),
        dom = day.day(),
    )
}

/// The right column: boxes of other sections' headlines as they stood at `made`, but not `own`'s.
pub(super) fn boxes(own: Option<Section>, made: Timestamp) -> String {
    let news = if own == Some(Section::Tanews) {
        Section::Shehui
    } else {
        Section::Tanews
    };
    let mut side = headlines("本网特稿", &specials(made));
    side.push_str(&topics());
    side.push_str(&headlines(news.name(), &pieces(news, made, 8)));
    if own != Some(Section::Luntan) {
        side.push_str(&headlines("论坛热帖", &pieces(Section::Luntan, made, 6)));
    }
    side
}

/// A box of headlines.
pub(super) fn headlines(name: &str, pieces: &[Piece]) -> String {
    let rows: String = pieces
        .iter()
        .map(|piece| {
            format!(
                "<li><a href=\"{}\" target=\"_blank\">{}</a></li>\n",
                piece.path(),
                escape(&cut(&piece.title, 17))
            )
        })
        .collect();
    format!("<div class=\"box\"><h2>{name}</h2><ul>\n{rows}</ul></div>\n")
}

/// The newest `count` of a section.
pub(super) fn pieces(section: Section, made: Timestamp, count: usize) -> Vec<Piece> {
    schedule::newest(section, made)
        .take(count)
        .map(Piece::at)
        .collect()
}

/// The newest that the portal's own reporters wrote.
fn specials(made: Timestamp) -> Vec<Piece> {
    schedule::newest(Section::Tanews, made)
        .filter(|spot| matches!(spot.matter, Matter::Story(_)))
        .map(Piece::at)
        .filter(|piece| piece.own && !piece.author.is_empty())
        .take(5)
        .collect()
}

/// The special topics: number and title.
pub(super) const TOPICS: [(&str, &str); 3] = [
    ("1", "专题：走山路 看变化"),
    ("2", "专题：老物件里的城市记忆"),
    ("3", "专题：身边的凡人小事"),
];

fn topics() -> String {
    let rows: String = TOPICS
        .iter()
        .map(|(number, title)| format!("<dd><a href=\"/zhuanti/{number}.htm\">{title}</a></dd>\n"))
        .collect();
    format!("<div class=\"box zt\"><h2>重磅专题</h2><dl>\n{rows}</dl></div>\n")
}
