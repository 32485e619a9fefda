//! Burmese.

use super::table::{Captions, Labels, Language, NOTHING, Order, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "my",
    names: &[names!(my_MM)],
    month_names: &[(2, "ဖေဖော်ဝါရီလ"), (4, "ဧ"), (8, "ဩ"), (11, "နိုဝင်ဘာလ")],
    order: Order::YearFirst,
    second: "စက္ကန့်",
    minute: "မိနစ်",
    hour: "နာရီ",
    day: "ရက်",
    week: "ပတ်",
    month: "လ",
    year: "နှစ်",
    opens: "ပြီးခဲ့သည့်|လွန်ခဲ့သော|လွန်ခဲ့သည့်",
    ago: "အကြာက|ခန့်က|က",
    now: "ယခု|အခု",
    today: "ယနေ့|ဒီနေ့",
    yesterday: "မနေ့က|မနေ့",
    before_yesterday: "တစ်နေ့က",
    links: "ခုနှစ်|လ|ရက်|ရက်နေ့",
    captions: Captions {
        labels: "ဓာတ်ပုံ|ဓါတ်ပုံ",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "ရင်းမြစ်|သတင်းရင်းမြစ်",
        author: "ရေးသားသူ|စာရေးသူ",
        ..NOTHING.labels
    },
    between_names: "နှင့်",
    ..NOTHING
};
