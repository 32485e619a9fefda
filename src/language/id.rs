//! Indonesian.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "id",
    names: &[names!(id_ID)],
    month_names: &[
        (2, "peb|pebruari"),
        (5, "mei"),
        (8, "agust|agt|ags"),
        (9, "sept"),
        (11, "nop|nopember"),
    ],
    weekday_names: &[(5, "jum'at"), (7, "ahad")],
    dotted_clock: true,
    second: "detik|dtk",
    minute: "menit|mnt",
    hour: "jam",
    day: "hari",
    week: "minggu|pekan",
    month: "bulan|bln",
    year: "tahun|thn",
    numbers: &[
        (1, "satu"),
        (2, "dua"),
        (3, "tiga"),
        (4, "empat"),
        (5, "lima"),
        (6, "enam"),
        (7, "tujuh"),
        (8, "delapan"),
        (9, "sembilan"),
        (10, "sepuluh"),
    ],
    amounts: &[
        (1, Unit::Second, "sedetik"),
        (1, Unit::Minute, "semenit"),
        (1, Unit::Hour, "sejam"),
        (1, Unit::Day, "sehari"),
        (1, Unit::Week, "seminggu|sepekan"),
        (1, Unit::Month, "sebulan"),
        (1, Unit::Year, "setahun"),
        (30, Unit::Minute, "setengah jam"),
    ],
    ago: "yang lalu|lalu|yg lalu|silam",
    about: "sekitar|kira-kira|kurang lebih|hampir|lebih dari",
    and: "dan",
    now: "baru saja|barusan|sekarang|baru|beberapa detik yang lalu|beberapa saat lalu|beberapa saat yang lalu",
    today: "hari ini",
    yesterday: "kemarin",
    before_yesterday: "kemarin dulu|kemarin lusa",
    links: "pukul|pada|jam|tanggal|tgl|pkl|di",
    clock: "pukul|jam|pkl",
    morning: "pagi",
    afternoon: "sore|malam",
    noon: "tengah hari",
    midnight: "tengah malam",
    published: "diterbitkan|dipublikasikan|terbit|diterbitkan pada|tayang|dibuat|dimuat|dipublish",
    updated: "diperbarui|diperbaharui|update|terakhir diperbarui|diupdate|pembaruan|diperbarui pada|terakhir diupdate",
    dated: "tanggal|pada|tgl",
    between_names: "dan",
    labels: Labels {
        source: "sumber",
        ..NOTHING.labels
    },
    captions: Captions {
        labels: "foto|gambar|fotografer|sumber foto|kredit foto|dok",
        without_colon: "dok.|foto oleh",
        owners: "arsip",
        ..NOTHING.captions
    },
    ..NOTHING
};
