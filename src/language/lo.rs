//! Lao.

use super::table::{Captions, Labels, Language, NOTHING, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "lo",
    names: &[names!(lo_LA)],
    weekday_names: &[
        (1, "ວັນຈັນ"),
        (2, "ວັນອັງຄານ"),
        (3, "ວັນພຸດ"),
        (4, "ວັນພະຫັດ"),
        (5, "ວັນສຸກ"),
        (6, "ວັນເສົາ"),
        (7, "ວັນອາທິດ"),
    ],
    second: "ວິນາທີ",
    minute: "ນາທີ",
    hour: "ຊົ່ວໂມງ",
    day: "ມື້|ວັນ",
    week: "ອາທິດ",
    month: "ເດືອນ",
    year: "ປີ",
    ago: "ກ່ອນ|ທີ່ຜ່ານມາ|ກ່ອນໜ້ານີ້",
    and: "ແລະ",
    now: "ຕອນນີ້",
    today: "ມື້ນີ້",
    yesterday: "ມື້ວານ|ມື້ວານນີ້",
    links: "ເວລາ|ວັນທີ",
    clock: "ເວລາ",
    captions: Captions {
        labels: "ຮູບ|ພາບ",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "ທີ່ມາ|ແຫຼ່ງທີ່ມາ|ແຫລ່ງຂ່າວ",
        author: "ໂດຍ|ຂຽນໂດຍ|ບົດ",
        ..NOTHING.labels
    },
    between_names: "ແລະ",
    ..NOTHING
};
