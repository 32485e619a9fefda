//! The headline, by named evidence.
//!
//! In: a page's lines and its declarations (`<title>`, OpenGraph, JSON-LD). Out: the headline and its line. The rule: of all
//! [`candidates`], lines and declared texts, the one with the highest sum of [`evidence`], each times its weight
//! ([`weights`]), is the headline.

mod candidates;
mod evidence;
mod heading;
mod parts;
#[cfg(test)]
mod tests;
mod weights;

use self::candidates::Scene;
pub use self::candidates::WeighedHeadline;
pub use self::evidence::Evidence;
pub(super) use self::parts::{fold, parts, split};
pub(super) use self::weights::HEADLINE;
use super::head::Head;
use crate::page::lines::Flow;

/// A headline and where it stands.
#[derive(Debug, Default)]
pub(super) struct Title {
    pub(super) text: Option<String>,
    /// The line and the block that show it.
    pub(super) place: Option<(usize, usize)>,
    /// The page's one article, where most of the page's text stands before it: a stream of teasers under an overlay.
    pub(super) overlay: Option<usize>,
}

/// Finds the headline.
pub(super) fn find(flow: &Flow<'_>, head: &Head, headline: Option<&str>) -> Title {
    let scene = Scene::of(flow, head, headline);
    let Some(best) = best(scene.all()) else {
        return Title::default();
    };
    let Some((line, block)) = best.place else {
        return Title {
            text: Some(best.text),
            ..Title::default()
        };
    };
    let is_behind_text = scene.is_behind_text(line);
    let is_overlay = |sole: &usize| is_behind_text && flow.is_within(block, *sole);
    let overlay = scene.sole.filter(is_overlay);
    Title {
        text: Some(spelled(best.text, &scene.declared.whole)),
        place: (!is_behind_text || overlay.is_some()).then_some((line, block)),
        overlay,
    }
}

/// All that the headline is chosen from, for a fit of the weights and for an explanation.
pub(super) fn weighed(
    flow: &Flow<'_>,
    head: &Head,
    headline: Option<&str>,
) -> Vec<WeighedHeadline> {
    Scene::of(flow, head, headline).all()
}

/// The first of the highest sum, if that is above zero.
fn best(candidates: Vec<WeighedHeadline>) -> Option<WeighedHeadline> {
    let scored = candidates.into_iter().rev();
    let scored = scored.map(|candidate| (candidate.evidence.score(&HEADLINE), candidate));
    let best = scored.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(score, _)| *score > 0.0)
        .map(|(_, candidate)| candidate)
}

/// `text`, or the declaration that differs from it by white space alone and has more: styles set boxes apart in which no
/// space stands.
fn spelled(text: String, declared: &[String]) -> String {
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let words = |text: &str| text.split_whitespace().count();
    declared
        .iter()
        .flat_map(|whole| std::iter::once(whole.as_str()).chain(parts(whole).map(str::trim)))
        .find(|declared| words(declared) > words(&text) && bare(declared) == bare(&text))
        .map_or(text.clone(), str::to_owned)
}
