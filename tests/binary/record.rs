//! All that a byline ever told, and whether what it tells now agrees with it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::origin::Dice;

/// Where an item is and its dates, as they were first told.
type Told = (String, String, String);

/// All that was ever told.
#[derive(Default, Clone)]
pub(crate) struct Record {
    pub(crate) items: HashMap<String, Told>,
    /// The items whose takedown was asked for, whether or not the answer came through.
    pub(crate) asked: BTreeSet<String>,
    /// The items whose takedown was acknowledged.
    pub(crate) withdrawn: BTreeSet<String>,
    /// The first and the last newest article of each feed that was served.
    pub(crate) newest: BTreeMap<&'static str, (u32, u32)>,
}

impl Record {
    /// Holds what a feed says against what was told before it was asked, and against what was told ever.
    pub(crate) fn compare(&mut self, feed: &'static str, body: &str, before: &Self) {
        let body: serde_json::Value = serde_json::from_str(body).expect("a feed is JSON");
        let mut newest = 0;
        for item in body["items"].as_array().expect("items") {
            let text = |key: &str| item[key].as_str().unwrap_or_default().to_owned();
            let id = text("id");
            assert!(
                !before.withdrawn.contains(&id),
                "{feed}: {id} is back after its takedown"
            );
            let told = (text("url"), text("date_published"), text("date_modified"));
            let number = number(feed, &told.0);
            assert!(
                text("title").contains(&format!("{feed}版第{number}号报道")),
                "{feed}: not its own words: {item}"
            );
            let first = self.items.entry(id).or_insert_with(|| told.clone());
            assert_eq!(*first, told, "{feed}: what was told has changed");
            newest = newest.max(number);
        }
        // A takedown of the newest makes room for an older one.
        if let Some((_, last)) = before.newest.get(feed)
            && !self.is_withdrawn(feed, *last)
        {
            assert!(
                newest >= *last,
                "{feed}: it was at {last}, and is at {newest} again"
            );
        }
        let (_, last) = self.newest.entry(feed).or_insert((newest, newest));
        *last = newest.max(*last);
    }

    /// How many feeds were served with something new after the first time.
    pub(crate) fn renewed(&self) -> usize {
        let renewed = self.newest.values().filter(|(first, last)| last > first);
        renewed.count()
    }

    /// One of the items that were served and not withdrawn, when there are enough of them; it is noted as asked for.
    pub(crate) fn pick_for_takedown(&mut self, dice: &mut Dice) -> Option<String> {
        let mut standing: Vec<&String> = self.items.keys().collect();
        standing.retain(|id| !self.withdrawn.contains(*id));
        standing.sort();
        let chosen = dice.below(standing.len().max(1) as u64) as usize;
        let chosen = (standing.len() > 20).then(|| standing[chosen].clone())?;
        self.asked.insert(chosen.clone());
        Some(chosen)
    }

    /// How many items of `feed` were asked to be withdrawn.
    pub(crate) fn asked_of(&self, feed: &str) -> usize {
        let of_feed = |id: &&String| {
            let told = self.items.get(*id);
            told.is_some_and(|told| told.0.contains(&format!("/{feed}/")))
        };
        self.asked.iter().filter(of_feed).count()
    }

    fn is_withdrawn(&self, feed: &'static str, article: u32) -> bool {
        let withdrawn = |id: &String| {
            self.items
                .get(id)
                .is_some_and(|told| number(feed, &told.0) == article)
        };
        self.asked.iter().any(withdrawn)
    }
}

/// The number of the article at `url`, which is one of the feed's; 0 when it is another's.
fn number(feed: &str, url: &str) -> u32 {
    let own = url.split_once(&format!("/{feed}/"));
    own.and_then(|(_, file)| file.strip_suffix(".htm")?.parse().ok())
        .unwrap_or_default()
}
