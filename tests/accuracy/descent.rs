//! Fitting of weights: the losses that lists and credits share, and the descent to their minimum. Nothing is random.

use byline::extract::{article, list};

/// The descent ends when its step is below this.
const LEAST_STEP: f32 = 1e-7;
/// A step that lowers the loss by less than this part of it is too long, or the end.
const LEAST_PROGRESS: f32 = 1e-6;

/// Evidence of any kind: numbers that are added and weighed.
pub(crate) trait Numbers: Copy {
    const NONE: Self;
    fn combine(&self, other: &Self, of: impl Fn(f32, f32) -> f32) -> Self;
    fn score(&self, weights: &Self) -> f32;
}

macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl Numbers for $kind {
            const NONE: Self = <$kind>::NONE;
            fn combine(&self, other: &Self, of: impl Fn(f32, f32) -> f32) -> Self {
                self.combine(other, of)
            }
            fn score(&self, weights: &Self) -> f32 {
                self.score(weights)
            }
        }
    )*};
}

numbers!(list::Evidence, article::Evidence);

/// The candidates of a page of which one wins, and what each is worth as the winner; these sum up to 1.
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

/// The cross-entropy between the candidates' worth and the chance to win that the weights give them.
pub(crate) fn cross_entropy<E: Numbers>(races: &[&Race<E>], weights: &E) -> (f32, E) {
    let (mut loss, mut slope) = (0.0, E::NONE);
    for race in races {
        let scores = race.candidates.iter();
        let scores: Vec<f32> = scores
            .map(|(evidence, _)| evidence.score(weights))
            .collect();
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

/// The minimum of a convex loss that is held at `prior`: gradient descent whose step grows while it leads down.
pub(crate) fn descend<E: Numbers>(
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
