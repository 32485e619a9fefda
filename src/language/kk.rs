//! Kazakh.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "kk",
    names: &[names!(kk_KZ)],
    second: "секунд|сек",
    minute: "минут|мин",
    hour: "сағат|сағ",
    day: "күн",
    week: "апта|аптадан",
    month: "ай",
    year: "жыл",
    numbers: &[(1, "бір"), (2, "екі"), (3, "үш"), (4, "төрт"), (5, "бес")],
    amounts: &[(30, Unit::Minute, "жарты сағат")],
    ago: "бұрын",
    about: "шамамен|жуық",
    and: "және",
    now: "жаңа ғана|қазір|дәл қазір|бағана",
    today: "бүгін",
    yesterday: "кеше",
    before_yesterday: "алдыңгүні|алдыңғы күні",
    links: "ж|жылы|жылғы|жыл|сағат",
    clock: "сағат",
    noon: "талтүс|түскі",
    midnight: "түн жарымы",
    published: "жарияланды|жарияланған|жарияланған күні",
    updated: "жаңартылды|жаңартылған",
    dated: "күні",
    captions: Captions {
        labels: "фото|сурет|фотосурет",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "дереккөз|дереккөзі",
        author: "авторы|мәтін|дайындаған",
        ..NOTHING.labels
    },
    between_names: "және",
    roles: "редакция|тілші",
    agencies: "ҚазАқпарат|Казинформ",
    ..NOTHING
};
