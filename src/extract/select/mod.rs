//! A section page read by the operator's selectors, and selectors suggested to the operator.
//!
//! [`apply`] reads a page by the selectors of `feeds.toml`. [`suggest`] finds the list as [`list`](super::list) does, and
//! writes selectors that select the same.

mod apply;
mod suggest;
#[cfg(test)]
mod tests;

pub use self::apply::read;
pub use self::suggest::{Suggested, discover};
