//! Romanian.

use super::table::{Captions, FirstPublished, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "ro",
    names: &[names!(ro_RO)],
    month_names: &[(1, "ian"), (9, "sept")],
    second: "secundă|secunde|sec|s",
    minute: "minut|minute|min",
    hour: "oră|ore|h",
    day: "zi|zile",
    week: "săptămână|săptămâni|săpt",
    month: "lună|luni",
    year: "an|ani",
    numbers: &[
        (1, "un|o|una"),
        (2, "două|doi"),
        (3, "trei"),
        (4, "patru"),
        (5, "cinci"),
        (6, "șase"),
        (7, "șapte"),
        (8, "opt"),
        (9, "nouă"),
        (10, "zece"),
    ],
    amounts: &[(30, Unit::Minute, "jumătate de oră|o jumătate de oră")],
    opens: "acum|în urmă cu",
    ago: "în urmă",
    about: "circa|aproximativ|cca|aproape|peste|vreo|cam",
    and: "și",
    now: "chiar acum|acum câteva momente|acum|acum câteva secunde|tocmai acum|acum un moment",
    today: "azi|astăzi",
    yesterday: "ieri",
    before_yesterday: "alaltăieri",
    links: "la|ora|pe|din|de|în|orele",
    clock: "ora|la ora|orele|la",
    half_past: "și jumătate",
    noon: "amiază|la amiază|la prânz",
    midnight: "miezul nopții|la miezul nopții",
    published: "publicat|publicat la|publicat pe|publicat în|data publicării|postat|creat|adăugat|publicată la",
    updated: "actualizat|actualizat la|actualizat pe|ultima actualizare|modificat|actualizare|editat|actualizată la",
    dated: "data",
    labels: Labels {
        source: "sursa|sursă|surse",
        author: "autor|autoare|autori|de|text|scris de|articol scris de|redactat de|publicat de|redactor",
        editor_offices: "editat de",
        photos: "fotografii|video",
        without_colon: "scris de|articol scris de|redactat de|publicat de",
        without_colon_at_home: "de",
        ..NOTHING.labels
    },
    between_names: "și|si",
    names_with: "cu",
    roles: "redacția|redactia|redacţia|redactor|corespondent|reporter",
    agencies: "Agerpres|Mediafax",
    elsewhere: "agenții|presa",
    first_published: FirstPublished {
        this: "acest",
        article: "articolul",
        first: "inițial",
        published: "publicat",
        to: "de",
        ..NOTHING.first_published
    },
    captions: Captions {
        labels: "foto|fotografie|imagine|sursa foto|credit foto|sursă foto|fotograf",
        owners: "arhiva|arhivă",
        ..NOTHING.captions
    },
    box_titles: "cele mai citite|recomandate|citește și",
    ..NOTHING
};
