//! Irish.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "ga",
    names: &[names!(ga_IE)],
    second: "soicind|shoicind",
    minute: "nóiméad|nóim",
    hour: "uair an chloig|n-uair an chloig|uair|huaire",
    day: "lá",
    week: "seachtain|sheachtain|seachtaine",
    month: "mí|mhí",
    year: "bliain|bhliain|bliana|mbliana",
    numbers: &[(1, "aon"), (2, "dhá"), (3, "trí"), (4, "ceithre")],
    amounts: &[(30, Unit::Minute, "leathuair an chloig|leathuair")],
    ago: "ó shin",
    about: "thart ar",
    and: "agus",
    now: "anois|anois díreach",
    today: "inniu",
    yesterday: "inné",
    before_yesterday: "arú inné",
    links: "ag|ar",
    morning: "r.n",
    afternoon: "i.n",
    published: "foilsithe|foilsíodh",
    updated: "nuashonraithe",
    dated: "dáta",
    captions: Captions {
        labels: "grianghraf",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "foinse",
        author: "údar|scríofa ag",
        ..NOTHING.labels
    },
    between_names: "agus",
    ..NOTHING
};
