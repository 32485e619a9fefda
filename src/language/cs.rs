//! Czech.

use super::table::{Captions, FirstPublished, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "cs",
    names: &[names!(cs_CZ)],
    weekday_names: &[(1, "pondělí"), (5, "pátek")],
    dotted_clock: true,
    second: "sekunda|sekundou|sekundami|sekundy|sekund|sek|s",
    minute: "minuta|minutou|minutami|minuty|minut|min",
    hour: "hodina|hodinou|hodinami|hodiny|hodin|hod|h",
    day: "den|dnem|dny|dnů|dní|dne",
    week: "týden|týdnem|týdny|týdnů|týdne",
    month: "měsíc|měsícem|měsíci|měsíců|měsíce|měs",
    year: "rok|rokem|lety|roky|let|roku",
    numbers: &[
        (1, "jeden|jednou|jedním|jedna"),
        (2, "dvěma|dva|dvě"),
        (3, "třemi|tři"),
        (4, "čtyřmi|čtyři"),
        (5, "pěti|pět"),
        (6, "šesti|šest"),
        (7, "sedmi|sedm"),
        (8, "osmi|osm"),
        (9, "devíti|devět"),
        (10, "deseti|deset"),
    ],
    amounts: &[
        (5, Unit::Minute, "několika minutami|pár minutami"),
        (1, Unit::Second, "sekundou"),
        (1, Unit::Minute, "minutou"),
        (1, Unit::Hour, "hodinou"),
        (1, Unit::Day, "dnem"),
        (1, Unit::Week, "týdnem"),
        (1, Unit::Month, "měsícem"),
        (1, Unit::Year, "rokem"),
        (30, Unit::Minute, "půlhodinou|půl hodinou"),
        (90, Unit::Minute, "hodinou a půl"),
    ],
    opens: "před",
    ago: "zpět|nazpět",
    about: "asi|přibližně|zhruba|cca|téměř|skoro|více než|necelou|necelými",
    and: "a",
    now: "právě teď|před chvílí|před okamžikem|teď|nyní|před pár sekundami|před malou chvílí",
    today: "dnes|dneska",
    yesterday: "včera",
    before_yesterday: "předevčírem",
    links: "v|ve|dne|o|od|z|ze",
    clock: "v|ve",
    oclock: "hodin|hod|h",
    noon: "v poledne|poledne",
    midnight: "o půlnoci|půlnoc|v půlnoci",
    published: "publikováno|zveřejněno|vydáno|vloženo|datum vydání|datum zveřejnění|vytvořeno|publikováno dne|zveřejněno dne|vyšlo",
    updated: "aktualizováno|aktualizace|naposledy aktualizováno|poslední aktualizace|upraveno|změněno|aktualizováno dne",
    dated: "datum|dne",
    labels: Labels {
        source: "zdroj",
        ..NOTHING.labels
    },
    first_published: FirstPublished {
        this: "tento",
        article: "článek",
        first: "původně",
        published: "vyšel|publikován",
        to: "v|na",
        between: "byl",
        ..NOTHING.first_published
    },
    captions: Captions {
        labels: "foto|fotografie|fotograf|snímek|autor fotografie|zdroj",
        owners: "archiv|muzeum|policie",
        ..NOTHING.captions
    },
    ..NOTHING
};
