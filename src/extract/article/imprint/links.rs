//! The links from a page to the terms of its site, and to its contacts.
//!
//! In: a page's lines and the words of the languages. Out: one address each. The rule: the link's text is one of these words,
//! whole or as one of its parts, because `Copyright law passes` is a headline.

use url::Url;

use super::statement::Statement;
use crate::language::{ALL, Language, split};
use crate::page::Base;
use crate::page::lines::{Flow, units};

/// A longer text is a headline.
const TEXT_LIMIT_UNITS: f32 = 16.0;
/// Words for what `rel` says of a link to terms (HTML §4.6.7, RFC 6903).
const TERMS_RELATIONS: [&str; 4] = ["terms-of-service", "license", "copyright", "privacy-terms"];

/// The link to the site's terms.
pub(super) fn terms(flow: &Flow<'_>, base: &Base<'_>) -> Option<Statement<Url>> {
    let related = |rel: &str| {
        let mut relations = rel.split_ascii_whitespace();
        relations.any(|rel| TERMS_RELATIONS.contains(&rel.to_ascii_lowercase().as_str()))
    };
    named(flow, base, |language| language.terms_links, related)
}

/// The link to the page with the site's contacts.
pub(super) fn contacts(flow: &Flow<'_>, base: &Base<'_>) -> Option<Statement<Url>> {
    named(flow, base, |language| language.contact_links, |_| false)
}

/// The link whose text comes first in a list of words; of several with one text the last, since footers come last.
fn named(
    flow: &Flow<'_>,
    base: &Base<'_>,
    words: fn(&Language) -> &'static str,
    is_related: impl Fn(&str) -> bool,
) -> Option<Statement<Url>> {
    let mut best: Option<(usize, Statement<Url>)> = None;
    for line in &flow.lines {
        for (range, element) in &line.links {
            let text = line.text.get(range.clone()).unwrap_or_default().trim();
            let node = flow.elements[*element].node;
            let Some(link) = node.element() else { continue };
            let is_short = units(text) <= TEXT_LIMIT_UNITS;
            let rank = match link.attr("rel") {
                Some(rel) if is_related(rel) => Some(0),
                _ if is_short => rank(text, words).map(|rank| rank + 1),
                _ => None,
            };
            let Some(rank) = rank.filter(|rank| best.as_ref().is_none_or(|it| *rank <= it.0))
            else {
                continue;
            };
            let url = link.attr("href").and_then(|href| base.web(href));
            if let Some(mut url) = url {
                url.set_fragment(None);
                best = Some((rank, Statement::new(url, format!("the link {text:?}"))));
            }
        }
    }
    best.map(|(_, link)| link)
}

/// The place of a link's text in the first list that has it, or one of its parts.
fn rank(text: &str, words: fn(&Language) -> &'static str) -> Option<usize> {
    let text = text.to_lowercase();
    let whole = text.trim_matches(|c: char| !c.is_alphanumeric());
    let parts = whole.split(['&', '/', ',', '、', '与', '和', '及', '|', '·']);
    let parts = parts.flat_map(|part| part.split(" and ")).map(str::trim);
    let candidates: Vec<&str> = std::iter::once(whole).chain(parts).collect();
    let lists = ALL.iter().map(|language| words(language));
    lists
        .filter_map(|list| split(list).position(|word| candidates.contains(&word)))
        .min()
}
