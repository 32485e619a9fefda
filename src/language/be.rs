//! Belarusian.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "be",
    names: &[names!(be_BY)],
    second: "секунда|секунду|секунды|секунд|с",
    minute: "хвіліна|хвіліну|хвіліны|хвілін|хв",
    hour: "гадзіна|гадзіну|гадзіны|гадзін|гадз",
    day: "дзень|дні|дзён|дня",
    week: "тыдзень|тыдні|тыдняў|тыдня",
    month: "месяц|месяцы|месяцаў|месяца|мес",
    year: "год|гады|гадоў|года",
    numbers: &[
        (1, "адзін|адну|адна"),
        (2, "два|дзве"),
        (3, "тры"),
        (4, "чатыры"),
        (5, "пяць"),
    ],
    amounts: &[
        (1, Unit::Minute, "хвіліну"),
        (1, Unit::Hour, "гадзіну"),
        (1, Unit::Day, "дзень"),
        (1, Unit::Week, "тыдзень"),
        (1, Unit::Month, "месяц"),
        (1, Unit::Year, "год"),
        (30, Unit::Minute, "паўгадзіны"),
    ],
    ago: "таму|назад",
    about: "каля|прыкладна|амаль|больш за",
    and: "і|й",
    now: "толькі што|цяпер|зараз",
    today: "сёння",
    yesterday: "учора",
    before_yesterday: "пазаўчора",
    links: "г|года|у|а|ад",
    published: "апублікавана|дата публікацыі|размешчана",
    updated: "абноўлена|зменена|апошняе абнаўленне",
    dated: "дата",
    captions: Captions {
        labels: "фота|здымак|фотаздымак|фатограф",
        owners: "архіў",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "крыніца|крыніцы",
        author: "аўтар|аўтары|тэкст|падрыхтаваў|падрыхтавала",
        editor_offices: "рэдактар",
        photos: "здымкі",
        ..NOTHING.labels
    },
    between_names: "і|ды",
    roles: "рэдакцыя",
    media_words: "газета|агенцтва|навіны|весткі|радыё|часопіс",
    agencies: "БелТА|БЕЛТА",
    ..NOTHING
};
