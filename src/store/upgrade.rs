//! From format 1 to 2: the same rows under the guids of now.
//!
//! In format 1 http and https were two articles, and a dozen counting parameters were known. Format 2 has the guids of
//! [`Guid::RULE`] 2. One transaction: a file that was not brought over whole is still format 1.
//!
//! - A first-seen date goes to the new guid; of several that become one article, the earliest. The old row stays until
//!   it is forgotten like any other, so that `/items/UUID` of an old guid leads on.
//! - What is known of an article goes along; of several, what was read last.
//! - A takedown holds for the new guid and remembers the old one. Of several the earliest date counts, and an operator's
//!   before an origin's. One that names a guid and no link, of an article that was never seen, stays as it is; its article
//!   is looked for under its old guids (`gateway::takedown`).
//! - The items of snapshots get their new guids; of two that become one, the first stays.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

use redb::{ReadableTable, Table as Rows, WriteTransaction};
use serde_json::Value;
use url::Url;

use super::error::StoreFault;
use super::record::{self, Sighting, Takedown};
use super::tables::{StoreTable, key};
use crate::model::{Guid, article_url};

type Bytes = &'static [u8];

/// Brings all rows over. The caller writes the format, and commits.
///
/// `Ok(false)` means that a takedown could not be read, and that nothing must be committed.
pub(super) fn to_format_2(transaction: &WriteTransaction) -> Result<bool, StoreFault> {
    let links = sightings(&mut transaction.open_table(StoreTable::Sightings.rows())?)?;
    articles(
        &mut transaction.open_table(StoreTable::Articles.rows())?,
        &links,
    )?;
    snapshots(&mut transaction.open_table(StoreTable::Snapshots.rows())?)?;
    takedowns(
        &mut transaction.open_table(StoreTable::Takedowns.rows())?,
        &links,
    )
}

/// Copies the sightings, and says which link each old guid has.
fn sightings(rows: &mut Rows<'_, Bytes, Bytes>) -> Result<HashMap<Guid, Url>, StoreFault> {
    let mut links = HashMap::new();
    let mut now: HashMap<Guid, Sighting> = HashMap::new();
    for row in rows.iter()? {
        let (key, value) = row?;
        let Some((guid, mut sighting)) = guid(key.value()).zip(Sighting::read(value.value()))
        else {
            continue;
        };
        let Ok(url) = Url::parse(&sighting.url) else {
            continue;
        };
        sighting.url = article_url(&url).into();
        now.entry(Guid::of(&url))
            .and_modify(|known| {
                known.first_second = known.first_second.min(sighting.first_second);
                if sighting.last_second > known.last_second {
                    known.last_second = sighting.last_second;
                    known.url.clone_from(&sighting.url);
                }
            })
            .or_insert(sighting);
        links.insert(guid, url);
    }
    for (guid, sighting) in now {
        rows.insert(&*key(guid), &sighting.row()[..])?;
    }
    Ok(links)
}

/// Moves what is known of articles.
fn articles(
    rows: &mut Rows<'_, Bytes, Bytes>,
    links: &HashMap<Guid, Url>,
) -> Result<(), StoreFault> {
    for (old, url) in links {
        let now = Guid::of(url);
        if now == *old {
            continue;
        }
        let moved = rows.remove(&*key(*old))?.map(|row| row.value().to_vec());
        let Some(moved) = moved else {
            continue;
        };
        let there = rows
            .get(&*key(now))?
            .and_then(|row| record::stamp(row.value()));
        if there <= record::stamp(&moved) {
            rows.insert(&*key(now), &moved[..])?;
        }
    }
    Ok(())
}

fn takedowns(
    rows: &mut Rows<'_, Bytes, Bytes>,
    links: &HashMap<Guid, Url>,
) -> Result<bool, StoreFault> {
    let mut now: BTreeMap<Guid, Takedown> = BTreeMap::new();
    let mut old = Vec::new();
    for row in rows.iter()? {
        let (key, value) = row?;
        let Some(mut takedown) = record::read::<Takedown>(value.value()) else {
            return Ok(false);
        };
        old.push(key.value().to_vec());
        let former = takedown.guid;
        takedown.url = takedown.url.or_else(|| links.get(&former).cloned());
        if let Some(url) = &takedown.url {
            takedown.guid = Guid::of(url);
        }
        if takedown.guid != former {
            takedown.former.push(former);
        }
        match now.remove(&takedown.guid) {
            Some(other) => now.insert(takedown.guid, united(other, takedown)),
            None => now.insert(takedown.guid, takedown),
        };
    }
    for key in old {
        rows.remove(&key[..])?;
    }
    for (guid, takedown) in now {
        let Some(row) = record::row(takedown.when.timestamp(), &takedown) else {
            return Ok(false);
        };
        rows.insert(&*key(guid), &row[..])?;
    }
    Ok(true)
}

/// Two takedowns of what is one article now.
fn united(one: Takedown, other: Takedown) -> Takedown {
    let is_first = (one.by, one.when) <= (other.by, other.when);
    let (mut first, second) = if is_first { (one, other) } else { (other, one) };
    first.when = first.when.min(second.when);
    first.reason = first.reason.or(second.reason);
    first.feeds = distinct(first.feeds.into_iter().chain(second.feeds));
    first.former = distinct(first.former.into_iter().chain(second.former));
    first
}

fn distinct<T: Clone + Eq + Hash>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    all.filter(|it| seen.insert(it.clone())).collect()
}

/// Gives the items of snapshots their new guids. A snapshot that cannot be read is made anew with the next refresh.
fn snapshots(rows: &mut Rows<'_, Bytes, Bytes>) -> Result<(), StoreFault> {
    let mut changed = Vec::new();
    for row in rows.iter()? {
        let (key, value) = row?;
        let row = value.value();
        if let (Some(stamp), Some(mut content)) = (row.get(..8), record::read::<Value>(row))
            && let Some(items) = content.get_mut("items").and_then(Value::as_array_mut)
        {
            let mut seen = HashSet::new();
            items.retain_mut(|item| renamed(item).is_some_and(|guid| seen.insert(guid)));
            let mut row = stamp.to_vec();
            if serde_json::to_writer(&mut row, &content).is_ok() {
                changed.push((key.value().to_vec(), row));
            }
        }
    }
    for (key, row) in changed {
        rows.insert(&key[..], &row[..])?;
    }
    Ok(())
}

/// Writes the guid of now into an item, and says which it is.
fn renamed(item: &mut Value) -> Option<Guid> {
    let facts = item.get_mut("facts")?;
    let link = Url::parse(facts.get("link")?.as_str()?).ok()?;
    let guid = Guid::of(&link);
    *facts.get_mut("guid")? = serde_json::to_value(guid).ok()?;
    Some(guid)
}

fn guid(key: &[u8]) -> Option<Guid> {
    Guid::parse(&uuid::Uuid::from_slice(key).ok()?.to_string())
}
