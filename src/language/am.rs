//! Amharic.

use super::table::{Captions, Labels, Language, NOTHING, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "am",
    names: &[names!(am_ET)],
    month_names: &[
        (1, "ጃንዋሪ|ጃን"),
        (2, "ፌብሩዋሪ|ፌብ"),
        (4, "ኤፕሪል|ኤፕሪ"),
        (8, "ኦገስት"),
        (10, "ኦክቶ"),
    ],
    second: "ሰከንድ|ሰከንዶች",
    minute: "ደቂቃ|ደቂቃዎች",
    hour: "ሰዓት|ሰዓታት|ሰዓቶች",
    day: "ቀን|ቀናት",
    week: "ሳምንት|ሳምንታት",
    month: "ወር|ወራት",
    year: "ዓመት|ዓመታት",
    opens: "ከ",
    ago: "በፊት",
    about: "ገደማ",
    and: "እና",
    now: "አሁን",
    today: "ዛሬ",
    yesterday: "ትናንት|ትላንት",
    before_yesterday: "ከትናንት ወዲያ",
    captions: Captions {
        labels: "ፎቶ|ምስል",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "ምንጭ",
        author: "ጸሐፊ|ደራሲ|በ",
        ..NOTHING.labels
    },
    between_names: "እና",
    ..NOTHING
};
