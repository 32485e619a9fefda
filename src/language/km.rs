//! Khmer.

use super::table::{Captions, Labels, Language, NOTHING, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "km",
    names: &[names!(km_KH)],
    month_names: &[(2, "កុម្ភៈ|កុម្ភះ")],
    weekday_names: &[
        (1, "ចន្ទ"),
        (2, "អង្គារ"),
        (3, "ពុធ"),
        (4, "ព្រហស្បតិ៍"),
        (5, "សុក្រ"),
        (6, "សៅរ៍"),
        (7, "អាទិត្យ"),
    ],
    second: "វិនាទី",
    minute: "នាទី",
    hour: "ម៉ោង",
    day: "ថ្ងៃ",
    week: "សប្ដាហ៍|សប្តាហ៍|អាទិត្យ",
    month: "ខែ",
    year: "ឆ្នាំ",
    ago: "មុន|កន្លងទៅ|មុននេះ",
    about: "ប្រហែល",
    and: "និង",
    now: "ឥឡូវ|ឥឡូវនេះ|អម្បាញ់មិញ",
    today: "ថ្ងៃនេះ",
    yesterday: "ម្សិលមិញ",
    before_yesterday: "ម្សិលម៉្ងៃ",
    links: "ខែ|ឆ្នាំ|ទី|ថ្ងៃទី|ម៉ោង|នៅម៉ោង",
    clock: "ម៉ោង|នៅម៉ោង",
    captions: Captions {
        labels: "រូបភាព|រូបថត",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "ប្រភព",
        author: "ដោយ|អត្ថបទ|អ្នកនិពន្ធ",
        ..NOTHING.labels
    },
    between_names: "និង",
    ..NOTHING
};
