//! Who publishes a page, for an operator who sets up a publisher: its name, the holder, the language.
//!
//! In: any page of a site, a listing as well as an article. Out: an [`Imprint`] with what the page says of itself.
//! The rule: what the page does not say stays absent, and a host is no name.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::head::Head;
use super::structured::Structured;
use super::title::fold;
use super::{names, site_names};
use crate::model::site;
use crate::page::element_names::heading_level;
use crate::page::lines::{Flow, units};
use crate::page::{Context, Dom};

/// The statements of a page on its publisher.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imprint {
    /// Its name, as readers know it.
    pub name: Option<String>,
    /// The holder in its © line, if that is another name.
    pub holder: Option<String>,
    /// The language of the page (BCP 47), as the page declares it.
    pub language: Option<String>,
}

// The weights of statements. A statement that exists to name the site is enough alone. A statement that often holds
// something else has to agree with another, or to stand where the name usually stands.
const STATED: f32 = 5.0;
const SITE: f32 = 4.0;
const APPLICATION: f32 = 3.0;
const HOLDER: f32 = 1.5;
const USUAL_PART: f32 = 2.0;
const OTHER_PART: f32 = 0.5;
const LIKE_THE_HOST: f32 = 2.0;
const ENOUGH: f32 = 1.5;
/// A longer part of a title is a motto, unless something confirms it.
const PART_LIMIT_UNITS: f32 = 14.0;

/// Reads who publishes `html`; empty when it cannot be parsed.
pub fn imprint(html: &str, at: &Context<'_>) -> Imprint {
    let Ok(dom) = Dom::parse(html, at.budget) else {
        return Imprint::default();
    };
    let flow = Flow::of(&dom);
    let head = Head::of(&dom, &dom.base(at));
    let structured = Structured::of(
        &head.json_ld,
        head.title.as_deref().unwrap_or_default(),
        at.budget,
    );
    let holders: Vec<String> = site_names::footer_holders(&flow, |_| false)
        .take(4)
        .collect();
    let name = name(&flow, &head, &structured, &holders, at.url);
    // The name itself, with a legal form or without an accent, is no other holder.
    let bare = |text: &str| fold(&text.nfd().filter(char::is_ascii).collect::<String>());
    let differs = |holder: &&String| {
        let (holder_bare, name) = (bare(holder), name.as_deref().unwrap_or_default());
        let (folded, name_folded) = (fold(holder), fold(name));
        let akin = |one: &str, other: &str| {
            one.chars().nth(2).is_some()
                && other.chars().nth(2).is_some()
                && (one.contains(other) || other.contains(one))
        };
        !names::is_address(holder)
            && !akin(&folded, &name_folded)
            && !akin(&holder_bare, &bare(name))
    };
    Imprint {
        holder: holders.iter().find(differs).cloned(),
        language: language(&head),
        name,
    }
}

fn name(
    flow: &Flow<'_>,
    head: &Head,
    structured: &Structured,
    holders: &[String],
    url: &Url,
) -> Option<String> {
    let mut candidates = Candidates::default();
    let metas = [("og:site_name", STATED), ("application-name", APPLICATION)];
    for (meta, worth) in metas {
        for value in head.all(meta) {
            // `The Paper - News from the coast`
            candidates.add(site_names::parts(value).next().unwrap_or_default(), worth);
        }
    }
    if let Some(publisher) = &structured.publisher {
        candidates.add(publisher, STATED);
    }
    for site in &structured.sites {
        candidates.add(site, SITE);
    }
    for holder in holders {
        candidates.add(holder, HOLDER);
    }
    let title = head.title.as_deref().unwrap_or_default();
    let parts: Vec<&str> = site_names::title_parts(title).collect();
    // Of a section the name comes last, of a home page first.
    let is_home = url.path().trim_matches('/').is_empty();
    let usual = if is_home {
        0
    } else {
        parts.len().saturating_sub(1)
    };
    let headings: Vec<String> = headings(flow);
    for (index, part) in parts.iter().enumerate() {
        let is_heading = !is_home && headings.contains(&fold(part));
        if is_heading || (parts.len() == 1 && !is_home) {
            continue;
        }
        let worth = match units(part) <= PART_LIMIT_UNITS && index == usual {
            true => USUAL_PART,
            false => OTHER_PART,
        };
        candidates.add(part, worth);
    }
    candidates.best(url)
}

/// The page's headings of the first level, folded: what a section calls itself.
fn headings(flow: &Flow<'_>) -> Vec<String> {
    let blocks = flow.lines.iter().filter(|line| {
        flow.around(line.block)
            .take(3)
            .any(|element| heading_level(&flow.elements[element].name) == Some(1))
    });
    blocks.take(4).map(|line| fold(&line.text)).collect()
}

/// Names with what speaks for them, by how they fold.
#[derive(Default)]
struct Candidates {
    worth: HashMap<String, (f32, usize)>,
    /// As printed, in the order in which they came; the first spelling stands.
    names: Vec<String>,
}

impl Candidates {
    fn add(&mut self, name: &str, worth: f32) {
        let name = name.trim();
        let folded = fold(name);
        // A host is no name, unless it is written as one: `ThePaper.example`.
        let is_host = names::is_address(name) && !name.contains(char::is_uppercase);
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        if is_host || letters < 2 || units(name) > 2.0 * PART_LIMIT_UNITS {
            return;
        }
        let order = self.names.len();
        let known = self.worth.entry(folded).or_insert((0.0, order));
        known.0 += worth;
        if known.1 == order {
            self.names.push(name.to_owned());
        }
    }

    fn best(&self, url: &Url) -> Option<String> {
        let site = site(url).unwrap_or_default();
        let label = fold(site.split('.').next().unwrap_or_default());
        let mut best: Option<(f32, usize)> = None;
        for (folded, &(worth, order)) in &self.worth {
            let shares =
                |long: &str, short: &str| short.chars().nth(2).is_some() && long.contains(short);
            let like = shares(folded, &label) || shares(&label, folded);
            let worth = worth + if like { LIKE_THE_HOST } else { 0.0 };
            let better =
                best.is_none_or(|(most, first)| worth > most || (worth >= most && order < first));
            if worth >= ENOUGH && better {
                best = Some((worth, order));
            }
        }
        best.and_then(|(_, order)| self.names.get(order).cloned())
    }
}

/// The language that the page declares, if it is a well-formed tag.
fn language(head: &Head) -> Option<String> {
    let declared = head
        .language
        .as_deref()
        .or_else(|| head.get(&["content-language", "og:locale"]))?;
    let tag = declared.trim().replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    let is_tag = (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    is_tag.then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{Timestamp, tz::TimeZone};

    fn of(html: &str, url: &str) -> Imprint {
        imprint(
            html,
            &Context {
                url: &Url::parse(url).expect("a test URL"),
                zone: &TimeZone::UTC,
                language: "en",
                now: Timestamp::UNIX_EPOCH,
                budget: &crate::page::Budget::of_page(html.len()),
            },
        )
    }

    /// A publisher set up under its host has nothing of its own: all its news is republished by `127.0.0.1`.
    #[test]
    fn the_name_is_the_one_that_the_page_says() {
        for (html, url, name) in [
            (
                "<meta property=og:site_name content='The Island Lantern – News from the cape'><title>Port</title>",
                "http://a.example/port/",
                Some("The Island Lantern"),
            ),
            (
                "<title>Sport</title><script type=application/ld+json>{\"@type\":\"WebPage\",\"publisher\":{\"name\":\"Kapbote\"}}</script>",
                "http://a.example/sport/",
                Some("Kapbote"),
            ),
            (
                "<title>Sport</title><script type=application/ld+json>[{\"@type\":\"WebSite\",\"name\":\"Kapbote\"}]</script>",
                "http://a.example/sport/",
                Some("Kapbote"),
            ),
            (
                "<title>Port | The Cape Mail</title>",
                "http://a.example/port/",
                Some("The Cape Mail"),
            ),
            (
                "<title>要闻_海岬网</title>",
                "http://a.example/yw/",
                Some("海岬网"),
            ),
            (
                "<title>The Cape Mail - Latest news</title>",
                "http://a.example/",
                Some("The Cape Mail"),
            ),
            // The host, or a footer, tells which part of a title is the name.
            (
                "<title>Capemail - Nyheter</title>",
                "http://capemail.example/nyheter/",
                Some("Capemail"),
            ),
            (
                "<title>海岬网 - 要闻</title><footer>© 2026 海岬网</footer>",
                "http://a.example/yw/",
                Some("海岬网"),
            ),
            // Nothing is made up.
            ("<title>Port</title>", "http://a.example/port/", None),
            (
                "<title>Port - capemail.example</title>",
                "http://capemail.example/port/",
                None,
            ),
            ("<title>Port</title>", "http://127.0.0.1:8081/port/", None),
        ] {
            assert_eq!(of(html, url).name.as_deref(), name, "{html}");
        }
    }

    /// What the page declares is known; what it leaves open is for the operator to say.
    #[test]
    fn holder_and_language_are_those_that_the_page_states() {
        let page = "<html lang=de_AT><meta property=og:site_name content=Kapbote><footer>© 2026 Kapverlag GmbH. Alle Rechte vorbehalten</footer>";
        let imprint = of(page, "http://a.example/");
        assert_eq!(imprint.holder.as_deref(), Some("Kapverlag GmbH"));
        assert_eq!(imprint.language.as_deref(), Some("de-AT"));
        let silent = of(
            "<meta property=og:site_name content=Kapbote>© Kapbote 2026",
            "http://a.example/",
        );
        assert_eq!((silent.holder, silent.language), (None, None));
    }
}
