//! `[notify]`: who is told when a feed breaks, and of each item that is published or withdrawn.
//!
//! In: how refreshes ended, and takedowns. Out: signed messages at the endpoints of `feeds.toml`, at least once, in the
//! manner of the Standard Webhooks specification. Nothing here is waited for by a request or by what a refresh publishes.
//!
//! - `announced`: what follows from a feed as it is now and from what was told of it before (pure)
//! - `observe`: looks at a feed after a refresh or a takedown, and queues what follows, in the store
//! - `attempts`: what is sent next, and when (pure); `message`: signature and headers (pure)
//! - `send`: one task for each endpoint sends what waits for it
//! - `endpoints`: how the endpoints are, for operators

mod announced;
mod attempts;
pub(super) mod endpoints;
mod message;
mod observe;
mod send;

pub use self::endpoints::{EndpointHealth, LastAnswer};
pub use self::send::{Sent, TestError};
