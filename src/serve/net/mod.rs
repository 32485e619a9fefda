//! Connections: accepted, bounded, watched and ended. What is asked and answered on them is the router's affair.
//!
//! In: a bound socket, what answers a request, [`ConnectionRules`] and [`Limits`]. Out: nothing; [`Traffic`] counts.
//! Must not touch: feeds, the gateway.
//!
//! - `listener` accepts, and gives each newcomer a place
//! - [`limits`]: the few numbers that bound all of this, made from the descriptors that the process may have
//! - [`client`]: whose connection or request it is; `reaper`: who has a place, and who goes first when there is no room;
//!   `observed`: how long one connection has been idle or has stalled; `in_flight`: the same for requests of connections that have many
//! - `turn_away` answers those who come without a place, and have asked already
//! - `connection`, `host`: its protocol, its requests; `stream`, `activity`, `sendfile`: its bytes, and the marks they leave
//! - [`traffic`]: counts of what was let in, sent away and cut
//!
//! # Places
//!
//! A client, an IPv4 address or a /64 of IPv6, has a share of the places. Beyond it, and when all places are taken by
//! connections that are not idle, a newcomer gets one of a few reserved places. There its request is read, since only
//! that says whom it comes from: operators' URLs are answered, everything else gets 503 with `Connection: close`. Who is
//! silent there goes as soon as another comes. So a takedown gets through, from whichever address.
//!
//! The connections of a proxy that [`ConnectionRules::trusts`] have no share, and their requests count for the clients that the
//! proxy names.

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
mod sendfile;
mod stream;
pub mod traffic;
mod turn_away;

pub use client::Client;
pub use limits::Limits;
pub use listener::bind;
pub(crate) use listener::listen;
pub use reply::{EventualReply, Reply};
pub(crate) use rules::ConnectionRules;
pub use traffic::Traffic;
