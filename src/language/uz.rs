//! Uzbek, Latin and Cyrillic.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "uz",
    names: &[names!(uz_UZ), names!(uz_UZ_cyrillic)],
    month_names: &[(9, "sentyabr"), (10, "oktyabr")],
    second: "soniya|sekund|сония",
    minute: "daqiqa|minut|дақиқа|минут",
    hour: "soat|соат",
    day: "kun|кун",
    week: "hafta|ҳафта",
    month: "oy|ой",
    year: "yil|йил",
    numbers: &[
        (1, "bir|бир"),
        (2, "ikki|икки"),
        (3, "uch|уч"),
        (4, "to'rt|тўрт"),
        (5, "besh|беш"),
    ],
    amounts: &[(30, Unit::Minute, "yarim soat|ярим соат")],
    ago: "oldin|avval|ilgari|олдин|аввал|илгари",
    about: "taxminan|тахминан|qariyb",
    and: "va|ва",
    now: "hozirgina|hozir|ҳозиргина|ҳозир|yaqinda",
    today: "bugun|бугун",
    yesterday: "kecha|кеча",
    before_yesterday: "o'tgan kuni|ўтган куни",
    links: "soat|yil|yilning|yilgi|соат|йил",
    clock: "soat|соат",
    noon: "tush payti|туш пайти",
    midnight: "yarim tun|ярим тун",
    published: "chop etildi|e'lon qilindi|joylandi|эълон қилинди",
    updated: "yangilandi|янгиланди",
    dated: "sana|сана",
    captions: Captions {
        labels: "foto|surat|фото|сурат",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "manba",
        author: "muallif|matn|tayyorladi",
        ..NOTHING.labels
    },
    between_names: "va",
    roles: "tahririyat",
    agencies: "UzA",
    ..NOTHING
};
