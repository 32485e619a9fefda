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
        }
    };
}

pub(super) use evidence;
