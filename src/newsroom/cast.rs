//! Who and where: the invented people and places that stories are filled with.
//!
//! In: a text with `{镇}`, `{人2}` or `{a}` in it, and the printing of a story it stands in. Out: the text
//! as printed. Each printing of a story has other people in other places. Within one printing a placeholder
//! means the same everywhere, title and body alike.

use super::chance;
use super::stories::Story;

// No length is a multiple of three: the places advance by three a round, so `{镇}` and `{镇2}` differ
// and a story meets each place once before it meets one again.
const TOWNS: [&str; 11] = [
    "望岳镇",
    "栗园镇",
    "云溪镇",
    "石桥镇",
    "柳河镇",
    "青柏镇",
    "白峪镇",
    "松林镇",
    "泉上镇",
    "双槐镇",
    "杏岭镇",
];
const VILLAGES: [&str; 11] = [
    "柿子峪村",
    "北石沟村",
    "上泉村",
    "槐树底村",
    "前河沿村",
    "黄栌坡村",
    "双井村",
    "梨树湾村",
    "大磨村",
    "响水崖村",
    "小杏园村",
];
const ROADS: [&str; 10] = [
    "松风路",
    "望岳大街",
    "听泉路",
    "青柏路",
    "银杏大道",
    "石坊街",
    "云步路",
    "清溪路",
    "东麓路",
    "麦香路",
];
const NEIGHBOURHOODS: [&str; 8] = [
    "听松社区",
    "清泉里社区",
    "银杏苑社区",
    "东麓社区",
    "柳荫社区",
    "石坊社区",
    "向阳里社区",
    "书香苑社区",
];
const SCHOOLS: [&str; 8] = [
    "望岳实验小学",
    "清溪小学",
    "柳荫小学",
    "东麓中学",
    "听泉中学",
    "云步小学",
    "石坊中学",
    "青柏学校",
];
const PEOPLE: [&str; 13] = [
    "许树耕",
    "邹小满",
    "焦望秋",
    "贾松年",
    "齐云岫",
    "柏春和",
    "鲍连溪",
    "谷登科",
    "阚新雨",
    "车秀峦",
    "宿广泉",
    "桑麦熟",
    "鹿鸣远",
];
const SURNAMES: [&str; 10] = ["王", "李", "张", "刘", "陈", "杨", "赵", "孙", "周", "徐"];
// 㑇 is outside GBK: four bytes in GB18030.
const REPORTERS: [&str; 10] = [
    "许听泉",
    "齐穗",
    "王㑇",
    "陈岱青",
    "柳一苇",
    "周禾生",
    "石砚秋",
    "鲍山雨",
    "林晚樵",
    "苏渡",
];
const SCREEN_NAMES: [&str; 16] = [
    "听松不听雷",
    "早起的鸟",
    "一步一台阶",
    "旧底片",
    "三盆辣椒",
    "乡音录",
    "弱电小白",
    "两轮变四轮",
    "自己刷墙",
    "山下种豆",
    "云上邮差",
    "半斤花生",
    "慢车乘客",
    "石缝里的草",
    "灯火可亲",
    "夏天的蝉㑇",
];
/// Who looked at an article first.
const FIRST_EDITORS: [&str; 4] = ["周苇航", "林小渔", "秦望舒", "贺初晴"];
/// Who answers for it.
const EDITORS: [&str; 4] = ["孙一禾", "高听涛", "郑若溪", "卫南星"];

/// One printing of one story.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printing<'a> {
    /// The story.
    pub(super) story: &'a Story,
    /// How often it was printed before.
    pub(super) round: u64,
    /// What tells this printing from every other.
    pub(super) seed: u64,
    /// What a kind of placeholder may stand for.
    pub(super) cast: fn(&str) -> &'static [&'static str],
}

impl Printing<'_> {
    /// `text` with every placeholder filled; one that means nothing is left as it is.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let known = after
                .split_once('}')
                .and_then(|(name, tail)| Some((self.value(name)?, tail)));
            match known {
                Some((value, tail)) => {
                    filled.push_str(&value);
                    rest = tail;
                }
                None => {
                    filled.push('{');
                    rest = after;
                }
            }
        }
        filled.push_str(rest);
        filled
    }

    fn value(&self, name: &str) -> Option<String> {
        if let Some((_, low, high)) = self.story.numbers.iter().find(|(n, ..)| n == name) {
            return Some(chance::between(name, self.seed, *low, *high).to_string());
        }
        let kind = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let place = name
            .strip_prefix(kind)
            .and_then(|digits| digits.parse::<u64>().ok())
            .unwrap_or(1)
            .saturating_sub(1);
        let choices = (self.cast)(kind);
        let count = u64::try_from(choices.len()).ok()?;
        let first = chance::draw(&self.story.id, kind.len() as u64).checked_rem(count)?;
        let index = (first + (self.round % count) * 3 + place) % count;
        choices
            .get(usize::try_from(index).ok()?)
            .map(|choice| (*choice).to_owned())
    }
}

/// What the portal's placeholders may stand for.
pub(super) fn portal(kind: &str) -> &'static [&'static str] {
    match kind {
        "镇" => &TOWNS,
        "村" => &VILLAGES,
        "路" => &ROADS,
        "社区" => &NEIGHBOURHOODS,
        "校" => &SCHOOLS,
        "人" => &PEOPLE,
        "姓" => &SURNAMES,
        "记者" => &REPORTERS,
        "网友" => &SCREEN_NAMES,
        _ => &[],
    }
}

/// The two editors of an article: who read it first, who answers for it.
pub(super) fn editors(seed: u64) -> (&'static str, &'static str) {
    (
        chance::one_of("初审编辑", seed, &FIRST_EDITORS),
        chance::one_of("责任编辑", seed, &EDITORS),
    )
}

/// A road for a bulletin; `place` tells several of one bulletin apart.
pub(super) fn road(seed: u64, place: usize) -> &'static str {
    let first = usize::try_from(chance::draw("路", seed) % 10).unwrap_or(0);
    ROADS
        .get((first + place) % ROADS.len())
        .copied()
        .unwrap_or_default()
}

/// A town for a bulletin.
pub(super) fn town(seed: u64) -> &'static str {
    chance::one_of("镇", seed, &TOWNS)
}
