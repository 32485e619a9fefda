//! Tajik.

use super::table::{Captions, Labels, Language, NOTHING, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "tg",
    names: &[names!(tg_TJ)],
    month_names: &[
        (1, "январ|январи"),
        (2, "феврал|феврали"),
        (3, "март|марти"),
        (4, "апрел|апрели"),
        (5, "май|майи"),
        (6, "июн|июни"),
        (7, "июл|июли"),
        (8, "август|августи"),
        (9, "сентябр|сентябри"),
        (10, "октябр|октябри"),
        (11, "ноябр|ноябри"),
        (12, "декабр|декабри"),
    ],
    weekday_names: &[
        (1, "душанбе"),
        (2, "сешанбе"),
        (3, "чоршанбе"),
        (4, "панҷшанбе"),
        (5, "ҷумъа"),
        (6, "шанбе"),
        (7, "якшанбе"),
    ],
    second: "сония",
    minute: "дақиқа",
    hour: "соат",
    day: "рӯз",
    week: "ҳафта",
    month: "моҳ",
    year: "сол",
    ago: "пеш|қабл",
    about: "тақрибан",
    and: "ва",
    now: "ҳозир",
    today: "имрӯз",
    yesterday: "дирӯз",
    before_yesterday: "парерӯз",
    links: "соли|соати",
    clock: "соати|соат",
    captions: Captions {
        labels: "акс|сурат",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "манбаъ|сарчашма",
        author: "муаллиф",
        ..NOTHING.labels
    },
    between_names: "ва",
    roles: "идора",
    ..NOTHING
};
