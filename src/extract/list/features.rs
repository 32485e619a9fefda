//! The features of a group: how its links read, what stands beside them, where they stand and where they lead.
//!
//! In: a group and the page around it. Out: [`Features`], numbers that [`judge`](super::judge) weighs. A few entries, evenly
//! spaced, are looked at for the whole group.

use dom_query::local_name;
use foldhash::{HashMap, HashSet};
use url::Url;

use super::address::{self, Pattern};
use super::areas::Areas;
use super::blocks::Structure;
use super::fields::{date, title, wording};
use super::group::{Entry, Group};
use crate::model::site;
use crate::page::elements::{Index, Page};

/// The page that the groups are rated on.
pub(super) struct Scene<'s, 'p> {
    pub(super) page: &'s Page<'p>,
    pub(super) areas: &'s Areas,
    pub(super) structure: &'s Structure,
    /// The registrable domain of the page.
    site: String,
    /// The page's directory, unless it is the root. Articles below it belong to the section.
    directory: Option<String>,
    /// The page's own title and its first `h1` headings.
    heads: Vec<String>,
}

impl<'s, 'p> Scene<'s, 'p> {
    /// The scene of the page at `own`.
    pub(super) fn of(
        page: &'s Page<'p>,
        areas: &'s Areas,
        structure: &'s Structure,
        own: &Url,
    ) -> Self {
        let is_head = |&i: &Index| {
            let name = &page.element(i).name;
            *name == local_name!("title") || *name == local_name!("h1")
        };
        let heads = (0..page.len()).filter(is_head).take(3);
        let path = own.path();
        let last = path.rsplit('/').next().unwrap_or_default();
        let directory = if last.is_empty() {
            path.to_owned()
        } else if last.contains('.') {
            path.strip_suffix(last).unwrap_or_default().to_owned()
        } else {
            format!("{path}/")
        };
        Self {
            page,
            areas,
            structure,
            site: site(own).unwrap_or_default().to_owned(),
            directory: Some(directory).filter(|directory| directory.len() > 1),
            heads: heads.map(|i| page.text(i).to_owned()).collect(),
        }
    }

    fn is_below(&self, url: &Url) -> bool {
        let directory = self.directory.as_deref();
        directory.is_some_and(|directory| url.path().starts_with(directory))
    }

    fn is_own_title(&self, title: &str) -> bool {
        self.heads.iter().any(|head| head.contains(title))
    }
}

/// The features of one group.
#[derive(Debug, Clone)]
pub(super) struct Features {
    /// Different URLs.
    pub(super) articles: usize,
    /// Mean headline quality, 0 to 1.
    pub(super) quality: f32,
    /// The part of the entries with a heading.
    pub(super) headings: f32,
    /// The part of the entries with a date.
    pub(super) dates: f32,
    /// The part of the entries with an abstract.
    pub(super) abstracts: f32,
    /// The part of the entries with a picture.
    pub(super) pictures: f32,
    /// Mean article likeness of the URLs, −1 to 1.
    pub(super) likeness: f32,
    /// The part of the URLs within the page's site.
    pub(super) on_site: f32,
    /// The mean weight of the page areas that its blocks stand in.
    pub(super) place: f32,
    /// The part of the URLs below the page's own directory.
    pub(super) below: f32,
    /// The part of the blocks whose heading is the page's own title.
    pub(super) titled: f32,
    /// The size of its blocks, where few large blocks count more than many small ones.
    pub(super) amount: f32,
    /// The part of the URLs that have the commonest pattern.
    pub(super) uniform: f32,
    /// The commonest pattern of its URLs.
    pub(super) pattern: Option<Pattern>,
    /// The score made of all of the above.
    pub(super) score: f32,
}

/// The words with which pages head boxes of popular, related or promoted things.
const BOXES: &[&str] = &[
    "most read",
    "most popular",
    "popular",
    "trending",
    "most viewed",
    "most shared",
    "related",
    "recommended",
    "you may also like",
    "you might also like",
    "also on",
    "editors' picks",
    "editor's picks",
    "sponsored",
    "meist gelesen",
    "meistgelesen",
    "beliebt",
    "plus lus",
    "lo más leído",
    "populært",
    "mest lest",
    "популярн",
    "热门",
    "热点",
    "热榜",
    "热帖",
    "排行",
    "点击榜",
    "推荐",
    "相关",
    "猜你喜欢",
    "最多阅读",
    "阅读榜",
    "熱門",
    "熱點",
    "推薦",
    "相關",
    "人気",
    "ランキング",
    "おすすめ",
    "関連",
];

/// How many entries of a group are looked at closely.
const SAMPLE: usize = 24;
/// A heading longer than this, in bytes, is a headline.
const BOX_TITLE_BYTES: usize = 60;

impl Features {
    /// The features of the links alone, with the best features that could stand beside them.
    #[expect(clippy::cast_precision_loss, reason = "counts of links")]
    pub(super) fn at_a_glance(scene: &Scene<'_, '_>, group: &Group) -> Self {
        let (page, structure) = (scene.page, scene.structure);
        let keys: HashSet<usize> = group
            .entries
            .iter()
            .map(|entry| structure.links[entry.link].key)
            .collect();
        let links = || {
            group
                .entries
                .iter()
                .map(|entry| &structure.links[entry.link])
        };
        let n = (group.entries.len() as f32).max(1.0);
        let quality = links().map(|link| link.quality).sum::<f32>() / n;
        let headings = links().filter(|link| link.heading).count() as f32 / n;
        let poor = quality < POOR_QUALITY && has_titles_beside(page, structure, group);
        let weight = |&block: &Index| scene.areas.at(block).weight();
        let places: f32 = group.blocks.iter().map(weight).sum();
        let mut features = Self {
            articles: keys.len(),
            quality: if poor { BESIDE_QUALITY } else { quality },
            headings,
            dates: 0.0,
            abstracts: 0.0,
            pictures: 0.0,
            likeness: 0.0,
            on_site: 1.0,
            place: places / (group.blocks.len() as f32).max(1.0),
            below: 0.0,
            titled: 0.0,
            amount: amount(group),
            uniform: 0.0,
            pattern: None,
            score: 0.0,
        };
        features.score = features.rate();
        features
    }

    /// Looks at every entry of `group`.
    #[expect(clippy::cast_precision_loss, reason = "counts of links")]
    pub(super) fn of(scene: &Scene<'_, '_>, group: &Group) -> Self {
        let (page, structure) = (scene.page, scene.structure);
        let mut seen = HashSet::default();
        let mut first: Vec<&Entry> = Vec::with_capacity(group.entries.len());
        for entry in &group.entries {
            if seen.insert(structure.links[entry.link].key) {
                first.push(entry);
            }
        }
        // A few entries, evenly spaced, stand for all.
        let step = first.len().div_ceil(SAMPLE).max(1);
        let sample: Vec<&Entry> = first.iter().copied().step_by(step).collect();
        let mut patterns: HashMap<Pattern, usize> = HashMap::default();
        let (mut quality, mut headings, mut dates, mut abstracts) = (0.0, 0.0, 0.0, 0.0);
        let (mut pictures, mut likeness, mut on_site, mut below) = (0.0, 0.0, 0.0, 0.0);
        for entry in &first {
            let link = &structure.links[entry.link];
            quality += link.quality;
            headings += f32::from(u8::from(link.heading));
        }
        for entry in &sample {
            let link = &structure.links[entry.link];
            let pattern = address::pattern(&link.url, &link.site);
            on_site += f32::from(u8::from(*pattern.site == scene.site));
            *patterns.entry(pattern).or_default() += 1;
            likeness += link.likeness;
            below += f32::from(u8::from(scene.is_below(&link.url)));
            let beside = Beside::of(page, entry.root, link.at);
            dates += f32::from(u8::from(beside.date));
            abstracts += f32::from(u8::from(beside.text));
            pictures += f32::from(u8::from(beside.picture));
        }
        let all = (first.len() as f32).max(1.0);
        let n = (sample.len() as f32).max(1.0);
        let step = group.blocks.len().div_ceil(SAMPLE).max(1);
        let blocks = group.blocks.iter().step_by(step);
        let count = (blocks.len() as f32).max(1.0);
        let (mut place, mut titled) = (0.0, 0.0);
        for &block in blocks {
            let title = title_above(page, block);
            let boxed = title.as_deref().is_some_and(is_box_title);
            place += scene.areas.at(block).weight() * if boxed { 0.45 } else { 1.0 } / count;
            let own = title.is_some_and(|title| scene.is_own_title(&title));
            titled += f32::from(u8::from(own)) / count;
        }
        // Of equally common ones, one that leads away says more: half a list of links elsewhere is a box of partners.
        let leads_away = |pattern: &Pattern| *pattern.site != scene.site;
        let pattern = patterns.into_iter().max_by(|(a, n), (b, m)| {
            let away = leads_away(a).cmp(&leads_away(b));
            n.cmp(m).then(away).then_with(|| b.cmp(a))
        });
        let uniform = pattern.as_ref().map_or(0.0, |(_, count)| *count as f32 / n);
        let mut quality = quality / all;
        if quality < POOR_QUALITY && has_titles_beside(page, structure, group) {
            quality = BESIDE_QUALITY;
        }
        let mut features = Self {
            articles: seen.len(),
            quality,
            headings: headings / all,
            dates: dates / n,
            abstracts: abstracts / n,
            pictures: pictures / n,
            likeness: likeness / n,
            on_site: on_site / n,
            place,
            below: below / n,
            titled,
            amount: amount(group),
            uniform,
            pattern: pattern.map(|(pattern, _)| pattern),
            score: 0.0,
        };
        features.score = features.rate();
        features
    }

    /// Headlines, weighed.
    fn rate(&self) -> f32 {
        let titles = self.quality.max(0.6 * self.headings);
        // The hundredth headline adds less than the tenth.
        self.amount.powf(0.75)
            * titles.powf(1.5)
            * self.richness()
            * self.place
            * (0.75 + 0.45 * self.likeness)
            * (1.0 + 0.5 * self.below)
            * (1.0 + 0.4 * self.titled)
    }

    /// What stands beside the headlines.
    pub(super) fn richness(&self) -> f32 {
        1.0 + 1.1 * self.dates + 0.6 * self.abstracts + 0.4 * self.pictures + 0.5 * self.headings
    }
}

/// The root of the sum of the squares of the blocks' sizes: one list of thirty outweighs three boxes of ten.
#[expect(clippy::cast_precision_loss, reason = "counts of links")]
fn amount(group: &Group) -> f32 {
    let mut sizes: HashMap<Index, usize> = HashMap::default();
    for entry in &group.entries {
        *sizes.entry(entry.block).or_default() += 1;
    }
    let squares = sizes.values().map(|&size| (size * size) as f32);
    squares.sum::<f32>().sqrt()
}

/// Links of a lower mean quality read like `more`; the titles may stand beside them.
const POOR_QUALITY: f32 = 0.2;
/// What titles beside their links are worth.
const BESIDE_QUALITY: f32 = 0.7;
/// How many entries are looked at to find out whether titles stand beside links.
const PROBES: usize = 6;

/// Whether most entries have a title that is not the link and differs from entry to entry.
fn has_titles_beside(page: &Page<'_>, structure: &Structure, group: &Group) -> bool {
    let probes = group.entries.len().min(PROBES);
    let titles: HashSet<&str> = group
        .entries
        .iter()
        .take(PROBES)
        .filter_map(|entry| {
            let link = structure.links[entry.link].at;
            let title = title::beside(page, entry.root, link)?;
            Some(page.text(title))
        })
        .collect();
    probes >= 3 && titles.len() * 4 >= probes * 3
}

/// What stands beside a title.
struct Beside {
    date: bool,
    text: bool,
    picture: bool,
}

impl Beside {
    fn of(page: &Page<'_>, root: Index, link: Index) -> Self {
        let title = title::span(page, link);
        let mut beside = Self {
            date: date::looks_dated(page, root, &title),
            text: date::outside(page, root, &title)
                .any(|line| line.len() > title.len() / 3 && wording::units(line) >= 10.0),
            picture: false,
        };
        beside.picture = page
            .subtree(root)
            .any(|i| page.element(i).name == local_name!("img"));
        beside
    }
}

/// The short text that heads a block: before the block, or before one of the elements around it.
pub(super) fn title_above(page: &Page<'_>, block: Index) -> Option<String> {
    for at in page.upwards(block).take(4) {
        let parent = page.element(at).parent;
        if parent == at {
            return None;
        }
        // The last line that the parent shows before this child.
        let before = page.span(parent).start..page.span(at).start;
        let line = page.slice(before).trim_end().rsplit('\n').next();
        let line = line.unwrap_or_default();
        if !line.is_empty() {
            return (line.len() <= BOX_TITLE_BYTES).then(|| line.to_owned());
        }
        if page.subtree(at).skip(1).take(2).any(|i| page.is_heading(i)) {
            let first = page.text(at).lines().next().unwrap_or_default();
            return (first.len() <= BOX_TITLE_BYTES).then(|| first.to_owned());
        }
    }
    None
}

fn is_box_title(title: &str) -> bool {
    let title = title.to_lowercase();
    BOXES.iter().any(|word| title.contains(word))
}
