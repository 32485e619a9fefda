//! Selectors that select what detection found, for an operator to paste and edit.
//!
//! In: the chosen groups. Out: a [`Select`]. The rule: each selector is tried on the page, and left out unless it selects the
//! same.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};
use url::Url;

use super::apply::apply;
use crate::config::Select;
use crate::extract::list::Listing;
use crate::extract::list::blocks::Structure;
use crate::extract::list::detect::detect;
use crate::extract::list::fields::edges::Shared;
use crate::extract::list::fields::link::Links;
use crate::extract::list::fields::{date, image, summary, title};
use crate::extract::list::group::{Entry, Group};
use crate::extract::list::nothing;
use crate::extract::{ExtractError, Teaser};
use crate::model::Selector;
use crate::page::elements::{Index, Page};
use crate::page::matching::Matcher;
use crate::page::{Context, Dom};

/// How far above a block an id or class is looked for, in levels.
const REACH: usize = 6;
/// A selector that finds less of what it should is not offered.
const LEAST_MATCH: f32 = 0.8;
/// Items that are looked at to find a field's element.
const PROBES: usize = 6;

/// Selectors for a list, and how well they keep to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// What to write into `feeds.toml`.
    pub select: Select,
    /// Articles of the list that they do not select.
    pub missed: usize,
    /// Articles that they select and the list does not have.
    pub strange: usize,
}

/// The list of `html` as [`list::read`](crate::extract::list::read) finds it, with selectors that select the same: what an
/// operator pastes into `feeds.toml`. `None` when nothing distinguishes the list's elements.
///
/// # Errors
/// As [`list::read`](crate::extract::list::read).
pub fn discover(
    html: &str,
    at: &Context<'_>,
) -> Result<(Listing, Option<Suggested>), ExtractError> {
    nothing::require_html(html)?;
    let dom = Dom::parse(html, at.budget)?;
    let page = Page::of(&dom);
    let links = Links::of(&page, at);
    let detected = detect(&page, &links, at, None).map_err(|error| error.or_challenge(html))?;
    let groups = detected
        .chosen
        .iter()
        .map(|&f| &detected.structure.groups[f]);
    let groups: Vec<&Group> = groups.filter(|group| !group.single).collect();
    let writer = Writer {
        page: &page,
        links: &links,
        structure: &detected.structure,
        at,
    };
    let suggested = writer.select(&groups, &detected.listing.teasers);
    Ok((detected.listing, suggested))
}

/// Writes selectors for one page.
struct Writer<'w, 'p> {
    page: &'w Page<'p>,
    links: &'w Links<'w>,
    structure: &'w Structure,
    at: &'w Context<'w>,
}

impl Writer<'_, '_> {
    /// The selectors; `None` when nothing distinguishes the list's elements.
    fn select(&self, groups: &[&Group], teasers: &[Teaser]) -> Option<Suggested> {
        let mut items: Vec<String> = Vec::new();
        for item in groups.iter().filter_map(|group| self.item(group)) {
            if !items.contains(&item) {
                items.push(item);
            }
        }
        let mut select = Select {
            item: items.join(", "),
            ..Select::default()
        };
        let entries: Vec<&Entry> = groups.iter().flat_map(|f| &f.entries).collect();
        let probes = self.probes(&entries, teasers);
        select.link = self.link(&entries);
        select.title = self.field(&probes, |_, teaser, i| {
            let read = title::read(self.page, i, &Shared::default(), self.at);
            read.is_some_and(|(title, _)| title == teaser.title)
        });
        if self.same_titles(&select, teasers) {
            select.title = None;
        }
        select.date = self.field(&probes, |_, teaser, i| {
            teaser.published.is_some() && date::at(self.page, i, self.at) == teaser.published
        });
        select.summary = self.field(&probes, |_, teaser, i| {
            teaser.summary.is_some() && summary::at(self.page, i) == teaser.summary
        });
        select.image = self.field(&probes, |_, teaser, i| {
            teaser.image.is_some()
                && self.page.element(i).name == html5ever::local_name!("img")
                && image::of(self.page, self.links, i) == teaser.image
        });
        if select.item.is_empty() {
            return None;
        }
        let (read, _) = apply(self.page, self.links, self.at, &select).ok()?;
        let selected: HashSet<&Url> = read.iter().map(|teaser| &teaser.url).collect();
        let missed = teasers
            .iter()
            .filter(|t| !selected.contains(&t.url))
            .count();
        let wanted: HashSet<&Url> = teasers.iter().map(|teaser| &teaser.url).collect();
        let strange = selected.iter().filter(|url| !wanted.contains(*url)).count();
        Some(Suggested {
            select,
            missed,
            strange,
        })
    }

    /// Some entries with what was read of them.
    fn probes<'e>(
        &self,
        entries: &[&'e Entry],
        teasers: &'e [Teaser],
    ) -> Vec<(&'e Entry, &'e Teaser)> {
        let teasers = by_url(teasers);
        let known = entries.iter().filter_map(|entry| {
            let url = &*self.structure.links[entry.link].url;
            Some((*entry, *teasers.get(url)?))
        });
        known.take(PROBES).collect()
    }

    /// The shortest selector that matches the records of `group` and nothing else.
    fn item(&self, group: &Group) -> Option<String> {
        let page = self.page;
        let roots: BTreeSet<Index> = group.entries.iter().map(|entry| entry.root).collect();
        let first = *roots.first()?;
        let record = self.step(&roots);
        let parents: BTreeSet<Index> = roots.iter().map(|&i| page.element(i).parent).collect();
        let parent = self.step(&parents);
        let mut candidates: Vec<String> = Vec::new();
        if let Some(anchor) = self.anchor(page.element(first).parent) {
            candidates.push(format!("{anchor} > {record}"));
        }
        if record.contains('.') {
            candidates.push(record.clone());
        }
        let above: Vec<Index> = page.upwards(first).skip(2).take(REACH).collect();
        for &at in &above {
            if let Some(anchor) = self.anchor(at) {
                candidates.push(format!("{anchor} {record}"));
                candidates.push(format!("{anchor} {parent} > {record}"));
            }
        }
        let mut path: Vec<String> = page
            .upwards(first)
            .skip(1)
            .map(|at| page.element(at).name.to_string())
            .collect();
        path.reverse();
        candidates.push(format!("{} > {record}", path.join(" > ")));
        self.best(&candidates, &roots)
    }

    /// The first candidate that matches exactly `wanted`, else the one that comes nearest.
    #[expect(clippy::cast_precision_loss, reason = "counts of elements")]
    fn best(&self, candidates: &[String], wanted: &BTreeSet<Index>) -> Option<String> {
        let mut best: Option<(f32, &String)> = None;
        for candidate in candidates {
            let Ok(matcher) = Selector::new(candidate).map(Matcher::new) else {
                continue;
            };
            let found = (0..self.page.len()).filter(|&i| matcher.matches(self.page.node(i)));
            let (mut right, mut all) = (0_usize, 0_usize);
            for i in found {
                all += 1;
                right += usize::from(wanted.contains(&i));
            }
            let match_share = 2.0 * right as f32 / (all + wanted.len()).max(1) as f32;
            if right == all && right == wanted.len() {
                return Some(candidate.clone());
            }
            if best.is_none_or(|(most, _)| match_share > most) {
                best = Some((match_share, candidate));
            }
        }
        let (share, candidate) = best?;
        (share >= LEAST_MATCH).then(|| candidate.clone())
    }

    /// `None` where the first link with a text is the item's own, as without a rule.
    fn link(&self, entries: &[&Entry]) -> Option<String> {
        let page = self.page;
        let first_link = |entry: &Entry| {
            page.subtree(entry.root).find(|&i| {
                page.element(i).name == html5ever::local_name!("a")
                    && page
                        .attr(i, "href")
                        .is_some_and(|href| self.links.article(href).is_some())
                    && title::of(page, i).is_some()
            })
        };
        let own = |entry: &Entry| &self.structure.links[entry.link];
        let plain = entries.iter().all(|entry| {
            first_link(entry).is_some_and(|i| {
                let href = page.attr(i, "href");
                href.and_then(|href| self.links.article(href)).as_ref() == Some(&*own(entry).url)
            })
        });
        if plain {
            return None;
        }
        let mut candidates: Vec<String> = Vec::new();
        for entry in entries.iter().take(PROBES) {
            let link = own(entry).at;
            let heading = page.upwards(link).take(4).find(|&i| page.is_heading(i));
            if let Some(heading) = heading {
                candidates.push(format!("{} a", page.element(heading).name));
            }
            candidates.extend(self.anchor(link).filter(|anchor| anchor.contains('.')));
            let parent = page.element(link).parent;
            if parent > entry.root {
                candidates.extend(self.anchor(parent).map(|anchor| format!("{anchor} > a")));
                candidates.push(format!("{} > a", page.element(parent).name));
            }
        }
        candidates.dedup();
        candidates.into_iter().find(|candidate| {
            let Ok(matcher) = Selector::new(candidate).map(Matcher::new) else {
                return false;
            };
            let right = entries.iter().filter(|entry| {
                let mut inside = page.subtree(entry.root);
                inside.find(|&i| matcher.matches(page.node(i))) == Some(own(entry).at)
            });
            right.count() * 10 >= entries.len() * 9
        })
    }

    /// A selector of the smallest element that `is` the field, when it is so in most items that have it.
    fn field(
        &self,
        probes: &[(&Entry, &Teaser)],
        is: impl Fn(&Entry, &Teaser, Index) -> bool,
    ) -> Option<String> {
        let page = self.page;
        let place = |(entry, teaser): &(&Entry, &Teaser)| {
            let fits = page.subtree(entry.root).filter(|&i| is(entry, teaser, i));
            fits.last()
        };
        let found: Vec<(usize, Index)> = probes
            .iter()
            .enumerate()
            .filter_map(|(number, probe)| Some((number, place(probe)?)))
            .collect();
        let mut candidates: Vec<String> = Vec::new();
        for &(_, at) in &found {
            let name = page.element(at).name.to_string();
            candidates.extend(self.anchor(at).filter(|anchor| anchor.contains('.')));
            candidates.push(name);
        }
        candidates.dedup();
        candidates.into_iter().find(|candidate| {
            let Ok(matcher) = Selector::new(candidate).map(Matcher::new) else {
                return false;
            };
            let right = found.iter().filter(|(number, _)| {
                let (entry, teaser) = probes[*number];
                let mut inside = page.subtree(entry.root);
                inside
                    .find(|&i| matcher.matches(page.node(i)))
                    .is_some_and(|i| is(entry, teaser, i))
            });
            right.count() * 10 >= found.len() * 8
        })
    }

    /// Whether `select` gives the titles without a rule for them.
    fn same_titles(&self, select: &Select, teasers: &[Teaser]) -> bool {
        let bare = Select {
            title: None,
            ..select.clone()
        };
        let Ok((read, _)) = apply(self.page, self.links, self.at, &bare) else {
            return false;
        };
        let known = by_url(teasers);
        let same = read.iter().filter(|teaser| {
            let known = known.get(&teaser.url);
            known.is_some_and(|known| known.title == teaser.title)
        });
        same.count() * 10 >= read.len() * 9
    }

    /// The name and the classes that all of `elements` have.
    fn step(&self, elements: &BTreeSet<Index>) -> String {
        let page = self.page;
        let mut common: Option<BTreeSet<String>> = None;
        for &i in elements {
            let classes = self.classes(i);
            common = Some(match common {
                Some(before) => before.intersection(&classes).cloned().collect(),
                None => classes,
            });
        }
        let name = elements.first().map(|&i| page.element(i).name.to_string());
        let mut step = name.unwrap_or_default();
        for class in common.unwrap_or_default().iter().take(2) {
            step.push('.');
            step.push_str(class);
        }
        step
    }

    /// `#id` or `name.class`: what an element is found by, if it has either.
    fn anchor(&self, at: Index) -> Option<String> {
        let page = self.page;
        if let Some(id) = page.attr(at, "id")
            && is_plain(id)
        {
            return Some(format!("#{id}"));
        }
        let class = self.classes(at).into_iter().next()?;
        Some(format!("{}.{class}", page.element(at).name))
    }

    /// Classes that need no escaping and carry no number of the day.
    fn classes(&self, at: Index) -> BTreeSet<String> {
        let class = self.page.attr(at, "class").unwrap_or_default();
        class
            .split_ascii_whitespace()
            .filter(|name| is_plain(name))
            .map(str::to_owned)
            .collect()
    }
}

fn by_url(teasers: &[Teaser]) -> HashMap<&Url, &Teaser> {
    teasers.iter().map(|teaser| (&teaser.url, teaser)).collect()
}

fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        && !name.contains("post-")
        && name.chars().filter(char::is_ascii_digit).count() <= 3
}
