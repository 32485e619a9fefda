//! What appears when: the portal's output as a function of time.
//!
//! An article is known by its section and the minute it appeared in ([`super::slots`]); that minute is the number in its
//! address. So two newsrooms that show the same time show the same pages.

use jiff::{Timestamp, ToSpan};

use super::dates;
use super::slots::{Slot, Slots};

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

    /// When its articles appear. 社会 is slow, so that its `MM-DD` dates span two days.
    const fn slots(self) -> Slots {
        let minutes = match self {
            Self::Tanews => 2,
            Self::Shehui => 45,
            Self::Tupian => 10,
            Self::Luntan => 5,
        };
        Slots {
            name: self.id(),
            minutes,
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

/// The article of a slot.
fn in_slot(section: Section, slot: Slot) -> Spot {
    let Slot {
        number,
        id,
        published,
    } = slot;
    let matter = match section {
        Section::Tanews if number % 2 == 1 => Matter::Bulletin(number / 2),
        Section::Tanews => Matter::Story(number / 2),
        Section::Shehui | Section::Tupian | Section::Luntan => Matter::Story(number),
    };
    Spot {
        section,
        id,
        published,
        matter,
    }
}

/// Every article of a section that has appeared at `now`, newest first; without pinned threads.
pub(super) fn newest(section: Section, now: Timestamp) -> impl Iterator<Item = Spot> {
    let slots = section.slots().newest(now);
    slots.map(move |slot| in_slot(section, slot))
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
        in_slot(section, section.slots().find(id, now)?)
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
