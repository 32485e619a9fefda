//! Afrikaans.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "af",
    names: &[names!(af_ZA)],
    second: "sekonde|sekondes|sek",
    minute: "minuut|minute|min",
    hour: "uur|ure|u",
    day: "dag|dae",
    week: "week|weke",
    month: "maand|maande",
    year: "jaar",
    numbers: &[
        (1, "een"),
        (2, "twee"),
        (3, "drie"),
        (4, "vier"),
        (5, "vyf"),
    ],
    amounts: &[(30, Unit::Minute, "halfuur gelede")],
    ago: "gelede",
    about: "ongeveer|sowat|omtrent",
    and: "en",
    now: "pas|nou net|sopas|so pas",
    today: "vandag",
    yesterday: "gister",
    before_yesterday: "eergister",
    links: "om|op|die|van",
    clock: "om",
    oclock: "uur",
    morning: "vm",
    afternoon: "nm",
    midnight: "middernag",
    published: "gepubliseer|gepubliseer op|geplaas op",
    updated: "opgedateer|bygewerk|laas opgedateer",
    dated: "datum|op",
    captions: Captions {
        labels: "foto|foto's|fotograaf|beeld",
        without_colon: "foto deur",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "bron|bronne",
        author: "outeur|deur|teks|geskryf deur",
        photos: "foto’s",
        without_colon: "geskryf deur",
        without_colon_at_home: "deur",
        ..NOTHING.labels
    },
    between_names: "en",
    roles: "redaksie",
    ..NOTHING
};
