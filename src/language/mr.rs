//! Marathi.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "mr",
    names: &[names!(mr_IN)],
    month_names: &[(9, "सप्टेंबर"), (10, "ऑक्टोबर"), (11, "नोव्हेंबर"), (12, "डिसेंबर")],
    second: "सेकंद|सेकंदांपूर्वी|सेकंदापूर्वी",
    minute: "मिनिट|मिनिटे",
    hour: "तास|तासांपूर्वी",
    day: "दिवस",
    week: "आठवडे|आठवडा",
    month: "महिने|महिना",
    year: "वर्षे|वर्ष",
    numbers: &[
        (1, "एक|एका"),
        (2, "दोन"),
        (3, "तीन"),
        (4, "चार"),
        (5, "पाच"),
    ],
    amounts: &[(30, Unit::Minute, "अर्धा तास")],
    ago: "पूर्वी|आधी",
    about: "सुमारे|जवळपास|अंदाजे",
    and: "आणि|व",
    now: "आत्ता|आताच|नुकतेच|काही क्षणांपूर्वी",
    today: "आज",
    yesterday: "काल",
    before_yesterday: "परवा",
    links: "रोजी|वाजता",
    oclock: "वाजता",
    morning: "सकाळी|म.पू",
    afternoon: "दुपारी|सायंकाळी|संध्याकाळी|रात्री|म.नं",
    noon: "मध्यान्ह",
    midnight: "मध्यरात्र|मध्यरात्री",
    published: "प्रकाशित|प्रकाशन तारीख",
    updated: "अपडेट|अद्ययावत|शेवटचे अपडेट",
    dated: "तारीख|दिनांक",
    ago_units: &[
        (Unit::Second, "सेकंदांपूर्वी|सेकंदापूर्वी"),
        (Unit::Minute, "मिनिटांपूर्वी|मिनिटापूर्वी"),
        (Unit::Hour, "तासांपूर्वी|तासापूर्वी"),
        (Unit::Day, "दिवसांपूर्वी|दिवसापूर्वी"),
        (Unit::Week, "आठवड्यांपूर्वी|आठवड्यापूर्वी"),
        (Unit::Month, "महिन्यांपूर्वी|महिन्यापूर्वी"),
        (Unit::Year, "वर्षांपूर्वी|वर्षापूर्वी"),
    ],
    captions: Captions {
        labels: "फोटो|छायाचित्र|छाया",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "स्रोत|स्त्रोत",
        author: "लेखक|लेखिका|वार्ताहर|प्रतिनिधी|लेखन",
        ..NOTHING.labels
    },
    between_names: "आणि|व",
    roles: "वृत्तसंस्था|प्रतिनिधी|डेस्क|टीम|वार्ताहर",
    ..NOTHING
};
