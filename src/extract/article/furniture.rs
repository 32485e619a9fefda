//! Lines that are the page's and not the article's, by what they say: controls, headings of lists of other
//! articles, links to those, notices.
//!
//! In: a line's text. Out: whether it is one. The words are those of sites everywhere; no site's own.

use std::sync::LazyLock;

use regex::Regex;

use super::phrases::{Phrases, after, fits, is_mark};
use crate::language::ALL;

/// A longer line says something.
const CONTROL_LIMIT_CHARS: usize = 60;
const HEADING_LIMIT_CHARS: usize = 60;
const PROMOTION_LIMIT_CHARS: usize = 220;
const NOTICE_LIMIT_CHARS: usize = 400;

/// Share bars and whatever else only serves the reader's hand, by how many characters may follow.
static CONTROLS: LazyLock<Phrases<usize>> = LazyLock::new(|| {
    let lists = ALL.iter().flat_map(|language| language.controls);
    Phrases::of(&lists.copied().collect::<Vec<_>>())
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
    let lists = ALL.iter().flat_map(|language| language.afterwords);
    Phrases::of(&lists.copied().collect::<Vec<_>>())
});

/// `相关阅读`, `猜你喜欢的内容`: which articles, then perhaps what of them.
static WHICH: LazyLock<Phrases<usize>> = LazyLock::new(|| {
    let lists = ALL
        .iter()
        .map(|language| (WHICH_ROOM_CHARS, language.afterword_which));
    Phrases::of(&lists.collect::<Vec<_>>())
});
static WHAT: LazyLock<Phrases<usize>> = LazyLock::new(|| {
    let lists = ALL.iter().flat_map(|language| language.afterword_what);
    Phrases::of(&lists.copied().collect::<Vec<_>>())
});
/// How many characters may follow where no word says what the articles are.
const WHICH_ROOM_CHARS: usize = 6;

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
    let lists = ALL.iter().map(|language| ((), language.notices));
    Phrases::of(&lists.collect::<Vec<_>>())
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
