//! Luxembourgish.

use super::table::{Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "lb",
    names: &[names!(lb_LU)],
    second: "sekonn|sekonnen|sek",
    minute: "minutt|minutten|min",
    hour: "stonn|stonnen",
    day: "dag|deeg",
    week: "woch|wochen",
    month: "mount|méint",
    year: "joer",
    numbers: &[(1, "een|eng|enger|engem"), (2, "zwee|zwou"), (3, "dräi")],
    amounts: &[(30, Unit::Minute, "enger hallwer stonn")],
    opens: "viru|virun",
    about: "ongeféier|ronn",
    and: "an|a",
    now: "elo grad|grad elo",
    today: "haut",
    yesterday: "gëschter",
    before_yesterday: "virgëschter",
    links: "um|den|vum",
    clock: "um",
    oclock: "auer",
    published: "publizéiert",
    updated: "aktualiséiert",
    labels: Labels {
        source: "quell|quellen",
        author: "vum|vun|auteur|autor",
        photos: "foto|fotoen",
        without_colon_at_home: "vum|vun",
        ..NOTHING.labels
    },
    roles: "redaktioun",
    ..NOTHING
};
