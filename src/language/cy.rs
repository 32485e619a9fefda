//! Welsh.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "cy",
    names: &[names!(cy_GB)],
    month_names: &[(2, "chwef"), (7, "gorff"), (12, "rhag")],
    second: "eiliad",
    minute: "munud|mun",
    hour: "awr",
    day: "diwrnod|ddiwrnod|dydd",
    week: "wythnos",
    month: "mis|fis",
    year: "mlynedd|flynedd|flwyddyn|blwyddyn|flynyddoedd",
    numbers: &[
        (1, "un"),
        (2, "dau|dwy|ddau|ddwy"),
        (3, "tri|tair"),
        (4, "pedwar|pedair"),
    ],
    amounts: &[
        (1, Unit::Year, "blwyddyn"),
        (30, Unit::Minute, "hanner awr"),
    ],
    ago: "yn ôl",
    about: "tua|bron",
    and: "a|ac",
    now: "nawr|yr eiliad hon",
    today: "heddiw",
    yesterday: "ddoe",
    before_yesterday: "echdoe",
    links: "am|o|y|ar",
    morning: "yb",
    afternoon: "yh",
    noon: "canol dydd|hanner dydd",
    midnight: "canol nos|hanner nos",
    published: "cyhoeddwyd|cyhoeddwyd ar",
    updated: "diweddarwyd|diweddarwyd ddiwethaf|wedi ei ddiweddaru",
    dated: "dyddiad",
    captions: Captions {
        labels: "llun|lluniau|ffynhonnell y llun",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "ffynhonnell",
        author: "awdur|gan",
        without_colon_at_home: "gan",
        ..NOTHING.labels
    },
    ..NOTHING
};
