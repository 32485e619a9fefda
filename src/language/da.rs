//! Danish.

use super::table::{Captions, FirstPublished, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "da",
    names: &[names!(da_DK)],
    month_names: &[(9, "sept")],
    dotted_clock: true,
    second: "sekund|sekunder|sek|s",
    minute: "minut|minutter|min|m",
    hour: "time|timer|t",
    day: "dag|dage|døgn|d",
    week: "uge|uger",
    month: "måned|måneder|md|mdr",
    year: "år",
    numbers: &[
        (1, "en|et|én|ét"),
        (2, "to"),
        (3, "tre"),
        (4, "fire"),
        (5, "fem"),
        (6, "seks"),
        (7, "syv"),
        (8, "otte"),
        (9, "ni"),
        (10, "ti"),
        (11, "elleve"),
        (12, "tolv"),
    ],
    amounts: &[
        (
            5,
            Unit::Minute,
            "få minutter|nogle minutter|et par minutter",
        ),
        (30, Unit::Minute, "en halv time|halv time"),
        (90, Unit::Minute, "halvanden time"),
    ],
    opens_with_ago: "for",
    ago: "siden",
    about: "cirka|ca|omkring|omtrent|næsten|over|godt",
    and: "og",
    now: "lige nu|netop nu|for et øjeblik siden|for lidt siden|for få sekunder siden",
    today: "i dag|idag",
    yesterday: "i går|igår",
    before_yesterday: "i forgårs|forgårs",
    links: "kl|klokken|den|d|om",
    clock: "kl|klokken",
    noon: "middag",
    midnight: "midnat|ved midnat",
    published: "publiceret|publiceret den|offentliggjort|udgivet|oprettet|skrevet",
    updated: "opdateret|sidst opdateret|senest opdateret|opdateret den|ændret|redigeret",
    dated: "dato|den|kl",
    labels: Labels {
        source: "kilde|kilder",
        author: "af|tekst|forfatter|skrevet af|journalist|journalister|tekst og foto|tekst af|skribent|udgivet af",
        editor_offices: "redaktør|redigeret af",
        photos: "billeder|illustration|video",
        without_colon: "af|skrevet af|tekst af|udgivet af",
        ..NOTHING.labels
    },
    between_names: "og",
    names_with: "med",
    roles: "redaktionen|journalist|reporter|gæsteskribent",
    agencies: "Ritzau|ritzau|/ritzau/",
    first_published: FirstPublished {
        this: "denne|dette|det",
        article: "artiklen|teksten|kronikken",
        first: "oprindeligt|først|tidligere",
        published: "bragt|udgivet|publiceret",
        to: "i|på|hos|af",
        between: "blev",
        ..NOTHING.first_published
    },
    captions: Captions {
        labels: "foto|fotos|billede|fotograf|arkivfoto|pressefoto",
        without_colon: "foto af",
        owners: "arkiv|politi|kommune",
        ..NOTHING.captions
    },
    box_titles: "mest læste|mest læst|populært|anbefalet",
    ..NOTHING
};
