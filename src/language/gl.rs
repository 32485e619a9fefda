//! Galician.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "gl",
    names: &[names!(gl_ES)],
    second: "segundo|segundos|s",
    minute: "minuto|minutos|min",
    hour: "hora|horas|h",
    day: "día|días|d",
    week: "semana|semanas",
    month: "mes|meses",
    year: "ano|anos",
    numbers: &[
        (1, "un|unha"),
        (2, "dous|dúas"),
        (3, "tres"),
        (4, "catro"),
        (5, "cinco"),
        (6, "seis"),
    ],
    amounts: &[(30, Unit::Minute, "media hora")],
    opens: "hai|fai",
    ago: "atrás",
    about: "aproximadamente|uns|unhas|case|preto de|máis de",
    and: "e",
    now: "agora mesmo|agora|hai un momento|hai uns intres|hai uns instantes",
    today: "hoxe",
    yesterday: "onte",
    before_yesterday: "antonte",
    links: "de|do|ás|a|o|das",
    clock: "ás",
    oclock: "horas|h",
    morning: "a.m",
    afternoon: "p.m|da tarde|da noite",
    noon: "mediodía",
    midnight: "medianoite",
    published: "publicado|publicado o|publicado en",
    updated: "actualizado|actualizado o|última actualización|modificado",
    dated: "data",
    captions: Captions {
        labels: "foto|fotos|fotografía|imaxe|imaxes|crédito",
        owners: "arquivo|concello",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "fontes|fonte",
        author: "autor|autora|autores|por|texto|escrito por",
        ..NOTHING.labels
    },
    between_names: "e",
    roles: "redacción|axencias",
    media_words: "faro|voz|xornal",
    ..NOTHING
};
