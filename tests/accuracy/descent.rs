//! How weights are fitted: the least loss that a descent from weights set by hand finds, held at these. Nothing is random.

use byline::extract::{article, list};

/// The descent ends when its step is below this.
const LEAST_STEP: f32 = 1e-7;
/// A step that lowers the loss by less than this part of it is too long, or the end.
const LEAST_PROGRESS: f32 = 1e-6;

/// One number for each feature of a model: what was measured, or the weights.
pub(crate) trait Evidence: Copy {
    const NONE: Self;

    fn combine(&self, other: &Self, of: impl Fn(f32, f32) -> f32) -> Self;

    fn score(&self, weights: &Self) -> f32;

    /// Prints the table as `weights.rs` has it.
    fn print(&self, name: &str);
}

macro_rules! evidence {
    ($($name:ty),*) => {
        $(impl Evidence for $name {
            const NONE: Self = <$name>::NONE;

            fn combine(&self, other: &Self, of: impl Fn(f32, f32) -> f32) -> Self {
                self.combine(other, of)
            }

            fn score(&self, weights: &Self) -> f32 {
                self.score(weights)
            }

            fn print(&self, name: &str) {
                println!("pub(super) const {name}: Evidence = Evidence {{");
                for (feature, _, weight) in self.features().filter(|(_, _, weight)| weight.abs() >= 0.005) {
                    println!("    {feature}: {weight:.2},");
                }
                println!("    ..Evidence::NONE\n}};");
            }
        })*
    };
}

evidence!(
    list::Evidence,
    article::LineEvidence,
    article::CreditEvidence,
    article::HeadlineEvidence,
    article::BlockEvidence
);

/// The minimum of a convex loss that is held at `prior`: gradient descent whose step grows while it leads down.
pub(crate) fn descend<E: Evidence>(
    steps: usize,
    from: &E,
    prior: &E,
    penalty: f32,
    loss: impl Fn(&E) -> (f32, E),
) -> E {
    let penalised = |weights: &E| {
        let (value, slope) = loss(weights);
        let away = weights.combine(prior, |weight, prior| weight - prior);
        let slope = slope.combine(&away, |slope, away| slope + 2.0 * penalty * away);
        (value + penalty * away.score(&away), slope)
    };
    let (mut at, mut step) = (*from, 0.01);
    let (mut value, mut slope) = penalised(&at);
    for _ in 0..steps {
        let next = at.combine(&slope, |weight, slope| weight - step * slope);
        let (lower, steeper) = penalised(&next);
        if value - lower > value * LEAST_PROGRESS {
            (at, value, slope) = (next, lower, steeper);
            step *= 1.3;
        } else if step > LEAST_STEP {
            step *= 0.5;
        } else {
            break;
        }
    }
    at
}

/// The candidates of a page of which one is to be chosen, and what each is worth; these sum up to 1.
pub(crate) struct Race<E> {
    candidates: Vec<(E, f32)>,
    /// What the page counts in a fit.
    weight: f32,
}

impl<E> Race<E> {
    /// `None` when no candidate is worth anything.
    pub(crate) fn of(mut candidates: Vec<(E, f32)>, weight: f32) -> Option<Self> {
        let all: f32 = candidates.iter().map(|(_, worth)| worth).sum();
        for (_, worth) in &mut candidates {
            *worth /= all;
        }
        (all > 0.0).then_some(Self { candidates, weight })
    }
}

/// The cross-entropy between the candidates' worth and the chance that the weights give them.
pub(crate) fn cross_entropy<E: Evidence>(races: &[&Race<E>], weights: &E) -> (f32, E) {
    let (mut loss, mut slope) = (0.0, E::NONE);
    for race in races {
        let scores = race
            .candidates
            .iter()
            .map(|(evidence, _)| evidence.score(weights));
        let scores: Vec<f32> = scores.collect();
        let top = scores.iter().copied().fold(f32::MIN, f32::max);
        let chances: Vec<f32> = scores.iter().map(|score| (score - top).exp()).collect();
        let sum: f32 = chances.iter().sum();
        for ((evidence, worth), chance) in race.candidates.iter().zip(chances) {
            let given = chance / sum;
            loss -= race.weight * worth * (given + 1e-12).ln();
            let off = race.weight * (given - worth);
            slope = slope.combine(evidence, |slope, value| slope + off * value);
        }
    }
    (loss, slope)
}

/// The candidates of a page of which one is to be chosen, and how right each is, 0 to 1.
pub(crate) struct Choice<E> {
    pub(crate) candidates: Vec<(E, f32)>,
    /// What the page counts in a fit.
    pub(crate) weight: f32,
}

/// What is lost on average when a candidate is chosen by the chance that the weights give it. The loss is bounded: a page
/// that no weights can read says nothing.
pub(crate) fn regret<E: Evidence>(choices: &[&Choice<E>], weights: &E) -> (f32, E) {
    let (mut loss, mut slope) = (0.0, E::NONE);
    for choice in choices {
        let scores = choice.candidates.iter();
        let scores: Vec<f32> = scores
            .map(|(evidence, _)| evidence.score(weights))
            .collect();
        let top = scores.iter().copied().fold(f32::MIN, f32::max);
        let chances: Vec<f32> = scores.iter().map(|score| (score - top).exp()).collect();
        let sum: f32 = chances.iter().sum();
        let (mut best, mut mean) = (0.0_f32, 0.0);
        for ((_, right), chance) in choice.candidates.iter().zip(&chances) {
            best = best.max(*right);
            mean += right * chance / sum;
        }
        loss += choice.weight * (best - mean);
        for ((evidence, right), chance) in choice.candidates.iter().zip(&chances) {
            let off = choice.weight * chance / sum * (mean - right);
            if off != 0.0 {
                slope = slope.combine(evidence, |slope, value| slope + off * value);
            }
        }
    }
    (loss, slope)
}

/// A candidate that is taken or left for itself.
#[derive(Clone, Copy)]
pub(crate) struct Example<E> {
    pub(crate) evidence: E,
    /// How right it is to take it, 0 to 1.
    pub(crate) own: f32,
    /// How much it counts.
    pub(crate) weight: f32,
}

/// The logistic loss of the decisions to take a candidate.
pub(crate) fn logistic_loss<E: Evidence>(examples: &[&Example<E>], weights: &E) -> (f32, E) {
    let (mut loss, mut slope) = (0.0, E::NONE);
    for example in examples {
        let score = example.evidence.score(weights);
        // The logarithm of 1 + exp(score), without overflow.
        let softplus = score.max(0.0) + (-score.abs()).exp().ln_1p();
        loss += example.weight * (softplus - example.own * score);
        let off = example.weight * (1.0 / (1.0 + (-score).exp()) - example.own);
        slope = slope.combine(&example.evidence, |slope, value| slope + off * value);
    }
    (loss, slope)
}
