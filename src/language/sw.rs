//! Swahili.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "sw",
    names: &[names!(sw_KE)],
    unit_first: true,
    second: "sekunde",
    minute: "dakika",
    hour: "saa|masaa",
    day: "siku",
    week: "wiki",
    month: "mwezi|miezi",
    year: "mwaka|miaka",
    numbers: &[
        (1, "moja"),
        (2, "mbili|wili"),
        (3, "tatu"),
        (4, "nne"),
        (5, "tano"),
        (6, "sita"),
        (7, "saba"),
        (8, "nane"),
        (9, "tisa"),
        (10, "kumi"),
    ],
    amounts: &[(30, Unit::Minute, "nusu saa")],
    ago: "zilizopita|iliyopita|uliopita|yaliyopita|liyopita",
    about: "takriban|karibu",
    and: "na",
    now: "hivi punde|sasa hivi|sasa",
    today: "leo",
    yesterday: "jana",
    before_yesterday: "juzi",
    links: "saa|tarehe|mwaka|ya",
    clock: "saa",
    morning: "asubuhi",
    afternoon: "alasiri|jioni|mchana|usiku",
    noon: "adhuhuri",
    published: "imechapishwa|ilichapishwa",
    updated: "imesasishwa|ilisasishwa|imeboreshwa",
    dated: "tarehe",
    captions: Captions {
        labels: "picha",
        without_colon: "picha na|picha kwa hisani ya",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "chanzo|vyanzo",
        author: "mwandishi|na|imeandikwa na|waandishi",
        editor_offices: "mhariri",
        without_colon: "imeandikwa na",
        without_colon_at_home: "na",
        ..NOTHING.labels
    },
    roles: "mwandishi|wetu|mhariri",
    ..NOTHING
};
