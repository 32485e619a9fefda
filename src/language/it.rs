//! Italian.

use super::table::Unit;
use super::table::{Labels, Language, NOTHING, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "it",
    names: &[names!(it_IT)],
    month_names: &[(9, "sett")],
    dotted_clock: true,
    second: "secondo|secondi|sec|s",
    minute: "minuto|minuti|min",
    hour: "ora|ore|h",
    day: "giorno|giorni|gg|g",
    week: "settimana|settimane|sett",
    month: "mese|mesi",
    year: "anno|anni",
    numbers: &[
        (1, "un|una|uno"),
        (2, "due"),
        (3, "tre"),
        (4, "quattro"),
        (5, "cinque"),
        (6, "sei"),
        (7, "sette"),
        (8, "otto"),
        (9, "nove"),
        (10, "dieci"),
        (11, "undici"),
        (12, "dodici"),
    ],
    amounts: &[
        (5, Unit::Minute, "pochi minuti|alcuni minuti|qualche minuto"),
        (1, Unit::Hour, "un'ora"),
        (1, Unit::Year, "un'anno"),
        (30, Unit::Minute, "mezz'ora|mezzora"),
    ],
    ago: "fa|or sono",
    about: "circa|quasi|più di|meno di|poco più di|poco meno di|all'incirca|oltre",
    and: "e|ed",
    now: "adesso|proprio ora|pochi istanti fa|pochi secondi fa|un attimo fa|un istante fa|poco fa",
    today: "oggi",
    yesterday: "ieri",
    before_yesterday: "l'altro ieri|altro ieri|l'altroieri|avantieri",
    links: "il|del|di|alle|dell|le|dal|lo|a",
    clock: "ore|alle ore|alle|h",
    oclock: "ore",
    half_past: "e mezza|e mezzo",
    morning: "di mattina|del mattino",
    afternoon: "del pomeriggio|di pomeriggio|di sera",
    noon: "mezzogiorno|a mezzogiorno",
    midnight: "mezzanotte|a mezzanotte",
    ordinal: "º",
    published: "pubblicato|pubblicato il|pubblicata il|pubblicato alle|data di pubblicazione|creato il|inserito il|pubblicazione",
    updated: "aggiornato|aggiornato il|aggiornato alle|aggiornata il|ultimo aggiornamento|aggiornamento|modificato il|ultima modifica",
    dated: "data|il|del",
    labels: Labels {
        source: "fonte",
        author: "di",
        ..NOTHING.labels
    },
    next_page: "successiva|avanti",
    ..NOTHING
};
