//! Kyrgyz.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "ky",
    names: &[names!(ky_KG)],
    second: "секунд|сек",
    minute: "мүнөт|мүн",
    hour: "саат",
    day: "күн",
    week: "апта|жума",
    month: "ай",
    year: "жыл",
    amounts: &[(30, Unit::Minute, "жарым саат")],
    ago: "мурун|мурда",
    about: "болжол менен|жакын",
    and: "жана",
    now: "азыр эле|азыр|жаңы эле",
    today: "бүгүн",
    yesterday: "кечээ|кече",
    before_yesterday: "мурдагы күнү",
    links: "ж|жылдын|жылы|саат",
    clock: "саат",
    published: "жарыяланды|жарыяланган",
    updated: "жаңыртылды",
    captions: Captions {
        labels: "фото|сүрөт",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "булагы|булак",
        author: "автору|даярдаган",
        ..NOTHING.labels
    },
    between_names: "жана",
    roles: "редакция",
    agencies: "Кабар",
    ..NOTHING
};
