//! English.

use super::table::Unit;
use super::table::{Embed, Labels, Language, NOTHING, names};

pub(crate) const LANGUAGE: Language = Language {
    tags: "en",
    names: &[names!(en_US)],
    month_names: &[(9, "sept")],
    weekday_names: &[(2, "tues"), (3, "weds"), (4, "thur|thurs")],
    second: "second|seconds|sec|secs|s",
    minute: "minute|minutes|min|mins|m",
    hour: "hour|hours|hr|hrs|h",
    day: "day|days|d",
    week: "week|weeks|wk|wks|w",
    month: "month|months|mo|mos|mth|mths",
    year: "year|years|yr|yrs|y",
    numbers: &[
        (1, "a|an|one"),
        (2, "two|a couple of"),
        (3, "three"),
        (4, "four"),
        (5, "five"),
        (6, "six"),
        (7, "seven"),
        (8, "eight"),
        (9, "nine"),
        (10, "ten"),
        (11, "eleven"),
        (12, "twelve"),
    ],
    amounts: &[
        (
            5,
            Unit::Minute,
            "a few minutes|few minutes|some minutes|several minutes",
        ),
        (0, Unit::Second, "seconds"),
        (30, Unit::Minute, "half an hour|half hour|a half hour"),
    ],
    ago: "ago|earlier",
    about: "about|just over|just under|a little over|around|approximately|approx|roughly|almost|nearly|over|more than|less than",
    and: "and",
    now: "just now|moments ago|a moment ago|a few moments ago|a few seconds ago|right now",
    today: "today",
    yesterday: "yesterday",
    before_yesterday: "the day before yesterday|day before yesterday",
    links: "of|on|at|the|from|and",
    oclock: "o'clock|hrs",
    half_past: "and a half",
    morning: "am|a.m|in the morning",
    afternoon: "pm|p.m|in the afternoon|in the evening",
    noon: "noon|midday",
    midnight: "midnight",
    ordinal: "st|nd|rd|th",
    published: "published|first published|published on|posted|posted on|created|release date|publication date|pubdate|issued|released",
    updated: "updated|last updated|updated on|last updated on|last modified|modified|edited|revised",
    dated: "date|time|on|at|by",
    labels: Labels {
        source: "sources|source|via",
        author: "authors|author|written by|words by|reported by|story by|reporter|writer|words|by|text",
        editor_offices: "editors|editor|edited by",
        published: "published on|published|posted on|posted|publication date|date",
        updated: "last updated|last modified|updated|modified",
        rights: "copyright",
        other: "tags|tag|topics|topic|photos|photo|image|credit|share|comments|comment|views|view|category|categories",
        without_colon: "by|written by|words by|reported by|story by|edited by|posted on|published on|published|posted\
            |updated|last updated|via",
        ..NOTHING.labels
    },
    next_page: "next|next page|older|older posts|older articles",
    page_row: "Previous|Prev",
    calls: "more|read more|learn more|see more|show more|load more|view more|view all|see all|full story\
        |read full story|continue reading|details|read|watch|listen|watch now|listen now|download|comment|comments\
        |share|reply|next|previous|prev|back|home|login|log in|sign in|sign up|register|subscribe|skip to content\
        |skip to main content",
    list_call_opens: "more|all|view|see|browse|older|newer|show|load|next|previous|latest|read|back",
    list_call_closes: "articles|posts|news|stories|entries|all|more|results|page|archive|items|comments|here|story\
        |article|post",
    embed: Some(EMBED),
    ..NOTHING
};

/// The words of an embed in English, and in each language without words of its own.
pub(crate) const EMBED: Embed = Embed {
    terms: "Terms of use",
    empty: "There is nothing here at the moment",
};
