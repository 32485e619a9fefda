//! What a word may mean in a date: months, units, days and the small words between them.
//!
//! Languages: English, German, Dutch, Danish, Norwegian, Swedish, French, Spanish, Portuguese, Italian,
//! Russian, Ukrainian, Polish, Turkish. Chinese, Japanese and Korean are read mark by mark in the grammar.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A span of time that relative dates count in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// The half of the day that a twelve-hour clock means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    /// Before noon: `am`, 上午, 凌晨; 12 is midnight.
    Before,
    /// Around noon: 中午; 11 and 12 stay, 1 and 2 are afternoon.
    Noon,
    /// After noon: `pm`, 下午; 12 is noon.
    After,
    /// Evening: 晚上; 12 is nobody's guess.
    Night,
}

/// Everything one spelling may mean; the grammar picks by place.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Roles {
    pub(super) month: Option<i8>,
    /// A month in one language, an everyday word in others: `mars`, `set`, `gen`.
    pub(super) everyday: bool,
    pub(super) weekday: bool,
    /// Days before today.
    pub(super) day: Option<i8>,
    /// A day in French, a place in German.
    pub(super) french: bool,
    /// The first word of `i går`.
    pub(super) i: bool,
    /// Days before today, after `i`.
    pub(super) day_after_i: Option<i8>,
    pub(super) unit: Option<Unit>,
    /// Closes a relative date: `ago`.
    pub(super) ago: bool,
    /// Opens a relative date: `vor`.
    pub(super) since: bool,
    /// Opens one together with another word: `for 3 timer siden`, `il y a 3 heures`.
    pub(super) since_with_ago: bool,
    /// `a`, `an`, `one`.
    pub(super) one: bool,
    pub(super) half: Option<Half>,
    /// Stands between the parts of a date: `of`, `at`, `um`.
    pub(super) link: bool,
    /// Announces a clock time written with a dot: `kl`.
    pub(super) clock: bool,
    /// `o'clock` after a time: `Uhr`.
    pub(super) oclock: bool,
    /// Separates hours from minutes: `9h39`.
    pub(super) hours: bool,
    pub(super) ordinal: bool,
    /// A zone's name or abbreviation, in lower case.
    pub(super) zone: Option<&'static str>,
    /// `T` and `Z` of ISO 8601; `a.m.` and `p.m.`, `il y a` in pieces.
    pub(super) letter: Option<char>,
    /// Written with a capital.
    pub(super) capital: bool,
    /// Written in capitals.
    pub(super) upper: bool,
}

impl Roles {
    /// Whether a date can begin with it.
    pub(super) fn begins_date(&self) -> bool {
        self.month.is_some()
            || self.weekday
            || self.day.is_some()
            || self.since
            || self.since_with_ago
            || self.one
            || self.i
            || self.clock
            || self.half.is_some()
    }
}

/// What `word`, in lower case, may mean.
pub(super) fn roles(word: &str) -> Roles {
    if word.len() > 24 {
        return Roles::default();
    }
    TABLE.get(word).copied().unwrap_or_default()
}

const MONTHS: [&str; 12] = [
    "jan january januar jänner januari janvier janv enero ene janeiro gennaio gen января янв январь stycznia ocak січня",
    "feb february februar feber februari février fevrier févr fév febrero fevereiro fev febbraio февраля фев февр февраль lutego şubat лютого",
    "mar march märz maerz mär mrz mars marts maart mrt marzo março marco марта мар март marca mart березня",
    "apr april avril avr abril abr aprile апреля апр апрель kwietnia nisan квітня",
    "may mai maj mei mayo maio maggio mag мая май maja mayıs травня",
    "jun june juni juin junio junho giugno giu июня июн июнь czerwca haziran червня",
    "jul july juli juillet juil julio julho luglio lug июля июл июль lipca temmuz липня",
    "aug august augusti augustus août aout agosto ago августа авг август sierpnia ağustos серпня",
    "sep sept september septembre septiembre setiembre setembro set settembre sett сентября сен сент сентябрь września eylül вересня",
    "oct october oktober okt octobre octubre outubro out ottobre ott октября окт октябрь października ekim жовтня",
    "nov november novembre noviembre novembro ноября ноя нояб ноябрь listopada kasım листопада",
    "dec december dezember dez desember des décembre decembre déc diciembre dic dezembro dicembre декабря дек декабрь grudnia aralık грудня",
];
const EVERYDAY: &str = "mars set out ago mag gen mart des marco lug maja marca";
const WEEKDAYS: &str = "mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat saturday sun sunday \
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so \
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim \
    lunes martes miércoles miercoles jueves viernes sábado sabado domingo \
    lunedì martedì mercoledì giovedì venerdì sabato domenica \
    mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tisdag lördag söndag \
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag \
    segunda terça quarta quinta sexta feira \
    понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс";
const DAYS: [&str; 3] = [
    "today heute aujourd'hui hoy hoje oggi vandaag idag сегодня сьогодні bugün dzisiaj",
    "yesterday gestern hier ayer ontem ieri gisteren igår вчера вчора dün wczoraj",
    "vorgestern avant-hier anteayer anteontem eergisteren позавчера",
];
const UNITS: [(Unit, &str); 7] = [
    (
        Unit::Second,
        "second seconds sec secs s sekunde sekunden seconde secondes segundo segundos secondi sekunder sekund секунд секунды секунду",
    ),
    (
        Unit::Minute,
        "minute minutes min mins m minuten minuto minutos minuti minutter minuter minuut мин минут минуты минуту",
    ),
    (
        Unit::Hour,
        "hour hours hr hrs h stunde stunden std heure heures hora horas ora ore timer time timmar timme uur час часа часов ч",
    ),
    (
        Unit::Day,
        "day days d tag tage tagen jour jours día días dia dias giorno giorni dag dager dage dagar dagen день дня дней",
    ),
    (
        Unit::Week,
        "week weeks wk wks w woche wochen semaine semaines semana semanas settimana settimane uke uker uge uger vecka veckor weken неделю недели недель",
    ),
    (
        Unit::Month,
        "month months mo mos monat monate monaten mois mes meses mês mese mesi måned måneder månad månader maand maanden месяц месяца месяцев",
    ),
    (
        Unit::Year,
        "year years yr yrs y jahr jahre jahren an ans année années año años ano anos anno anni år jaar год года лет",
    ),
];
const AGO: &str = "ago siden sedan geleden fa назад тому atrás earlier";
const SINCE: &str = "vor hace há";
const SINCE_WITH_AGO: &str = "for för il";
const ONE: &str = "a an one einer einem eine ein une un una uma um en et ett een один одну";
const LINKS: &str = "of de del at um à às a las le el den der the on om ore o в kl klo klokken г года р dne w le dia il alle y von and et updated";
const ZONES: [&str; 38] = [
    "utc", "gmt", "ut", "z", "cst", "et", "est", "edt", "ct", "cdt", "mt", "mst", "mdt", "pt",
    "pst", "pdt", "bst", "wet", "west", "cet", "cest", "mez", "mesz", "eet", "eest", "msk", "мск",
    "ist", "hkt", "sgt", "jst", "kst", "aest", "aedt", "awst", "nzst", "nzdt", "pkt",
];

static TABLE: LazyLock<HashMap<&'static str, Roles>> = LazyLock::new(|| {
    let mut table: HashMap<&'static str, Roles> = HashMap::new();
    let mut each = |words: &'static str, set: &dyn Fn(&mut Roles)| {
        for word in words.split_whitespace() {
            set(table.entry(word).or_default());
        }
    };
    for (words, month) in MONTHS.into_iter().zip(1..) {
        each(words, &|roles| roles.month = Some(month));
    }
    for (words, days) in DAYS.into_iter().zip(0..) {
        each(words, &|roles| roles.day = Some(days));
    }
    for (unit, words) in UNITS {
        each(words, &|roles| roles.unit = Some(unit));
    }
    for zone in ZONES {
        each(zone, &|roles| roles.zone = Some(zone));
    }
    each(EVERYDAY, &|roles| roles.everyday = true);
    each("hier", &|roles| roles.french = true);
    each("i", &|roles| roles.i = true);
    for (days, word) in [(0, "dag"), (1, "går"), (2, "forgårs")] {
        each(word, &|roles| roles.day_after_i = Some(days));
    }
    each(WEEKDAYS, &|roles| roles.weekday = true);
    each(AGO, &|roles| roles.ago = true);
    each(SINCE, &|roles| roles.since = true);
    each(SINCE_WITH_AGO, &|roles| roles.since_with_ago = true);
    each(ONE, &|roles| roles.one = true);
    each(LINKS, &|roles| roles.link = true);
    each("am", &|roles| roles.half = Some(Half::Before));
    each("pm", &|roles| roles.half = Some(Half::After));
    each("kl klo klokken um", &|roles| roles.clock = true);
    each("uhr", &|roles| roles.oclock = true);
    each("h", &|roles| roles.hours = true);
    each("st nd rd th er re º ª", &|roles| roles.ordinal = true);
    for (letter, word) in [
        ('t', "t"),
        ('z', "z"),
        ('a', "a"),
        ('p', "p"),
        ('m', "m"),
        ('y', "y"),
    ] {
        each(word, &|roles| roles.letter = Some(letter));
    }
    table
});
