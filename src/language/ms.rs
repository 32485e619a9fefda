//! Malay.

use super::table::{Captions, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "ms",
    names: &[names!(ms_MY)],
    month_names: &[
        (1, "jan"),
        (2, "feb"),
        (3, "mac|mar"),
        (8, "ogo"),
        (9, "sept"),
    ],
    weekday_names: &[(7, "ahad")],
    second: "saat",
    minute: "minit|min",
    hour: "jam",
    day: "hari",
    week: "minggu",
    month: "bulan",
    year: "tahun",
    numbers: &[
        (1, "satu"),
        (2, "dua"),
        (3, "tiga"),
        (4, "empat"),
        (5, "lima"),
    ],
    amounts: &[
        (1, Unit::Minute, "seminit"),
        (1, Unit::Hour, "sejam"),
        (1, Unit::Day, "sehari"),
        (1, Unit::Week, "seminggu"),
        (1, Unit::Month, "sebulan"),
        (1, Unit::Year, "setahun"),
        (30, Unit::Minute, "setengah jam"),
    ],
    ago: "lalu|yang lalu|lepas",
    about: "kira-kira|lebih kurang|sekitar|hampir",
    and: "dan",
    now: "baru sahaja|sebentar tadi|baru saja|sekarang|baru tadi",
    today: "hari ini",
    yesterday: "semalam|kelmarin",
    before_yesterday: "kelmarin dulu",
    links: "pada|jam|pukul|bertarikh",
    clock: "pukul|jam",
    morning: "pg|pagi",
    afternoon: "ptg|petang|malam|tgh|tengah hari",
    noon: "tengah hari",
    midnight: "tengah malam",
    published: "diterbitkan|diterbitkan pada|disiarkan|disiarkan pada",
    updated: "dikemas kini|dikemaskini|kemas kini terakhir|dikemas kini pada",
    dated: "tarikh|pada",
    labels: Labels {
        source: "sumber",
        author: "oleh|penulis|teks|laporan|wartawan|ditulis oleh",
        editor_offices: "penyunting|editor",
        without_colon: "oleh|ditulis oleh",
        ..NOTHING.labels
    },
    captions: Captions {
        labels: "foto|gambar|jurugambar|sumber gambar|kredit foto",
        without_colon: "gambar oleh",
        owners: "arkib",
        ..NOTHING.captions
    },
    between_names: "dan",
    names_with: "dengan",
    roles: "wartawan|penulis|redaksi|agensi",
    agencies: "Bernama|BERNAMA",
    box_titles: "paling popular|popular|berkaitan",
    ..NOTHING
};
