//! Sinhala.

use super::table::{Captions, Labels, Language, NOTHING, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "si",
    names: &[names!(si_LK)],
    month_names: &[
        (1, "දුරුතු"),
        (2, "නවම්"),
        (3, "මැදින්"),
        (4, "බක්"),
        (5, "වෙසක්"),
        (6, "පොසොන්"),
        (7, "ඇසළ"),
        (8, "නිකිණි"),
        (9, "බිනර"),
        (10, "වප්"),
        (11, "ඉල්"),
        (12, "උඳුවප්"),
    ],
    unit_first: true,
    second: "තත්පර",
    minute: "මිනිත්තු|විනාඩි",
    hour: "පැය",
    day: "දින",
    week: "සති",
    month: "මාස",
    year: "වසර|අවුරුදු",
    ago: "පෙර|කට පෙර|කට කලින්",
    and: "සහ|හා",
    now: "දැන්|මේ දැන්",
    today: "අද",
    yesterday: "ඊයේ",
    before_yesterday: "පෙරේදා",
    links: "දින",
    morning: "පෙ.ව",
    afternoon: "ප.ව",
    captions: Captions {
        labels: "ඡායාරූප|ඡායාරූපය",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "මූලාශ්‍රය",
        author: "කර්තෘ|ලියන්නේ|සටහන|ලේඛක",
        ..NOTHING.labels
    },
    between_names: "සහ",
    roles: "කර්තෘ",
    ..NOTHING
};
