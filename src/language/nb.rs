//! Norwegian, Bokmål and Nynorsk.

use super::table::{Captions, FirstPublished, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "nb|no|nn",
    names: &[names!(nb_NO), names!(nn_NO)],
    month_names: &[(1, "jan"), (9, "sept")],
    dotted_clock: true,
    second: "sekund|sekunder|sek|s",
    minute: "minutt|minutter|min|m",
    hour: "time|timer|timar|t",
    day: "dag|dager|dagar|døgn|d",
    week: "uke|uker|veke|veker",
    month: "måned|måneder|månad|månader|månadar|mnd",
    year: "år",
    numbers: &[
        (1, "en|et|ett|én|ein|ei|eitt"),
        (2, "to"),
        (3, "tre"),
        (4, "fire"),
        (5, "fem"),
        (6, "seks"),
        (7, "sju|syv"),
        (8, "åtte"),
        (9, "ni"),
        (10, "ti"),
        (11, "elleve"),
        (12, "tolv"),
    ],
    amounts: &[
        (5, Unit::Minute, "noen minutter|få minutter|et par minutter"),
        (30, Unit::Minute, "en halv time|ein halv time|halvtime"),
        (90, Unit::Minute, "halvannen time"),
    ],
    opens_with_ago: "for",
    ago: "siden|sidan",
    about: "cirka|ca|omtrent|omkring|nesten|over|rundt",
    and: "og",
    now: "akkurat nå|nettopp|nå nettopp|for et øyeblikk siden|akkurat no|for få sekunder siden",
    today: "i dag|idag",
    yesterday: "i går|igår",
    before_yesterday: "i forgårs|i førgår|forgårs",
    links: "kl|klokken|klokka|den|om",
    clock: "kl|klokken|klokka",
    midnight: "midnatt|ved midnatt",
    published: "publisert|publiserte|publisert den|lagt ut|først publisert|opprettet",
    updated: "oppdatert|sist oppdatert|oppdatert den|endret|sist endret|redigert",
    dated: "dato|den|kl",
    labels: Labels {
        source: "kilde|kilder",
        author: "av|tekst|forfatter|skrevet av|journalist|journalister|tekst og foto|tekst av|intervju|publisert av\
            |skribent",
        editor_offices: "redaktør|ansvarlig redaktør",
        photos: "illustrasjon|video",
        without_colon: "av|skrevet av|tekst av|publisert av",
        ..NOTHING.labels
    },
    between_names: "og",
    names_with: "med",
    roles: "redaksjonen|journalist|journalister|reporter|nyhetsbyrå|gjesteskribent",
    media_words: "avis|avisen",
    agencies: "NTB|©NTB",
    calls: "les mer",
    first_published: FirstPublished {
        this: "denne|dette",
        article: "artikkelen|saken|teksten|kronikken",
        first: "opprinnelig|først|tidligere",
        published: "publisert",
        to: "i|på|hos|av",
        between: "ble",
        ..NOTHING.first_published
    },
    captions: Captions {
        labels: "foto|bilde|bilder|fotograf|arkivfoto|illustrasjonsfoto",
        without_colon: "foto av",
        owners: "arkiv|politiet|kommune",
        ..NOTHING.captions
    },
    terms_links: "opphavsrett|vilkår|brukervilkår",
    contact_links: "kontakt|kontakt oss",
    box_titles: "mest lest|mest sett|populært|anbefalt|relatert",
    ..NOTHING
};
