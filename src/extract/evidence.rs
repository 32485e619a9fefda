//! Evidence: named features with a number each, and their sum, each times its weight.
//!
//! [`evidence!`] declares a set of features. A value of the declared type is what was measured of one candidate, or the
//! weights of all features. `docs/extraction.md` says how weights are fitted.

/// Declares features: a type with a field for each, and the words in which an explanation names it.
macro_rules! evidence {
    ($($(#[$doc:meta])* $name:ident: $words:literal,)*) => {
        /// One number for each feature: a candidate's values, or the weights of all features.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct Evidence {
            $($(#[$doc])* pub $name: f32,)*
        }

        impl Evidence {
            /// No evidence, or no weight.
            pub const NONE: Self = Self { $($name: 0.0,)* };

            /// Applies `of` to each feature's numbers in both. Fitting weights is arithmetic on all features alike.
            pub fn combine(&self, other: &Self, of: impl Fn(f32, f32) -> f32) -> Self {
                Self { $($name: of(self.$name, other.$name),)* }
            }

            /// Each feature's name, words and number.
            pub fn features(&self) -> impl Iterator<Item = (&'static str, &'static str, f32)> {
                [$((stringify!($name), $words, self.$name)),*].into_iter()
            }

            /// The sum of all features, each times its weight.
            pub fn score(&self, weights: &Self) -> f32 {
                0.0 $(+ self.$name * weights.$name)*
            }

            /// What each feature adds to the score.
            pub fn contributions(&self, weights: &Self) -> impl Iterator<Item = (&'static str, f32, f32)> {
                let pairs = self.features().zip(weights.features());
                pairs.map(|((_, words, value), (_, _, weight))| (words, value, value * weight))
            }

            /// The score, and what counts most for it and against it.
            pub fn reasons(&self, weights: &Self) -> String {
                $crate::extract::evidence::reasons(
                    self.score(weights),
                    self.contributions(weights),
                )
            }
        }
    };
}

/// How many features an explanation names, those that count most.
const NAMED: usize = 6;
/// A feature that adds less than this, for or against, is not named.
const LEAST_NAMED: f32 = 0.05;

/// `+2.3: +1.8 dates (0.9); -0.9 links leave the site (1.0)`
pub(super) fn reasons(
    score: f32,
    contributions: impl Iterator<Item = (&'static str, f32, f32)>,
) -> String {
    let named = contributions.filter(|(_, _, part)| part.abs() >= LEAST_NAMED);
    let mut parts: Vec<_> = named.collect();
    parts.sort_by(|(_, _, a), (_, _, b)| b.abs().total_cmp(&a.abs()));
    let parts = parts.iter().take(NAMED);
    let parts: Vec<String> = parts
        .map(|(words, value, part)| format!("{part:+.1} {words} ({value:.1})"))
        .collect();
    format!("{score:+.1}: {}", parts.join("; "))
}

pub(super) use evidence;
