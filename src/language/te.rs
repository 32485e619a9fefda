//! Telugu.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "te",
    names: &[names!(te_IN)],
    second: "సెకను|సెకన్లు|సెకన్ల|సెకండ్ల",
    minute: "నిమిషం|నిమిషాలు|నిమిషాల",
    hour: "గంట|గంటలు|గంటల",
    day: "రోజు|రోజులు|రోజుల",
    week: "వారం|వారాలు|వారాల",
    month: "నెల|నెలలు|నెలల",
    year: "సంవత్సరం|సంవత్సరాలు|సంవత్సరాల|ఏళ్ల",
    numbers: &[
        (1, "ఒక|ఒక్క"),
        (2, "రెండు"),
        (3, "మూడు"),
        (4, "నాలుగు"),
        (5, "ఐదు"),
    ],
    amounts: &[(30, Unit::Minute, "అరగంట")],
    ago: "క్రితం|కిందట|ముందు",
    about: "దాదాపు|సుమారు",
    and: "మరియు",
    now: "ఇప్పుడే|ప్రస్తుతం|ఇప్పుడు|కొద్ది క్షణాల క్రితం",
    today: "ఈ రోజు|ఈరోజు|నేడు",
    yesterday: "నిన్న",
    before_yesterday: "మొన్న",
    links: "న|కి|సమయం",
    oclock: "గంటలకు",
    morning: "ఉదయం|ఉ",
    afternoon: "సాయంత్రం|మధ్యాహ్నం|రాత్రి|సా",
    midnight: "అర్ధరాత్రి",
    published: "ప్రచురణ|ప్రచురించబడింది|ప్రచురించిన తేదీ",
    updated: "అప్‌డేట్|నవీకరించబడింది|చివరి అప్‌డేట్",
    dated: "తేదీ",
    captions: Captions {
        labels: "ఫోటో|చిత్రం|ఫొటో",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "మూలం|సోర్స్",
        author: "రచయిత|రచయిత్రి|రచన|రిపోర్టర్",
        ..NOTHING.labels
    },
    between_names: "మరియు",
    roles: "డెస్క్|బృందం|ప్రతినిధి",
    ..NOTHING
};
