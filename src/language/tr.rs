//! Turkish.

use super::table::{Captions, FirstPublished, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "tr",
    names: &[names!(tr_TR)],
    dotted_clock: true,
    second: "saniye|sn",
    minute: "dakika|dk|dak",
    hour: "saat|sa",
    day: "gün",
    week: "hafta|hf",
    month: "ay",
    year: "yıl|sene",
    numbers: &[
        (1, "bir"),
        (2, "iki"),
        (3, "üç"),
        (4, "dört"),
        (5, "beş"),
        (6, "altı"),
        (7, "yedi"),
        (8, "sekiz"),
        (9, "dokuz"),
        (10, "on"),
    ],
    amounts: &[
        (5, Unit::Minute, "birkaç dakika"),
        (30, Unit::Minute, "yarım saat|yarım saat kadar"),
        (90, Unit::Minute, "bir buçuk saat"),
    ],
    ago: "önce|evvel",
    about: "yaklaşık|yaklaşık olarak|neredeyse|takriben|tam",
    and: "ve",
    now: "az önce|şimdi|hemen şimdi|demin|biraz önce|birkaç saniye önce|şu anda",
    today: "bugün|bu gün",
    yesterday: "dün",
    before_yesterday: "evvelsi gün|önceki gün",
    links: "saat|günü|tarihinde|tarihli|saati",
    clock: "saat|saati",
    half_past: "buçuk",
    morning: "öö|sabah",
    afternoon: "ös|öğleden sonra|akşam",
    noon: "öğle|öğlen",
    midnight: "gece yarısı",
    published: "tarihinde yayınlandı|tarihinde yayımlandı|tarihinde eklendi|yayınlanma|yayınlanma tarihi|yayımlanma tarihi|yayınlandı|yayımlandı|eklenme|eklenme tarihi|giriş|giriş tarihi|oluşturulma|yayın tarihi|oluşturulma tarihi",
    updated: "tarihinde güncellendi|güncelleme|güncellenme|güncellendi|son güncelleme|güncellenme tarihi|güncelleme tarihi|son güncellenme",
    dated: "tarih|tarihi",
    labels: Labels {
        source: "kaynak|kaynaklar",
        author: "yazan|yazar|muhabir|haber|haberi yazan|hazırlayan|röportaj|metin|yazı|haberci",
        editor_offices: "editör|editörü|redaktör",
        photos: "kamera|foto muhabiri|kameraman",
        ..NOTHING.labels
    },
    between_names: "ve",
    names_with: "ile",
    roles: "editör|muhabir|muhabiri|haber|merkezi|servisi|yazar|editörü|konuk",
    agencies: "AA|DHA|İHA|ANKA|Anadolu Ajansı|Demirören Haber Ajansı|İhlas Haber Ajansı",
    elsewhere: "ajanslar|basın|internet|haber merkezi",
    first_published: FirstPublished {
        this: "bu",
        article: "makale|haber|yazı",
        first: "ilk",
        published: "yayımlandı|yayınlandı|yayımlanmıştır|yayınlanmıştır",
        to: "ve",
        between: "olarak",
        ..NOTHING.first_published
    },
    captions: Captions {
        labels: "fotoğraf|fotoğraflar|foto|görsel|fotoğrafçı|fotoğraf kaynağı|kaynak",
        owners: "arşiv|ajansı",
        ..NOTHING.captions
    },
    box_titles: "en çok okunan|çok okunan|popüler|önerilen|ilgili haberler",
    ..NOTHING
};
