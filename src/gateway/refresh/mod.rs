//! One refresh of a feed, in four steps.
//!
//! 1. **plan**: what to ask for, given what is known and the time. Pure.
//! 2. **gather**: sections first, then articles; bounded, side by side, never held up by one host. I/O.
//! 3. **judge**: what of the answers is believed, and what stays as it was. Pure.
//! 4. **publish** ([`super::publish`]): the one place that puts an entry into the cache and the store.
//!
//! [`run()`] goes through them. Answers come in one after the other, so plan and judge are asked again with each; their
//! verdicts are added to the [`outcome`]. [`announce`] reports the end.
//!
//! What holds whatever the origin does:
//! - a snapshot is replaced by a better one only: a refresh that finds nothing, or suddenly much less, has failed;
//! - an article is read once, and a few at a time as the origin's pace allows;
//! - a cold feed shows what is ready after a few seconds, and grows while the refresh goes on;
//! - a refresh is bounded in time; an article that was not read by then is a headline until the next refresh;
//! - the log says each change of state once.

mod announce;
mod articles;
mod gather;
mod judge;
mod outcome;
mod plan;
mod plausibility;
pub(super) mod read;
mod revisit;
mod run;

pub(super) use self::run::run;
