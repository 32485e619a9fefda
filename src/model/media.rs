//! The recordings of an item: what it lets hear or see, beside its text.
//!
//! `extract` fills it from a feed's enclosures, `gateway` puts it into the item. The recordings are the work itself, so
//! that they leave with the body: see [`super::Item::content`]. Terms: RSS 2.0 `enclosure`, Media RSS 1.5.1, the tags of
//! Apple Podcasts, Podcasting 2.0.

use serde::{Deserialize, Serialize};
use url::Url;

/// The recordings of one item, and what is said of the episode that they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Media {
    /// The files, the one for most players first.
    pub recordings: Vec<Recording>,
    /// The number of the episode in its season (`itunes:episode`).
    pub episode: Option<u32>,
    /// The number of the season (`itunes:season`).
    pub season: Option<u32>,
    /// `full`, `trailer` or `bonus` (`itunes:episodeType`).
    pub episode_type: Option<String>,
    /// Whether it is for adults only (`itunes:explicit`).
    pub explicit: Option<bool>,
    /// What is said in it (`podcast:transcript`).
    pub transcripts: Vec<Companion>,
    /// Its chapters (`podcast:chapters`).
    pub chapters: Option<Companion>,
}

/// A file that is heard or seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Its address.
    pub url: Url,
    /// Its media type, such as `audio/mpeg`.
    pub media_type: String,
    /// Its length in bytes.
    pub length_bytes: Option<u64>,
    /// How long it plays.
    pub duration_seconds: Option<u64>,
}

/// A file that goes along with a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Companion {
    /// Its address.
    pub url: Url,
    /// Its media type, such as `text/vtt`.
    pub media_type: String,
    /// Its language (BCP 47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl Media {
    /// Whether there is nothing to hear or see.
    pub const fn is_empty(&self) -> bool {
        self.recordings.is_empty()
    }

    /// About how many bytes it takes in memory.
    pub fn weight_bytes(&self) -> usize {
        let recordings = self.recordings.iter();
        let companions = self.transcripts.iter().chain(&self.chapters);
        let recordings = recordings
            .map(|it| size_of::<Recording>() + it.url.as_str().len() + it.media_type.len());
        let companions = companions
            .map(|it| size_of::<Companion>() + it.url.as_str().len() + it.media_type.len());
        recordings.chain(companions).sum()
    }
}
