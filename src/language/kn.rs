//! Kannada.

use super::table::{Captions, Labels, Language, NOTHING, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "kn",
    names: &[names!(kn_IN)],
    month_names: &[(8, "ಆಗ")],
    second: "ಸೆಕೆಂಡ್|ಸೆಕೆಂಡುಗಳ|ಸೆಕೆಂಡು",
    minute: "ನಿಮಿಷ|ನಿಮಿಷಗಳ|ನಿಮಿಷದ",
    hour: "ಗಂಟೆ|ಗಂಟೆಗಳ|ಗಂಟೆಯ",
    day: "ದಿನ|ದಿನಗಳ|ದಿನದ",
    week: "ವಾರ|ವಾರಗಳ|ವಾರದ",
    month: "ತಿಂಗಳು|ತಿಂಗಳ|ತಿಂಗಳುಗಳ",
    year: "ವರ್ಷ|ವರ್ಷಗಳ|ವರ್ಷದ",
    numbers: &[(1, "ಒಂದು"), (2, "ಎರಡು"), (3, "ಮೂರು")],
    ago: "ಹಿಂದೆ|ಮುಂಚೆ",
    about: "ಸುಮಾರು|ಅಂದಾಜು",
    and: "ಮತ್ತು",
    now: "ಈಗ|ಇದೀಗ|ಈಗಷ್ಟೇ",
    today: "ಇಂದು",
    yesterday: "ನಿನ್ನೆ",
    before_yesterday: "ಮೊನ್ನೆ",
    links: "ರಂದು|ಗಂಟೆಗೆ",
    morning: "ಪೂರ್ವಾಹ್ನ|ಬೆಳಗ್ಗೆ",
    afternoon: "ಅಪರಾಹ್ನ|ಸಂಜೆ|ಮಧ್ಯಾಹ್ನ|ರಾತ್ರಿ",
    published: "ಪ್ರಕಟಿತ|ಪ್ರಕಟಣೆ",
    updated: "ಅಪ್‌ಡೇಟ್",
    captions: Captions {
        labels: "ಚಿತ್ರ|ಫೋಟೋ",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "ಮೂಲ|ಆಧಾರ",
        author: "ಲೇಖಕ|ಲೇಖಕರು|ವರದಿ|ಬರಹ",
        ..NOTHING.labels
    },
    between_names: "ಮತ್ತು",
    roles: "ಡೆಸ್ಕ್|ತಂಡ|ವರದಿಗಾರ",
    controls: &[
        (20, "ಶೇರ್ ಮಾಡಿ|ಹಂಚಿಕೊಳ್ಳಿ|ಫಾಲೋ ಮಾಡಿ|ಪ್ರಿಂಟ್ ಮಾಡಿ|ಕಾಮೆಂಟ್ ಮಾಡಿ|ಡೌನ್‌ಲೋಡ್ ಮಾಡಿ"),
        (
            0,
            "ಶೇರ್|ಹಂಚಿ|ಪ್ರಿಂಟ್|ಮುದ್ರಿಸಿ|ಪ್ರತಿಕ್ರಿಯೆ|ಪ್ರತಿಕ್ರಿಯೆಗಳು|ಕಾಮೆಂಟ್|ಕೇಳಿ|ಸುದ್ದಿ ಕೇಳಿ\
            |ಲಿಂಕ್ ಕಾಪಿ|ಲಿಂಕ್ ನಕಲಿಸಿ|ಅಕ್ಷರ ಗಾತ್ರ|ಫಾಂಟ್ ಗಾತ್ರ|ಬುಕ್‌ಮಾರ್ಕ್|ಉಳಿಸಿ|ಇಮೇಲ್\
            |ಹೆಚ್ಚು ಓದಿ|ಇನ್ನಷ್ಟು ಓದಿ|ಫೇಸ್‌ಬುಕ್|ಟ್ವಿಟರ್",
        ),
    ],
    ..NOTHING
};
