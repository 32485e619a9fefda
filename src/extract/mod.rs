//! Facts out of pages: a section's list, an article's labels and body.
//!
//! In: decoded markup and a [`Context`](crate::page::Context). Out: facts that the page states, or a clear
//! [`ExtractError`]. No I/O and no clock: `now` comes with the context. Nothing here knows a site by name.
//!
//! | to read | there is |
//! |---|---|
//! | a section page, its list found by structure | [`list`] |
//! | a section page, by the operator's selectors | [`select`] |
//! | a section that is JSON | [`json`] |
//! | a section that is a feed | [`feed`] |
//! | an article | [`article`] |
//! | a date, in any of them | [`date`] |
//! | markup that may be published | [`sanitize`] |

pub mod article;
mod bounds;
pub mod date;
mod error;
pub mod feed;
pub mod json;
pub mod list;
pub mod offsets;
mod pager;
pub mod sanitize;
pub mod select;
mod teaser;

pub use self::error::ExtractError;
pub use self::teaser::Teaser;
