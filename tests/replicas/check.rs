//! Whether a history keeps what replicas promise. Pure: a history in, what is wrong out.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use crate::history::{Fetch, History, Millis, Promises, Read, Shown, Word, number};

/// A promise of replicas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    /// A takedown that was acknowledged is on every replica's list.
    NothingLost,
    /// No replica shows an item after its takedown was confirmed.
    NotShown,
    /// An item's guid, URL and dates are the same on all replicas, and stay so.
    SameForAll,
    /// A feed never goes back to an older state on one replica.
    NeverBack,
    /// What one replica shows, the others show soon.
    SoonVisible,
    /// A page is fetched once an interval, an article once; once more for each disturbance.
    FetchedOnce,
    /// All replicas together ask a host no faster than its pace.
    Pace,
    /// A host that asked for a pause gets it from all replicas.
    Closed,
    /// Readers of a feed that was served are served.
    Served,
}

/// A promise that was broken.
#[derive(Debug, Clone)]
pub(crate) struct Violation {
    pub(crate) rule: Rule,
    pub(crate) words: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.rule, self.words)
    }
}

/// Everything in `history` that breaks a promise.
pub(crate) fn check(history: &History, promises: &Promises) -> Vec<Violation> {
    let mut found = Found(Vec::new());
    nothing_lost(history, &mut found);
    not_shown(history, &mut found);
    same_for_all(history, &mut found);
    never_back(history, &mut found);
    soon_visible(history, promises, &mut found);
    fetched_once(history, promises, &mut found);
    pace(history, promises, &mut found);
    closed(history, promises, &mut found);
    served(history, &mut found);
    found.0
}

struct Found(Vec<Violation>);

impl Found {
    fn add(&mut self, rule: Rule, words: String) {
        self.0.push(Violation { rule, words });
    }
}

fn nothing_lost(history: &History, found: &mut Found) {
    for listing in &history.listings {
        let listed: HashSet<&str> = listing.guids.iter().map(String::as_str).collect();
        for takedown in &history.takedowns {
            let was_told = takedown.word != Word::Unknown && takedown.answered < listing.asked;
            if was_told && !listed.contains(takedown.guid.as_str()) {
                let (guid, at, by) = (&takedown.guid, takedown.answered, takedown.replica);
                let words = format!(
                    "the takedown of {guid}, acknowledged at {at} by replica {by}, is not on replica {}",
                    listing.replica
                );
                found.add(Rule::NothingLost, words);
            }
        }
    }
}

fn not_shown(history: &History, found: &mut Found) {
    let mut confirmed: HashMap<&str, Millis> = HashMap::new();
    for takedown in history
        .takedowns
        .iter()
        .filter(|it| it.word == Word::Confirmed)
    {
        let at = confirmed.entry(&takedown.guid).or_insert(takedown.answered);
        *at = takedown.answered.min(*at);
    }
    for read in &history.reads {
        for item in read.items.iter() {
            if let Some(at) = confirmed.get(item.guid.as_str())
                && *at <= read.asked
            {
                let words = format!(
                    "{} is in {} that replica {} was asked for at {}; its takedown was confirmed at {at}",
                    item.guid,
                    name(read),
                    read.replica,
                    read.asked
                );
                found.add(Rule::NotShown, words);
            }
        }
    }
}

/// The guid, the URL and the date of publication stay for good. The date of the last change is that of first sight, then that
/// of the article's own page: two values for all replicas together, and never back to the first on one of them.
fn same_for_all(history: &History, found: &mut Found) {
    let mut of_guid: HashMap<&str, (&Shown, &Read)> = HashMap::new();
    let mut of_url: HashMap<&str, &str> = HashMap::new();
    let mut updates: HashMap<&str, BTreeSet<i64>> = HashMap::new();
    let mut last: HashMap<(usize, &str), (i64, Millis)> = HashMap::new();
    let mut reads: Vec<&Read> = history.reads.iter().collect();
    reads.sort_by_key(|read| read.asked);
    for read in reads {
        for item in read.items.iter() {
            let guid = of_url.entry(&item.url).or_insert(&item.guid);
            if *guid != item.guid {
                let words = format!(
                    "{} is {guid} and, on replica {} at {}, {}",
                    item.url, read.replica, read.answered, item.guid
                );
                found.add(Rule::SameForAll, words);
            }
            let (first, in_read) = of_guid.entry(&item.guid).or_insert((item, read));
            let published = |item: &Shown| item.dates.map(|(published, _)| published);
            let differs = published(item)
                .zip(published(first))
                .is_some_and(|(one, other)| one != other);
            if first.url != item.url || differs {
                let words = format!(
                    "{first:?} of replica {} at {} is {item:?} on replica {} at {}",
                    in_read.replica, in_read.answered, read.replica, read.answered
                );
                found.add(Rule::SameForAll, words);
            } else if first.dates.is_none() {
                (*first, *in_read) = (item, read);
            }
            let Some((_, updated)) = item.dates else {
                continue;
            };
            let known = updates.entry(&item.guid).or_default();
            if known.insert(updated) && known.len() > 2 {
                let words = format!(
                    "{} has been updated at each of {known:?}, the last time on replica {} at {}",
                    item.url, read.replica, read.answered
                );
                found.add(Rule::SameForAll, words);
            }
            let before = last
                .entry((read.replica, &item.guid))
                .or_insert((updated, read.answered));
            if updated < before.0 && before.1 < read.asked {
                let words = format!(
                    "{} on replica {} was of {} at {} and is of {updated} at {}",
                    item.url, read.replica, before.0, before.1, read.asked
                );
                found.add(Rule::SameForAll, words);
            }
            if updated > before.0 {
                *before = (updated, read.answered);
            }
        }
    }
}

/// When the takedown of each item was first asked for. From then on the item may be missing.
fn asked_away(history: &History) -> HashMap<&str, Millis> {
    let mut asked = HashMap::new();
    for takedown in &history.takedowns {
        let at = asked
            .entry(takedown.guid.as_str())
            .or_insert(takedown.asked);
        *at = takedown.asked.min(*at);
    }
    asked
}

/// The number of the newest article in `read` that nobody asked to be withdrawn before `until`; 0 is none.
fn newest(read: &Read, away: &HashMap<&str, Millis>, until: Millis) -> u32 {
    let stays = |item: &&Shown| {
        away.get(item.guid.as_str())
            .is_none_or(|&asked| asked > until)
    };
    let numbers = read.items.iter().filter(stays).map(|it| number(&it.url));
    numbers.max().unwrap_or_default()
}

/// The number of the newest article in `read`.
fn shown(read: &Read) -> u32 {
    let numbers = read.items.iter().map(|it| number(&it.url));
    numbers.max().unwrap_or_default()
}

fn never_back(history: &History, found: &mut Found) {
    let away = asked_away(history);
    let mut of: BTreeMap<(usize, &str), Vec<&Read>> = BTreeMap::new();
    for read in &history.reads {
        of.entry((read.replica, &read.feed)).or_default().push(read);
    }
    for ((replica, feed), mut later) in of {
        later.sort_by_key(|read| read.asked);
        let mut earlier = later.clone();
        earlier.sort_by_key(|read| read.answered);
        let mut earlier = earlier.into_iter().peekable();
        // The reads that were answered before `read` was asked for and show the newest articles.
        let mut best: Vec<&Read> = Vec::new();
        for read in later {
            while let Some(before) = earlier.next_if(|it| it.answered < read.asked) {
                best.push(before);
                best.sort_by_key(|it| std::cmp::Reverse(shown(it)));
                best.truncate(5);
            }
            let furthest = best
                .iter()
                .max_by_key(|before| newest(before, &away, read.answered));
            let Some(before) = furthest else {
                continue;
            };
            let (was, is) = (newest(before, &away, read.answered), shown(read));
            if is < was {
                let words = format!(
                    "{feed} on replica {replica} was at {was} at {} and is at {is} at {} ({})",
                    before.answered, read.asked, read.format
                );
                found.add(Rule::NeverBack, words);
            }
        }
    }
}

fn soon_visible(history: &History, promises: &Promises, found: &mut Found) {
    let away = asked_away(history);
    let mut of: BTreeMap<&str, Vec<&Read>> = BTreeMap::new();
    for read in &history.reads {
        of.entry(&read.feed).or_default().push(read);
    }
    for (feed, reads) in of {
        let mut later = reads.clone();
        later.sort_by_key(|read| read.asked);
        let mut earlier = reads;
        earlier.sort_by_key(|read| read.answered);
        let mut earlier = earlier.into_iter().peekable();
        let mut best: Vec<&Read> = Vec::new();
        for read in later {
            let until = read.asked.saturating_sub(promises.visible_within);
            while let Some(before) = earlier.next_if(|it| it.answered < until) {
                best.push(before);
                best.sort_by_key(|it| std::cmp::Reverse(shown(it)));
                best.truncate(5);
            }
            let furthest = best
                .iter()
                .max_by_key(|before| newest(before, &away, read.answered));
            let Some(before) = furthest else {
                continue;
            };
            let (was, is) = (newest(before, &away, read.answered), shown(read));
            let mut troubles = history.disturbed(before.answered, read.answered);
            let is_troubled = |replica: Option<usize>| {
                replica.is_none_or(|it| it == read.replica || it == before.replica)
            };
            if is < was && !troubles.any(|it| is_troubled(it.replica)) {
                let words = format!(
                    "{feed} was at {was} on replica {} at {}, and replica {} is at {is} at {}",
                    before.replica, before.answered, read.replica, read.asked
                );
                found.add(Rule::SoonVisible, words);
            }
        }
    }
}

fn fetched_once(history: &History, promises: &Promises, found: &mut Found) {
    let mut of: BTreeMap<(&str, &str), Vec<Millis>> = BTreeMap::new();
    for fetch in &history.fetches {
        of.entry((fetch.host, &fetch.path))
            .or_default()
            .push(fetch.at);
    }
    for ((host, path), mut times) in of {
        times.sort_unstable();
        // Articles and robots.txt are fetched once.
        let spacing = path.ends_with('/').then_some(promises.section_spacing);
        // Many windows show one fault: the first one of each page is enough.
        let too_many = times.iter().enumerate().find_map(|(index, &from)| {
            let later = times.get(index + 1..).unwrap_or_default();
            later.iter().zip(1_usize..).find_map(|(&at, count)| {
                let due = spacing.map_or(0, |spacing| (at - from) / spacing);
                let extra = count.saturating_sub(usize::try_from(due).unwrap_or(usize::MAX));
                let excused = history.disturbed(from, at).count();
                (extra > excused).then_some((from, at, count + 1))
            })
        });
        if let Some((from, at, count)) = too_many {
            let troubles = history.disturbed(from, at).map(|it| it.what.as_str());
            let troubles: Vec<&str> = troubles.collect();
            let words = format!(
                "{host}{path} was fetched {count} times from {from} to {at}; there was {troubles:?}"
            );
            found.add(Rule::FetchedOnce, words);
        }
    }
}

/// A leaky bucket for each host: requests may be late, and those behind them then seem too soon, but they never gain.
fn pace(history: &History, promises: &Promises, found: &mut Found) {
    let mut of: BTreeMap<&str, Vec<&Fetch>> = BTreeMap::new();
    for fetch in &history.fetches {
        of.entry(fetch.host).or_default().push(fetch);
    }
    for (host, mut fetches) in of {
        fetches.sort_by_key(|fetch| fetch.at);
        // When the next request may start.
        let mut next: Millis = 0;
        for fetch in fetches {
            // Requests that a replica was about to send when it was stopped come when it goes on.
            let woken = history.disturbed(fetch.at, fetch.at).count() as u64;
            let allowed = promises.travel + woken * promises.per_host * promises.pace;
            let ahead = next.saturating_sub(fetch.at);
            if ahead > allowed {
                let words = format!(
                    "{host} was asked for {} at {}, {ahead} ms before its time",
                    fetch.path, fetch.at
                );
                found.add(Rule::Pace, words);
                next = fetch.at;
            }
            next = next.max(fetch.at) + promises.pace;
        }
    }
}

fn closed(history: &History, promises: &Promises, found: &mut Found) {
    for closure in &history.closures {
        let is_within = |fetch: &&Fetch| {
            let from = closure.from + promises.closing;
            fetch.host == closure.host && from < fetch.at && fetch.at < closure.until
        };
        if let Some(fetch) = history.fetches.iter().find(is_within) {
            let words = format!(
                "{} asked at {} for a pause until {}, and was asked for {} at {}",
                closure.host, closure.from, closure.until, fetch.path, fetch.at
            );
            found.add(Rule::Closed, words);
        }
    }
}

fn served(history: &History, found: &mut Found) {
    let mut first: HashMap<(usize, &str), Millis> = HashMap::new();
    for read in &history.reads {
        let at = first
            .entry((read.replica, &read.feed))
            .or_insert(read.answered);
        *at = read.answered.min(*at);
    }
    for refusal in &history.refusals {
        let known = first.get(&(refusal.replica, refusal.feed.as_str()));
        let mut troubles = history.disturbed(refusal.asked, refusal.answered);
        let is_stopped = refusal.may_stop
            && refusal.status == 503
            && troubles.any(|it| it.replica.is_none_or(|it| it == refusal.replica));
        if known.is_some_and(|&at| at < refusal.asked) && !is_stopped {
            let words = format!(
                "{} was answered with {} by replica {} at {}",
                refusal.feed, refusal.status, refusal.replica, refusal.answered
            );
            found.add(Rule::Served, words);
        }
    }
}

fn name(read: &Read) -> String {
    format!("{}.{}", read.feed, read.format)
}
