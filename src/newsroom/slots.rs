//! When the articles of one section appear: one of them somewhere in each slot of so many minutes.
//!
//! In: a slot's number, counted from 1970. Out: the article's minute, which is the number in its address, and its time. So
//! nothing is stored, and every older article stays reachable.

use jiff::Timestamp;

use super::chance;

/// The slots of one section.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slots {
    /// What tells its draws from those of other sections.
    pub(super) name: &'static str,
    pub(super) minutes: i64,
}

/// The article of one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    /// The slot's number, which says what is printed.
    pub(super) number: u64,
    /// The article's minute.
    pub(super) id: i64,
    pub(super) published: Timestamp,
}

impl Slots {
    /// The slot of this number.
    pub(super) fn slot(self, number: i64) -> Slot {
        let seed = number.unsigned_abs();
        let shift = chance::draw(self.name, seed) % self.minutes.unsigned_abs();
        let minute = number * self.minutes + i64::try_from(shift).unwrap_or(0);
        let seconds = match chance::draw("seconds", seed) % 90 {
            second @ ..60 => i64::try_from(second).unwrap_or(0),
            _ => 0,
        };
        Slot {
            number: seed,
            id: minute,
            published: Timestamp::from_second(minute * 60 + seconds).unwrap_or_default(),
        }
    }

    /// Every slot whose article has appeared at `now`, newest first.
    pub(super) fn newest(self, now: Timestamp) -> impl Iterator<Item = Slot> {
        let last = now.as_second().div_euclid(60 * self.minutes);
        let slots = (0..=last).rev().map(move |number| self.slot(number));
        slots.skip_while(move |slot| slot.published > now)
    }

    /// The slot of the article with this number, when it has appeared at `now`.
    pub(super) fn find(self, id: i64, now: Timestamp) -> Option<Slot> {
        let slot = self.slot(id.checked_div(self.minutes)?);
        (slot.id == id && slot.published <= now).then_some(slot)
    }
}
