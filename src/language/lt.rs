//! Lithuanian.

use super::table::{Captions, Labels, Language, NOTHING, Order, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "lt",
    names: &[names!(lt_LT)],
    weekday_names: &[
        (1, "pirmadienį"),
        (2, "antradienį"),
        (3, "trečiadienį"),
        (4, "ketvirtadienį"),
        (5, "penktadienį"),
        (6, "šeštadienį"),
        (7, "sekmadienį"),
    ],
    order: Order::YearFirst,
    second: "sekundę|sekundes|sekundžių|sekundės|sekundė|sek",
    minute: "minutę|minutes|minučių|minutės|minutė|min",
    hour: "valandą|valandas|valandų|valandos|valanda|val",
    day: "dieną|dienas|dienų|dienos|diena|d",
    week: "savaitę|savaites|savaičių|savaitės|sav",
    month: "mėnesį|mėnesius|mėnesių|mėnesio|mėn",
    year: "metus|metų|m",
    numbers: &[
        (1, "vieną|vienas"),
        (2, "dvi|du|dvejus"),
        (3, "tris|trejus"),
        (4, "keturias|keturis"),
        (5, "penkias|penkis"),
    ],
    amounts: &[
        (1, Unit::Second, "sekundę"),
        (1, Unit::Minute, "minutę"),
        (1, Unit::Hour, "valandą"),
        (1, Unit::Day, "dieną"),
        (1, Unit::Week, "savaitę"),
        (1, Unit::Month, "mėnesį"),
        (1, Unit::Year, "metus"),
        (30, Unit::Minute, "pusvalandį|pusę valandos"),
    ],
    opens: "prieš",
    about: "maždaug|apie|beveik|daugiau nei",
    and: "ir",
    now: "ką tik|dabar|prieš akimirką|prieš kelias sekundes",
    today: "šiandien",
    yesterday: "vakar",
    before_yesterday: "užvakar",
    links: "m|d|val|metų|mėn|mėnesio",
    oclock: "val",
    noon: "vidurdienį",
    midnight: "vidurnaktį",
    published: "paskelbta|publikuota|sukurta|įkelta|paskelbimo data|publikuotas",
    updated: "atnaujinta|paskutinį kartą atnaujinta|redaguota|pakeista",
    dated: "data",
    captions: Captions {
        labels: "nuotrauka|nuotraukos|nuotr|foto|fotografas",
        behind: "nuotr|nuotrauka|asociatyvi nuotr",
        owners: "archyvas",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "šaltinis|šaltiniai",
        author: "autorius|autorė|autoriai|tekstas|parengė|parašė|žurnalistas|žurnalistė|kalbino",
        editor_offices: "redaktorius|redaktorė",
        photos: "nuotr.",
        without_colon: "parengė|parašė|kalbino",
        ..NOTHING.labels
    },
    between_names: "ir",
    roles: "redakcija|žurnalistas|žurnalistė|korespondentas",
    agencies: "BNS|ELTA",
    ..NOTHING
};
