//! Facts out of pages: a section's list, an article's headline, credits, dates and body.
//!
//! In: decoded markup and a [`Context`](crate::page::Context). Out: facts that the page states, or an [`ExtractError`] that
//! says what the page is instead. No I/O and no clock: `now` comes with the context. No rule is about one site.
//!
//! | to read | module |
//! |---|---|
//! | a section page, whose list is found by its structure | [`list`] |
//! | a section page, with the operator's selectors | [`select`] |
//! | a section that is JSON | [`json`] |
//! | JSON that a page's scripts loaded, whether it holds the page's list | [`endpoint`] |
//! | a section that is a feed | [`feed`] |
//! | an article | [`article`] |
//! | a date on any of these | [`date`] |
//! | markup that may be published | [`sanitize`] |

pub mod article;
mod bounds;
pub mod date;
pub mod endpoint;
mod error;
mod evidence;
pub mod feed;
pub mod json;
pub mod list;
pub mod offsets;
mod pager;
pub mod sanitize;
pub mod select;
mod teaser;

pub use self::error::ExtractError;
pub use self::teaser::{ITEM_LIMIT, Teaser};
