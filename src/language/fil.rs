//! Filipino.

use super::table::{Captions, Labels, Language, NOTHING, Order, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "fil|tl",
    names: &[names!(fil_PH), names!(tl_PH)],
    order: Order::MonthFirst,
    second: "segundo|seg",
    minute: "minuto|min",
    hour: "oras",
    day: "araw",
    week: "linggo",
    month: "buwan",
    year: "taon",
    numbers: &[
        (1, "isang|isa"),
        (2, "dalawang|dalawa"),
        (3, "tatlong|tatlo"),
        (4, "apat na|apat"),
        (5, "limang|lima"),
        (6, "anim na|anim"),
        (7, "pitong|pito"),
        (8, "walong|walo"),
    ],
    amounts: &[(30, Unit::Minute, "kalahating oras")],
    ago: "ang nakalipas|nakalipas|nakaraan|ang nakaraan|ang nakararaan",
    about: "mga|halos|humigit-kumulang",
    and: "at",
    now: "ngayon lang|kani-kanina lang|ngayon|kanina lang",
    today: "ngayong araw|ngayong araw na ito",
    yesterday: "kahapon",
    before_yesterday: "kamakalawa|noong isang araw|araw bago ang kahapon",
    links: "ng|sa|noong|alas|ika|bandang",
    morning: "ng umaga|nu|n.u",
    afternoon: "ng hapon|ng gabi|nh|n.h",
    noon: "tanghali|ng tanghali",
    midnight: "hatinggabi|ng hatinggabi",
    published: "inilathala|nai-publish|inilathala noong",
    updated: "na-update|in-update|huling na-update",
    dated: "petsa|noong",
    captions: Captions {
        labels: "larawan|litrato|kuha ni",
        without_colon: "larawan mula sa|kuha ni",
        ..NOTHING.captions
    },
    labels: Labels {
        source: "pinagmulan|pinagkunan",
        author: "isinulat ni|ulat ni|ulat nina|ni|nina|sinulat ni",
        photos: "larawan ni",
        without_colon: "isinulat ni|ulat ni|ulat nina|sinulat ni",
        without_colon_at_home: "ni|nina",
        ..NOTHING.labels
    },
    roles: "balita|mamamahayag",
    ..NOTHING
};
