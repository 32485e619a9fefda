//! What appears when: the portal's output as a function of time.
//!
//! Each section has a slot every so many minutes, and one article somewhere in each slot. An article
//! is known by its section and the minute it appeared in, counted from 1970; that minute is the number
//! in its address. So nothing is stored, every older article stays reachable, and two newsrooms that
//! show the same time show the same pages.

use jiff::{Timestamp, ToSpan};

use super::{chance, dates};

/// The four sections, each laid out in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Tanews,
    Shehui,
    Tupian,
    Luntan,
}

impl Section {
    /// In the order of the navigation.
    pub(super) const ALL: [Self; 4] = [Self::Tanews, Self::Shehui, Self::Tupian, Self::Luntan];

    /// As in addresses.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Tanews => "tanews",
            Self::Shehui => "shehui",
            Self::Tupian => "tupian",
            Self::Luntan => "luntan",
        }
    }

    /// As printed.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Tanews => "泰安新闻",
            Self::Shehui => "社会",
            Self::Tupian => "图片",
            Self::Luntan => "论坛",
        }
    }

    /// The section with this id.
    pub(super) fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.id() == id)
    }

    /// Minutes between two articles. 社会 is slow, so that its `MM-DD` dates span two days.
    const fn period(self) -> i64 {
        match self {
            Self::Tanews => 2,
            Self::Shehui => 45,
            Self::Tupian => 10,
            Self::Luntan => 5,
        }
    }

    /// Articles on one page of the list. Not more than its stories, so that none is there twice.
    pub(super) const fn listed(self) -> i64 {
        match self {
            Self::Tanews => 20,
            Self::Shehui => 18,
            Self::Tupian => 12,
            Self::Luntan => 16,
        }
    }
}

/// Pages of a section's list; what is older is reachable by its address only.
pub(super) const PAGES: i64 = 5;

/// What an article is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matter {
    /// The n-th story that this section prints.
    Story(u64),
    /// The n-th bulletin.
    Bulletin(u64),
    /// The forum's thread of the day.
    Daily,
    /// The forum's notice of the month.
    Notice,
}

/// An article's place: where it is listed, when it appeared, what it is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) section: Section,
    /// The number in its address.
    pub(super) id: i64,
    pub(super) published: Timestamp,
    pub(super) matter: Matter,
}

/// Added to the numbers of pinned threads, to keep them apart from the others.
const PINNED: i64 = 100_000_000;

/// The article of slot `number`, counted from 1970.
fn in_slot(section: Section, number: i64) -> Spot {
    let seed = number.unsigned_abs();
    let shift = chance::draw(section.id(), seed) % section.period().unsigned_abs();
    let minute = number * section.period() + i64::try_from(shift).unwrap_or(0);
    let seconds = match chance::draw("seconds", seed) % 90 {
        second @ ..60 => i64::try_from(second).unwrap_or(0),
        _ => 0,
    };
    let matter = match section {
        Section::Tanews if seed % 2 == 1 => Matter::Bulletin(seed / 2),
        Section::Tanews => Matter::Story(seed / 2),
        Section::Shehui | Section::Tupian | Section::Luntan => Matter::Story(seed),
    };
    Spot {
        section,
        id: minute,
        published: Timestamp::from_second(minute * 60 + seconds).unwrap_or_default(),
        matter,
    }
}

/// Every article of a section that has appeared at `now`, newest first; without pinned threads.
pub(super) fn newest(section: Section, now: Timestamp) -> impl Iterator<Item = Spot> {
    let slot = now.as_second().div_euclid(60 * section.period());
    (0..=slot)
        .rev()
        .map(move |number| in_slot(section, number))
        .skip_while(move |spot| spot.published > now)
}

/// When any section last changed.
pub(super) fn last_change(now: Timestamp) -> Timestamp {
    Section::ALL
        .into_iter()
        .filter_map(|section| newest(section, now).next())
        .map(|spot| spot.published)
        .max()
        .unwrap_or_default()
}

/// The article with this number, when it has appeared at `now`.
pub(super) fn find(section: Section, id: i64, now: Timestamp) -> Option<Spot> {
    let spot = if section == Section::Luntan && id >= PINNED {
        let at = Timestamp::from_second((id - PINNED).checked_mul(60)?).ok()?;
        pinned(at).into_iter().find(|spot| spot.id == id)?
    } else {
        in_slot(section, id.checked_div(section.period())?)
    };
    (spot.id == id && spot.published <= now).then_some(spot)
}

/// The threads on top of the forum: a notice of the first of the month, 08:00, and the talk of the day,
/// opened at noon. Empty only for times that no calendar has.
pub(super) fn pinned(now: Timestamp) -> Vec<Spot> {
    let today = dates::local(now).date();
    let month = today.first_of_month().at(8, 0, 0, 0);
    let noon = today.at(12, 0, 0, 0);
    let offset = jiff::tz::offset(8);
    [
        (Matter::Notice, month, 1.month()),
        (Matter::Daily, noon, 1.day()),
    ]
    .into_iter()
    .filter_map(|(matter, start, step)| {
        let start = if offset.to_timestamp(start).ok()? > now {
            start.checked_sub(step).ok()?
        } else {
            start
        };
        let published = offset.to_timestamp(start).ok()?;
        Some(Spot {
            section: Section::Luntan,
            id: published.as_second().div_euclid(60) + PINNED,
            published,
            matter,
        })
    })
    .collect()
}
