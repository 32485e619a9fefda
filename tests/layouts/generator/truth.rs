//! What a right reader finds on a page, written down while the page is made.

use std::collections::HashSet;

use jiff::civil::Date;
use url::Url;

/// A story of the page's own list.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) url: Url,
    pub(crate) title: String,
    /// The day that the page shows for the story.
    pub(crate) date: Option<Date>,
}

/// The stories that must be found, and those that may.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    own: Vec<Story>,
    also: Vec<Url>,
    blocks: Vec<(Url, &'static str)>,
}

/// What [`Truth::settled`] returns.
#[derive(Debug)]
pub(crate) struct Settled {
    pub(crate) own: Vec<Story>,
    pub(crate) also: Vec<Url>,
    pub(crate) blocks: Vec<(Url, &'static str)>,
}

impl Truth {
    /// A story that must be found. A story that the page shows twice has the title and the date of the first place.
    pub(crate) fn own(&mut self, story: Story) {
        match self.own.iter_mut().find(|known| known.url == story.url) {
            Some(known) => known.date = known.date.or(story.date),
            None => self.own.push(story),
        }
    }

    /// A story that may be found or not.
    pub(crate) fn also(&mut self, url: Url) {
        self.also.push(url);
    }

    /// A headline of a block, whatever its standing.
    pub(crate) fn stands_in(&mut self, url: Url, block: &'static str) {
        self.blocks.push((url, block));
    }

    /// Both lists, each story once and in one of them.
    pub(crate) fn settled(self) -> Settled {
        let own: HashSet<&Url> = self.own.iter().map(|story| &story.url).collect();
        let mut seen = HashSet::new();
        let also = self.also.into_iter();
        let also = also
            .filter(|url| !own.contains(url) && seen.insert(url.clone()))
            .collect();
        Settled {
            own: self.own,
            also,
            blocks: self.blocks,
        }
    }
}
