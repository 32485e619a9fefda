//! Georgian.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "ka",
    names: &[names!(ka_GE)],
    month_names: &[
        (1, "იანვრის"),
        (2, "თებერვლის"),
        (3, "მარტის"),
        (4, "აპრილის"),
        (5, "მაისის"),
        (6, "ივნისის"),
        (7, "ივლისის"),
        (8, "აგვისტოს"),
        (9, "სექტემბრის"),
        (10, "ოქტომბრის"),
        (11, "ნოემბრის"),
        (12, "დეკემბრის"),
    ],
    second: "წამის|წამი|წმ",
    minute: "წუთის|წუთი|წთ",
    hour: "საათის|საათი|სთ",
    day: "დღის|დღე",
    week: "კვირის|კვირა",
    month: "თვის|თვე",
    year: "წლის|წელი",
    numbers: &[
        (1, "ერთი"),
        (2, "ორი"),
        (3, "სამი"),
        (4, "ოთხი"),
        (5, "ხუთი"),
    ],
    amounts: &[(30, Unit::Minute, "ნახევარი საათის")],
    ago: "წინ|უკან",
    about: "დაახლოებით|თითქმის",
    and: "და",
    now: "ახლახან|ახლა|ამ წუთას|ცოტა ხნის წინ",
    today: "დღეს",
    yesterday: "გუშინ",
    before_yesterday: "გუშინწინ",
    links: "წლის|წელი|საათზე",
    oclock: "საათზე|სთ",
    noon: "შუადღე|შუადღეს",
    midnight: "შუაღამე|შუაღამეს",
    published: "გამოქვეყნდა|გამოქვეყნებულია|გამოქვეყნების თარიღი",
    updated: "განახლდა|განახლებულია|ბოლო განახლება",
    dated: "თარიღი",
    captions: Captions {
        labels: "ფოტო|ფოტოგრაფი",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "წყარო|წყაროები",
        author: "ავტორი|ავტორები|მოამზადა|ჟურნალისტი",
        editor_offices: "რედაქტორი",
        photos: "ფოტოები",
        ..NOTHING.labels
    },
    between_names: "და",
    roles: "რედაქცია|ჟურნალისტი",
    ..NOTHING
};
