//! Which families are the page's own list.
//!
//! In: a page's families. Out: those that make the list, each family's figures, and why.
//! The leading family is the one with the most headlines, weighed by what stands beside them, by where it
//! stands and by where it leads. Others join it when they are as good and lead to the same kind of place.

use std::collections::{HashMap, HashSet};

use url::Url;

use super::address::{self, Pattern};
use super::blocks::Structure;
use super::dated;
use super::family::Family;
use super::page::{Index, Page};
use super::wording;
use super::zone::Zones;

/// What is known of one family.
#[derive(Debug, Clone)]
pub(super) struct Figures {
    /// Different URLs.
    pub(super) articles: usize,
    /// Mean headline quality, 0 to 1.
    pub(super) quality: f32,
    /// Part of the entries with a heading, a date, an abstract, a picture.
    pub(super) headings: f32,
    pub(super) dates: f32,
    pub(super) abstracts: f32,
    pub(super) pictures: f32,
    /// Mean article likeness of the URLs, −1 to 1.
    pub(super) likeness: f32,
    /// Part of the URLs within the page's site.
    pub(super) on_site: f32,
    /// What the places of its blocks weigh.
    pub(super) place: f32,
    /// The commonest pattern of its URLs.
    pub(super) pattern: Option<Pattern>,
    /// All of the above.
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

/// A heading longer than this, in bytes, is a headline.
const BOX_TITLE_BYTES: usize = 60;

impl Figures {
    /// What the links alone tell, with the best that could stand beside them.
    #[expect(clippy::cast_precision_loss, reason = "counts of links")]
    fn at_a_glance(page: &Page<'_>, zones: &Zones, structure: &Structure, family: &Family) -> Self {
        let keys: HashSet<usize> = family
            .entries
            .iter()
            .map(|entry| structure.links[entry.link].key)
            .collect();
        let links = || {
            family
                .entries
                .iter()
                .map(|entry| &structure.links[entry.link])
        };
        let n = (family.entries.len() as f32).max(1.0);
        let quality = links().map(|link| link.quality).sum::<f32>() / n;
        let headings = links().filter(|link| link.heading).count() as f32 / n;
        let poor = quality < POOR_QUALITY && has_titles_beside(page, structure, family);
        let weight = |&block: &Index| zones.at(block).weight();
        let places: f32 = family.blocks.iter().map(weight).sum();
        let mut figures = Self {
            articles: keys.len(),
            quality: if poor { BESIDE_QUALITY } else { quality },
            headings,
            dates: 0.0,
            abstracts: 0.0,
            pictures: 0.0,
            likeness: 0.0,
            on_site: 1.0,
            place: places / (family.blocks.len() as f32).max(1.0),
            pattern: None,
            score: 0.0,
        };
        figures.score = figures.rate();
        figures
    }

    /// Looks at every entry of `family`.
    #[expect(clippy::cast_precision_loss, reason = "counts of links")]
    pub(super) fn of(
        page: &Page<'_>,
        zones: &Zones,
        structure: &Structure,
        family: &Family,
        own: &Url,
    ) -> Self {
        let mut seen = HashSet::new();
        let mut patterns: HashMap<Pattern, usize> = HashMap::new();
        let site = address::site(own);
        let (mut quality, mut headings, mut dates, mut abstracts) = (0.0, 0.0, 0.0, 0.0);
        let (mut pictures, mut likeness, mut on_site) = (0.0, 0.0, 0.0);
        for entry in &family.entries {
            let link = &structure.links[entry.link];
            if !seen.insert(link.key) {
                continue;
            }
            let pattern = address::pattern(&link.url);
            on_site += f32::from(u8::from(pattern.site == site));
            *patterns.entry(pattern).or_default() += 1;
            quality += link.quality;
            headings += f32::from(u8::from(link.heading));
            likeness += address::article_likeness(&link.url);
            let beside = Beside::of(page, entry.root, link.at);
            dates += f32::from(u8::from(beside.date));
            abstracts += f32::from(u8::from(beside.text));
            pictures += f32::from(u8::from(beside.picture));
        }
        let n = (seen.len() as f32).max(1.0);
        let place = family
            .blocks
            .iter()
            .map(|&block| {
                let boxed = title_above(page, block).is_some_and(|title| is_box_title(&title));
                zones.at(block).weight() * if boxed { 0.45 } else { 1.0 }
            })
            .sum::<f32>()
            / (family.blocks.len() as f32).max(1.0);
        let pattern = patterns
            .into_iter()
            .max_by(|(a, n), (b, m)| n.cmp(m).then_with(|| b.tail.cmp(&a.tail)))
            .map(|(pattern, _)| pattern);
        let mut quality = quality / n;
        if quality < POOR_QUALITY && has_titles_beside(page, structure, family) {
            quality = BESIDE_QUALITY;
        }
        let mut figures = Self {
            articles: seen.len(),
            quality,
            headings: headings / n,
            dates: dates / n,
            abstracts: abstracts / n,
            pictures: pictures / n,
            likeness: likeness / n,
            on_site: on_site / n,
            place,
            pattern,
            score: 0.0,
        };
        figures.score = figures.rate();
        figures
    }

    /// Headlines, weighed.
    #[expect(clippy::cast_precision_loss, reason = "counts of links")]
    fn rate(&self) -> f32 {
        let titles = self.quality.max(0.6 * self.headings);
        // The hundredth headline adds less than the tenth.
        let amount = (self.articles as f32).powf(0.75);
        amount * titles.powf(1.5) * self.richness() * self.place * (0.75 + 0.45 * self.likeness)
    }

    /// What stands beside the headlines.
    pub(super) fn richness(&self) -> f32 {
        1.0 + 0.9 * self.dates + 0.6 * self.abstracts + 0.4 * self.pictures + 0.5 * self.headings
    }
}

/// Links of a lower mean quality say `more`; their titles may stand beside them.
const POOR_QUALITY: f32 = 0.2;
/// What titles beside their links are worth.
const BESIDE_QUALITY: f32 = 0.7;
/// Entries that are looked at to tell whether titles stand beside links.
const PROBES: usize = 6;

/// Do most entries have a title that is not the link, and not each the same?
fn has_titles_beside(page: &Page<'_>, structure: &Structure, family: &Family) -> bool {
    let probes = family.entries.len().min(PROBES);
    let titles: HashSet<&str> = family
        .entries
        .iter()
        .take(PROBES)
        .filter_map(|entry| {
            let link = structure.links[entry.link].at;
            let title = super::title::beside(page, entry.root, link)?;
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
        let title = super::title::span(page, link);
        let mut beside = Self {
            date: dated::looks_dated(page, root, &title),
            text: dated::outside(page, root, &title)
                .any(|line| line.len() > title.len() / 3 && wording::units(line) >= 10.0),
            picture: false,
        };
        beside.picture = page
            .subtree(root)
            .any(|i| page.element(i).name == dom_query::local_name!("img"));
        beside
    }
}

/// The short text that heads a block: before it, or before one of the frames around it.
pub(super) fn title_above(page: &Page<'_>, block: Index) -> Option<String> {
    for at in page.upwards(block).take(4) {
        let parent = page.element(at).parent;
        if parent == at {
            return None;
        }
        // What the parent shows before this child, last line.
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

/// The families that make the list.
#[derive(Debug)]
pub(super) struct Verdict {
    /// Indices of the chosen families, the leading one first; empty when nothing reads like a list.
    pub(super) chosen: Vec<usize>,
    /// Every family's figures.
    pub(super) figures: Vec<Figures>,
    /// The families that were looked at closely, best first.
    pub(super) ranking: Vec<usize>,
}

/// Families that are looked at closely; the rest has too few links or too short ones.
const CLOSE_LOOKS: usize = 40;
/// A lead below this score is a menu.
const LEAST_SCORE: f32 = 0.4;
/// A lead whose texts are shorter on average is none.
const LEAST_QUALITY: f32 = 0.12;

impl Verdict {
    /// Rates the families and lets the like join the best, or the `given` lead and its fellows.
    pub(super) fn of(
        page: &Page<'_>,
        zones: &Zones,
        structure: &Structure,
        own: &Url,
        given: Option<(usize, Vec<usize>)>,
    ) -> Self {
        let mut figures: Vec<Figures> = structure
            .families
            .iter()
            .map(|family| Figures::at_a_glance(page, zones, structure, family))
            .collect();
        let (lead, fellows) = given.map_or((None, Vec::new()), |(lead, rest)| (Some(lead), rest));
        let mut ranking: Vec<usize> = (0..figures.len()).collect();
        by_score(&mut ranking, &figures);
        let wanted = |f: &usize| lead == Some(*f) || fellows.contains(f);
        let (first, rest) = ranking.split_at(CLOSE_LOOKS.min(ranking.len()));
        let mut ranking: Vec<usize> = first.to_vec();
        ranking.extend(rest.iter().copied().filter(wanted));
        for &f in &ranking {
            figures[f] = Figures::of(page, zones, structure, &structure.families[f], own);
        }
        by_score(&mut ranking, &figures);
        let lead = lead.or_else(|| {
            ranking.iter().copied().find(|&f| {
                !structure.families[f].single
                    && figures[f].articles >= 2
                    && figures[f].score >= LEAST_SCORE
                    && figures[f].quality >= LEAST_QUALITY
            })
        });
        let mut chosen = lead.map_or_else(Vec::new, |lead| {
            with_kin(structure, &figures, &ranking, lead)
        });
        for fellow in fellows {
            if !chosen.contains(&fellow) {
                chosen.push(fellow);
            }
        }
        Self {
            chosen,
            figures,
            ranking,
        }
    }
}

fn by_score(ranking: &mut [usize], figures: &[Figures]) {
    ranking.sort_by(|&a, &b| {
        let scores = figures[b].score.total_cmp(&figures[a].score);
        scores.then(a.cmp(&b))
    });
}

/// A lead with this part of the weight of all that could join it is the list; the rest are boxes beside it.
const DOMINANT: f32 = 0.55;
/// A family that repeats what others announce is another view of them.
const NEWS_SHARE: f32 = 0.34;

/// `lead`, and the families that are as much the page's own list.
#[expect(clippy::cast_precision_loss, reason = "counts of links")]
fn with_kin(
    structure: &Structure,
    figures: &[Figures],
    ranking: &[usize],
    lead: usize,
) -> Vec<usize> {
    let main = &figures[lead];
    let keys = |f: usize| {
        let entries = structure.families[f].entries.iter();
        entries.map(|entry| structure.links[entry.link].key)
    };
    let mut known: HashSet<usize> = keys(lead).collect();
    let mut candidates: Vec<usize> = Vec::new();
    for &f in ranking {
        if f == lead || !is_kin(main, &figures[f]) {
            continue;
        }
        let new = keys(f).filter(|key| !known.contains(key)).count();
        if new as f32 >= NEWS_SHARE * figures[f].articles as f32 && new > 0 {
            known.extend(keys(f));
            candidates.push(f);
        }
    }
    let total: f32 = candidates.iter().map(|&f| figures[f].score).sum::<f32>() + main.score;
    let dominant = main.score >= total * DOMINANT;
    let joins = |&f: &usize| {
        let like = &figures[f];
        if structure.families[f].single {
            return shares_a_feature(main, like) && has_what_lead_has(main, like);
        }
        let built_alike = structure.families[f].built == structure.families[lead].built;
        !dominant
            || (shares_a_feature(main, like)
                && has(main.dates, like.dates)
                && (built_alike || has_what_lead_has(main, like)))
    };
    let kin = candidates.into_iter().filter(joins);
    std::iter::once(lead).chain(kin).collect()
}

/// Does `other` lead to the same kind of place, from as good a place, with titles as good?
fn is_kin(lead: &Figures, other: &Figures) -> bool {
    let same_system = match (&lead.pattern, &other.pattern) {
        (Some(a), Some(b)) => {
            a.site == b.site
                && (a.tail == b.tail
                    || (other.likeness > 0.1 && other.likeness >= lead.likeness - 0.3))
        }
        _ => false,
    };
    let titles = |f: &Figures| f.quality;
    same_system
        && other.place >= 0.75 * lead.place
        && titles(other) >= 0.6 * titles(lead)
        && (lead.headings < 0.8 || other.headings >= 0.5)
}

/// Has `other` dates, abstracts and pictures where `lead` has them?
fn has_what_lead_has(lead: &Figures, other: &Figures) -> bool {
    has(lead.dates, other.dates)
        && has(lead.abstracts, other.abstracts)
        && has(lead.pictures, other.pictures)
}

fn has(ours: f32, theirs: f32) -> bool {
    ours < 0.7 || theirs >= 0.5
}

/// Is there anything besides links that both have? Bare links are alike in every box.
fn shares_a_feature(lead: &Figures, other: &Figures) -> bool {
    [
        (lead.headings, other.headings),
        (lead.dates, other.dates),
        (lead.abstracts, other.abstracts),
        (lead.pictures, other.pictures),
    ]
    .into_iter()
    .any(|(ours, theirs)| ours >= 0.5 && theirs >= 0.5)
}

/// Does an entry of the list lead elsewhere than articles, though it stands among them?
pub(super) fn is_stray(url: &Url, lead: &Figures, family: &Figures, is_lead: bool) -> bool {
    let likeness = address::article_likeness(url);
    if is_lead {
        return likeness < -0.3 && lead.likeness > 0.2;
    }
    let foreign = family.pattern.as_ref() != Some(&address::pattern(url));
    foreign && likeness < 0.1 && lead.likeness > 0.1
}
