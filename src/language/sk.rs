//! Slovak.

use super::table::{Captions, FirstPublished, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "sk",
    names: &[names!(sk_SK)],
    month_names: &[
        (1, "januára"),
        (2, "februára"),
        (3, "marca"),
        (4, "apríla"),
        (5, "mája"),
        (6, "júna"),
        (7, "júla"),
        (8, "augusta"),
        (9, "septembra|sept"),
        (10, "októbra"),
        (11, "novembra"),
        (12, "decembra"),
    ],
    dotted_clock: true,
    second: "sekunda|sekundou|sekundami|sekundy|sekúnd|sek|s",
    minute: "minúta|minútou|minútami|minúty|minút|min",
    hour: "hodina|hodinou|hodinami|hodiny|hodín|hod|h",
    day: "deň|dňom|dňami|dni|dní|dňa",
    week: "týždeň|týždňom|týždňami|týždne|týždňov",
    month: "mesiac|mesiacom|mesiacmi|mesiace|mesiacov",
    year: "rok|rokom|rokmi|roky|rokov|roka",
    numbers: &[
        (1, "jeden|jednou|jedným|jedna"),
        (2, "dvoma|dva|dve"),
        (3, "tromi|tri"),
        (4, "štyrmi|štyri"),
        (5, "piatimi|päť"),
        (6, "šiestimi|šesť"),
    ],
    amounts: &[
        (1, Unit::Second, "sekundou"),
        (1, Unit::Minute, "minútou"),
        (1, Unit::Hour, "hodinou"),
        (1, Unit::Day, "dňom"),
        (1, Unit::Week, "týždňom"),
        (1, Unit::Month, "mesiacom"),
        (1, Unit::Year, "rokom"),
        (30, Unit::Minute, "pol hodinou|polhodinou"),
    ],
    opens: "pred",
    about: "asi|približne|zhruba|cca|takmer|skoro|viac ako|okolo",
    and: "a",
    now: "práve teraz|pred chvíľou|teraz|pred okamihom|pred pár sekundami",
    today: "dnes",
    yesterday: "včera",
    before_yesterday: "predvčerom",
    links: "o|dňa|v|vo|od|z|zo",
    clock: "o",
    oclock: "hodine|hod|h",
    noon: "napoludnie|na poludnie|poludnie",
    midnight: "o polnoci|polnoc",
    published: "publikované|zverejnené|uverejnené|vydané|vytvorené|publikované dňa|zverejnené dňa|pridané",
    updated: "aktualizované|aktualizácia|naposledy aktualizované|posledná aktualizácia|upravené|zmenené",
    dated: "dátum|dňa",
    labels: Labels {
        source: "zdroj",
        ..NOTHING.labels
    },
    first_published: FirstPublished {
        this: "tento",
        article: "článok",
        first: "pôvodne",
        published: "publikovaný",
        to: "v|na",
        ..NOTHING.first_published
    },
    captions: Captions {
        labels: "foto|fotografia|fotograf|snímka|zdroj",
        owners: "archív|múzeum|polícia",
        ..NOTHING.captions
    },
    ..NOTHING
};
