//! Swedish.

use super::table::{Captions, FirstPublished, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "sv",
    names: &[names!(sv_SE)],
    month_names: &[(9, "sept")],
    dotted_clock: true,
    second: "sekund|sekunder|sek|s",
    minute: "minut|minuter|min|m",
    hour: "timme|timmar|tim|t|h",
    day: "dag|dagar|dygn|d",
    week: "vecka|veckor|v",
    month: "månad|månader|mån",
    year: "år",
    numbers: &[
        (1, "en|ett"),
        (2, "två"),
        (3, "tre"),
        (4, "fyra"),
        (5, "fem"),
        (6, "sex"),
        (7, "sju"),
        (8, "åtta"),
        (9, "nio"),
        (10, "tio"),
        (11, "elva"),
        (12, "tolv"),
    ],
    amounts: &[
        (5, Unit::Minute, "några minuter|ett par minuter"),
        (30, Unit::Minute, "en halvtimme|halvtimme"),
    ],
    opens_with_ago: "för",
    ago: "sedan|sen",
    about: "cirka|ca|ungefär|omkring|nästan|över|drygt|knappt",
    and: "och",
    now: "just nu|alldeles nyss|nyss|för en stund sedan|precis nu",
    today: "i dag|idag",
    yesterday: "i går|igår",
    before_yesterday: "i förrgår|iförrgår",
    links: "kl|klockan|den|om|på|vid",
    clock: "kl|klockan",
    half_past: "och en halv",
    morning: "fm|förmiddagen",
    afternoon: "em|eftermiddagen",
    noon: "tolvtiden",
    midnight: "midnatt|vid midnatt",
    published: "publicerad|publicerat|publicerades|publicerad den|publ|skapad",
    updated: "uppdaterad|uppdaterat|uppdaterades|senast uppdaterad|ändrad|uppdaterad den|redigerad",
    dated: "datum|den|kl",
    labels: Labels {
        source: "källa|källor",
        author: "av|text|författare|skribent|reporter|skriven av|text av|text & foto|text och foto|intervju\
            |journalist|publicerad av|krönikör",
        editor_offices: "redaktör|ansvarig utgivare",
        photos: "foto|fotograf|bild|bilder|illustration|video",
        without_colon: "av|skriven av|text av|publicerad av",
        ..NOTHING.labels
    },
    captions: Captions {
        labels: "foto|bild|bilder|fotograf|arkivbild|bildkälla|källa",
        without_colon: "foto av|bild av",
        owners: "bildbyrå|arkiv|polisen|kommun",
        ..NOTHING.captions
    },
    between_names: "och|&",
    names_with: "med",
    roles: "redaktionen|redaktion|reporter|nyhetsbyrån|gästskribent|krönikör|nyheter",
    agencies: "TT|SPT|TT-Reuters|TT-AFP",
    next_page: "nästa",
    first_published: FirstPublished {
        this: "denna|den",
        article: "artikeln|texten|krönikan",
        first: "först|ursprungligen|tidigare",
        published: "publicerades|publicerad|publicerats",
        to: "i|på|hos|av",
        between: "blev",
        within_names: "i",
        ..NOTHING.first_published
    },
    ..NOTHING
};
