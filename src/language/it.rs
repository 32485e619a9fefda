//! Italian.

use super::table::{Captions, FirstPublished, Labels, Language, NOTHING, Unit, names};

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
        source: "fonte|fonti",
        author: "autore|autrice|autori|di|a cura di|testo di|testi di|scritto da|articolo di|intervista di\
            |servizio di|testo|pubblicato da|inviato|giornalista",
        editor_offices: "redattore",
        photos: "foto|fotografia|fotografie|fotografo|immagine|immagini|video|foto di|fotografie di|illustrazione\
            |credit",
        without_colon: "di|a cura di|testo di|testi di|scritto da|articolo di|intervista di|servizio di\
            |pubblicato da",
        ..NOTHING.labels
    },
    captions: Captions {
        labels: "foto|fotografia|immagine|immagini|credito|crediti|credit foto|fonte|fotografo|fotografa\
            |illustrazione|per gentile concessione",
        without_colon: "ph.|foto di|fotografia di|immagine di|per gentile concessione di",
        owners: "archivio|museo|biblioteca|comune|università|polizia",
        ..NOTHING.captions
    },
    between_names: "e|ed",
    names_with: "con",
    roles: "redazione|redattore|inviato|inviata|corrispondente|agenzia|agenzie|giornalista|collaboratore|ospite|web",
    agencies: "ANSA|Adnkronos|AGI|LaPresse|Askanews|Italpress",
    next_page: "successiva|avanti",
    elsewhere: "agenzie|vari|altri media|web e agenzie",
    first_published: FirstPublished {
        this: "questo|questa|il|lo",
        article: "articolo|testo|pezzo|intervista",
        first: "originariamente|origine|prima|inizialmente",
        published: "pubblicato|pubblicata|apparso|apparsa|uscito|uscita",
        reprinted: "ripreso|ripubblicato",
        to: "su|da|dal|dalla|sul|sulla|nel|nella|in|con",
        between: "è|stato|stata|per|la|volta|con",
        within_names: "della|delle|dei|di|la|le|e",
    },
    rights_words: [
        "riproduzione|riprodurre|ridistribu|diffusione|nostri testi|nostri contenuti",
        "autorizzazione|consenso|permesso|per iscritto|licenza",
        "diritto d'autore|diritto d’autore|diritti d'autore|violazion|azioni legali|proprietà intellettuale",
    ],
    box_titles: "più letti|più lette|più visti|più viste|potrebbe interessarti|leggi anche|correlati",
    ..NOTHING
};
