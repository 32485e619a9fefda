//! Labels: `作者:张三 来源:岱岳网 责任编辑:王五`, in the languages and spellings in which pages print them.
//!
//! In: one short line. Out: its labels with their values. A value ends where the next label, a date, a closing
//! bracket or an element's edge begins, so an empty value stays empty (`作者:  来源:岱岳网`).
//! The words are those of newsrooms everywhere; no site's own.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::flow::{Line, is_cjk, units};
use super::names::is_han_name;

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Source,
    Author,
    Editor,
    Published,
    Updated,
    /// The copyright holder or notice.
    Rights,
    /// Something of no interest here, but which ends the value before it.
    Other,
}

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: Kind,
    /// As printed, without the colon.
    pub(super) label: String,
    /// As printed, trimmed; may be empty.
    pub(super) value: String,
    /// Where the value lies in the line.
    pub(super) range: Range<usize>,
    /// Nothing follows the label in its line: its value may stand in the next.
    pub(super) open: bool,
}

const SOURCE: &str = "信息来源|文章来源|稿件来源|新闻来源|消息来源|内容来源|本文来源|来源于|来源|稿源|出处|转载自|转自|摘自|选自\
|发布单位|发布机构|发布机关|供稿单位|來源於|消息來源|新聞來源|文章來源|資料來源|來源|稿源|出處|轉載自|發布單位|發布機關|發佈單位\
|出典|引用元|配信元|情報源|提供元|sources?|via|источник|quelle|fuente|bron|fonte";
const AUTHOR: &str = "本报记者|本网记者|本刊记者|特约记者|见习记者|实习记者|全媒体记者|记者|記者|作者|撰文|撰稿人|撰稿|文字|执笔|采写|采编|文\
|本報記者|採訪|著者|筆者|執筆者|執筆|取材・文|文責|ライター|authors?|written by|words by|reported by|story by|reporter|writer|words|by|text\
|текст|автор|авторы|autor|autorin|auteur|von|por|di";
const EDITOR: &str = "(?:(?:责任|責任|初审|初審|复审|複審|终审|終審|值班|网络|网页|网站|網路|网编|实习|本期|本版|本文|执行|新媒体|融媒体|文字|图片|图文\
|特约|栏目|稿件|微信|视频|版面|一审|二审|三审|見習|值班|执行)?(?:编辑|編輯|编审|編審))|责编|責編|编辑校对|责校|主编|主編|总编辑|总编|初审|初審|复审|複審|终审|終審\
|一审|二审|三审|审核人|审核|審核|审校|校对|校對|审稿|编校|担当編集|編集者|編集|editors?|edited by|редактор|redaktion";
const PUBLISHED: &str = "发布时间|发布日期|发表时间|发表日期|发表于|发布于|发稿时间|刊发时间|成文日期|时间|日期|發布時間|發布日期|發佈時間|發佈日期|發表時間|發表日期\
|時間|刊登日期|公開日|公開|掲載日|投稿日|配信|published on|published|posted on|posted|publication date|date|опубликовано|дата|veröffentlicht";
const UPDATED: &str = "更新时间|更新日期|更新于|最后更新|最近更新|修改时间|更新時間|最後更新|最終更新日|最終更新|更新日|更新|last updated|last modified|updated|modified|обновлено|aktualisiert";
const RIGHTS: &str = "版权所有|版权归属|版權所有|版权|版權|著作権|copyright";
const OTHER: &str = "图片来源|图源|图片|图/文|图|视频|摄影|攝影|摄|制图|设计|制作|监制|監製|策划|统筹|签发|编号|索引号|文号|主题词|字体大小|字号|字體|字體大小|字號|字体\
|分享到|分享至|分享|标签|標籤|关键词|关键字|關鍵字|關鍵詞|栏目|分类|分類|所属栏目|阅读数|阅读量|阅读次数|阅读|閱讀|点击数|点击量|点击率|点击次数|点击|點擊|浏览次数|浏览量|浏览\
|瀏覽次數|瀏覽|访问量|人气|热度|评论数|评论|評論|收藏|打印|列印|通讯员|作者单位|扫一扫|語言|tags?|topics?|photos?|photo by|photos by|photographs? by|image|credit|фото|share|comments?|views?|category|categories\
|カテゴリ|タグ|撮影|写真";

static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let groups = [SOURCE, AUTHOR, EDITOR, PUBLISHED, UPDATED, RIGHTS, OTHER]
        .map(|words| format!("({})", spaced(words)))
        .join("|");
    // The colon is part of the label; `文/`, `编辑/` are how magazines write it.
    Regex::new(&format!(r"(?i)(?:{groups})(\s{{0,2}}[:：︰∶]|[/／])?")).ok()
});

/// Lets two Han characters of a label stand apart: `来 源`, `作　者`.
fn spaced(words: &str) -> String {
    let mut spaced = String::with_capacity(words.len() * 2);
    let mut after_han = false;
    for c in words.chars() {
        let han = is_cjk(c);
        if han && after_han {
            spaced.push_str(r"\s?");
        }
        spaced.push(c);
        after_han = han;
    }
    spaced
}

const KINDS: [Kind; 7] = [
    Kind::Source,
    Kind::Author,
    Kind::Editor,
    Kind::Published,
    Kind::Updated,
    Kind::Rights,
    Kind::Other,
];

/// Two editors with their roles, and a little more.
const SHORT_UNITS: f32 = 30.0;

struct Label {
    kind: Kind,
    word: Range<usize>,
    /// After the colon.
    end: usize,
}

/// The labels of a line. `stops` are places where a value ends whatever follows: the dates in the line.
pub(super) fn scan(line: &Line, stops: &[Range<usize>]) -> Vec<Found> {
    let labels = find(line, stops);
    let text = &line.text;
    let mut founds = Vec::with_capacity(labels.len());
    for (at, label) in labels.iter().enumerate() {
        let limit = labels
            .get(at + 1)
            .map_or(text.len(), |next| next.word.start);
        let limit = stops
            .iter()
            .map(|stop| stop.start)
            .filter(|&start| start >= label.end)
            .fold(limit, usize::min);
        let range = value(line, label, limit);
        founds.push(Found {
            kind: label.kind,
            label: text[label.word.clone()]
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(if text[label.word.clone()].is_ascii() {
                    " "
                } else {
                    ""
                }),
            value: text[range.clone()].to_owned(),
            open: range.is_empty()
                && text[label.end..]
                    .trim_matches([' ', ']', ')', '】', '）'])
                    .is_empty(),
            range,
        });
    }
    founds
}

/// Whether a line is so short, with a colon, that labels may be all it holds.
pub(super) fn is_short(line: &Line) -> bool {
    line.units <= SHORT_UNITS && line.prose() <= 0.0 && line.text.contains([':', '：'])
}

/// Whether a line is nothing but the label of a kind, as cells and list entries are: `来源`, `Author`.
pub(super) fn bare(text: &str) -> Option<Kind> {
    let text = text.trim_matches([' ', ':', '：', '[', ']', '【', '】']);
    let captures = LABEL.as_ref()?.captures(text)?;
    let whole = captures.get(0)?;
    (whole.range() == (0..text.len())).then(|| kind_of(&captures).0)
}

fn kind_of(captures: &regex::Captures<'_>) -> (Kind, Range<usize>) {
    KINDS
        .iter()
        .enumerate()
        .find_map(|(at, kind)| captures.get(at + 1).map(|word| (*kind, word.range())))
        .unwrap_or((Kind::Other, 0..0))
}

fn find(line: &Line, stops: &[Range<usize>]) -> Vec<Label> {
    let Some(regex) = LABEL.as_ref() else {
        return Vec::new();
    };
    let text = &line.text;
    let mut labels: Vec<Label> = Vec::new();
    for captures in regex.captures_iter(text) {
        let (kind, word) = kind_of(&captures);
        let colon = captures.get(KINDS.len() + 1);
        let end = colon.map_or(word.end, |colon| colon.end());
        if stops.iter().any(|stop| stop.contains(&word.start)) {
            continue;
        }
        let before = text[..word.start].chars().next_back();
        let after = text[end..].chars().next();
        let latin = text[word.clone()]
            .chars()
            .next_back()
            .is_some_and(|c| !is_cjk(c));
        let begins = begins_segment(line, word.start, before);
        let accepted = match colon.map(|colon| colon.as_str()) {
            // A slash is a label's only after its shortest words, and never inside a path.
            Some("/" | "／") => begins && !latin && word.len() <= 12,
            Some(_) if latin => before.is_none_or(|c| !c.is_alphanumeric()),
            Some(_) => !is_compound(text, word.start),
            None if latin => {
                begins
                    && after.is_some_and(|c| c == ' ')
                    && is_spoken(&text[word.clone()])
                    && !is_sentence(text, end)
            }
            // Without a colon only where the layout makes up for it.
            None if is_signature(line) => begins && word.len() >= 6,
            None => {
                begins
                    && word.len() >= 6
                    && (parted(line, end) || (is_list(line, stops) && units(&text[end..]) <= 40.0))
            }
        };
        if accepted {
            labels.push(Label { kind, word, end });
        }
    }
    labels
}

/// `资金来源：`, `图片来源：`: another word that ends like a label.
fn is_compound(text: &str, start: usize) -> bool {
    const FIRST: &str =
        "资料|数据|资金|收入|经费|图片|照片|视频|數據|資金|圖片|影片|题图|首图|封面|食物";
    let head = text[..start].trim_end();
    FIRST.split('|').any(|word| head.ends_with(word))
}

/// At the start of a line, after an element's edge, a bracket or a rule.
fn begins_segment(line: &Line, at: usize, before: Option<char>) -> bool {
    match before {
        None => true,
        Some(c) if "|｜[【(（/／·•-—–,，;；".contains(c) => true,
        Some(' ') => {
            let head = line.text[..at].trim_end();
            line.gaps.contains(&at)
                || line.gaps.contains(&head.len())
                || head.ends_with(|c: char| !c.is_alphabetic() || is_cjk(c))
        }
        Some(_) => line.gaps.contains(&at),
    }
}

/// An element's edge follows directly.
fn parted(line: &Line, at: usize) -> bool {
    let rest = &line.text[at..];
    let skipped = at + (rest.len() - rest.trim_start().len());
    !rest.trim().is_empty() && (line.gaps.contains(&at) || line.gaps.contains(&skipped))
}

/// A row of small facts: it has a date, or rules between its parts.
fn is_list(line: &Line, stops: &[Range<usize>]) -> bool {
    line.units < 70.0 && (!stops.is_empty() || line.text.contains(['|', '｜']))
}

/// `编辑 刘某 校对 李某`: nothing but offices and names, side by side.
fn is_signature(line: &Line) -> bool {
    if line.units >= 24.0 || !line.text.contains(' ') {
        return false;
    }
    let (mut offices, mut people) = (0, 0);
    for word in line.text.split([' ', '/']) {
        if bare(word).is_some() {
            offices += 1;
        } else if is_han_name(word) {
            people += 1;
        } else {
            return false;
        }
    }
    offices > 0 && people > 0
}

/// Latin labels that need no colon.
fn is_spoken(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    matches!(
        word.as_str(),
        "by" | "written by"
            | "words by"
            | "reported by"
            | "story by"
            | "edited by"
            | "posted on"
            | "published on"
            | "published"
            | "posted"
            | "updated"
            | "last updated"
            | "photo by"
            | "photos by"
            | "von"
            | "por"
            | "via"
    )
}

/// `By the time he came` begins a sentence, `By Ann Lee` a name.
fn is_sentence(text: &str, end: usize) -> bool {
    let rest = text[end..].trim_start();
    !rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || is_cjk(c))
}

fn value(line: &Line, label: &Label, limit: usize) -> Range<usize> {
    let text = &line.text;
    let mut start = label.end.min(limit);
    while let Some(c) = text[start..limit].chars().next() {
        if c.is_whitespace() || ":：[【(（「『“\"<《".contains(c) {
            start += c.len_utf8();
        } else {
            break;
        }
    }
    let mut depth = 0_i32;
    let mut end = limit;
    for (offset, c) in text[start..limit].char_indices() {
        let at = start + offset;
        match c {
            '(' | '（' | '[' | '【' | '「' => depth += 1,
            ')' | '）' | ']' | '】' | '」' | '』' | '”' | '"' | '》' => {
                depth -= 1;
                if depth < 0 {
                    end = at;
                    break;
                }
            }
            '|' | '｜' | '•' | '●' | '»' | '>' => {
                end = at;
                break;
            }
            '。' | '；' | ';' => {
                end = at;
                break;
            }
            _ => {}
        }
        if at > start
            && line.gaps.contains(&at)
            && ends_at_gap(label.kind, &text[start..at], text[at..limit].trim())
        {
            end = at;
            break;
        }
    }
    let trimmed = text[start..end]
        .trim_end_matches(|c: char| c.is_whitespace() || ",，、/·-—–[【(（:：　".contains(c));
    start..start + trimmed.len()
}

/// Names may stand in several elements; nothing else goes on across an edge.
fn ends_at_gap(kind: Kind, so_far: &str, rest: &str) -> bool {
    if so_far.trim().is_empty() {
        return false;
    }
    if !matches!(kind, Kind::Author | Kind::Editor) {
        return true;
    }
    let joined = so_far
        .trim_end()
        .ends_with([',', '，', '、', '&', ';', '/'])
        || rest.starts_with([',', '，', '、', '&']);
    let next = rest
        .split([' ', ',', '，', '、'])
        .next()
        .unwrap_or_default();
    let is_han_name = (2..=4).contains(&next.chars().count()) && next.chars().all(is_cjk);
    !(joined || is_han_name)
}
