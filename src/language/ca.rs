//! Catalan.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "ca|val",
    names: &[names!(ca_ES)],
    second: "segon|segons|s",
    minute: "minut|minuts|min",
    hour: "hora|hores|h",
    day: "dia|dies|d",
    week: "setmana|setmanes",
    month: "mes|mesos",
    year: "any|anys",
    numbers: &[
        (1, "un|una|d'un|d'una"),
        (2, "dos|dues"),
        (3, "tres"),
        (4, "quatre"),
        (5, "cinc"),
        (6, "sis"),
        (7, "set"),
        (8, "vuit"),
        (9, "nou"),
        (10, "deu"),
    ],
    amounts: &[
        (5, Unit::Minute, "uns minuts|uns quants minuts|pocs minuts"),
        (30, Unit::Minute, "mitja hora"),
    ],
    opens: "fa",
    about: "aproximadament|uns|unes|quasi|gairebé|més de|més|prop de|prop|poc més de|poc menys de|menys de|menys",
    and: "i",
    now: "ara mateix|fa un moment|fa uns instants|ara|tot just ara",
    today: "avui|hui",
    yesterday: "ahir",
    before_yesterday: "abans-d'ahir|abans d'ahir|despús-ahir",
    links: "de|del|a les|les|el|a",
    clock: "a les|a la",
    oclock: "hores|h",
    hour_mark: "h",
    morning: "a.m|a m",
    afternoon: "p.m|p m|de la tarda",
    noon: "migdia|al migdia",
    midnight: "mitjanit|a mitjanit",
    published: "publicat|publicat el|publicada el|creat",
    updated: "actualitzat|actualitzat el|actualitzada el|última actualització|darrera actualització|modificat",
    dated: "data|el",
    captions: Captions {
        labels: "foto|fotos|fotografia|imatge|imatges|crèdit|autor de la foto",
        without_colon: "foto de",
        owners: "arxiu|ajuntament",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "fonts|font",
        author: "autor|autora|autors|per|text|escrit per|redactat per",
        editor_offices: "edició",
        photos: "fotografies",
        without_colon: "escrit per|redactat per",
        without_colon_at_home: "per",
        ..NOTHING.labels
    },
    between_names: "i",
    names_with: "amb",
    roles: "redacció|agències",
    agencies: "ACN",
    ..NOTHING
};
