//! Armenian.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "hy",
    names: &[names!(hy_AM)],
    month_names: &[
        (1, "հուն"),
        (2, "փետ|փտվ"),
        (3, "մրտ"),
        (5, "մյս"),
        (6, "հունս"),
        (7, "հուլ"),
        (8, "օգս"),
        (11, "նոյ"),
        (12, "դեկ"),
    ],
    second: "վայրկյան|վրկ",
    minute: "րոպե|ր",
    hour: "ժամ|ժ",
    day: "օր",
    week: "շաբաթ|շաբ",
    month: "ամիս|ամս",
    year: "տարի|տ",
    numbers: &[
        (1, "մեկ"),
        (2, "երկու"),
        (3, "երեք"),
        (4, "չորս"),
        (5, "հինգ"),
    ],
    amounts: &[
        (1, Unit::Hour, "ժամ"),
        (1, Unit::Day, "օր"),
        (1, Unit::Week, "շաբաթ"),
        (1, Unit::Month, "ամիս"),
        (1, Unit::Year, "տարի"),
        (30, Unit::Minute, "կես ժամ"),
    ],
    ago: "առաջ",
    about: "մոտ|մոտավորապես|շուրջ",
    and: "և|եւ|ու",
    now: "հենց նոր|հիմա|հենց հիմա|քիչ առաջ",
    today: "այսօր",
    yesterday: "երեկ",
    before_yesterday: "նախանցյալ օրը|երեկ չէ առաջին օրը",
    links: "թ|թվականի|ժամը|ին",
    clock: "ժամը",
    noon: "կեսօր|կեսօրին",
    midnight: "կեսգիշեր|կեսգիշերին",
    ordinal: "ին",
    published: "հրապարակված է|հրապարակվել է|հրապարակում",
    updated: "թարմացվել է|թարմացված է",
    dated: "ամսաթիվ",
    captions: Captions {
        labels: "լուսանկար|լուսանկարը|ֆոտո",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "աղբյուր|աղբյուրը",
        author: "հեղինակ|հեղինակներ|տեքստ|պատրաստեց|լրագրող",
        editor_offices: "խմբագիր",
        photos: "լուսանկարներ",
        ..NOTHING.labels
    },
    between_names: "և|եւ",
    roles: "խմբագրություն|լրագրող",
    media_words: "թերթ|գործակալություն|լուրեր|ռադիո",
    agencies: "Արմենպրես",
    ..NOTHING
};
