//! Pashto.

use super::table::{Calendar, Captions, Labels, Language, NOTHING, Order, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "ps",
    names: &[names!(ps_AF)],
    own_months: &[
        (1, "وری"),
        (2, "غویی"),
        (3, "غبرګولی"),
        (4, "چنګاښ"),
        (5, "زمری"),
        (6, "وږی"),
        (7, "تله"),
        (8, "لړم"),
        (9, "لیندۍ"),
        (10, "مرغومی"),
        (11, "سلواغه"),
        (12, "کب"),
    ],
    calendar: Calendar::Persian,
    order: Order::YearFirst,
    second: "ثانيه|ثانيې",
    minute: "دقيقه|دقيقې",
    hour: "ساعت|ساعته|ساعتونه",
    day: "ورځ|ورځې",
    week: "اونۍ",
    month: "مياشت|مياشتې",
    year: "کال|کاله",
    ago: "مخکې|وړاندې",
    and: "او",
    now: "همدا اوس|اوس",
    today: "نن",
    yesterday: "پرون",
    links: "په|د|کال",
    published: "خپور شوی|خپره شوې",
    captions: Captions {
        labels: "انځور|عکس",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "سرچینه",
        author: "لیکوال|لیکونکی",
        ..NOTHING.labels
    },
    between_names: "او",
    roles: "ادارت",
    ..NOTHING
};
