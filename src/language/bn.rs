//! Bengali.

use super::table::{Captions, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "bn",
    names: &[names!(bn_BD)],
    month_names: &[
        (1, "জানুয়ারি|জানুয়ারী|জানু"),
        (2, "ফেব্রুয়ারি|ফেব্রুয়ারী|ফেব্রু"),
        (4, "এপ্রি"),
        (7, "জুল"),
        (8, "আগষ্ট|আগ"),
        (9, "সেপ্টেম্বর|সেপ"),
        (10, "অক্টো"),
        (11, "নভে"),
        (12, "ডিসে"),
    ],
    weekday_names: &[(1, "সোম"), (4, "বৃহস্পতি")],
    second: "সেকেন্ড",
    minute: "মিনিট|মি",
    hour: "ঘণ্টা|ঘন্টা",
    day: "দিন",
    week: "সপ্তাহ",
    month: "মাস",
    year: "বছর|বৎসর",
    numbers: &[(1, "এক|একটি"), (2, "দুই"), (3, "তিন"), (4, "চার"), (5, "পাঁচ")],
    amounts: &[(30, Unit::Minute, "আধা ঘণ্টা|আধ ঘণ্টা")],
    ago: "আগে|পূর্বে",
    about: "প্রায়|আনুমানিক",
    and: "এবং|ও",
    now: "এইমাত্র|এখন|এখনই|একটু আগে|কিছুক্ষণ আগে",
    today: "আজ",
    yesterday: "গতকাল|কাল",
    before_yesterday: "গত পরশু|পরশু",
    links: "এ|তারিখ|সময়",
    oclock: "টা|টায়|টার",
    hour_mark: "টা",
    minute_mark: "মিনিট",
    morning: "পূর্বাহ্ণ|সকাল|ভোর|এএম",
    afternoon: "অপরাহ্ণ|বিকাল|বিকেল|সন্ধ্যা|রাত|দুপুর|পিএম",
    noon: "দুপুর",
    midnight: "মধ্যরাত",
    published: "প্রকাশিত|প্রকাশ|প্রকাশের সময়|প্রকাশের তারিখ|প্রকাশকাল",
    updated: "আপডেট|সর্বশেষ আপডেট|হালনাগাদ|সর্বশেষ সংস্করণ",
    dated: "তারিখ",
    captions: Captions {
        labels: "ছবি|আলোকচিত্র|ফটো|ছবি সূত্র",
        ..NOTHING.captions
    },
    ..NOTHING
};
