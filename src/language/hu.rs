//! Hungarian.

use super::table::{Captions, FirstPublished, Labels, Language, NOTHING, Order, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "hu",
    names: &[names!(hu_HU)],
    month_names: &[
        (2, "feb"),
        (3, "márc"),
        (4, "ápr"),
        (5, "máj"),
        (6, "jún"),
        (7, "júl"),
        (9, "szept"),
    ],
    weekday_names: &[
        (1, "hétfőn"),
        (2, "kedden"),
        (3, "szerdán"),
        (4, "csütörtökön"),
        (5, "pénteken"),
        (6, "szombaton"),
    ],
    order: Order::YearFirst,
    second: "másodperc|másodperccel|mp",
    minute: "perc|perccel|p",
    hour: "óra|órával|ó",
    day: "nap|nappal",
    week: "hét|héttel",
    month: "hónap|hónappal|hó",
    year: "év|évvel",
    numbers: &[
        (1, "egy"),
        (2, "két|kettő"),
        (3, "három"),
        (4, "négy"),
        (5, "öt"),
        (6, "hat"),
        (7, "hét"),
        (8, "nyolc"),
        (9, "kilenc"),
        (10, "tíz"),
    ],
    amounts: &[
        (30, Unit::Minute, "fél órával|félórával|fél óra"),
        (90, Unit::Minute, "másfél órával"),
    ],
    ago: "ezelőtt",
    about: "körülbelül|kb|nagyjából|mintegy|majdnem|több mint|közel",
    and: "és",
    now: "éppen most|az imént|most|épp most|pár másodperce|néhány másodperce|nemrég",
    today: "ma",
    yesterday: "tegnap",
    before_yesterday: "tegnapelőtt",
    links: "a|az|ekkor|kor",
    oclock: "órakor|óra|kor",
    morning: "de|délelőtt",
    afternoon: "du|délután|este",
    noon: "dél|délben",
    midnight: "éjfél|éjfélkor",
    ordinal: "án|én|i|a|e",
    published: "közzétéve|megjelent|publikálva|létrehozva|megjelenés|publikálás dátuma|feltöltve",
    updated: "frissítve|módosítva|utolsó frissítés|frissítés|utoljára frissítve|szerkesztve",
    dated: "dátum",
    ago_units: &[
        (Unit::Second, "másodperce"),
        (Unit::Minute, "perce|percre"),
        (Unit::Hour, "órája"),
        (Unit::Day, "napja"),
        (Unit::Week, "hete"),
        (Unit::Month, "hónapja"),
        (Unit::Year, "éve"),
    ],
    labels: Labels {
        source: "forrás",
        ..NOTHING.labels
    },
    first_published: FirstPublished {
        this: "ez",
        article: "cikk",
        first: "eredetileg",
        published: "megjelent",
        to: "az",
        ..NOTHING.first_published
    },
    captions: Captions {
        labels: "fotó|fotók|foto|kép|képek|fényképezte|képforrás|forrás|illusztráció",
        owners: "archívum|rendőrség",
        ..NOTHING.captions
    },
    ..NOTHING
};
