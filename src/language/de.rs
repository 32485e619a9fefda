//! German.

use super::table::{Captions, Embed, FirstPublished, Labels, Language, NOTHING, Unit, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "de",
    names: &[names!(de_DE), names!(de_AT)],
    month_names: &[
        (1, "jän|jänner"),
        (2, "feber"),
        (3, "mrz"),
        (6, "juno"),
        (9, "sept"),
    ],
    weekday_names: &[(6, "sonnabend")],
    dotted_clock: true,
    second: "sekunde|sekunden|sek",
    minute: "minute|minuten|min",
    hour: "stunde|stunden|std|h",
    day: "tag|tage|tagen|d",
    week: "woche|wochen|wo",
    month: "monat|monate|monaten|mon",
    year: "jahr|jahre|jahren",
    numbers: &[
        (1, "ein|eine|einer|einem|einen"),
        (2, "zwei"),
        (3, "drei"),
        (4, "vier"),
        (5, "fünf"),
        (6, "sechs"),
        (7, "sieben"),
        (8, "acht"),
        (9, "neun"),
        (10, "zehn"),
        (11, "elf"),
        (12, "zwölf"),
    ],
    amounts: &[
        (
            5,
            Unit::Minute,
            "wenigen minuten|einigen minuten|ein paar minuten|paar minuten",
        ),
        (30, Unit::Minute, "einer halben stunde"),
        (90, Unit::Minute, "eineinhalb stunden|anderthalb stunden"),
    ],
    opens: "vor",
    about: "etwa|etwas mehr als|weniger als|ca|circa|zirka|rund|ungefähr|gut|knapp|fast|über|mehr als",
    and: "und",
    now: "gerade eben|eben|soeben|gerade|eben gerade|vor wenigen sekunden|vor kurzem|jetzt gerade|vor wenigen augenblicken",
    today: "heute",
    yesterday: "gestern",
    before_yesterday: "vorgestern",
    links: "um|am|den|der|vom|im",
    clock: "um|gegen|ab",
    oclock: "uhr",
    half_past: "einhalb",
    morning: "morgens|vormittags|vormittag|vorm|früh",
    afternoon: "nachmittags|nachmittag|nachm|abends|abend",
    noon: "mittags|mittag",
    midnight: "mitternacht|um mitternacht",
    published: "veröffentlicht|veröffentlicht am|erschienen|erschienen am|publiziert|publiziert am|erstellt|erstellt am|online seit|veröffentlichung|erstveröffentlichung|gespeichert|gepostet|verfasst",
    updated: "aktualisiert|aktualisiert am|zuletzt aktualisiert|zuletzt aktualisiert am|aktualisierung|geändert|geändert am|letzte änderung|letzte aktualisierung|update|bearbeitet|überarbeitet",
    dated: "datum|stand|am|uhr|vom|von",
    between_names: "und",
    labels: Labels {
        source: "quelle|quellen",
        author: "autor|autorin|autoren|autorinnen|autor/in|autor:in|von|veröffentlicht von|erstellt von|gepostet von\
            |eingestellt von|gespeichert von|text|texte|text und foto|text und fotos\
            |bericht|bericht von|verfasser|verfasserin|verfasst von|geschrieben von|ein gastbeitrag von\
            |gastbeitrag von|ein kommentar von|kommentar von|eine analyse von|analyse von|eine kolumne von\
            |kolumne von|ein interview von|interview von|interview|ein bericht von|eine reportage von|ein essay von\
            |essay von|ein beitrag von|beitrag von|protokoll|aufgezeichnet von|zusammengestellt von|reporter\
            |korrespondent|korrespondentin|gastautor|gastautorin|text von",
        editor_offices: "redaktion|redakteur|redakteurin|redigatur",
        published: "veröffentlicht",
        updated: "aktualisiert",
        photos: "video|kamera|fotos von|foto von|bilder von|bild von",
        without_colon: "von|veröffentlicht von|erstellt von|gepostet von|eingestellt von|gespeichert von|text von\
            |bericht von|verfasst von|geschrieben von|ein gastbeitrag von|gastbeitrag von\
            |ein kommentar von|kommentar von|eine analyse von|analyse von|eine kolumne von|kolumne von\
            |ein interview von|interview von|ein bericht von|eine reportage von|ein essay von|essay von\
            |ein beitrag von|beitrag von|aufgezeichnet von|zusammengestellt von|fotos von|foto von|bilder von\
            |bild von",
        ..NOTHING.labels
    },
    captions: Captions {
        labels: "foto|fotos|bild|bilder|fotograf|fotografin|fotografie|bildquelle|bildnachweis|bildrechte\
            |fotoquelle|fotocredit|symbolbild|symbolfoto|archivfoto|archivbild|quelle|grafik|illustration",
        without_colon: "foto von|fotos von|bild von",
        owners: "bilder|archiv|bildagentur|bildarchiv|sammlung|polizei|feuerwehr|universität|stadt|gemeinde\
            |landkreis",
        ..NOTHING.captions
    },
    names_with: "mit",
    roles: "korrespondent|korrespondentin|unser|unsere|unserer|unserem|redaktion|redakteur|online-redaktion|onlineredaktion|newsdesk|lokalredaktion|redaktionsteam|gastautor\
        |gastbeitrag|agenturen|pressemitteilung|leserreporter|volontär|praktikant",
    media_words: "zeitung|tageszeitung|anzeiger|nachrichten|rundschau|kurier|bote|presse|agentur|nachrichtenagentur|presseagentur|rundfunk|merkur\
        |tageblatt|morgenpost|abendblatt|stimme",
    agencies: "dpa|AFP|APA|SID|epd|KNA|sda|AP|dapd|Reuters|Keystone-SDA|dpa-AFX|dts",
    elsewhere: "agenturen|diverse|verschiedene quellen|sonstige|extern|web und agenturen|agenturmaterial\
        |nachrichtenagenturen",
    next_page: "weiter|nächste|nächste seite",
    page_row: "Zurück",
    calls: "mehr|weiterlesen|mehr lesen",
    controls: &[(0, "anzeige|werbung|zurück")],
    afterwords: &[(20, "mehr zum thema|mehr dazu|lesen sie auch")],
    first_published: FirstPublished {
        this: "dieser|dieses|diese|der|das",
        article: "artikel|beitrag|bericht|kommentar|essay|gastbeitrag|reportage|interview|text",
        first: "ursprünglich|zuerst|zunächst|erstmals|erstmalig|original",
        published: "erschienen|erschien|veröffentlicht|publiziert",
        reprinted: "übernommen|nachdruck",
        to: "auf|bei|im|beim|von|vom|aus|am|mit|in",
        between: "wurde|ist|und|mit|genehmigung|freundlicher|vor|in",
        within_names: "der|die|das|und|am|von",
    },
    embed: Some(Embed {
        terms: "Nutzungsbedingungen",
        empty: "Zurzeit keine Meldungen",
    }),
    rights_words: [
        "vervielfältig|nachdruck|weiterverbreit|verbreitung|übernahme von texten|unsere texte|unsere inhalte|nutzung unserer",
        "genehmigung|zustimmung|einwilligung|erlaubnis|schriftlich|lizenz",
        "urheberrecht|rechtlich|verstoß|verstöße|verletz|rechtsanwalt|zuwiderhandlung",
    ],
    terms_links: "urheberrecht|rechte|nachdruckrechte|nutzungsbedingungen|nutzungsrechte|agb|rechtliche hinweise|rechtliches",
    contact_links: "kontakt|impressum",
    box_titles: "meist gelesen|meistgelesen|meistgesehen|meistgeklickt|beliebt|empfehlungen|auch interessant|anzeige",
    ..NOTHING
};
