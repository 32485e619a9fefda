//! Nepali.

use super::table::{Captions, Labels, Language, NOTHING, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "ne",
    names: &[names!(ne_NP)],
    second: "सेकेन्ड|सेकेण्ड",
    minute: "मिनेट|मिनट",
    hour: "घण्टा|घन्टा",
    day: "दिन",
    week: "हप्ता|साता",
    month: "महिना",
    year: "वर्ष",
    numbers: &[(1, "एक"), (2, "दुई"), (3, "तीन")],
    ago: "पहिले|अघि|अगाडि",
    about: "करिब|लगभग",
    and: "र",
    now: "भर्खरै|अहिले",
    today: "आज",
    yesterday: "हिजो",
    before_yesterday: "अस्ति",
    links: "मा|गते|बजे",
    oclock: "बजे",
    published: "प्रकाशित|प्रकाशित मिति",
    updated: "अपडेट|अद्यावधिक",
    dated: "मिति",
    captions: Captions {
        labels: "तस्बिर|तस्वीर|फोटो",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "स्रोत",
        author: "लेखक|संवाददाता",
        ..NOTHING.labels
    },
    between_names: "र",
    roles: "संवाददाता|रासस|डेस्क|पत्रकार|सम्पादक",
    controls: &[
        (
            20,
            "सेयर गर्नुहोस्|सेयर गर्नुहोस|फलो गर्नुहोस्|प्रिन्ट गर्नुहोस्\
            |प्रतिक्रिया दिनुहोस्|हामीलाई फलो",
        ),
        (
            0,
            "सेयर|शेयर|शेयर गर्नुहोस्|प्रिन्ट|प्रतिक्रिया|प्रतिक्रियाहरू|टिप्पणी|कमेन्ट\
            |सुन्नुहोस्|समाचार सुन्नुहोस्|लिङ्क कपी|फन्ट साइज|अक्षरको आकार|बुकमार्क|इमेल\
            |थप पढ्नुहोस्|पढ्ने समय|फेसबुक|ट्विटर",
        ),
    ],
    media_words: "दैनिक|समाचार|पत्रिका|न्युज",
    ..NOTHING
};
