//! Maltese.

use super::table::{Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "mt",
    names: &[names!(mt_MT)],
    second: "sekonda|sekondi",
    minute: "minuta|minuti",
    hour: "siegħa|sigħat",
    day: "ġurnata|ġranet|jum",
    week: "ġimgħa|ġimgħat",
    month: "xahar|xhur",
    year: "sena|snin",
    amounts: &[
        (1, Unit::Minute, "minuta"),
        (1, Unit::Hour, "siegħa"),
        (1, Unit::Day, "ġurnata"),
        (1, Unit::Week, "ġimgħa"),
        (1, Unit::Month, "xahar"),
        (1, Unit::Year, "sena"),
        (2, Unit::Hour, "sagħtejn"),
        (2, Unit::Day, "jumejn"),
        (2, Unit::Week, "ġimagħtejn"),
        (2, Unit::Month, "xahrejn"),
        (2, Unit::Year, "sentejn"),
    ],
    ago: "ilu",
    and: "u",
    now: "issa|issa stess",
    today: "illum",
    yesterday: "lbieraħ|il-bieraħ",
    links: "ta'|fil|fi|ta",
    published: "ippubblikat",
    updated: "aġġornat",
    labels: Labels {
        source: "sors",
        author: "kitba ta|awtur",
        photos: "ritratt|ritratti",
        ..NOTHING.labels
    },
    roles: "redazzjoni",
    ..NOTHING
};
