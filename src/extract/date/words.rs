//! What a word may mean in a date: a month, a unit, a day, or one of the small words between them.

use crate::language::Unit;

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

/// A day that is named by how long ago it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Past {
    Now,
    Today,
    Yesterday,
    BeforeYesterday,
}

/// A set of small roles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flags(u32);

impl Flags {
    /// A month of the calendar of Iran, and of the lunar one of Arabia.
    pub(super) const PERSIAN: Self = Self(1);
    pub(super) const HIJRI: Self = Self(1 << 24);
    /// An abbreviation so short that it may be any word: `lis`, `pro`.
    pub(super) const SHORT: Self = Self(1 << 1);
    /// A month in one language, an everyday word in others: `mars`, `set`, `gen`.
    pub(super) const EVERYDAY: Self = Self(1 << 2);
    pub(super) const AGO: Self = Self(1 << 3);
    pub(super) const OPENS: Self = Self(1 << 4);
    pub(super) const OPENS_WITH_AGO: Self = Self(1 << 5);
    pub(super) const ABOUT: Self = Self(1 << 6);
    pub(super) const AND: Self = Self(1 << 7);
    pub(super) const LINK: Self = Self(1 << 8);
    pub(super) const CLOCK: Self = Self(1 << 9);
    pub(super) const OCLOCK: Self = Self(1 << 10);
    pub(super) const HOUR_MARK: Self = Self(1 << 11);
    pub(super) const MINUTE_MARK: Self = Self(1 << 12);
    pub(super) const HALF_PAST: Self = Self(1 << 13);
    pub(super) const NOON: Self = Self(1 << 14);
    pub(super) const MIDNIGHT: Self = Self(1 << 15);
    pub(super) const ORDINAL: Self = Self(1 << 16);
    pub(super) const UNIT_FIRST: Self = Self(1 << 17);
    /// The `T` and the `Z` of ISO 8601.
    pub(super) const T: Self = Self(1 << 18);
    pub(super) const Z: Self = Self(1 << 19);
    /// A phrase of several words may begin here.
    pub(super) const PHRASE: Self = Self(1 << 20);
    /// Written with a capital, or in capitals.
    pub(super) const CAPITAL: Self = Self(1 << 21);
    pub(super) const UPPER: Self = Self(1 << 22);
    /// Of a script that runs words together: what touches it is another word.
    pub(super) const RUN: Self = Self(1 << 23);

    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Everything that one spelling may mean; the grammar picks by place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Roles {
    pub(super) flags: Flags,
    /// 1 to 12.
    pub(super) month: Option<i8>,
    /// 1 is Monday.
    pub(super) weekday: Option<i8>,
    pub(super) past: Option<Past>,
    pub(super) unit: Option<Unit>,
    pub(super) number: Option<u8>,
    /// An amount without a number: `half an hour`.
    pub(super) amount: Option<(u8, Unit)>,
    pub(super) half: Option<Half>,
}

impl Roles {
    pub(super) fn flag(flag: Flags) -> Self {
        Self {
            flags: flag,
            ..Self::default()
        }
    }

    pub(super) const fn is(self, flag: Flags) -> bool {
        self.flags.has(flag)
    }

    /// Both; where they disagree, this one.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            flags: self.flags.with(other.flags),
            month: self.month.or(other.month),
            weekday: self.weekday.or(other.weekday),
            past: self.past.or(other.past),
            unit: self.unit.or(other.unit),
            number: self.number.or(other.number),
            amount: self.amount.or(other.amount),
            half: self.half.or(other.half),
        }
    }

    /// Whether the two say different things of one question, so that neither can be relied on.
    pub(super) fn contradicts(self, other: Self) -> bool {
        fn differ<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
            a.is_some() && b.is_some() && a != b
        }
        differ(self.month, other.month)
            || differ(self.unit, other.unit)
            || differ(self.past, other.past)
            || differ(self.amount, other.amount)
            || differ(self.half, other.half)
    }

    /// Whether a date may begin with it.
    pub(super) fn begins_date(self) -> bool {
        self.month.is_some()
            || self.weekday.is_some()
            || self.past.is_some()
            || self.number.is_some()
            || self.amount.is_some()
            || self.half.is_some()
            || self.flags.has(
                Flags::OPENS
                    .with(Flags::OPENS_WITH_AGO)
                    .with(Flags::CLOCK)
                    .with(Flags::ABOUT)
                    .with(Flags::NOON)
                    .with(Flags::MIDNIGHT)
                    .with(Flags::UNIT_FIRST),
            )
    }

    pub(super) fn is_month(self) -> bool {
        self.month.is_some()
    }

    /// Whether a date without a digit may hold it.
    pub(super) fn is_digitless(self) -> bool {
        self.past.is_some()
            || self.amount.is_some()
            || self.flags.has(Flags::AGO.with(Flags::OPENS))
    }
}
