//! Punjabi.

use super::table::{Captions, Labels, Language, NOTHING, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "pa",
    names: &[names!(pa_IN)],
    second: "ਸਕਿੰਟ",
    minute: "ਮਿੰਟ",
    hour: "ਘੰਟੇ|ਘੰਟਾ",
    day: "ਦਿਨ",
    week: "ਹਫ਼ਤੇ|ਹਫ਼ਤਾ|ਹਫਤੇ",
    month: "ਮਹੀਨੇ|ਮਹੀਨਾ",
    year: "ਸਾਲ",
    numbers: &[(1, "ਇੱਕ|ਇਕ"), (2, "ਦੋ"), (3, "ਤਿੰਨ")],
    ago: "ਪਹਿਲਾਂ|ਪਹਿਲੇ",
    about: "ਲਗਭਗ|ਕਰੀਬ",
    and: "ਅਤੇ|ਤੇ",
    now: "ਹੁਣੇ|ਹੁਣ|ਹੁਣੇ ਹੁਣੇ",
    today: "ਅੱਜ",
    yesterday: "ਕੱਲ੍ਹ|ਬੀਤੇ ਕੱਲ੍ਹ|ਬੀਤਿਆ ਕੱਲ੍ਹ",
    links: "ਨੂੰ|ਵਜੇ",
    oclock: "ਵਜੇ",
    morning: "ਸਵੇਰੇ",
    afternoon: "ਸ਼ਾਮ|ਦੁਪਹਿਰ|ਰਾਤ",
    published: "ਪ੍ਰਕਾਸ਼ਿਤ",
    updated: "ਅਪਡੇਟ",
    captions: Captions {
        labels: "ਤਸਵੀਰ|ਫੋਟੋ",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "ਸਰੋਤ",
        author: "ਲੇਖਕ|ਲੇਖਿਕਾ|ਰਿਪੋਰਟ",
        ..NOTHING.labels
    },
    between_names: "ਅਤੇ|ਤੇ",
    roles: "ਡੈਸਕ|ਟੀਮ|ਪੱਤਰਕਾਰ|ਬਿਊਰੋ",
    controls: &[
        (20, "ਸ਼ੇਅਰ ਕਰੋ|ਸਾਂਝਾ ਕਰੋ|ਫਾਲੋ ਕਰੋ|ਪ੍ਰਿੰਟ ਕਰੋ|ਟਿੱਪਣੀ ਕਰੋ"),
        (
            0,
            "ਸ਼ੇਅਰ|ਪ੍ਰਿੰਟ|ਟਿੱਪਣੀ|ਟਿੱਪਣੀਆਂ|ਕੁਮੈਂਟ|ਸੁਣੋ|ਖ਼ਬਰ ਸੁਣੋ|ਲਿੰਕ ਕਾਪੀ|ਲਿੰਕ ਕਾਪੀ ਕਰੋ\
            |ਫੌਂਟ ਸਾਈਜ਼|ਅੱਖਰਾਂ ਦਾ ਆਕਾਰ|ਬੁੱਕਮਾਰਕ|ਸੇਵ ਕਰੋ|ਈਮੇਲ|ਹੋਰ ਪੜ੍ਹੋ|ਫੇਸਬੁੱਕ|ਟਵਿੱਟਰ",
        ),
    ],
    ..NOTHING
};
