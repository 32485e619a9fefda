//! Which lines are the page's own, and which only begin like them.

use super::*;

/// A share bar in the body is read aloud, indexed and quoted as if the author had written it.
#[test]
fn controls_are_known_alone_and_in_a_row() {
    for line in [
        "分享到：微信 微博 朋友圈",
        "【 打印 】【 关闭窗口 】",
        "字号： 大 中 小",
        "12 点赞 收藏 举报",
        "#海岬 #修路",
        "Image 3 of 12",
        "返回海岬新闻首页",
        "SHARE THIS ARTICLE",
        "For the full list click here.",
    ] {
        assert!(is_control(line), "{line}");
    }
    for line in [
        "12",
        "…",
        "",
        "赞成修路的居民更多",
        "关注海岬的道路",
        "The end of the road",
    ] {
        assert!(!is_control(line), "{line}");
    }
}

/// What comes after such a heading is cut: a sentence that begins alike must not be one.
#[test]
fn headings_of_other_articles_are_known() {
    for line in [
        "相关阅读",
        "【猜你喜欢】",
        "上一篇：海岬修路",
        "Related stories",
        "Comments (12)",
        "READ ALSO:",
    ] {
        assert!(is_afterword(line), "{line}");
    }
    for line in ["最新的数据显示道路已经修好", "Relatedness", "Latest"] {
        assert!(!is_afterword(line), "{line}");
    }
}

/// A link to another article between paragraphs belongs to neither.
#[test]
fn promotions_are_known_by_how_they_begin() {
    for line in [
        "» Read more: a road",
        "相关链接：海岬修路",
        "更多海岬消息，请关注",
    ] {
        assert!(is_promotion(line), "{line}");
    }
    for line in ["Readmore", "更多的居民赞成修路"] {
        assert!(!is_promotion(line), "{line}");
    }
}

/// A notice is the publisher's, and shown as such; in the body it is neither.
#[test]
fn notices_are_known_by_their_words() {
    for line in [
        "© 2026 Harbour Times",
        "(c) Harbour Times",
        "Copyright: Harbour Times",
        "凡本网注明来源的稿件",
        "以上内容由用户上传",
        "本文仅代表作者个人观点，与本网无关。",
        "未经本网书面授权，不得转载",
        "This page is for general informational purposes only.",
    ] {
        assert!(is_notice(line), "{line}");
    }
    for line in [
        "Copyrighted works were shown",
        "未经修理的道路",
        "他说内容发布后",
    ] {
        assert!(!is_notice(line), "{line}");
    }
}
