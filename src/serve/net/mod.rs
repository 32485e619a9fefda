//! Connections: accepted, bounded, watched and ended.
//!
//! In: the sockets that listen, a function that answers a request, [`ConnectionRules`] and [`Limits`]. Out: nothing; [`Traffic`]
//! counts. Must not touch: feeds, the gateway, or anything else of `serve`.
//!
//! - [`socket`]: the sockets, over TCP or a Unix socket
//! - `listener`: accepts, and gives each new connection a place
//! - [`limits`]: the numbers that bound connections and requests, made from the descriptors that the process may have
//! - [`client`]: the client of a connection or request
//! - `reaper`: which connection has a place, and which one ends when there is no room; `observed`: for how long one
//!   connection has been idle or has stalled; `activity`: the marks by which both are seen
//! - `in_flight`: the share of each client in requests under way
//! - `turn_away`: 503 for a new connection without a place, before anything is set up for it
//! - `connection`: the protocol and the requests of one connection; `host`: whether a request names its host
//! - `stream`: the bytes of one connection
//! - `reply`: the type of a reply, and refusals; `rules`: what only the rooms above know
//! - [`traffic`]: counts of what was accepted, refused and cut
//!
//! # Places
//!
//! A client, an IPv4 address or a /64 of IPv6, has a share of the places. Beyond the share, and when all places are
//! occupied by connections that are not idle, a new connection gets one of a few reserved places. Its request is read
//! there, since only the request shows whether it is for operators: operators' URLs are answered, everything else gets
//! 503 with `Connection: close`. A silent connection on a reserved place ends as soon as another comes. So a takedown is
//! answered from whichever address it comes.
//!
//! The connections of a proxy that [`ConnectionRules::trusts`] have no share, and their requests count for the clients
//! that the proxy names.

mod activity;
pub mod client;
mod connection;
mod host;
mod in_flight;
pub mod limits;
mod listener;
mod observed;
mod reaper;
mod reply;
mod rules;
pub mod socket;
mod stream;
pub mod traffic;
mod turn_away;

pub use client::Client;
pub use limits::Limits;
pub(crate) use listener::listen;
pub use reply::{EventualReply, Reply};
pub(crate) use reply::{later, text};
pub(crate) use rules::ConnectionRules;
pub use socket::{Entrance, Listener, bind};
pub use traffic::{ConnectionBounds, Traffic};
