//! Azerbaijani.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "az",
    names: &[names!(az_AZ)],
    second: "saniyə|san",
    minute: "dəqiqə|dəq",
    hour: "saat",
    day: "gün",
    week: "həftə",
    month: "ay",
    year: "il",
    numbers: &[
        (1, "bir"),
        (2, "iki"),
        (3, "üç"),
        (4, "dörd"),
        (5, "beş"),
        (6, "altı"),
        (7, "yeddi"),
        (8, "səkkiz"),
        (9, "doqquz"),
        (10, "on"),
    ],
    amounts: &[(30, Unit::Minute, "yarım saat")],
    ago: "əvvəl|öncə",
    about: "təxminən|təqribən|demək olar ki",
    and: "və",
    now: "indicə|indi|bir az əvvəl|elə indi|bayaq",
    today: "bu gün|bugün",
    yesterday: "dünən",
    before_yesterday: "srağagün|sırağa gün",
    links: "saat|il|ci il|cü il|tarixində",
    clock: "saat",
    noon: "günorta",
    midnight: "gecəyarı",
    published: "dərc edilib|yerləşdirilib|dərc olunub|nəşr olunub|tarix",
    updated: "yenilənib|yeniləndi|son yenilənmə",
    dated: "tarix",
    captions: Captions {
        labels: "foto|fotoqraf|şəkil",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "mənbə|qaynaq",
        author: "müəllif|mətn|hazırladı|müxbir",
        editor_offices: "redaktə",
        photos: "fotolar",
        ..NOTHING.labels
    },
    between_names: "və",
    roles: "redaksiya|müxbir",
    agencies: "AZƏRTAC",
    ..NOTHING
};
