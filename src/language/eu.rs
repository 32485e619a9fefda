//! Basque.

use super::table::{Captions, Labels, Language, NOTHING, Order, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "eu",
    names: &[names!(eu_ES)],
    month_names: &[
        (1, "urtarrilak|urtarrilaren"),
        (2, "otsailak|otsailaren"),
        (3, "martxoak|martxoaren"),
        (4, "apirilak|apirilaren"),
        (5, "maiatzak|maiatzaren"),
        (6, "ekainak|ekainaren"),
        (7, "uztailak|uztailaren"),
        (8, "abuztuak|abuztuaren"),
        (9, "irailak|irailaren"),
        (10, "urriak|urriaren"),
        (11, "azaroak|azaroaren"),
        (12, "abenduak|abenduaren"),
    ],
    order: Order::YearFirst,
    second: "segundo|segundu|s",
    minute: "minutu|min",
    hour: "ordu|h",
    day: "egun",
    week: "aste",
    month: "hilabete",
    year: "urte",
    numbers: &[
        (1, "bat"),
        (2, "bi"),
        (3, "hiru"),
        (4, "lau"),
        (5, "bost"),
        (6, "sei"),
    ],
    amounts: &[
        (1, Unit::Minute, "minutu bat"),
        (1, Unit::Hour, "ordu bat|ordubete"),
        (1, Unit::Day, "egun bat"),
        (1, Unit::Week, "aste bat|astebete"),
        (1, Unit::Month, "hilabete bat|hilabete"),
        (1, Unit::Year, "urte bat|urtebete"),
        (30, Unit::Minute, "ordu erdi"),
    ],
    opens: "duela|orain dela",
    about: "gutxi gorabehera|inguru|ia",
    and: "eta",
    now: "oraintxe|orain|oraintxe bertan",
    today: "gaur",
    yesterday: "atzo",
    before_yesterday: "herenegun",
    links: "ko|eko|an|ean|etan|ren",
    noon: "eguerdia|eguerdian",
    midnight: "gauerdia|gauerdian",
    ordinal: "a|an|ean",
    published: "argitaratua|argitaratze data|argitaratuta|sortua",
    updated: "eguneratua|azken eguneraketa|eguneratuta",
    dated: "data",
    captions: Captions {
        labels: "argazkia|argazkiak",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "iturria",
        author: "egilea|egileak|testua",
        ..NOTHING.labels
    },
    between_names: "eta",
    roles: "erredakzioa",
    ..NOTHING
};
