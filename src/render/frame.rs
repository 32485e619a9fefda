//! The public documents of a feed, for which the items that did not change are copied from the documents before.
//!
//! In: a feed, and the documents of its last refresh with their [`Frame`], which says where each item lies in them.
//! Out: the documents, to the byte as [`super::feed`] writes them, and the frame for the next time. Most refreshes
//! change one item of fifty.
//!
//! What an item prints depends on the item, its stamp, the feed's publisher and the site. Its bytes are copied where
//! all four are the same by value; a hash decides nothing.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::thread::yield_now;

use super::channel::Channel;
use super::entry::{Entry, stamps};
use super::error::RenderError;
use super::format::{ByFormat, Format};
use super::pieces::Shell;
use super::site::Site;
use super::{atom, json_feed, rss};
use crate::model::{Audience, Feed, Guid, Item, Moment, Publisher};

/// Where the items lie in the public documents of a feed.
#[derive(Debug, Default)]
pub struct Frame {
    /// What else the items' bytes depend on. Until something was written there is none.
    around: Option<(Arc<Publisher>, Site)>,
    places: Vec<Place>,
}

/// One item in the documents.
#[derive(Debug)]
struct Place {
    item: Arc<Item>,
    stamp: Moment,
    bytes: ByFormat<Range<usize>>,
}

/// An item of the new documents: as it stands in those before, or to be written.
enum Piece<'a> {
    Known(ByFormat<&'a [u8]>),
    New(Box<Entry<'a>>),
}

impl Frame {
    /// Writes the public documents of `feed`. `before`: its documents of the last time, with their frame.
    pub fn documents(
        feed: &Feed,
        site: &Site,
        before: Option<(&Self, ByFormat<&[u8]>)>,
    ) -> Result<(ByFormat<Vec<u8>>, Self), RenderError> {
        let channel = Channel::around_items(feed, Audience::Public, site);
        let known: HashMap<Guid, (&Place, &ByFormat<&[u8]>)> = before
            .iter()
            .filter(|(frame, _)| frame.holds_for(&feed.publisher, site))
            .flat_map(|(frame, documents)| frame.places.iter().map(move |it| (it, documents)))
            .map(|(place, documents)| (place.item.facts().guid, (place, documents)))
            .collect();
        let stamps = stamps(&feed.items);
        let pieces: Vec<Piece<'_>> = feed
            .items
            .iter()
            .zip(&stamps)
            .map(|(item, &stamp)| {
                let place = known.get(&item.facts().guid);
                let known = place.filter(|(place, _)| place.is_of(item, stamp));
                match known.and_then(|(place, documents)| place.within(documents)) {
                    Some(bytes) => Piece::Known(bytes),
                    None => {
                        let publisher = &*feed.publisher;
                        let entry = Entry::of(item, stamp, Audience::Public, publisher, site);
                        Piece::New(Box::new(entry))
                    }
                }
            })
            .collect();
        let put = |format| put_together(format, &channel, &pieces);
        let (rss, atom, json) = (put(Format::Rss)?, put(Format::Atom)?, put(Format::Json)?);
        let ranges = rss.1.into_iter().zip(atom.1).zip(json.1);
        let places = feed.items.iter().zip(stamps).zip(ranges);
        let frame = Self {
            around: Some((feed.publisher.clone(), site.clone())),
            places: places
                .map(|((item, stamp), ((rss, atom), json))| Place {
                    item: item.clone(),
                    stamp,
                    bytes: ByFormat { rss, atom, json },
                })
                .collect(),
        };
        let documents = ByFormat {
            rss: rss.0,
            atom: atom.0,
            json: json.0,
        };
        Ok((documents, frame))
    }

    /// Its size in memory, without the items, which are the feed's.
    pub fn weight_bytes(&self) -> usize {
        size_of::<Self>() + self.places.capacity() * size_of::<Place>()
    }

    /// Whether the items of this publisher would be written on this site as they were.
    fn holds_for(&self, publisher: &Arc<Publisher>, site: &Site) -> bool {
        let around = self.around.as_ref();
        around.is_some_and(|(ours, at)| Arc::ptr_eq(ours, publisher) && at == site)
    }
}

impl Place {
    /// Whether `item` would be written with `stamp` as this one was.
    fn is_of(&self, item: &Arc<Item>, stamp: Moment) -> bool {
        self.stamp.is_identical(stamp)
            && (Arc::ptr_eq(&self.item, item) || self.item.is_identical(item))
    }

    /// Its bytes in `documents`.
    fn within<'d>(&self, documents: &ByFormat<&'d [u8]>) -> Option<ByFormat<&'d [u8]>> {
        let of = |format| documents.of(format).get(self.bytes.of(format).clone());
        Some(ByFormat {
            rss: of(Format::Rss)?,
            atom: of(Format::Atom)?,
            json: of(Format::Json)?,
        })
    }
}

/// The document in `format`, and where the items lie in it.
fn put_together(
    format: Format,
    channel: &Channel<'_>,
    pieces: &[Piece<'_>],
) -> Result<(Vec<u8>, Vec<Range<usize>>), RenderError> {
    yield_now(); // threads that answer readers go first
    let Shell {
        head,
        between,
        tail,
    } = match format {
        Format::Rss => rss::shell(channel)?,
        Format::Atom => atom::shell(channel)?,
        Format::Json => json_feed::shell(channel)?,
    };
    let mut document = head;
    document.reserve(4096 * pieces.len() + tail.len());
    let mut places = Vec::with_capacity(pieces.len());
    for (n, piece) in pieces.iter().enumerate() {
        if n > 0 {
            document.extend_from_slice(between);
        }
        let start = document.len();
        match (piece, format) {
            (Piece::Known(bytes), _) => document.extend_from_slice(bytes.of(format)),
            (Piece::New(entry), Format::Rss) => document.extend(rss::piece(entry, channel)?),
            (Piece::New(entry), Format::Atom) => document.extend(atom::piece(entry, channel)?),
            (Piece::New(entry), Format::Json) => document.extend(json_feed::piece(entry)?),
        }
        places.push(start..document.len());
    }
    document.extend_from_slice(&tail);
    Ok((document, places))
}
