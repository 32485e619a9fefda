//! Chinese.

use super::table::Unit;
use super::table::{Language, NOTHING, Order, weekdays};

pub(crate) const LANGUAGE: Language = Language {
    tags: "zh",
    names: &[weekdays!(zh_CN), weekdays!(zh_TW)],
    weekday_names: &[
        (1, "礼拜一|周一"),
        (2, "礼拜二|周二"),
        (3, "礼拜三|周三"),
        (4, "礼拜四|周四"),
        (5, "礼拜五|周五"),
        (6, "礼拜六|周六"),
        (7, "星期天|礼拜日|礼拜天|周日|周天"),
    ],
    order: Order::YearFirst,
    second: "秒|秒钟",
    minute: "分|分钟",
    hour: "小时|个小时|钟头|个钟头",
    day: "天|日",
    week: "周|星期|个星期|礼拜|个礼拜",
    month: "个月",
    year: "年",
    amounts: &[
        (5, Unit::Minute, "几分钟|数分钟|若干分钟"),
        (30, Unit::Minute, "半小时|半个小时|半个钟头|半钟头"),
        (12, Unit::Hour, "半天"),
        (15, Unit::Day, "半个月"),
    ],
    ago: "前|以前|之前",
    about: "约|大约|大概|近|左右|将近|超过|差不多",
    now: "刚刚|刚才|片刻前|几秒前|数秒前",
    today: "今天|今日|本日",
    yesterday: "昨天|昨日",
    before_yesterday: "前天|前日",
    half_past: "半",
    morning: "上午|凌晨|早上|清晨|早晨|早间|早",
    midday: "中午",
    afternoon: "下午|傍晚|午后",
    evening: "晚上|晚间|夜间|深夜|夜里|晚",
    noon: "正午|中午",
    midnight: "午夜|零点|半夜",
    published: "发布时间|发布日期|发布于|发布|发佈|发表时间|发表日期|发表于|发表|登载|刊登|刊发|发稿时间|刊发时间|发表於|发布於|出版时间|上传时间|发文时间|提供时间",
    updated: "更新时间|更新日期|更新于|更新|最后更新|最近更新|修改时间|最後更新|编辑于|修订于|更新於",
    dated: "时间|日期|于|於|时 间|日 期",
    ..NOTHING
};
