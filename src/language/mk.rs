//! Macedonian.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "mk",
    names: &[names!(mk_MK)],
    second: "секунда|секунди|сек",
    minute: "минута|минути|мин",
    hour: "час|часа|часови|ч",
    day: "ден|дена|денови",
    week: "седмица|седмици|недела|недели",
    month: "месец|месеци|месеца",
    year: "година|години",
    numbers: &[
        (1, "еден|една|едно"),
        (2, "два|две"),
        (3, "три"),
        (4, "четири"),
        (5, "пет"),
        (6, "шест"),
    ],
    amounts: &[
        (1, Unit::Minute, "минута"),
        (1, Unit::Hour, "час"),
        (1, Unit::Day, "ден"),
        (1, Unit::Week, "седмица|недела"),
        (1, Unit::Month, "месец"),
        (1, Unit::Year, "година"),
        (30, Unit::Minute, "половина час|пола час"),
    ],
    opens: "пред",
    about: "околу|приближно|речиси|скоро|повеќе од",
    and: "и",
    now: "штотуку|пред малку|сега|токму сега|пред неколку секунди",
    today: "денес",
    yesterday: "вчера",
    before_yesterday: "завчера",
    links: "во|г|година|на|од",
    clock: "во",
    oclock: "часот|ч",
    noon: "пладне|напладне",
    midnight: "полноќ|на полноќ",
    published: "објавено|објавено на|датум на објавување|креирано",
    updated: "ажурирано|последна промена|освежено|изменето",
    dated: "датум",
    captions: Captions {
        labels: "фото|фотографија|слика",
        owners: "архива",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "извор|извори",
        author: "автор|автори|пишува|текст|новинар",
        editor_offices: "уредник",
        without_colon: "пишува",
        ..NOTHING.labels
    },
    between_names: "и",
    roles: "редакција|новинар",
    media_words: "весник|агенција|вести|радио|телевизија",
    agencies: "МИА",
    ..NOTHING
};
