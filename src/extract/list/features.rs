//! The features of a group: how its links read, what stands beside them, where they stand and where they lead.
//!
//! In: a group and the page around it. Out: [`Features`], numbers that [`judge`](super::judge) weighs. A few entries, evenly
//! spaced, are looked at for the whole group.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use html5ever::local_name;
use url::Url;

use super::address::{self, Pattern};
use super::areas::{Area, Areas};
use super::blocks::Structure;
use super::evidence::Evidence;
use super::fields::{date, title, wording};
use super::group::{Entry, Group};
use super::weights::LEAD;
use crate::extract::Teaser;
use crate::language;
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
    /// Whether these are like the headings of boxes: a page of the most read has no other list.
    is_ranking: bool,
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
        let heads: Vec<String> = heads.map(|i| page.text(i).to_owned()).collect();
        Self {
            page,
            areas,
            structure,
            is_ranking: heads.iter().any(|head| is_box_title(head)),
            site: site(own).unwrap_or_default().to_owned(),
            directory: Some(directory).filter(|directory| directory.len() > 1),
            heads,
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
    /// What is measured of the group alone.
    pub(super) evidence: Evidence,
    /// Different URLs.
    pub(super) articles: usize,
    /// The commonest pattern of its URLs.
    pub(super) pattern: Option<Pattern>,
    /// How many of the entries that were looked at have each pattern.
    patterns: HashMap<Pattern, usize>,
    /// Its first block.
    pub(super) block: Index,
    /// The fingerprint of the names of the elements from the page's root to its links.
    pub(super) built: u64,
    /// The score as the leading group.
    pub(super) score: f32,
}

/// The words with which pages head boxes of popular, related or promoted things.
static BOXES: LazyLock<Vec<&str>> =
    LazyLock::new(|| language::phrases(|language| language.box_titles).collect());

/// How many entries of a group are looked at closely.
const SAMPLE: usize = 24;
/// A heading longer than this, in bytes, is a headline.
const BOX_TITLE_BYTES: usize = 60;

impl Features {
    /// The most that the links alone could score: a fast look, which spares hopeless groups the close one.
    #[expect(clippy::cast_precision_loss, reason = "counts of links")]
    pub(super) fn at_a_glance(scene: &Scene<'_, '_>, group: &Group) -> f32 {
        let (page, structure) = (scene.page, scene.structure);
        let entries = group.entries.iter();
        let links = entries.map(|entry| &structure.links[entry.link]);
        let n = (group.entries.len() as f32).max(1.0);
        let quality = links.clone().map(|link| link.quality).sum::<f32>() / n;
        let headings = links.filter(|link| link.heading).count() as f32 / n;
        let poor = quality < POOR_QUALITY && has_titles_beside(page, structure, group);
        let titles = if poor { BESIDE_QUALITY } else { quality };
        amount(group) * titles.max(0.6 * headings)
    }

    /// Looks at the entries of `group`.
    #[expect(clippy::cast_precision_loss, reason = "counts of links")]
    pub(super) fn of(scene: &Scene<'_, '_>, group: &Group, announced: &[Teaser]) -> Self {
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
        let mut sum = Evidence::NONE;
        let one = |is: bool| f32::from(u8::from(is));
        for entry in &sample {
            let link = &structure.links[entry.link];
            let pattern = address::pattern(&link.url, &link.site);
            sum.away += one(*pattern.site != scene.site);
            *patterns.entry(pattern).or_default() += 1;
            sum.likeness += link.likeness;
            sum.below += one(scene.is_below(&link.url));
            let beside = Beside::of(page, entry.root, link.at);
            sum.dates += one(beside.date);
            sum.abstracts += one(beside.text);
            sum.pictures += one(beside.picture);
            sum.second += one(structure.has_better_beside(page, entry));
        }
        let (mut quality, mut headings) = (0.0, 0.0);
        for entry in &first {
            let link = &structure.links[entry.link];
            quality += link.quality;
            headings += one(link.heading);
        }
        let all = (first.len() as f32).max(1.0);
        let mut quality = quality / all;
        if quality < POOR_QUALITY && has_titles_beside(page, structure, group) {
            quality = BESIDE_QUALITY;
        }
        let step = group.blocks.len().div_ceil(SAMPLE).max(1);
        let blocks = group.blocks.iter().copied().step_by(step);
        let count = (blocks.len() as f32).max(1.0);
        for block in blocks {
            let title = title_above(page, block);
            let boxed = title.as_deref().is_some_and(is_box_title);
            sum.boxed += one(boxed && !scene.is_ranking);
            sum.titled += one(title.is_some_and(|title| scene.is_own_title(&title)));
            let area = scene.areas.at(block);
            sum.navigation += one(area.has(Area::NAVIGATION));
            sum.banner += one(area.has(Area::BANNER));
            sum.footer += one(area.has(Area::FOOTER));
            sum.aside += one(area.has(Area::ASIDE));
            sum.promoted += one(area.has(Area::PROMOTED));
            sum.extra += one(area.has(Area::EXTRA));
            sum.main += one(area.has(Area::MAIN));
        }
        // Of equally common ones, one that leads away says more: half a list of links elsewhere is a box of partners.
        let leads_away = |pattern: &Pattern| *pattern.site != scene.site;
        let pattern = patterns.iter().max_by(|(a, n), (b, m)| {
            let away = leads_away(a).cmp(&leads_away(b));
            n.cmp(m).then(away).then_with(|| b.cmp(a))
        });
        let n = (sample.len() as f32).max(1.0);
        let uniform = pattern
            .as_ref()
            .map_or(0.0, |(_, count)| **count as f32 / n);
        let (headings, dates) = (headings / all, sum.dates / n);
        let (abstracts, pictures) = (sum.abstracts / n, sum.pictures / n);
        let begin = group
            .entries
            .first()
            .map_or(0, |entry| page.span(entry.root).start);
        let evidence = Evidence {
            bias: 1.0,
            amount: amount(group).max(1.0).ln(),
            quality,
            headings,
            dates,
            abstracts,
            pictures,
            bare: (1.0 - headings - dates - abstracts - pictures).max(0.0),
            likeness: sum.likeness / n,
            uniform,
            away: sum.away / n,
            below: sum.below / n,
            titled: sum.titled / count,
            announced: agreement(structure, group, announced),
            second: sum.second / n,
            single: one(group.single),
            start: begin as f32 / (page.whole_text().len() as f32).max(1.0),
            navigation: sum.navigation / count,
            banner: sum.banner / count,
            footer: sum.footer / count,
            aside: sum.aside / count,
            promoted: sum.promoted / count,
            extra: sum.extra / count,
            main: sum.main / count,
            boxed: sum.boxed / count,
            ..Evidence::NONE
        };
        Self {
            evidence,
            articles: seen.len(),
            pattern: pattern.map(|(pattern, _)| pattern.clone()),
            patterns,
            block: group.blocks.first().copied().unwrap_or_default(),
            built: group.built,
            score: evidence.score(&LEAD),
        }
    }

    /// The evidence on this group as a part of the list that `lead` leads.
    ///
    /// `known` is the part of its articles that the list has already, `outweighed` the leading group's part of what all
    /// groups of the site score together.
    pub(super) fn beside(
        &self,
        page: &Page<'_>,
        lead: &Self,
        known: f32,
        outweighed: f32,
    ) -> Evidence {
        let (own, its) = (&self.evidence, &lead.evidence);
        let one = |is: bool| f32::from(u8::from(is));
        let less = |ours: f32, theirs: f32| (theirs - ours).max(0.0);
        let weaker = less(self.score, lead.score);
        Evidence {
            weaker,
            outweighed,
            overshadowed: weaker * outweighed,
            list_amount: its.amount,
            other_site: one(self.site() != lead.site()),
            other_pattern: self.unlike(lead),
            less_likeness: less(own.likeness, its.likeness),
            less_quality: less(own.quality, its.quality),
            less_headings: less(own.headings, its.headings),
            less_dates: less(own.dates, its.dates),
            less_abstracts: less(own.abstracts, its.abstracts),
            less_pictures: less(own.pictures, its.pictures),
            less_below: less(own.below, its.below),
            other_elements: one(self.built != lead.built),
            apart: apart(page, self.block, lead.block),
            known,
            ..*own
        }
    }

    /// The site of its commonest pattern.
    pub(super) fn site(&self) -> Option<&str> {
        self.pattern.as_ref().map(|pattern| &*pattern.site)
    }

    /// The part of the addresses that have a pattern which no address of `lead` has, whatever the site.
    #[expect(clippy::cast_precision_loss, reason = "counts of links")]
    fn unlike(&self, lead: &Self) -> f32 {
        let tails: HashSet<&str> = lead
            .patterns
            .keys()
            .map(|known| known.tail.as_str())
            .collect();
        let unlike = self
            .patterns
            .iter()
            .filter(|(own, _)| !tails.contains(own.tail.as_str()));
        let unlike: usize = unlike.map(|(_, count)| count).sum();
        unlike as f32 / (self.patterns.values().sum::<usize>() as f32).max(1.0)
    }
}

/// The part of the page's text in the smallest element that holds both blocks.
#[expect(
    clippy::cast_precision_loss,
    reason = "a share needs no more than three digits"
)]
fn apart(page: &Page<'_>, one: Index, other: Index) -> f32 {
    let both = page.upwards(one).find(|&at| page.contains(at, other));
    let shown = both.map_or(0, |both| page.span(both).len());
    shown as f32 / (page.whole_text().len() as f32).max(1.0)
}

/// The part of the articles in the page's JSON-LD that a group shows.
#[expect(clippy::cast_precision_loss, reason = "counts of links")]
fn agreement(structure: &Structure, group: &Group, announced: &[Teaser]) -> f32 {
    if announced.is_empty() {
        return 0.0;
    }
    let links = group.entries.iter();
    let shown: HashSet<&Url> = links.map(|e| &*structure.links[e.link].url).collect();
    let both = announced.iter().filter(|t| shown.contains(&t.url)).count();
    both as f32 / announced.len() as f32
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
