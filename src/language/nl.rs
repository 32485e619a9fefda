//! Dutch.

use super::table::Unit;
use super::table::{Labels, Language, NOTHING, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "nl",
    names: &[names!(nl_NL)],
    month_names: &[(3, "mar")],
    dotted_clock: true,
    second: "seconde|seconden|sec|s",
    minute: "minuut|minuten|min|m",
    hour: "uur|uren|u",
    day: "dag|dagen|d",
    week: "week|weken|wk",
    month: "maand|maanden|mnd",
    year: "jaar|jaren|jr",
    numbers: &[
        (1, "een|één"),
        (2, "twee"),
        (3, "drie"),
        (4, "vier"),
        (5, "vijf"),
        (6, "zes"),
        (7, "zeven"),
        (8, "acht"),
        (9, "negen"),
        (10, "tien"),
        (11, "elf"),
        (12, "twaalf"),
    ],
    amounts: &[
        (
            5,
            Unit::Minute,
            "enkele minuten|een paar minuten|paar minuten|enige minuten",
        ),
        (30, Unit::Minute, "een half uur|half uur"),
        (90, Unit::Minute, "anderhalf uur"),
    ],
    ago: "geleden|terug",
    about: "ongeveer|circa|ca|zo'n|ruim|bijna|meer dan|rond",
    and: "en",
    now: "zojuist|zonet|daarnet|nu net|op dit moment|enkele seconden geleden|een moment geleden",
    today: "vandaag",
    yesterday: "gisteren",
    before_yesterday: "eergisteren",
    links: "om|op|de|van|het",
    clock: "om|rond",
    oclock: "uur|u",
    hour_mark: "u",
    half_past: "en een half",
    morning: "s ochtends|s morgens|v.m",
    afternoon: "s middags|s avonds|n.m",
    noon: "twaalf uur",
    midnight: "middernacht|om middernacht",
    published: "gepubliceerd|gepubliceerd op|gepubliceerd om|gepubliceerd op datum|geplaatst|geplaatst op|geschreven op|publicatiedatum|verschenen op",
    updated: "bijgewerkt|bijgewerkt op|laatst bijgewerkt|laatst bijgewerkt op|geüpdatet|update|gewijzigd op|laatste update|laatst gewijzigd",
    dated: "datum|op|om",
    labels: Labels {
        source: "bron",
        author: "auteur",
        ..NOTHING.labels
    },
    next_page: "volgende",
    ..NOTHING
};
