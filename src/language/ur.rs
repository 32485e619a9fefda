//! Urdu.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "ur",
    names: &[names!(ur_PK)],
    month_names: &[(5, "مئ"), (8, "اگست")],
    weekday_names: &[(1, "سوموار"), (5, "جمعہ"), (6, "ہفتہ|سنیچر")],
    second: "سیکنڈ|سیکنڈز",
    minute: "منٹ",
    hour: "گھنٹے|گھنٹہ|گھنٹوں",
    day: "دن|دنوں|روز",
    week: "ہفتے|ہفتہ|ہفتوں",
    month: "مہینے|مہینہ|ماہ|مہینوں",
    year: "سال|برس",
    numbers: &[(1, "ایک"), (2, "دو"), (3, "تین"), (4, "چار"), (5, "پانچ")],
    amounts: &[(30, Unit::Minute, "آدھا گھنٹہ|آدھے گھنٹے")],
    ago: "پہلے|قبل",
    about: "تقریبا|تقریباً|لگ بھگ",
    and: "اور",
    now: "ابھی|ابھی ابھی|ابھی تھوڑی دیر پہلے|اب|کچھ دیر قبل",
    today: "آج",
    yesterday: "کل|گزشتہ روز",
    before_yesterday: "پرسوں|گزشتہ پرسوں",
    links: "کو|بجے|بوقت|ء",
    oclock: "بجے",
    morning: "صبح|ص",
    afternoon: "شام|دوپہر|رات|ش",
    noon: "دوپہر",
    midnight: "آدھی رات",
    published: "شائع|شائع شدہ|تاریخ اشاعت|اشاعت|شائع ہوا",
    updated: "اپ ڈیٹ|اپ ڈیٹڈ|آخری اپ ڈیٹ|اپڈیٹ",
    dated: "تاریخ",
    captions: Captions {
        labels: "تصویر|فوٹو|بشکریہ",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "ماخذ|بشکریہ|ذرائع",
        author: "تحریر|مصنف|مصنفہ|رپورٹ|نامہ نگار|کالم نگار|از قلم",
        photos: "تصاویر",
        without_colon: "تحریر|از قلم",
        ..NOTHING.labels
    },
    between_names: "اور",
    roles: "ڈیسک|ویب|نامہ|نگار|رپورٹر|ادارہ|مانیٹرنگ",
    ..NOTHING
};
