//! Pages, politely.
//!
//! In: a URL, and what was known of it. Out: a page as text, "not modified", or why there is no page and what to do.
//! Each hop of a fetch passes, in this order: [`guard`] (may byline connect to it), [`robots`] (does robots.txt allow it),
//! [`pace`] (when), [`transport`] (the exchange), then redirects, [`revalidate`] and [`charset`].
//! Nothing here knows what a page means, and no other room speaks to an origin. Everything has a bound: the time of a
//! whole fetch, the size of a body, and the number of entries of every map whose keys are hosts of pages.
//!
//! - `client`: what all requests share
//! - `follow`, `hops`: a fetch from its first address to its last
//! - `refresh`: pages that send on to another
//! - `rules`, `robots_cache`, `turns`: robots.txt files, fetched, remembered, and by whom
//! - `shared`, `budget`, `share`: one budget for each host over several bylines
//! - `own`: the headers that one publisher's origins are sent
//! - `exchange`, `wire`, `coding`: one request and its answer
//! - `page`, `error`, `counts`: what came of it

mod budget;
pub mod charset;
mod client;
mod coding;
mod counts;
mod error;
mod exchange;
mod follow;
mod guard;
mod hops;
mod off_runtime;
mod own;
mod pace;
mod page;
mod refresh;
mod revalidate;
pub mod robots;
mod robots_cache;
mod rules;
mod share;
mod shared;
mod transport;
mod turns;
mod wire;

#[cfg(test)]
mod tests;

pub use client::Origin;
pub use counts::{HostCounts, Outcome};
pub use error::{Fault, FetchError};
pub use follow::Asking;
pub(crate) use guard::Reach;
pub use hops::RedirectFault;
pub use pace::{Closed, Urgency};
pub use page::{Fetched, Page};
pub use shared::{NewsListener, SharedAway, SharedManners};
pub use transport::{Answer, Ask, Beyond, Transport, TransportError};
pub use wire::Wire;
pub(crate) use wire::innermost_cause;
