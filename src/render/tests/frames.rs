//! What is copied from the documents before is what would be written.

use std::sync::Arc;

use proptest::prelude::*;

use super::samples::{self, body, editor, moment, picture, sketch, url};
use crate::model::{Audience, Feed, Grant, Item};
use crate::render::{Format, Frame, Site, feed};

/// The documents of a feed with their frame, as a refresh leaves them for the next.
struct Framed {
    documents: crate::render::ByFormat<Vec<u8>>,
    frame: Frame,
}

impl Framed {
    /// Writes the feed in pieces, and checks each document against the one that is written as a whole.
    fn next(it: &Feed, site: &Site, before: Option<&Self>) -> Self {
        let before = before.map(|it| (&it.frame, it.documents.as_ref().map(|bytes| &bytes[..])));
        let (documents, frame) = Frame::documents(it, site, before).expect("it renders");
        for &format in Format::ALL {
            let whole = feed(it, format, Audience::Public, site).expect("it renders");
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert_eq!(text(documents.of(format)), text(&whole), "{format}");
        }
        Self { documents, frame }
    }
}

/// One thing that may differ at the next refresh.
#[derive(Debug, Clone)]
enum Change {
    Drop(usize),
    Move(usize, usize),
    /// Another version of the item at a place, by a number that says which.
    Remake(usize, u8),
    Add(usize, u8),
    Title,
    Publisher(u8),
    Site(u8),
    Withdrawn,
    Recordings,
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        2 => (0..20_usize).prop_map(Change::Drop),
        2 => (0..20_usize, 0..20_usize).prop_map(|(from, to)| Change::Move(from, to)),
        6 => (0..20_usize, any::<u8>()).prop_map(|(at, how)| Change::Remake(at, how)),
        3 => (0..20_usize, any::<u8>()).prop_map(|(at, how)| Change::Add(at, how)),
        1 => Just(Change::Title),
        1 => (0..3_u8).prop_map(Change::Publisher),
        1 => (0..3_u8).prop_map(Change::Site),
        1 => Just(Change::Withdrawn),
        1 => Just(Change::Recordings),
    ]
}

/// A version of the `n`th article. Neighbouring numbers differ in one thing, and some only in what equality of times
/// does not see.
fn version(it: &Feed, n: usize, how: u8) -> Arc<Item> {
    let it = sketch(&it.publisher, n).with(|it| match how % 16 {
        0 => it.title = "A <b>& B</b> &amp; ]]>".into(),
        1 => it.published = Some(moment("2015-01-21T10:39:00+09:00[Asia/Tokyo]")),
        2 => it.updated = moment("2015-01-21T10:39:00+09:00[Asia/Tokyo]"),
        3 => it.published = None,
        4 => it.updated = moment("2015-01-21T09:40:00+08:00[Asia/Shanghai]"),
        5 => it.byline = vec!["Ann & <Lee>".into()],
        6 => it.editors = vec![editor("", "Cy Dow")],
        7 => it.sections[0].label = "A, B & C".into(),
        8 => it.keywords = vec!["snow".into(), "泰安新闻".into()],
        9 => it.language = "ar".into(),
        10 => it.content.body = body("<p>&amp; ]]&gt; <b>x</b></p></item></entry>]}"),
        11 => it.grant = Grant::Headline,
        12 => it.content.image = None,
        13 => {
            let image = url("http://news.example/img/1.jpg?w=800&h=600");
            it.content.pictures = vec![picture(&image, "A & B")];
        }
        14 => it.rights.notice = "</channel></rss>".into(),
        _ => {}
    });
    match how / 16 % 4 {
        3 => it.reprint(),
        _ => it,
    }
    .item()
}

fn apply(it: &mut Feed, site: &mut Site, change: Change) {
    let places = it.items.len();
    match change {
        Change::Drop(at) if places > 0 => drop(it.items.remove(at % places)),
        Change::Move(from, to) if places > 0 => {
            let moved = it.items.remove(from % places);
            it.items.insert(to % places, moved);
        }
        Change::Remake(at, how) if places > 0 => {
            let at = at % places;
            let path = it.items[at].facts().link.path().to_owned();
            let digits = path.trim_end_matches(".htm").rsplit('_').next();
            if let Some(n) = digits.and_then(|digits| digits.parse().ok()) {
                it.items[at] = version(it, n, how);
            }
        }
        Change::Add(at, how) => {
            let new = version(it, 100 + at, how);
            if it
                .items
                .iter()
                .all(|item| item.facts().guid != new.facts().guid)
            {
                it.items.insert(at % (places + 1), new);
            }
        }
        Change::Title => it.title.push('!'),
        Change::Publisher(which) => {
            let mut publisher = (*it.publisher).clone();
            match which {
                0 => publisher.name.push('x'),
                1 => publisher.language = "fr".into(),
                _ => publisher.policy.rights.notice.clear(),
            }
            it.publisher = Arc::new(publisher);
        }
        Change::Site(which) => {
            site.public_url = url(&format!("https://byline{which}.example/"));
        }
        Change::Withdrawn => it.tombstones = samples::mourning_feed().tombstones,
        Change::Recordings => {
            let known: Vec<_> = it.items.iter().map(|item| item.facts().guid).collect();
            let podcasts = samples::podcast_feed().items.into_iter();
            it.items
                .extend(podcasts.filter(|item| !known.contains(&item.facts().guid)));
        }
        Change::Drop(_) | Change::Move(..) | Change::Remake(..) => {}
    }
}

/// A part of an old document in a new one is a headline that was corrected, rights that were narrowed, or broken XML,
/// for every subscriber, until the item leaves the feed.
#[test]
fn every_sample_after_every_other_is_written_as_a_whole() {
    let site = samples::site();
    let mut before = None;
    let samples = || {
        samples::all()
            .into_iter()
            .chain(samples::all().into_iter().rev())
    };
    for (_, it) in samples() {
        // Twice, so that once everything is copied.
        let first = Framed::next(&it, &site, before.as_ref());
        before = Some(Framed::next(&it, &site, Some(&first)));
    }
}

/// Every item would be written anew at each refresh, and nobody would notice but the processor.
#[test]
fn what_did_not_change_is_copied() {
    let (site, mut it) = (samples::site(), samples::plain_feed());
    let before = Framed::next(&it, &site, None);
    let mut marked = before.documents.clone();
    let last = it.items.len() - 1;
    for document in [&mut marked.rss, &mut marked.atom, &mut marked.json] {
        let text = String::from_utf8_lossy(document).into_owned();
        *document = text.replace('岱', "袋").into_bytes();
    }
    it.items[last] = version(&it, 77, 15);
    let marked = marked.as_ref().map(|bytes| &bytes[..]);
    let (after, _) = Frame::documents(&it, &site, Some((&before.frame, marked))).expect("renders");
    for document in after.all() {
        let text = String::from_utf8_lossy(document);
        let (copied, new) = text.split_once("第77场雪").expect("the new item");
        assert!(copied.contains('袋') && !new.contains('袋'), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever changes from refresh to refresh, readers get the bytes that a feed written as a whole has.
    #[test]
    fn frames_show_in_no_byte(
        rounds in prop::collection::vec(prop::collection::vec(any_change(), 0..4), 1..8)
    ) {
        let (mut it, mut site) = (samples::plain_feed(), samples::site());
        let mut before = Framed::next(&it, &site, None);
        for changes in rounds {
            for change in changes {
                apply(&mut it, &mut site, change);
            }
            before = Framed::next(&it, &site, Some(&before));
        }
    }
}
