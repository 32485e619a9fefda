//! Lines that are the page's and not the article's, by what they say: controls, headings of lists of other
//! articles, links to those, notices.
//!
//! In: a line's text. Out: whether it is one. The words are those of sites everywhere; no site's own.

use std::sync::LazyLock;

use regex::Regex;

use super::phrases::{Phrases, after, fits, is_mark};

/// A longer line says something.
const CONTROL_LIMIT_CHARS: usize = 60;
const HEADING_LIMIT_CHARS: usize = 60;
const PROMOTION_LIMIT_CHARS: usize = 220;
const NOTICE_LIMIT_CHARS: usize = 400;

/// Share bars and whatever else only serves the reader's hand, by how many characters may follow.
static CONTROLS: LazyLock<Phrases<usize>> = LazyLock::new(|| {
    Phrases::of(&[
        (
            0,
            "打印|打印本页|打印本文|关闭|关闭窗口|关闭本页|收藏|收藏本文|阅读全文|查看全文|赞|举报|复制链接|订阅|纠错|图集|责任编辑|完\
            |列印|友善列印|轉寄|轉寄友人|回上頁|加入收藏|放大|縮小|シェア|シェアする|ツイート|印刷|印刷する|ブックマーク|保存|広告|广告\
            |share|tweet|print|email|e-mail|save|copy link|advert|adverts|advertisement|advertising|anzeige|werbung|publicité|publicidad\
            |publicidade|реклама|caption|close|video|watch now|watch live|expand|voltar|zurück|end|the end",
        ),
        (3, "关注"),
        (4, "展开全文|展开阅读|loading"),
        (6, "我要评论|我要纠错|我要分享"),
        (8, "返回顶部|返回首页|返回列表|点赞"),
        (12, "我来说两句|点击查看|点击下载|点击进入|点击播放"),
        (18, "字号|字体"),
        (
            20,
            "打印 |打印本页 |打印本文 |用微信扫|continue reading|skip to |поделиться",
        ),
        (24, "扫一扫|扫描|扫码|微信扫一扫|微信扫描|微信扫码"),
        (
            30,
            "分享|分享到|分享至|分享给|分享本文|正文已结束|更多精彩|follow us|follow on|story continues below",
        ),
        (
            40,
            "share this|share on|share via|share with|share to|share it|have your say|like this story|click here to |subscribe",
        ),
        (60, "sign up "),
    ])
});

/// Controls with words of their own in them: hashtags, `Image 3 of 12`, `返回新闻首页`.
static FILLED_CONTROL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(?:#[^ #]+|(?:image )?[0-9]+ (?:of|/) /? ?[0-9]+|(?:返回|进入).{0,10}(?:首页|专题|频道))",
    )
    .ok()
});

/// Whether a line is nothing but controls, marks between them.
pub(super) fn is_control(line: &str) -> bool {
    if !fits(line, CONTROL_LIMIT_CHARS) {
        return false;
    }
    let line = line.to_lowercase();
    let calls = after(&line, 60, &["click here", "clicking here"]).any(|rest| fits(rest, 40));
    if calls || after(&line, 30, &["sign up for", "sign up to"]).any(|_| true) {
        return true;
    }
    // How many characters are accounted for. A control may begin in the room that the one before it leaves.
    let mut covered = 0;
    let mut found = false;
    for (at, (start, c)) in line.char_indices().enumerate() {
        if let Some(reach) = reach_of_control(&line[start..]) {
            covered = covered.max(at + reach);
            found = true;
        } else if at == covered && (is_mark(c) || (!found && c.is_numeric())) {
            covered += 1;
        }
        if at == covered {
            return false;
        }
    }
    found
}

/// How many characters the control that `text` begins with takes, with its room.
fn reach_of_control(text: &str) -> Option<usize> {
    let until = |rest: &str| text[..text.len() - rest.len()].chars().count();
    let listed = CONTROLS.strip(text).map(|(rest, room)| until(rest) + room);
    listed.max().or_else(|| {
        let filled = FILLED_CONTROL.as_ref()?.find(text)?;
        Some(until(&text[filled.end()..]))
    })
}

/// How headings of what follows the article begin, by how many characters may follow.
static AFTERWORDS: LazyLock<Phrases<usize>> = LazyLock::new(|| {
    Phrases::of(&[
        (
            0,
            "related|read next|read also|more from|more on|more about|more stories|more news|recommended|see also|also read|don't miss\
            |don’t miss|trending|recent posts|recent articles|recent stories|up next|what to read next|материалы по теме|по теме",
        ),
        (
            6,
            "网友评论|评论|関連記事|関連リンク|関連キーワード|あわせて読みたい|人気記事|tell us what you think",
        ),
        (8, "おすすめ|こちらも"),
        (
            10,
            "leave a reply|leave a comment|about the author|about the authors|à lire aussi|à lire également|lea también",
        ),
        (
            20,
            "read next |read also |you may like|you might like|you may also like|you might also like|you may be interested\
            |you might be interested|you may also be interested|you might also be interested|more in|trending |most read|most popular\
            |most viewed|popular |latest |читайте также|читайте еще|читайте ещё|mehr zum thema|mehr dazu|lesen sie auch",
        ),
        (
            30,
            "related |recommended |more from |more on |more about |more stories |more news ",
        ),
        (
            60,
            "上一篇|下一篇|上一条|下一条|read more on|read more about|read more from|read more stories|read more news",
        ),
    ])
});

/// `相关阅读`, `猜你喜欢的内容`: which articles, then perhaps what of them.
static WHICH: LazyLock<Phrases<usize>> = LazyLock::new(|| {
    Phrases::of(&[(
        6,
        "相关|推荐|延伸|扩展|更多|热门|精彩|往期|猜你|你可能|您可能|为您|为你|大家都在|今日|最新|本周|编辑推荐|同类|近期|專題|相關|推薦|熱門|看更多",
    )])
});
static WHAT: LazyLock<Phrases<usize>> = LazyLock::new(|| {
    Phrases::of(&[
        (
            6,
            "阅读|新闻|文章|报道|链接|资讯|推荐|内容|视频|专题|话题|主题|看|图集|评论|新聞|報導|閱讀|連結|資訊|推荐阅读|精彩|精彩内容",
        ),
        (10, "想看|也想看"),
        (12, "喜欢|感兴趣"),
    ])
});

/// Whether a line is the heading of what follows the article.
pub(super) fn is_afterword(line: &str) -> bool {
    if !fits(line, HEADING_LIMIT_CHARS) {
        return false;
    }
    let line = line.to_lowercase();
    let text = line.trim_matches(is_mark);
    let is_count = |rest: &str| rest.chars().all(|c| is_mark(c) || c.is_ascii_digit());
    // `Comments (12)`
    let comments = text
        .strip_prefix("comment")
        .map(|rest| rest.strip_prefix('s').unwrap_or(rest));
    comments.is_some_and(is_count)
        || AFTERWORDS.strip(text).any(|(rest, room)| fits(rest, room))
        || WHICH.strip(text).any(|(rest, room)| {
            fits(rest, room) || WHAT.strip(rest).any(|(rest, room)| fits(rest, room))
        })
}

/// How a line within the text begins that leads to another article.
static PROMOTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(?:
        (?:(?:read|see|learn|watch|find\ out)\ (?:more|also|next|now|here) | also\ (?:read|see|on) | related | recommended)(?-u:\b)
        | more\ ?: | don.t\ miss | must\ read | mehr\ (?:zum\ thema|dazu)?\ ?: | lesen\ sie\ auch | leggi\ anche | lire\ aussi
        | à\ lire | lea\ también | leia\ (?:também|mais) | читайте\ также | czytaj\ także
        | (?:相关|延伸|推荐|拓展|相關|推薦)(?:阅读|閱讀|链接|連結|報道|报道|報導)?\ ?[:：>】]
        | 点击(?:阅读|查看|进入|观看) | 更多.{0,12}(?:点击|请看|请关注) | 関連記事\ ?[:：])",
    )
    .ok()
});

/// Whether a line that links leads the reader to another article.
pub(super) fn is_promotion(line: &str) -> bool {
    let text = line.trim_start_matches(is_mark).to_lowercase();
    fits(line, PROMOTION_LIMIT_CHARS) && PROMOTION.as_ref().is_some_and(|is| is.is_match(&text))
}

/// How notices begin that every article of a site carries.
static NOTICES: LazyLock<Phrases<()>> = LazyLock::new(|| {
    Phrases::of(&[(
        (),
        "转载请注明|特别声明|郑重声明|免责声明|版权声明|版权说明|版權聲明|免責聲明|声明:|声明：|声明 :|声明 ：|凡本网|凡注明|凡本站|凡来源|凡標註\
        |本网声明|本网站声明|all rights reserved|notice: the content|notice : the content|disclaimer:|disclaimer :",
    )])
});

/// Whether a line is such a notice.
pub(super) fn is_notice(line: &str) -> bool {
    if !fits(line, NOTICE_LIMIT_CHARS) {
        return false;
    }
    let line = line.to_lowercase();
    let text = line.trim_start_matches(is_mark);
    let opens_with = |sign| {
        let before = line.split_once(sign).map(|(before, _)| before);
        before.is_some_and(|before| before.chars().all(is_mark))
    };
    let is_copyright = text
        .strip_prefix("copyright")
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    // `以上内容由用户上传`, `以上文章仅代表个人观点`
    let disowns = || {
        after(text, 0, &["以上内容", "以上作品", "以上文章"])
            .any(|rest| after(rest, 20, &["上传", "发布", "观点"]).any(|_| true))
            || after(text, 40, &["仅代表作者"])
                .flat_map(|rest| after(rest, 5, &["观点"]))
                .any(|rest| fits(rest, 60))
    };
    // `未经本网书面授权，不得转载`
    let forbids = || {
        after(text, 20, &["未经", "未經"])
            .flat_map(|rest| after(rest, 12, &["授权", "许可", "允许", "书面", "授權", "許可"]))
            .flat_map(|rest| after(rest, 40, &["转载", "复制", "使用", "轉載", "镜像"]))
            .any(|rest| fits(rest, 60))
    };
    let informs = || {
        const PURPOSES: &[&str] = &[
            "for informational purposes only",
            "for general informational purposes only",
        ];
        after(text, 80, PURPOSES).any(|_| true)
    };
    NOTICES.strip(text).any(|_| true)
        || is_copyright
        || opens_with("©")
        || opens_with("(c) ")
        || after(text, 24, &["版权所有"]).any(|_| true)
        || disowns()
        || forbids()
        || informs()
}

#[cfg(test)]
mod tests;
