//! The form of a language's table.

use crate::extract::date::words::Unit;

/// The words of one language.
#[derive(Debug)]
pub(in crate::extract::date) struct Language {
    /// Primary subtags of BCP 47 that mean this language.
    pub(in crate::extract::date) tags: &'static str,
    pub(in crate::extract::date) names: &'static [Names],
    /// Months, 1 to 12, as glibc does not spell them.
    pub(in crate::extract::date) month_names: &'static [(i8, &'static str)],
    /// The months of [`Language::calendar`].
    pub(in crate::extract::date) own_months: &'static [(i8, &'static str)],
    /// What may be written onto the front of a month: Hebrew's "in".
    pub(in crate::extract::date) month_prefix: &'static str,
    /// Weekdays, 1 is Monday, as glibc does not spell them.
    pub(in crate::extract::date) weekday_names: &'static [(i8, &'static str)],
    /// The calendar of years that are not Gregorian.
    pub(in crate::extract::date) calendar: Calendar,
    pub(in crate::extract::date) order: Order,
    /// Whether `9.30` is a usual time of day, and a decimal comma keeps prices apart from it.
    pub(in crate::extract::date) dotted_clock: bool,
    /// Whether `24 พ.ย. 69` has a year.
    pub(in crate::extract::date) two_digit_years: bool,
    /// Whether the unit stands before its number: `saa 3 zilizopita`.
    pub(in crate::extract::date) unit_first: bool,
    pub(in crate::extract::date) second: &'static str,
    pub(in crate::extract::date) minute: &'static str,
    pub(in crate::extract::date) hour: &'static str,
    pub(in crate::extract::date) day: &'static str,
    pub(in crate::extract::date) week: &'static str,
    pub(in crate::extract::date) month: &'static str,
    pub(in crate::extract::date) year: &'static str,
    /// Units that say "ago" themselves: `3 órája`.
    pub(in crate::extract::date) ago_units: &'static [(Unit, &'static str)],
    pub(in crate::extract::date) numbers: &'static [(u8, &'static str)],
    /// What is an amount without a number: `half an hour`, `час`, `ساعتين`. A few minutes count as five.
    pub(in crate::extract::date) amounts: &'static [(u8, Unit, &'static str)],
    /// What opens a relative date and is enough: `vor 3 Stunden`.
    pub(in crate::extract::date) opens: &'static str,
    /// What opens one that `ago` closes: `för 3 timmar sedan`.
    pub(in crate::extract::date) opens_with_ago: &'static str,
    /// What closes one: `3 hours ago`.
    pub(in crate::extract::date) ago: &'static str,
    pub(in crate::extract::date) about: &'static str,
    pub(in crate::extract::date) and: &'static str,
    pub(in crate::extract::date) now: &'static str,
    pub(in crate::extract::date) today: &'static str,
    pub(in crate::extract::date) yesterday: &'static str,
    pub(in crate::extract::date) before_yesterday: &'static str,
    /// What stands between the parts of a date: `of`, `at`, `г`.
    pub(in crate::extract::date) links: &'static str,
    /// What announces a time of day, so that a full stop in it is plain: `kl`, `ore`.
    pub(in crate::extract::date) clock: &'static str,
    /// What follows a time of day: `Uhr`.
    pub(in crate::extract::date) oclock: &'static str,
    /// What stands between hours and minutes: `9h30`, `9 giờ 30`.
    pub(in crate::extract::date) hour_mark: &'static str,
    /// What may follow the minutes then.
    pub(in crate::extract::date) minute_mark: &'static str,
    /// What adds half an hour: `8点半`, `1 hour and a half`.
    pub(in crate::extract::date) half_past: &'static str,
    /// The halves of the day: 12 is midnight in the first, noon in the third.
    pub(in crate::extract::date) morning: &'static str,
    pub(in crate::extract::date) midday: &'static str,
    pub(in crate::extract::date) afternoon: &'static str,
    /// Here 12 is nobody's guess.
    pub(in crate::extract::date) evening: &'static str,
    pub(in crate::extract::date) noon: &'static str,
    pub(in crate::extract::date) midnight: &'static str,
    /// What is written onto a day's number: `1st`, `1er`.
    pub(in crate::extract::date) ordinal: &'static str,
    /// What announces the date of publication.
    pub(in crate::extract::date) published: &'static str,
    /// What announces the date of a change.
    pub(in crate::extract::date) updated: &'static str,
    /// What announces a date and says nothing of it.
    pub(in crate::extract::date) dated: &'static str,
}

/// Months from January and weekdays from Sunday, in one of glibc's locales.
#[derive(Debug)]
pub(in crate::extract::date) struct Names {
    /// Also in the genitive where a language has one.
    pub(in crate::extract::date) months: [&'static [&'static str]; 2],
    pub(in crate::extract::date) short_months: [&'static [&'static str]; 2],
    pub(in crate::extract::date) weekdays: [&'static [&'static str]; 2],
    /// Before and after noon.
    pub(in crate::extract::date) halves: &'static [&'static str],
}

/// Which years a language counts besides the Gregorian ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::extract::date) enum Calendar {
    #[default]
    Gregorian,
    /// Solar Hijri, of Iran and Afghanistan.
    Persian,
    /// Gregorian months; the year is 543 ahead.
    Buddhist,
    /// Lunar Hijri, as Saudi Arabia counts it (Umm al-Qura).
    Hijri,
}

/// How numbers alone make a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// `21/01/2015`.
    #[default]
    DayFirst,
    /// `01/21/2015`.
    MonthFirst,
    /// `2015-01-21`, and so `01-21`.
    YearFirst,
}

/// A language that prints nothing: what a table does not say.
pub(super) const NOTHING: Language = Language {
    tags: "",
    names: &[],
    month_names: &[],
    own_months: &[],
    month_prefix: "",
    weekday_names: &[],
    calendar: Calendar::Gregorian,
    order: Order::DayFirst,
    dotted_clock: false,
    two_digit_years: false,
    unit_first: false,
    second: "",
    minute: "",
    hour: "",
    day: "",
    week: "",
    month: "",
    year: "",
    ago_units: &[],
    numbers: &[],
    amounts: &[],
    opens: "",
    opens_with_ago: "",
    ago: "",
    about: "",
    and: "",
    now: "",
    today: "",
    yesterday: "",
    before_yesterday: "",
    links: "",
    clock: "",
    oclock: "",
    hour_mark: "",
    minute_mark: "",
    half_past: "",
    morning: "",
    midday: "",
    afternoon: "",
    evening: "",
    noon: "",
    midnight: "",
    ordinal: "",
    published: "",
    updated: "",
    dated: "",
};

/// The names of one of glibc's locales.
macro_rules! names {
    ($locale:ident) => {{
        use pure_rust_locales::$locale::LC_TIME as time;
        const fn or_none(names: Option<&'static [&'static str]>) -> &'static [&'static str] {
            match names {
                Some(names) => names,
                None => &[],
            }
        }
        $crate::extract::date::language::table::Names {
            months: [time::MON, or_none(time::ALT_MON)],
            short_months: [time::ABMON, or_none(time::AB_ALT_MON)],
            weekdays: [time::DAY, time::ABDAY],
            halves: time::AM_PM,
        }
    }};
}
pub(super) use names;

/// Its weekdays only, where months are numbers.
macro_rules! weekdays {
    ($locale:ident) => {
        $crate::extract::date::language::table::Names {
            months: [&[], &[]],
            short_months: [&[], &[]],
            weekdays: [pure_rust_locales::$locale::LC_TIME::DAY, &[]],
            halves: &[],
        }
    };
}
pub(super) use weekdays;
