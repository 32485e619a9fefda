//! The form of a language's table.

/// The words of one language.
#[derive(Debug)]
pub(crate) struct Language {
    /// Primary subtags of BCP 47 that mean this language.
    pub(crate) tags: &'static str,
    pub(crate) names: &'static [Names],
    /// Months, 1 to 12, as glibc does not spell them.
    pub(crate) month_names: &'static [(i8, &'static str)],
    /// The months of [`Language::calendar`].
    pub(crate) own_months: &'static [(i8, &'static str)],
    /// What may be written onto the front of a month: Hebrew's "in".
    pub(crate) month_prefix: &'static str,
    /// Weekdays, 1 is Monday, as glibc does not spell them.
    pub(crate) weekday_names: &'static [(i8, &'static str)],
    /// The calendar of years that are not Gregorian.
    pub(crate) calendar: Calendar,
    pub(crate) order: Order,
    /// Whether `9.30` is a usual time of day, and a decimal comma keeps prices apart from it.
    pub(crate) dotted_clock: bool,
    /// Whether `24 พ.ย. 69` has a year.
    pub(crate) two_digit_years: bool,
    /// Whether the unit stands before its number: `saa 3 zilizopita`.
    pub(crate) unit_first: bool,
    pub(crate) second: &'static str,
    pub(crate) minute: &'static str,
    pub(crate) hour: &'static str,
    pub(crate) day: &'static str,
    pub(crate) week: &'static str,
    pub(crate) month: &'static str,
    pub(crate) year: &'static str,
    /// Units that say "ago" themselves: `3 órája`.
    pub(crate) ago_units: &'static [(Unit, &'static str)],
    pub(crate) numbers: &'static [(u8, &'static str)],
    /// What is an amount without a number: `half an hour`, `час`, `ساعتين`. A few minutes count as five.
    pub(crate) amounts: &'static [(u8, Unit, &'static str)],
    /// What opens a relative date and is enough: `vor 3 Stunden`.
    pub(crate) opens: &'static str,
    /// What opens one that `ago` closes: `för 3 timmar sedan`.
    pub(crate) opens_with_ago: &'static str,
    /// What closes one: `3 hours ago`.
    pub(crate) ago: &'static str,
    pub(crate) about: &'static str,
    pub(crate) and: &'static str,
    pub(crate) now: &'static str,
    pub(crate) today: &'static str,
    pub(crate) yesterday: &'static str,
    pub(crate) before_yesterday: &'static str,
    /// What stands between the parts of a date: `of`, `at`, `г`.
    pub(crate) links: &'static str,
    /// What announces a time of day, so that a full stop in it is plain: `kl`, `ore`.
    pub(crate) clock: &'static str,
    /// What follows a time of day: `Uhr`.
    pub(crate) oclock: &'static str,
    /// What stands between hours and minutes: `9h30`, `9 giờ 30`.
    pub(crate) hour_mark: &'static str,
    /// What may follow the minutes then.
    pub(crate) minute_mark: &'static str,
    /// What adds half an hour: `8点半`, `1 hour and a half`.
    pub(crate) half_past: &'static str,
    /// The halves of the day: 12 is midnight in the first, noon in the third.
    pub(crate) morning: &'static str,
    pub(crate) midday: &'static str,
    pub(crate) afternoon: &'static str,
    /// Here 12 is nobody's guess.
    pub(crate) evening: &'static str,
    pub(crate) noon: &'static str,
    pub(crate) midnight: &'static str,
    /// What is written onto a day's number: `1st`, `1er`.
    pub(crate) ordinal: &'static str,
    /// What announces the date of publication.
    pub(crate) published: &'static str,
    /// What announces the date of a change.
    pub(crate) updated: &'static str,
    /// What announces a date and says nothing of it.
    pub(crate) dated: &'static str,
    /// The labels of an article's facts.
    pub(crate) labels: Labels,
    /// How a caption says who made its picture.
    pub(crate) captions: Captions,
    /// The text of the link to the next page, in lower case.
    pub(crate) next_page: &'static str,
    /// The other words in a row of page numbers (previous, last), as printed.
    pub(crate) page_row: &'static str,
    /// The texts of links that lead on, fold out or act, but announce nothing; in lower case, without punctuation.
    pub(crate) calls: &'static str,
    /// How a call to a longer list begins: `More articles`.
    pub(crate) list_call_opens: &'static str,
    /// How a call to a longer list ends.
    pub(crate) list_call_closes: &'static str,
    /// Share bars and what else only serves the reader's hand, by how many characters may follow.
    pub(crate) controls: &'static [(usize, &'static str)],
    /// How headings of what follows an article begin, by how many characters may follow.
    pub(crate) afterwords: &'static [(usize, &'static str)],
    /// Which articles stand under a heading that ends in one of [`Language::afterword_what`]: `相关` of `相关阅读`.
    pub(crate) afterword_which: &'static str,
    /// What stands under the heading, by how many characters may follow.
    pub(crate) afterword_what: &'static [(usize, &'static str)],
    /// How notices begin that every article of a site carries.
    pub(crate) notices: &'static str,
    /// Words of a notice of rights in several lines, in lower case: what is done with a text, what allows it, which law it
    /// breaks. A word may be the beginning of others.
    pub(crate) rights_words: [&'static str; 3],
    /// Texts of the link to a site's terms, in lower case; those that say most of rights come first.
    pub(crate) terms_links: &'static str,
    /// Texts of the link to a site's contacts, in lower case.
    pub(crate) contact_links: &'static str,
    /// What the headings of boxes of popular, related or promoted things have in them, in lower case.
    pub(crate) box_titles: &'static str,
    /// "And" between the names of people.
    pub(crate) between_names: &'static str,
    /// "With" between the names of people and agencies: `Anne Marais avec AFP`.
    pub(crate) names_with: &'static str,
    /// Words for offices in a newsroom, which stand in the place of a name and are none: `staff`, `redaktion`.
    pub(crate) roles: &'static str,
    /// Words that media have in their names, in lower case: `times`, `zeitung`. Those of Chinese, Japanese and Korean end the
    /// names, and stand with their reader.
    pub(crate) media_words: &'static str,
    /// News agencies as bylines print them, where nothing else tells the abbreviation from initials: `dpa`.
    pub(crate) agencies: &'static str,
    /// Values of labels that say that nothing is said: `unknown`.
    pub(crate) no_name: &'static str,
    /// Sources by which a page means its own site: `本站`.
    pub(crate) own_site: &'static str,
    /// Sources that say no more than that the article came from elsewhere: `various`.
    pub(crate) elsewhere: &'static str,
    /// Words of which, put together, Chinese, Japanese and Korean make such a source.
    pub(crate) elsewhere_parts: &'static str,
    /// The words of `This article was first published in The Harbour Times`.
    pub(crate) first_published: FirstPublished,
    /// byline's own words in an embed; an embed in a language without them speaks English.
    pub(crate) embed: Option<Embed>,
}

/// The labels of an article's facts: `来源：新华社`, `By Ann Lee`. In lower case.
///
/// A label that begins with a shorter one of its list may stand anywhere in the list: the longest is read first.
#[derive(Debug)]
pub(crate) struct Labels {
    pub(crate) source: &'static str,
    pub(crate) author: &'static str,
    /// What stands before each word of [`Labels::editor`]: `责任` of `责任编辑`.
    pub(crate) editor_roles: &'static str,
    /// "Editor", alone or behind a role.
    pub(crate) editor: &'static str,
    /// "Editor" and other offices, without a role before them.
    pub(crate) editor_offices: &'static str,
    /// As [`Language::published`], in a row of labels.
    pub(crate) published: &'static str,
    /// As [`Language::updated`], in a row of labels.
    pub(crate) updated: &'static str,
    /// What announces the copyright holder or notice.
    pub(crate) rights: &'static str,
    /// What announces who made the pictures, beside [`Captions::labels`] and not in a caption: `photos by`, `video`.
    pub(crate) photos: &'static str,
    /// Labels of no interest here, which end the value before them.
    pub(crate) other: &'static str,
    /// Those of the labels above that need no colon: `by`.
    pub(crate) without_colon: &'static str,
    /// Those that need no colon on pages in their own language, since another language has the same word: `de`, `na`.
    pub(crate) without_colon_at_home: &'static str,
    /// Those that are read at the start of a part only, since many other words end so: `提供` of `写真提供`.
    pub(crate) at_start: &'static str,
    /// What makes another word of a label behind it: `资金` of `资金来源`.
    pub(crate) not_behind: &'static str,
}

/// How a caption says who made its picture: `Photo: Ann Lee/Cape Wire`, `张三 摄`. In lower case.
#[derive(Debug)]
pub(crate) struct Captions {
    /// What stands before the names, with a colon or its like. Beside an article's other labels, it says who made the
    /// pictures, unless it is a label of the source.
    pub(crate) labels: &'static str,
    /// Those that need no colon: `photo by`.
    pub(crate) without_colon: &'static str,
    /// What stands behind the names: `摄`.
    pub(crate) behind: &'static str,
    /// Words in the names of organisations that have pictures: `Images`.
    pub(crate) owners: &'static str,
}

/// The words of a sentence that says where an article was published before, in lower case.
#[derive(Debug)]
pub(crate) struct FirstPublished {
    /// What points at the article itself.
    pub(crate) this: &'static str,
    /// What an article is called.
    pub(crate) article: &'static str,
    /// What tells that it was somewhere before.
    pub(crate) first: &'static str,
    /// What tells that it was published.
    pub(crate) published: &'static str,
    /// What says both: taken from another.
    pub(crate) reprinted: &'static str,
    /// What leads to the name.
    pub(crate) to: &'static str,
    /// Words of the sentence between those.
    pub(crate) between: &'static str,
    /// Words in small letters that stand within names.
    pub(crate) within_names: &'static str,
}

/// byline's own words in an embed.
#[derive(Debug)]
pub(crate) struct Embed {
    /// The text of the link to the terms.
    pub(crate) terms: &'static str,
    /// The text in place of an empty list.
    pub(crate) empty: &'static str,
}

/// Months from January and weekdays from Sunday, in one of glibc's locales.
#[derive(Debug)]
pub(crate) struct Names {
    /// Also in the genitive where a language has one.
    pub(crate) months: [&'static [&'static str]; 2],
    pub(crate) short_months: [&'static [&'static str]; 2],
    pub(crate) weekdays: [&'static [&'static str]; 2],
    /// Before and after noon.
    pub(crate) halves: &'static [&'static str],
}

/// A span of time that relative dates count in, the shortest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// Which years a language counts besides the Gregorian ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Calendar {
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
pub(crate) const NOTHING: Language = Language {
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
    labels: Labels {
        source: "",
        author: "",
        editor_roles: "",
        editor: "",
        editor_offices: "",
        published: "",
        updated: "",
        rights: "",
        photos: "",
        other: "",
        without_colon: "",
        without_colon_at_home: "",
        at_start: "",
        not_behind: "",
    },
    captions: Captions {
        labels: "",
        without_colon: "",
        behind: "",
        owners: "",
    },
    next_page: "",
    page_row: "",
    calls: "",
    list_call_opens: "",
    list_call_closes: "",
    controls: &[],
    afterwords: &[],
    afterword_which: "",
    afterword_what: &[],
    notices: "",
    rights_words: ["", "", ""],
    terms_links: "",
    contact_links: "",
    box_titles: "",
    between_names: "",
    names_with: "",
    roles: "",
    media_words: "",
    agencies: "",
    no_name: "",
    own_site: "",
    elsewhere: "",
    elsewhere_parts: "",
    first_published: FirstPublished {
        this: "",
        article: "",
        first: "",
        published: "",
        reprinted: "",
        to: "",
        between: "",
        within_names: "",
    },
    embed: None,
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
        $crate::language::Names {
            months: [time::MON, or_none(time::ALT_MON)],
            short_months: [time::ABMON, or_none(time::AB_ALT_MON)],
            weekdays: [time::DAY, time::ABDAY],
            halves: time::AM_PM,
        }
    }};
}
pub(crate) use names;

/// Its weekdays only, where months are numbers.
macro_rules! weekdays {
    ($locale:ident) => {
        $crate::language::Names {
            months: [&[], &[]],
            short_months: [&[], &[]],
            weekdays: [pure_rust_locales::$locale::LC_TIME::DAY, &[]],
            halves: &[],
        }
    };
}
pub(crate) use weekdays;
