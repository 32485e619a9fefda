//! Whether a name is that of a medium or an office, by its form.
//!
//! In: a name. Out: whether it reads like one. The rule: it has a word that media of its language have in their names
//! (`日报`, `Times`). No medium is listed by its own name, but for the agencies that bylines abbreviate (`dpa`).

use std::sync::LazyLock;

use foldhash::HashSet;
use url::Url;

use super::lexicon::{self, has};
use super::names::{is_han_name, is_name_word};
use crate::language;
use crate::page::lines::is_cjk;

/// How names of media end in Han and Hangul.
const ENDS: &str = "网|網|报|報|社|电视台|電視台|电台|電臺|广播台|卫视|衛視|周刊|週刊|周报|週報|杂志|雜誌|期刊|在线|传媒|傳媒|客户端|客戶端\
    |融媒|新闻社|新聞|通信|放送|テレビ|ラジオ|タイムズ|ニュース|일보|신문|뉴스|방송|통신|경제|타임스|타임즈|저널";
/// Words with these ends that name no medium, whatever stands before them;
const NO_MEDIA: &str = "互联网|互聯網|局域网|官网|上网|通报|简报|海报|公报|预报|举报|汇报|情报|捷报|填报|申报|播报|旅行社|合作社|出版社|公社|会社|會社\
    |即時新聞|本地新聞|今日新聞";
/// and those that name none where they stand alone.
const NO_NAMES: &str = "本社|本报|本網|本网|本報|年报|月报|季报|财报|周报|日报|晚报|晨报";
/// How names of offices and institutions end.
const OFFICES: &str = "政府|办公室|辦公室|委员会|委員會|研究院|研究所|集团|集團|公司|大学|大學|学院|學院|医院|法院|检察院|公安局|管理局|教育局|宣传部\
    |体育局|协会|協會|学会|學會|中心小学|中学";
/// Words that media have in their names, in lower case: `times`, `газета`.
static WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| language::phrases(|language| language.media_words).collect());
/// How one-word Latin names of media end.
const WORD_ENDS: &str = "zeitung|blatt|anzeiger|kurier|bote|merkur|nachrichten|dagblad|dagbladet|avisen|tidningen|bladet|posten\
    |wire|sanomat|lehti";
/// Words that name an agency and nothing else.
const AGENCIES: &str = "agency|agentur|nachrichtenagentur|presseagentur|newswire|agencia|agência|agenzia|agence|agencja|ajansı|agentura|agentúra\
    |agencija|agenția|hírügynökség|uutistoimisto|aģentūra|agentūra|агентство|информагентство|агенция|агенція|агенција\
    |πρακτορείο";

/// Reads like the name of a medium: `某某日报`, `某某社`, `The Cape Times`. In a script with capitals a person may be called by such
/// a word (`Ann Post`), so the word alone is not enough there.
pub(super) fn is_medium(name: &str) -> bool {
    let count = name.chars().count();
    if !name.chars().any(is_cjk) {
        // A person is never called `The …`.
        return name.strip_prefix("The ").is_some_and(has_medium_word)
            || is_agency(name)
            || (!is_cased(name) && has_medium_word(name));
    }
    (3..=14).contains(&count)
        && ENDS.split('|').any(|end| name.ends_with(end))
        && !NO_MEDIA.split('|').any(|no| name.ends_with(no))
        && !has(NO_NAMES, name)
        && name.chars().all(|c| is_cjk(c) || c.is_alphanumeric())
}

/// Reads like the name of an office or institution.
pub(super) fn is_office(name: &str) -> bool {
    let count = name.chars().count();
    (4..=20).contains(&count)
        && name.chars().all(is_cjk)
        && OFFICES.split('|').any(|end| name.ends_with(end))
}

/// An agency, in the place where an author would stand.
pub(super) fn is_agency(name: &str) -> bool {
    if is_known_agency(name) {
        return true;
    }
    if name.chars().any(is_cjk) {
        return (3..=8).contains(&name.chars().count())
            && name.ends_with('社')
            && is_medium(name)
            && !is_han_name(name);
    }
    let words = || name.split_whitespace();
    let is_named = (2..=5).contains(&words().count())
        && words().all(is_name_word)
        && words().any(|word| has(AGENCIES, &word.to_lowercase()));
    is_acronym(name) || is_named
}

/// Three to five capitals, as agencies abbreviate themselves. Two letters are somebody's initials.
pub(super) fn is_acronym(name: &str) -> bool {
    const WORDS: &str = "CEO|COO|CFO|PDF|RSS|FAQ|USA|NEW|TOP|HOT|LIVE|BLOG|VIDEO|FOTO";
    (3..=5).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_uppercase())
        && !has(WORDS, name)
}

/// An agency that bylines print by a name or abbreviation of no form: `dpa`, `Lusa`.
pub(super) fn is_known_agency(name: &str) -> bool {
    lexicon::AGENCIES.contains(name)
}

/// A few words, in capitals where the script has them, with one by which media call themselves: `Cape Times`, `Küstenzeitung`,
/// `روزنامه ساحل`.
pub(super) fn has_medium_word(name: &str) -> bool {
    const GRAMMAR: &str = "of|de|du|la|le|der|die|del|della|do|da|the|του|της|των";
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_one = |word: &&str| {
        let word = word.to_lowercase();
        let ends_so = |end: &str| word.len() > end.len() && word.ends_with(end);
        is_media_word(&word) || WORD_ENDS.split('|').any(ends_so)
    };
    if !is_cased(name) {
        let is_text = name.chars().all(|c| !c.is_ascii() || c == ' ');
        // Thai puts no spaces between words.
        let is_thai = name.starts_with(|c| ('\u{e00}'..='\u{e7f}').contains(&c));
        let begins_so = |word: &&str| name.len() > word.len() && name.starts_with(*word);
        let has_one = (2..=5).contains(&words.len()) && words.iter().any(is_one);
        return is_text && (has_one || is_thai && WORDS.iter().any(begins_so));
    }
    (1..=5).contains(&words.len())
        && words
            .iter()
            .all(|word| is_name_word(word) || has(GRAMMAR, word))
        && words.iter().any(is_one)
}

/// Whether media have this word in their names, in lower case.
pub(super) fn is_media_word(word: &str) -> bool {
    WORDS.contains(word)
}

/// Whether a name has a letter in a script with capitals.
pub(super) fn is_cased(name: &str) -> bool {
    name.contains(|c: char| c.is_lowercase() || c.is_uppercase())
}

/// `某某网[整理]`, `某某报（综合）`: a note on what was done with it is no part of the name.
pub(super) fn without_note(name: &str) -> &str {
    match name.find(['[', '［', '(', '（', '【', '〔']) {
        Some(at) if at > 0 => name[..at].trim_end(),
        _ => name,
    }
}

/// Links beside dates that lead to other sites and name no source: to share, to follow, to an application.
pub(super) fn is_service(url: &Url, name: &str) -> bool {
    const ACTIONS: &str = "share|tweet|follow|comment|comments|print|subscribe|facebook|twitter|whatsapp|telegram|linkedin|pinterest|email|e-mail|x\
        |weibo|wechat|line|rss|app|download|login|advertisement|teilen|drucken|partager|compartir|condividi|подписаться|поделиться\
        |分享|评论|評論|微博|微信|打印|收藏|关注|訂閱|订阅|下载|登录|我要评论|发表评论|查看原文|原文|シェア|ツイート|印刷|공유|인쇄|댓글|기사원문|원문";
    let lower = name.to_lowercase();
    let path = url.path();
    has(ACTIONS, &lower)
        || path.contains("/share")
        || path.contains("/intent/")
        || path.contains("/sharer")
        || lower.starts_with("http")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A section's name that is read as a source would make every article a reprint of `要闻`.
    #[test]
    fn media_and_offices_are_known_by_their_form() {
        for medium in [
            "海岬社",
            "海岬都市报",
            "海岬网",
            "岬新聞",
            "바다일보",
            "The Cape Mail",
            "AFX",
        ] {
            assert!(is_medium(medium), "{medium}");
        }
        for other in [
            "本地新闻",
            "情况通报",
            "互联网",
            "要闻",
            "海岬体育",
            "Ann Lee",
            "Cape Wire",
            "QX",
        ] {
            assert!(!is_medium(other), "{other}");
        }
        assert!(is_office("海岬县教育体育局") && !is_office("林小舟"));
        assert_eq!(without_note("海岬网[整理]"), "海岬网");
        assert_eq!(without_note("海岬网（综合）"), "海岬网");
    }
}
