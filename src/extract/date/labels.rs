//! The words around a date that are about it, and what can be told of a text before it is read at all.

use super::tokens::is_ideographic;

/// What announces a date, in any of the languages we read; in lower case, longer ones before their endings.
const LABELS: [&str; 83] = [
    "发布时间",
    "发布日期",
    "发布于",
    "发布",
    "發布時間",
    "發布日期",
    "發布",
    "發佈",
    "发表时间",
    "发表于",
    "发表",
    "發表",
    "出版時間",
    "更新时间",
    "更新時間",
    "更新于",
    "更新日",
    "更新",
    "时间",
    "時間",
    "日期",
    "于",
    "於",
    "公開日",
    "公開",
    "投稿日",
    "投稿",
    "配信",
    "掲載",
    "登载",
    "刊登",
    "刊发",
    "기사입력",
    "입력",
    "수정",
    "등록",
    "승인",
    "first published",
    "last modified",
    "last updated",
    "published on",
    "publication date",
    "published",
    "updated on",
    "updated",
    "posted on",
    "posted",
    "created",
    "modified",
    "release date",
    "pubdate",
    "date",
    "time",
    "on",
    "at",
    "by",
    "veröffentlicht",
    "aktualisiert",
    "erschienen",
    "stand",
    "datum",
    "am",
    "uhr",
    "publié le",
    "publié",
    "mis à jour le",
    "mis à jour",
    "mise à jour",
    "le",
    "publicado el",
    "publicado",
    "publicerad",
    "publisert",
    "oppdatert",
    "uppdaterad",
    "opdateret",
    "pubblicato",
    "il",
    "опубликовано",
    "обновлено",
    "дата",
    "г",
    "в",
];
/// What may follow a date at once, although it is about something else.
const NEXT_LABELS: [&str; 16] = [
    "来源",
    "來源",
    "作者",
    "编辑",
    "編輯",
    "责任编辑",
    "责编",
    "记者",
    "記者",
    "发布",
    "更新",
    "发表",
    "阅读",
    "浏览",
    "点击",
    "评论",
];

/// Whether `text` holds nothing but labels and marks.
pub(super) fn is_label(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut rest = trimmed(&text);
    while !rest.is_empty() {
        let Some(before) = without_label(rest) else {
            return false;
        };
        rest = trimmed(before);
    }
    true
}

/// Whether the last thing that `text` says is a label.
pub(super) fn ends_with_label(text: &str) -> bool {
    let Some(last) = text.chars().rev().find(|c| c.is_alphanumeric()) else {
        return false;
    };
    // The cheap half of the question first: before most dates stands a number, or nothing.
    last.is_alphabetic() && without_label(trimmed(&text.to_lowercase())).is_some()
}

/// Whether `text`, right behind a date, begins with the next label.
pub(super) fn begins_with_label(text: &str) -> bool {
    NEXT_LABELS.iter().any(|label| text.starts_with(label))
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

/// `text` without the label that it ends with.
fn without_label(text: &str) -> Option<&str> {
    LABELS.iter().find_map(|label| {
        let before = text.strip_suffix(label)?;
        // `stand` is a label, the end of `understand` is none; words of Han need no space between them.
        let apart = !before.ends_with(char::is_alphanumeric)
            || before.ends_with(is_ideographic)
            || label.starts_with(is_ideographic);
        apart.then_some(before)
    })
}

/// Whether a date is possible at all: a digit, a Chinese numeral before its unit, or a relative word.
///
/// One look at each character: most texts of a page are told to hold none without being taken apart.
pub(super) fn may_hold_date(text: &str) -> bool {
    if text.bytes().any(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let mut word_start = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or('\0', |&(_, next)| next);
        if !c.is_ascii() && is_relative(c, next) {
            return true;
        }
        if c.is_alphabetic() && !is_ideographic(c) {
            let start = *word_start.get_or_insert(at);
            let end = at + c.len_utf8();
            let ends = !next.is_alphabetic() || is_ideographic(next);
            if ends && WORDS.iter().any(|word| same_word(&text[start..end], word)) {
                return true;
            }
        } else {
            word_start = None;
        }
    }
    false
}

/// Words that make a date without a digit.
const WORDS: [&str; 38] = [
    "today",
    "yesterday",
    "ago",
    "heute",
    "gestern",
    "vorgestern",
    "vor",
    "il",
    "aujourd",
    "hier",
    "hoy",
    "ayer",
    "anteayer",
    "hace",
    "hoje",
    "ontem",
    "anteontem",
    "há",
    "oggi",
    "ieri",
    "fa",
    "vandaag",
    "gisteren",
    "eergisteren",
    "geleden",
    "dag",
    "går",
    "idag",
    "igår",
    "siden",
    "сегодня",
    "сьогодні",
    "вчера",
    "вчора",
    "позавчера",
    "назад",
    "dün",
    "bugün",
];

fn same_word(word: &str, known: &str) -> bool {
    // Lengths first: most words end here.
    word.len() == known.len()
        && (word.eq_ignore_ascii_case(known) || (!word.is_ascii() && word.to_lowercase() == known))
}

/// Whether `c` and the character after it may be part of a date written without digits.
pub(super) fn is_relative(c: char, next: char) -> bool {
    match c {
        '０'..='９' => true,
        '刚' | '剛' => matches!(next, '刚' | '剛' | '才'),
        '今' => matches!(next, '天' | '日' | '早' | '晨' | '晚'),
        '昨' => true,
        '前' => matches!(next, '天' | '日'),
        '本' => next == '日',
        '半' => matches!(next, '小' | '个' | '個'),
        '〇' | '○' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十'
        | '廿' | '卅' | '两' | '兩' => "年月日天周週個个小秒分".contains(next),
        'た' => next == 'っ',
        'お' => next == 'と',
        '방' => next == '금',
        '어' => next == '제',
        '오' => next == '늘',
        '그' => matches!(next, '저' | '제'),
        _ => false,
    }
}
